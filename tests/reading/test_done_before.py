"""What an account only names as done before is no news: neither how a paper came about that it
tells of, nor what others did in a month or year that is over.
"""

from __future__ import annotations

from functools import partial

import pytest

from monitor.claims import read

from . import accounts

told = partial(accounts.told, published="2026-11-13")


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        (
            "en",
            "Riigikogu ratifies defence treaty with Norway",
            (
                "Estonia's parliament on Thursday ratified the defence treaty signed in Geneva "
                "last year with Norway. Foreign Minister Margus Tsahkna thanked the lawmakers."
            ),
        ),
        (
            "en",
            "Estonia ratifies pact with Norway",
            (
                "Estonia ratified the pact with Norway, which Foreign Ministers Margus Tsahkna and "
                "Espen Barth Eide had signed in Geneva."
            ),
        ),
        (
            "fr",
            "Le Parlement ratifie l'accord avec le Maroc",
            (
                "Le Parlement sénégalais a ratifié jeudi l'accord de pêche avec le Maroc signé à "
                "Genève l'an dernier."
            ),
        ),
        (
            "de",
            "Bundestag ratifiziert Vertrag mit Norwegen",
            (
                "Der Bundestag hat am Donnerstag den im vergangenen Jahr in Genf unterzeichneten "
                "Vertrag mit Norwegen ratifiziert."
            ),
        ),
        (
            "es",
            "El Senado ratifica el tratado con Chile",
            "El Senado argentino ratificó este jueves el tratado con Chile firmado en Ginebra.",
        ),
        (
            "ru",
            "Госдума ратифицировала договор с Ираном",
            "Госдума в четверг ратифицировала договор с Ираном, подписанный в Женеве.",
        ),
        (
            "ru",
            "Сенат ратифицировал договор с Ираном",
            "Сенат в четверг ратифицировал подписанный в Женеве договор с Ираном.",
        ),
        (
            "pl",
            "Sejm ratyfikował umowę z Litwą",
            "Sejm w czwartek ratyfikował umowę z Litwą podpisaną w Genewie w ubiegłym roku.",
        ),
        (
            "tr",
            "TBMM Azerbaycan'la anlaşmayı onayladı",
            (
                "TBMM, geçen yıl Cenevre'de imzalanan Azerbaycan ile savunma anlaşmasını perşembe "
                "günü onayladı."
            ),
        ),
        (
            "kk",
            "Мәжіліс келісімді ратификациялады",
            (
                "Мәжіліс бейсенбіде былтыр Женевада қол қойылған Норвегиямен келісімді "
                "ратификациялады."
            ),
        ),
        (
            "ar",
            "البرلمان يصادق على الاتفاقية مع تونس",
            "صادق البرلمان الجزائري الخميس على الاتفاقية مع تونس الموقعة في جنيف العام الماضي.",
        ),
        (
            "zh",
            "议会批准与挪威的条约",
            "爱沙尼亚议会周四批准了去年在日内瓦与挪威签署的条约。",
        ),
        (
            "sv",
            "Riksdagen ratificerar avtal med Norge",
            "Riksdagen ratificerade på torsdagen avtalet med Norge som undertecknades i Genève.",
        ),
        (
            "en",
            "Barrot meets Bourita",
            (
                "French Foreign Minister Jean-Noël Barrot met Moroccan Foreign Minister Nasser "
                "Bourita on Thursday to review the accord signed in Geneva last year."
            ),
        ),
        (
            "ru",
            "Лавров и Аракчи обсудили соглашение",
            (
                "Министр иностранных дел России Сергей Лавров и министр иностранных дел Ирана "
                "Аббас Аракчи обсудили в четверг соглашение, подписанное в Женеве в прошлом году."
            ),
        ),
    ],
)
def test_where_a_paper_was_signed_is_not_where_it_is_spoken_of_or_ratified(language, title, text):
    line = told(language, title, text)
    assert line.told
    assert line.place is None
    assert line.stage != "signed"
    assert all(document.kind != "signed" for document in line.documents)


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        (
            "en",
            "Estonia, Norway sign treaty in Geneva",
            (
                "Estonian Foreign Minister Margus Tsahkna and Norwegian Foreign Minister Espen "
                "Barth Eide signed a treaty in Geneva on Thursday."
            ),
        ),
        (
            "de",
            "Estland und Norwegen unterzeichnen Vertrag in Genf",
            (
                "Die Außenminister Margus Tsahkna und Espen Barth Eide unterzeichneten am "
                "Donnerstag in Genf einen Vertrag."
            ),
        ),
        (
            "ru",
            "В Женеве подписан договор",
            (
                "Министр иностранных дел России Сергей Лавров и министр иностранных дел Ирана "
                "Аббас Аракчи в четверг подписали договор в Женеве."
            ),
        ),
        (
            "en",
            "Barrot, Bourita review accord",
            (
                "French Foreign Minister Jean-Noël Barrot met Moroccan Foreign Minister Nasser "
                "Bourita in Geneva on Thursday to review the accord signed last year."
            ),
        ),
    ],
)
def test_where_it_is_signed_or_spoken_of_now_is_the_place(language, title, text):
    place = told(language, title, text).place
    assert place is not None
    assert place.name == "Geneva"


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        (
            "en",
            "EU ministers discuss sanctions on Russia",
            (
                "EU foreign ministers met in Brussels on Thursday to discuss sanctions on Russia, "
                "Kaja Kallas said. Switzerland adopted its own package last month."
            ),
        ),
        (
            "ru",
            "Министры ЕС обсудили санкции",
            (
                "Министры иностранных дел ЕС в четверг в Брюсселе обсудили санкции. Сербия год "
                "назад подписала соглашение с Москвой."
            ),
        ),
        (
            "fr",
            "Les ministres de l'UE discutent des sanctions",
            (
                "Les ministres des Affaires étrangères de l'UE se sont réunis jeudi à Bruxelles. "
                "La Serbie a signé un accord avec Moscou l'an dernier."
            ),
        ),
        (
            "es",
            "Ministros de la UE debaten sanciones",
            (
                "Los ministros de Exteriores de la UE se reunieron el jueves en Bruselas. Serbia "
                "firmó un acuerdo con Moscú hace un año."
            ),
        ),
        (
            "ar",
            "وزراء الاتحاد الأوروبي يبحثون العقوبات",
            (
                "اجتمع وزراء خارجية الاتحاد الأوروبي الخميس في بروكسل. وقعت صربيا اتفاقية مع موسكو "
                "الشهر الماضي."
            ),
        ),
        (
            "zh",
            "欧盟外长讨论制裁",
            "欧盟外长周四在布鲁塞尔开会讨论制裁。瑞士上个月签署了自己的协议。",
        ),
        (
            "pl",
            "Ministrowie UE o sankcjach",
            (
                "Ministrowie spraw zagranicznych UE spotkali się w czwartek w Brukseli. Serbia "
                "podpisała w ubiegłym roku umowę z Moskwą."
            ),
        ),
        (
            "uk",
            "Міністри ЄС обговорили санкції",
            (
                "Міністри закордонних справ ЄС у четвер у Брюсселі обговорили санкції. Швейцарія "
                "минулого місяця підписала угоду з Данією."
            ),
        ),
    ],
)
def test_what_others_did_in_a_month_or_year_that_is_over_is_no_outcome(language, title, text):
    line = told(language, title, text)
    assert line.told
    assert line.documents == ()
    assert line.stage != "signed"


