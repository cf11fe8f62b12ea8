"""What did not happen, was refused or is only thought of is never told as done, in whatever
language.
"""

import pytest

from monitor.claims import read
from monitor.model import Article


def told(text, **known):
    about = {"published": "2026-11-25", **known}
    return read(
        Article(id="0" * 16, version="0" * 12, text_hash="", text_bytes=len(text), **about), text
    )


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            (
                "US Secretary of State Marco Rubio did not meet Iranian Foreign Minister Abbas "
                "Araghchi in Doha on November 25, the State Department said."
            ),
        ),
        (
            "en",
            (
                "US Secretary of State Marco Rubio left Doha on Wednesday without meeting his "
                "Iranian counterpart Abbas Araghchi, the State Department said."
            ),
        ),
        (
            "en",
            (
                "Ukrainian Foreign Minister Andrii Sybiha refused to meet Hungarian Foreign "
                "Minister Peter Szijjarto in Uzhhorod on November 25."
            ),
        ),
        (
            "en",
            (
                "Armenian Deputy Prime Minister Mher Grigoryan will not travel to Gabala on "
                "November 28 for talks with Azerbaijani Deputy Prime Minister Shahin Mustafayev on "
                "the delimitation of the border."
            ),
        ),
        (
            "ru",
            (
                "Премьер-министр России Михаил Мишустин и премьер-министр Казахстана Олжас "
                "Бектенов не подписали 25 ноября в Астане соглашение о транзите нефти."
            ),
        ),
        ("ru", "Владимир Путин не встретился с Владимиром Зеленским в Астане 25 ноября."),
        (
            "ru",
            (
                "Министр иностранных дел Украины Андрей Сибига отказался встретиться с главой МИД "
                "Венгрии Петером Сийярто."
            ),
        ),
        ("ru", "Встреча Владимира Путина и Касым-Жомарта Токаева не состоялась."),
        (
            "de",
            (
                "Italiens Ministerpräsidentin Giorgia Meloni hat die EU-Außenbeauftragte Kaja "
                "Kallas am 25. November in Rom nicht getroffen, teilte ihr Büro mit."
            ),
        ),
        ("de", "Meloni und Kallas trafen sich nicht in Rom."),
        ("de", "Bundeskanzler Friedrich Merz weigerte sich, Viktor Orbán zu treffen."),
        (
            "fr",
            (
                "Le président français Emmanuel Macron n'a pas rencontré le chancelier Friedrich "
                "Merz à Paris le 25 novembre."
            ),
        ),
        ("fr", "Emmanuel Macron a refusé de rencontrer Viktor Orban à Paris."),
        ("fr", "Emmanuel Macron et Friedrich Merz n'ont pas signé d'accord à Paris."),
        (
            "es",
            (
                "El presidente Pedro Sánchez no se reunió con António Costa en Lisboa el 25 de "
                "noviembre."
            ),
        ),
        ("es", "Pedro Sánchez se negó a reunirse con Viktor Orbán en Madrid."),
        ("it", "Giorgia Meloni non ha incontrato Kaja Kallas a Roma."),
        (
            "tr",
            (
                "Dışişleri Bakanı Hakan Fidan, Mısırlı mevkidaşı Bedir Abdulati ile Kahire'de "
                "görüşmedi."
            ),
        ),
        ("tr", "Cumhurbaşkanı Erdoğan, Vladimir Putin ile görüşmeyecek."),
        ("tr", "Erdoğan ve Putin anlaşma imzalamadı."),
        ("az", "Prezident İlham Əliyev Nikol Paşinyan ilə görüşmədi."),
        ("kk", "Қасым-Жомарт Тоқаев Владимир Путинмен кездеспеді."),
        ("uk", "Володимир Зеленський не зустрівся з Владіміром Путіним в Астані."),
    ],
)
def test_an_act_negated_or_refused_is_denied_or_cancelled(language, text):
    reading = told(text, lang=language)
    assert reading.stage in {"denied", "cancelled"}
    assert not reading.outcomes
    assert not reading.upcoming


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            (
                "Canadian Prime Minister Mark Carney would meet Mexican President Claudia "
                "Sheinbaum in Ottawa if she asked for it, his office said on November 25."
            ),
        ),
        ("en", "Imagine that Vladimir Putin met Volodymyr Zelensky in Astana tomorrow."),
        ("ru", "Представьте, что Владимир Путин встретился с Владимиром Зеленским в Астане."),
        ("de", "Was wäre, wenn Wladimir Putin Wolodymyr Selenskyj in Astana träfe?"),
        ("es", "Imaginen que Vladimir Putin se reunió con Volodymyr Zelensky en Astana."),
        ("fr", "Imaginez que Vladimir Poutine ait rencontré Volodymyr Zelensky à Astana."),
        ("tr", "Hayal edin ki Vladimir Putin, Volodimir Zelenski ile Astana'da görüştü."),
    ],
)
def test_an_act_only_thought_of_is_no_act(language, text):
    reading = told(text, lang=language)
    assert not reading.acts
    assert reading.stage is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Macron met Merz in Paris on November 25 and did not rule out new sanctions."),
        (
            "en",
            (
                "Turkish President Recep Tayyip Erdogan met Greek Prime Minister Kyriakos "
                "Mitsotakis in Ankara on November 25. The two did not sign any document this time."
            ),
        ),
        ("en", "Trump, who has not met Xi since 2019, met Putin in Astana on November 25."),
        ("en", "The presidents not only met but signed a treaty."),
        (
            "ru",
            (
                "Президент России Владимир Путин 25 ноября встретился в Астане с Касым-Жомартом "
                "Токаевым и не исключил новых переговоров."
            ),
        ),
        ("de", "Merz traf Macron am 25. November in Berlin, ohne sich zur Lage zu äußern."),
        (
            "fr",
            (
                "Emmanuel Macron a rencontré Friedrich Merz à Paris le 25 novembre, sans faire de "
                "déclaration."
            ),
        ),
        ("es", "Pedro Sánchez se reunió con António Costa en Lisboa y no descartó nuevas medidas."),
        ("tr", "Fidan, Abdulati ile Kahire'de görüştü ve açıklama yapmadı."),
    ],
)
def test_what_is_negated_beside_the_act_leaves_it_done(language, text):
    reading = told(text, lang=language)
    assert reading.stage in {"happened", "signed"}
    assert "meeting" in reading.acts


