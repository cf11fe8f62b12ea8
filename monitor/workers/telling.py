"""The roles `compose` and `deliver`. The log alone says what is owed; who sends has the lease of a
medium, so that its limits hold across machines and a chat is called by one process at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from monitor.delivery.plan import SendingRates
from monitor.delivery.sender import Sender
from monitor.delivery.transport import (
    UNMARKED,
    Address,
    Envelope,
    MessageComparison,
    Refused,
    SendOutcome,
    Standing,
    Transport,
    Unknown,
)
from monitor.engine.engine import Engine
from monitor.events.deliveries import Message
from monitor.executor import Executor
from monitor.log.postgres.lease import ServerLease, holders_of
from monitor.log.postgres.server import Server
from monitor.publishing.publisher import Publisher
from monitor.runtime.service import FINISH_S, pause
from monitor.workers.leading import Fenced, check_ours

DELIVERING = "delivering/"  # a medium's lease is named so
FOLLOW_S = 0.3  # between two looks at what other processes queued


class LeasedTransport:
    """Makes no call once the lease may be another's: what had been noted as begun is then settled
    by that one, as after a crash. Raises LogLeaseLostError instead.
    """

    def __init__(self, transport: Transport, lease: ServerLease) -> None:
        self._transport, self._lease = transport, lease
        self.calls_at_once = getattr(transport, "calls_at_once", 0)

    @property
    def medium(self) -> str:
        return self._transport.medium

    async def send(
        self,
        address: Address,
        message: Message,
        *,
        envelope: Envelope = UNMARKED,
        silent: bool = False,
        plain: bool = False,
    ) -> SendOutcome:
        check_ours(self._lease)
        return await self._transport.send(
            address, message, envelope=envelope, silent=silent, plain=plain
        )

    async def edit(
        self, address: Address, message_id: int, message: Message, *, plain: bool = False
    ) -> SendOutcome:
        check_ours(self._lease)
        return await self._transport.edit(address, message_id, message, plain=plain)

    async def compare(
        self, address: Address, message_id: int, message: Message, *, plain: bool = False
    ) -> MessageComparison | Refused | Unknown:
        check_ours(self._lease)
        return await self._transport.compare(address, message_id, message, plain=plain)

    async def whose(self, address: Address, message_id: int) -> Standing | Refused | Unknown:
        check_ours(self._lease)
        return await self._transport.whose(address, message_id)

    async def remove(self, address: Address, message_id: int) -> SendOutcome:
        check_ours(self._lease)
        return await self._transport.remove(address, message_id)


class Deliverer:
    """One medium's messages, for as long as the lease is ours; without a transport those to readers
    of whom nobody knows any more who they are, which only have to be let go of.
    """

    def __init__(  # noqa: PLR0913 — what it stands on, spoken by keyword
        self,
        transport: Transport | None,
        lease: ServerLease,
        *,
        engine: Engine,
        room: Publisher,
        hand: Executor,
        fenced: Fenced,
        pace: SendingRates | None,
    ) -> None:
        self._medium = transport.medium if transport is not None else ""
        self._transports: dict[str, Transport] = (
            {self._medium: LeasedTransport(transport, lease)} if transport is not None else {}
        )
        self._engine, self._room, self._hand, self._fenced = engine, room, hand, fenced
        self._pace = pace

    async def act(self, stop: asyncio.Event) -> None:
        """What an earlier holder remembered of its calls is not known: it begins as after a
        crash.
        """
        sender = Sender(
            desk=self._engine,
            readers=self._room.readers,
            transports=self._transports,
            words=self._room.editor.words,
            now=self._engine.clock.now,
            pace=self._pace,
            alarm=self._room.report,
            hand=self._fenced,
            media={self._medium},
        )
        await self._fenced(self._release)
        following = asyncio.create_task(self._follow(stop, sender.wake))
        following.add_done_callback(lambda _: sender.wake())
        try:
            await sender.serve(until=lambda: stop.is_set() or following.done(), finish_s=FINISH_S)
        finally:
            following.cancel()
            (ended,) = await asyncio.gather(following, return_exceptions=True)
        if isinstance(ended, Exception):
            raise ended

    def _release(self) -> None:
        """A chat that waits for a person is tried again: somebody may have seen to it."""
        for lane in [one.id for one in self._engine.state.lanes.values() if one.held]:
            address = self._room.readers.chat(lane)
            if address is not None and address.medium == self._medium:
                self._room.release(lane)

    async def _follow(self, stop: asyncio.Event, tell: Callable[[], None]) -> None:
        known = -1
        while not stop.is_set():
            position = await self._hand(lambda: _caught_up(self._engine))
            if position != known:
                tell()
            known = position
            await pause(FOLLOW_S, stop)


class Unserved:
    """Media by which something is to be sent and that no process has: configured nowhere, or all
    that have it are away. Each is told once, until one has it.
    """

    def __init__(self, room: Publisher, server: Server) -> None:
        self._room, self._server = room, server
        self._before = self._told = frozenset[str]()

    def look(self) -> None:
        """Between two looks whoever has it may be taken over from."""
        if waited_for := self._room.office.waited_for():
            held = (name for name, _ in holders_of(self._server))
            waited_for -= {name.removeprefix(DELIVERING) for name in held}
        for medium in sorted((waited_for & self._before) - self._told):
            self._room.report(
                f"messages wait for the medium {medium}, and no process sends by it:"
                " `monitor run --role deliver` where it is configured"
            )
        self._told = waited_for & (self._told | self._before)
        self._before = waited_for


def _caught_up(engine: Engine) -> int:
    engine.catch_up()
    return engine.head.position
