"""The service with its log in PostgreSQL: one process acts on it, whichever machine it is on, and a
server that goes away and comes back costs nothing.
"""

import asyncio
import re
import shutil
import signal
from contextlib import closing, suppress
from datetime import timedelta
from functools import partial
from string import ascii_lowercase

import psycopg
import pytest
from msgspec import structs

from monitor.clock import SetClock
from monitor.delivery.address_book import Readers
from monitor.engine.engine import Engine
from monitor.errors import LogUnreachableError, RefusedError
from monitor.log.engines import open_log
from tests.clusters import Cluster, pair, server_binaries
from tests.runtime.service_house import EVERYTHING, NOW, WISHES, Play, news, subscribe, until


def home_on(folder, url):
    folder.mkdir()
    play = Play(folder)
    play.log_url = url
    return play


@pytest.fixture
def url(cluster):
    return cluster.emptied()


@pytest.fixture
def play(tmp_path, url):
    return home_on(tmp_path / "a", url)


def events_of(url):
    with closing(open_log(url)) as log:
        assert log.verify().ok
        return [type(one.event).__name__ for one in log.read()]


def test_the_same_articles_make_the_same_log_on_either_engine(tmp_path, url):
    found = []
    for place in (tmp_path / "log.db", url):
        clock = SetClock(NOW)
        (tmp_path / "home" / "state").mkdir(parents=True)
        log = open_log(place)
        with Engine.open(tmp_path / "home", rules=EVERYTHING, clock=clock, log=log) as engine:
            for name in ("water", "rail", "water", "visa"):
                clock.at += timedelta(minutes=5)
                news(engine, name)
            found.append((engine.log.head(), engine.replay().fingerprint))
        shutil.rmtree(tmp_path / "home")
    assert found[0][0].position > 4
    assert found[0] == found[1]


def test_a_digest_is_told_from_a_log_on_a_server(play, url):
    async def living():
        async with play.serving() as running:
            await running.house.hand(lambda: news(running.house.engine, "water"))
            play.clock.at = NOW + timedelta(hours=1)
            await until(lambda: play.shown)
            assert await running.house.hand(lambda: running.house.engine.replay().same)

    asyncio.run(living())
    assert len(play.shown) == 1
    assert "Delivered" in events_of(url)


def test_a_second_one_is_refused_and_takes_over_when_the_first_is_gone(play, url, tmp_path):
    other = home_on(tmp_path / "b", url)
    other.orders = lambda: structs.replace(play.orders(), home=other.home)  # the same channel

    async def living():
        async with play.serving() as running:
            await running.house.hand(lambda: news(running.house.engine, "water"))
            with pytest.raises(RefusedError, match=r"process \d+ on .* already acts on"):
                async with other.running():
                    pass
            play.clock.at = NOW + timedelta(hours=1)
            await until(lambda: play.shown)
        other.clock.at = NOW + timedelta(hours=2)
        async with other.serving() as running:
            await until(lambda: "digests" in running.seen.done)

    asyncio.run(living())
    assert (len(play.shown), other.shown) == (1, [])  # nothing is told twice
    assert events_of(url).count("DeliveryQueued") == 1


def test_who_finds_none_of_the_readers_does_not_begin_to_tell(play, url, tmp_path, cluster):
    async def living():
        async with play.running():
            pass
        with psycopg.connect(cluster.conninfo(url), autocommit=True) as owner:
            owner.execute("DROP SCHEMA monitor_readers CASCADE")
        with pytest.raises(RefusedError, match="knows none of the 1 readers"):
            async with home_on(tmp_path / "b", url).running():
                pass

    asyncio.run(living())


def test_readers_that_are_in_a_file_yet_are_not_begun_anew_beside_the_log(play):
    Readers.open(play.home / "state" / "readers.db").close()

    async def living():
        with pytest.raises(RefusedError, match=r"holds readers of this home, and .* none yet"):
            async with play.running():
                pass

    asyncio.run(living())


