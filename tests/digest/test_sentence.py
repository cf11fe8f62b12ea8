"""An entry begins with a sentence of what is sure: who did what, where, and what was signed."""

import pytest
from digest_seeds import DAY_1, DAY_2, SILKWAY, SOURCES, TREND, both_days, story
from msgspec import structs

from monitor.digest.compose.compose import compose
from monitor.digest.compose.headline import plain
from monitor.digest.model import SeenMember
from monitor.digest.render.telegram import render_telegram
from monitor.digest.render.text import render_text
from monitor.digest.wording.locale import languages
from monitor.model import Outcome, Place


def entries(*, language="en"):
    return compose(both_days(), until=DAY_2, sources=SOURCES, language=language).entries


def of(member, *, language="en", **fields):
    changed = structs.replace(member, reading=structs.replace(member.reading, **fields))
    (entry,) = compose(
        [story(1, SeenMember(member=changed, at=DAY_1))],
        until=DAY_2,
        sources=SOURCES,
        language=language,
    ).entries
    return entry


def outcome(what, kind="signed"):
    return Outcome(kind=kind, what=what, key=what.casefold())


def begins(entry):
    return plain(entry.headline)


def test_the_town_stands_in_the_sentence_and_not_a_second_time_below():
    entry = of(TREND, outcomes=())
    assert begins(entry) == "KZ Tokayev received RU Matviyenko in Astana"
    assert entry.where == "12 Dec 2024"
    assert entry.title == "KZ Tokayev received RU Matviyenko"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"outcomes": (outcome("Agreement on trade"),)}, "; signed: agreement"),
        (
            {"outcomes": (outcome("Agreement on trade"), outcome("Declaration of friendship"))},
            "; signed: agreement, declaration",
        ),
        (
            {
                "outcomes": (
                    outcome("Agreement on trade"),
                    outcome("Declaration of friendship"),
                    outcome("Memorandum on water"),
                )
            },
            "; signed: agreement, declaration and more",
        ),
        ({"outcomes": (outcome("Agreement on trade", kind="agreed"),)}, "; agreed: agreement"),
        ({"outcomes": (outcome("Something unheard of"),)}, ""),
        (
            {"outcomes": (structs.replace(outcome("Agreement on trade"), background=True),)},
            "; signed earlier: agreement",
        ),
    ],
)
def test_what_was_signed_ends_the_sentence_and_nothing_unsure_does(fields, said):
    assert begins(of(TREND, **fields)) == f"KZ Tokayev received RU Matviyenko in Astana{said}"


@pytest.mark.parametrize(
    "fields",
    [
        {"place": None},
        {"place": Place(name="Kazakhstan", country="KZ")},
        {"acts": ("call",)},
        {"stage": "cancelled"},
    ],
)
def test_no_town_is_named_where_none_is_meant(fields):
    assert " in " not in begins(of(TREND, **fields))


@pytest.mark.parametrize("language", languages())
def test_every_language_begins_with_its_sentence_in_every_form(language):
    for entry in entries(language=language):
        assert entry.headline
        assert "\0" not in begins(entry)
    digest = compose(both_days(), until=DAY_2, sources=SOURCES, language=language)
    first = digest.entries[0]
    assert begins(first) in render_text(digest)
    shown = "".join(run.text for run in first.headline)
    assert shown in "".join(render_telegram(digest)).replace("\u2060", "")


def test_every_account_of_an_entry_is_named_with_its_link():
    for entry in entries():
        named = {run.text: run.href for run in entry.sourcing if run.href}
        assert named == {one.name: one.url for one in entry.outlets if one.url}


def test_a_story_without_who_and_what_begins_with_an_outlets_headline():
    entry = of(SILKWAY, acts=(), people=(), countries=(), organisations=())
    assert begins(entry)
