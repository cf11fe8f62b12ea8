"""One TOML file → checked values with their lines, and every mistake in it as a ConfigError that
says how to mend it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
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


class ConfigValue(Struct, frozen=True, kw_only=True):
    """A value as a file gave it, and where."""

    value: Value
    file: str
    line: int | None

    @property
    def origin(self) -> str:
        return f"{self.file}, line {self.line}" if self.line else self.file


class TomlFile(Struct, frozen=True, kw_only=True):
    """A file as TOML reads it. `name` is how messages call it: its path under the home folder."""

    name: str
    tables: dict[str, Any]
    lines: dict[str, int]  # dotted key → the first line that sets it

    def error(self, key: str, what: str, *, hint: str) -> ConfigError:
        return ConfigError(f"{_place(self.name, self.lines.get(key))}: {what}", hint=hint)


def _place(name: str, line: int | None) -> str:
    return f"{name}, line {line}" if line else name


def document(path: Path, *, name: str) -> TomlFile | ConfigError:
    """An absent file is an empty document."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        if path.is_symlink():
            return ConfigError(
                f"{name}: leads to a file that is not there", hint="mend the link, or take it away"
            )
        return TomlFile(name=name, tables={}, lines={})
    except OSError as error:
        return ConfigError(
            f"{name}: cannot be read: {error.strerror}",
            hint="see that it is a file and may be read",
        )
    return parsed(content, name=name)


def parsed(content: bytes, *, name: str) -> TomlFile | ConfigError:
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        return TomlFile(name=name, tables=tomllib.loads(text), lines=_lines_of(text))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return ConfigError(f"{_place(name, line)}: not UTF-8", hint="save it as UTF-8")
    except tomllib.TOMLDecodeError as error:
        return _not_toml(name, text, str(error))
    except RecursionError:
        return ConfigError(
            f"{name}: brackets within brackets without end",
            hint="no value here needs more than one",
        )


_WHERE = re.compile(r" \((?:at line (\d+), column \d+|at end of document)\)$")
_BARE = re.compile(r"\s*([\w.-]+)\s*=\s*([^\s\"'\[{#][^#]*)")
_TWICE = re.compile(r"Cannot (?:overwrite|declare)(?: \('(.+)',\) twice)?")


def _not_toml(name: str, text: str, said: str) -> ConfigError:
    where = _WHERE.search(said)
    lines = text.split("\n")
    number = int(where[1]) if where and where[1] else len(text.rstrip().split("\n"))
    line = lines[number - 1] if number <= len(lines) else ""
    place, bare, twice = _place(name, number), _BARE.match(line), _TWICE.match(said)
    if secretive(line):
        return ConfigError(
            f"{place}: not TOML",
            hint='the token stands in quotes, in config/secrets.toml: telegram_token = "…"',
        )
    if twice:
        what, hint = (
            (f"[{twice[1]}] stands", "put all its keys under one")
            if twice[1]
            else ("this key stands", "take one out")
        )
        return ConfigError(f"{place}: {what} there twice", hint=hint)
    hint = "texts stand in quotes, lists and tables in [brackets], each key on a line of its own"
    if bare and not _NUMBER.fullmatch(bare[2].strip()):
        hint = f'texts stand in quotes: {bare[1]} = "{bare[2].strip()[:40]}"'
    what = _WHERE.sub("", said)
    return ConfigError(f"{place}: not TOML: {what[:1].lower()}{what[1:]}", hint=hint)


_NUMBER = re.compile(r"[-+\d._]+")
A_TOKEN = re.compile(r"\d{6,}:[\w-]{30,}")


def secretive(text: str) -> bool:
    return A_TOKEN.search(text) is not None


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
    document: TomlFile, tables: Mapping[str, Any], keys: Iterable[Key], *, within: str = ""
) -> Iterator[tuple[str, ConfigValue] | ConfigError]:
    """Each key of `tables` as (its name, its value) or what is wrong with it. `within` is the table
    they stand in.
    """
    known = {key.name: key for key in keys}
    given = dict(_flat(tables, known))
    for name, raw in given.items():
        dotted = f"{within}.{name}" if within else name
        if isinstance(raw, str) and name in known and not known[name].secret and secretive(raw):
            yield document.error(dotted, f"“{name}” holds a bot's token", hint=_NO_PLACE_FOR_IT)
        elif name not in known:
            yield _unknown(document, dotted, name, raw=raw, known=known, within=within)
        else:
            value, wrong = _value(known[name], raw)
            if wrong:
                yield document.error(dotted, f"“{name}” {wrong[0]}", hint=wrong[1])
            else:
                yield (
                    name,
                    ConfigValue(value=value, file=document.name, line=document.lines.get(dotted)),
                )
    for name, key in known.items():
        if key.required and name not in given:
            yield document.error(
                within, f"“{name}” is missing{f' in [{within}]' if within else ''}", hint=key.says
            )


_NO_PLACE_FOR_IT = "take it out; it belongs into config/secrets.toml (mode 600) or MONITOR_TELEGRAM_TOKEN: docs/token.md"
_KEY_SHOWN = re.compile(r"[\w. -]{1,40}")


