"""A home that an earlier version left: today's program opens all of it, says the same of it, and
goes on with it.

tests/log/states/ holds one state/ for each such version, and beside it what that version said. None
is ever changed; a new one is made by `python -m scripts.golden_state` with the version that is to
be remembered.
"""

import json
import sqlite3
import tarfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.cli import root as cli
from monitor.clock import SetClock
from monitor.delivery.address_book import READERS, Readers
from monitor.engine import snapshots
from monitor.engine.engine import Engine
from monitor.errors import LogNewerError
from monitor.events.stories_and_feeds import VERSIONS
from monitor.feeds.store import Ledger
from monitor.intake.normalize import incoming
from monitor.log import backup, jsonl
from monitor.log.sqlite import SqliteLog
from monitor.log.verify import verify
from monitor.model import Rules
from monitor.stories import queries
from monitor.stories.evolve import evolve
from monitor.stories.state import State
from monitor.views.views import Views
from monitor.web.security.access import AccessStore, SessionLimits

STATES = Path(__file__).with_name("states")
# of what the log folds to: where State was changed on purpose, put in the one that the failing test
# shows
FINGERPRINTS = {
    "2026-11-23": "d00ff8c5d0622d2686f394ca66b2f6fedb43c01e21744d6fd152cdaae8ca254b",
    "2026-11-28": "d4b7a9bbd6aba4f5fc5dfe120d8a20dedbaf1ef4a5777c229c06f20dc2908f84",
    "2026-11-29": "f3013131b78855d3b1aa2ba38ec6c77f140556c71b879d5963509c586d87bc42",
    "2026-11-27": "09727b293e29d67f049f0c9401d64691b105cf1a69d92cc5891bbecbbda45987",
}

LATER = datetime(2026, 6, 22, tzinfo=UTC)


@pytest.fixture(params=sorted(FINGERPRINTS))
def name(request):
    return request.param


@pytest.fixture
def home(name, tmp_path):
    (tmp_path / "state").mkdir()
    with tarfile.open(STATES / f"{name}.tar.xz") as tar:
        tar.extractall(tmp_path / "state", filter="data")
    return tmp_path


@pytest.fixture
def said(name):
    """What the version that made it said of it."""
    return json.loads((STATES / f"{name}.json").read_text())


def stories_in(views):
    return [
        {
            "number": story.number,
            "status": str(story.status),
            "articles": {
                member.article.given_id or member.article.title: member.verdict
                for member in views.members(story.id)
            },
        }
        for story in sorted(views.stories(), key=lambda story: story.number)
    ]


def folded(log):
    state = State()
    for recorded in log.read():
        evolve(state, recorded.event, recorded.at)
    return queries.fingerprint(state)


def test_every_state_that_is_kept_is_tried():
    assert {path.name.removesuffix(".tar.xz") for path in STATES.glob("*.tar.xz")} == set(
        FINGERPRINTS
    )


def test_its_log_proves_and_folds_to_its_fingerprint(home, said, name):
    found = verify(home / "state" / "log.db", head=said["head"])
    assert (found.ok, found.events) == (True, said["events"])
    with SqliteLog.open(home / "state" / "log.db", readonly=True) as log:
        assert folded(log) == FINGERPRINTS[name]


def test_the_first_one_holds_events_that_are_written_otherwise_today(home, name):
    """Else it would prove nothing about upgrades."""
    rows = (
        sqlite3.connect(home / "state" / "log.db")
        .execute("SELECT DISTINCT type, version FROM events")
        .fetchall()
    )
    assert len(rows) > 20
    assert any(version < VERSIONS[kind] for kind, version in rows) or name != min(FINGERPRINTS)


def test_its_snapshot_or_none_leads_to_the_same_state(home, name):
    with SqliteLog.open(home / "state" / "log.db") as log:
        found = snapshots.load(home / "state" / "snapshots", log)
        assert found is None or queries.fingerprint(found[0]) == FINGERPRINTS[name]
    with Engine.open(home, rules=Rules(), clock=SetClock(LATER)) as engine:
        assert queries.fingerprint(engine.state) == FINGERPRINTS[name]


def test_its_views_say_what_they_said_and_what_new_ones_say(home, said):
    with (
        SqliteLog.open(home / "state" / "log.db") as log,
        Views.open(home / "state" / "views.db") as old,
        Views.open(Path(":memory:")) as new,
    ):
        old.catch_up(log)
        new.catch_up(log)
        assert stories_in(old) == stories_in(new)
        assert stories_in(new) == sorted(said["stories"], key=lambda story: story["number"])


