"""One HTTP/1.1 exchange over one connection to one address: the part beneath httpx that must go
exactly where it was checked.

httpx has no way to say "this name, at that address", and its own pool costs more than the request
it carries. Errors are httpx's.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from typing import Any

import h11
import httpx

_PIECE_BYTES = 65_536
_HEAD_BYTES_MAX = 65_536


async def exchange(
    request: httpx.Request, *, address: str, port: int, context: ssl.SSLContext | None
) -> httpx.Response:
    """The response's head; its body follows as it is read. `context` for https. Raises
    httpx.TransportError.
    """
    limits: dict[str, float | None] = request.extensions.get("timeout", {})
    reader, writer = await _connected(
        request.url.raw_host.decode("ascii"), address, port, context, limits.get("connect")
    )
    wire = _Wire(reader, writer, limits.get("read"))
    try:
        wire.ask(request)
        return await wire.answer()
    except BaseException:
        await wire.aclose()
        raise


async def _connected(
    name: str, address: str, port: int, context: ssl.SSLContext | None, bound_s: float | None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    try:
        async with asyncio.timeout(bound_s):
            return await asyncio.open_connection(
                address,
                port,
                ssl=context,
                server_hostname=name if context else None,
                limit=_PIECE_BYTES,
            )
    except TimeoutError as error:
        raise httpx.ConnectTimeout("no connection in time") from error
    except OSError as error:  # TLS that does not hold is one, too
        raise httpx.ConnectError(str(error)) from error


class _Wire(httpx.AsyncByteStream):
    """A connection, and the body that comes out of it."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, read_s: float | None
    ) -> None:
        self._reader, self._writer, self._read_s = reader, writer, read_s
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_HEAD_BYTES_MAX)

    def ask(self, request: httpx.Request) -> None:
        """A head fits any buffer, and a body here is small: neither is waited for."""
        head = h11.Request(
            method=request.method, target=request.url.raw_path, headers=request.headers.raw
        )
        body = (h11.Data(data=request.content),) if request.content else ()
        for event in (head, *body, h11.EndOfMessage()):
            self._writer.write(self._http.send(event) or b"")

    async def answer(self) -> httpx.Response:
        while True:
            event = await self._next()
            if isinstance(event, h11.Response):
                return httpx.Response(
                    event.status_code, headers=event.headers.raw_items(), stream=self
                )
            if not isinstance(event, h11.InformationalResponse):
                raise httpx.RemoteProtocolError("no answer to the request")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while isinstance(event := await self._next(), h11.Data):
            yield bytes(event.data)

    async def _next(self) -> Any:
        try:
            while (event := self._http.next_event()) is h11.NEED_DATA:
                async with asyncio.timeout(self._read_s):
                    self._http.receive_data(await self._reader.read(_PIECE_BYTES))
        except h11.RemoteProtocolError as error:
            raise httpx.RemoteProtocolError(str(error)) from error
        except TimeoutError as error:
            raise httpx.ReadTimeout("silent for too long") from error
        except OSError as error:
            raise httpx.ReadError(str(error)) from error
        return event

    async def aclose(self) -> None:
        # nothing more is wanted; a farewell could be waited for without end
        self._writer.transport.abort()
