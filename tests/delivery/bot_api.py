"""A strict Bot API server for tests: real sockets on loopback, Telegram's own parser, its limits,
and faults on request.

It refuses what Telegram refuses: markup that does not parse, texts that are too long, chats it does
not know, missing rights, closed topics, callback data out of bounds, floods. `speed` makes its
seconds shorter, for long runs. It keeps every request, and notes each one that came inside a
`retry_after`. A call whose connection is gone may still be carried out, `late` within a bound, or
`after the next` message. It lives in a thread of its own and ends with its context.
"""

from __future__ import annotations

import asyncio
import json
import math
import re
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import parse_qsl

import tdjson

TOKEN = "123456:the-test-token-is-not-a-secret"
BOT_ID, BOT_NAME = 123456, "monitor_test_bot"
Fault = Literal[
    "drop before",
    "drop after",
    "500 after",
    "silence after",
    "silence before",
    "garbage after",
    "429",
    "late",
    "after the next",
]
GENERAL = 1  # the topic of a forum that has no thread id
LATE_S_MAX = 45.0  # a call whose connection is gone is carried out no later than this
_POST_RIGHTS = {"can_post_messages": True, "can_edit_messages": False, "can_delete_messages": False}


class ApiError(Exception):
    def __init__(self, code: int, words: str, **parameters: Any) -> None:
        super().__init__(words)
        self.code, self.words, self.parameters = code, words, parameters


@dataclass
class Stored:
    """A message as the chat holds it; `sent_at` is the server's clock."""

    text: str
    shown: str
    mine: bool
    sent_at: float
    id: int = 0
    entities: list[Any] = field(default_factory=list)
    buttons: list[Any] = field(default_factory=list)
    silent: bool = False
    preview: str = ""  # the address that is shown below it
    photo: bytes = b""  # its text is its caption then
    thread: int | None = None
    reply_to: int | None = None
    edits: int = 0

    def same(self, other: Stored) -> bool:
        return (self.shown, self.entities, self.buttons, self.preview) == (
            other.shown,
            other.entities,
            other.buttons,
            other.preview,
        )


@dataclass
class Chat:
    """`status` is the bot's: administrator, member, kicked, blocked. `topics` are those of a
    forum.
    """

    id: int
    type: str
    username: str = ""
    status: str = "administrator"
    rights: dict[str, bool] = field(default_factory=lambda: dict(_POST_RIGHTS))
    topics: set[int] | None = None
    closed: set[int] = field(default_factory=set)  # topics where nobody may write
    takes_photos: bool = True
    migrated_to: int | None = None
    admins: set[int] = field(default_factory=set)
    messages: dict[int, Stored] = field(default_factory=dict)
    last_id: int = 1  # a chat begins with a service message
    calls: deque[float] = field(default_factory=deque)
    wait_until: float = 0.0

    @property
    def texts(self) -> list[str]:
        return [self.messages[id_].text for id_ in sorted(self.messages) if self.messages[id_].mine]


@dataclass
class Request:
    method: str
    chat_id: int | None
    at: float
    answer: int = 0
    fault: Fault | None = None


