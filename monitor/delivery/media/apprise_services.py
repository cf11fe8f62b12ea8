"""Whatever Apprise knows (https://github.com/caronc/apprise) as media: an address is a service URL
that names one place. The library is an extra: it is loaded when such an address is met.

The parts are ours, within what the service holds and in a form that keeps its links, and each is
one call. Apprise says whether a call succeeded; why not stands only in its log, of which the
status and the kind of a broken connection are read. Whatever is not clear is unknown.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import re
import warnings
from contextlib import AbstractAsyncContextManager, nullcontext
from contextvars import ContextVar
from importlib.util import find_spec
from typing import Any, Literal

from monitor.delivery.media.medium import Access, Medium, Proof, number_of, plain_notice
from monitor.delivery.media.messages import as_data, correcting
from monitor.delivery.transport import (
    UNMARKED,
    Address,
    Envelope,
    OneWay,
    Refused,
    SendOutcome,
    Sent,
    Transport,
    Unknown,
)
from monitor.digest.model import Digest
from monitor.digest.render.parts import in_parts
from monitor.events.deliveries import Message

NAME = "apprise"
_NOT_INSTALLED = "apprise is not installed: .venv/bin/pip install 'apprise>=2.3,<3'"
_SERVICES_KEPT = 256  # they remember logins and when they were asked last
_HEAD_CHARS = 60  # what services put around a text
_NTFY_BYTES_MAX = 4_000  # what is longer becomes an attachment there, whatever Apprise lets through
_BYTES_FROM = 5_000  # services that hold more count bytes, or may
_MARKDOWN_TOO = frozenset({"discord"})  # plain by default, and understands links with words
_ERROR_STATUS = re.compile(r"\berror=(\d{3})\b")
_NOT_SENT = ("NewConnectionError", "NameResolutionError", "ConnectTimeout")
_TOO_MANY, _GONE = 429, 410
_TOO_MANY_S = 60.0
_OUR_AFFAIR = frozenset({401, 403, 404, 405})  # the address or its right is not what it was

_heard: ContextVar[list[str] | None] = ContextVar("heard", default=None)


class _Listener(logging.Handler):
    """Of what Apprise logs, what belongs to the call under way. Nothing is handed on: its lines
    name the places that it writes to.
    """

    def emit(self, record: logging.LogRecord) -> None:
        lines = _heard.get()
        if lines is not None:
            lines.append(record.getMessage())


@functools.cache
def _library() -> Any:
    logging.getLogger("urllib3").setLevel(logging.WARNING)  # at DEBUG it tells whole addresses
    logger = logging.getLogger("apprise")
    logger.handlers, logger.propagate = [_Listener()], False
    logger.setLevel(logging.DEBUG)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the libraries of a hundred services
        import apprise  # noqa: PLC0415 — an extra, half a second

        apprise.Apprise.instantiate("json://localhost")  # loads all of them
    return apprise


def _asset() -> Any:
    """Nothing of Apprise's own in what is sent, and nothing of ours on the disk."""
    return _library().AppriseAsset(
        async_mode=False,
        app_id="monitor",
        app_desc="monitor",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        storage_mode=_library().PersistentStoreMode.MEMORY,
    )


@functools.lru_cache(_SERVICES_KEPT)
def _opened(url: str) -> Any | None:
    """An Apprise of one service; None for what it does not understand."""
    opened = _library().Apprise(asset=_asset())
    return opened if opened.add(url) and len(opened) else None


def is_installed() -> bool:
    return find_spec("apprise") is not None


def wrong(url: str) -> str:
    if not is_installed():
        return _NOT_INSTALLED
    opened = _opened(url)
    if opened is None:
        return "Apprise does not understand that service address: its wiki says how each is written"
    if len(opened) != 1 or len(opened[0]) != 1:
        return "that address names several places: add each as a reader of its own"
    return ""


# --- how a digest is cut for a service ---


