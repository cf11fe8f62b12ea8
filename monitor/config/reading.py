"""One TOML file → checked values with their lines, and every mistake in it as a ConfigError that says how to mend it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct
from rapidfuzz import fuzz, process

from monitor.config.keys import FORMS, Key, Value
from monitor.errors import ConfigError

_NEAR = 60  # rapidfuzz ratio, 0..100, from which a word is worth suggesting
_WORDS_SHOWN = 12
_HEADER = re.compile(r"\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_ASSIGNMENT = re.compile(r"\s*([A-Za-z0-9_.\"'-]+)\s*=")


class Found(Struct, frozen=True, kw_only=True):
    """A value as a file gave it, and where."""

    value: Value
    file: str
    line: int | None

    @property
    def origin(self) -> str:
        return f"{self.file}, line {self.line}" if self.line else self.file


class Document(Struct, frozen=True, kw_only=True):
    """A file as TOML reads it. `name` is how messages call it: its path under the home folder."""

    name: str
    tables: dict[str, Any]
    lines: dict[str, int]  # dotted key → the first line that sets it

    def error(self, key: str, what: str, *, hint: str) -> ConfigError:
        line = self.lines.get(key)
        return ConfigError(f"{self.name}{f', line {line}' if line else ''}: {what}", hint=hint)


def document(path: Path, *, name: str) -> Document | ConfigError:
    """An absent file is an empty document."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Document(name=name, tables={}, lines={})
    except UnicodeDecodeError:
        return ConfigError(f"{name}: not UTF-8", hint="save it as UTF-8")
    except OSError as error:
        return ConfigError(f"{name}: cannot be read: {error.strerror}", hint="see that it is a file and may be read")
    try:
        return Document(name=name, tables=tomllib.loads(text), lines=_lines_of(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return ConfigError(f"{name}: not TOML: {error}", hint="texts stand in quotes, tables in [brackets]")


def _lines_of(text: str) -> dict[str, int]:
    lines: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = _plain(header.group(1))
            lines.setdefault(table, number)
        elif assignment := _ASSIGNMENT.match(line):
            key = _plain(assignment.group(1))
            lines.setdefault(f"{table}.{key}" if table else key, number)
    return lines


def _plain(key: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in key.split("."))


def checked(
    document: Document, tables: Mapping[str, Any], keys: Iterable[Key], *, within: str = ""
) -> Iterator[tuple[str, Found] | ConfigError]:
    """Each key of `tables` as (its name, its value) or what is wrong with it. `within` is the table they stand in."""
    known = {key.name: key for key in keys}
    given = dict(_flat(tables, known))
    for name, raw in given.items():
        dotted = f"{within}.{name}" if within else name
        if name not in known:
            yield document.error(dotted, f"“{name}” is not a key here", hint=nearest(name, known, what="keys"))
            continue
        value, wrong = _value(known[name], raw)
        if wrong:
            yield document.error(dotted, f"“{name}” {wrong[0]}", hint=wrong[1])
        else:
            yield name, Found(value=value, file=document.name, line=document.lines.get(dotted))
    for name, key in known.items():
        if key.required and name not in given:
            yield document.error(within, f"“{name}” is missing{f' in [{within}]' if within else ''}", hint=key.says)


def _flat(tables: Mapping[str, Any], known: Mapping[str, Key], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Tables that some key stands in are opened; any other value is left as it is, to be told about."""
    for name, raw in tables.items():
        dotted = f"{prefix}{name}"
        if isinstance(raw, dict) and any(key.startswith(f"{dotted}.") for key in known):
            yield from _flat(raw, known, f"{dotted}.")
        else:
            yield dotted, raw


def _value(key: Key, raw: Any) -> tuple[Value, tuple[str, str] | None]:
    match key.kind, raw:
        case "text", str():
            return raw, _wrong_text(key, raw)
        case "true or false", bool():
            return raw, None
        case (("whole number" | "number"), bool()):
            pass
        case ("whole number", int()) | ("number", int() | float()):
            return raw, _wrong_number(key, raw)
        case "list of texts", list() if all(isinstance(item, str) for item in raw):
            wrong = next((wrong for item in raw if (wrong := _wrong_text(key, item))), None)
            return tuple(raw), wrong
    return None, (f"should be a {key.kind}, and is {_kind(raw)}", key.says)


def _wrong_text(key: Key, text: str) -> tuple[str, str] | None:
    if key.words and text not in key.words():
        return f"may not be “{text[:40]}”", nearest(text, key.words(), what="values")
    if key.form and not FORMS[key.form][0].fullmatch(text):
        return f"may not be “{text[:40]}”", f"it is {FORMS[key.form][1]}"
    return None


def _wrong_number(key: Key, number: float) -> tuple[str, str] | None:
    # Written so that nan, which compares false with everything, is refused.
    if not ((key.least is None or number >= key.least) and (key.most is None or number <= key.most)):
        return f"may not be {number}", f"from {key.least:g} to {key.most:g}"
    return None


def nearest(word: str, words: Iterable[str], *, what: str) -> str:
    """A hint: the nearest of the words allowed, and the words themselves where they are few."""
    allowed = list(words)
    best = process.extractOne(word, allowed, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=_NEAR)
    meant = f"did you mean “{best[0]}”?" if best else ""
    listed = f"{what}: {', '.join(allowed)}" if 0 < len(allowed) <= _WORDS_SHOWN or not best else ""
    if len(allowed) > _WORDS_SHOWN and listed:
        listed = f"{len(allowed)} {what} are allowed, such as {', '.join(allowed[:3])}; see docs/configuration.md"
    return "; ".join(part for part in (meant, listed) if part)


def _kind(raw: object) -> str:
    match raw:
        case bool():
            return "true or false"
        case int():
            return "a whole number"
        case float():
            return "a number"
        case str():
            return "a text"
        case list():
            return "a list" if all(isinstance(item, str) for item in raw) else "a list of other things"
        case dict():
            return "a table"
        case _:
            return "a date or time"