class BotApi:
    """`faults` is asked at each call that writes: which fault, if any, befalls it, and for how long
    a flood.
    """

    def __init__(
        self,
        *,
        speed: float = 1.0,
        floods: bool = True,
        token: str = TOKEN,
        host: str = "127.0.0.1",
    ) -> None:
        self.speed, self.floods, self.token, self.host = speed, floods, token, host
        self.chats: dict[int, Chat] = {}
        self._by_id: dict[str, Chat] = {}
        self.requests: list[Request] = []
        self.early: list[Request] = []  # came inside a retry_after
        self.crowded: list[
            str
        ] = []  # texts of which Telegram would drop entities, and says nothing
        self.answered: list[dict[str, str]] = []  # callback queries
        # by scope (a chat's id, else its type) and language
        self.menus: dict[tuple[str, str], list[str]] = {}
        self.updates: deque[dict[str, Any]] = deque()
        self.webhook = ""
        self.faults: Callable[[str, int], tuple[Fault, float] | None] = lambda _method, _chat: None
        self._private_id = 10
        self._update_id = 1000
        self._overall: deque[float] = deque()
        self._pollers: list[asyncio.Event] = []
        self._ousted: set[asyncio.Event] = set()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._closing: asyncio.Event | None = None
        self._held: list[tuple[Callable[[Chat, dict[str, Any]], Any], Chat, dict[str, Any]]] = []
        self._writers: set[asyncio.StreamWriter] = set()
        self.port = 0

    # --- life ---

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._closing is not None
        self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join(10)

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._closing = asyncio.Event()
        server = await asyncio.start_server(self._talk, self.host, 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._closing.wait()
        server.close()
        for poller in self._pollers:
            poller.set()
        for writer in list(self._writers):
            writer.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # --- what tests arrange ---

    def channel(self, chat_id: int, username: str = "", **fields: Any) -> Chat:
        return self._chat(Chat(id=chat_id, type="channel", username=username, **fields))

    def group(self, chat_id: int, **fields: Any) -> Chat:
        return self._chat(Chat(id=chat_id, type="supergroup", **fields))

    def person(self, chat_id: int, **fields: Any) -> Chat:
        return self._chat(
            Chat(id=chat_id, type="private", status=fields.pop("status", "member"), **fields)
        )

    def _chat(self, chat: Chat) -> Chat:
        self.chats[chat.id] = self._by_id[str(chat.id)] = chat
        return chat

    def post_by_another(self, chat_id: int, text: str) -> int:
        """Another admin's post, or a member's message."""
        chat = self.chats[chat_id]
        message = Stored(
            id=self._next_id(chat), text=text, shown=text, mine=False, sent_at=self.now()
        )
        chat.messages[message.id] = message
        return message.id

    def say(
        self,
        chat_id: int,
        text: str,
        *,
        user_id: int | None = None,
        reply_to: int = 0,
        **fields: Any,
    ) -> int:
        """A person writes to the bot; the id of the update. `reply_to` is a message of the bot."""
        if reply_to:
            fields["reply_to_message"] = self._replied(chat_id, reply_to)
        chat = self.chats[chat_id]
        user = user_id or chat_id
        message = {
            "message_id": self.post_by_another(chat_id, text),
            "date": int(time.time()),
            "chat": self._chat_json(chat),
            "from": {
                "id": user,
                "is_bot": False,
                "first_name": "Somebody Real",
                "language_code": "en",
            },
            "text": text,
            **fields,
        }
        if text.startswith("/"):
            message["entities"] = [
                {"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}
            ]
        return self.push({"message": message})

    def _replied(self, chat_id: int, message_id: int) -> dict[str, Any]:
        chat = self.chats[chat_id]
        us = {"id": BOT_ID, "is_bot": True, "first_name": "Monitor", "username": BOT_NAME}
        return {**self.message_json(chat, chat.messages[message_id]), "from": us}

    def press(self, chat_id: int, message_id: int, data: str, *, user_id: int | None = None) -> int:
        chat = self.chats[chat_id]
        shown = self.message_json(chat, chat.messages[message_id])
        who = {"id": user_id or chat_id, "is_bot": False, "first_name": "Somebody Real"}
        query = {
            "id": f"q{self._update_id}",
            "from": who,
            "chat_instance": "1",
            "data": data,
            "message": shown,
        }
        return self.push({"callback_query": query})

    def push(self, update: dict[str, Any]) -> int:
        self._update_id += 1
        self.updates.append({"update_id": self._update_id, **update})
        self._loop.call_soon_threadsafe(self._wake)
        return self._update_id

    def _wake(self) -> None:
        for poller in self._pollers:
            poller.set()

    def now(self) -> float:
        """The server's seconds: `speed` of them to a real one."""
        return time.monotonic() * self.speed

    # --- HTTP ---

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            while (request := await _read_request(reader)) is not None:
                answer = await self._answer(*request)
                if answer is None:
                    break
                code, body = answer
                head = (
                    f"HTTP/1.1 {code} .\r\nContent-Type: application/json\r\n"
                    f"Content-Length: {len(body)}\r\n\r\n"
                )
                writer.write(head.encode() + body)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            return
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _answer(self, path: str, params: dict[str, Any]) -> tuple[int, bytes] | None:
        """Code and body; None cuts the connection."""
        token, _, method = path.removeprefix("/bot").partition("/")
        request = Request(method, None, self.now())
        self.requests.append(request)
        try:
            code, result = 200, await self._method(token, method, params, request)
        except ApiError as error:
            code = error.code
            body: dict[str, Any] = {"ok": False, "error_code": code, "description": error.words}
            if error.parameters:
                body["parameters"] = error.parameters
            request.answer = code
            return code, json.dumps(body).encode()
        request.answer = code
        return await self._befallen(request, json.dumps({"ok": True, "result": result}).encode())

    async def _befallen(self, request: Request, body: bytes) -> tuple[int, bytes] | None:
        match request.fault:
            case "drop after" | "drop before" | "late" | "after the next":
                return None
            case "500 after":
                return 500, json.dumps(
                    {"ok": False, "error_code": 500, "description": "Internal Server Error"}
                ).encode()
            case "garbage after":
                return 200, b"<html>what?</html>"
            case "silence after" | "silence before":
                await asyncio.sleep(3600)
                return None
            case _:
                return 200, body

    # --- methods ---

    async def _method(
        self, token: str, method: str, params: dict[str, Any], request: Request
    ) -> Any:
        if token != self.token:
            raise ApiError(401, "Unauthorized")
        simple: dict[str, Callable[[], Any]] = {
            "getMe": lambda: {
                "id": BOT_ID,
                "is_bot": True,
                "first_name": "Monitor",
                "username": BOT_NAME,
            },
            "getWebhookInfo": lambda: {
                "url": self.webhook,
                "has_custom_certificate": False,
                "pending_update_count": 0,
            },
            "setMyCommands": lambda: self._set_commands(params),
            "answerCallbackQuery": lambda: self._answer_query(params),
        }
        if method in simple:
            return simple[method]()
        if method == "getUpdates":
            return await self._get_updates(params)
        writes = {
            "sendMessage": self._send,
            "sendPhoto": self._send_photo,
            "editMessageText": self._edit,
            "editMessageCaption": self._edit_caption,
            "stopMessageLiveLocation": self._stop_location,
            "deleteMessage": self._delete,
        }
        asks = {"getChat": self._get_chat, "getChatMember": self._get_member}
        if method in asks:
            return asks[method](self._known_chat(params), params)
        if method in writes:
            return self._write(method, writes[method], params, request)
        raise ApiError(404, "Not Found")

    def _set_commands(self, params: dict[str, Any]) -> bool:
        commands = json.loads(params["commands"])
        if len(commands) > 100 or not all(
            re.fullmatch("[a-z0-9_]{1,32}", one["command"]) and 1 <= len(one["description"]) <= 256
            for one in commands
        ):
            raise ApiError(400, "Bad Request: BOT_COMMAND_INVALID")
        scope = json.loads(params.get("scope", '{"type": "default"}'))
        if scope["type"] == "chat":
            self._known_chat(scope)
        whose = str(scope.get("chat_id", scope["type"]))
        self.menus[whose, params.get("language_code", "")] = [one["command"] for one in commands]
        return True

    def _answer_query(self, params: dict[str, Any]) -> bool:
        """A link must open the chat with the bot itself."""
        url = params.get("url", "")
        if len(params.get("text", "")) > 200:
            raise ApiError(400, "Bad Request: MESSAGE_TOO_LONG")
        if url and not re.fullmatch(rf"https://t\.me/{BOT_NAME}\?start=[\w-]{{1,64}}", url):
            raise ApiError(400, "Bad Request: URL_INVALID")
        self.answered.append(params)
        return True

    def _write(
        self,
        method: str,
        write: Callable[[Chat, dict[str, Any]], Any],
        params: dict[str, Any],
        request: Request,
    ) -> Any:
        chat = self._known_chat(params)
        request.chat_id = chat.id
        fault = self.faults(method, chat.id)
        request.fault = fault[0] if fault else None
        self._flood(chat, request)
        if fault and fault[0] == "429":
            chat.wait_until = self.now() + fault[1]
            raise ApiError(
                429,
                f"Too Many Requests: retry after {fault[1]:g}",
                retry_after=self._seconds(fault[1]),
            )
        if request.fault in ("drop before", "silence before"):
            return None
        if fault and fault[0] == "late":
            self._loop.call_later(
                min(fault[1], LATE_S_MAX) / self.speed, self._carry_out, write, chat, params
            )
            return None
        if request.fault == "after the next":
            self._held.append((write, chat, params))
            return None
        self._check_status(chat)
        result = write(chat, params)
        if method in ("sendMessage", "sendPhoto"):
            held, self._held = self._held, []
            for one in held:
                self._carry_out(*one)
        return result

    def _carry_out(
        self, write: Callable[[Chat, dict[str, Any]], Any], chat: Chat, params: dict[str, Any]
    ) -> None:
        """Nobody waits for the answer."""
        with suppress(ApiError):
            self._check_status(chat)
            write(chat, params)

    def _seconds(self, waited: float) -> float | int:
        """As the wire has it: whole seconds, but where this server's seconds are shorter."""
        return math.ceil(waited) if self.speed == 1.0 else waited / self.speed

    def _flood(self, chat: Chat, request: Request) -> None:
        now = request.at = self.now()
        if now < chat.wait_until:
            self.early.append(request)
            raise ApiError(
                429, "Too Many Requests", retry_after=self._seconds(chat.wait_until - now)
            )
        if not self.floods:
            return
        group = chat.type != "private"
        for calls, span, most in (
            (chat.calls, 60.0 if group else 1.0, 20 if group else 2),
            (self._overall, 1.0, 30),
        ):
            while calls and calls[0] <= now - span:
                calls.popleft()
            if len(calls) >= most:
                wait = max(1.0, calls[0] + span - now)
                chat.wait_until = now + wait
                raise ApiError(
                    429, f"Too Many Requests: retry after {wait:g}", retry_after=self._seconds(wait)
                )
        chat.calls.append(now)
        self._overall.append(now)

    def _known_chat(self, params: dict[str, Any]) -> Chat:
        given = str(params.get("chat_id", ""))
        named = (
            chat
            for chat in self.chats.values()
            if given.startswith("@") and given[1:] == chat.username
        )
        chat = self._by_id.get(given) or next(named, None)
        if chat is None:
            raise ApiError(400, "Bad Request: chat not found")
        if chat.migrated_to:
            words = "Bad Request: group chat was upgraded to a supergroup chat"
            raise ApiError(400, words, migrate_to_chat_id=chat.migrated_to)
        return chat

    def _check_status(self, chat: Chat) -> None:
        if chat.status == "blocked":
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        if chat.status == "kicked":
            raise ApiError(403, f"Forbidden: bot was kicked from the {chat.type} chat")
        if chat.type == "channel" and not (
            chat.status == "administrator" and chat.rights["can_post_messages"]
        ):
            raise ApiError(400, "Bad Request: need administrator rights in the channel chat")

    def _send(self, chat: Chat, params: dict[str, Any]) -> Any:
        return self._posted(chat, params, self._made(params))

    def _send_photo(self, chat: Chat, params: dict[str, Any]) -> Any:
        if not chat.takes_photos:
            raise ApiError(400, "Bad Request: not enough rights to send photos to the chat")
        photo = params.get("photo", b"")
        if not isinstance(photo, bytes) or not photo.startswith(_PNG):
            raise ApiError(400, "Bad Request: IMAGE_PROCESS_FAILED")
        if len(photo) > 10 * 1024 * 1024:
            raise ApiError(400, "Bad Request: file is too big")
        made = self._made_caption(params)
        made.photo = photo
        return self._posted(chat, params, made)

    def _posted(self, chat: Chat, params: dict[str, Any], message: Stored) -> Any:
        thread = int(params["message_thread_id"]) if params.get("message_thread_id") else None
        if thread is not None and thread not in (chat.topics or ()):
            raise ApiError(400, "Bad Request: message thread not found")
        if (thread or GENERAL) in chat.closed:
            raise ApiError(400, "Bad Request: TOPIC_CLOSED")
        message.thread, message.silent = thread, params.get("disable_notification") == "true"
        message.reply_to = self._reply(chat, params)
        message.id = self._next_id(chat)
        chat.messages[message.id] = message
        return self.message_json(chat, message)

    def _reply(self, chat: Chat, params: dict[str, Any]) -> int | None:
        if not params.get("reply_parameters"):
            return None
        asked = json.loads(params["reply_parameters"])
        if int(asked["message_id"]) in chat.messages:
            return int(asked["message_id"])
        if not asked.get("allow_sending_without_reply"):
            raise ApiError(400, "Bad Request: message to be replied not found")
        return None

    def _edit(self, chat: Chat, params: dict[str, Any]) -> Any:
        made, old = self._made(params), self._editable(chat, params)
        if old.photo:
            raise ApiError(400, "Bad Request: there is no text in the message to edit")
        return self._changed(chat, old, made)

    def _changed(self, chat: Chat, old: Stored, made: Stored) -> Any:
        if old.same(made):
            raise ApiError(
                400,
                "Bad Request: message is not modified: specified new message content is the same",
            )
        old.text, old.shown, old.entities, old.buttons, old.preview = (
            made.text,
            made.shown,
            made.entities,
            made.buttons,
            made.preview,
        )
        old.edits += 1
        return self.message_json(chat, old)

    def _edit_caption(self, chat: Chat, params: dict[str, Any]) -> Any:
        made, old = self._made_caption(params), self._editable(chat, params)
        if not old.photo:
            raise ApiError(400, "Bad Request: there is no caption in the message to edit")
        return self._changed(chat, old, made)

    def _stop_location(self, chat: Chat, params: dict[str, Any]) -> Any:
        """No message here has a live location."""
        self._editable(chat, params)
        raise ApiError(400, "Bad Request: there is no live location in the message to edit")

    def _editable(self, chat: Chat, params: dict[str, Any]) -> Stored:
        old = chat.messages.get(int(params["message_id"]))
        if old is None:
            raise ApiError(400, "Bad Request: message to edit not found")
        if not old.mine and not (chat.type == "channel" and chat.rights["can_edit_messages"]):
            raise ApiError(400, "Bad Request: message can't be edited")
        return old

    def _delete(self, chat: Chat, params: dict[str, Any]) -> bool:
        old = chat.messages.get(int(params["message_id"]))
        if old is None:
            raise ApiError(400, "Bad Request: message to delete not found")
        if not old.mine:
            raise ApiError(400, "Bad Request: message can't be deleted")
        del chat.messages[old.id]
        return True

    def _get_chat(self, chat: Chat, _params: dict[str, Any]) -> Any:
        if chat.status in ("kicked", "blocked"):
            self._check_status(chat)
        more = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _GIFTS}
        return {**self._chat_json(chat), **more}

    def _get_member(self, chat: Chat, params: dict[str, Any]) -> Any:
        user_id = int(params["user_id"])
        user = {"id": user_id, "is_bot": user_id == BOT_ID, "first_name": "Somebody"}
        if user_id == BOT_ID and chat.status == "administrator":
            return {"status": "administrator", "user": user, **_ADMIN, **chat.rights}
        if user_id == BOT_ID and chat.status in ("kicked", "blocked"):
            return {"status": "kicked", "user": user, "until_date": 0}
        if user_id in chat.admins:
            return {"status": "creator", "user": user, "is_anonymous": False}
        return {"status": "member", "user": user}

    async def _get_updates(self, params: dict[str, Any]) -> Any:
        if self.webhook:
            raise ApiError(409, "Conflict: can't use getUpdates method while webhook is active")
        for other in self._pollers:
            self._ousted.add(other)
            other.set()
        offset = int(params.get("offset", 0))
        while self.updates and self.updates[0]["update_id"] < offset:
            self.updates.popleft()
        if not self.updates and float(params.get("timeout", 0)) > 0:
            poller = asyncio.Event()
            self._pollers.append(poller)
            try:
                async with asyncio.timeout(float(params["timeout"]) / self.speed):
                    await poller.wait()
            except TimeoutError:
                pass
            finally:
                self._pollers.remove(poller)
            if poller in self._ousted:
                raise ApiError(
                    409,
                    (
                        "Conflict: terminated by other getUpdates request; make sure that only one "
                        "runs"
                    ),
                )
        return list(self.updates)[: int(params.get("limit", 100))]

    # --- messages ---

    def _made(self, params: dict[str, Any]) -> Stored:
        text = params.get("text", "")
        shown, entities = parsed(text) if params.get("parse_mode") else (text.strip(), [])
        if not shown.strip():
            raise ApiError(400, "Bad Request: message text is empty")
        if len(shown) > 4096 or len(text.encode()) > 32_768:
            raise ApiError(400, "Bad Request: message is too long")
        return self._kept(params, text, shown, entities)

    def _made_caption(self, params: dict[str, Any]) -> Stored:
        text = params.get("caption", "")
        shown, entities = parsed(text) if params.get("parse_mode") else (text.strip(), [])
        if len(shown) > 1024:
            raise ApiError(400, "Bad Request: message caption is too long")
        return self._kept(params, text, shown, entities)

    def _kept(self, params: dict[str, Any], text: str, shown: str, entities: list[Any]) -> Stored:
        if len(entities) > 100:
            self.crowded.append(text)
        if (
            sum(24 + len(entity.get("type", {}).get("url", "").encode()) for entity in entities)
            > 9_500
        ):
            raise ApiError(400, "Bad Request: ENTITIES_TOO_LONG")
        return Stored(
            text=text,
            shown=shown,
            entities=entities[:100],
            buttons=_buttons(params),
            preview=_preview(params),
            mine=True,
            sent_at=self.now(),
        )

    def _next_id(self, chat: Chat) -> int:
        """Channels and supergroups count their own messages; in private chats the bot's are counted
        together.
        """
        if chat.type == "private":
            self._private_id += 1
            return self._private_id
        chat.last_id += 1
        return chat.last_id

    def _chat_json(self, chat: Chat) -> dict[str, Any]:
        shown: dict[str, Any] = {"id": chat.id, "type": chat.type}
        if chat.type == "private":
            return {**shown, "first_name": "Somebody Real"}
        return {
            **shown,
            "title": "A title",
            **({"is_forum": True} if chat.topics is not None else {}),
        }

    def message_json(self, chat: Chat, message: Stored) -> dict[str, Any]:
        thread = {"message_thread_id": message.thread} if message.thread else {}
        chat_json = self._chat_json(chat)
        return {
            "message_id": message.id,
            "date": int(time.time()),
            "chat": chat_json,
            **_shown_as(message),
            **thread,
        }


def _shown_as(message: Stored) -> dict[str, Any]:
    if not message.photo:
        return {"text": message.shown}
    size = {"file_id": "f", "file_unique_id": "u", "width": 1280, "height": 720}
    return {"caption": message.shown, "photo": [size]}


_PNG = b"\x89PNG\r\n\x1a\n"
_ADMIN = {
    "can_be_edited": False,
    "is_anonymous": False,
    "can_manage_chat": True,
    "can_manage_video_chats": False,
    "can_restrict_members": False,
    "can_promote_members": False,
    "can_change_info": False,
    "can_invite_users": False,
    "can_post_stories": False,
    "can_edit_stories": False,
    "can_delete_stories": False,
}
_GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}


