"""Who delivers: a medium's process, for its own messages alone; what nobody can send is let go of,
or told.
"""

import asyncio
from contextlib import ExitStack

import pytest

from monitor.delivery.address_book import Readers
from monitor.delivery.transport import Address, OneWay, Sent
from monitor.errors import LogLeaseLostError
from monitor.events.deliveries import DeliveryQueued, DeliveryRefused, Message, ReaderSubscribed
from monitor.executor import at_once
from monitor.publishing.publisher import Publisher
from monitor.runtime.bootstrap import Means
from monitor.workers import process
from monitor.workers.leading import Fenced
from monitor.workers.telling import DELIVERING, Deliverer, Unserved
from tests.publishing.newsrooms import QUICK, WISHES, brief
from tests.runtime.service_house import NOW, Play, until
from tests.workers.workshop import Workshop

MAIL, HOOK = (
    Address(medium="mail", chat="reader@example.org", kind="oneway"),
    Address(medium="webhook", chat="https://example.org/news", kind="oneway"),
)


class Way(OneWay):
    """Takes everything."""

    medium = "mail"

    def __init__(self):
        self.sent = []

    async def send(self, address, message, **_how):
        self.sent.append((address.chat, message.text))
        return Sent(message_id=len(self.sent))


class Desk:
    """What compose and deliver stand on, in a workshop."""

    def __init__(self, shop, opened):
        self.shop, self.engine, self.alarms = shop, shop.engine, []
        self.tables = process.reader_tables_of(shop.stores)
        self.readers = opened.enter_context(Readers(self.tables))
        self.asked = []
        self.readers.chat = self._counted(self.readers.chat)

    def _counted(self, chat):
        def counted(lane):
            self.asked.append(lane)
            return chat(lane)

        return counted

    def owe(self, delivery_id, address=None, *, lane="nobody"):
        known = self.readers.known(address) if address else None
        queued = DeliveryQueued(
            delivery_id=delivery_id,
            reader_id=known.reader_id if known else "r",
            lane=known.lane if known else lane,
            purpose="notice",
            parts=1,
            kind="oneway",
            own=True,
        )
        self.readers.write([(delivery_id, (Message(text=delivery_id),))])
        self.engine.record(lambda: [queued])

    def room(self, lease):
        return Publisher(
            engine=self.engine,
            readers=self.readers,
            transports={},
            brief=brief(),
            pace=QUICK,
            alarm=self.alarms.append,
            hand=self.fenced(lease),
        )

    def fenced(self, lease):
        return Fenced(at_once, lease, self.engine.log, self.tables)

    def deliverer(self, way, name, *, hand=at_once):
        lease = self.shop.lease(name)
        assert lease.take()
        return Deliverer(
            way,
            lease,
            engine=self.engine,
            room=self.room(lease),
            hand=hand,
            fenced=self.fenced(lease),
            pace=QUICK,
        )

    def refused(self):
        events = (line.event for line in self.engine.log.read())
        return {one.delivery_id: one for one in events if isinstance(one, DeliveryRefused)}


@pytest.fixture
def desk(tmp_path, ready):
    with ExitStack() as opened:
        yield Desk(opened.enter_context(Workshop(tmp_path / "a", ready)), opened)


async def acting(deliverer, holds):
    stop = asyncio.Event()
    work = asyncio.create_task(deliverer.act(stop))
    await until(lambda: holds() or work.done())
    stop.set()
    await work


def test_a_process_sends_by_its_own_medium_alone(desk):
    desk.owe("a", MAIL)
    desk.owe("b", HOOK)
    desk.owe("c")
    way = Way()
    asyncio.run(acting(desk.deliverer(way, "delivering/mail"), lambda: way.sent))
    assert way.sent == [("reader@example.org", "a")]
    assert set(desk.engine.state.owed_in) == {"b", "c"}
    assert desk.refused() == {}


async def _under(fenced, work):
    return await fenced(work)


