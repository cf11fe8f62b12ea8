"""Telegram as a transport, through python-telegram-bot; and its updates, without confirming any
before it is written down.

What its errors mean: ConnectError, ConnectTimeout, PoolTimeout and every 4xx are certainly not
sent; a read timeout, a reset connection, a 5xx or an answer that is none leave it unknown. The
token is in the addresses that are called: the libraries' loggers are kept quiet, and no error
leaves here with words that could hold it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import ssl
import time
import warnings
from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from types import TracebackType
from typing import Any, Literal, Self

import httpx
import telegram
from msgspec import structs
from telegram import error as errors
from telegram.request import HTTPXRequest
from telegram.warnings import PTBUserWarning

from monitor.delivery.media.telegram_posts import NAME, plain_text
from monitor.delivery.transport import (
    UNMARKED,
    Address,
    Envelope,
    MessageComparison,
    Moved,
    Refused,
    SendOutcome,
    Sent,
    Standing,
    TransportDownError,
    Unknown,
)
from monitor.delivery.updates import TEXT_CHARS_MAX, TOAST_CHARS, IncomingUpdate, MenuScope
from monitor.digest.week.picture import png_of_data
from monitor.events.deliveries import ChatKind, Message
from monitor.pictures.png import missing

# the library's own switch to durations as they will always be
os.environ.setdefault("PTB_TIMEDELTA", "true")
_logger = logging.getLogger(__name__)
_QUIET_LOGGERS = ("httpx", "httpcore", "telegram")
_READ_S, _CONNECT_S, _POOL_S = 20.0, 10.0, 5.0
_CONNECTIONS = 64
_PHOTO = "week.png"
_RIGHTS_KNOWN_S = 600.0
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

_SETUP_CHAT = (
    "chat not found",
    "not enough rights",
    "have no rights",
    "chat_write_forbidden",
    "need administrator",
)
_CLOSED = (
    "user is deactivated",
    "bot was blocked",
    "bot was kicked",
    "chat_restricted",
    "peer_id_invalid",
)
# of a picture that a chat or the server does not take: its words may go alone
_PICTURE = ("photo", "image_process", "media_forbidden", "chat_send_media", "media_invalid")
_CONTENT = (
    "can't parse entities",
    "message is too long",
    "caption is too long",
    "entities_too_long",
    "message text is empty",
    "button_data_invalid",
)
_TOPICS = {
    "topic_closed": "open the topic again, or give the bot the right to manage topics",
    "message thread not found": "the topic was deleted: give another MONITOR_CHANNEL",
    "topic_deleted": "give another MONITOR_CHANNEL",
}
_ABSENT = ("message to edit not found", "message_id_invalid", "message not found")
_NOT_THERE = ("message to delete not found", "message can't be deleted", *_ABSENT)
_SAME = "message is not modified"
_NO_CAPTION = "no caption in the message to edit"  # it is a text
_NO_LOCATION = "no live location in the message to edit"  # it is ours
_NOT_OURS = "message can't be edited"
_NOTHING = logging.CRITICAL + 1  # at CRITICAL the library writes whole updates, with who said what
# what it raises on an update of another form
_UNREADABLE = (TypeError, KeyError, ValueError, AttributeError)


_MAY_EDIT_OTHERS = (
    "the bot may edit others' posts, so it cannot look for its own: take can_edit_messages from it"
)


@cache
def _authorities() -> ssl.SSLContext:
    """Read once: each client would read their file again, 20 ms of processor time."""
    return httpx.create_ssl_context()


class Telegram:
    """`read_s` bounds how long an answer is waited for. Use it as an async context."""

    medium = NAME

    def __init__(
        self, *, token: str, url: str = "https://api.telegram.org", read_s: float = _READ_S
    ) -> None:
        for name in _QUIET_LOGGERS:
            logging.getLogger(name).setLevel(_NOTHING if name == "telegram" else logging.WARNING)
        self._token = token
        self._requests = [
            HTTPXRequest(
                connection_pool_size=connections,
                pool_timeout=_POOL_S,
                read_timeout=read_s,
                write_timeout=read_s,
                connect_timeout=min(_CONNECT_S, read_s),
                httpx_kwargs={"verify": _authorities()},
            )
            for connections in (_CONNECTIONS, 2)
        ]
        sending, polling = self._requests
        try:
            self.bot = telegram.Bot(
                token, base_url=f"{url}/bot", request=sending, get_updates_request=polling
            )
        except errors.InvalidToken as error:
            raise TransportDownError("the token is none", hint=_TOKEN_HINT) from error
        self._tells_whose = True
        self._rights: dict[str, tuple[float, bool]] = {}

    async def __aenter__(self) -> Self:
        # Bot.initialize would ask getMe: a start must not need an answer
        for request in self._requests:
            await request.initialize()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for request in self._requests:
            await request.shutdown()

    # --- sending ---

    async def send(
        self,
        address: Address,
        message: Message,
        *,
        envelope: Envelope = UNMARKED,
        silent: bool = False,
        plain: bool = False,
    ) -> SendOutcome:
        del envelope  # it names messages by ids of its own
        way: dict[str, Any] = {
            "disable_notification": silent,
            "message_thread_id": _thread(address),
            "reply_parameters": _reply_to(address),
        }
        if message.picture and not plain:
            return await self._send_photo(address, message, way)

        async def call() -> SendOutcome:
            content = _content(message, plain=plain)
            sent = await self.bot.send_message(_chat(address), **way, **content)
            return Sent(message_id=sent.message_id)

        return await self._outcome(call)

    async def _send_photo(
        self, address: Address, message: Message, way: dict[str, Any]
    ) -> SendOutcome:
        """Where it cannot be drawn or is not taken, that is its content's fault: the words go
        alone then.
        """
        png = await asyncio.to_thread(png_of_data, message.picture)
        if png is None:
            return Refused(why="content", reason=missing())

        async def call() -> SendOutcome:
            sent = await self.bot.send_photo(
                _chat(address), png, filename=_PHOTO, **way, **_caption(message)
            )
            return Sent(message_id=sent.message_id)

        return await self._outcome(call)

    async def edit(
        self, address: Address, message_id: int, message: Message, *, plain: bool = False
    ) -> SendOutcome:
        outcome = await self._edited(address, message_id, message, plain=plain)
        if isinstance(outcome, Refused) and _NO_CAPTION in outcome.reason.casefold():
            words = structs.replace(message, picture="")  # it went as words alone
            outcome = await self._edited(address, message_id, words, plain=plain)
        if isinstance(outcome, Refused) and _SAME in outcome.reason.casefold():
            return Sent(message_id=message_id)
        return outcome

    async def _edited(
        self, address: Address, message_id: int, message: Message, *, plain: bool
    ) -> SendOutcome:
        """A photo never becomes a text, nor a text a photo: that is refused, changing nothing."""

        async def call() -> SendOutcome:
            where: dict[str, Any] = {"chat_id": _chat(address), "message_id": message_id}
            if message.picture and not plain:
                await self.bot.edit_message_caption(**where, **_caption(message))
            else:
                await self.bot.edit_message_text(**where, **_content(message, plain=plain))
            return Sent(message_id=message_id)

        return await self._outcome(call)

    async def compare(
        self, address: Address, message_id: int, message: Message, *, plain: bool = False
    ) -> MessageComparison | Refused | Unknown:
        """By trying to edit it into what it should be: only our own posts can be edited, if our
        rights are right.
        """
        if (refused := await self._may_probe(address)) is not None:
            return refused
        match await self._edited(address, message_id, message, plain=plain):
            case Sent():
                return MessageComparison(found="changed")
            case Refused(why="absent"):
                return MessageComparison(found="absent")
            case Refused(reason=reason) if _SAME in reason.casefold():
                return MessageComparison(found="same")
            case Refused(why="setup", scope="message") | Refused(why="content"):
                return MessageComparison(found="other")
            case Refused() as refused:
                return refused
            case Unknown() as unknown:
                return unknown
            case Moved():
                return Unknown(reason="the chat moved while it was looked into")

    async def whose(self, address: Address, message_id: int) -> Standing | Refused | Unknown:
        """By asking for a live location to be stopped: no message of ours has one, so nothing ever
        changes, and the refusal says whose it is.
        """
        if not self._tells_whose:
            return "unclear"
        if (refused := await self._may_probe(address)) is not None:
            return refused
        try:
            answer = await self._asked(
                lambda: self.bot.stop_message_live_location(_chat(address), message_id)
            )
        # a server without this method says so as for a wrong token; the next call tells
        except TransportDownError:
            self._tells_whose = False
            return "unclear"
        if isinstance(answer, Unknown) or (
            isinstance(answer, Refused) and (answer.why == "flood" or answer.scope == "chat")
        ):
            return answer
        return _standing(
            getattr(answer, "reason", ""), done=not isinstance(answer, Refused | Moved)
        )

    async def _may_probe(self, address: Address) -> Refused | None:
        """In a channel, a bot that may edit others' posts could overwrite one."""
        if address.kind != "channel":
            return None
        asked_at, risky = self._rights.get(address.chat, (-1e9, False))
        if time.monotonic() - asked_at > _RIGHTS_KNOWN_S:
            try:
                answer = await self._asked(
                    lambda: self.bot.get_chat_member(_chat(address), self._own_id())
                )
            except (
                TransportDownError
            ):  # a server that does not know the question; a refused token is told by the next call
                answer = None
            if isinstance(answer, Refused | Unknown | Moved):
                return Refused(why="unreachable", reason="the bot's rights could not be asked for")
            risky = bool(getattr(answer, "can_edit_messages", False))
            self._rights[address.chat] = (time.monotonic(), risky)
        if not risky:
            return None
        return Refused(why="setup", reason=_MAY_EDIT_OTHERS, scope="chat")

    def _own_id(self) -> int:
        return int(self._token.split(":", 1)[0])

    async def remove(self, address: Address, message_id: int) -> SendOutcome:
        async def call() -> SendOutcome:
            await self.bot.delete_message(_chat(address), message_id)
            return Sent(message_id=message_id)

        outcome = await self._outcome(call)
        if isinstance(outcome, Refused) and any(
            words in outcome.reason.casefold() for words in _NOT_THERE
        ):
            return Sent(message_id=message_id)
        return outcome

    # --- receiving ---

    async def updates(self, *, after: int, wait_s: float) -> list[IncomingUpdate] | SendOutcome:
        """What came in after that update id, waiting for something a while. Asking again with the
        same id gives it again.
        """
        try:
            answer = await self._asked(
                lambda: self.bot.get_updates(
                    offset=after + 1, timeout=int(wait_s), allowed_updates=_WANTED
                )
            )
        except _UNREADABLE:
            return await self._one_by_one(after)
        return list(map(asked_of, answer)) if isinstance(answer, tuple) else answer

    async def _one_by_one(self, after: int) -> list[IncomingUpdate] | SendOutcome:
        """One update that the library cannot read must not keep the others from us: it is passed
        over, the rest is read.
        """
        wanted = {"offset": after + 1, "timeout": 0, "allowed_updates": list(_WANTED)}
        with warnings.catch_warnings():
            # it would rather be asked for read updates
            warnings.filterwarnings("ignore", category=PTBUserWarning)
            answer = await self._asked(
                lambda: self.bot.do_api_request("getUpdates", api_kwargs=wanted)
            )
        return list(map(self._understood, answer)) if isinstance(answer, list) else answer

    def _understood(self, raw: dict[str, Any]) -> IncomingUpdate:
        try:
            return asked_of(telegram.Update.de_json(raw, self.bot))
        except _UNREADABLE as error:
            _logger.warning(
                "an update that cannot be read",
                extra={"update": raw["update_id"], "reason": type(error).__name__},
            )
            return IncomingUpdate(update_id=raw["update_id"], what="other", medium=NAME)

    async def is_admin(self, asked: IncomingUpdate) -> bool:
        """Whether it was asked by an admin of its group. What cannot be known is no."""
        if asked.anonymous:
            return True
        member = await self._asked(
            lambda: self.bot.get_chat_member(_chat(asked.address), asked.user_id)
        )
        return getattr(member, "status", "") in ("creator", "administrator")

    async def toast(self, query_id: str, words: str, *, url: str = "") -> None:
        """Answer the press of a button, so that it stops waiting; a late answer is no harm. `url`
        is opened: a link into the chat with the bot.
        """
        await self._asked(
            lambda: self.bot.answer_callback_query(
                query_id,
                words[:TOAST_CHARS] or None,
                show_alert=len(words) > _TOAST_SHORT,
                url=url or None,
            )
        )

    async def set_commands(
        self, commands: Sequence[tuple[str, str]], scope: MenuScope, language: str
    ) -> Any:
        """The menu of commands with what they do, for one kind of chat and one language ("" for
        everybody else's).
        """
        shown = [telegram.BotCommand(name, words) for name, words in commands]
        return await self._asked(
            lambda: self.bot.set_my_commands(
                shown, scope=_scope(scope), language_code=language or None
            )
        )

    # --- asking ---

    async def ask(self, call: Callable[[telegram.Bot], Awaitable[Any]]) -> Any:
        """Anything else that is asked of the Bot API: its answer, or Refused, Moved or Unknown."""
        return await self._asked(lambda: call(self.bot))

    async def _asked(self, call: Callable[[], Awaitable[Any]]) -> Any:
        try:
            return await call()
        except errors.TelegramError as error:
            return self._meaning(error)

    async def _outcome(self, call: Callable[[], Awaitable[SendOutcome]]) -> SendOutcome:
        try:
            return await call()
        except errors.TelegramError as error:
            return self._meaning(error)
        except (KeyError, TypeError, ValueError):  # an answer that is no message
            return Unknown(reason="the answer could not be read")

    def _meaning(self, error: errors.TelegramError) -> SendOutcome:
        reason = self._said(error)
        match error:
            case errors.RetryAfter():
                seconds = getattr(error.retry_after, "total_seconds", lambda: error.retry_after)()
                return Refused(why="flood", reason="told to wait", retry_after_s=float(seconds))  # type: ignore[arg-type] # a number, either way
            case errors.ChatMigrated():
                return Moved(chat=str(error.new_chat_id), kind="supergroup")
            case errors.InvalidToken():
                raise TransportDownError("the token is refused", hint=_TOKEN_HINT) from None
            case errors.Conflict():
                return Refused(why="unreachable", reason=reason)
            case errors.Forbidden():
                return Refused(why="closed", reason=reason, scope="chat")
            case errors.BadRequest():
                return _bad_request(reason)
            case errors.NetworkError() if isinstance(error.__cause__, _NOT_SENT):
                return Refused(why="unreachable", reason="no connection")
            case errors.NetworkError() if "too many requests" in reason.casefold():
                return Refused(why="flood", reason="told to wait")
            case _:
                return Unknown(reason=reason)

    def _said(self, error: errors.TelegramError) -> str:
        secret = self._token.split(":", 1)[-1]
        return " ".join(str(error.message).replace(self._token, "…").replace(secret, "…").split())[
            :200
        ]