tdjson.td_execute(json.dumps({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0}).encode())


def parsed(text: str) -> tuple[str, list[Any]]:
    """As Telegram's own library parses HTML. Raises ApiError."""
    request = {
        "@type": "parseTextEntities",
        "text": text,
        "parse_mode": {"@type": "textParseModeHTML"},
    }
    answer = json.loads(tdjson.td_execute(json.dumps(request).encode()) or b"{}")
    if answer["@type"] == "error":
        raise ApiError(400, f"Bad Request: can't parse entities: {answer['message']}")
    return answer["text"], answer["entities"]


def _preview(params: dict[str, Any]) -> str:
    options = json.loads(params.get("link_preview_options") or "{}")
    return "" if options.get("is_disabled") else str(options.get("url", "first link"))


def _buttons(params: dict[str, Any]) -> list[Any]:
    markup = json.loads(params.get("reply_markup") or "{}")
    rows = markup.get("inline_keyboard", [])
    for row in rows:
        for button in row:
            if (
                not button.get("text")
                or not 1 <= len(button.get("callback_data", "").encode()) <= 64
            ):
                raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
    return list(rows)


def _parts(kind: bytes, body: bytes) -> dict[str, Any]:
    """The fields of a form with files (RFC 7578): files are bytes."""
    form = message_from_bytes(b"Content-Type: " + kind + b"\r\n\r\n" + body)
    fields: dict[str, Any] = {}
    for part in form.walk():
        if part.is_multipart():
            continue
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        name = str(part.get_param("name", header="content-disposition"))
        fields[name] = content if part.get_filename() else content.decode()
    return fields


async def _read_request(reader: asyncio.StreamReader) -> tuple[str, dict[str, Any]] | None:
    line = await reader.readline()
    if not line:
        return None
    path, length, kind = line.split()[1].decode(), 0, b""
    while (header := await reader.readline()) not in (b"\r\n", b""):
        name, _, value = header.decode("latin-1").partition(":")
        length = int(value) if name.lower() == "content-length" else length
        kind = value.strip().encode() if name.lower() == "content-type" else kind
    body = await reader.readexactly(length)
    if kind.startswith(b"multipart/"):
        return path, _parts(kind, body)
    return path, dict(parse_qsl(body.decode(), keep_blank_values=True))
