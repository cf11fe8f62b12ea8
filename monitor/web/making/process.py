"""A process that makes pages, so that nobody who looks at them takes the event loop's turns, or
those of what runs beside it: one interpreter does one thing at a time, and each call that the loop
makes lets others in first.

It is there before anybody asks; where it ended, the next job starts it again. Jobs and answers are
msgpack behind their length, on its standard input and output; it ends when its input does. It gives
way to other processes: the service goes before its pages.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import logging
import os
import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Self, TypeVar

import msgspec
from msgspec import Struct

from monitor.errors import MonitorError
from monitor.web.making.jobs import STATUS, Job, Made, NotReadyError, TooBusyError
from monitor.web.settings import WebSettings

THREADS = 2
_LENGTH_BYTES = 4
_START_S_MAX = 60.0  # loading everything on a busy small machine
_GIVES_WAY = 5  # steps of niceness
_KINDS: dict[str, type[MonitorError]] = {kind.__name__: kind for kind, _ in STATUS}
_KINDS[MonitorError.__name__] = MonitorError
_Told = TypeVar("_Told")

_logger = logging.getLogger(__name__)


class BrokenPageError(Exception):
    """A page failed by a mistake of ours; it says where."""


class _Setup(Struct, frozen=True, kw_only=True):
    home: str
    settings: WebSettings


class _Asked(Struct, frozen=True, kw_only=True):
    number: int
    job: Job


class _Failed(Struct, frozen=True, kw_only=True):
    """`kind` is the error's class as `STATUS` knows it; empty for a mistake of ours."""

    kind: str
    message: str
    hint: str = ""
    done: int = 0
    of: int = 0


class _Answered(Struct, frozen=True, kw_only=True):
    number: int
    made: Made | None = None
    failed: _Failed | None = None


_encode = msgspec.msgpack.Encoder().encode


# --- who asks ---


class PageProcess:
    """`async with PageProcess(home, settings) as making: await making(job)`."""

    def __init__(self, home: Path, settings: WebSettings) -> None:
        self._setup = _encode(_Setup(home=str(home), settings=settings))
        self._numbers = itertools.count()
        self._waiting: dict[int, asyncio.Future[Made]] = {}
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._decoder = msgspec.msgpack.Decoder(_Answered)

    async def __aenter__(self) -> Self:
        """Once it is there, so that who asks first waits for no start. Raises TooBusyError."""
        await self._sink()
        return self

    async def __aexit__(self, *_: object) -> None:
        process, reading = self._process, self._reading
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        if reading is not None:
            await reading

    async def __call__(self, job: Job, /) -> Made:
        """Raises what PageMaker raises; BrokenPageError; TooBusyError where the process ended
        meanwhile, or cannot be started.
        """
        sink = await self._sink()
        number = next(self._numbers)
        answer: asyncio.Future[Made] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        try:
            sink.write(_framed(_encode(_Asked(number=number, job=job))))
            return await answer
        finally:
            self._waiting.pop(number, None)

    async def _sink(self) -> asyncio.StreamWriter:
        async with self._starting:
            if self._process is None:
                self._process = await _started(self._setup)
                self._reading = asyncio.create_task(self._read_on(self._process))
            sink = self._process.stdin
            assert sink is not None  # noqa: S101 — it was started with a pipe
            return sink

    async def _read_on(self, process: asyncio.subprocess.Process) -> None:
        """Hand out what comes, until the process ends; whoever waits then is told."""
        source = process.stdout
        assert source is not None  # noqa: S101 — it was started with a pipe
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                size = int.from_bytes(await source.readexactly(_LENGTH_BYTES), "big")
                self._hand_out(self._decoder.decode(await source.readexactly(size)))
        self._process = None
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(
                    TooBusyError("the pages were stopped", hint="come again in a moment")
                )
        _logger.info("the process of the pages ended", extra={"status": await process.wait()})

    def _hand_out(self, answered: _Answered) -> None:
        answer = self._waiting.get(answered.number)
        if answer is None or answer.done():  # nobody waits for it any more
            return
        if answered.made is not None:
            answer.set_result(answered.made)
        elif answered.failed is not None:
            answer.set_exception(_raised(answered.failed))


async def _started(setup: bytes) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __name__,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for us, who then end it
    )
    sink, source = process.stdin, process.stdout
    assert sink is not None  # noqa: S101 — pipes both
    assert source is not None  # noqa: S101 — pipes both
    sink.write(_framed(setup))
    try:
        async with asyncio.timeout(_START_S_MAX):
            await source.readexactly(_LENGTH_BYTES)
    except (TimeoutError, asyncio.IncompleteReadError) as error:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        raise TooBusyError("the pages could not be started", hint="come again later") from error
    return process


def _raised(failed: _Failed) -> Exception:
    kind = _KINDS.get(failed.kind)
    if kind is None:
        return BrokenPageError(failed.message)
    if issubclass(kind, NotReadyError):
        return kind(failed.message, hint=failed.hint, done=failed.done, of=failed.of)
    return kind(failed.message, hint=failed.hint)


# --- the process ---


def main() -> None:
    with suppress(OSError):  # a system that does not allow it makes pages all the same
        os.nice(_GIVES_WAY)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a library that prints must not write into an answer
    setup = _read(source, msgspec.msgpack.Decoder(_Setup).decode)
    if setup is None:
        return
    from monitor.web.app import maker_of  # noqa: PLC0415 — the process that asks does not need it here

    maker, lock = maker_of(Path(setup.home), setup.settings), threading.Lock()
    gc.freeze()  # what is loaded now is loaded for good

    def answer(asked: _Asked) -> None:
        try:
            answered = _Answered(number=asked.number, made=maker.done(asked.job))
        except Exception as error:  # noqa: BLE001 — it is said to who asked, who knows what to do
            answered = _Answered(number=asked.number, failed=_failure(error))
        with lock, suppress(BrokenPipeError):  # nobody asks any more: the end comes on its own
            sink.write(_framed(_encode(answered)))
            sink.flush()

    sink.write(bytes(_LENGTH_BYTES))
    sink.flush()
    decode = msgspec.msgpack.Decoder(_Asked).decode
    threads = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="page")
    while (asked := _read(source, decode)) is not None:
        threads.submit(answer, asked)
    os._exit(0)  # whoever asked is gone: what is being made is for nobody


def _failure(error: Exception) -> _Failed:
    if not isinstance(error, MonitorError):
        return _Failed(kind="", message="".join(traceback.format_exception(error)))
    kind = next((kind.__name__ for kind, _ in STATUS if isinstance(error, kind)), "MonitorError")
    done, of = (error.done, error.of) if isinstance(error, NotReadyError) else (0, 0)
    return _Failed(kind=kind, message=error.message, hint=error.hint, done=done, of=of)


def _framed(said: bytes) -> bytes:
    return len(said).to_bytes(_LENGTH_BYTES, "big") + said


def _read(source: BinaryIO, decode: Callable[[bytes], _Told]) -> _Told | None:
    """None at the end."""
    size = source.read(_LENGTH_BYTES)
    if len(size) < _LENGTH_BYTES:
        return None
    return decode(source.read(int.from_bytes(size, "big")))


if __name__ == "__main__":
    main()