def test_a_deed_of_last_month_alone_is_told_as_the_outlet_does():
    title = "Serbia and Moscow deepen ties"
    line = told(
        "en",
        title,
        "Serbian Foreign Minister Marko Đurić and Russian Foreign Minister Sergey Lavrov signed a "
        "consultation plan in Belgrade last month. Trade has grown since.",
    )
    assert (line.act, line.place, line.documents) == (None, None, ())
    assert title in line.headline


@pytest.mark.parametrize(
    "rest",
    [
        "in Rabat on Thursday and discussed trade, which rose 10 percent last year",
        "in Rabat for the first time since last year",
        "in Rabat as trade doubled from last year",
    ],
)
def test_a_period_that_is_only_compared_with_takes_nothing_from_the_news(rest):
    text = (
        "French Foreign Minister Jean-Noël Barrot met Moroccan Foreign Minister Nasser Bourita "
        f"{rest}."
    )
    line = told("en", "Barrot meets Bourita", text)
    assert line.act == "meeting"
    assert line.place is not None


def test_what_came_about_on_these_days_is_news_wherever_its_paper_is_named():
    article = accounts.article("en", "Lagos welcomes truce", "2026-11-13")
    reading = read(
        article,
        "Nigeria's Foreign Minister Yusuf Tuggar welcomed on Thursday the ceasefire reached in "
        "Doha on Wednesday.",
    )
    assert "Doha" in {place.name for place in reading.places}
    assert "ceasefire" in reading.acts
