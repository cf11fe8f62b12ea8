"""Answers: who asks is let in or turned away, what is asked for is made elsewhere (`making`), and a
form's deed is done where the log is written.

So many at once as there are threads; so many more wait; whoever comes then is told to come again.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Protocol, TypeVar

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from monitor.errors import MonitorError
from monitor.web import forms
from monitor.web.changes import Changes
from monitor.web.forms import SentForm, WebAction
from monitor.web.making.jobs import (
    AGAIN_S,
    BUSY,
    STATUS,
    FollowJob,
    Job,
    Made,
    NotAllowedError,
    NotKnownError,
    NotReadyError,
    PageJob,
    TooBusyError,
    WhoAsks,
)
from monitor.web.making.maker import PageMaker, check
from monitor.web.making.render import Frame, draw
from monitor.web.pages.page import WebPage
from monitor.web.security.access import is_token
from monitor.web.security.visitor import Visitor
from monitor.web.words import chosen

THREADS = 2  # one interpreter: more would only take each other's turns
WAITING_MAX = 64
FOLLOW_S = 2.0  # between two looks at the log
BETWEEN_S = 0.05  # between two parts of what has to be made
HTML, JSON, PROBLEM = "text/html; charset=utf-8", "application/json", "application/problem+json"
SESSION, VISIT = "monitor_session", "monitor_visit"  # cookies
_BEARER = "Bearer "
_ETAG_DIGITS = 32
_KEPT = {"cache-control": "private, no-cache", "vary": "Cookie, Accept-Language, Authorization"}
_NOT_KEPT = {"cache-control": "no-store"}

_logger = logging.getLogger(__name__)

T = TypeVar("T")
Endpoint = Callable[[Request], Awaitable[Response]]


class Making(Protocol):
    """Where pages are made instead of here."""

    async def __call__(self, job: Job, /) -> Made:
        """Raises as PageMaker does, TooBusyError where it cannot be made now."""
        ...


class WebProblem(Struct, frozen=True, kw_only=True):
    """What went wrong, for machines (RFC 9457)."""

    title: str
    status: int
    detail: str = ""


class Answers:
    """For one home. Pages are made by `making`, or in threads of this process. Close it once nobody
    asks any more.
    """

    def __init__(
        self,
        maker: PageMaker,
        *,
        now: Callable[[], datetime],
        changes: Changes,
        making: Making | None = None,
    ) -> None:
        self.maker, self.now, self.changes = maker, now, changes
        self.settings, self.limits = maker.settings, maker.limits
        self._making = making
        self._pool = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="page")
        self._asked = 0

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        self.maker.reader.stores.close()

    async def in_thread(self, work: Callable[[], T]) -> T:
        """What `work` returns, or raises, without holding the loop: for what is short. Raises
        TooBusyError.
        """
        pool = self._pool
        return await self._bounded(lambda: asyncio.get_running_loop().run_in_executor(pool, work))

    async def make(self, job: Job) -> Made:
        """Raises what PageMaker raises, and TooBusyError."""
        making = self._making
        if making is None:
            return await self.in_thread(lambda: self.maker.done(job))
        return await self._bounded(lambda: making(job))

    async def _bounded(self, do: Callable[[], Awaitable[T]]) -> T:
        if self._asked >= THREADS + WAITING_MAX:
            raise TooBusyError("too many ask at once", hint="come again in a moment")
        self._asked += 1
        try:
            return await do()
        finally:
            self._asked -= 1

    async def follow_on(self) -> None:
        """Keep the views up to the log for as long as it is not cancelled, so that who asks finds
        them ready.
        """
        while True:
            try:
                more = (await self.make(FollowJob())).more
            except MonitorError as error:  # each page that is asked for says so too
                _logger.info("the views are behind", extra={"reason": error.message})
                more = False
            await asyncio.sleep(BETWEEN_S if more else FOLLOW_S)

    # --- who asks ---

    def visitor(self, request: Request) -> Visitor:
        """Who asks, by its cookies or its token; in a thread."""
        return self.maker.visitor(who_asks(request), now=self.now())

    async def check_reader(self, request: Request) -> None:
        """Raises NotAllowedError for who may not read."""
        check(await self.in_thread(lambda: self.visitor(request)), "reader")

    # --- a page ---

    async def page(self, page: WebPage, request: Request, *, as_json: bool) -> Response:
        try:
            job = PageJob(
                name=page.name,
                path=_path_of(request),
                slots={name: str(value) for name, value in request.path_params.items()},
                query=tuple(request.query_params.multi_items()),
                language=self.language(request),
                who=who_asks(request),
                as_json=as_json,
                now=self.now(),
            )
            made = await self.make(job)
        except MonitorError as error:
            return self.failed(request, error, as_json=as_json)
        response = unless_known(request, made.body, JSON if as_json else HTML)
        if made.cookie:
            self.set_cookie(response, VISIT, made.cookie, strict=True)
        return response

    def frame(self, request: Request) -> Frame:
        """Around what is no page of the table."""
        return self.maker.frame(
            path=_path_of(request),
            query=tuple(request.query_params.multi_items()),
            language=self.language(request),
        )

    def language(self, request: Request) -> str:
        return chosen(
            request.query_params.get("lang", ""),
            request.headers.get("accept-language", ""),
            default=self.settings.language,
        )

    # --- a form ---

    async def act(self, action: WebAction, request: Request) -> Response:
        """Do what the form asks for, and lead back to the page that it stood on."""
        try:
            form = await self.form(request)
            check(form.visitor, action.access)
            done = await self.changes(lambda room: action.deed(room, form))
        except MonitorError as error:
            return self.failed(request, error, as_json=False)
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
        return SentForm(many=fields, visitor=visitor, language=self.language(request), path=path)

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
        status = status or next((code for kind, code in STATUS if isinstance(error, kind)), 500)
        headers = dict(_NOT_KEPT)
        if status == BUSY:
            headers["retry-after"] = str(AGAIN_S)
        if isinstance(error, NotKnownError):
            headers["www-authenticate"] = "Bearer"
        if as_json:
            made = (
                f"{error.done} of {error.of} events; " if isinstance(error, NotReadyError) else ""
            )
            problem = WebProblem(title=error.message, status=status, detail=made + error.hint)
            return Response(msgspec.json.encode(problem), status, headers, media_type=PROBLEM)
        frame = self.frame(request)
        said = draw("error.html", frame, status=status, error=error)
        return Response(said, status, headers, media_type=HTML)


def who_asks(request: Request) -> WhoAsks:
    sent = request.headers.get("authorization", "")
    return WhoAsks(
        session=request.cookies.get(SESSION, ""),
        visit=request.cookies.get(VISIT, ""),
        token=sent.removeprefix(_BEARER).strip() if sent.startswith(_BEARER) else "",
    )


def _path_of(request: Request) -> str:
    path: str = request.scope["path"]
    return path.removesuffix(".json")


def unless_known(request: Request, body: bytes, media_type: str) -> Response:
    """The body, or only that it is what the client has (RFC 9110, 13.1.2)."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:_ETAG_DIGITS]}"'
    headers = {**_KEPT, "etag": etag}
    known = request.headers.get("if-none-match", "")
    if etag in (one.strip().removeprefix("W/") for one in known.split(",")):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)
