"""A mail server for tests: aiosmtpd on loopback, with STARTTLS and a login, and faults on request.

It keeps every mail that it took charge of, and what it answered. It lives in a thread of its own
and ends with its context.
"""

from __future__ import annotations

import asyncio
import email
import email.policy
import ssl
import threading
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any, NamedTuple, Self

from aiosmtpd.smtp import SMTP, AuthResult

CERTIFICATE = Path(__file__).parents[1] / "feeds" / "data" / "loopback.crt"
USER, PASSWORD = "desk", "pass:word/1"
CUT, CUT_AFTER, SILENCE, SILENCE_AFTER = "cut", "cut after", "silence", "silence after"
"""The connection ends, or no answer comes: before the mail is taken charge of, or after."""


class Taken(NamedTuple):
    to: str
    mail: EmailMessage


class MailHouse:
    """`fault` is asked at "MAIL", "RCPT" and "DATA", with the reader's address as far as it is
    known: an answer to give instead, or one of the words above.
    """

    def __init__(self, *, tls: bool = True, login: bool = True) -> None:
        self.mails: list[Taken] = []
        self.connections = 0
        self.fault: Callable[[str, str], str] = lambda _stage, _to: ""
        self._tls, self._login = tls, login
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._sessions: list[SMTP] = []
        self._silent: list[asyncio.Future[None]] = []
        self.port = 0

    @property
    def url(self) -> str:
        login = f"{USER}:{PASSWORD.replace(':', '%3A').replace('/', '%2F')}@" if self._login else ""
        return f"smtp://{login}127.0.0.1:{self.port}?security={'starttls' if self._tls else 'none'}"

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _open(self, port: int = 0) -> None:
        self._server = await self._loop.create_server(self._session, "127.0.0.1", port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        self._server.close()
        for one in self._silent:
            one.cancel()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for session in self._sessions:
            if session.transport is not None:
                session.transport.abort()
        await asyncio.sleep(0.01)  # for what aborting leaves to the loop

    def _session(self) -> SMTP:
        self.connections += 1
        context = None
        if self._tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE, CERTIFICATE.with_suffix(".key"))
        session = SMTP(
            _Handler(self),
            hostname="mail.example",
            tls_context=context,
            require_starttls=self._tls,
            auth_required=self._login and self._tls,
            auth_require_tls=self._tls,
            authenticator=_is_ours,
            loop=self._loop,
        )
        self._sessions.append(session)
        return session

    async def befall(self, server: Any, fault: str) -> str:
        """The answer that is given instead; empty for none."""
        if fault in (CUT, CUT_AFTER):
            server.transport.abort()
        elif fault in (SILENCE, SILENCE_AFTER):
            self._silent.append(self._loop.create_future())
            await self._silent[-1]
        return fault


def _is_ours(_server, _session, _envelope, _mechanism, data) -> AuthResult:
    right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


class _Handler:
    def __init__(self, house: MailHouse) -> None:
        self._house = house

    async def handle_MAIL(self, server, _session, envelope, address, options):  # noqa: N802
        if fault := self._house.fault("MAIL", ""):
            return await self._house.befall(server, fault)
        envelope.mail_from, envelope.mail_options = address, options
        return "250 2.1.0 OK"

    async def handle_RCPT(self, server, _session, envelope, address, _options):  # noqa: N802
        if fault := self._house.fault("RCPT", address):
            return await self._house.befall(server, fault)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802
        (to,) = envelope.rcpt_tos
        fault = self._house.fault("DATA", to)
        if fault in (CUT_AFTER, SILENCE_AFTER) or not fault:
            mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
            self._house.mails.append(Taken(to, mail))
        return await self._house.befall(server, fault) or "250 2.0.0 taken"