def posts_for(digest: Digest, url: str) -> tuple[Message, ...]:
    form, size_max = form_of(url), room_of(url)
    counted = _bytes if size_max >= _BYTES_FROM or _schema_of(url).startswith("ntfy") else _units
    return in_parts(digest, form=form, size_max=size_max, size=counted)


def _service(url: str) -> Any | None:
    opened = _opened(url) if is_installed() else None
    return opened[0] if opened else None


def _schema_of(url: str) -> str:
    return url.partition(":")[0].casefold()


def form_of(url: str) -> Literal["text", "markdown"]:
    """Markdown where it is the service's own form; words with their addresses below elsewhere: what
    is made of our HTML loses addresses at some.
    """
    formats = getattr(_service(url), "notify_format", "text")
    own = formats[0] if isinstance(formats, tuple | list) else formats
    if str(getattr(own, "value", own)) == "markdown" or _schema_of(url) in _MARKDOWN_TOO:
        return "markdown"
    return "text"


def room_of(url: str) -> int:
    room = int(getattr(_service(url), "body_maxlen", 1000)) - _HEAD_CHARS
    return min(room, _NTFY_BYTES_MAX) if _schema_of(url).startswith("ntfy") else max(100, room)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _bytes(text: str) -> int:
    return len(text.encode())


# --- sending ---


class AppriseServices(OneWay):
    medium = NAME

    async def send(
        self,
        address: Address,
        message: Message,
        *,
        envelope: Envelope = UNMARKED,
        silent: bool = False,
        plain: bool = False,
    ) -> SendOutcome:
        del silent
        if not is_installed():
            return Refused(why="setup", reason=_NOT_INSTALLED, scope="chat")
        if _opened(address.chat) is None:
            return Refused(
                why="setup", reason="Apprise does not understand the address", scope="chat"
            )
        form = "text" if plain else form_of(address.chat)
        done, lines = await asyncio.to_thread(_told, address.chat, message.text, form)
        if done:
            return Sent(message_id=number_of(envelope.key))
        return meaning(lines)


def _told(url: str, text: str, form: str) -> tuple[bool, list[str]]:
    """Whether the one service took it, and what Apprise logged of that. On a thread of its own."""
    lines: list[str] = []
    marked = _heard.set(lines)
    try:
        told = _opened(url)
        done = told is not None and bool(told.notify(body=text, body_format=form))
    finally:
        _heard.reset(marked)
    return done, lines


def meaning(lines: list[str]) -> SendOutcome:
    """What Apprise's lines about a call that failed prove. Its words stay here: they name the
    place.
    """
    statuses = [int(found) for line in lines for found in _ERROR_STATUS.findall(line)]
    if statuses:
        return _of_status(statuses[-1])
    if any(name in line for line in lines for name in _NOT_SENT):
        return Refused(why="unreachable", reason="no connection to the service")
    return Unknown(reason="the service gave no clear answer")


def _of_status(status: int) -> SendOutcome:
    said = f"the service answered {status}"
    if status == _TOO_MANY:
        return Refused(why="flood", reason=said, retry_after_s=_TOO_MANY_S)
    if status == _GONE:
        return Refused(why="closed", reason=said, scope="chat")
    if status in _OUR_AFFAIR:
        return Refused(why="setup", reason=said, scope="chat")
    if 400 <= status < 500:  # noqa: PLR2004 — HTTP's own borders
        return Refused(why="content", reason=said)
    return Unknown(reason=said)


def _transport(_access: Access) -> AbstractAsyncContextManager[Transport] | None:
    return nullcontext(AppriseServices()) if is_installed() else None


async def _prove(_access: Access) -> Proof:
    if not is_installed():
        return Proof(ok=False, says="the library is not installed", hint=MEDIUM.mend)
    return Proof(ok=True, says=f"version {_library().__version__}")


MEDIUM = Medium(
    name=NAME,
    transport=_transport,
    render=as_data,
    render_for=posts_for,
    notice=plain_notice,
    corrected=correcting,
    ids="none",
    edits=False,
    wrong=wrong,
    prove=_prove,
    missing="library for such services (apprise)",
    mend=".venv/bin/pip install 'apprise>=2.3,<3'",
)
