"""What may come about, or is told by nobody who is named, is no act of this program's words; what
is told outright beside it stays one.
"""

import pytest

from monitor.claims import read
from monitor.model import Article


def act_sure(language, text, title=""):
    about = {"published": "2025-06-06", "lang": language, "title": title}
    article = Article(id="0" * 16, version="0" * 12, text_hash="", text_bytes=len(text), **about)
    return max(one.confidence for one in read(article, text).claims if one.field == "act")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            (
                "Uzbek President Shavkat Mirziyoyev may travel to Paris next month to meet French "
                "President Emmanuel Macron, a source said."
            ),
        ),
        (
            "es",
            (
                "El canciller de Perú, Elmer Schialer, podría viajar a Santiago para ver a su "
                "homólogo chileno, Alberto van Klaveren, según fuentes diplomáticas."
            ),
        ),
        (
            "de",
            (
                "Bundeskanzler Friedrich Merz könnte im Juli nach Ankara reisen und den türkischen "
                "Präsidenten Recep Tayyip Erdogan treffen."
            ),
        ),
        (
            "ru",
            (
                "Президент Казахстана Касым-Жомарт Токаев может посетить Токио в августе и "
                "встретиться с премьер-министром Японии Сигэру Исибой, сообщил источник."
            ),
        ),
        (
            "en",
            (
                "Blogger Ivan Petrov claimed that Ukrainian Foreign Minister Andrii Sybiha "
                "met Russian Foreign Minister Sergei Lavrov in Ankara on June 5."
            ),
        ),
        (
            "en",
            (
                "U.S. Vice President JD Vance allegedly met Iranian Foreign Minister A. Araghchi "
                "in Muscat on June 5."
            ),
        ),
        (
            "fr",
            (
                "Le président français Emmanuel Macron aurait rencontré à Oman le ministre iranien "
                "Abbas Araghchi, selon des sources anonymes."
            ),
        ),
    ],
)
def test_what_may_be_or_is_only_heard_is_not_sure(language, text):
    assert act_sure(language, text) <= 0.5


@pytest.mark.parametrize(
    "text",
    [
        (
            "U.S. Vice President JD Vance met Iranian Foreign Minister Abbas Araghchi in Muscat on "
            "June 5 and said that he might visit Tehran."
        ),
        (
            "U.S. Vice President JD Vance met Iranian Foreign Minister Abbas Araghchi in Muscat on "
            "June 5, 2025. His aides left the city on Friday. A blogger wrote of it."
        ),
        (
            "Uzbek President Shavkat Mirziyoyev met French President Emmanuel Macron in Paris on "
            "June 5 after a May visit to Rome."
        ),
    ],
)
def test_what_is_told_outright_stays_sure(text):
    assert act_sure("en", text) > 0.7


def test_who_only_tells_takes_no_part():
    text = (
        "Blogger Ivan Petrov claimed that Ukrainian Foreign Minister Andrii Sybiha met Russian "
        "Foreign Minister Sergei Lavrov in Ankara on June 5."
    )
    article = Article(id="0" * 16, version="0" * 12, text_hash="", text_bytes=len(text), lang="en")
    roles = {one.surname: one.role for one in read(article, text).people}
    assert roles["Petrov"] == "mentioned"
    assert roles["Sybiha"] == roles["Lavrov"] == "lead"
