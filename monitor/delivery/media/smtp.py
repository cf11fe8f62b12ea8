"""SMTP as a transport, through aiosmtplib: a few connections, used again while an edition goes out.

What its answers mean. Nothing is sent before the server has said 250 to the end of the mail's
words: whatever is refused, cut or timed out before DATA is certainly not sent; so is every answer
of 4xx or 5xx. A connection that ends after DATA began, without an answer, leaves it unknown: SMTP
has nothing to look it up by (RFC 5321, 4.5.3.2.6 asks for ten minutes of patience there).

A refused address is the reader's affair; a refusal by policy (5.7.x), of the sender or the login is
ours. No answer's own words leave here: they repeat the address.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from types import TracebackType
from typing import Literal, NamedTuple, Self
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib
from msgspec import Struct

from monitor.delivery.media.mail import NAME, Mailing, mail_of
from monitor.delivery.media.medium import Proof, number_of
from monitor.delivery.transport import (
    UNMARKED,
    Address,
    Envelope,
    OneWay,
    Refused,
    SendOutcome,
    Sent,
    Unknown,
)
from monitor.events.deliveries import Message

_logger = logging.getLogger(__name__)
CONNECTIONS = 4
_IDLE_S = 20.0  # a server that waits longer may close at any moment
_COMMAND_S = 30.0
_DATA_S = 600.0
_AGAIN_S = 20.0  # after a server that could not be used, before it is asked again
_UNAVAILABLE = 421
_AUTH_REFUSED = "the mail server refuses user or password"
_PHASE = Literal["sender", "reader", "words"]
_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_GONE_FOR_GOOD = frozenset({550, 551, 553, 556})  # of an address, where no enhanced code says more
_NOT_THERE = (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError, OSError)


class MailServer(Struct, frozen=True, kw_only=True):
    host: str
    port: int
    user: str = ""
    password: str = ""
    security: str = "starttls"

    @classmethod
    def of(cls, url: str) -> Self:
        """From smtp://user:password@host:port?security=starttls|tls|none, or smtps://…"""
        parts = urlsplit(url)
        usual = "tls" if parts.scheme == "smtps" or parts.port == _PORTS["tls"] else "starttls"
        security = parse_qs(parts.query).get("security", [usual])[0]
        return cls(
            host=parts.hostname or "",
            port=parts.port or _PORTS[security],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            security=security,
        )


_PORTS = {"starttls": 587, "tls": 465, "none": 25}


class _Idle(NamedTuple):
    client: aiosmtplib.SMTP
    since_s: float


class MailServerDownError(Exception):
    """It cannot be reached, or does not take our login: its words are for people."""


