"""What an account tells beside its event: years that are over, what was heard, what it answers."""

from __future__ import annotations

import pytest

from monitor.claims import read
from monitor.dates.parse import dates_in
from monitor.reading import read_so_far
from monitor.text.language_id import language_of
from monitor.text.sentences import split

from .accounts import article

MET = {
    "pt": "Os ministros da Áustria e da Letônia reuniram-se em Viena na terça-feira.",
    "en": "The foreign ministers of Austria and Latvia met in Vienna on Tuesday.",
    "de": "Die Außenminister Österreichs und Lettlands trafen sich am Dienstag in Wien.",
    "pl": "Ministrowie spraw zagranicznych Austrii i Łotwy spotkali się we wtorek w Wiedniu.",
    "es": "Los cancilleres de Austria y Letonia se reunieron el martes en Viena.",
    "ru": "Министры иностранных дел Австрии и Латвии встретились во вторник в Вене.",
    "tr": "Avusturya ve Letonya dışişleri bakanları salı günü Viyana'da görüştü.",
    "kk": "Австрия мен Латвия сыртқы істер министрлері сейсенбіде Венада кездесті.",
}


def told_figures(language, sentence, lead=""):
    text = f"{lead or MET[language]}\n\n{sentence}"
    figures = read(article(language, "", "2026-03-10"), text).figures
    return [figure.phrase for figure in figures if figure.phrase]


@pytest.mark.parametrize(
    ("language", "past", "present"),
    [
        (
            "en",
            "In the 1990s the fund of Austria paid 300 million euros to Latvia.",
            "In April the fund of Austria will pay 300 million euros to Latvia.",
        ),
        (
            "de",
            "Österreich zahlte Lettland im Jahr 2018 insgesamt 300 Millionen Euro.",
            "Österreich zahlt Lettland im Jahr 2026 insgesamt 300 Millionen Euro.",
        ),
        (
            "pt",
            "A Áustria e a Letônia travaram entre 1932 e 1935 uma guerra com 100 mil mortos.",
            "A Áustria e a Letônia vão pagar 300 milhões de euros.",
        ),
        (
            "pl",
            "W latach 90. Austria wypłaciła Łotwie 300 mln euro.",
            "Austria wypłaci Łotwie 300 mln euro.",
        ),
        (
            "es",
            "En 2018 Austria pagó a Letonia 300 millones de euros.",
            "Austria pagará a Letonia 300 millones de euros.",
        ),
        (
            "ru",
            "В прошлом году Австрия выплатила Латвии 300 млн евро.",
            "Австрия выплатит Латвии 300 млн евро.",
        ),
        (
            "kk",
            "Австрия мен Латвия арасындағы сауда былтыр 300 миллион доллардан асты.",
            "Австрия мен Латвия арасындағы сауда 300 миллион доллардан асты.",
        ),
    ],
)
def test_what_a_former_year_brought_is_no_figure_of_the_event(language, past, present):
    assert told_figures(language, past) == []
    assert told_figures(language, present) == [present]


def test_trade_of_last_year_is_told_where_they_spoke_of_trade():
    lead = "The ministers of Austria and Latvia discussed trade in Vienna on Tuesday."
    trade = "Trade between Austria and Latvia came to 300 million euros last year."
    assert told_figures("en", trade, lead) == [trade]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "en",
            "A Latvian deputy claimed to have heard that Austria had promised 300 million euros.",
        ),
        (
            "tr",
            (
                "Letonyalı bir milletvekili Avusturya'nın 300 milyon avro sözü verdiğini duyduğunu "
                "öne sürdü."
            ),
        ),
        ("ru", "Депутат из Латвии утверждал, что Австрия обещала 300 млн евро."),
        ("de", "Ein Lette behauptete, Österreich habe Lettland 300 Millionen Euro zugesagt."),
    ],
)
def test_a_number_that_somebody_only_claims_is_no_figure(language, sentence):
    assert told_figures(language, sentence) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            (
                "Austria recalled its ambassador to Latvia after boats were seen on the river on "
                "Sunday. Minister Ida Bauer announced it on Tuesday."
            ),
        ),
        (
            "es",
            (
                "Austria llamó a consultas a su embajador en Letonia después de que unos barcos "
                "fueran vistos el domingo en el río. La canciller Ida Bauer lo anunció este martes."
            ),
        ),
        (
            "fr",
            (
                "L'Autriche a rappelé son ambassadeur en Lettonie après que des bateaux furent vus "
                "dimanche sur le fleuve. La ministre Ida Bauer l'a annoncé mardi."
            ),
        ),
    ],
)
def test_the_day_of_the_cause_is_not_the_day_of_the_act(language, text):
    seen = read_so_far(article(language, "", "2026-03-10"), text)
    assert seen.reading.date.start == "2026-03-10"


def test_they_sign_on_the_day_of_the_talks():
    text = (
        "Austria and Latvia signed a memorandum after talks in Vienna on Sunday. "
        "Minister Ida Bauer spoke of it on Tuesday."
    )
    assert read(article("en", "", "2026-03-10"), text).date.start == "2026-03-08"


@pytest.mark.parametrize(
    ("declared", "text"),
    [
        (
            "ru",
            (
                "Заместитель министра иностранных дел России провёл в среду консультации с "
                "государственным секретарём Мөнхбатом и заместителем министра Энхтүвшин. Стороны "
                "обсудили поставки топлива, торговлю и договорились встретиться осенью в Москве."
            ),
        ),
        (
            "ru",
            (
                "Посол России встретился с министром Ҷӯраевым в столице. Стороны обсудили "
                "поставки топлива, торговлю, подготовку визита премьер-министра и условия работы "
                "переселенцев, после чего договорились встретиться ещё раз осенью в Москве."
            ),
        ),
    ],
)
def test_letters_of_a_few_names_tell_no_language(declared, text):
    assert language_of(text, declared) == declared


def test_kyrgyz_is_kyrgyz_whatever_is_declared():
    text = "Президент Бишкекте өлкөнүн тышкы иштер министрин кабыл алып, сүйлөшүүлөрдү өткөрдү."
    assert language_of(text, "ru") == "ky"


@pytest.mark.parametrize(
    "text",
    [
        "A draft like it won a year ago. The plenary votes in May.",
        "Austria and Latvia voted no. The others abstained.",
        "Da qui si vede il mar. La delegazione riparte.",
    ],
)
def test_a_word_that_is_elsewhere_an_abbreviation_ends_a_sentence(text):
    assert len(split(text)) == 2


def test_before_a_number_it_is_abbreviated():
    assert len(split("See decree No. 5 of 12 ago. 2026 for more.")) == 1


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "It will be voted on in the week of 14 December."),
        ("de", "Darüber wird in der Woche vom 14. Dezember abgestimmt."),
        ("ru", "Голосование пройдёт на неделе с 14 декабря."),
        ("fr", "Le vote aura lieu dans la semaine du 14 décembre."),
    ],
)
def test_a_week_is_no_day(language, text):
    spans = dates_in(text, language, "2026-11-19")
    assert [(span.start, span.end) for span in spans] == [("2026-12-14", "2026-12-20")]
