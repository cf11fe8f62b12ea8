"""Files and folders → articles: scraped .txt (with a sidecar), .html pages, .jsonl lines of
articles.

Taken in: paths. Handed out, in a stable order: `Incoming` for each article, `Problem` for each
thing that is none. A problem never stops the rest. Only as much of a file is read as can be kept.

A line's keys may be those of other forms (`_SYNONYMS`: JSON Feed, schema.org, scrapers); keys that
nobody here knows are told once a file.

`sidecar.toml` says what scraped text does not: a table for each file beside it, named by the file's
stem or by the part of it before the first "_", with `outlet`, `url`, `published`, `title`, `lang`,
`guid`.
"""

from __future__ import annotations

import json
import os
import stat
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from msgspec import Struct

from monitor.intake.encoding import decode, is_binary, labels_of_page
from monitor.intake.markup import text_of
from monitor.intake.normalize import incoming
from monitor.model import TEXT_BYTES_MAX, Incoming

SIDECAR = "sidecar.toml"
SUFFIXES = (".htm", ".html", ".jsonl", ".txt")
HTML_BYTES_MAX = 2_000_000  # a page's head and main text stand within this
LINE_BYTES_MAX = 16_000_000  # a line of .jsonl past this is skipped, not held
_FIELDS = ("id", "url", "lang", "outlet", "published", "title", "text", "event")
# what other forms call a field, the likeliest first; our own name goes before all of them
_SYNONYMS = {
    "id": ("article_id",),
    "url": ("link", "external_url"),
    "lang": ("language", "inLanguage"),
    "outlet": ("source", "publisher", "site_name", "sitename"),
    "published": (
        "published_at",
        "date_published",
        "datePublished",
        "publishedAt",
        "pub_date",
        "pubDate",
        "date",
    ),
    "title": ("headline",),
    "text": ("content_text", "articleBody", "body", "content"),
}
_NOTHING = b" \t\r\n\x00\xef\xbb\xbf"
_LINE_HINT = 'each line is an object such as {"title": "…", "text": "…"}'
_UNUSED_SHOWN_MAX = 8  # keys in one line
_KEY_CHARS_MAX = 40
_UNUSED_KEPT_MAX = 1_000  # a file whose every line has keys of its own
_LOOSE = frozenset({"id", "event"})  # labels: a number will do
_SIDECAR_FIELDS = ("guid", "lang", "outlet", "published", "title", "url")


class Problem(Struct, frozen=True, kw_only=True):
    """Something that is no article: where, what, and how to mend it."""

    path: str
    what: str
    hint: str = ""
    line: int | None = None
    skipped: bool = True  # else only something beside an article: the article itself is taken

    def __str__(self) -> str:
        return f"{self.path}{f', line {self.line}' if self.line else ''}: {self.what}"


def incoming_from(paths: Iterable[Path]) -> Iterator[Incoming | Problem]:
    """Each path in the order given; within a folder, its files and folders by name."""
    sidecars: dict[Path, dict[str, dict[str, str]]] = {}
    for path in paths:
        within = list(_files_in(path))
        if not within:
            yield Problem(
                path=_shown(path),
                what="no articles in this folder",
                hint=f"it may hold {', '.join(SUFFIXES)}",
            )
        for found in within:
            if isinstance(found, Problem):
                yield found
            else:
                yield from _from_file(found, sidecars)


def expected(paths: Iterable[Path]) -> int:
    """How many articles the paths may bring, for a progress bar: files, and lines of .jsonl."""
    files = [file for path in paths for file in _files_in(path) if isinstance(file, Path)]
    return sum(_lines_in(file) if file.suffix.lower() == ".jsonl" else 1 for file in files)


def _lines_in(path: Path) -> int:
    try:
        if not _is_plain(path):
            return 1
        with path.open("rb") as file:
            return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
    except OSError:  # it is told when its turn comes
        return 1


def _files_in(path: Path) -> Iterator[Path | Problem]:
    """The file itself, or what a folder holds, however deep it goes."""
    waiting = [path]
    while waiting:
        found = waiting.pop()
        if not os.path.isdir(found):  # noqa: PTH112 — Path.is_dir raises where a folder may not be looked into
            yield found
            continue
        try:
            waiting += list(filter(_wanted, sorted(found.iterdir(), reverse=True)))
        except OSError as error:
            yield _unreadable(found, error)


