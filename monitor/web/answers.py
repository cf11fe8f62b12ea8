"""Answers: a page's handler is run in a thread with a home opened for it alone, and what it makes
is drawn, or written as JSON; a form's deed is done where the log is written.

So many at once as there are threads; so many more wait; whoever comes then is told to come again.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from monitor.errors import LogError, MonitorError, NotFoundError, RefusedError, UsageError
from monitor.web import forms
from monitor.web.changes import Changes, Glance, glance
from monitor.web.forms import SentForm, WebAction
from monitor.web.home_reader import HomeReader
from monitor.web.pages.page import WebPage
from monitor.web.render import Frame, draw
from monitor.web.requests import PageRequest
from monitor.web.security.access import ACCESS, AccessStore, SessionLimits, is_token, new_cookie
from monitor.web.security.visitor import NOBODY, Visitor
from monitor.web.settings import WebSettings
from monitor.web.words import PageWords, chosen, words_of

THREADS = 2  # one interpreter: more would only take the event loop's turns
WAITING_MAX = 64
FOLLOW_S = 2.0  # between two looks at the log
BETWEEN_S = 0.05  # between two parts of what has to be made
AGAIN_S = 2  # after which whoever was turned away may come again
GLANCE_S = 20.0  # so old may be what is shown of the State
HTML, JSON, PROBLEM = "text/html; charset=utf-8", "application/json", "application/problem+json"
SESSION, VISIT = "monitor_session", "monitor_visit"  # cookies
_BEARER = "Bearer "
_ETAG_DIGITS = 32
_KEPT = {"cache-control": "private, no-cache", "vary": "Cookie, Accept-Language, Authorization"}
_NOT_KEPT = {"cache-control": "no-store"}

_logger = logging.getLogger(__name__)

T = TypeVar("T")
Endpoint = Callable[[Request], Awaitable[Response]]


class TooBusyError(MonitorError):
    """More ask than there is room to wait for."""


class NotAllowedError(MonitorError):
    """Not for who asks."""


class NotKnownError(NotAllowedError):
    """Not for who asks, as long as it is not known who that is."""


class WebProblem(Struct, frozen=True, kw_only=True):
    """What went wrong, for machines (RFC 9457)."""

    title: str
    status: int
    detail: str = ""


_BUSY = 503
_STATUS: tuple[tuple[type[MonitorError], int], ...] = (
    (NotFoundError, 404),
    (UsageError, 400),
    (RefusedError, 409),
    (NotKnownError, 401),
    (NotAllowedError, 403),
    (TooBusyError, _BUSY),
    (LogError, _BUSY),
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
        changes: Changes,
    ) -> None:
        self.settings, self.now, self.pages, self.changes = settings, now, tuple(pages), changes
        self.reader = reader
        self.limits = SessionLimits(
            whole=timedelta(minutes=settings.session_minutes),
            idle=timedelta(minutes=settings.idle_minutes),
        )
        self._pool = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="page")
        self._asked = 0
        self._glance: tuple[float, Glance] | None = None
        self._glancing = asyncio.Lock()

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        self.reader.stores.close()

    async def in_thread(self, work: Callable[[], T]) -> T:
        """What `work` returns, or raises, without holding the loop. Raises TooBusyError."""
        if self._asked >= THREADS + WAITING_MAX:
            raise TooBusyError("too many ask at once", hint="come again in a moment")
        self._asked += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._asked -= 1

    async def follow_on(self) -> None:
        """Keep the views up to the log for as long as it is not cancelled, so that who asks finds
        them ready.
        """
        while True:
            try:
                more = await self.in_thread(self.reader.follow)
            except MonitorError as error:  # each page that is asked for says so too
                _logger.info("the views are behind", extra={"reason": error.message})
                more = False
            await asyncio.sleep(BETWEEN_S if more else FOLLOW_S)

    # --- who asks ---

    def access(self) -> closing[AccessStore]:
        """For the thread that calls it."""
        return closing(AccessStore(self.reader.stores.tables(ACCESS)))

    def visitor(self, request: Request) -> Visitor:
        """Who asks, by its cookies or its token; in a thread. Whoever comes with neither costs no
        look into a file.
        """
        session, visit = request.cookies.get(SESSION, ""), request.cookies.get(VISIT, "")
        token = _token_of(request)
        found: Visitor | None = None
        if session or visit or token:
            with self.access() as store:
                if session:
                    found = store.visitor(session, self.limits, now=self.now())
                if found is None:
                    may_read = self.settings.public or (bool(token) and store.has_token(token))
                    csrf = store.csrf(visit) if visit else ""
                    found = Visitor(may_read=may_read, csrf=csrf)
        return found or Visitor(may_read=self.settings.public)

    async def check_reader(self, request: Request) -> None:
        """Raises NotAllowedError for who may not read."""
        _check(await self.in_thread(lambda: self.visitor(request)), "reader")

    async def _glanced(self) -> Glance:
        """What stands in the State, some seconds old at most, or as old as the log's last event:
        opening a large home takes seconds, and most of the time nothing has come. One looks for all
        who wait.
        """
        async with self._glancing:
            now, known = asyncio.get_running_loop().time(), self._glance
            if known is None or not await self._is_current(*known, now=now):
                known = self._glance = now, await self.changes(glance)
            return known[1]

    async def _is_current(self, at: float, seen: Glance, *, now: float) -> bool:
        return at >= now - GLANCE_S or await self.in_thread(self._position) == seen.position

    def _position(self) -> int:
        with closing(self.reader.stores.log(readonly=True)) as log:
            return log.head().position

    # --- a page ---

    async def page(self, page: WebPage, request: Request, *, as_json: bool) -> Response:
        try:
            found = await self._glanced() if page.glance else Glance()
            body, cookie = await self.in_thread(
                lambda: self.answered(page, request, found, as_json=as_json)
            )
        except MonitorError as error:
            return self.failed(request, error, as_json=as_json)
        response = unless_known(request, body, JSON if as_json else HTML)
        if cookie:
            self.set_cookie(response, VISIT, cookie, strict=True)
        return response

    def answered(
        self, page: WebPage, request: Request, found: Glance, *, as_json: bool
    ) -> tuple[bytes, str]:
        """The body, and the cookie of a visitor that is to fill in the page's form."""
        visitor = self.visitor(request)
        _check(visitor, page.access)
        cookie = ""
        if page.form and not visitor.csrf and not as_json:
            cookie = new_cookie()
            with self.access() as store:
                visitor = msgspec.structs.replace(visitor, csrf=store.csrf(cookie))
        frame = self.frame(request, page=page, visitor=visitor)
        with self.reader.opened(newest=visitor.operator) as home:
            document = page.handler(
                PageRequest(
                    views=home.views,
                    log=home.log,
                    stores=self.reader.stores,
                    settings=self.settings,
                    words=frame.words,
                    now=self.now(),
                    path={name: str(value) for name, value in request.path_params.items()},
                    query=frame.query,
                    operator=visitor.operator,
                    glance=found,
                )
            )
        if as_json:
            return msgspec.json.encode(document), ""
        return draw(page.template, frame, doc=document).encode(), cookie

    def frame(
        self, request: Request, *, page: WebPage | None = None, visitor: Visitor = NOBODY
    ) -> Frame:
        path = request.scope["path"].removesuffix(".json")
        words = self.words(request)
        return Frame(
            words=words,
            path=path,
            base=self.settings.base,
            query=tuple(request.query_params.multi_items()),
            pages=self.pages,
            page=page,
            visitor=visitor,
            public=self.settings.public,
            json=json_path(page.path if page else path, path),
            said=forms.said_in(request.query_params.get("said", ""), words.table["said"]),
        )

    def words(self, request: Request) -> PageWords:
        language = chosen(
            request.query_params.get("lang", ""),
            request.headers.get("accept-language", ""),
            default=self.settings.language,
        )
        return words_of(language, self.settings.zone)

    # --- a form ---

    async def act(self, action: WebAction, request: Request) -> Response:
        """Do what the form asks for, and lead back to the page that it stood on."""
        try:
            form = await self.form(request)
            _check(form.visitor, action.access)
            done = await self.changes(lambda room: action.deed(room, form))
        except MonitorError as error:
            return self.failed(request, error, as_json=False)
        self._glance = None
        return self.led(forms.said_at(form.back, done))

    async def form(self, request: Request) -> SentForm:
        """What was sent, by somebody who was shown the form. Raises NotAllowedError for a forged
        one.
        """
        fields = forms.fields_of(await request.body())
        visitor = await self.in_thread(lambda: self.visitor(request))
        sent = fields.get("csrf", ("",))[0]
        if not is_token(sent, visitor.csrf):
            raise NotAllowedError(
                "this form was not made for you, or is too old",
                hint="go back, load the page again, and send it once more",
            )
        path = {name: str(value) for name, value in request.path_params.items()}
        words = self.words(request)
        return SentForm(many=fields, visitor=visitor, language=words.language, path=path)

    def led(self, path: str) -> RedirectResponse:
        """To another page of this site."""
        return RedirectResponse(f"{self.settings.base}{path}", 303, headers=_NOT_KEPT)

    def set_cookie(self, response: Response, name: str, value: str, *, strict: bool) -> None:
        response.set_cookie(
            name,
            value,
            path=f"{self.settings.base}/",
            secure=self.settings.secure,
            httponly=True,
            samesite="strict" if strict else "lax",
        )

    # --- what went wrong ---

    def failed(
        self, request: Request, error: MonitorError, *, as_json: bool, status: int = 0
    ) -> Response:
        """One line of what is wrong, and how to mend it."""
        status = status or next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
        headers = dict(_NOT_KEPT)
        if status == _BUSY:
            headers["retry-after"] = str(AGAIN_S)
        if isinstance(error, NotKnownError):
            headers["www-authenticate"] = "Bearer"
        if as_json:
            problem = WebProblem(title=error.message, status=status, detail=error.hint)
            return Response(msgspec.json.encode(problem), status, headers, media_type=PROBLEM)
        frame = self.frame(request)
        said = draw("error.html", frame, status=status, message=error.message, hint=error.hint)
        return Response(said, status, headers, media_type=HTML)


def _check(visitor: Visitor, access: str) -> None:
    """Raises NotAllowedError."""
    if not visitor.may_read:
        raise NotKnownError(
            "these pages are read with a token", hint="/enter takes it; a program sends it along"
        )
    if access == "operator" and not visitor.operator:
        raise NotAllowedError(
            "this is for operators", hint="`monitor web login` makes a link that lets one in"
        )


def _token_of(request: Request) -> str:
    sent = request.headers.get("authorization", "")
    return sent.removeprefix(_BEARER).strip() if sent.startswith(_BEARER) else ""


def json_path(pattern: str, path: str) -> str:
    """The address of a page as JSON: its own with `.json`; of "/", which has no name, /today."""
    return "/today.json" if pattern == "/" else f"{path}.json"


def unless_known(request: Request, body: bytes, media_type: str) -> Response:
    """The body, or only that it is what the client has (RFC 9110, 13.1.2)."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:_ETAG_DIGITS]}"'
    headers = {**_KEPT, "etag": etag}
    known = request.headers.get("if-none-match", "")
    if etag in (one.strip().removeprefix("W/") for one in known.split(",")):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)
