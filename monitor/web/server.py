"""Listening: uvicorn on one socket, with bounds for whoever is slow or many.

A request must be there whole within `REQUEST_S`, an answer be taken within `TAKEN_S` of standing
still, and of connections beyond `CONNECTIONS_MAX`, or `OF_ONE_MAX` of one address that is no proxy
of ours, each new one is closed at once: uvicorn itself waits for half a request's head for ever.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import ClassVar

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from monitor.errors import ConfigError
from monitor.web.settings import WebSettings

REQUEST_S = 15.0
TAKEN_S = 20.0
CONNECTIONS_MAX, OF_ONE_MAX = 500, 100
KEEP_ALIVE_S = 5
FINISH_S = 2  # answers under way when it is stopped
HEAD_BYTES_MAX = 16_384
BACKLOG = 512  # connections that wait to be taken, in the system
TAKEN_AT_ONCE = 32  # of them in one turn of the loop: a turn of all took .08 s

_logger = logging.getLogger(__name__)


class BoundedProtocol(H11Protocol):
    """One connection. `proxies` are addresses that speak for many."""

    proxies: ClassVar[frozenset[str]] = frozenset()
    _waiting: asyncio.TimerHandle | None = None
    _stuck: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 — of a socket it is one
        super().connection_made(transport)
        if len(self.connections) > CONNECTIONS_MAX or self._of_its_address() > OF_ONE_MAX:
            transport.abort()
        else:
            self._wait()

    def _of_its_address(self) -> int:
        """How many are open, this one too; none count of a proxy."""
        own = self.client[0] if self.client else ""
        if own in self.proxies:
            return 0
        others = (one.client for one in self.connections if isinstance(one, BoundedProtocol))
        return sum(client is not None and client[0] == own for client in others)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if not self._is_incomplete():
            self._stop(self._waiting)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._is_incomplete():
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop(self._waiting)
        self._stop(self._stuck)
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stop(self._stuck)
        self._stuck = self.loop.call_later(TAKEN_S, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stop(self._stuck)

    def _is_incomplete(self) -> bool:
        """Whether we wait for the client: for a request, or for the rest of one."""
        cycle = self.cycle
        return cycle is None or cycle.response_complete or cycle.more_body

    def _wait(self) -> None:
        self._stop(self._waiting)
        self._waiting = self.loop.call_later(REQUEST_S, self.transport.abort)

    @staticmethod
    def _stop(timer: asyncio.TimerHandle | None) -> None:
        if timer is not None:
            timer.cancel()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_up.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Whoever started us is told to stop, and stops us."""
        yield


@asynccontextmanager
async def listening(
    app: ASGIApp, settings: WebSettings, *, ending: Callable[[], object] = lambda: None
) -> AsyncIterator[int]:
    """Answers until it is left, and says so by `ending`; hands out the port. Raises ConfigError if
    it cannot listen.
    """
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)  # what a client did wrong is no news
    bound = _bound(settings)
    protocol = type("Protocol", (BoundedProtocol,), {"proxies": frozenset(settings.proxies)})
    config = uvicorn.Config(
        app,
        http=protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=list(settings.proxies),
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=FINISH_S,
        h11_max_incomplete_event_size=HEAD_BYTES_MAX,
        backlog=TAKEN_AT_ONCE,
    )
    server = _Server(config)
    port: int = bound.getsockname()[1]
    serving = asyncio.create_task(server.serve(sockets=[bound]))
    try:
        await server.is_up.wait()
        bound.listen(BACKLOG)  # asyncio has one number for both
        yield port
    finally:
        ending()
        server.should_exit = True
        await serving
        bound.close()


def _bound(settings: WebSettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((settings.host, settings.port))
    except OSError as error:
        bound.close()
        what = f"[web] {settings.host}:{settings.port} cannot be used: {error.strerror}"
        raise ConfigError(what, hint="is another one there? choose another port or host") from error
    bound.setblocking(False)  # noqa: FBT003 — its only argument
    return bound
