"""Pages that another machine serves: it has a config/ and the address of the log's database, and
makes everything else itself.
"""

import asyncio
import shutil
from contextlib import closing

import pytest

from monitor.cli.root import run
from monitor.clock import SetClock
from monitor.engine.engine import Engine
from monitor.log.engines import open_log
from monitor.model import Rules
from tests.runtime.service_house import news
from tests.web.site import NOW, Site

WITHIN_S = 60  # a busy machine's patience; the page itself is asked for once a moment


@pytest.fixture
def url(cluster, monkeypatch):
    monkeypatch.setenv("MONITOR_LOG_PASSWORD", cluster.password)
    return cluster.emptied()


@pytest.fixture
def machines(home, tmp_path, url):
    """The one that the log went from, and one with nothing but its config/."""
    assert run(["--home", str(home), "log", "move", url.text]) == 0
    shutil.copytree(home / "config", tmp_path / "other" / "config")
    with Site(home, log_url=url) as one, Site(tmp_path / "other", log_url=url) as other:
        yield one, other


def append(machine, url, name):
    log = open_log(url)
    with Engine.open(machine.home, rules=Rules(), clock=SetClock(NOW), log=log) as engine:
        news(engine, name)
        return engine.head.position


def test_another_machine_shows_the_same_pages(machines):
    one, other = machines
    for path in ("/today.json", "/stories.json", "/stories/S1.json", "/stories/S1/why.json"):
        assert other.json(path) == one.json(path)


def test_what_is_appended_elsewhere_is_shown(machines, url):
    one, other = machines
    other.get("/")
    append(one, url, "water")
    shown = other.json("/stories.json")
    assert shown == one.json("/stories.json")
    assert any("Water" in str(story) or "water" in str(story) for story in shown["stories"])


def test_views_follow_the_log_with_nobody_asking(machines, url):
    one, other = machines

    async def followed():
        async with asyncio.timeout(WITHIN_S):
            following = asyncio.create_task(other.app.state.answers.follow_on())
            position = await asyncio.to_thread(append, one, url, "rail")
            while True:
                await asyncio.sleep(0.05)
                views = other.stores.views_to_read()
                if views is not None:
                    with closing(views):
                        if views.position == position:
                            break
            following.cancel()

    other._runner.run(followed())


def test_who_logged_in_on_one_machine_is_logged_in_on_all(machines):
    one, other = machines
    path = one.link()
    answer = other.post(path, other.get(path))
    assert (answer.status_code, answer.headers["location"]) == (303, "/unsure")
    session = other.browser.cookies["monitor_session"]
    cookie = {"cookie": f"monitor_session={session}"}
    assert one.get("/unsure", browser=one.another(), headers=cookie).status_code == 200
    # the link worked once, for all of them
    assert one.post(path, one.get(path)).status_code == 409
    assert (
        one.post("/logout", one.get("/unsure", headers=cookie), headers=cookie).status_code == 303
    )
    assert other.get("/unsure").status_code == 403


def test_an_operator_on_any_machine_corrects(machines):
    one, other = machines
    other.log_in()
    page = other.get("/corrections")
    answer = other.post("/operators/merge", page, story="S1", other="S2")
    assert answer.status_code == 303, answer.text
    assert one.json("/stories/S2.json")["story"]["number"] == 1
