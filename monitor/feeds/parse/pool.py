"""A few worker processes that parse; one that takes too long, or dies, is replaced, and only its
own job fails.

Workers are forked by a server that this process starts once, so that nothing of this process leaks
into them: one with the first job, another only where a job has waited for long, as behind a
document that is never done; it ends when nothing waits. They speak msgpack over sockets
(worker.py).
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Literal, NamedTuple, Self

import msgspec

from monitor.feeds.kinds.kind import Pattern, SourcePage
from monitor.feeds.parse.fork_server import ForkServer
from monitor.feeds.parse.worker import READY, ParseJob, ParseResult
from monitor.feeds.values import FetchError, Parsed

WORKERS = 2
WAIT_S_MAX = 2.0  # of a job, for a worker: one more takes 20 MB
JOB_S_MAX = 20.0
_START_S_MAX = 30.0  # loading what parsers need on a busy small machine
_BUFFER_BYTES = 2**24
FORK_SERVER = ForkServer()


class _Worker(NamedTuple):
    number: int  # by which the server knows it
    answers: asyncio.StreamReader
    jobs: asyncio.StreamWriter


class Workers:
    """`async with Workers() as workers: await workers.parse(…)`."""

    def __init__(
        self, *, size: int = WORKERS, job_s_max: float = JOB_S_MAX, wait_s_max: float = WAIT_S_MAX
    ) -> None:
        self._size, self._job_s_max, self._wait_s_max = size, job_s_max, wait_s_max
        self._free: asyncio.Queue[_Worker | None] = asyncio.Queue()
        self._free.put_nowait(None)
        self._count = 1  # free or at work, started or not
        self._waiting = 0  # jobs
        self._encode = msgspec.msgpack.Encoder().encode
        self._decoder = msgspec.msgpack.Decoder(ParseResult)

    async def parse(
        self, body: bytes, *, url: str, content_type: str, content_language: str = ""
    ) -> Parsed:
        """Raises FetchError: not a feed, or a parser that failed or took too long."""
        page = SourcePage(
            body=body, url=url, content_type=content_type, content_language=content_language
        )
        return await self.read(page, kind="feed")

    async def read(self, page: SourcePage, *, kind: str) -> Parsed:
        """A document of any kind of source. Raises FetchError as `parse` does."""
        answer = await self._done(_job("feed", page, kind=kind))
        if answer.parsed is None:
            raise FetchError("parser", "the parser gave no answer")
        return answer.parsed

    async def page(self, body: bytes, *, url: str, content_type: str) -> ParseResult:
        return await self._done(
            ParseJob(what="page", body=body, url=url, content_type=content_type)
        )

    async def links(self, body: bytes, *, url: str, content_type: str = "") -> tuple[str, ...]:
        job = ParseJob(what="links", body=body, url=url, content_type=content_type)
        return (await self._done(job)).links

    async def patterns(self, page: SourcePage) -> tuple[Pattern, ...]:
        """What the links of a page could mean."""
        return (await self._done(_job("patterns", page))).patterns

    async def _done(self, job: ParseJob) -> ParseResult:
        worker = await self._taken()
        try:
            worker = worker or await _start()
            answer = await self._ask(worker, job)
        except BaseException:
            await _end(worker)
            worker = None
            raise
        finally:
            await self._give_back(worker)
        if answer.failed:
            raise FetchError(*answer.failed)
        return answer

    async def _taken(self) -> _Worker | None:
        """A free worker, or None: one is to be started."""
        self._waiting += 1
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._wait_s_max):
                    return await self._free.get()
            if self._count < self._size:
                self._count += 1
                return None
            return await self._free.get()
        finally:
            self._waiting -= 1

    async def _give_back(self, worker: _Worker | None) -> None:
        if self._waiting or self._free.empty():
            self._free.put_nowait(worker)
            return
        self._count -= 1
        await _end(worker)

    async def _ask(self, worker: _Worker, job: ParseJob) -> ParseResult:
        raw = self._encode(job)
        try:
            async with asyncio.timeout(self._job_s_max):
                worker.jobs.write(len(raw).to_bytes(4, "big") + raw)
                await worker.jobs.drain()
                size = int.from_bytes(await worker.answers.readexactly(4), "big")
                return self._decoder.decode(await worker.answers.readexactly(size))
        except TimeoutError as error:
            raise FetchError(
                "parser", f"reading it took longer than {self._job_s_max:g} s: stopped"
            ) from error
        except (asyncio.IncompleteReadError, OSError, msgspec.DecodeError) as error:
            raise FetchError("parser", "reading it brought the parser down") from error

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        while not self._free.empty():
            await _end(self._free.get_nowait())


def _job(what: Literal["feed", "patterns"], page: SourcePage, *, kind: str = "") -> ParseJob:
    return ParseJob(
        what=what,
        body=page.body,
        url=page.url,
        content_type=page.content_type,
        content_language=page.content_language,
        kind=kind,
        asked=page.asked,
        pattern=page.pattern,
    )


async def _start() -> _Worker:
    """A worker that has loaded what it needs: loading counts against no job's time."""
    try:
        number, connection = FORK_SERVER.fork()
    except OSError as error:
        raise FetchError("parser", "no parser could be started") from error
    answers, jobs = await asyncio.open_connection(sock=connection, limit=_BUFFER_BYTES)
    worker = _Worker(number, answers, jobs)
    try:
        async with asyncio.timeout(_START_S_MAX):
            await answers.readexactly(len(READY))
    except (TimeoutError, OSError, asyncio.IncompleteReadError) as error:
        await _end(worker)
        raise FetchError("parser", "no parser could be started") from error
    except BaseException:
        await _end(worker)
        raise
    return worker


async def _end(worker: _Worker | None) -> None:
    if worker is None:
        return
    FORK_SERVER.end(worker.number)
    worker.jobs.close()
    with contextlib.suppress(OSError):  # it is gone, which is what was wished
        await worker.jobs.wait_closed()
