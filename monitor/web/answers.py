"""Answers: a page's handler is run in a thread with a home opened for it alone, and what it makes
is drawn, or written as JSON.

So many at once as there are threads; so many more wait; whoever comes then is told to come again.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TypeVar

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from monitor.errors import LogError, MonitorError, NotFoundError, RefusedError, UsageError
from monitor.web.home_reader import HomeReader
from monitor.web.pages.page import WebPage
from monitor.web.render import Frame, draw
from monitor.web.requests import PageRequest
from monitor.web.settings import WebSettings
from monitor.web.visitor import NOBODY, Visitor
from monitor.web.words import PageWords, chosen, words_of

THREADS = 4
WAITING_MAX = 64
AGAIN_S = 2  # after which whoever was turned away may come again
HTML, JSON, PROBLEM = "text/html; charset=utf-8", "application/json", "application/problem+json"
_ETAG_DIGITS = 32
_ASKED = {"cache-control": "private, no-cache", "vary": "Cookie, Accept-Language, Authorization"}

T = TypeVar("T")


class TooBusyError(MonitorError):
    """More ask than there is room to wait for."""


class WebProblem(Struct, frozen=True, kw_only=True):
    """What went wrong, for machines (RFC 9457)."""

    title: str
    status: int
    detail: str = ""


_STATUS: tuple[tuple[type[MonitorError], int], ...] = (
    (NotFoundError, 404),
    (UsageError, 400),
    (RefusedError, 409),
    (TooBusyError, 503),
    (LogError, 503),
)


class Answers:
    """For one home. Close it once nobody asks any more."""

    def __init__(
        self,
        reader: HomeReader,
        settings: WebSettings,
        *,
        pages: Sequence[WebPage],
        now: Callable[[], datetime],
    ) -> None:
        self.settings, self.now, self.pages = settings, now, tuple(pages)
        self._reader = reader
        self._pool = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="page")
        self._asked = 0

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    async def in_thread(self, work: Callable[[], T]) -> T:
        """What `work` returns, or raises, without holding the loop. Raises TooBusyError."""
        if self._asked >= THREADS + WAITING_MAX:
            raise TooBusyError("too many ask at once", hint="come again in a moment")
        self._asked += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._asked -= 1

    # --- a page ---

    async def page(self, page: WebPage, request: Request, *, as_json: bool) -> Response:
        ask = self._asked_by(request)
        frame = self.frame(request, page=page)

        def answer() -> bytes:
            with self._reader.opened() as home:
                asked = PageRequest(
                    views=home.views,
                    log=home.log,
                    stores=self._reader.stores,
                    settings=self.settings,
                    words=frame.words,
                    now=self.now(),
                    path=ask,
                    query=frame.query,
                    operator=frame.visitor.operator,
                )
                document = page.handler(asked)
            if as_json:
                return msgspec.json.encode(document)
            return draw(page.template, frame, doc=document).encode()

        try:
            body = await self.in_thread(answer)
        except MonitorError as error:
            return self.failed(request, error, as_json=as_json)
        return _unless_known(request, body, JSON if as_json else HTML)

    def _asked_by(self, request: Request) -> dict[str, str]:
        return {name: str(value) for name, value in request.path_params.items()}

    def frame(self, request: Request, *, page: WebPage | None = None) -> Frame:
        path = request.scope["path"].removesuffix(".json")
        return Frame(
            words=self.words(request),
            path=path,
            base=self.settings.base,
            query=tuple(request.query_params.multi_items()),
            pages=self.pages,
            page=page,
            visitor=visitor_of(request),
            json=json_path(page.path if page else path, path),
        )

    def words(self, request: Request) -> PageWords:
        language = chosen(
            request.query_params.get("lang", ""),
            request.headers.get("accept-language", ""),
            default=self.settings.language,
        )
        return words_of(language, self.settings.zone)

    def failed(
        self, request: Request, error: MonitorError, *, as_json: bool, status: int = 0
    ) -> Response:
        """One line of what is wrong, and how to mend it."""
        status = status or next(
            (number for kind, number in _STATUS if isinstance(error, kind)), 500
        )
        headers = {"cache-control": "no-store"}
        headers |= {"retry-after": str(AGAIN_S)} if status == _STATUS[3][1] else {}
        if as_json:
            problem = WebProblem(title=error.message, status=status, detail=error.hint)
            body = msgspec.json.encode(problem)
            return Response(body, status, headers, media_type=PROBLEM)
        frame = self.frame(request)
        said = draw("error.html", frame, status=status, message=error.message, hint=error.hint)
        return Response(said, status, headers, media_type=HTML)


def visitor_of(request: Request) -> Visitor:
    found = request.scope.get("visitor", NOBODY)
    assert isinstance(found, Visitor)  # noqa: S101 — only `access` sets it
    return found


def json_path(pattern: str, path: str) -> str:
    """The address of a page as JSON: its own with `.json`; of "/", which has no name, /today."""
    return "/today.json" if pattern == "/" else f"{path}.json"


def _unless_known(request: Request, body: bytes, media_type: str) -> Response:
    """The body, or only that it is what the client has (RFC 9110, 13.1.2)."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:_ETAG_DIGITS]}"'
    headers = {**_ASKED, "etag": etag}
    known = request.headers.get("if-none-match", "")
    if etag in (one.strip().removeprefix("W/") for one in known.split(",")):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)