_TOKEN_HINT = "copy it again from @BotFather, without blanks; a new one: docs/token.md"  # noqa: S105 — a hint


_WANTED = ["message", "callback_query", "my_chat_member"]
_TOAST_SHORT = 60


def _scope(scope: MenuScope) -> telegram.BotCommandScope:
    match scope:
        case "default":
            return telegram.BotCommandScopeDefault()
        case "private":
            return telegram.BotCommandScopeAllPrivateChats()
        case Address():
            return telegram.BotCommandScopeChat(_chat(scope))


def asked_of(update: telegram.Update) -> IncomingUpdate:
    """The parts of an update that matter here; nothing of who its user is but a number."""
    query, message, member = update.callback_query, update.effective_message, update.my_chat_member
    chat = update.effective_chat
    if chat is None or (message is None and member is None):
        return IncomingUpdate(update_id=update.update_id, what="other", medium=NAME)
    user = update.effective_user
    sender = getattr(message, "sender_chat", None)
    in_topic = bool(getattr(message, "is_topic_message", False))
    answered = getattr(message, "reply_to_message", None) if query is None else None
    return IncomingUpdate(
        update_id=update.update_id,
        what=_what(update),
        medium=NAME,
        chat=str(chat.id),
        kind=_KINDS.get(str(chat.type), "private"),
        thread=getattr(message, "message_thread_id", None) if in_topic else None,
        user_id=user.id if user else 0,
        anonymous=query is None and sender is not None and sender.id == chat.id,
        text=_whole(getattr(message, "text", None))[:TEXT_CHARS_MAX] if query is None else "",
        data=_whole(query.data)[:64] if query else "",
        query_id=query.id if query else "",
        message_id=message.message_id if message else 0,
        reply_to=answered.message_id if answered else 0,
        to_us=bool(answered and answered.from_user and answered.from_user.is_bot),
        language=_whole(user.language_code)[:2] if user else "",
        moved_to=str(getattr(message, "migrate_to_chat_id", None) or ""),
    )


