"""Listening on a real socket: slow, greedy and many clients, and the running service."""

import asyncio
import io
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import (
    asynccontextmanager,
    closing,
    redirect_stderr,
    redirect_stdout,
    suppress,
)

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.cli.root import run
from monitor.errors import ConfigError
from monitor.stores import Stores
from monitor.web import server
from monitor.web.api import stream as streaming
from monitor.web.making.jobs import Made
from monitor.web.server import BoundedProtocol, listening
from monitor.web.settings import PORT
from monitor.web.shown import ShownAt, announced, shown_at
from tests.web.site import Site, fields_of

_PATIENCE_S = 60  # nothing fails because the machine is busy
MANY = 400


@asynccontextmanager
async def served(home, **settings):
    site = Site(home, port=0, **settings)
    try:
        async with listening(site.app, site.settings, ending=site.app.state.stream.close) as port:
            yield port
    finally:
        await site.browser.aclose()
        site.app.state.answers.close()
        site.changes.close()


async def closed_by_server(reader):
    """What was said before the connection was closed."""
    async with asyncio.timeout(60):
        try:
            return await reader.read()
        except ConnectionResetError:
            return b""


async def asks(port):
    async with browsing(port) as browser:
        return (await browser.get("/about")).status_code


def browsing(port):
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=_PATIENCE_S)


def test_it_answers_and_stops(home):
    async def play():
        async with served(home) as port:
            assert await asks(port) == 200
        with pytest.raises(httpx.ConnectError):
            await asks(port)

    asyncio.run(play())


def test_a_port_that_is_taken_is_said_in_one_line(home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with Site(home, port=taken.getsockname()[1]) as site:

            async def play():
                async with listening(site.app, site.settings):
                    pass

            with pytest.raises(ConfigError, match="cannot be used"):
                asyncio.run(play())


SLOW = {
    "nothing": b"",
    "half a head": b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: b",
    "half a form": (
        b"POST /report HTTP/1.1\r\nHost: localhost\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\na=b"
    ),
}


@pytest.mark.parametrize("sent", SLOW.values(), ids=SLOW)
def test_half_a_request_is_not_waited_for_for_ever(home, monkeypatch, sent):
    monkeypatch.setattr(server, "REQUEST_S", 0.2)

    async def play():
        async with served(home) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(sent)
            assert await closed_by_server(reader) == b""
            writer.close()
            assert await asks(port) == 200

    asyncio.run(play())


def test_a_head_that_drips_is_not_waited_for_either(home, monkeypatch):
    monkeypatch.setattr(server, "REQUEST_S", 0.5)

    async def play():
        async with served(home) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
            ended = asyncio.create_task(closed_by_server(reader))
            while not ended.done():
                writer.write(b"X-A: b\r\n")
                await asyncio.wait({ended}, timeout=0.05)
            assert await ended == b""
            writer.close()

    asyncio.run(play())


def test_a_head_without_end_is_refused(home):
    async def play():
        async with served(home) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + b"a" * 100_000)
            assert (await closed_by_server(reader)).startswith(
                (b"HTTP/1.1 400", b"HTTP/1.1 431", b"")
            )
            writer.close()
            assert await asks(port) == 200

    asyncio.run(play())


def test_who_does_not_take_its_answer_is_let_go(home, monkeypatch):
    """An answer that is bigger than what the system keeps for a socket."""
    monkeypatch.setattr(server, "TAKEN_S", 0.2)
    monkeypatch.setattr(server, "REQUEST_S", 0.5)

    async def huge(scope, receive, send):
        del scope, receive
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(2_000):
            await send({"type": "http.response.body", "body": b"x" * 65_536, "more_body": True})
        gone.set()

    gone = asyncio.Event()

    async def play():
        async with listening(huge, Site(home, port=0).settings) as port:
            with closing(socket.socket()) as greedy:
                greedy.setblocking(False)  # noqa: FBT003 - its only argument
                await asyncio.get_running_loop().sock_connect(greedy, ("127.0.0.1", port))
                await asyncio.get_running_loop().sock_sendall(greedy, b"GET / HTTP/1.0\r\n\r\n")
                async with asyncio.timeout(60):
                    await gone.wait()

    asyncio.run(play())