def _wanted(entry: Path) -> bool:
    """A link to a folder is not followed: one to a parent would never end."""
    if entry.name.startswith("."):
        return False
    if os.path.isdir(entry):  # noqa: PTH112 — as above
        return not entry.is_symlink()
    return entry.suffix.lower() in SUFFIXES


def _is_plain(path: Path) -> bool:
    """Not a pipe or device: those may never end, or never begin."""
    return stat.S_ISREG(path.stat().st_mode)


def _unreadable(path: Path, error: OSError) -> Problem:
    return Problem(
        path=_shown(path),
        what=f"cannot be read: {error.strerror}",
        hint="see that it exists and may be read",
    )


def _shown(path: Path) -> str:
    """A path as text: names on disk are bytes, and need not be any."""
    return os.fsencode(path).decode(errors="replace")


def _from_file(
    path: Path, sidecars: dict[Path, dict[str, dict[str, str]]]
) -> Iterator[Incoming | Problem]:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        yield Problem(
            path=_shown(path),
            what="not a file of articles",
            hint=f"it should end in {', '.join(SUFFIXES)}",
        )
        return
    try:
        if not _is_plain(path):
            yield Problem(
                path=_shown(path),
                what="not a file: a pipe or device",
                hint="write it into a file first",
            )
            return
        with path.open("rb") as file:
            if suffix == ".jsonl":
                yield from incoming_from_lines(file, name=_shown(path))
                return
            if is_binary(file.peek()):
                hint = "save the article's words as UTF-8 text, or leave the file out"
                yield Problem(
                    path=_shown(path),
                    what="not text, but the bytes of a picture, an archive or the like",
                    hint=hint,
                )
                return
            if path.parent not in sidecars:
                sidecars[path.parent], problems = _sidecar(path.parent / SIDECAR)
                yield from problems
            given_id, beside = _entry(sidecars[path.parent], path.stem)
            yield (_from_text if suffix == ".txt" else _from_html)(file, given_id, beside)
    except OSError as error:
        yield _unreadable(path, error)


def _from_text(file: BinaryIO, given_id: str, beside: dict[str, str]) -> Incoming:
    raw = file.read(TEXT_BYTES_MAX)
    size = os.fstat(file.fileno()).st_size
    text, notes = decode(raw, whole=size <= len(raw))
    return incoming(text=text, given_id=given_id, text_bytes=size, notes=notes, **beside)


def _from_html(file: BinaryIO, given_id: str, beside: dict[str, str]) -> Incoming:
    from monitor.intake.html import page_of  # noqa: PLC0415 — trafilatura takes .2 s to load, and most runs see no page

    raw = file.read(HTML_BYTES_MAX)
    size = os.fstat(file.fileno()).st_size
    html, notes = decode(raw, whole=size <= len(raw), declared=labels_of_page(raw))
    page = page_of(html)
    if size > len(raw):
        notes = (*notes, f"only the first {HTML_BYTES_MAX} of {size} bytes of the page were read")
    fields: dict[str, Any] = msgspec.structs.asdict(page) | beside
    return incoming(given_id=given_id, notes=notes, **fields)


# --- lines of articles ---


def incoming_from_lines(file: BinaryIO, *, name: str) -> Iterator[Incoming | Problem]:
    """One article a line; empty lines are skipped, a bad one is a `Problem` with its number. Last
    comes one for the keys that were not used, if there are any.
    """
    number, unused, is_empty = 0, dict[str, None](), True
    while raw := file.readline(LINE_BYTES_MAX):
        number += 1
        is_empty = is_empty and not raw.strip(_NOTHING)
        if len(raw) == LINE_BYTES_MAX and not raw.endswith(b"\n"):
            _skip_line(file)
            hint = "only the first 64 KB of a text are kept: shorten it"
            yield Problem(
                path=name,
                line=number,
                what=f"longer than {LINE_BYTES_MAX // 1_000_000} MB",
                hint=hint,
            )
        elif raw.strip(_NOTHING):
            yield _from_line(raw, name, number, unused)
    if is_empty:
        yield Problem(path=name, what="no articles: it is empty", hint=_LINE_HINT)
    if unused:
        yield _keys_unused(name, list(unused))


def _keys_unused(name: str, keys: list[str]) -> Problem:
    shown = ", ".join(f'"{_shown_key(key)}"' for key in keys[:_UNUSED_SHOWN_MAX])
    more = len(keys) - _UNUSED_SHOWN_MAX
    return Problem(
        path=name,
        what=f"keys not used: {shown}{f' and {more} more' if more > 0 else ''}",
        hint=f"what is used: {', '.join(_FIELDS)}",
        skipped=False,
    )


