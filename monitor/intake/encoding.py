"""Bytes → text, by their mark, their own words and what they look like. Never raises; what was
mended is said in notes.

What is UTF-8 is read as UTF-8, whatever anybody declares; then what is declared, by the labels of
the Encoding Standard; then the likeliest.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from monitor.later import later

if TYPE_CHECKING:
    import charset_normalizer
else:
    charset_normalizer = later("charset_normalizer")  # only guessing needs it

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Markup without a mark: where the zeros stand around the first "<" or "{".
_BARE = (
    (re.compile(rb"[<{\s]\x00\x00\x00"), "utf-32-le"),
    (re.compile(rb"\x00\x00\x00[<{\s]"), "utf-32-be"),
    (re.compile(rb"[<{\s]\x00"), "utf-16-le"),
    (re.compile(rb"\x00[<{\s]"), "utf-16-be"),
)
_SAMPLE_BYTES = 16_384  # enough to tell an encoding, and bounded: guessing is slow
_STRAY_SHARE_MAX = (
    # fewer undecodable bytes than this among the non-ASCII: UTF-8 with accidents, not another
    # encoding
    0.02
)
# more letters than this beyond ASCII, of all letters outside markup: no western language
_WESTERN_SHARE_MAX = 0.5
_WESTERN = "cp1252"
_ESCAPED = "iso-2022-jp"  # Japanese in seven bits: its bytes are ASCII, and would pass for UTF-8
_ESCAPE = b"\x1b$"

_NO_TEXT = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
_NO_TEXT_SHARE_MAX = 0.01  # more bytes than this that no text has: a picture, an archive, a program


def is_binary(raw: bytes) -> bool:
    """Whether these are the bytes of something else than text."""
    if raw.startswith(tuple(mark for mark, _ in _BOMS)):
        return False
    sample = raw[:_SAMPLE_BYTES]
    return len(sample) - len(sample.translate(None, _NO_TEXT)) > len(sample) * _NO_TEXT_SHARE_MAX


def decode(
    raw: bytes, *, whole: bool = True, declared: Sequence[str] = ()
) -> tuple[str, tuple[str, ...]]:
    """The text and notes. `whole` False says that `raw` was cut and may end within a character;
    `declared` are the labels that its header and its first lines give, the surest first.
    """
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return _replacing(raw[len(mark) :], encoding, whole=whole)
    for shape, encoding in _BARE:
        if shape.match(raw):
            return _replacing(raw, encoding, whole=whole)
    names = [name for label in declared if (name := codec_of(label))]
    names = [_ESCAPED if _ESCAPE in raw else "utf-8", *names]
    for name in names:
        try:
            return codecs.getincrementaldecoder(name)(_as_browsers(name)).decode(
                raw, final=whole
            ), ()
        except UnicodeDecodeError:
            continue
    return _guessed(raw, names[1:], whole=whole)


def _as_browsers(name: str) -> str:
    """How errors are met: in encodings of one byte a character, the Encoding Standard gives the few
    bytes between 80 and 9F that stand for nothing to the control characters of these numbers.
    """
    return _C1 if name.startswith(_ONE_BYTE) else "strict"


_ONE_BYTE = ("windows-", "cp125", "cp874", "iso-8859", "iso8859", "koi8")
_C1 = "monitor.c1"
_C1_BYTES = range(0x80, 0xA0)


def _control(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError) or error.object[error.start] not in _C1_BYTES:
        raise error
    return chr(error.object[error.start]), error.start + 1


codecs.register_error(_C1, _control)


# --- what is declared ---

_LABEL = rb"[\"']?\s*([A-Za-z0-9._:-]{1,40})"
_IN_HEADER = re.compile(rb"charset\s*+=\s*+" + _LABEL, re.IGNORECASE)
_IN_XML = re.compile(rb"<\?xml\b[^<>]{0,200}?encoding\s*+=\s*+" + _LABEL)
_IN_PAGE = re.compile(rb"<meta\b[^<>]{0,300}?charset\s*+=\s*+" + _LABEL, re.IGNORECASE)
_HEAD_BYTES = 4_096


def labels_of_feed(body: bytes, content_type: str) -> list[str]:
    """Its own first line, then the header: servers send the same one with everything."""
    return _labels((_IN_XML, body[:_HEAD_BYTES]), (_IN_HEADER, _bytes(content_type)))


def labels_of_page(body: bytes, content_type: str = "") -> list[str]:
    """The header, then the page's head, as browsers do."""
    head = body[:_HEAD_BYTES]
    return _labels((_IN_HEADER, _bytes(content_type)), (_IN_PAGE, head), (_IN_XML, head))