def _unknown(  # noqa: PLR0913 — where, what, and what could have been meant
    document: TomlFile, dotted: str, name: str, *, raw: Any, known: Mapping[str, Key], within: str
) -> ConfigError:
    shown = f"“{name}”" if _KEY_SHOWN.fullmatch(name) and not secretive(name) else "this"
    if secretive(str(raw)) and not any(key.secret for key in known.values()):
        return document.error(dotted, f"{shown} holds a bot's token", hint=_NO_PLACE_FOR_IT)
    own = name.rpartition(".")[2]
    at_home = next((key for key in known if key != name and key.rpartition(".")[2] == own), None)
    tables = dict.fromkeys(key.rpartition(".")[0] for key in known if "." in key)
    if at_home is not None and "." in name and "." not in at_home:
        hint = (
            f"“{at_home}” stands above the first [table]"
            if not within
            else f"did you mean “{at_home}”?"
        )
    elif at_home is not None:
        hint = f"“{own}” stands in [{f'{within}.' if within else ''}{at_home.rpartition('.')[0]}]"
    elif parts := [key for key in known if key.startswith(f"{name}.")]:
        hint = f"it is a table: {', '.join(parts)}"
    elif isinstance(raw, dict) and not within:
        hint = nearest(name, tables, what="tables")
    else:
        hint = nearest(name, known, what="keys")
    kind = "table" if isinstance(raw, dict) else "key"
    return document.error(dotted, f"{shown} is not a {kind} here", hint=hint)


def _flat(
    tables: Mapping[str, Any], known: Mapping[str, Key], prefix: str = ""
) -> Iterator[tuple[str, Any]]:
    """Tables that some key stands in are opened; any other value is left as it is, to be told
    about.
    """
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
    return None, (
        f"should be {_KINDS.get(key.kind, f'a {key.kind}')}, and is {_kind(raw)}",
        _otherwise(key, raw),
    )


_KINDS = {"true or false": "true or false"}


def _otherwise(key: Key, raw: Any) -> str:
    """How a value of the wrong type would be written rightly."""
    own = key.name.rpartition(".")[2]
    match key.kind, raw:
        case "list of texts", str() if not key.secret:
            return f'in brackets: {own} = ["{raw[:40]}"]'
        case "list of texts", list():
            return f"each in quotes: {own} = [{', '.join(_quoted(item) for item in raw[:3])}]"
        case (("whole number" | "number"), str()) if raw.strip().lstrip("-").isdecimal():
            return f"without quotes: {own} = {raw.strip()[:10]}"
        case "true or false", _:
            return f"{own} = true or {own} = false, without quotes"
        case (("whole number" | "number"), _):
            return f"a {key.kind} {_bounds(key)}"
        case "text", list() if raw and isinstance(raw[0], str) and not key.secret:
            return f'without brackets: {own} = "{raw[0][:40]}"'
        case "text", (int() | float() | date() | time()) if not isinstance(raw, bool):
            form = f": {FORMS[key.form][1]}" if key.form else ""
            return f"in quotes{form}"
    return key.says


def _quoted(item: object) -> str:
    return f'"{str(item)[:20]}"' if isinstance(item, str | int) else "…"


def _wrong_text(key: Key, text: str) -> tuple[str, str] | None:
    shown = (
        "does not look right"
        if key.secret or "@" in text
        else f"may not be “{text[:40]}”"
        if text
        else "may not be empty"
    )
    formed = key.form is None or FORMS[key.form][0].fullmatch(text) is not None
    return None if formed and _is_listed(key, text) else (shown, _allowed(key, text))


def _is_listed(key: Key, text: str) -> bool:
    if key.words is None or (key.usual and text in key.usual()):
        return True
    return text in key.words()


def _allowed(key: Key, text: str) -> str:
    if key.meant and (meant := key.meant(text)):
        return f"did you mean “{meant}”?"
    if key.form and not FORMS[key.form][0].fullmatch(text):
        return f"it is {FORMS[key.form][1]}"
    return nearest(text, key.words() if key.words else (), what="values")


def _wrong_number(key: Key, number: float) -> tuple[str, str] | None:
    # Written so that nan, which compares false with everything, is refused.
    if not (
        (key.least is None or number >= key.least) and (key.most is None or number <= key.most)
    ):
        return f"may not be {number}", _bounds(key)
    return None


def _bounds(key: Key) -> str:
    return f"from {key.least:g} to {key.most:g}"


def nearest(word: str, words: Iterable[str], *, what: str) -> str:
    """A hint: the nearest of the words allowed, and the words themselves where they are few."""
    allowed = list(words)
    best = process.extractOne(
        word, allowed, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=_NEAR
    )
    meant = f"did you mean “{best[0]}”?" if best else ""
    listed = f"{what}: {', '.join(allowed)}" if 0 < len(allowed) <= _WORDS_SHOWN or not best else ""
    if len(allowed) > _WORDS_SHOWN and listed:
        listed = f"{what} such as {', '.join(allowed[:3])}: docs/configuration.md lists them"
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
            return (
                "a list" if all(isinstance(item, str) for item in raw) else "a list of other things"
            )
        case dict():
            return "a table"
        case _:
            return "a date or time"
