"""One acts, another stands by with its State warm, and takes over."""

import asyncio
from datetime import timedelta

import pytest

from bench.made_up import made_up
from monitor.errors import RefusedError
from monitor.log.engines import open_log
from monitor.log.postgres.log import ACTING
from monitor.runtime.lock import taken
from monitor.workers import process
from monitor.workers.leading import Leader
from monitor.workers.roles import holder_of, role_of
from tests.runtime.service_house import until
from tests.workers.workshop import Workshop


@pytest.fixture
def shops(tmp_path, ready):
    with Workshop(tmp_path / "a", ready) as one, Workshop(tmp_path / "b", ready) as other:
        yield one, other


def leader(shop, acted, name="a", **fields):
    async def follow():
        shop.engine.catch_up()

    async def act(stop):
        acted.append(name)
        await stop.wait()

    return Leader(shop.lease(holder=f"match in {name}"), follow=follow, act=act, **fields)


def test_who_stands_by_follows_and_takes_over_when_the_first_ends(shops):
    async def living():
        acted = []
        first, second = leader(shops[0], acted), leader(shops[1], acted, "b")
        ends = asyncio.Event(), asyncio.Event()
        tasks = [asyncio.create_task(first.serve(ends[0]))]
        await until(lambda: acted)
        tasks.append(asyncio.create_task(second.serve(ends[1])))
        shops[0].engine.take(made_up(1))
        await until(lambda: shops[1].engine.state.stories)  # warm, and not acting
        assert acted == ["a"]
        ends[0].set()
        await until(lambda: acted == ["a", "b"])
        ends[1].set()
        await asyncio.gather(*tasks)
        assert (first.leads, second.leads) == (False, False)

    asyncio.run(living())


def test_who_lost_the_lease_stops_acting_and_stands_by(shops):
    async def living():
        acted, end = [], asyncio.Event()
        first = leader(shops[0], acted)
        task = asyncio.create_task(first.serve(end))
        await until(lambda: first.leads)
        with shops[1].log.server.connection() as db:
            db.execute("UPDATE monitor.leases SET ends = clock_timestamp()")
        assert shops[1].lease(holder="match in b").take()
        await until(lambda: not first.leads)
        end.set()
        await task

    asyncio.run(living())


def test_a_service_without_roles_and_one_with_them_do_not_act_on_one_log(shops, ready):
    shop = shops[0]
    assert shop.lease("composing", "compose in process 7 on b").take()
    with open_log(ready) as log, pytest.raises(RefusedError, match="served by roles: compose in"):
        taken(log)
    assert not shop.lease(ACTING, "").holder()  # it was given back


def test_who_looks_whether_a_lease_is_free_neither_locks_nor_writes_it(shops):
    one, other = (shop.lease(holder=f"match in {number}") for number, shop in enumerate(shops))
    assert one.take()
    assert not other.take()
    assert shops[0].rows("SELECT xmax::text FROM monitor.leases") == [("0",)]


def test_a_lease_is_not_taken_where_it_may_not_be(shops):
    async def living():
        acted, end = [], asyncio.Event()
        task = asyncio.create_task(leader(shops[0], acted, may=lambda: False).serve(end))
        await asyncio.sleep(0.7)
        end.set()
        await task
        assert acted == []

    asyncio.run(living())


def test_who_is_barred_just_as_it_takes_a_lease_gives_it_back(shops):
    """Between its look at who acts and its taking, a service without roles takes the log."""
    alone = shops[1].lease(ACTING, "process 7 on b")
    composing = shops[0].lease("composing", "compose in process 8 on a")
    looks = []

    def may():
        looks.append(not composing.holder())
        free = not alone.holder()
        if len(looks) == 1:
            assert alone.take()
        return free

    async def living():
        acted, end = [], asyncio.Event()

        async def act(stop):
            acted.append(None)
            await stop.wait()

        async def follow():
            """Nothing to follow."""

        task = asyncio.create_task(Leader(composing, follow=follow, act=act, may=may).serve(end))
        await until(lambda: len(looks) > 2)
        end.set()
        await task
        assert acted == []

    asyncio.run(living())
    assert looks[:3] == [True, False, True]  # it was taken, and given back
    assert not alone.others()


def test_a_process_without_roles_is_told_from_a_matcher_by_the_role():
    assert role_of(holder_of("match", "process 7 on b")) == "match"
    assert role_of("process 7 on b") == ""
    assert role_of("process 7 on match in b") == ""
    assert role_of("matchmaker in process 7 on b") == ""


def test_clocks_that_are_apart_are_said(shops, monkeypatch):
    process.check_clocks(shops[0].log)

    class Behind(process.datetime):
        @classmethod
        def now(cls, zone=None):
            return super().now(zone) - timedelta(seconds=40)

    monkeypatch.setattr(process, "datetime", Behind)
    with pytest.raises(RefusedError, match=r"are (39|40) s apart"):
        process.check_clocks(shops[0].log)
