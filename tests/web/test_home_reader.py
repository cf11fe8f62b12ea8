"""A home opened for one request."""

import contextlib
import re
import sqlite3
import threading

import pytest

from monitor.cli.root import run
from monitor.clock import SetClock
from monitor.engine import corrections
from monitor.engine.engine import Engine
from monitor.errors import NotFoundError
from monitor.model import Rules
from monitor.stores import Stores
from monitor.views.facts.forms import FactSettings
from monitor.web.making.home_reader import HomeReader
from tests.web.site import NOW, Site


def reader_of(home):
    return HomeReader(Stores(home / "state"), FactSettings())


def test_a_request_sees_what_the_log_says_now(home):
    reader = reader_of(home)
    with reader.opened() as before:
        assert before.views.story("S3").number == 3
    assert run(["--home", str(home), "merge", "S1", "S3"]) == 0
    with reader.opened() as after:
        assert after.views.position == after.log.head().position
        assert after.views.story("S3").number == 1


def test_views_that_are_not_there_are_made(home):
    (home / "state" / "views.db").unlink(missing_ok=True)
    with reader_of(home).opened() as opened:
        assert len(opened.views.stories()) == 4


def test_a_request_can_change_nothing(home):
    with reader_of(home).opened() as opened:
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            opened.views._db.execute("DELETE FROM stories")
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            opened.log._db.execute("DELETE FROM texts")


def test_facts_are_made_a_part_at_a_time(home, monkeypatch):
    monkeypatch.setattr("monitor.web.making.home_reader.FACTS_AT_ONCE", 3)
    reader = reader_of(home)
    with reader.opened() as opened:
        assert len(opened.views.facts(FactSettings()).stories().stories) <= 3
    with reader.opened() as opened:
        first = len(opened.views.facts(FactSettings()).stories().stories)
    with reader.opened() as opened:
        assert len(opened.views.facts(FactSettings()).stories().stories) == first


def test_following_makes_all_facts_and_then_has_nothing_to_do(home, monkeypatch):
    monkeypatch.setattr("monitor.web.making.home_reader.FACTS_AT_ONCE", 2)
    (home / "state" / "views.db").unlink(missing_ok=True)
    reader = reader_of(home)
    rounds = 1
    while reader.follow():
        rounds += 1
    assert rounds >= 2
    assert reader.follow() is False
    with reader.opened() as opened:
        assert len(opened.views.facts(FactSettings()).stories().stories) == 4


def test_who_asks_meanwhile_sees_the_views_as_they_were(home):
    """Somebody else brings them up to the log, and is not done yet."""
    reader = reader_of(home)
    with reader.opened():
        pass
    with Engine.open(home, rules=Rules(), clock=SetClock(NOW), create=False) as engine:
        corrections.merge(engine, "S1", "S3")
    with contextlib.closing(sqlite3.connect(home / "state" / "views.db")) as writing:
        writing.execute("PRAGMA busy_timeout = 0")
        writing.execute("BEGIN IMMEDIATE")
        with reader._following, reader.opened() as opened:
            assert opened.views.story("S3").number == 3
        writing.rollback()
    with reader.opened(newest=True) as opened:
        assert opened.views.story("S3").number == 1


def test_many_may_ask_at_once(home):
    reader, seen, failed = reader_of(home), [], []
    (home / "state" / "views.db").unlink(missing_ok=True)

    def ask():
        try:
            with reader.opened() as opened:
                seen.append(len(opened.views.stories()))
        except Exception as error:  # noqa: BLE001 - shown below
            failed.append(error)

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert seen == [4] * 12


def test_views_that_take_long_to_make_are_said_to_be_made_and_how_far_they_are(home, monkeypatch):
    monkeypatch.setattr("monitor.web.making.home_reader.EVENTS_AT_ONCE", 3)
    monkeypatch.setattr("monitor.web.making.home_reader.FACTS_AT_ONCE", 100)
    (home / "state" / "views.db").unlink(missing_ok=True)
    with Site(home) as site:
        answer = site.get("/stories?lang=ru")
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        assert re.search(r'<progress value="0" max="\d+"', answer.text)
        assert 'href="/stories?lang=ru"' in answer.text
        problem = site.get("/stories.json")
        assert (problem.status_code, problem.json()["status"]) == (503, 503)
        assert problem.json()["detail"].startswith("0 of ")
        assert reader_of(home).follow() is False
        assert site.get("/stories").status_code == 200


def test_a_home_without_a_log_says_so(tmp_path):
    with pytest.raises(NotFoundError), reader_of(tmp_path).opened():
        pass
