"""Logging in and out: an operator by a link that works once, a reader by a token.

A link is opened by whoever looks at it, messengers' previews too; so it shows a button, and only
pressing that uses it up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.errors import MonitorError
from monitor.web.answers import HTML, SESSION, VISIT, Answers, Endpoint
from monitor.web.making.render import draw
from monitor.web.security.access import AccessStore, new_cookie

_SHOWN = {"cache-control": "no-store", "referrer-policy": "no-referrer"}
_TOKEN_CHARS_MAX = 200


def routes(answers: Answers) -> Iterator[Route]:
    def log_in(store: AccessStore, token: str) -> str:
        return store.log_in(token, answers.limits, now=answers.now())

    def enter(store: AccessStore, token: str) -> str:
        return store.enter(token, answers.limits, now=answers.now())

    yield Route("/login/{token}", _shown(answers, "login.html"), methods=["GET"])
    yield Route("/login/{token}", _taken(answers, log_in, home="/unsure"), methods=["POST"])
    yield Route("/enter", _shown(answers, "enter.html"), methods=["GET"])
    yield Route("/enter", _taken(answers, enter, home="/"), methods=["POST"])
    yield Route("/logout", _left(answers), methods=["POST"])


def _shown(answers: Answers, template: str) -> Endpoint:
    """The form, with a cookie that shows later that it was us who made it."""

    async def shown(request: Request) -> Response:
        token = str(request.path_params.get("token", ""))

        def drawn() -> tuple[str, str]:
            csrf, cookie = answers.visitor(request).csrf, ""
            if not csrf:
                cookie = new_cookie()
                with answers.maker.access() as store:
                    csrf = store.csrf(cookie)
            return draw(template, answers.frame(request), csrf=csrf, token=token), cookie

        try:
            said, cookie = await answers.in_thread(drawn)
        except MonitorError as error:
            return answers.failed(request, error, as_json=False)
        response = Response(said, headers=_SHOWN, media_type=HTML)
        if cookie:
            answers.set_cookie(response, VISIT, cookie, strict=True)
        return response

    return shown


def _taken(answers: Answers, begin: Callable[[AccessStore, str], str], *, home: str) -> Endpoint:
    """The token of the address, or of the form, becomes a session."""

    async def taken(request: Request) -> Response:
        def session(token: str) -> str:
            with answers.maker.access() as store:
                return begin(store, token[:_TOKEN_CHARS_MAX])

        try:
            form = await answers.form(request)
            token = form.path.get("token") or form.needed("token")
            cookie = await answers.in_thread(lambda: session(token))
        except MonitorError as error:
            return answers.failed(request, error, as_json=False)
        response = answers.led(home)
        answers.set_cookie(response, SESSION, cookie, strict=False)
        response.delete_cookie(VISIT, path=f"{answers.settings.base}/")
        return response

    return taken


def _left(answers: Answers) -> Endpoint:
    async def left(request: Request) -> Response:
        def end() -> None:
            with answers.maker.access() as store:
                store.log_out(request.cookies.get(SESSION, ""))

        try:
            await answers.form(request)
            await answers.in_thread(end)
        except MonitorError as error:
            return answers.failed(request, error, as_json=False)
        response = answers.led("/")
        response.delete_cookie(SESSION, path=f"{answers.settings.base}/")
        return response

    return left
