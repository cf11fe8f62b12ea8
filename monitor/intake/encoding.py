"""Bytes → text, for files that do not say how they were written. Never raises; what was mended is
said in notes.
"""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE_BYTES = 16_384  # enough to tell an encoding, and bounded: guessing is slow
_STRAY_SHARE_MAX = (
    # fewer undecodable bytes than this among the non-ASCII: UTF-8 with accidents, not another
    # encoding
    0.02
)

_NO_TEXT = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
_NO_TEXT_SHARE_MAX = 0.01  # more bytes than this that no text has: a picture, an archive, a program


def is_binary(raw: bytes) -> bool:
    """Whether these are the bytes of something else than text."""
    if raw.startswith(tuple(mark for mark, _ in _BOMS)):
        return False
    sample = raw[:_SAMPLE_BYTES]
    return len(sample) - len(sample.translate(None, _NO_TEXT)) > len(sample) * _NO_TEXT_SHARE_MAX


def decode(raw: bytes, *, whole: bool = True) -> tuple[str, tuple[str, ...]]:
    """The text and notes. `whole` False says that `raw` was cut and may end within a character."""
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return _replacing(raw[len(mark) :], encoding, whole=whole)
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(raw, final=whole), ()
    except UnicodeDecodeError:
        return _guessed(raw, whole=whole)


def _guessed(raw: bytes, *, whole: bool) -> tuple[str, tuple[str, ...]]:
    text, notes = _replacing(raw, "utf-8", whole=whole)
    foreign = len(raw.translate(None, bytes(range(128))))
    if text.count("\ufffd") <= foreign * _STRAY_SHARE_MAX:
        return text, notes
    best = from_bytes(raw[:_SAMPLE_BYTES]).best()
    if best is None:
        return text, notes
    guessed, more = _replacing(raw, best.encoding, whole=whole)
    return guessed, (f"not UTF-8: read as {best.encoding}", *more)


def _replacing(raw: bytes, encoding: str, *, whole: bool) -> tuple[str, tuple[str, ...]]:
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(raw, final=whole)
    replaced = text.count("\ufffd") - (raw.count("\ufffd".encode()) if encoding == "utf-8" else 0)
    name = "UTF-8" if encoding == "utf-8" else encoding
    return text, (
        f"not {name}: {replaced} {'place' if replaced == 1 else 'places'} replaced",
    ) if replaced > 0 else ()