def _bytes(header: str) -> bytes:
    return header.encode("ascii", "ignore")


def _labels(*places: tuple[re.Pattern[bytes], bytes]) -> list[str]:
    found = (pattern.search(where) for pattern, where in places)
    return [match.group(1).decode("ascii") for match in found if match]


def codec_of(label: str) -> str | None:
    """Python's name of what browsers read under this label; None if nobody knows it, and for what
    would have shown itself by its zeros.
    """
    name = _codecs().get(label.strip().lower())
    return None if name is None or name.startswith(("utf-16", "utf-32")) else name


@cache
def _codecs() -> dict[str, str]:
    text = (files("monitor.intake") / "data" / "encodings.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {label: codec for codec, labels in rows for label in labels.split()}


# --- what is not ---


def _guessed(raw: bytes, declared: Sequence[str], *, whole: bool) -> tuple[str, tuple[str, ...]]:
    """UTF-8 or what is declared with a few accidents, else by the looks of it."""
    text, notes = _replacing(raw, "utf-8", whole=whole)
    if text.count("\ufffd") <= max(_accidents(raw), _told_in_utf_8(text)):
        return text, notes
    for name in declared:
        text, notes = _replacing(raw, name, whole=whole)
        if text.count("\ufffd") <= _accidents(raw):
            return text, notes
    best = _WESTERN if _looks_western(raw) else _best_guess(raw)
    if best is None:
        return _replacing(raw, "utf-8", whole=whole)
    guessed, more = _replacing(raw, best, whole=whole)
    return guessed, (f"not UTF-8: read as {best}", *more)


def _accidents(raw: bytes) -> float:
    return len(raw.translate(None, bytes(range(128)))) * _STRAY_SHARE_MAX


def _told_in_utf_8(text: str) -> int:
    """Characters beyond ASCII that were read: in another encoding next to nothing is one in UTF-8,
    so that as many of them as there are accidents show that one entry is broken, not the feed.
    """
    return sum(1 for char in text if char > "\x7f" and char != "\ufffd")


_MARKUP = re.compile(rb"<[^<>]*>|&\w+;")
_LETTERS = re.compile(rb"[A-Za-z]")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")


def _looks_western(raw: bytes) -> bool:
    """Few letters beyond ASCII among many: é and ü, not Cyrillic."""
    words = _MARKUP.sub(b" ", raw[: _SAMPLE_BYTES * 16])
    return len(_BEYOND_ASCII.findall(words)) <= len(_LETTERS.findall(words)) * _WESTERN_SHARE_MAX


def _best_guess(raw: bytes) -> str | None:
    """Of those that fit as well, none of old Macs: nobody writes feeds on them."""
    fitting = charset_normalizer.from_bytes(raw[:_SAMPLE_BYTES])
    names = [one.encoding for one in fitting]
    return next(
        (name for name in names if not name.startswith("mac_")), names[0] if names else None
    )


def _replacing(raw: bytes, encoding: str, *, whole: bool) -> tuple[str, tuple[str, ...]]:
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(raw, final=whole)
    replaced = text.count("\ufffd") - (raw.count("\ufffd".encode()) if encoding == "utf-8" else 0)
    name = "UTF-8" if encoding == "utf-8" else encoding
    return text, (
        f"not {name}: {replaced} {'place' if replaced == 1 else 'places'} replaced",
    ) if replaced > 0 else ()