@pytest.mark.parametrize("a_take", [0, 1], ids=["nothing", "a byte at a time"])
def test_an_answer_that_is_hardly_taken_is_given_up(home, monkeypatch, a_take):
    """A page is in memory once; what the system keeps for a socket is small here."""
    monkeypatch.setattr(server, "TAKEN_S", 0.5)
    body = b"x" * 8_000_000

    async def huge(scope, receive, send):
        del scope, receive
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    async def play():
        loop = asyncio.get_running_loop()
        async with listening(huge, Site(home, port=0).settings) as port:
            with closing(socket.socket()) as greedy:
                greedy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
                greedy.setblocking(False)  # noqa: FBT003 - its only argument
                await loop.sock_connect(greedy, ("127.0.0.1", port))
                await loop.sock_sendall(greedy, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                async with asyncio.timeout(60):
                    taken = await drip(greedy, a_take)
        assert taken < len(body) / 2

    asyncio.run(play())


async def drip(greedy, a_take):
    """How much was taken in all until the other side gave up: a reset, or what was on its way."""
    loop, taken = asyncio.get_running_loop(), 0
    for _ in range(40):
        await asyncio.sleep(0.05)
        if a_take:
            taken += len(await loop.sock_recv(greedy, a_take))
    with suppress(ConnectionResetError):
        while some := await loop.sock_recv(greedy, 65_536):
            taken += len(some)
    return taken


EVENT_BYTES, ENOUGH = 300_000, 20


class Talkative:
    """Answers of a home in which much happens at each look."""

    def __init__(self):
        self.looks, self.much_came = 0, asyncio.Event()

    async def check_reader(self, _request):
        pass

    def language(self, _request):
        return "en"

    def failed(self, *_said, **_how):
        return Response(status_code=503)

    async def make(self, _job):
        self.looks += 1
        if self.looks == ENOUGH:
            self.much_came.set()
        return Made(position=self.looks, said={"en": b"data: %s\n\n" % (b"x" * EVENT_BYTES)})


LISTEN = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
def talking(monkeypatch):
    monkeypatch.setattr(streaming, "LOOK_S", 0.01)
    return streaming.StoryStream(Talkative())


def test_who_listens_and_stops_reading_is_let_go_alone(home, monkeypatch, talking):
    """Seen from outside: its place is free for another, and its neighbour heard all the while."""
    monkeypatch.setattr(server, "TAKEN_S", 0.3)
    monkeypatch.setattr(streaming, "LISTENERS_MAX", 2)
    app = Starlette(routes=[Route("/", talking.listened)])

    async def listens(port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(LISTEN)
        return reader, writer, await reader.readline()

    async def hears(reader):
        while await reader.read(1_000_000):
            pass

    async def play():
        loop = asyncio.get_running_loop()
        settings = Site(home, port=0).settings
        async with listening(app, settings, ending=talking.close) as port:
            reader, neighbour, _ = await listens(port)
            hearing = asyncio.create_task(hears(reader))
            with closing(socket.socket()) as stopped:
                stopped.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
                stopped.setblocking(False)  # noqa: FBT003 - its only argument
                await loop.sock_connect(stopped, ("127.0.0.1", port))
                await loop.sock_sendall(stopped, LISTEN)
                assert b" 200 " in await loop.sock_recv(stopped, 100)
                async with asyncio.timeout(_PATIENCE_S):
                    while True:
                        _, writer, status = await listens(port)
                        writer.close()
                        if b" 200 " in status:
                            break
                        await asyncio.sleep(0.05)
            assert not hearing.done()
            neighbour.close()
            await hearing

    asyncio.run(play())


def test_what_waits_for_one_who_listens_is_bounded(monkeypatch, talking):
    """It takes nothing for a while; then the answer ends instead of all being sent."""
    monkeypatch.setattr(streaming, "QUEUED_BYTES_MAX", 1_000_000)
    told, taken = talking._answers, bytearray()

    async def play():
        goes_on = asyncio.Event()

        async def receive():
            await asyncio.Event().wait()

        async def send(message):
            taken.extend(message.get("body", b""))
            if taken:
                await goes_on.wait()

        request = Request({"type": "http", "method": "GET", "path": "/", "headers": []})
        answer = await talking.listened(request)
        answering = asyncio.create_task(answer(request.scope, receive, send))
        async with asyncio.timeout(_PATIENCE_S):
            await told.much_came.wait()
            goes_on.set()
            await answering
        talking.close()

    asyncio.run(play())
    assert len(taken) < 1_000_000 < told.looks * EVENT_BYTES


def test_more_connections_than_there_is_room_for_are_closed_at_once(home, monkeypatch):
    monkeypatch.setattr(server, "CONNECTIONS_MAX", 20)

    async def play():
        async with served(home) as port:
            held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(20)]
            more = [await asyncio.open_connection("127.0.0.1", port) for _ in range(30)]
            for reader, writer in more:
                assert await closed_by_server(reader) == b""
                writer.close()
            reader, writer = held[0]
            writer.write(b"GET /about HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            assert (await closed_by_server(reader)).startswith(b"HTTP/1.1 200")
            for _, writer in held:
                writer.close()

    asyncio.run(play())


def _connection(port):
    return socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE_S)


def test_hundreds_that_come_at_once_are_taken_a_few_at_a_time(home, monkeypatch):
    """However many wait, the loop does something else in between; of one address most are let
    go, and whoever asks on one that is held is answered.
    """
    taken, turns = [], []

    def made(connection, transport, plain=BoundedProtocol.connection_made):
        taken.append(transport)
        plain(connection, transport)

    monkeypatch.setattr(BoundedProtocol, "connection_made", made)

    async def play():
        async with served(home) as port:
            waiting = [_connection(port) for _ in range(MANY)]
            async with asyncio.timeout(_PATIENCE_S):
                while len(taken) < MANY:
                    before = len(taken)
                    await asyncio.sleep(0)
                    turns.append(len(taken) - before)
            held = [one for one in taken if not one.is_closing()]
            assert len(held) == server.OF_ONE_MAX
            reader, writer = await asyncio.open_connection(sock=waiting[0])
            writer.write(b"GET /about HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            assert (await closed_by_server(reader)).startswith(b"HTTP/1.1 200")
            for one in (writer, *waiting[1:]):
                one.close()

    asyncio.run(play())
    assert max(turns) <= server.TAKEN_AT_ONCE


def test_one_address_has_only_so_many_connections_but_a_proxy_of_ours(home, monkeypatch):
    monkeypatch.setattr(server, "OF_ONE_MAX", 5)

    async def held(**settings):
        async with served(home, **settings) as port:
            opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(8)]
            reader, writer = opened[-1]
            writer.write(b"GET /about HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            answer = await closed_by_server(reader)
            for _, one in opened:
                one.close()
        return answer[:12]

    assert asyncio.run(held()) == b""
    assert asyncio.run(held(proxies=("127.0.0.1",))) == b"HTTP/1.1 200"


@pytest.mark.parametrize(
    "sent",
    [
        b"\x00\x01\x02\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
        (
            b"POST /report HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        ),
        b"GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /static/..%2f..%2f HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused_and_stops_nothing(home, monkeypatch, sent):
    monkeypatch.setattr(server, "REQUEST_S", 1.0)

    async def play():
        async with served(home) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(sent)
            answer = await closed_by_server(reader)
            assert not answer.startswith(b"HTTP/1.1 200")
            assert b"root:" not in answer
            writer.close()
            assert await asks(port) == 200

    asyncio.run(play())


def test_a_proxys_word_counts_only_if_it_is_ours(home):
    """Who asks too often is known by the address that our proxy names."""

    async def codes(**settings):
        async with served(home, requests_per_minute=40, **settings) as port, browsing(port) as one:
            asked = [
                await one.get("/about", headers={"x-forwarded-for": f"192.0.2.{n}"})
                for n in range(15)
            ]
        return {one.status_code for one in asked}

    assert asyncio.run(codes(proxies=("127.0.0.1",))) == {200}
    assert asyncio.run(codes()) == {200, 429}


# --- the whole program ---


def started(home, *arguments):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MONITOR_")}
    return subprocess.Popen(
        [sys.executable, "-m", "monitor", "--home", str(home), *arguments],
        env=kept,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def address_in(process):
    """Where it says that its pages are."""
    for line in process.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
            return found[0]
    raise AssertionError("it never said where its pages are")


def ended(process):
    process.send_signal(signal.SIGTERM)
    try:
        process.communicate(timeout=60)
    finally:
        process.kill()
    return process.returncode


def command(home, *arguments, fails=False):
    """What a command says that ends by itself: it needs no process of its own."""
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        status = run(["--home", str(home), *arguments])
    assert (status != 0) is fails, said.getvalue()
    return said.getvalue().strip()


def test_the_running_service_shows_its_pages_and_corrects_by_them(home):
    port = free_port()
    with (home / "config" / "monitor.toml").open("a") as config:
        config.write(f"port = {port}\n")
    (home / "config" / "feeds.toml").unlink()
    process = started(home, "run")
    try:
        address = address_in(process)
        with httpx.Client(base_url=address, timeout=_PATIENCE_S) as browser:
            assert browser.get("/today.json").status_code == 200
            link = command(home, "web", "login")
            assert link.startswith(address)
            page = browser.get(link)
            csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)[1]
            assert browser.post(link, data={"csrf": csrf}).status_code == 303
            fields = fields_of(browser.get("/corrections").text)
            sent = {**fields, "story": "S1", "other": "S3"}
            assert browser.post("/operators/merge", data=sent).status_code == 303
            assert browser.get("/stories/S3.json").json()["story"]["number"] == 1
        assert "operator" in command(home, "web", "sessions")
    finally:
        status = ended(process)
    assert status == 0
    assert "StoriesMerged" in command(home, "log", "tail", "-n", "1")


def test_monitor_web_shows_a_home_and_ends(home):
    process = started(home, "web", "--port", "0")
    try:
        with httpx.Client(base_url=address_in(process), timeout=_PATIENCE_S) as browser:
            assert browser.get("/stories/S1").status_code == 200
    finally:
        status = ended(process)
    assert status == 0


def test_a_link_to_log_in_leads_to_the_port_at_which_the_pages_are(home):
    process = started(home, "web", "--port", "0")
    try:
        address = address_in(process)
        assert command(home, "web", "login").startswith(f"{address.rstrip('/')}/login/")
        assert command(home, "web", "login", "--port", "9").startswith("http://127.0.0.1:9/login/")
    finally:
        ended(process)
    assert not list((home / "state").glob("pages-*"))
    assert command(home, "web", "login").startswith(f"http://127.0.0.1:{PORT}/login/")


def test_where_pages_are_at_several_ports_a_link_asks_which_and_believes_no_file_that_was_left(
    home,
):
    state = home / "state"
    (state / "pages-1-9.json").write_text('{"host":"127.0.0.1","port":9}')
    one, other = (ShownAt(host="127.0.0.1", port=port) for port in (9001, 9000))
    with announced(state, one):
        assert shown_at(state) == [one]
        assert [path.name for path in state.glob("pages-*")] == [f"pages-{os.getpid()}-9001.json"]
        assert command(home, "web", "login").startswith("http://127.0.0.1:9001/login/")
        with announced(state, other):
            said = command(home, "web", "login", fails=True)
            assert "at the ports 9000, 9001" in said
            assert "monitor web login --port 9000" in said
    assert shown_at(state) == []


def test_what_came_is_ready_before_somebody_asks(home):
    """A stream of nobody: the views follow the log by themselves."""
    process = started(home, "web", "--port", "0")
    try:
        address_in(process)
        command(home, "apart", "S1", "S3")
        (home / "state" / "views.db").unlink()
        assert poll(lambda: _stories_in(home) == 4)
    finally:
        ended(process)


def _stories_in(home):
    views = Stores(home / "state").views_to_read()
    if views is None:
        return 0
    with closing(views):
        return len(views.stories())


def poll(holds, seconds=60):
    """Whether it comes to hold; how long that takes decides nothing."""
    until = time.monotonic() + seconds
    while not holds() and time.monotonic() < until:
        time.sleep(0.05)
    return holds()


def test_a_home_that_is_none_is_said_at_once(tmp_path):
    process = started(tmp_path, "web", "--port", "0")
    said, _ = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "there is no log" in said
    command(tmp_path, "web", "login", fails=True)
    assert not (tmp_path / "state").exists()


def test_a_home_without_a_log_is_said_on_every_page(tmp_path):
    with Site(tmp_path) as site:
        answer = site.get("/")
    assert answer.status_code == 404
    assert "there is no log" in answer.text