def test_its_readers_are_known_by_the_ids_that_its_log_names(home):
    with SqliteLog.open(home / "state" / "log.db") as log:
        named = {
            one.event.reader_id
            for one in log.read()
            if type(one.event).__name__ == "ReaderSubscribed"
        }
    with Readers.open(home / "state" / "readers.db") as readers:
        assert named <= set(readers.reader_ids())
        assert {readers.address(reader_id).kind for reader_id in named} == {"channel", "private"}


def test_its_feeds_are_remembered_and_counted_as_by_a_new_ledger(home):
    with (
        SqliteLog.open(home / "state" / "log.db") as log,
        Ledger.open(home / "state" / "feeds.db") as old,
        Ledger.open(home / "state" / "new.db") as new,
    ):
        old.catch_up(log)
        new.catch_up(log)
        assert [one.url for one in old.records()] == [one.url for one in new.records()]
        assert list(old.days()) == list(new.days())
        assert sum(day.fetched for day in old.days()) == 3


def test_who_was_logged_in_to_its_pages_still_is(home, said, name):
    """Versions before that of 29 November had no pages."""
    limits = SessionLimits(whole=timedelta(days=30), idle=timedelta(days=7))
    let_in = said.get("web")
    assert (let_in is None) == (name < "2026-11-29")
    with AccessStore.open(home / "state" / "web.db") as access:
        found = [(one.name, one.role) for one in access.sessions(now=LATER)]
        if let_in is None:
            assert found == []
            return
        assert sorted(found) == [
            ("operator", "operator"),
            ("reader", "reader"),
            ("reader", "token"),
        ]
        assert access.visitor(let_in["operator"], limits, now=LATER).operator
        assert access.visitor(let_in["reader"], limits, now=LATER).may_read
        assert access.has_token(let_in["token"])


@pytest.mark.parametrize("opened", [AccessStore, Readers])
def test_a_file_of_a_version_to_come_is_refused_and_stays_as_it_is(opened, tmp_path):
    path = tmp_path / "kept.db"
    opened.open(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(LogNewerError, match="newer version"):
        opened.open(path)
    assert path.read_bytes() == before


def test_it_goes_on(home, said):
    """An account of a story that the earlier version opened joins it, and everything still
    proves.
    """
    text = "Prime Minister Anna Weber arrived in Paris on 20 June 2026."
    more = incoming(
        url="https://courier.example/1",
        outlet="Courier",
        lang="en",
        published="2026-06-20",
        title="Weber in Paris",
        text=text,
    )
    everything = Rules(sure_diplomatic=0.0)  # made-up people of no country are no diplomacy
    with Engine.open(home, rules=everything, clock=SetClock(LATER)) as engine:
        known = {story.number: id_ for id_, story in engine.state.stories.items()}
        engine.take(more)
        assert len(engine.state.stories[known[6]].members) == 2
        assert engine.replay().fingerprint == queries.fingerprint(engine.state)
    found = verify(home / "state" / "log.db", head=said["head"])
    assert found.ok
    assert found.events > said["events"]


def test_it_is_backed_up_and_exported_as_it_is(home, said, tmp_path):
    head = backup.backup(home, tmp_path / "a.tar", readers=READERS)
    assert head.hash == said["head"]
    assert backup.restore(tmp_path / "a.tar", tmp_path / "b", readers=READERS) == head
    with (tmp_path / "log.jsonl").open("w+b") as file:
        with SqliteLog.open(home / "state" / "log.db") as log:
            jsonl.export(log, file, texts=True)
        file.seek(0)
        assert jsonl.import_(file, tmp_path / "c" / "log.db") == head


@pytest.mark.parametrize(
    "command",
    [
        ("status",),
        ("stories",),
        ("story", "S1"),
        ("why", "meeting"),
        ("why", "other"),
        ("search", "Orlova"),
        ("unsure",),
        ("digest",),
        ("replay", "--check"),
        ("log", "verify"),
        ("log", "tail"),
        ("outbox",),
        ("rematch",),
        ("check",),
    ],
    ids=" ".join,
)
def test_every_command_that_looks_still_looks(home, command, capsys):
    assert cli.run(["--home", str(home), *command]) in {0, 1}
    told = capsys.readouterr()
    assert told.out
    assert "a bug in monitor" not in told.err