def _whole(text: str | None) -> str:
    """JSON may hold halves of characters, which nothing can be written with."""
    return _HALF.sub("\N{REPLACEMENT CHARACTER}", text or "")


_HALF = re.compile("[\ud800-\udfff]")
_KINDS: dict[str, ChatKind] = {
    "private": "private",
    "group": "group",
    "supergroup": "supergroup",
    "channel": "channel",
}


def _what(update: telegram.Update) -> Literal["text", "button", "left", "moved", "other"]:
    if update.callback_query:
        return "button"
    if update.my_chat_member:
        left = str(update.my_chat_member.new_chat_member.status) in ("kicked", "left")
        return "left" if left else "other"
    if update.message and update.message.migrate_to_chat_id:
        return "moved"
    if update.message and update.message.text:
        return "text"
    return "other"


def _bad_request(reason: str) -> SendOutcome:
    said = reason.casefold()
    if any(words in said for words in _PICTURE):
        return Refused(why="content", reason=reason)
    if any(words in said for words in _SETUP_CHAT):
        return Refused(why="setup", reason=reason, scope="chat")
    if any(words in said for words in _CLOSED):
        return Refused(why="closed", reason=reason, scope="chat")
    if any(words in said for words in _CONTENT):
        return Refused(why="content", reason=reason)
    if any(words in said for words in _ABSENT):
        return Refused(why="absent", reason=reason)
    helped = (f"{reason}: {mend}" for words, mend in _TOPICS.items() if words in said)
    return Refused(why="setup", reason=next(helped, reason))


