"""What pages may change, and where: in the thread of the running service, or in a home that is
opened for each change. Everything is an event in the log, as if it had been asked for in the chat
or at the command line.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from msgspec import Struct, structs

from monitor.executor import OneThread
from monitor.publishing.publisher import Publisher
from monitor.stories.deliveries import Report
from monitor.stories.state import LearntHolder

T = TypeVar("T")


class Changes(Protocol):
    async def __call__(self, work: Callable[[Publisher], T], /) -> T:
        """What `work` returns, or raises, on the log as it now stands; one after another."""
        ...


class OpenedForEach:
    """A home that nobody else has to hold open. `opened` hands out a publisher that sends nothing
    itself: what it owes readers is sent by whoever runs here.
    """

    def __init__(self, opened: Callable[[], AbstractContextManager[Publisher]]) -> None:
        self._opened, self._thread = opened, OneThread("changes")

    async def __call__(self, work: Callable[[Publisher], T], /) -> T:
        def opened() -> T:
            with self._opened() as room:
                return work(room)

        return await self._thread(opened)

    def close(self) -> None:
        self._thread.__exit__(None, None, None)


class Glance(Struct, frozen=True, kw_only=True):
    """What stands in memory alone: whom the log taught to hold an office; reports that wait."""

    position: int = 0
    learnt: tuple[LearntHolder, ...] = ()
    reports: tuple[Report, ...] = ()


def glance(room: Publisher) -> Glance:
    room.engine.catch_up()
    state = room.engine.state
    return Glance(
        position=room.engine.head.position,
        learnt=tuple(structs.replace(one) for one in state.learnt.values()),
        reports=tuple(structs.replace(one) for one in state.reports.values()),
    )
