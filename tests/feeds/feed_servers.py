"""Loopback servers that do what they are told, byte by byte, and count what they were asked."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

Handler = Callable[["Request", asyncio.StreamWriter], Awaitable[None]]


class Request:
    def __init__(self, path: str, headers: dict[str, str]) -> None:
        self.path = path
        self.headers = headers


@contextlib.contextmanager
def in_a_loop_of_its_own(server):
    """A Server, or a site of one, for commands that start loops of theirs."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(5)
        yield server
        asyncio.run_coroutine_threadsafe(server.__aexit__(), loop).result(5)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


class Server:
    """One listening socket, one behaviour. `async with Server(handler) as server: server.url`."""

    def __init__(self, handler: Handler, *, ssl=None, port: int = 0) -> None:
        self._handler, self._ssl, self._port = handler, ssl, port
        self.requests: list[Request] = []
        self._open: set[asyncio.Task] = set()

    async def __aenter__(self):
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", self._port, ssl=self._ssl
        )
        self.port = self._server.sockets[0].getsockname()[1]
        scheme = "https" if self._ssl else "http"
        self.url = f"{scheme}://127.0.0.1:{self.port}/feed"
        return self

    async def __aexit__(self, *_):
        self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _serve(self, reader, writer):
        self._open.add(asyncio.current_task())
        try:
            await self._exchange(reader, writer)
        finally:
            self._open.discard(asyncio.current_task())
            writer.transport.abort()

    async def _exchange(self, reader, writer):
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, TimeoutError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            first, *lines = head.split("\r\n")
            pairs = (line.split(": ", 1) for line in lines if ": " in line)
            request = Request(first.split(" ")[1], {name.lower(): value for name, value in pairs})
            self.requests.append(request)
            await self._handler(request, writer)
            await writer.drain()
        writer.close()
        with contextlib.suppress(ConnectionError, TimeoutError):
            await writer.wait_closed()


def reset(writer: asyncio.StreamWriter) -> None:
    """End the connection with RST, as a crashed server does."""
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def answer(status="200 OK", body=b"", *, length=None, **headers) -> bytes:
    fields = {"Content-Length": str(len(body) if length is None else length), "Connection": "close"}
    fields |= {name.replace("_", "-").title(): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value is not None)
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode("latin-1") + body


def says(raw: bytes) -> Handler:
    async def handle(_request, writer):
        writer.write(raw)

    return handle


def serves(body: bytes, **headers) -> Handler:
    return says(answer(body=body, **({"content_type": "application/rss+xml"} | headers)))


# --- documents ---


def item(number, *, title=None, guid=None, link=None, text=None, at=None) -> str:  # noqa: PLR0913 — an entry's fields
    day = at or datetime(2026, 11, 20, 8, tzinfo=UTC) + timedelta(minutes=number)
    title = title or f"Minister of country {number} received the ambassador of country {number + 1}"
    text = text or (
        f"The minister of foreign affairs of country {number} received the ambassador of country "
        f"{number + 1} on Friday. They spoke about trade, transport and culture, and agreed to "
        "meet again in spring."
    )
    return (
        f"<item><title>{title}</title><link>{link or f'https://news.example/{number}'}</link>"
        f"<guid isPermaLink='false'>{guid or f'news-{number}'}</guid>"
        f"<pubDate>{format_datetime(day)}</pubDate>"
        f"<description>{text}</description></item>"
    )


def rss(
    items: Iterable[str],
    *,
    title="Example news",
    head="",
    prolog='<?xml version="1.0" encoding="utf-8"?>',
) -> bytes:
    body = "".join(items)
    return f'{prolog}<rss version="2.0"><channel><title>{title}</title><link>https://news.example/</link>{head}{body}</channel></rss>'.encode()


def feed(count=5, *, first=0) -> bytes:
    """Newest first, as feeds are."""
    return rss(item(number) for number in reversed(range(first, first + count)))
