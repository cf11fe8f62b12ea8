"""What the gate set aside, in editions for those who ask for everything."""

import re
from datetime import UTC, datetime

import pytest
from digest_seeds import TREND
from msgspec import structs

from monitor.digest.aside import ASIDE_MAX
from monitor.digest.compose.compose import compose
from monitor.digest.render.html import render_html
from monitor.digest.render.markdown import render_markdown
from monitor.digest.render.telegram import render_telegram
from monitor.model import Interests, Topic

UNTIL = datetime(2026, 5, 21, tzinfo=UTC)
MESSAGE_CHARS = 4096
ALL = Topic(id="all", everything=True)


def aside(title, *, language="en", countries=(), number=0):
    article = structs.replace(
        TREND.article, id=f"n{number}", title=title, url=f"https://outlet.example/{number}"
    )
    reading = structs.replace(
        TREND.reading, title=title, language=language, countries=countries, people=()
    )
    return structs.replace(TREND, article=article, reading=reading)


def headlines(*members, topics=(ALL,), language="en"):
    digest = compose([], until=UNTIL, topics=topics, aside=members, language=language)
    return [line[0].text for line in digest.aside]


def test_the_newest_stands_first_and_a_headline_stands_once():
    soup, again, dance = (
        aside("Soup"),
        aside("SOUP", number=1),
        aside("Танцы", language="ru", number=2),
    )
    assert headlines(soup, again, dance) == ["Танцы", "SOUP"]


def test_only_a_topic_that_asks_lists_and_only_what_meets_it():
    here, there = (
        aside("Bakers in Almaty", countries=("KZ",)),
        aside("Ткачи в Осло", countries=("NO",), language="ru", number=1),
    )
    asks = Topic(id="kz", include=Interests(countries=("KZ",)), everything=True)
    asks_not = Topic(id="no", include=Interests(countries=("NO",)))
    assert headlines(here, there, topics=(asks, asks_not)) == ["Bakers in Almaty"]
    assert headlines(here, there, topics=(asks_not,)) == []


@pytest.mark.parametrize(
    ("language", "heading"),
    [("en", "Set aside: not diplomacy"), ("ru", "Отложено: не дипломатия")],
)
def test_it_has_a_heading_of_its_own_and_links_in_every_form(language, heading):
    digest = compose(
        [], until=UNTIL, topics=(ALL,), aside=[aside("Soup <blink>")], language=language
    )
    for form in (render_html(digest), render_markdown(digest), render_telegram(digest)[0]):
        assert heading in form
        assert "https://outlet.example/0" in form
        assert "<blink>" not in form


def test_a_flood_of_it_is_bounded_and_fits_a_message():
    many = [aside(f"{number} " + "long headline " * 12, number=number) for number in range(200)]
    digest = compose([], until=UNTIL, topics=(ALL,), aside=many)
    assert len(digest.aside) == ASIDE_MAX
    assert all(
        len(re.sub("<[^>]+>", "", part)) <= MESSAGE_CHARS for part in render_telegram(digest)
    )