def _standing(reason: str, *, done: bool) -> Standing:
    said = reason.casefold()
    if done or _NO_LOCATION in said:
        return "ours"
    if any(words in said for words in _ABSENT):
        return "absent"
    return "other" if _NOT_OURS in said else "unclear"


def _reply_to(address: Address) -> telegram.ReplyParameters | None:
    """A message that was deleted meanwhile keeps nothing back."""
    if address.reply_to is None:
        return None
    return telegram.ReplyParameters(address.reply_to, allow_sending_without_reply=True)


def _chat(address: Address) -> int | str:
    if address.chat.startswith("@"):
        return address.chat
    return int(address.chat)


_GENERAL = 1  # the topic of a forum that goes without a thread id: with one it is refused


def _thread(address: Address) -> int | None:
    return None if address.thread == _GENERAL else address.thread


def _preview(message: Message) -> telegram.LinkPreviewOptions:
    if not message.preview:
        return telegram.LinkPreviewOptions(is_disabled=True)
    return telegram.LinkPreviewOptions(url=message.preview, prefer_small_media=True)


def _content(message: Message, *, plain: bool) -> dict[str, Any]:
    return {
        "text": plain_text(message.text) if plain else message.text,
        "parse_mode": None if plain else "HTML",
        "reply_markup": _keyboard(message),
        "link_preview_options": _preview(message),
    }


def _caption(message: Message) -> dict[str, Any]:
    return {"caption": message.text, "parse_mode": "HTML", "reply_markup": _keyboard(message)}


def _keyboard(message: Message) -> telegram.InlineKeyboardMarkup | None:
    rows = [
        [telegram.InlineKeyboardButton(one.label, callback_data=one.data) for one in row]
        for row in message.buttons
    ]
    return telegram.InlineKeyboardMarkup(rows) if rows else None
