"""Editions as the log has them: the last ones stay at hand, as far as they are not too much."""

from datetime import UTC, datetime

import pytest

from monitor.clock import SetClock
from monitor.engine.engine import Engine
from monitor.events.deliveries import DigestComposed, EditionRendered, Message
from monitor.model import Rules
from monitor.publishing.logged_editions import LoggedEditions

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MANY, LARGE = 60, 300_000


@pytest.fixture
def engine(tmp_path):
    with Engine.open(tmp_path, rules=Rules(), clock=SetClock(NOW)) as engine:
        yield engine


def logged(engine, *, of, chars):
    names = [f"digest/daily/{of}/{n}" for n in range(MANY)]
    for name in names:
        events = [
            DigestComposed(edition=name, stream="all/en", until=NOW, digest="d" * chars),
            EditionRendered(edition=name, medium="folder", messages=(Message(text="m" * chars),)),
        ]
        engine.record(lambda events=events: events)
    return names


def kept(editions, names):
    """How many are the same object when they are asked for again, the newest first."""
    first = {name: (editions.composed(name), editions.rendered(name, "folder")) for name in names}
    assert all(len(composed.digest) == len(r.messages[0].text) for composed, r in first.values())
    return sum(
        (editions.composed(name) is composed) + (editions.rendered(name, "folder") is rendered)
        for name, (composed, rendered) in reversed(first.items())
    )


def test_of_large_editions_a_few_are_kept(engine):
    assert 1 < kept(LoggedEditions(engine), logged(engine, of="2026-11-23", chars=LARGE)) < 10


def test_of_small_editions_all_are_kept(engine):
    assert kept(LoggedEditions(engine), logged(engine, of="2026-11-23", chars=300)) == 2 * MANY


def test_an_edition_that_is_not_logged_is_none(engine):
    editions = LoggedEditions(engine)
    assert editions.composed("digest/daily/2026-11-23/all/en") is None
    assert editions.rendered("digest/daily/2026-11-23/all/en", "folder") is None
