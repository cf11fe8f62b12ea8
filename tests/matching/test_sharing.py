"""What many articles say alike is one object in memory, and reads as before."""

import msgspec

from monitor.claims import read
from monitor.matching.sharing import share
from monitor.model import Article
from tests.matching.makers import article

TEXT = (
    "ASTANA, 12 December. President Kassym-Jomart Tokayev met Valentina Matviyenko on Thursday. "
    "They discussed trade."
)


def told(name):
    given = Article(
        id=name,
        version="1",
        text_hash="2",
        text_bytes=1,
        published="2024-12-12",
        title="Talks in Astana",
        lang="en",
    )
    return given, msgspec.json.decode(
        msgspec.json.encode(read(given, TEXT)), type=type(read(given, TEXT))
    )


def test_sharing_changes_nothing_that_can_be_read():
    given, reading = told("a")
    before = msgspec.json.encode(reading)
    share(given, reading)
    assert msgspec.json.encode(reading) == before
    assert reading == told("a")[1]


def test_equal_days_places_and_people_of_two_articles_are_one_object():
    (first, one), (second, other) = told("a"), told("b")
    assert one.date is not other.date
    share(first, one)
    share(second, other)
    assert one.people
    assert one.date is other.date
    assert one.place is other.place
    assert all(a is b for a, b in zip(one.people, other.people, strict=True))
    assert one.acts is other.acts
    assert one.claims
    for a, b in zip(one.claims, other.claims, strict=True):
        assert a.of is b.of
        assert a.how is b.how
        assert a.confidence is b.confidence


def test_a_title_that_the_article_has_too_is_kept_once():
    given, reading = told("a")
    share(given, reading)
    assert reading.title is given.title
    without = article("c")
    share(without, reading)
    assert reading.title == given.title