def test_who_lost_the_lease_stops_and_writes_nothing_more(play, url, cluster):
    async def living():
        async with play.running() as running:
            with closing(open_log(url)) as log:
                with psycopg.connect(cluster.conninfo(url), autocommit=True) as owner:
                    owner.execute("UPDATE monitor.leases SET ends = clock_timestamp()")
                assert log.lease("another").take()
                before = log.head()
            async with asyncio.timeout(20):
                await running.serve(asyncio.Event())  # ends by itself
            assert running.gone.is_set()
            assert any("another has taken over" in line for line in play.said)
            return before

    before = asyncio.run(living())
    with closing(open_log(url)) as log:
        assert log.head() == before


@pytest.mark.slow
def test_a_server_that_goes_away_and_comes_back_costs_nothing(tmp_path):
    cluster = Cluster(server_binaries())
    try:
        cluster.make()
        cluster.start()
        play = home_on(tmp_path / "a", cluster.database())

        async def living():
            async with play.serving() as running:
                await running.house.hand(lambda: news(running.house.engine, "water"))
                await asyncio.to_thread(cluster.stop, signal.SIGQUIT)
                play.clock.at = NOW + timedelta(hours=1)
                await until(lambda: "digests" in running.troubles.now)
                assert not play.shown
                cluster.start()  # by the thread that it ends with
                await until(lambda: play.shown)
                await until(lambda: not running.troubles.now)
                assert await running.house.hand(lambda: running.house.engine.replay().same)

        asyncio.run(living())
        assert len(play.shown) == 1
        assert any("server of" in line for line in play.said)
        assert "goes on again" in play.said[-1]
        assert events_of(play.log_url).count("Delivered") == 1
    finally:
        cluster.remove()


@pytest.mark.slow
def test_a_primary_that_dies_under_load_costs_no_reader_anything(tmp_path):
    """Its synchronous standby is promoted: the service finds it by itself, tells each reader once,
    and lacks no article that it was told is kept.
    """
    names = [f"{one}{two}" for one in ascii_lowercase for two in "aeiouy"]
    with pair(server_binaries()) as servers:
        play, taken, enough = home_on(tmp_path / "a", servers.url), [], asyncio.Event()

        async def load(running):
            while not enough.is_set():
                with suppress(LogUnreachableError):
                    await running.house.hand(partial(news, running.house.engine, names[-1]))
                    taken.append(names.pop())
                await asyncio.sleep(0.01)

        async def living():
            async with play.serving() as running:
                house = running.house
                for number in range(3):
                    await house.hand(partial(subscribe, house, number, WISHES))
                known = await house.hand(house.readers.reader_ids)
                loading = asyncio.create_task(load(running))
                await until(lambda: len(taken) > 10)
                play.clock.at = NOW + timedelta(hours=1)  # digests are due
                await asyncio.to_thread(servers.lose_primary)
                await until(lambda: running.troubles.now)
                before = len(taken)
                await asyncio.to_thread(servers.promote)
                await until(lambda: len(taken) > before + 10, seconds=60)
                await until(lambda: len(told(house.state)) == 4, seconds=60)
                await until(lambda: not running.troubles.now, seconds=60)
                enough.set()
                await loading
                assert await house.hand(house.readers.reader_ids) == known
                assert await house.hand(lambda: house.engine.replay().same)
                return told(house.state)

        shown = asyncio.run(living())
        with closing(open_log(servers.url)) as log:
            assert log.verify().ok
            kept = {
                one.event.article.url.rpartition("/")[2]
                for one in log.read()
                if type(one.event).__name__ == "ArticleTaken"
            }
        assert set(taken) <= kept
        assert shown == [1, 1, 1, 1]
        assert events_of(servers.url).count("Delivered") == 4
        assert any(AWAY.search(line) for line in play.said), play.said


# which of them depends on what was under way when the primary died
AWAY = re.compile("cannot be reached|went away|there are only standbys")


def told(state):
    """How many digests each reader has."""
    return [len(index.read_bytes().splitlines()) for index in state.glob("digests*/index.jsonl")]