def test_a_title_that_leaves_without_meeting_denies_the_meeting():
    reading = told(
        (
            "DOHA – Marco Rubio left Doha on Wednesday without meeting Abbas Araghchi, the State "
            "Department said."
        ),
        title="Rubio leaves Doha without meeting Araghchi",
    )
    assert (reading.stage, "meeting" in reading.acts) == ("denied", True)


def test_talks_that_the_lead_calls_off_are_not_held_because_the_title_names_them():
    reading = told(
        "YEREVAN – Mher Grigoryan will not travel to Gabala on November 28 for talks with Shahin "
        "Mustafayev. The meeting, agreed in October, has been put off until further notice.",
        title="Armenia suspends border talks with Azerbaijan",
    )
    assert reading.stage == "cancelled"
    assert not reading.upcoming


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            (
                "Prime Minister Shehbaz Sharif met Premier Li Qiang in Beijing on November 25. "
                "“We will never allow a third country to harm our ties,” the premier said."
            ),
        ),
        (
            "de",
            (
                "Ministerpräsident Donald Tusk hat am 25. November in Warschau Bundeskanzler "
                "Friedrich Merz empfangen. „Deutschland wird 1,3 Billionen zahlen“, forderte Tusk."
            ),
        ),
        (
            "ru",
            (
                "Владимир Путин встретился 25 ноября в Астане с Касым-Жомартом Токаевым. «Мы "
                "подпишем договор завтра», – сказал он."
            ),
        ),
        (
            "fr",
            (
                "Emmanuel Macron a rencontré Friedrich Merz à Paris le 25 novembre. « Nous "
                "signerons demain », a-t-il dit."
            ),
        ),
        (
            "es",
            (
                "Pedro Sánchez se reunió con António Costa en Lisboa el 25 de noviembre. "
                "«Firmaremos mañana», dijo Costa."
            ),
        ),
        (
            "tr",
            (
                "Hakan Fidan, Bedir Abdulati ile 25 Kasım'da Kahire'de görüştü. “Yarın "
                "imzalanacak” dedi Fidan."
            ),
        ),
    ],
)
def test_the_stage_is_not_read_out_of_quotations(language, text):
    assert told(text, lang=language).stage == "happened"