def _shown_key(key: str) -> str:
    return key.encode(errors="replace").decode()[:_KEY_CHARS_MAX]


def _skip_line(file: BinaryIO) -> None:
    while (rest := file.readline(LINE_BYTES_MAX)) and not rest.endswith(b"\n"):
        pass


def _from_line(raw: bytes, name: str, number: int, unused: dict[str, None]) -> Incoming | Problem:
    """`unused` gathers the keys of the line that are none of ours, in the order met."""
    line, notes = decode(raw)
    try:
        document = json.loads(line)
    except (ValueError, RecursionError) as error:
        what = "not JSON"
        if isinstance(error, json.JSONDecodeError):
            what = f"not JSON ({error.msg}, column {error.colno})"
        return Problem(
            path=name, line=number, what=what, hint="one JSON object a line, each on one line"
        )
    if not isinstance(document, dict):
        return Problem(
            path=name, line=number, what=f"{_kind(document)}, not an object", hint=_LINE_HINT
        )
    document = _by_our_names(document, unused)
    if wrong := _wrong_field(document):
        return Problem(
            path=name,
            line=number,
            what=wrong,
            hint="null or leaving it out says that it is unknown",
        )
    fields: dict[str, Any] = {field: _string(document.get(field)) for field in _FIELDS}
    text, given_id = fields.pop("text"), fields.pop("id")
    if text is None and fields["title"] is None:
        return Problem(
            path=name,
            line=number,
            what='neither "title" nor "text"',
            hint="an article needs one of them",
        )
    return incoming(text=text or "", given_id=given_id, notes=notes, **fields)


def _by_our_names(document: dict[str, object], unused: dict[str, None]) -> dict[str, object]:
    """The line's fields under the names of `_FIELDS`. A synonym stands in where our own name says
    nothing, and only if it is of the field's kind: schema.org's publisher may be an object.
    """
    ours = {field: document[field] for field in _FIELDS if field in document}
    used = set(ours)
    for field, synonyms in _SYNONYMS.items():
        for key in synonyms:
            if key in document and ours.get(field) is None and _fits(field, document[key]):
                ours[field] = document[key]
                used.add(key)
    if ours.get("text") is None and isinstance(html := document.get("content_html"), str):
        ours["text"] = text_of(html, "exact")
        used.add("content_html")
    if len(unused) < _UNUSED_KEPT_MAX:
        unused.update(dict.fromkeys(key for key in document if key not in used))
    return ours


def _fits(field: str, value: object) -> bool:
    if value is None or isinstance(value, str):
        return True
    return field in _LOOSE and isinstance(value, int) and not isinstance(value, bool)


def _wrong_field(document: dict[str, object]) -> str | None:
    for field in _FIELDS:
        if not _fits(field, value := document.get(field)):
            return f'"{field}" should be a string, and is {_kind(value)}'
    return None


def _string(value: object) -> str | None:
    return None if value is None else str(value)


def _kind(value: object) -> str:
    match value:
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "a list"
        case dict():
            return "an object"
        case _:
            return "null"


# --- the sidecar ---


def _sidecar(path: Path) -> tuple[dict[str, dict[str, str]], list[Problem]]:
    if not path.is_file():
        return {}, []
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        return {}, [
            Problem(
                path=_shown(path),
                what=f"not read: {error}",
                hint="the articles are taken without it",
                skipped=False,
            )
        ]
    entries: dict[str, dict[str, str]] = {}
    problems: list[Problem] = []
    for name, table in tables.items():
        entries[name], wrong = _sidecar_entry(table)
        problems += [
            Problem(path=_shown(path), what=f'"{name}": {said}', hint=_SIDECAR_HINT, skipped=False)
            for said in wrong
        ]
    return entries, problems


_SIDECAR_HINT = f"each file has a table with {', '.join(_SIDECAR_FIELDS)}, all of them strings"


def _sidecar_entry(table: object) -> tuple[dict[str, str], list[str]]:
    if not isinstance(table, dict):
        return {}, ["is not a table"]
    good = {
        key: value
        for key, value in table.items()
        if key in _SIDECAR_FIELDS and isinstance(value, str)
    }
    return good, [f'"{key}" is not taken' for key in table if key not in good]


def _entry(entries: dict[str, dict[str, str]], stem: str) -> tuple[str, dict[str, str]]:
    """The id that a file goes by, and what the sidecar says of it."""
    for name in (stem, stem.split("_", 1)[0]):
        if name in entries:
            return name, entries[name]
    return stem, {}
