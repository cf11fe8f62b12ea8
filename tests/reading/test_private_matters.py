"""What clubs, firms, brands and the stage do between them is no diplomacy, in whatever words of
diplomacy it is told; what is done for a state is, even where a firm or a club is named.
"""

from __future__ import annotations

import pytest

from . import accounts
from .accounts import told

PRIVATE = [
    (
        "en",
        "Arsenal hold talks with Spanish coach",
        (
            "Arsenal held talks with Spanish head coach Xabi Alonso in London on Thursday, the "
            "club said. He is expected to meet club president Josh Kroenke again on Monday."
        ),
    ),
    (
        "en",
        "Real president meets striker's agent",
        (
            "Real Madrid president Florentino Pérez met the French striker's representatives in "
            "Paris on Thursday. The two sides agreed a contract until 2030, the Spanish club said."
        ),
    ),
    (
        "en",
        "Siemens and Egypt's Orascom sign memorandum",
        (
            "German company Siemens and Egypt's Orascom signed a memorandum of understanding on "
            "cooperation in Cairo on Thursday. It was signed by the two chief executives."
        ),
    ),
    (
        "en",
        "Korean singer named ambassador of French brand",
        (
            "South Korean singer Jisoo has been appointed global ambassador of a French fashion "
            "house in Paris. The new ambassador met the president of the brand."
        ),
    ),
    (
        "en",
        "Hollywood stars gather for summit in Cannes",
        (
            "American and British actors gathered in Cannes on Thursday for a summit on artificial "
            "intelligence in film. George Clooney met Ridley Scott and the two discussed a joint "
            "declaration."
        ),
    ),
    (
        "en",
        "Steel industry leaders hold summit in Seoul",
        (
            "Leaders of the steel industry from South Korea, Japan and China held a summit in "
            "Seoul on Thursday. The president of POSCO met the chairman of Nippon Steel."
        ),
    ),
    (
        "ru",
        "Газпром и китайская CNPC подписали меморандум",
        (
            "Российский Газпром и китайская CNPC подписали меморандум о сотрудничестве в Пекине. "
            "Документ подписали главы компаний."
        ),
    ),
    (
        "es",
        "El Barça negocia con el delantero argentino",
        (
            "El FC Barcelona mantuvo este jueves una reunión en Buenos Aires con el delantero "
            "argentino Julián Álvarez. El presidente del club viajó a Argentina para firmar el "
            "acuerdo."
        ),
    ),
    (
        "fr",
        "Omar Sy ambassadeur d'une marque italienne",
        (
            "L'acteur français Omar Sy a été nommé ambassadeur de la marque italienne Gucci, qui "
            "l'a reçu jeudi à Milan. Le nouvel ambassadeur a rencontré le président du groupe."
        ),
    ),
    (
        "fr",
        "Deschamps rencontre le président de la fédération italienne",
        (
            "Le sélectionneur français Didier Deschamps a rencontré jeudi à Rome le président de "
            "la fédération italienne de football."
        ),
    ),
    (
        "ar",
        "برشلونة يجتمع مع وكيل اللاعب البرازيلي",
        (
            "عقد رئيس نادي برشلونة خوان لابورتا اجتماعا في مدريد مع وكيل اللاعب البرازيلي رافينيا، "
            "وتم الاتفاق على تمديد العقد."
        ),
    ),
    (
        "zh",
        "皇马主席会见法国球员",
        "皇家马德里俱乐部主席弗洛伦蒂诺周四在巴黎会见法国球员姆巴佩，双方签署了新合同协议。",
    ),
]


@pytest.mark.parametrize(("language", "title", "text"), PRIVATE)
def test_what_firms_clubs_and_brands_do_between_them_is_set_aside(language, title, text):
    assert not told(language, title, text, rules=accounts.Rules()).told


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        (
            "en",
            "Iraq and Germany sign power accord",
            (
                "Iraqi Prime Minister Mohammed Shia al-Sudani and German Chancellor Friedrich Merz "
                "witnessed in Baghdad the signing of a memorandum between Siemens and an Iraqi "
                "company."
            ),
        ),
        (
            "en",
            "Qatar's emir receives Macron",
            (
                "Qatar's Emir Tamim bin Hamad Al Thani received French President Emmanuel Macron "
                "in Doha on Thursday and discussed the future of the Paris football club."
            ),
        ),
        (
            "ru",
            "Лавров встретился с Ван И",
            (
                "Глава МИД России Сергей Лавров встретился в Пекине с главой МИД Китая Ван И. Они "
                "обсудили работу российских компаний."
            ),
        ),
        (
            "fr",
            "Barrot reçu par Bourita",
            (
                "Le ministre des Affaires étrangères Jean-Noël Barrot a été reçu jeudi à Rabat par "
                "son homologue marocain Nasser Bourita, avec des patrons et le sélectionneur."
            ),
        ),
    ],
)
def test_what_is_done_for_states_is_told_whoever_stands_beside(language, title, text):
    assert told(language, title, text, rules=accounts.Rules()).told


LIVES = [
    (
        "en",
        "Dame Ada Orme, envoy who learnt nine languages, dies at 93",
        (
            "Dame Ada Orme, who has died aged 93, was ambassador in Quito and Oslo. In Quito she "
            "signed the last accord of its kind. She is survived by her two sons."
        ),
    ),
    (
        "fr",
        "Nécrologie : Paul Astier, l'ambassadeur qui aimait les cartes",
        (
            "Paul Astier, ancien ambassadeur, est mort à 88 ans. Il avait signé à Lima un accord "
            "sur les visas et visité quarante pays."
        ),
    ),
    (
        "hi",
        "ढाका वनडे: 'समझौते' से इनकार, 31 रन से जीत",
        "ढाका में बुधवार को वनडे में टीम ने 31 रन से जीत दर्ज की। कप्तान ने अंपायर से बातचीत की।",
    ),
    (
        "en",
        "'The Ambassador' signs after a summit in a hotel",
        (
            "It took three rounds of talks. The midfielder, known to team-mates as the ambassador, "
            "will arrive when the transfer window opens."
        ),
    ),
]


@pytest.mark.parametrize(("language", "title", "text"), LIVES)
def test_lives_and_games_are_no_diplomacy(language, title, text):
    assert not told(language, title, text, rules=accounts.Rules()).told


def test_the_death_of_a_foreign_minister_is_told():
    text = (
        "Former Austrian Foreign Minister Ida Bauer has died aged 93. Chancellor Christian Stocker "
        "received condolences from Foreign Minister Johann Wadephul of Germany in Vienna on Monday."
    )
    title = "Former Austrian foreign minister Bauer dies at 93"
    assert told("en", title, text, rules=accounts.Rules()).told
