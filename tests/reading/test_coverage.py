"""A text in a language without word lists is said to be so."""

import pytest

from monitor.claims import read
from monitor.model import Article
from monitor.text.coverage import language_unread, languages_read, notes_on

UNREAD = {
    "he": "שרי החוץ של שתי המדינות נפגשו ביום שני בירושלים ודנו בסחר.",
    "hu": (
        "A két ország külügyminiszterei hétfőn Budapesten találkoztak és a kereskedelemről "
        "tárgyaltak."
    ),
    "ka": "ორი ქვეყნის საგარეო საქმეთა მინისტრები ორშაბათს თბილისში შეხვდნენ.",
    "vi": (
        "Bộ trưởng ngoại giao hai nước đã gặp nhau hôm thứ Hai tại Hà Nội để thảo luận về thương "
        "mại."
    ),
}


def reading_of(text, lang=None):
    article = Article(
        id="a", version="", text_hash="", text_bytes=1, published="2026-11-25", lang=lang
    )
    return read(article, text)


@pytest.mark.parametrize("language", sorted(UNREAD))
def test_a_text_in_a_language_without_words_is_said_to_be_so(language):
    reading = reading_of(UNREAD[language])
    assert reading.language == language
    known = language in languages_read()
    assert language_unread(reading.notes) == (None if known else language)


@pytest.mark.parametrize(
    "text",
    [
        "The ministers met on Monday to discuss trade.",
        "Министры встретились в понедельник, чтобы обсудить торговлю.",
        "两国外长星期一举行会晤，讨论贸易问题。",
    ],
)
def test_nothing_is_noted_of_a_language_that_is_read(text):
    assert reading_of(text).notes == ()


@pytest.mark.parametrize("text", ["12345 — 67", "ᚠᚢᚦᚨᚱᚲ ᚷᚹᚺᚾᛁᛃ ᚠᚢᚦᚨᚱᚲ", "…?!"])
def test_a_text_whose_language_nobody_can_tell_is_said_to_be_so(text):
    assert language_unread(reading_of(text).notes) == "und"


def test_the_note_says_which_language():
    assert notes_on("zu") == ("no word list for zu",)
    assert language_unread(("not UTF-8: 3 bytes replaced", "no word list for zu")) == "zu"
    assert language_unread(("only the first 65536 bytes were read",)) is None
