"""The day on which something will not be is never told as the one to which it was put off."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import pytest

from monitor.claims import read
from monitor.digest.compose.compose import compose
from monitor.digest.model import SeenMember, StoryForDigest
from monitor.events.stories_and_feeds import Member

from . import accounts

told = partial(accounts.told, published="2026-11-13")
TODAY = datetime(2026, 11, 13, tzinfo=UTC)

MOVED = [
    (
        "en",
        "Kallas trip to Tirana postponed",
        (
            "Kaja Kallas's visit to Tirana on 20 November has been postponed to 27 November, the "
            "EU said."
        ),
    ),
    (
        "en",
        "Kallas trip to Tirana moved",
        (
            "EU foreign policy chief Kaja Kallas's trip to Tirana has been moved from 20 November "
            "to 27 November."
        ),
    ),
    (
        "fr",
        "La visite de Barrot à Alger reportée",
        (
            "La visite du ministre des Affaires étrangères Jean-Noël Barrot à Alger, prévue le 20 "
            "novembre, a été reportée au 27 novembre."
        ),
    ),
    (
        "de",
        "Wadephul verschiebt Reise",
        (
            "Außenminister Johann Wadephul hat seine für den 20. November geplante Reise nach "
            "Peking auf den 27. November verschoben."
        ),
    ),
    (
        "pl",
        "Wizyta Sikorskiego przełożona",
        (
            "Wizyta ministra spraw zagranicznych Radosława Sikorskiego w Wilnie została przełożona "
            "z 20 na 27 listopada."
        ),
    ),
    (
        "tr",
        "Fidan'ın Bağdat ziyareti ertelendi",
        "Dışişleri Bakanı Hakan Fidan'ın 20 Kasım'daki Bağdat ziyareti 27 Kasım'a ertelendi.",
    ),
    (
        "zh",
        "王毅访日推迟至11月27日",
        "中国外交部长王毅原定11月20日对日本的访问推迟至11月27日。",
    ),
]


@pytest.mark.parametrize(("language", "title", "text"), MOVED)
def test_what_was_put_off_to_a_day_is_of_that_day(language, title, text):
    reading = read(accounts.article(language, title, "2026-11-13"), text)
    assert reading.stage == "postponed"
    assert reading.date is not None
    assert (reading.date.start, reading.date.end) == ("2026-11-27", None)


@pytest.mark.parametrize(("language", "title", "text"), MOVED)
def test_the_day_from_which_it_was_put_off_is_not_told(language, title, text):
    date = told(language, title, text).date
    assert date is None or (date.start, date.end) == ("2026-11-27", None)


def test_beside_what_was_put_off_stands_no_day_that_could_be_the_new_one():
    title = "Visit of Szijjarto to Yerevan postponed"
    article = accounts.article("en", title, "2026-11-13")
    reading = read(
        article,
        "The visit of Hungarian Foreign Minister Péter Szijjártó to Yerevan, scheduled for 20 "
        "November, has been postponed, Armenia's foreign ministry said on Thursday.",
    )
    assert reading.date is not None
    assert reading.date.start == "2026-11-20"
    member = Member(article=article, reading=reading, verdict="new")
    story = StoryForDigest(id="a", number=1, seen=(SeenMember(member=member, at=TODAY),))
    (entry,) = compose([story], until=TODAY, rules=accounts.EAGER).entries
    assert entry.title.endswith("postponed")
    assert entry.where == "Yerevan"
