"""What stands before every page: who asks for too much, too often, by another name or from another
site is told so in one line; and every answer says what a browser may do with it.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import math
import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.web.security.rates import Rates
from monitor.web.settings import WebSettings

PATH_CHARS_MAX, QUERY_CHARS_MAX = 512, 2_048
BODY_BYTES_MAX = 16_384
ANSWER_S_MAX = 30.0  # for all but a stream
STREAM = "/api/stream"
_METHODS = frozenset({"GET", "HEAD", "POST"})
_TRICKS = re.compile(r"[\x00-\x1f\x7f\\]|//|/\.{1,2}(?:/|$)")
_FORM = "application/x-www-form-urlencoded"
_YEAR_S = 31_536_000
_BURST_PART = 4  # of a minute's requests that may come at once
_DOORS = ("/report", "/enter", "/login/")
_DOORS_PER_MINUTE, _DOORS_BURST = 20, 10  # reports, log-ins and tokens of one address

_BROKEN = {500: "this page is broken; it was written down", 503: "this took too long"}

_logger = logging.getLogger(__name__)

HEADERS = {
    "content-security-policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


class Guard:
    def __init__(self, app: ASGIApp, settings: WebSettings) -> None:
        self._app, self._settings = app, settings
        per_minute = settings.requests_per_minute
        self._rates = Rates(per_minute, burst=max(10, per_minute / _BURST_PART))
        self._doors = Rates(_DOORS_PER_MINUTE, burst=_DOORS_BURST)
        self._headers = dict(HEADERS)
        if settings.secure:
            self._headers["strict-transport-security"] = f"max-age={_YEAR_S}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return

        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        scope["path"] = self._own_path(scope["path"])
        scope["root_path"] = ""
        answer = self._refusal(scope) or self._app
        within_s = None if scope["path"] == STREAM else ANSWER_S_MAX
        try:
            async with asyncio.timeout(within_s):
                await answer(scope, _bounded(receive), guarded)
        except Exception as error:
            _logger.exception("a page is broken", extra={"path": scope["path"]})
            if started:
                raise
            status = 503 if isinstance(error, TimeoutError) else 500
            await _refused(status, _BROKEN[status])(scope, receive, guarded)

    def _own_path(self, path: str) -> str:
        """Without the base, whether the proxy left it there or not."""
        base = self._settings.base
        if base and (path == base or path.startswith(f"{base}/")):
            return path.removeprefix(base) or "/"
        return path

    # --- refusing ---

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        path, query = scope["path"], scope.get("query_string", b"")
        if scope["method"] not in _METHODS:
            return _refused(405, "this can only be read, or filled in", {"allow": "GET, POST"})
        if len(path) > PATH_CHARS_MAX or len(query) > QUERY_CHARS_MAX:
            return _refused(414, "the address is too long")
        if _TRICKS.search(path):
            return _refused(404, "there is no such page")
        if not self._is_ours(headers.getlist("host")):
            return _refused(421, "this site is not served under that name")
        if scope["method"] == "POST" and (refusal := self._of_form(headers)) is not None:
            return refusal
        return self._of_rate(scope)

    def _is_ours(self, hosts: list[str]) -> bool:
        if len(hosts) != 1:
            return False
        try:
            name = urlsplit(f"//{hosts[0]}").hostname or ""
        except ValueError:
            return False
        shown = f"[{name}]" if ":" in name else name
        return shown in self._settings.hosts or (self._settings.everywhere and _is_address(name))

    def _of_form(self, headers: Headers) -> Response | None:
        length = headers.get("content-length", "")
        if length and not (length.isdecimal() and int(length) <= BODY_BYTES_MAX):
            return _refused(413, "that is too much for a form")
        if headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
            return _refused(415, "a form is sent as a browser sends it")
        if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return _refused(403, "a form of another site")
        origin = headers.get("origin")
        if origin and not self._is_own_origin(origin, headers["host"]):
            return _refused(403, "a form of another site")
        return None

    def _is_own_origin(self, origin: str, host: str) -> bool:
        """A browser's "null" is none of ours."""
        return urlsplit(origin).netloc in {host, urlsplit(self._settings.address).netloc or host}

    def _of_rate(self, scope: Scope) -> Response | None:
        if scope["path"].startswith("/static/"):
            return None
        address = (scope.get("client") or ("", 0))[0]
        wait_s = self._rates.wait_s(address)
        if not wait_s and scope["method"] == "POST" and scope["path"].startswith(_DOORS):
            wait_s = self._doors.wait_s(address)
        if not wait_s:
            return None
        after = {"retry-after": str(math.ceil(wait_s))}
        return _refused(429, "too many requests: please wait", after)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _refused(status: int, why: str, headers: dict[str, str] | None = None) -> Response:
    return PlainTextResponse(f"{why}\n", status, {"cache-control": "no-store", **(headers or {})})


class TooMuchError(Exception):
    """A body that is longer than a form may be."""


def _bounded(receive: Receive) -> Receive:
    """The same, up to `BODY_BYTES_MAX`: a body may be longer than it said, or not say it."""
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > BODY_BYTES_MAX:
            raise TooMuchError
        return message

    return bounded