def test_the_talks_at_which_no_deal_was_reached_were_held():
    reading = told(
        "Vladimir Putin and Donald Trump failed to reach a deal at talks in Anchorage on November "
        "24."
    )
    assert (reading.stage, "talks" in reading.acts) == ("happened", True)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Friedrich Merz und Emmanuel Macron haben kein Abkommen unterzeichnet."),
        ("de", "Friedrich Merz traf Emmanuel Macron in Paris, unterzeichnete aber kein Abkommen."),
        ("fr", "Emmanuel Macron a reçu Friedrich Merz à Paris mais ils n'ont signé aucun accord."),
        (
            "es",
            "Pedro Sánchez recibió a Emmanuel Macron en Madrid, pero no firmaron ningún acuerdo.",
        ),
        (
            "ru",
            (
                "Сергей Лавров и Хакан Фидан провели переговоры в Анкаре, но никаких соглашений не "
                "подписали."
            ),
        ),
    ],
)
def test_what_there_was_none_of_is_no_outcome_and_no_signing(language, text):
    reading = told(text, lang=language)
    assert not reading.outcomes
    assert reading.stage != "signed"


def test_a_meeting_that_is_not_planned_is_not_to_come():
    reading = told(
        "Песков сообщил, что встреча Владимира Путина и Владимира Зеленского не планируется.",
        lang="ru",
    )
    assert reading.stage in {"denied", "cancelled"}


def test_those_who_met_without_an_agreement_met():
    assert (
        told(
            "Friedrich Merz traf Emmanuel Macron am 25. November in Paris ohne Ergebnis.", lang="de"
        ).stage
        == "happened"
    )


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            (
                "A report that President Xi Jinping met Indian Prime Minister Narendra Modi in "
                "New Delhi on November 24 is false, a spokesman said."
            ),
        ),
        (
            "en",
            "Claims that Sergei Lavrov met Andrii Sybiha in Istanbul are untrue, Kyiv said.",
        ),
        (
            "de",
            (
                "Berichte, wonach Außenminister Johann Wadephul am Montag in Genf Abbas "
                "Araghtschi getroffen habe, sind falsch, sagte ein Sprecher."
            ),
        ),
        (
            "fr",
            (
                "Les informations selon lesquelles Emmanuel Macron a rencontré Vladimir Poutine "
                "à Genève sont fausses, a dit l'Élysée."
            ),
        ),
        (
            "es",
            (
                "Los rumores de que Pedro Sánchez se reunió con Vladímir Putin en Ginebra son "
                "falsos, dijo un portavoz."
            ),
        ),
        (
            "ru",
            (
                "Сообщения о том, что Владимир Путин встретился с Владимиром Зеленским в Астане, "
                "не соответствуют действительности, заявил Песков."
            ),
        ),
        (
            "en",
            (
                "There is no truth to reports that Marco Rubio met Abbas Araghchi in Oman on "
                "November 24, an official said."
            ),
        ),
        (
            "de",
            (
                "Es stimme nicht, dass Außenminister Johann Wadephul am Montag in Genf Abbas "
                "Araghtschi getroffen habe, sagte ein Sprecher."
            ),
        ),
        (
            "tr",
            (
                "Cumhurbaşkanı Erdoğan'ın Vladimir Putin ile Astana'da görüştüğü iddiası asılsız, "
                "dedi sözcü."
            ),
        ),
    ],
)
def test_what_is_called_wrong_in_its_own_sentence_was_nowhere(language, text):
    reading = told(text, lang=language)
    assert not reading.acts
    assert reading.stage is None
    assert reading.place is None


@pytest.mark.parametrize(
    "text",
    [
        "Sergei Lavrov met Andrii Sybiha in Istanbul and said reports of a quarrel are false.",
        "Sergei Lavrov met Andrii Sybiha in Istanbul after reports that he was ill.",
    ],
)
def test_those_who_met_and_called_something_else_wrong_met(text):
    reading = told(text, lang="en")
    assert reading.acts[:1] == ("meeting",)
    assert reading.stage == "happened"


def surety_of_act(text, **known):
    return max(one.confidence for one in told(text, **known).claims if one.field == "act")


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        (
            "en",
            "Szijjarto refuses to meet Sybiha",
            "Peter Szijjarto refused to meet Andrii Sybiha in Brussels on Tuesday.",
        ),
        (
            "ru",
            "Лавров не встретился с Фиданом",
            "Сергей Лавров не встретился с Хаканом Фиданом в Анталье 25 ноября из-за болезни.",
        ),
        (
            "en",
            "Dar, Fidan sign accord",
            (
                "Ishaq Dar and Hakan Fidan are not expected to sign the defence accord at talks "
                "in Islamabad on November 26."
            ),
        ),
    ],
)
def test_who_did_not_meet_denied_nothing_and_who_will_not_sign_is_not_to_sign(
    language, title, text
):
    assert surety_of_act(text, title=title, lang=language) <= 0.5
