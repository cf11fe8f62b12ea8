"""What is fetched is logged, put and said in one transaction."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

import msgspec
import pytest

from bench.made_up import made_up
from monitor.errors import LogConflictError
from monitor.events.stories_and_feeds import FeedFailing, FeedFetched, FetchedEntry
from monitor.executor import at_once
from monitor.feeds.http.schedule import PollingPace
from monitor.runtime.bootstrap import Means
from monitor.workers import process
from monitor.workers.fetching import ArrivalSink, ArrivingLedger
from monitor.workers.process import RoleMeans, RoleProcess
from tests.runtime.service_house import NOW, Play, until
from tests.workers.workshop import Workshop


@pytest.fixture
def shop(tmp_path, ready):
    with Workshop(tmp_path / "a", ready) as opened:
        yield opened


@pytest.fixture
def sink(shop):
    with shop.stores.feeds_as(ArrivingLedger) as ledger:
        yield ArrivalSink(shop.log, ledger, shop.clock)


def fetched(*numbers):
    entries = tuple(
        FetchedEntry(
            keys=(f"key{n}",), article_id=made_up(n).article.id, version=made_up(n).article.version
        )
        for n in numbers
    )
    return FeedFetched(feed_id="0" * 12, url="http://a.example/", entries=entries)


def keep(sink, *numbers):
    sink._ledger.keep([made_up(n) for n in numbers])


def counts(shop):
    (found,) = shop.rows(
        "SELECT (SELECT count(*) FROM monitor.events), (SELECT count(*) FROM"
        " monitor_arrivals.arrivals), (SELECT count(*) FROM monitor_queue.procrastinate_jobs)"
    )
    return found


def test_events_arrivals_and_jobs_are_one_transaction(shop, sink):
    keep(sink, 1, 4)
    sink.record(lambda: [fetched(1, 4)])
    assert counts(shop) == (1, 2, 1)
    assert sink.put == 2


def test_none_of_them_is_there_where_one_fails(shop, sink, monkeypatch):
    def fails(_db, _arrived):
        raise ZeroDivisionError

    monkeypatch.setattr("monitor.workers.queue.to_read", fails)
    keep(sink, 1)
    with pytest.raises(ZeroDivisionError):
        sink.record(lambda: [fetched(1)])
    assert counts(shop) == (0, 0, 0)


def test_another_who_was_faster_is_read_first(shop, sink):
    tries = []

    def decision():
        tries.append(None)
        if len(tries) == 1:
            shop.engine.take(made_up(7))  # between our look at the log and our append
        return [fetched(1)]

    keep(sink, 1)
    sink.record(decision)
    assert len(tries) == 2
    assert counts(shop)[1:] == (1, 1)


def test_what_came_just_after_the_look_at_the_log_is_read_first_too(shop, sink, monkeypatch):
    catch_up, known = sink._ledger.catch_up, []

    def another_comes(log):
        catch_up(log)
        if not known:
            shop.engine.take(made_up(7))

    def decision():
        known.append(sink._ledger.position)
        return [fetched(1)]

    monkeypatch.setattr(sink._ledger, "catch_up", another_comes)
    sink.record(decision)
    assert known == [0, shop.log.head().position - 1]


def test_what_was_not_written_is_not_counted(shop, sink, monkeypatch):
    beside = shop.log.beside

    def broken(work):
        def lost(db):
            work(db)
            raise ZeroDivisionError

        return beside(lost)

    monkeypatch.setattr(shop.log, "beside", broken)
    keep(sink, 1)
    with pytest.raises(ZeroDivisionError):
        sink.record(lambda: [fetched(1)])
    assert counts(shop) == (0, 0, 0)
    assert sink.put == 0


def test_the_same_entries_again_are_no_endless_conflict(sink):
    sink.record(lambda: [fetched(1)])
    with pytest.raises(LogConflictError):
        sink.record(lambda: [fetched(1)])


def test_what_is_only_owed_is_put_without_an_event(shop, sink):
    keep(sink, 1)
    sink.record(list)
    assert counts(shop) == (0, 1, 1)


def owe(shop):
    """What a service without roles leaves that is killed: of three articles, one is decided and one
    is not even logged as fetched.
    """
    with shop.stores.feeds() as ledger:
        ledger.keep([made_up(1), made_up(4), made_up(7)])
    shop.engine.record(lambda: [fetched(1, 4)])
    shop.engine.take(made_up(4))


def test_what_a_service_without_roles_owes_is_put(shop, sink):
    owe(shop)
    for _ in range(2):  # each process that fetches does
        sink.put_owed()
        assert counts(shop)[1:] == (1, 1)
    assert sink.put == 1
    shop.reader.read_some([row[0] for row in shop.rows("SELECT id FROM monitor_arrivals.arrivals")])
    assert [one.article_id for one in shop.decide_all()] == [made_up(1).article.id]
    sink.put_owed()
    assert counts(shop)[1] == 0


def test_it_is_put_when_fetching_opens(shop, tmp_path):
    owe(shop)
    play = Play(tmp_path / "b")
    play.log_url = shop.url
    means = Means(clock=shop.clock, hand=at_once, ways={}, alarm=play.said.append)
    process = RoleProcess(play.orders(), ["fetch"], RoleMeans(means=means))

    async def living():
        stop = asyncio.Event()
        task = asyncio.create_task(process.serve(stop))
        await until(lambda: task.done() or shop.inbox.counts().unread)
        stop.set()
        await task

    asyncio.run(living())
    assert process.work.sink.put == 1


def test_log_time_does_not_run_back_on_a_machine_whose_clock_is_behind(shop, sink):
    failing = FeedFailing(feed_id="0" * 12, url="http://a.example/", failures=3, reason="refused")
    sink.record(lambda: [failing])
    shop.clock.at = NOW - timedelta(seconds=3)
    sink.record(lambda: [failing])
    first, second = shop.log.read()
    assert first.at < second.at
    assert first.key != second.key


def test_jobs_of_a_process_share_the_turns_of_hosts_that_their_feeds_lead_to(tmp_path, server):
    """Two feeds of two hosts, so two jobs, whose pages are of a third."""
    play, page = Play(tmp_path), "https://pages.example/"
    play.log_url = server
    orders = play.orders()
    pace = PollingPace(host_gap_s=0.0, host_at_once=1)
    orders = msgspec.structs.replace(
        orders, manners=msgspec.structs.replace(orders.manners, pace=pace)
    )
    means = Means(clock=play.clock, hand=at_once, ways={}, alarm=play.said.append)

    async def enter(limit):
        async with limit.slot(page):
            pass

    async def go():
        one = process.RoleProcess(orders, ["fetch"], process.RoleMeans(means=means))
        async with AsyncExitStack() as stack:
            opened = await process._Opened.all(one, stack)
            first, second = (opened._poller()._pages._feed_client.rate_limit for _ in range(2))
            async with first.slot(page):
                other = asyncio.create_task(enter(second))
                await asyncio.sleep(0.05)
                assert not other.done()
            await other

    asyncio.run(go())