class Smtp(OneWay):
    """`data_s` bounds how long the answer to a whole mail is waited for. Use it as an async
    context.
    """

    medium = NAME
    calls_at_once = CONNECTIONS

    def __init__(
        self,
        server: MailServer,
        mailing: Mailing,
        *,
        command_s: float = _COMMAND_S,
        data_s: float = _DATA_S,
        again_s: float = _AGAIN_S,
    ) -> None:
        self._server, self._mailing = server, mailing
        self._command_s, self._data_s, self._again_s = command_s, data_s, again_s
        self._idle: list[_Idle] = []
        self._opened: set[asyncio.WriteTransport] = set()
        self._room = asyncio.Semaphore(CONNECTIONS)
        self._down, self._down_until_s = "", 0.0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for idle in self._idle:
            await _farewell(idle.client)
        self._idle.clear()
        for transport in self._opened:  # one that was cut may wait for a farewell of TLS
            transport.abort()
        await asyncio.sleep(0)

    async def prove(self) -> Proof:
        """Log in, and nothing else."""
        server = self._server
        try:
            client = await self._connected()
        except MailServerDownError as error:
            return Proof(ok=False, says=str(error), hint="mend MONITOR_SMTP_URL: docs/media.md")
        await _farewell(client)
        how = {"none": "without encryption"}.get(server.security, f"over {server.security.upper()}")
        login = "takes our login" if server.user else "asks for no login"
        return Proof(ok=True, says=f"{server.host}:{server.port} {login} {how}")

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
        del silent  # a mail makes no noise of its own
        # some ms, which the event loop is not kept waiting for
        mail = await asyncio.to_thread(
            _written, message, address.chat, envelope, self._mailing, plain=plain
        )
        async with self._room:
            try:
                async with self._borrowed(address.chat) as client:
                    return await self._words(client, mail, envelope)
            except MailServerDownError as error:
                return Refused(why="unreachable", reason=str(error))
            except aiosmtplib.SMTPSenderRefused as error:
                return _refusal("sender", error.code, error.message)
            except aiosmtplib.SMTPRecipientRefused as error:
                return _refusal("reader", error.code, error.message)

    async def _words(self, client: aiosmtplib.SMTP, mail: bytes, envelope: Envelope) -> SendOutcome:
        try:
            await client.data(mail, timeout=self._data_s)
        except aiosmtplib.SMTPDataError as error:
            return _refusal("words", error.code, error.message)
        except aiosmtplib.SMTPResponseException:
            return Unknown(reason="the mail server's answer could not be read")
        except _NOT_THERE:
            _end(client)
            return Unknown(reason="the mail server gave no answer to the whole mail")
        return Sent(message_id=number_of(envelope.key))

    @asynccontextmanager
    async def _borrowed(self, to: str) -> AsyncIterator[aiosmtplib.SMTP]:
        """A connection on which sender and reader were taken: one that idled may be gone, and then
        a new one is asked.
        """
        client = await self._begun(await self._free(), to)
        if client is None:
            client = await self._begun(await self._connected(), to)
        if client is None:
            raise MailServerDownError("the mail server ended the connection")
        try:
            yield client
        except BaseException:  # cut off in the middle of something
            _end(client)
            raise
        self._give_back(client)

    async def _begun(self, client: aiosmtplib.SMTP | None, to: str) -> aiosmtplib.SMTP | None:
        """None where the connection is gone."""
        if client is None:
            return None
        try:
            await client.mail(self._mailing.sender_address)
            await client.rcpt(to)
        except _NOT_THERE:
            _end(client)
            return None
        except aiosmtplib.SMTPResponseException as error:
            await self._forgotten(client, error.code)
            raise
        except BaseException:  # cut off in the middle of something
            _end(client)
            raise
        return client

    async def _forgotten(self, client: aiosmtplib.SMTP, code: int) -> None:
        """The connection as if that mail had never been begun."""
        if code == _UNAVAILABLE:
            _end(client)
            return
        try:
            await client.rset()
        except (*_NOT_THERE, aiosmtplib.SMTPException):
            _end(client)
        self._give_back(client)

    # --- connections ---

    async def _free(self) -> aiosmtplib.SMTP | None:
        while self._idle:
            client, since_s = self._idle.pop()
            if client.is_connected and time.monotonic() - since_s < _IDLE_S:
                return client
            await _farewell(client)
        return None

    def _give_back(self, client: aiosmtplib.SMTP) -> None:
        if client.is_connected:
            self._idle.append(_Idle(client, time.monotonic()))

    async def _connected(self) -> aiosmtplib.SMTP:
        if time.monotonic() < self._down_until_s:
            raise MailServerDownError(self._down)
        server = self._server
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user or None,
            password=server.password or None,
            use_tls=server.security == "tls",
            start_tls=server.security == "starttls",
            timeout=self._command_s,
        )
        try:
            await client.connect()
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            _end(client)
            self._down = _why_down(error)
            self._down_until_s = time.monotonic() + self._again_s
            _logger.warning("the mail server cannot be used", extra={"reason": self._down})
            raise MailServerDownError(self._down) from error
        except BaseException:
            _end(client)
            raise
        if isinstance(client.transport, asyncio.WriteTransport):
            closing = {one for one in self._opened if one.is_closing()}
            for one in closing:  # it may wait for a farewell of TLS that never comes
                one.abort()
            self._opened = (self._opened - closing) | {client.transport}
        return client


def _written(
    message: Message, to: str, envelope: Envelope, mailing: Mailing, *, plain: bool
) -> bytes:
    return bytes(mail_of(message, to, envelope, mailing, plain=plain))


async def _farewell(client: aiosmtplib.SMTP) -> None:
    transport = client.transport
    with suppress(aiosmtplib.SMTPException, OSError):
        await client.quit(timeout=_FAREWELL_S)
    _end(client, transport)


def _end(client: aiosmtplib.SMTP, transport: asyncio.BaseTransport | None = None) -> None:
    """At once: a farewell of TLS could be waited for without end."""
    transport = transport or client.transport
    client.close()
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()


_FAREWELL_S = 2.0


def _why_down(error: Exception) -> str:
    match error:
        case aiosmtplib.SMTPAuthenticationError(code=code):
            return f"{_AUTH_REFUSED} ({code})"
        case aiosmtplib.SMTPResponseException(code=code):
            return f"the mail server does not take us now ({code})"
        case aiosmtplib.SMTPTimeoutError():
            return "the mail server does not answer in time"
        case aiosmtplib.SMTPException() if "STARTTLS" in str(error):
            return "the mail server offers no STARTTLS: ?security=tls, or none for loopback"
        case _:
            return f"the mail server cannot be reached ({_short(error)})"


def _short(error: Exception) -> str:
    cause = error.__cause__ or error
    said = getattr(cause, "verify_message", "") or getattr(cause, "strerror", "")
    return str(said or type(cause).__name__)[:80]


def _refusal(phase: _PHASE, code: int, text: str) -> Refused:
    """What an answer of 4xx or 5xx means; of its words only the codes are kept."""
    found = _ENHANCED.search(text)
    enhanced = found.group(0) if found and found.group(1) == str(code)[0] else ""
    reason = f"the mail server answered {code} {enhanced}".rstrip()
    if code < 500:  # noqa: PLR2004 — SMTP's own border between "not now" and "no"
        return Refused(why="unreachable", reason=reason)
    if phase == "words":
        return Refused(why="content", reason=reason)
    if phase == "reader" and _is_gone(code, enhanced):
        return Refused(why="closed", reason=f"{reason}: no such address", scope="chat")
    return Refused(why="setup", reason=f"{reason}: it takes nothing from us there", scope="chat")


def _is_gone(code: int, enhanced: str) -> bool:
    """Whether it is the address that is refused (RFC 3463: 5.1.x, 5.2.1) and not us."""
    if not enhanced:
        return code in _GONE_FOR_GOOD
    return enhanced.startswith("5.1.") or enhanced == "5.2.1"
