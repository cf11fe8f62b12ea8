"""Pages made by a process of their own, as the service has them made."""

import asyncio
import os
import signal
import sys

import httpx
import pytest

from monitor.errors import NotFoundError
from monitor.web.answers import Answers
from monitor.web.app import create_app, maker_of
from monitor.web.making import process as processes
from monitor.web.making.jobs import (
    ChangesJob,
    FollowJob,
    NotAllowedError,
    NotKnownError,
    NotReadyError,
    PageJob,
    TooBusyError,
    WhoAsks,
)
from monitor.web.making.process import BrokenPageError, PageProcess
from monitor.web.settings import WebSettings
from tests.web.site import NOW

SETTINGS = WebSettings(stream="all/en")


def job(name, path, **slots):
    return PageJob(
        name=name,
        path=path,
        slots=slots,
        query=(),
        language="en",
        who=WhoAsks(),
        as_json=False,
        now=NOW,
    )


def played(play, home, settings=SETTINGS):
    async def whole():
        async with PageProcess(home, settings) as making:
            return await play(making)

    return asyncio.run(whole())


def test_it_makes_what_a_thread_would(home):
    maker = maker_of(home, SETTINGS)
    asked = [job("story", "/stories/S1", story="S1"), FollowJob()]
    asked.append(ChangesJob(after=1, languages=("en", "ru")))

    async def play(making):
        return [await making(one) for one in asked]

    found = played(play, home)
    assert found == [maker.done(one) for one in asked]
    assert b"<!DOCTYPE html>" in found[0].body
    assert found[2].said["ru"].count(b"event: story") >= 1


def test_what_cannot_be_answered_is_raised_here_as_it_was_there(home, tmp_path):
    async def play(making):
        with pytest.raises(NotFoundError, match="no story"):
            await making(job("story", "/stories/S99", story="S99"))
        with pytest.raises(NotAllowedError, match="operators") as refused:
            await making(job("log", "/log"))
        assert refused.value.hint
        assert not isinstance(refused.value, NotKnownError)
        with pytest.raises(BrokenPageError, match="KeyError"):
            await making(job("no such page", "/"))
        assert (await making(job("about", "/about"))).body

    played(play, home)

    async def closed(making):
        with pytest.raises(NotKnownError):
            await making(job("about", "/about"))

    played(closed, home, WebSettings(stream="all/en", public=False))

    async def empty(making):
        with pytest.raises(NotFoundError, match="there is no log"):
            await making(job("about", "/about"))

    played(empty, tmp_path)


def test_how_far_views_are_comes_through():
    said = processes._failure(NotReadyError("being made", hint="wait", done=3, of=9))
    found = processes._raised(said)
    assert isinstance(found, NotReadyError)
    assert (found.message, found.hint, found.done, found.of) == ("being made", "wait", 3, 9)


def test_a_process_that_is_killed_is_told_to_who_waits_and_started_again(home):
    async def play(making):
        await making(FollowJob())
        killed = making._process.pid
        asked = [asyncio.create_task(making(job("about", "/about"))) for _ in range(40)]
        await asyncio.sleep(0)
        os.kill(killed, signal.SIGKILL)
        found = await asyncio.gather(*asked, return_exceptions=True)
        assert any(isinstance(one, TooBusyError) for one in found)
        assert (await making(job("about", "/about"))).body
        assert making._process.pid != killed

    played(play, home)


def test_one_that_cannot_be_started_is_told(home, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")

    with pytest.raises(TooBusyError, match="could not be started"):
        played(lambda making: making(FollowJob()), home)


def test_it_ends_with_who_asked(home):
    """Whatever becomes of the parent: its end of the pipe is gone then."""

    async def play():
        async with PageProcess(home, SETTINGS) as making:
            await making(FollowJob())
            process = making._process
            process.stdin.close()
            async with asyncio.timeout(60):
                assert await process.wait() == 0

    asyncio.run(play())


def test_pages_come_through_it_with_their_cookies(home):
    async def play(making):
        app = create_app(home, SETTINGS, now=lambda: NOW, changes=None, making=making)
        answers: Answers = app.state.answers
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
            page = await browser.get("/stories/S1/wrong")
            assert page.status_code == 200
            assert "monitor_visit" in page.headers["set-cookie"]
            again = await browser.get("/about", headers={"if-none-match": "x"})
            known = await browser.get("/about", headers={"if-none-match": again.headers["etag"]})
            assert (again.status_code, known.status_code) == (200, 304)
            assert (await browser.get("/unsure")).status_code == 403
        answers.close()

    played(play, home)
