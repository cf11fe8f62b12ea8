"""The inside of the worker processes, and of the server that forks them once it has loaded what
they need. A worker reads jobs from its connection, answers there, and never touches a network.

A job is a length (4 bytes, big-endian) and that many bytes of msgpack; so is an answer. A worker
that takes too long is killed; memory is bounded here, where the system knows how.

The server is told numbers of workers (4 bytes, big-endian) on standard input, which is a socket:
with a connection one asks for that worker, alone it ends it. The server ends with its input.
"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import signal
import socket
import sys
from typing import BinaryIO, Literal

import msgspec
from msgspec import Struct

from monitor.feeds.kinds.kind import Pattern, SourcePage
from monitor.feeds.values import FailureKind, FetchError, Parsed
from monitor.intake.walls import Wall

READY = b"ready"
NUMBER_BYTES = 4
MEMORY_BYTES_MAX = 1_000_000_000  # of address space: enough for any document within the body limit


class ParseJob(Struct, frozen=True, kw_only=True):
    """`feed` reads a document of a kind of source, mostly a feed; `page` finds a page's main text;
    `links` finds the feeds that a page names, `patterns` what its links could mean.
    """

    what: Literal["feed", "page", "links", "patterns"]
    body: bytes
    url: str
    content_type: str = ""
    content_language: str = ""
    kind: str = "feed"
    asked: str = ""
    pattern: str = ""


class ParseResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`text`, `title`, `published` and `wall` are a page's; the wall says what it is instead of an
    article.
    """

    parsed: Parsed | None = None
    text: str = ""
    title: str = ""
    published: str | None = None
    wall: Wall | None = None
    links: tuple[str, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    failed: tuple[FailureKind, str] | None = None


def work(job: ParseJob) -> ParseResult:
    try:
        return _done(job)
    except FetchError as error:
        return ParseResult(failed=(error.kind, error.message))
    except MemoryError:
        return ParseResult(failed=("parser", "reading it took too much memory"))
    except Exception as error:  # noqa: BLE001 — a parser met bytes that nobody foresaw; the feed hears it, nobody else does
        return ParseResult(
            failed=("parser", f"cannot be read: the parser failed with {type(error).__name__}")
        )


def _done(job: ParseJob) -> ParseResult:
    match job.what:
        case "feed":
            from monitor.feeds.kinds.table import kind_of  # noqa: PLC0415 — each worker loads what its jobs need

            return ParseResult(parsed=kind_of(job.kind).read(_page_of(job)))
        case "page":
            from monitor.intake.encoding import decode, labels_of_page  # noqa: PLC0415 — as above
            from monitor.intake.html import page_of, wall_of_page  # noqa: PLC0415 — as above: trafilatura takes .2 s

            labels = labels_of_page(job.body, job.content_type)
            page = page_of(decode(job.body, declared=labels)[0])
            return ParseResult(
                text=page.text,
                title=page.title or "",
                published=page.published,
                wall=wall_of_page(page),
            )
        case "links":
            from monitor.feeds.parse.discovery import feeds_named_in  # noqa: PLC0415 — as above

            links = feeds_named_in(job.body, url=job.url, content_type=job.content_type)
            return ParseResult(links=links)
        case "patterns":
            from monitor.feeds.kinds.listing import patterns_in  # noqa: PLC0415 — as above

            return ParseResult(patterns=patterns_in(_page_of(job)))


def _page_of(job: ParseJob) -> SourcePage:
    return SourcePage(
        body=job.body,
        url=job.url,
        asked=job.asked,
        content_type=job.content_type,
        content_language=job.content_language,
        pattern=job.pattern,
    )


_EXAMPLE = ParseJob(
    what="feed",
    body=b"""<rss version="2.0"><channel><title>An outlet</title><item><title>A meeting</title>
        <link>https://outlet.example/1</link><pubDate>Mon, 30 Nov 2026 08:00:00 GMT</pubDate>
        <description>&lt;p&gt;They met.&lt;/p&gt;</description></item></channel></rss>""",
    url="https://outlet.example/",
)


def main() -> None:
    # not every system bounds address space; the time bound still holds
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
    work(_EXAMPLE)  # which loads what feeds need, once for all workers
    gc.freeze()  # what workers share stays shared: no collection writes into it
    connection = _forked(socket.socket(fileno=sys.stdin.fileno()))
    if connection is not None:
        with connection, contextlib.suppress(BrokenPipeError, ConnectionResetError):
            _serve(connection)  # suppressed: whoever asked is gone, there is nobody to answer


def _forked(orders: socket.socket) -> socket.socket | None:
    """In each worker, its connection; in the server, None when nobody is left to ask for one."""
    workers: dict[int, int] = {}
    with orders:
        while True:
            told, handed, _, _ = socket.recv_fds(orders, NUMBER_BYTES, 1)
            if not told:
                return None
            number = int.from_bytes(told, "big")
            if not handed:
                _end(workers.pop(number, None))
            elif pid := os.fork():
                os.close(handed[0])
                workers[number] = pid
            else:
                return socket.socket(fileno=handed[0])


def _end(pid: int | None) -> None:
    """Of one that was not waited for yet: its number in the system is nobody else's."""
    if pid is not None:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _serve(connection: socket.socket) -> None:
    decoder, encode = msgspec.msgpack.Decoder(ParseJob), msgspec.msgpack.Encoder().encode
    connection.sendall(READY)
    with connection.makefile("rb") as jobs:
        while (raw := _read(jobs)) is not None:
            answer = encode(work(decoder.decode(raw)))
            connection.sendall(len(answer).to_bytes(4, "big") + answer)


def _read(source: BinaryIO) -> bytes | None:
    size = source.read(4)
    return source.read(int.from_bytes(size, "big")) if len(size) == 4 else None  # noqa: PLR2004 — the length's own bytes


if __name__ == "__main__":
    main()