def test_who_was_paused_at_its_work_until_another_took_over_changes_nothing_of_readers(desk):
    """Its State is old: what it would erase may be what the other one has just promised."""
    ours = desk.shop.lease("composing")
    assert ours.take()
    desk.owe("a", MAIL)
    late = (
        lambda: desk.readers.write([("a", [Message(text="other words")])]),
        lambda: desk.readers.sweep(owed=(), updates=()),  # it knows of nothing that is owed
        lambda: desk.readers.known(HOOK),
        lambda: desk.readers.follow("country", "KZ", "", at=NOW),
        lambda: desk.readers.amended(7),
    )
    fenced = desk.fenced(ours)
    assert asyncio.run(_under(fenced, lambda: desk.readers.known(MAIL)))
    with desk.shop.log.server.connection() as db:
        db.execute("UPDATE monitor.leases SET ends = clock_timestamp()")
    assert desk.shop.lease("composing", "compose in another").take()
    for work in late:
        with pytest.raises(LogLeaseLostError):
            asyncio.run(_under(fenced, work))
    assert [one.text for one in desk.readers.letter("a")] == ["a"]
    assert desk.readers.find(HOOK) is None
    assert desk.readers.amended_to() == 0
    desk.readers.amended(7)  # no lease is asked for of who acts under none
    assert desk.readers.amended_to() == 7


def test_what_goes_to_readers_whom_nobody_knows_is_refused_by_who_composes(desk):
    desk.owe("b", HOOK)
    desk.owe("c")
    asyncio.run(acting(desk.deliverer(None, "composing"), desk.refused))
    (only,) = desk.refused().values()
    assert (only.delivery_id, only.final) == ("c", True)
    assert only.reason == "nobody knows who this reader is any more"
    assert any("c was refused: nobody knows" in line for line in desk.alarms)


def test_the_address_of_a_lane_is_asked_for_once_and_only_where_something_is_owed(desk):
    for number in range(5):
        desk.owe(f"c{number}", lane=f"nobody{number}")
    desk.owe("a", MAIL)
    at_rest = desk.readers.known(HOOK)
    subscribed = ReaderSubscribed(
        reader_id=at_rest.reader_id, lane=at_rest.lane, kind="oneway", wishes=WISHES
    )
    desk.engine.record(lambda: [subscribed])
    way = Way()
    deliverer = desk.deliverer(way, "delivering/mail")
    asyncio.run(acting(deliverer, lambda: "a" not in desk.engine.state.owed_in))
    assert sorted(desk.asked) == sorted({*desk.asked})
    assert at_rest.lane not in desk.asked


def test_a_deliverer_that_cannot_follow_the_log_ends_with_what_it_met(desk):
    async def broken(_work):
        raise ZeroDivisionError

    deliverer = desk.deliverer(Way(), "delivering/mail", hand=broken)
    with pytest.raises(ZeroDivisionError):
        asyncio.run(asyncio.wait_for(deliverer.act(asyncio.Event()), timeout=30))


def test_a_medium_that_no_process_has_is_told_once_until_one_has_it(desk):
    desk.owe("a", MAIL)
    desk.owe("b", HOOK)
    assert desk.shop.lease(f"{DELIVERING}mail").take()
    composing = desk.shop.lease("composing")
    assert composing.take()
    unserved = Unserved(desk.room(composing), desk.shop.log.server)
    unserved.look()
    assert desk.alarms == []  # it may just be taken over
    unserved.look()
    (line,) = desk.alarms
    assert line.startswith("messages wait for the medium webhook, and no process sends by it")
    unserved.look()
    assert len(desk.alarms) == 1
    hook = desk.shop.lease(f"{DELIVERING}webhook")
    assert hook.take()
    unserved.look()
    hook.release()
    unserved.look()
    assert len(desk.alarms) == 1
    unserved.look()
    assert desk.alarms == [line, line]


def test_who_composes_looks_for_both(desk, tmp_path, ready, monkeypatch):
    monkeypatch.setattr(process, "UNSERVED_S", 0.1)
    desk.owe("b", HOOK)
    desk.owe("c")
    play = Play(tmp_path)
    play.log_url = ready
    means = Means(clock=play.clock, hand=at_once, ways={}, alarm=play.said.append)
    composing = process.RoleProcess(play.orders(), ["compose"], process.RoleMeans(means=means))

    async def go():
        stop = asyncio.Event()
        work = asyncio.create_task(composing.serve(stop))
        await until(lambda: len(play.said) > 1 or work.done())
        stop.set()
        await work

    asyncio.run(go())
    assert set(desk.refused()) == {"c"}
    assert sorted(line.partition(":")[0] for line in play.said) == [
        "c was refused",
        "messages wait for the medium webhook, and no process sends by it",
    ]
