"""The way out that every mail names: a POST lets a reader go for ever, a GET does not."""

import asyncio

import pytest

from monitor.delivery.media.mail import MEDIUM
from monitor.events.deliveries import ReaderSubscribed
from monitor.runtime.health import listening
from tests.runtime.service_house import SLOW, WISHES, Play, subscribe, until
from tests.runtime.test_health import asked

READER = MEDIUM.address("somebody@example.org")


@pytest.fixture
def play(tmp_path):
    return Play(tmp_path, rhythm=SLOW)


def subscribed(house, address):
    known = house.readers.known(address)
    event = ReaderSubscribed(
        reader_id=known.reader_id, lane=known.lane, kind=address.kind, wishes=WISHES
    )
    house.engine.record(lambda: [event])
    return known.reader_id


async def posted(port, path, body=b"List-Unsubscribe=One-Click"):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST {path} HTTP/1.1\r\nHost: here\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write(head.encode())
    await writer.drain()
    writer.write(body)
    raw = await reader.read()
    writer.close()
    return int(raw.split()[1])


def test_a_click_erases_the_reader_and_a_look_does_not(play):
    async def living():
        async with (
            play.serving() as running,
            await listening(running, running.lag, port=0) as server,
        ):
            house, port = running.house, server.sockets[0].getsockname()[1]
            await until(lambda: "digests" in running.seen.done)
            one = await house.hand(lambda: subscribed(house, READER))
            assert (await asked(port, f"/unsubscribe/{one}"))[0] == 200
            assert one in house.engine.state.readers
            for _ in range(2):  # a second click finds nobody, and says the same
                assert await posted(port, f"/unsubscribe/{one}") == 200
            assert one not in house.engine.state.readers
            assert await house.hand(lambda: house.readers.address(one)) is None
            path = play.home / "state" / "readers.db"
            assert b"somebody@" not in path.read_bytes()
            assert await house.hand(lambda: house.engine.replay().same)

    asyncio.run(living())


def test_nobody_else_is_let_go_that_way(play):
    async def living():
        async with (
            play.serving() as running,
            await listening(running, running.lag, port=0) as server,
        ):
            house, port = running.house, server.sockets[0].getsockname()[1]
            await until(lambda: "digests" in running.seen.done)
            chat = await house.hand(lambda: subscribe(house, 7, WISHES))
            assert await posted(port, f"/unsubscribe/{chat}") == 200
            assert chat in house.engine.state.readers
            assert await posted(port, "/unsubscribe/0123456789abcdef") == 200
            for path in ("/unsubscribe/", "/unsubscribe/../metrics", "/healthz", "/unsubscribe/x"):
                assert await posted(port, path) == 405
            status, _ = await asked(port, f"/unsubscribe/{chat}", method="DELETE")
            assert status == 405

    asyncio.run(living())
