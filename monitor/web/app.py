"""The application: its addresses, and what stands before them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib import resources
from pathlib import Path

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from monitor.errors import MonitorError
from monitor.stores import Stores
from monitor.web import doors
from monitor.web.answers import JSON, Answers, Endpoint, Making, unless_known
from monitor.web.api.openapi import api_path, described
from monitor.web.api.stream import StoryStream
from monitor.web.changes import Changes
from monitor.web.forms import WebAction
from monitor.web.making.home_reader import HomeReader
from monitor.web.making.maker import PageMaker
from monitor.web.pages import ACTIONS, PAGES
from monitor.web.pages.page import WebPage
from monitor.web.security.guard import STREAM, Guard, TooMuchError
from monitor.web.settings import WebSettings

_KEPT_S = 31_536_000  # a static file's address holds its hash


def create_app(
    home: Path,
    settings: WebSettings,
    *,
    now: Callable[[], datetime],
    changes: Changes,
    making: Making | None = None,
) -> Starlette:
    """The pages of a home. Nothing is opened before somebody asks."""
    answers = Answers(maker_of(home, settings), now=now, changes=changes, making=making)
    static = str(resources.files("monitor.web") / "static")
    stream = StoryStream(answers)
    routes: list[BaseRoute] = [
        Route(STREAM, stream.listened, methods=["GET"]),
        Route("/api/openapi.json", _description(settings.base), methods=["GET"]),
        *(route for page in PAGES for route in _routes(answers, page)),
        *(Route(one.path, _deed(answers, one), methods=["POST"]) for one in ACTIONS),
        *doors.routes(answers),
        Mount("/static", _KeptFiles(directory=static, packages=[("monitor.pictures", "data")])),
    ]

    async def lost(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else _TOO_MUCH
        said = MonitorError(_SAID.get(status, "this cannot be answered"))
        path = request.scope["path"]
        as_json = path.endswith(".json") or path.startswith("/api/")
        return answers.failed(request, said, as_json=as_json, status=status)

    app = Starlette(
        routes=routes,
        exception_handlers={HTTPException: lost, TooMuchError: lost},
        middleware=[Middleware(Guard, settings=settings)],
    )
    app.router.redirect_slashes = False  # a page has one address
    app.state.answers, app.state.stream = answers, stream
    return app


def maker_of(home: Path, settings: WebSettings) -> PageMaker:
    reader = HomeReader(Stores(home / "state", settings.log_url), settings.facts)
    return PageMaker(reader, settings, pages=PAGES)


_TOO_MUCH = 413
_SAID = {
    404: "there is no such page",
    405: "this page can only be read",
    413: "that is too much for a form",
}


def _routes(answers: Answers, page: WebPage) -> Iterator[Route]:
    """As JSON first: a path's {slot} would take the `.json` as its own."""
    yield Route(api_path(page), _endpoint(answers, page, as_json=True), methods=["GET"])
    for path in ("/today", "") if page.path == "/" else (page.path,):
        if path:
            yield Route(f"{path}.json", _endpoint(answers, page, as_json=True), methods=["GET"])
        yield Route(path or "/", _endpoint(answers, page, as_json=False), methods=["GET"])


def _description(base: str) -> Endpoint:
    body = _described(base)

    async def description(request: Request) -> Response:
        return unless_known(request, body, JSON)

    return description


@functools.cache
def _described(base: str) -> bytes:
    return msgspec.json.encode(described(PAGES, base=base))


def _deed(answers: Answers, action: WebAction) -> Endpoint:
    async def deed(request: Request) -> Response:
        return await answers.act(action, request)

    return deed


def _endpoint(answers: Answers, page: WebPage, *, as_json: bool) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        return await answers.page(page, request, as_json=as_json)

    return endpoint


class _KeptFiles(StaticFiles):
    """Files that a browser may keep."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type] # handed on
        response.headers["cache-control"] = f"public, max-age={_KEPT_S}, immutable"
        return response
