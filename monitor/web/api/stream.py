"""The stream of server-sent events: a story each time that something changed of it.

One look at the log serves all who listen. Whoever does not take what it is sent is let go: at
once where the connection stands still (`server.TAKEN_S`), or when too much waits for it. It may go
on from the last event that it has.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from monitor.errors import LogError, MonitorError, UsageError
from monitor.web.answers import Answers
from monitor.web.making.jobs import ChangesJob, NotReadyError, TooBusyError

LOOK_S = 2.0
HEARTBEAT_S = 15.0
LISTENED_S_MAX = 3_600.0  # then it is asked again who listens
LISTENERS_MAX = 50
QUEUED_BYTES_MAX = 500_000  # beyond that, one who listens is late
_RETRY_MS = 3_000
_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


@dataclass(eq=False, slots=True)
class _OpenStream:
    language: str
    is_late: bool = False
    _queue: asyncio.Queue[bytes] = field(default_factory=asyncio.Queue)
    _queued_bytes: int = 0

    def put(self, words: bytes) -> None:
        """What waits is never more than the bound and one look at the log."""
        if self._queued_bytes > QUEUED_BYTES_MAX:
            self.is_late = True
            return
        self._queued_bytes += len(words)
        self._queue.put_nowait(words)

    async def take(self) -> bytes:
        words = await self._queue.get()
        self._queued_bytes -= len(words)
        return words


class StoryStream:
    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._listeners: set[_OpenStream] = set()
        self._looking: asyncio.Task[None] | None = None
        self._closed = asyncio.Event()
        self._position = 0

    def close(self) -> None:
        """Whoever listens is let go."""
        self._closed.set()

    async def listened(self, request: Request) -> Response:
        """The endpoint."""
        answers = self._answers
        try:
            await answers.check_reader(request)
            after = _last_id(request)
            if len(self._listeners) >= LISTENERS_MAX:
                raise TooBusyError("too many listen", hint="come again later")
        except MonitorError as error:
            return answers.failed(request, error, as_json=True)
        listener = _OpenStream(answers.language(request))
        return StreamingResponse(
            self._sent(listener, after), media_type="text/event-stream", headers=_HEADERS
        )

    # --- one who listens ---

    async def _sent(self, listener: _OpenStream, after: int | None) -> AsyncIterator[bytes]:
        """From now on, or from a place in the log on; something may come twice, nothing is left
        out.
        """
        self._listeners.add(listener)
        closed = asyncio.create_task(self._closed.wait())
        clock = asyncio.get_running_loop().time
        until = clock() + LISTENED_S_MAX
        try:
            missed = await self._answers.make(
                ChangesJob(after=after, languages=(listener.language,), or_reset=True)
            )
            self._begin(missed.position)
            yield b"retry: %d\n\n" % _RETRY_MS + missed.said.get(listener.language, b"")
            while clock() < until and not listener.is_late and not closed.done():
                yield await self._next(listener, closed)
        finally:
            self._listeners.discard(listener)
            closed.cancel()

    async def _next(self, listener: _OpenStream, closed: asyncio.Task[bool]) -> bytes:
        """What is there to send; a comment where nothing was for a while."""
        waiting = asyncio.create_task(listener.take())
        await asyncio.wait(
            {waiting, closed}, timeout=HEARTBEAT_S, return_when=asyncio.FIRST_COMPLETED
        )
        if waiting.done():
            return waiting.result()
        waiting.cancel()
        return b":\n\n"

    # --- the log ---

    def _begin(self, position: int) -> None:
        if self._looking is None or self._looking.done():
            self._position = position
            self._looking = asyncio.create_task(self._look_on())

    async def _look_on(self) -> None:
        """Until nobody listens any more."""
        while not self._closed.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await self._closed.wait()
            if not self._listeners:
                return
            with suppress(LogError, NotReadyError, TooBusyError):  # looked at again in a moment
                await self._look()

    async def _look(self) -> None:
        languages = tuple({one.language for one in self._listeners})
        found = await self._answers.make(ChangesJob(after=self._position, languages=languages))
        self._position = found.position
        for listener in self._listeners:
            if words := found.said.get(listener.language):
                listener.put(words)


def _last_id(request: Request) -> int | None:
    """Raises UsageError for what is no place in a log."""
    sent = request.headers.get("last-event-id", "")
    if not sent:
        return None
    if not (sent.isascii() and sent.isdecimal() and len(sent) < len(str(2**53))):
        raise UsageError("Last-Event-ID is no place in this log")
    return int(sent)
