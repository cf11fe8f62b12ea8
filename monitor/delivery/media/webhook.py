"""A webhook as a medium: each message as signed JSON, posted to an address, in the form of Standard
Webhooks (https://www.standardwebhooks.com, 1.0).

Headers: `webhook-id`, the same for the same message however often it is tried, by which the
receiver takes it once; `webhook-timestamp`, Unix seconds; `webhook-signature`, "v1," and the
base64 of HMAC-SHA256 over "<id>.<timestamp>.<body>". So what may have arrived is sent again.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import logging
import re
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from hashlib import sha256
from types import TracebackType
from typing import Any, Self

import httpx
import msgspec

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
from monitor.events.deliveries import Message
from monitor.feeds.http.ssrf import GuardedTransport, Resolve
from monitor.feeds.values import FetchError

NAME = "webhook"
SECRET_PREFIX = "whsec_"  # noqa: S105 — what a secret begins with
_ADDRESS = re.compile(r"https?://[^\s/@#]+(?:/[^\s#]*)?", re.ASCII)
_ADDRESS_CHARS, _PORTS = 2000, 65_536
_CONNECT_S, _READ_S = 10.0, 20.0
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout)
_NO_ADDRESS = (httpx.InvalidURL, UnicodeError)  # of a port or a name that there cannot be
_GONE, _TOO_MANY, _SLOW, _EARLY = 410, 429, 408, 425
_WAIT_S_MAX = 3600.0


def key_of_secret(secret: str) -> bytes:
    """Raises ValueError for what is no secret of that form."""
    try:
        return base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error


def signature_of(key: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    signed = f"{message_id}.{timestamp}.".encode() + body
    return f"v1,{base64.b64encode(hmac.digest(key, signed, 'sha256')).decode()}"


def id_of(key: str) -> str:
    return f"msg_{sha256(key.encode()).hexdigest()[:32]}"


def body_of(message: Message, envelope: Envelope) -> bytes:
    """{"type": "digest", "id": …, "digest": {…}}: the digest as docs/schemas/digest.json says;
    for a correction with the id of what it corrects; for a notice {"text": …}.
    """
    kind = envelope.key.split("/", 1)[0] or "notice"
    body: dict[str, Any] = {"type": kind, "id": id_of(envelope.key)}
    if envelope.answers:
        body["corrects"] = id_of(envelope.answers)
    if message.text.startswith("{"):
        body["digest"] = msgspec.Raw(message.text.encode())
    else:
        body["text"] = message.text
    return msgspec.json.encode(body)


class Webhook(OneWay):
    """An address is a web address. Use it as an async context."""

    medium = NAME

    def __init__(
        self,
        *,
        key: bytes,
        allow_private: bool = False,
        read_s: float = _READ_S,
        resolve: Resolve | None = None,
        now_s: Callable[[], float] = time.time,
    ) -> None:
        logging.getLogger("httpx").setLevel(logging.WARNING)  # at INFO it tells whole addresses
        self._key, self._now_s = key, now_s
        self._client = httpx.AsyncClient(
            transport=GuardedTransport(allow_private=allow_private, resolve=resolve),
            timeout=httpx.Timeout(read_s, connect=min(_CONNECT_S, read_s)),
            follow_redirects=False,
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.__aexit__(kind, error, trace)

    async def send(
        self,
        address: Address,
        message: Message,
        *,
        envelope: Envelope = UNMARKED,
        silent: bool = False,
        plain: bool = False,
    ) -> SendOutcome:
        del silent, plain  # a program hears no sound, and nothing here is markup
        body, timestamp = body_of(message, envelope), int(self._now_s())
        message_id = id_of(envelope.key)
        headers = {
            "content-type": "application/json",
            "user-agent": "monitor",
            "webhook-id": message_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature_of(self._key, message_id, timestamp, body),
        }
        try:
            async with self._client.stream(
                "POST", address.chat, content=body, headers=headers
            ) as answer:
                return _meaning(answer, envelope)
        except FetchError as error:
            return _not_asked(error)
        except _NO_ADDRESS:
            return Refused(why="setup", reason="the webhook's is no web address", scope="chat")
        except _NOT_SENT:
            return Refused(why="unreachable", reason="no connection to the webhook")
        except httpx.TransportError:
            return Unknown(reason="the webhook gave no answer")


def _not_asked(error: FetchError) -> Refused:
    """No address leaves here: who reads is nobody's business."""
    if error.kind == "unreachable":
        return Refused(why="unreachable", reason="the webhook's name is not known just now")
    return Refused(
        why="setup",
        reason="the webhook is at a private or local address: MONITOR_ALLOW_PRIVATE_ADDRESSES=1"
        " allows your own network",
        scope="chat",
    )


def _meaning(answer: httpx.Response, envelope: Envelope) -> SendOutcome:
    status = answer.status_code
    if answer.is_success:
        return Sent(message_id=number_of(envelope.key))
    said = f"the webhook answered {status}"
    if status == _GONE:
        return Refused(why="closed", reason=f"{said}: it wants nothing any more", scope="chat")
    if status == _TOO_MANY:
        return Refused(why="flood", reason=said, retry_after_s=_wait_s(answer))
    if status >= 500 or status in {_SLOW, _EARLY}:  # noqa: PLR2004 — HTTP's own border
        return Unknown(reason=said)
    if answer.is_redirect:
        return Refused(why="setup", reason=f"{said}: give the address where it leads")
    return Refused(why="setup", reason=said)


def _wait_s(answer: httpx.Response) -> float:
    """As Retry-After says in seconds; a minute where it says it otherwise."""
    said = answer.headers.get("retry-after", "")
    return min(_WAIT_S_MAX, float(said)) if said.isdecimal() else 60.0


def wrong(address: str) -> str:
    if len(address) > _ADDRESS_CHARS or not _ADDRESS.fullmatch(address) or not _is_host(address):
        return "that is no web address: write it as webhook:https://example.org/news"
    return ""


def _is_host(address: str) -> bool:
    try:
        url = httpx.URL(address)
        _ = url.host  # a name that cannot be decoded raises here
    except _NO_ADDRESS:
        return False
    return bool(url.host) and (url.port is None or 0 < url.port < _PORTS)


def _transport(access: Access) -> AbstractAsyncContextManager[Transport] | None:
    if not access.webhook_secret:
        return None
    return Webhook(key=key_of_secret(access.webhook_secret), allow_private=access.allow_private)


async def _prove(access: Access) -> Proof:
    if not access.webhook_secret:
        return Proof(ok=False, says=f"there is no {MEDIUM.missing}", hint=MEDIUM.mend)
    return Proof(ok=True, says="a secret to sign with")


MEDIUM = Medium(
    name=NAME,
    transport=_transport,
    render=as_data,
    notice=plain_notice,
    corrected=correcting,
    ids="none",
    edits=False,
    knows_again=True,
    wrong=wrong,
    prove=_prove,
    missing="secret to sign webhooks with",
    mend="make one: echo whsec_$(openssl rand -base64 32); set MONITOR_WEBHOOK_SECRET to it",
)
