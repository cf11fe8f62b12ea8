"""Filters and cursors of each page that has them, and what health pages show."""

import shutil
import sqlite3
import threading

import msgspec
import pytest

from monitor.cli.web import settings_of
from monitor.config import load
from monitor.feeds.values import Feed
from monitor.stores import Stores
from monitor.web.pages import PAGES
from monitor.web.pages.operators import health
from tests.web.site import Site

FILTERED = [page for page in PAGES if page.filter.__struct_fields__ and "{" not in page.path]


@pytest.fixture
def configured(home):
    """A site with the outlets of the shipped configuration."""
    settings = msgspec.structs.replace(
        settings_of(load(home, {})), requests_per_minute=100_000, feeds=FEEDS
    )
    with Site(home, configured=settings) as site:
        yield site.log_in()


FEEDS = (
    Feed(url="https://news.example/feed", name="news"),
    Feed(url="https://slow.example/feed", name="slow", paused=True),
)


def all_of(site, path, listed, **filters):
    """Every item of a list, part by part, and how many parts there were."""
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    items, cursor, parts = [], "", 0
    while True:
        page = site.json(f"{path}?{query}&after={cursor}")
        items, cursor, parts = items + page[listed], page["next"], parts + 1
        if cursor is None:
            return items, parts


@pytest.mark.parametrize("page", FILTERED, ids=lambda page: page.name)
def test_a_filter_that_a_page_does_not_know_is_refused(configured, page):
    path = "/today" if page.path == "/" else page.path
    assert configured.get(f"{path}.json?nothing=1").status_code == 400
    assert configured.get(f"{path}.json?lang=ru").status_code == 200


@pytest.mark.parametrize(
    ("asked", "says", "example"),
    [
        ("/stories?from=2026-11-01", "this page has no ?from", "since, until"),
        ("/stories?since=yesterday", "“yesterday” is no day for since", "2026-11-29"),
        ("/stories?since=2026-11-29T12:00", "is nothing for ?since", "as ?since=2026-11"),
        ("/stories?limit=abc", "“abc” is nothing for ?limit", "from 1 to 100, as ?limit=25"),
        ("/stories?limit=1000", "“1000” is nothing for ?limit", "as ?limit=25"),
        ("/stories?view=map", "“map” is nothing for ?view", "one of river, table"),
        ("/stories?together=perhaps", "“perhaps” is nothing for ?together", "as ?together=true"),
        ("/stories?act=tea", "“tea” is nothing for ?act", "meeting"),
        ("/stories?theme=tea", "“tea” is nothing for ?theme", "as ?theme=trade"),
        ("/stories?stage=signed&stage=tea", "“tea” is nothing for ?stage", "cancelled"),
        ("/stories?country=Kazakhstan", "“Kazakhstan” is nothing for ?country", "as ?country=KZ"),
        ("/stories?" + "country=KZ&" * 51, "“51 values” is nothing for ?country", "at most 50"),
        ("/stories?language=kazakh", "“kazakh” is nothing for ?language", "as ?language=kk"),
        ("/network?act=tea", "“tea” is nothing for ?act", "meeting"),
        ("/network?by=towns", "“towns” is nothing for ?by", "as ?by=countries"),
        ("/compare?a=France", "“France” is nothing for ?a", "as ?a=KZ"),
        ("/people?whose=mine", "“mine” is nothing for ?whose", "learnt"),
        ("/feeds?health=tea", "“tea” is nothing for ?health", "failing"),
        ("/calendar?since=2026-11&since=2026-12", "?since stands there twice", "once"),
    ],
)
def test_what_a_filter_cannot_mean_is_told_in_one_line_with_what_it_takes(
    configured, asked, says, example
):
    path, _, query = asked.partition("?")
    problem = configured.get(f"{path}.json?{query}")
    assert problem.status_code == 400
    assert (says in problem.json()["title"], example in problem.json()["detail"]) == (True, True)
    page = configured.get(asked)
    assert (page.status_code, says in page.text) == (400, True)


def test_small_letters_of_a_country_are_that_country(configured):
    for path in ("/stories", "/outlets"):
        big, small = (configured.json(f"{path}.json?country={code}") for code in ("KZ", "kz"))
        assert big["total"] == small["total"] > 0


