"""What is told of the accounts that the project carries, alone and as stories of two editions: only
their own words, in the vocabulary of readouts, and nothing that does not pass its threshold.
"""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from monitor.claims import read
from monitor.claims.gate import no_diplomacy
from monitor.digest.alone import told_alone
from monitor.digest.compose.compose import compose
from monitor.digest.dates import days_of
from monitor.digest.model import SeenMember, StoryForDigest
from monitor.digest.render.text import render_text
from monitor.events.stories_and_feeds import Member
from monitor.gazetteer.acts import acts_that_are
from monitor.intake.files import incoming_from
from monitor.matching.facts import new_facts
from monitor.model import OFF, Incoming, Rules

DATA = Path(__file__).parents[2] / "bench" / "data"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
RULES = Rules()
READOUT_STAGES = frozenset(
    (None, "proposed", "announced", "under way", "happened", "signed", "ratified", "cancelled",
     "denied")
)  # fmt: skip
FULL_LENGTH_READ = 3  # every third is enough


def accounts(name):
    return [item for item in incoming_from([DATA / f"{name}.jsonl"]) if isinstance(item, Incoming)]


@pytest.fixture(scope="module")
def full_length():
    items = [
        *accounts("unseen"),
        *accounts("unseen-second"),
        *accounts("full-length")[::FULL_LENGTH_READ],
    ]
    return [(item, read(item.article, item.text)) for item in items]


def letters(text):
    """Without spaces and marks, which are told as the house writes them."""
    return "".join(char for char in text if char.isalnum()).casefold()


def test_what_is_told_alone_stands_in_the_text(full_length):
    told = [(item, told_alone(item.article, reading, RULES)) for item, reading in full_length]
    assert sum(one.told for _, one in told) > 0.95 * len(told)
    for item, one in told:
        text = letters(f"{item.article.title} {item.text}")
        assert all(letters(" ".join(quote.text.split()[:3])) in text for quote in one.quotes)
        assert all(quote.speaker for quote in one.quotes)
        for figure in one.figures:  # with "the ministry said" moved behind it
            assert all(letters(word) in text for word in figure.text.split())
        assert all(person.name.strip() for person in (*one.actors, *one.with_))
        assert one.stage in READOUT_STAGES
        if one.date is not None:
            assert days_of(one.date.start)[0] is not None
        assert one.told == (one.why_not is None)


def test_what_is_told_alone_passed_its_threshold(full_length):
    for item, reading in full_length:
        one = told_alone(item.article, reading, RULES)
        if not one.told:
            assert no_diplomacy(reading, RULES) == one.why_not
            continue
        sure = {(claim.field, claim.of): claim.confidence for claim in reading.claims}
        assert one.act is None or sure["act", one.act] >= RULES.sure_act
        leads = {person.name: person.known or person.key for person in reading.people}
        assert all(sure["lead", leads[actor.name]] >= RULES.sure_lead for actor in one.actors)


@pytest.fixture(scope="module")
def stories():
    """The feeds' accounts, each event a story, its accounts an hour apart."""
    lines = map(msgspec.json.decode, (DATA / "feeds.jsonl").read_bytes().splitlines())
    events = {line["id"]: line["event"] for line in lines}
    grouped = defaultdict(list)
    for item in accounts("feeds"):
        reading = read(item.article, item.text)
        before = [member.reading for member in grouped[events[item.article.given_id]]]
        grouped[events[item.article.given_id]].append(
            Member(
                article=item.article,
                reading=reading,
                verdict="development" if before else "new",
                new_facts=tuple(new_facts(reading, before)) if before else (),
            )
        )
    return [
        StoryForDigest(
            id=event,
            number=number,
            seen=tuple(
                SeenMember(member=member, at=NOW + nth * HOUR) for nth, member in enumerate(members)
            ),
        )
        for number, (event, members) in enumerate(sorted(grouped.items()), start=1)
    ]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_two_editions_tell_each_story_once_and_updates_only_what_is_new(stories, language):
    first = compose(stories, until=NOW, language=language)
    second = compose(stories, since=NOW, until=NOW + 24 * HOUR, language=language)
    assert {entry.story_number for entry in first.entries} <= {one.number for one in stories}
    assert len({entry.story_number for entry in second.entries}) == len(second.entries)
    assert all(entry.title for entry in (*first.entries, *second.entries))
    assert all(entry.lines for entry in second.entries if not entry.brief)
    for digest in (first, second):
        for entry in digest.entries:
            assert entry.title in render_text(digest) or entry.brief or not entry.title.isascii()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_documents_and_plans_are_told_in_the_readers_language(stories, language):
    digest = compose(stories, until=NOW + 24 * HOUR, language=language)
    told = [
        item[0]
        for entry in digest.entries
        for line in entry.lines
        if line.id in ("signed", "agreed", "concluded", "next")
        for item in line.items
    ]
    assert told
    assert all(run.language is None for run in told)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_plans_ahead_are_told_in_the_readers_language(stories, language):
    digest = compose(stories, until=NOW + 24 * HOUR, language=language)
    assert all(plan.language in (None, language) for plan in digest.coming)


def test_what_was_discussed_is_told_of_talks_that_took_place(stories):
    digest = compose(stories, until=NOW + 24 * HOUR)
    told = [
        entry for entry in digest.entries if any(line.id == "discussed" for line in entry.lines)
    ]
    assert told
    assert all(entry.act in acts_that_are("of_two") for entry in told)
    assert not any(entry.stage in OFF for entry in told)
