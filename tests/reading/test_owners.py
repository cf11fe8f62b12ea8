"""Whose figures are: a person's, an office's, a body's as the text words it, or the outlet's
own.
"""

from __future__ import annotations

import pytest

from monitor.claims import read
from monitor.model import Article, Figure

MET = {
    "en": (
        "Turkish President Recep Tayyip Erdogan met Russian President Vladimir Putin in Ankara on "
        "Tuesday."
    ),
    "ru": (
        "Президент Турции Реджеп Тайип Эрдоган встретился с Президентом России Владимиром Путиным "
        "в Анкаре."
    ),
    "fr": (
        "Le président turc Recep Tayyip Erdogan a rencontré le président russe Vladimir Poutine à "
        "Ankara."
    ),
    "it": "Il presidente turco Recep Tayyip Erdogan ha incontrato Vladimir Putin ad Ankara.",
    "de": "Der türkische Präsident Recep Tayyip Erdogan hat Wladimir Putin in Ankara getroffen.",
}


def only_figure(language: str, sentence: str) -> Figure:
    article = Article(
        id="0" * 16,
        version="0" * 12,
        text_hash="",
        text_bytes=0,
        lang=language,
        published="2026-11-24",
    )
    (figure,) = read(article, f"{MET[language]}\n\n{sentence}").figures
    return figure


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "According to Erdogan, trade reached $52 billion."),
        ("en", "Trade reached $52 billion, according to the Turkish president."),
        ("en",
            (
                "Trade, which fell in spring and rose again through a long summer and the whole of "
                "a warm autumn, reached $52 billion, according to President Erdogan."
            )),
        ("ru", "По словам Эрдогана, товарооборот достиг 52 млрд долларов."),
        ("fr", "Selon M. Erdogan, les échanges ont atteint 52 milliards de dollars."),
    ],
)  # fmt: skip
def test_a_figure_is_his_according_to_whom_it_is_told(language, sentence):
    assert only_figure(language, sentence).owner_key == "erdogan"


@pytest.mark.parametrize(
    ("language", "sentence", "words"),
    [
        (
            "en",
            "Trade reached $52 billion, according to the trade ministry.",
            ", according to the trade ministry",
        ),
        (
            "en",
            "Trade reached $52 billion, the statistics office said.",
            ", the statistics office said",
        ),
        (
            "ru",
            "По данным турецкой стороны, товарооборот достиг 52 млрд долларов.",
            "По данным турецкой стороны, ",
        ),
    ],
)
def test_a_figure_of_a_body_is_told_with_the_words_that_say_so(language, sentence, words):
    figure = only_figure(language, sentence)
    assert figure.owner is None
    assert words in figure.phrase


def test_he_said_is_nobodys_credit():
    text = "The minister of an unnamed country left. Trade reached $52 billion, as he then said."
    assert "said" not in only_figure("en", text).phrase


@pytest.mark.parametrize(
    ("language", "sentence", "phrase"),
    [
        ("en", "Murders in Jamaica fell 19 percent this year, Canada says.", "whole"),
        ("en", "The ministry said that cross-border trade makes 70% of the turnover of both.",
            "whole"),
        ("en", "Sudan says that 20,000 of its people have fled to Chad.", "whole"),
        ("en", "Trade has grown by half in five years, to 1.5 billion dollars.", "whole"),
        ("ru", "Россия и Украина согласовали обмен пленными 300 на 300.", "whole"),
        ("ru", "Товарооборот, по данным российской стороны, составил 3,6 млрд долларов.",
            "whole"),
    ],
)  # fmt: skip
def test_a_number_comes_with_what_it_is_of(language, sentence, phrase):
    article = Article(
        id="0" * 16,
        version="0" * 12,
        text_hash="",
        text_bytes=0,
        lang=language,
        published="2026-11-24",
    )
    phrases = {figure.phrase for figure in read(article, f"{MET[language]}\n\n{sentence}").figures}
    assert phrases == {sentence if phrase == "whole" else phrase}


@pytest.mark.parametrize(
    "sentence",
    [
        (
            "They left a day after the visit of an envoy, who met the minister on Monday and asked "
            "for $2 billion."
        ),
        "Erdogan said the two countries aim to raise it to $10 billion.",
        "It rose by 19 percent last year.",
        "Of these, 1,200 people stayed in the country.",
        "The mechanism would cost $3.1 million.",
        "Egypt will bear the costs of $300,000.",  # of what
        "Trade between Turkey and others fell by “$52 billion in a year”.",  # whose words?
    ],
)
def test_a_number_whose_owner_or_matter_is_lost_has_no_words_to_be_told_by(sentence):
    assert only_figure("en", sentence).phrase == ""


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The two countries set up a fund of $12 million."),
        ("ru", "Стороны выделят на проект 12 млн долларов."),
        ("tr", "Taraflar 12 milyon dolarlık bir fon kurdu."),
        ("ar", "اتفق الجانبان على صندوق بقيمة 12 مليون دولار."),
        ("zh", "双方设立1200万美元的基金。"),
    ],
)
def test_what_two_unnamed_parties_have_together_is_not_told(language, sentence):
    article = Article(
        id="0" * 16,
        version="0" * 12,
        text_hash="",
        text_bytes=0,
        lang=language,
        published="2026-11-24",
    )
    assert all(not figure.phrase for figure in read(article, sentence).figures)


def test_of_trade_the_title_says_whose_it_is():
    sentence = "The ministers met. Over nine months trade reached $52 billion."
    told, untold = (
        read(
            Article(
                id="0" * 16,
                version="0" * 12,
                text_hash="",
                text_bytes=0,
                lang="en",
                published="2026-11-24",
                title=title,
            ),
            sentence,
        ).figures[0]
        for title in ("Georgia and Armenia consult in Tbilisi", "Ministers consult in Tbilisi")
    )
    assert told.phrase == "Over nine months trade reached $52 billion."
    assert untold.phrase == ""


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The goal, set elsewhere in 2022, is 30% of the whole by 2030."),
        ("it", "La scuola riceve 214 milioni di euro all'anno."),
        ("de", "Das Ziel sind 30 Prozent bis 2030."),
    ],
)
def test_far_from_the_lead_a_number_of_nobody_and_nowhere_is_not_told(language, sentence):
    filler = {"en": "It was a mild day.", "it": "Era una bella giornata.", "de": "Es war mild."}
    days = " ".join([filler[language]] * 5)
    assert only_figure(language, f"{days} {sentence}").phrase == ""