def test_outlets_by_country_and_kind(configured):
    kazakh, parts = all_of(configured, "/outlets.json", "outlets", country="KZ", limit=3)
    assert parts > 1
    assert {one["country"] for one in kazakh} == {"KZ"}
    assert len(kazakh) == len({one["id"] for one in kazakh})
    assert len(kazakh) == configured.json("/outlets.json?country=KZ")["total"]
    state, _ = all_of(configured, "/outlets.json", "outlets", kind="state")
    assert {one["kind"] for one in state} == {"state"}
    html = configured.get("/outlets?country=KZ&kind=state").text
    assert '<option value="KZ" selected>' in html
    assert '<option value="state" selected>' in html


def test_all_outlets_come_once(configured):
    outlets, parts = all_of(configured, "/outlets.json", "outlets")
    assert parts > 2
    assert [one["id"] for one in outlets] == list(dict.fromkeys(one["id"] for one in outlets))
    assert len(outlets) == len(configured.settings.sources)


def test_office_holders_by_place_and_on_whose_word(configured):
    kazakh, parts = all_of(configured, "/people.json", "people", where="KZ", limit=1)
    assert parts == len(kazakh) > 1
    assert {one["where"] for one in kazakh} == {"KZ"}
    assert {one["whose"] for one in kazakh} == {"file"}
    assert configured.json("/people.json?whose=learnt")["people"] == []


def test_corrections_by_cursor(configured):
    page = configured.get("/corrections")
    for one, other in (("S1", "S2"), ("S1", "S3"), ("S2", "S3")):
        configured.post("/operators/apart", page, story=one, other=other)
    found, parts = all_of(configured, "/corrections.json", "corrections", limit=2)
    assert [one["number"] for one in found] == [3, 2, 1]
    assert parts == 2


# --- the log ---


def test_the_log_from_its_end_to_its_beginning(configured):
    whole = configured.json("/log.json")
    lines, parts = all_of(configured, "/log.json", "lines", limit=4)
    assert parts > 1
    assert [one["position"] for one in lines] == list(range(whole["events"], 0, -1))
    assert lines[0]["hash"] == whole["head"]
    assert whole["verified"] is None
    assert "event" not in lines[0]


def test_the_log_is_proved_and_a_forged_one_is_not(configured, tmp_path):
    proved = configured.json("/log.json?verify=true")["verified"]
    assert (proved["ok"], proved["events"]) == (True, 10)
    assert "every one is as it was written" in configured.get("/log?verify=true").text
    forged = shutil.copytree(configured.home, tmp_path / "forged")
    db = sqlite3.connect(forged / "state" / "log.db")
    for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{name}"')
    db.execute(
        "UPDATE events SET payload = replace(payload, 'Astana', 'Almaty') WHERE position = 2"
    )
    db.commit()
    db.close()
    with Site(forged) as site:
        shown = site.log_in().get("/log?verify=true")
    assert "every one is as it was written" not in shown.text


def test_a_long_proof_holds_no_page_up(configured, monkeypatch):
    monkeypatch.setattr(health, "PROVED_S", 0.0)
    may_end, begun = threading.Event(), []
    whole = Stores.verify_log

    def long(stores):
        begun.append(stores)
        may_end.wait(60)
        return whole(stores)

    monkeypatch.setattr(Stores, "verify_log", long)
    for _ in range(3):
        shown = configured.json("/log.json?verify=true")
        assert (shown["verified"], shown["proving"]) == (None, True)
    assert "being proved" in configured.get("/log?verify=true").text
    assert len(begun) == 1
    may_end.set()
    monkeypatch.setattr(health, "PROVED_S", 60.0)
    assert configured.json("/log.json?verify=true")["verified"]["ok"]
    assert len(begun) == 1


# --- feeds ---


def test_feeds_say_how_they_are(configured):
    shown = configured.json("/feeds.json")
    assert {one["name"]: one["health"] for one in shown["feeds"]} == {
        "news": "not asked yet",
        "slow": "paused",
    }
    assert shown["counts"] == {"not asked yet": 1, "paused": 1}
    paused = configured.json("/feeds.json?health=paused")
    assert [one["name"] for one in paused["feeds"]] == ["slow"]


# --- why ---


def test_points_sum_to_the_score(configured):
    accounts, _ = all_of(configured, "/stories/S1/why.json", "accounts", limit=1)
    compared = [one for each in accounts for one in (each["chosen"], each["runner_up"]) if one]
    assert compared
    for one in compared:
        points = sum(factor["points"] for factor in one["factors"]) + one["rest"]
        assert points == pytest.approx(one["score"], abs=0.02)
        assert "bias" in {factor["name"] for factor in one["factors"]}
    assert accounts[1]["turning"]
    html = configured.get("/stories/S1/why").text
    assert html.count('<svg class="bar"') > len(compared[0]["factors"])
