"""A web server for tests that takes whatever is posted to it, and answers as it is told.

It is a proxy too, for services that have an address of their own: whatever host is asked for, it is
this one that answers, with the tests' certificate.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple, Self

from tests.delivery.mail_server import CERTIFICATE

Answer = tuple[int, dict[str, str]]
CUT, SILENCE = -1, -2
"""In place of a status: the connection ends without an answer, or none comes for a while."""
SILENCE_S = 1.5


class Posted(NamedTuple):
    path: str
    headers: dict[str, str]
    body: bytes


class Receiver:
    """`answers` is asked at each request: a status and headers. Whatever came is kept, also where
    the answer is an error.
    """

    def __init__(self, *, host: str = "127.0.0.1") -> None:
        self.host = host
        self.posted: list[Posted] = []
        self.answered: list[int] = []  # the status of each
        self._keeping = threading.Lock()
        self.answers: Callable[[Posted], Answer] = lambda _posted: (200, {})
        self._server = ThreadingHTTPServer((host, 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def port(self) -> int:
        return self._server.server_port

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def keep(self, posted: Posted) -> Answer:
        with self._keeping:
            answer = self.answers(posted)
            self.posted.append(posted)
            self.answered.append(answer[0])
        return answer

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


_ANSWER = (
    b'{"ok": true, "id": "x", "event_id": "$e", "room_id": "!room:127.0.0.1", "access_token": "t",'
    b' "user_id": "@user:127.0.0.1", "home_server": "127.0.0.1", "device_id": "d",'
    b' "joined_rooms": ["!room:127.0.0.1"]}'
)


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            posted = Posted(self.path, headers, body)
            status, more = receiver.keep(posted)
            if status == SILENCE:
                time.sleep(SILENCE_S)
            if status in (CUT, SILENCE):
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            answer = _ANSWER
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def do_CONNECT(self) -> None:
            self.send_response(200)
            self.end_headers()
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE, CERTIFICATE.with_suffix(".key"))
            self.connection = context.wrap_socket(self.connection, server_side=True)
            self.rfile = self.connection.makefile("rb")
            self.wfile = self.connection.makefile("wb", buffering=0)
            self.handle_one_request()
            self.connection.close()
            self.close_connection = True

        do_GET = do_PUT = do_POST  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Nothing on the screen."""

    return Handler
