"""Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html): a story each
time that something changed of it.

One look at the log serves all who listen. Whoever does not take what it is sent is let go, and may
go on from the last event that it has.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from monitor.errors import LogError, MonitorError, UsageError
from monitor.events.deliveries import TellingEvent
from monitor.events.stories_and_feeds import Event, FeedEvent
from monitor.publishing.corrected import stories_of
from monitor.web.answers import Answers, TooBusyError
from monitor.web.pages.news.lines import StoryLine, story_line
from monitor.web.words import words_of

LOOK_S = 2.0
HEARTBEAT_S = 15.0
LISTENED_S_MAX = 3_600.0  # then it is asked again who listens
LISTENERS_MAX = 50
BEHIND_MAX = 2_000  # events of the log that are gone through for who was away
_QUEUED_MAX = 200
_RETRY_MS = 3_000
_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


class StoryChange(Struct, frozen=True, kw_only=True):
    """`position` is the place in the log; `type` the event by which the story changed."""

    position: int
    at: str
    type: str
    story: StoryLine


@dataclass(eq=False, slots=True)
class _OpenStream:
    language: str
    queue: asyncio.Queue[bytes] = field(default_factory=lambda: asyncio.Queue(_QUEUED_MAX))
    is_late: bool = False


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
        listener = _OpenStream(answers.words(request).language)
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
            position, missed = await self._answers.in_thread(
                lambda: self._missed(after, listener.language)
            )
            self._begin(position)
            yield b"retry: %d\n\n" % _RETRY_MS + missed
            while clock() < until and not listener.is_late and not closed.done():
                yield await self._next(listener, closed)
        finally:
            self._listeners.discard(listener)
            closed.cancel()

    async def _next(self, listener: _OpenStream, closed: asyncio.Task[bool]) -> bytes:
        """What is there to send; a comment where nothing was for a while."""
        waiting = asyncio.create_task(listener.queue.get())
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
            with suppress(LogError, TooBusyError):  # looked at again in a moment
                await self._look()

    async def _look(self) -> None:
        languages = {one.language for one in self._listeners}
        after = self._position
        position, said = await self._answers.in_thread(lambda: self._since(after, languages))
        self._position = position
        for listener in self._listeners:
            if words := said.get(listener.language):
                try:
                    listener.queue.put_nowait(words)
                except asyncio.QueueFull:
                    listener.is_late = True

    def _missed(self, after: int | None, language: str) -> tuple[int, bytes]:
        """What was missed since `after`, in a thread; and where the log stands."""
        with self._answers.reader.opened() as home:
            head = home.log.head().position
        if after is None or after >= head:
            return head, b""
        if head - after > BEHIND_MAX:
            return head, _event("reset", head, b"{}")
        position, said = self._since(after, {language})
        return position, said.get(language, b"")

    def _since(self, after: int, languages: Iterable[str]) -> tuple[int, Mapping[str, bytes]]:
        """Where the log was read to, and what changed since, in each language; in a thread."""
        zone = self._answers.settings.zone
        with self._answers.reader.opened() as home:
            found = list(islice(home.log.read(after=after), BEHIND_MAX))
            if not found:
                return after, {}
            last = {
                story_id: recorded for recorded in found for story_id in changed(recorded.event)
            }
            said: dict[str, bytes] = {}
            for language in languages:
                frame = words_of(language, zone).frame
                events = []
                for story_id, recorded in last.items():
                    row = home.views.story(story_id)
                    if row is None:
                        continue
                    change = StoryChange(
                        position=recorded.position,
                        at=recorded.at.isoformat(timespec="seconds"),
                        type=type(recorded.event).__name__,
                        story=story_line(home.views, row, frame),
                    )
                    events.append(_event("story", recorded.position, msgspec.json.encode(change)))
                said[language] = b"".join(events)
            return found[-1].position, said


def changed(event: Event) -> tuple[str, ...]:
    """The stories of which an event changed something that is shown."""
    if isinstance(event, TellingEvent | FeedEvent):
        return ()
    story_id = getattr(event, "story_id", None)
    return stories_of(event) or ((story_id,) if story_id else ())


def _event(name: str, position: int, data: bytes) -> bytes:
    return b"event: %s\nid: %d\ndata: %s\n\n" % (name.encode(), position, data)


def _last_id(request: Request) -> int | None:
    """Raises UsageError for what is no place in a log."""
    sent = request.headers.get("last-event-id", "")
    if not sent:
        return None
    if not (sent.isascii() and sent.isdecimal() and len(sent) < len(str(2**53))):
        raise UsageError("Last-Event-ID is no place in this log")
    return int(sent)
