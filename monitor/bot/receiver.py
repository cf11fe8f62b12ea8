"""The receiver: what comes in is written down, then confirmed, then handled; a crash anywhere loses
nothing and does nothing twice.

Each update is one line of the log by its id, so that it counts once however often it is handed
over. What it holds stands in readers.db until it is handled. Handling is one transaction: the
change, the answer that is owed, and the note that it is done.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import msgspec

from monitor.bot import handlers, operator_handlers, operator_looks
from monitor.bot.context import BotSettings, Reply, Visit
from monitor.delivery.address_book import KnownReader
from monitor.delivery.transport import Refused, SendOutcome
from monitor.delivery.update_gaps import Heard, heard, missed
from monitor.delivery.updates import (
    FOR_EVERYBODY,
    ON_POSTS,
    OPERATOR_BUTTONS,
    OPERATORS,
    IncomingUpdate,
    Understood,
    understood,
)
from monitor.digest.render.escape import escaped
from monitor.errors import MonitorError
from monitor.events.deliveries import (
    DeliveryQueued,
    LaneMoved,
    Message,
    UpdateHandled,
    UpdateReceived,
)
from monitor.events.stories_and_feeds import Event, key_of
from monitor.publishing.publisher import Publisher
from monitor.stories.deliveries import SHARED

_logger = logging.getLogger(__name__)

_POLL_S = 25.0
_AGAIN_S = 3.0
_MINUTE_S = 60.0
_REMEMBERED_MAX = 1000  # chats whose last minute is remembered, before the quiet ones are let go
_NOTED = timedelta(minutes=10)
_asked = msgspec.json.Decoder(IncomingUpdate)


class Counter(Protocol):
    """What reception needs of the medium."""

    async def updates(self, *, after: int, wait_s: float) -> list[IncomingUpdate] | SendOutcome: ...

    async def is_admin(self, asked: IncomingUpdate) -> bool: ...

    async def toast(self, query_id: str, words: str, *, url: str = "") -> None: ...


class Receiver:
    def __init__(
        self,
        room: Publisher,
        counter: Counter,
        manners: BotSettings,
        *,
        report: Callable[[str], object] = lambda _line: None,
        clock_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """`report` takes a line for the operators."""
        self._hand = room.hand
        self._room, self._counter, self._manners, self._report = room, counter, manners, report
        self._clock_s = clock_s
        self._lately: dict[str, deque[float]] = {}
        self._failing: str | None = None  # why nothing could be received the last time
        self._one_too_many: set[int] = set()
        self._heard: Heard | None = None
        self._noted_at: datetime | None = None

    async def serve(self, *, stop: asyncio.Event, poll_s: float = _POLL_S) -> None:
        """Until `stop`. What was written down before, and not handled, comes first."""
        await self.handle_all()
        after, stopping = 0, asyncio.ensure_future(stop.wait())
        try:
            while not stop.is_set():
                asking = asyncio.ensure_future(self._counter.updates(after=after, wait_s=poll_s))
                await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
                if not asking.done():
                    asking.cancel()
                    await asyncio.gather(asking, return_exceptions=True)
                    break
                after = await self._take(asking.result(), after, stop)
        finally:
            stopping.cancel()

    async def _take(
        self, came: list[IncomingUpdate] | SendOutcome, after: int, stop: asyncio.Event
    ) -> int:
        if not isinstance(came, list):
            await self._hand(lambda: self._trouble(came))
            try:
                async with asyncio.timeout(_AGAIN_S):
                    await stop.wait()
            except TimeoutError:
                return after
            return after
        if self._failing is not None:
            self._failing = None
            _logger.info("receiving again")
        for asked in came:
            await self._hand(partial(self.write_down, asked))
        await self._hand(lambda: self._count([asked.update_id for asked in came]))
        await self.handle_all()
        return max([after, *(asked.update_id for asked in came)])

    def _count(self, update_ids: Sequence[int]) -> None:
        """An alarm for updates that somebody else was given."""
        now, before = self._room.engine.clock.now(), self._heard or self._room.readers.heard()
        if numbers := missed(before, update_ids, now=now):
            which = f"updates {numbers[0]} to {numbers[-1]}"
            said = f"{len(numbers)} messages to the bot never came to us ({which})"
            self._report(f"{said}: somebody else receives with our token; docs/token.md")
        self._heard = heard(before, update_ids, now=now)
        if self._heard and (update_ids or self._noted_at is None or now - self._noted_at > _NOTED):
            self._room.readers.note(self._heard)
            self._noted_at = now

    def _trouble(self, came: SendOutcome) -> None:
        """Told once, however often it comes again before something is received."""
        reason = getattr(came, "reason", "")
        if reason == self._failing:
            return
        self._failing = reason
        if isinstance(came, Refused) and "onflict" in reason:
            self._report(f"somebody else receives with our token, or a webhook is set: {reason}")
        _logger.warning(
            "receiving failed", extra={"outcome": type(came).__name__, "reason": reason}
        )

    # --- writing down ---

    def write_down(self, asked: IncomingUpdate) -> bool:
        """Whether it is new, ours to answer, and not one too many."""
        wish = understood(asked, bot_name=self._manners.bot_name)
        if wish is None or not asked.chat:
            return False
        known = self._room.readers.known(asked.address)
        event = UpdateReceived(
            update_id=asked.update_id,
            reader_id=known.reader_id,
            command=wish.command,
            message_id=asked.message_id if asked.what == "text" and asked.kind in SHARED else 0,
        )
        if self._room.engine.log.find(key_of(event, ordinal=0)) is not None or self._is_too_many(
            known, asked
        ):
            return False
        self._room.readers.keep(asked.update_id, msgspec.json.encode(asked))
        self._room.engine.record(lambda: [event])
        return True

    def _is_too_many(self, known: KnownReader, asked: IncomingUpdate) -> bool:
        """What is within the limit is done; the first beyond it is still taken, to say so; the rest
        are let go unread. In a channel each presser counts alone: a thousand may read there.
        """
        who = f"{known.reader_id}/{asked.user_id if asked.kind == 'channel' else ''}"
        now, lately = self._clock_s(), self._lately.setdefault(who, deque())
        while lately and lately[0] < now - _MINUTE_S:
            lately.popleft()
        if len(lately) > self._manners.commands_per_minute:
            return True
        if len(lately) == self._manners.commands_per_minute:
            self._one_too_many.add(asked.update_id)
        lately.append(now)
        if len(self._lately) > _REMEMBERED_MAX:
            self._lately = {
                one: times
                for one, times in self._lately.items()
                if times and times[-1] > now - _MINUTE_S
            }
        return False

    # --- handling ---

    async def handle_all(self) -> None:
        for update_id in await self._hand(lambda: list(self._room.engine.state.updates)):
            await self._handle(update_id)

    async def _handle(self, update_id: int) -> None:
        payload = await self._hand(lambda: self._kept(update_id))
        if payload is None:
            return
        asked = _asked.decode(payload)
        wish = understood(asked, bot_name=self._manners.bot_name) or Understood(command="stale")
        refusal = await self._refusal(asked, wish)
        answer = await self._hand(lambda: self._answered(asked, wish, refusal))
        if asked.query_id:
            await self._counter.toast(asked.query_id, answer.toast, url=answer.url)

    def _kept(self, update_id: int) -> bytes | None:
        """What came in by that number; where that is gone, it is noted so."""
        payload = self._room.readers.kept(update_id)
        if payload is None:
            self._room.engine.record(lambda: [UpdateHandled(update_id=update_id, outcome="lost")])
        return payload

    def _answered(self, asked: IncomingUpdate, wish: Understood, refusal: str) -> Reply:
        answer = self._do(self._visit(asked, wish), refusal)
        if wish.command == "text":
            self._room.readers.expect_nothing(
                self._room.readers.known(asked.address).reader_id, asked.user_id
            )
        self._room.sweep()
        self._room.office.wake()
        in_their_chat = answer.notices and self._room.has_operators_chat
        if answer.report and not in_their_chat:
            self._report(answer.report)
        return answer

    def _visit(self, asked: IncomingUpdate, wish: Understood) -> Visit:
        return Visit(
            engine=self._room.engine,
            editor=self._room.editor,
            readers=self._room.readers,
            brief=self._room.brief,
            asked=asked,
            wish=wish,
            known=self._room.readers.known(asked.address),
            settings=self._manners,
        )

    async def _refusal(self, asked: IncomingUpdate, wish: Understood) -> str:
        """The phrase that refuses it; empty if it may be done."""
        if wish.command in OPERATORS | OPERATOR_BUTTONS:
            if asked.user_id in self._manners.operators:
                return ""
            return "say.operators_only"
        if asked.update_id in self._one_too_many:
            self._one_too_many.discard(asked.update_id)
            return "say.too_many"
        for_admins = wish.changes and wish.command not in FOR_EVERYBODY and asked.kind != "private"
        if for_admins and not await self._counter.is_admin(asked):
            return "say.admins_only"
        return ""

    def _do(self, visit: Visit, refusal: str) -> Reply:
        """Decide and write; the answer that is owed from now on."""
        if refusal:
            words = visit.say(refusal)
            toast = Reply(outcome="refused", toast=words)
            said = toast
            if not visit.asked.query_id:
                said = Reply(outcome="refused", messages=(Message(text=words),))
            return self._written(visit, lambda: said)
        if _is_on_no_post(visit):
            stale = Reply(outcome="ignored", toast=visit.say("say.stale"))
            return self._written(visit, lambda: stale)
        if (deed := operator_handlers.deed_of(visit)) is not None:
            return self._done(visit, deed)
        if visit.wish.command == "held":  # many corrections, before the note that it is handled
            settled = operator_looks.settle_held(visit)
            return self._written(visit, lambda: settled)
        look = operator_looks.LOOKS.get(visit.wish.command) or handlers.COMMANDS.get(
            visit.wish.command
        )
        if visit.wish.command == "moved":
            return self._moved(visit)
        return self._written(visit, lambda: look(visit) if look else visit.told("say.stale"))

    def _written(self, visit: Visit, decide: Callable[[], Reply]) -> Reply:
        made: list[Reply] = []

        def decision() -> Sequence[Event]:
            if visit.asked.update_id not in self._room.engine.state.updates:
                return []
            made.append(decide())
            return [*made[-1].events, *self._closing(visit, made[-1])]

        self._room.engine.record(decision)
        if made:
            return made[-1]
        return Reply(outcome="ignored")

    def _done(self, visit: Visit, deed: operator_handlers.Deed) -> Reply:
        made: list[Reply] = []

        def more(events: Sequence[Event]) -> Sequence[Event]:
            made.append(operator_handlers.answer_to(visit, events))
            return self._closing(visit, made[-1])

        try:
            with self._room.engine.along(more):
                deed()
        except MonitorError as error:
            refused = _refused(visit, error)
        else:
            return made[-1]
        return self._written(visit, lambda: refused)

    def _moved(self, visit: Visit) -> Reply:
        self._room.readers.move(visit.known.lane, visit.asked.moved_to, "supergroup")
        known = visit.known.lane in self._room.engine.state.lanes
        event = LaneMoved(lane=visit.known.lane, kind="supergroup")
        return self._written(visit, lambda: Reply(events=(event,) if known else (), outcome="done"))

    def _closing(self, visit: Visit, answer: Reply) -> Sequence[Event]:
        """The answer that is owed, its words put where they are kept, and the note that the update
        is handled.
        """
        handled = UpdateHandled(update_id=visit.asked.update_id, outcome=answer.outcome)
        notices = [one for notice in answer.notices for one in self._room.notice(*notice)]
        if not answer.messages:
            return [*notices, handled]
        delivery_id = f"reply/{visit.asked.update_id}"
        self._room.readers.write([(delivery_id, answer.messages)])
        queued = DeliveryQueued(
            delivery_id=delivery_id,
            reader_id=visit.known.reader_id,
            lane=visit.known.lane,
            purpose="reply",
            parts=len(answer.messages),
            kind=visit.asked.kind,
            own=True,
            repeatable=not visit.wish.changes,
            message_id=visit.asked.message_id if answer.edit else 0,
        )
        return [*notices, queued, handled]


def _is_on_no_post(visit: Visit) -> bool:
    """Pressed in a channel, where no such button is: anybody who reads there can send any data, and
    an answer would be a post for everybody.
    """
    in_channel = visit.asked.kind == "channel" and visit.asked.what == "button"
    return in_channel and visit.wish.command not in ON_POSTS | OPERATOR_BUTTONS


def _refused(visit: Visit, error: MonitorError) -> Reply:
    told = visit.told("say.refused", why=escaped(error.message))
    return msgspec.structs.replace(told, outcome="refused")
