"""One address → one finished exchange, or a FetchError that says why not, in bounded time and
memory.

Redirects are followed by hand: each hop is checked (ssrf.py), counted, and known as permanent or
not. No cookie is kept.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from typing import Self

import httpx

from monitor.feeds.http.decompress import ACCEPT_ENCODING, Inflater
from monitor.feeds.http.ssrf import GuardedTransport
from monitor.feeds.values import Ask, FetchError, HttpAnswer, Limits, Validators

_PERMANENT = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HEADER_CHARS_MAX = 1_000
_BODY_STATUSES = frozenset({200, 203})  # any other answer's body is not worth reading


class Client:
    """What every request has in common. httpx's own client would follow, remember and decode on its
    own; this one does not.
    """

    def __init__(self, transport: GuardedTransport, *, user_agent: str) -> None:
        self._transport = transport
        self._headers = {
            "User-Agent": user_agent,
            "Accept-Encoding": ACCEPT_ENCODING,
            "Connection": "close",
        }

    async def send(
        self, url: httpx.URL, headers: Mapping[str, str], limits: Limits
    ) -> httpx.Response:
        """The response's head; close it. Raises FetchError and httpx.TransportError."""
        bounds = {
            "connect": limits.connect_s,
            "read": limits.read_s,
            "write": limits.read_s,
            "pool": limits.whole_s,
        }
        request = httpx.Request(
            "GET", url, headers={**self._headers, **headers}, extensions={"timeout": bounds}
        )
        return await self._transport.handle_async_request(request)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._transport.aclose()


async def fetch(client: Client, ask: Ask, *, limits: Limits) -> HttpAnswer:
    """Raises FetchError; statuses other than a redirect are the caller's to judge."""
    try:
        async with asyncio.timeout(limits.whole_s):
            return await _follow(client, ask.url, _headers(ask), limits)
    except TimeoutError as error:
        raise FetchError("slow", f"no whole answer within {limits.whole_s:g} s") from error
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError, ValueError) as error:
        raise _explained(error, limits) from error


def _headers(ask: Ask) -> dict[str, str]:
    wanted = {
        "Accept": ask.accept,
        "User-Agent": ask.user_agent,
        "If-None-Match": ask.validators.etag,
        "If-Modified-Since": ask.validators.last_modified,
    }
    return {name: value for name, value in wanted.items() if value}


async def _follow(client: Client, url: str, headers: dict[str, str], limits: Limits) -> HttpAnswer:
    here, moved_to, seen = httpx.URL(url), None, set[str]()
    permanent = True
    while True:
        seen.add(str(here))
        response = await client.send(here, headers, limits)
        try:
            if response.status_code not in _REDIRECTS:
                return await _read(response, str(here), moved_to, limits)
            here = _next_hop(response, here, seen, limits)
        finally:
            await response.aclose()
        permanent = permanent and response.status_code in _PERMANENT
        moved_to = str(here) if permanent else moved_to


def _next_hop(
    response: httpx.Response, here: httpx.URL, seen: set[str], limits: Limits
) -> httpx.URL:
    location = response.headers.get("location", "")
    if not location:
        raise FetchError("redirects", f"{response.status_code} without saying where to")
    there = here.join(location).copy_with(fragment=None)
    if there.scheme not in {"http", "https"} or not there.host:
        raise FetchError("address", f"redirects to something that is not the web: {location[:60]}")
    if there.userinfo:
        there = there.copy_with(username=None, password=None)
    if str(there) in seen:
        raise FetchError("redirects", "redirects in a circle")
    if len(seen) > limits.redirects_max:
        raise FetchError("redirects", f"redirects more than {limits.redirects_max} times")
    return there


async def _read(
    response: httpx.Response, url: str, moved_to: str | None, limits: Limits
) -> HttpAnswer:
    body = b""
    if response.status_code in _BODY_STATUSES:
        inflater = Inflater(response.headers.get("content-encoding", ""), limits)
        async for piece in response.aiter_raw():
            inflater.feed(piece)
        body = inflater.finish()
    header = dict.fromkeys(_HEADERS, "")
    header |= {
        name: value[:_HEADER_CHARS_MAX]
        for name, value in response.headers.items()
        if name in header
    }
    return HttpAnswer(
        url=url,
        status=response.status_code,
        body=body,
        content_type=header["content-type"],
        content_language=header["content-language"],
        validators=Validators(
            etag=_plain(header["etag"]), last_modified=_plain(header["last-modified"])
        ),
        cache_control=header["cache-control"],
        expires=header["expires"],
        date=header["date"],
        retry_after=header["retry-after"],
        moved_to=moved_to,
    )


_HEADERS = (
    "content-type",
    "content-language",
    "etag",
    "last-modified",
    "cache-control",
    "expires",
    "date",
    "retry-after",
)


def _plain(value: str) -> str | None:
    """A header that can be sent back as it came; one cut short or not ASCII cannot."""
    if value and value.isascii() and len(value) < _HEADER_CHARS_MAX:
        return value
    return None


def _explained(error: Exception, limits: Limits) -> FetchError:
    certificate = _caused_by(error, ssl.SSLCertVerificationError)
    if isinstance(certificate, ssl.SSLCertVerificationError):
        return FetchError(
            "certificate", f"its certificate does not hold: {certificate.verify_message}"
        )
    if _caused_by(error, ssl.SSLError):
        return FetchError("certificate", "no secure connection could be agreed")
    match error:
        case httpx.ConnectTimeout():
            return FetchError("unreachable", f"no connection within {limits.connect_s:g} s")
        case httpx.TimeoutException():
            return FetchError("slow", f"silent for {limits.read_s:g} s")
        case httpx.ConnectError():
            return FetchError("unreachable", "cannot be reached: no connection")
        case httpx.ProxyError():
            return FetchError("unreachable", f"the proxy refused: {str(error)[:80]}")
        case httpx.NetworkError() | OSError():
            return FetchError("unreachable", "the connection broke off")
        case httpx.ProtocolError():
            return FetchError("protocol", f"not HTTP as it should be: {str(error)[:80]}")
        case _:
            return FetchError("address", f"not an address that can be asked: {str(error)[:80]}")


def _caused_by(error: BaseException | None, kind: type[BaseException]) -> BaseException | None:
    for _ in range(8):  # a chain of causes is short
        if error is None or isinstance(error, kind):
            return error
        error = error.__cause__ or error.__context__
    return None
