"""The roles `compose` and `deliver`. The log alone says what is owed; who sends has the lease of a
medium, so that its limits hold across machines and a chat is called by one process at a time.
"""

from __future__ import annotations

import asyncio
from typing import TypeVar

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
from monitor.log.postgres.lease import ServerLease
from monitor.publishing.publisher import Publisher
from monitor.runtime.service import FINISH_S, pause
from monitor.workers.leading import Fenced, check_ours

FOLLOW_S = 0.3  # between two looks at what other processes queued

T = TypeVar("T")


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
    """One medium's messages, for as long as the lease is ours."""

    def __init__(  # noqa: PLR0913 — what it stands on, spoken by keyword
        self,
        transport: Transport,
        lease: ServerLease,
        *,
        engine: Engine,
        room: Publisher,
        hand: Executor,
        fenced: Fenced,
        pace: SendingRates | None,
    ) -> None:
        self._transport = LeasedTransport(transport, lease)
        self._engine, self._room, self._hand, self._fenced = engine, room, hand, fenced
        self._pace = pace

    async def act(self, stop: asyncio.Event) -> None:
        """What an earlier holder remembered of its calls is not known: it begins as after a
        crash.
        """
        medium = self._transport.medium
        sender = Sender(
            desk=self._engine,
            readers=self._room.readers,
            transports={medium: self._transport},
            words=self._room.editor.words,
            now=self._engine.clock.now,
            pace=self._pace,
            alarm=self._room.report,
            hand=self._fenced,
            media={medium},
        )
        await self._fenced(lambda: self._release(medium))
        following = asyncio.create_task(self._follow(sender, stop))
        try:
            await sender.serve(until=stop.is_set, finish_s=FINISH_S)
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)

    def _release(self, medium: str) -> None:
        """A chat that waits for a person is tried again: somebody may have seen to it."""
        for lane in list(self._engine.state.lanes):
            address = self._room.readers.chat(lane)
            if address is not None and address.medium == medium:
                self._room.release(lane)

    async def _follow(self, sender: Sender, stop: asyncio.Event) -> None:
        known = -1
        while not stop.is_set():
            position = await self._hand(lambda: _caught_up(self._engine))
            if position != known:
                sender.wake()
            known = position
            await pause(FOLLOW_S, stop)
        sender.wake()


def _caught_up(engine: Engine) -> int:
    engine.catch_up()
    return engine.head.position
