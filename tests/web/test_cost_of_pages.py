"""What a page costs in operations: how much of the log is read, and that nobody opens the home."""

from contextlib import closing

import pytest

from monitor.cli.root import run
from monitor.clock import SetClock
from monitor.engine import corrections
from monitor.engine.engine import Engine
from monitor.model import Rules
from tests.clusters import ENGINES
from tests.web.site import NOW, Site

FIRST = 1


@pytest.fixture(params=ENGINES)
def url(request, home, monkeypatch):
    """Of the home's log; None of one that is a file."""
    if request.param == "file":
        return None
    cluster = request.getfixturevalue("cluster")
    monkeypatch.setenv("MONITOR_LOG_PASSWORD", cluster.password)
    place = cluster.emptied()
    assert run(["--home", str(home), "log", "move", place.text]) == 0
    return place


@pytest.fixture
def reported(home, url):
    """An operator's site, with a report that waits; from now on nobody may open its home."""
    with Site(home, log_url=url) as site:
        site.log_in()
        page = site.get("/stories/S1/wrong")
        story = page.text.split('name="story" value="')[1].split('"')[0]
        assert site.post("/report", page, story=story, what="facts").status_code == 303
        site.changes._opened = _refused
        yield site


def _refused():
    raise AssertionError("the home was opened")


@pytest.fixture
def read(reported, monkeypatch):
    """The positions of the events that are read from now on."""
    positions = []
    with closing(reported.stores.log(readonly=True)) as log:
        kind = type(log)
    plain = kind.read

    def read(log, **where):
        for recorded in plain(log, **where):
            positions.append(recorded.position)
            yield recorded

    monkeypatch.setattr(kind, "read", read)
    return positions


@pytest.mark.parametrize("path", ["/people.json?where=KZ", "/reports.json"])
def test_a_page_reads_what_came_and_nothing_else(reported, read, path):
    """However much is open: no State is made. Of what was read before, the last again, which says
    that this is still the same log, and the first, which names the home in forms.
    """
    before = reported.json(path)
    with closing(reported.stores.log()) as log:
        engine = Engine.open(reported.home, rules=Rules(), clock=SetClock(NOW), log=log)
        with engine:
            corrections.set_aside(engine, "S4")
            came = engine.head.position
    read.clear()
    assert reported.json(path) == before
    assert read == [came - 1, came, FIRST]
