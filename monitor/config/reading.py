"""One TOML file → checked values with their lines, and every mistake in it as a ConfigError that
says how to mend it.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from msgspec import Struct
from rapidfuzz import fuzz, process

from monitor.config.forms import FORMS
from monitor.config.key import Key, Value
from monitor.config.plain_toml import plain_tables
from monitor.errors import ConfigError

_NEAR = 60  # rapidfuzz ratio, 0..100, from which a word is worth suggesting
_WORDS_SHOWN = 12
_HEADER = re.compile(r"\s*+\[\[?\s*+([^\]\s]++(?:\s++[^\]\s]++)*+)\s*+\]\]?\s*+(?:#.*)?$")
_ASSIGNMENT = re.compile(r"\s*([A-Za-z0-9_.\"'-]+)\s*=")


class TomlFile(Struct, frozen=True, kw_only=True, dict=True):
    """A file as TOML reads it. `name` is how messages call it: its path under the home folder."""

    name: str
    tables: dict[str, Any]
    text: str = ""

    @cached_property
    def lines(self) -> dict[str, int]:
        """Dotted key → the first line that sets it."""
        return _lines_of(self.text)

    def place(self, key: str) -> str:
        """As messages name it: the file, and the line where it is known."""
        return _place(self.name, self.lines.get(key))

    def error(self, key: str, what: str, *, hint: str) -> ConfigError:
        return ConfigError(f"{self.place(key)}: {what}", hint=hint)


class ConfigValue(Struct, frozen=True, kw_only=True):
    """A value as a file gave it, and where."""

    value: Value
    file: TomlFile
    key: str

    @property
    def origin(self) -> str:
        return _place(self.file.name, self.file.lines.get(self.key))


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
        return TomlFile(name=name, tables={})
    except OSError as error:
        return ConfigError(
            f"{name}: cannot be read: {error.strerror}",
            hint="see that it is a file and may be read",
        )
    return _known_already(content, name)


@lru_cache(maxsize=8)  # the files of a home, none of which holds a secret
def _known_already(content: bytes, name: str) -> TomlFile | ConfigError:
    return parsed(content, name=name)


def parsed(content: bytes, *, name: str) -> TomlFile | ConfigError:
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        tables = plain_tables(text)
        tables = tomllib.loads(text) if tables is None else tables
        return TomlFile(name=name, tables=tables, text=text)
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
        return _stands_twice(place, table=twice[1])
    hint = "texts stand in quotes, lists and tables in [brackets], each key on a line of its own"
    if bare and not _NUMBER.fullmatch(bare[2].strip()):
        hint = f'texts stand in quotes: {bare[1]} = "{bare[2].strip()[:40]}"'
    what = _WHERE.sub("", said)
    return ConfigError(f"{place}: not TOML: {what[:1].lower()}{what[1:]}", hint=hint)


def _stands_twice(place: str, *, table: str | None) -> ConfigError:
    if table:
        return ConfigError(
            f"{place}: [{table}] stands there twice", hint="put all its keys under one"
        )
    return ConfigError(f"{place}: this key stands there twice", hint="take one out")


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
        if name in known:
            yield _known(document, dotted, known[name], raw=raw)
        else:
            yield _unknown(document, dotted, name, raw=raw, known=known, within=within)
    for name, key in known.items():
        if key.required and name not in given:
            yield _missing(document, key, within=within)


def _known(
    document: TomlFile, dotted: str, key: Key, *, raw: Any
) -> tuple[str, ConfigValue] | ConfigError:
    if isinstance(raw, str) and not key.secret and secretive(raw):
        return document.error(dotted, f"“{key.name}” holds a bot's token", hint=_NO_PLACE_FOR_IT)
    value, wrong = _value(key, raw)
    if wrong:
        what, hint = wrong
        return document.error(dotted, f"“{key.name}” {what}", hint=hint)
    return key.name, ConfigValue(value=value, file=document, key=dotted)


def _missing(document: TomlFile, key: Key, *, within: str) -> ConfigError:
    where = f" in [{within}]" if within else ""
    return document.error(within, f"“{key.name}” is missing{where}", hint=key.says)


_NO_PLACE_FOR_IT = (
    "take it out; it belongs into config/secrets.toml (mode 600) or MONITOR_TELEGRAM_TOKEN: "
    "docs/token.md"
)
_KEY_SHOWN = re.compile(r"[\w. -]{1,40}")


def _unknown(  # noqa: PLR0913 — where, what, and what could have been meant
    document: TomlFile, dotted: str, name: str, *, raw: Any, known: Mapping[str, Key], within: str
) -> ConfigError:
    shown = "this"
    if _KEY_SHOWN.fullmatch(name) and not secretive(name):
        shown = f"“{name}”"
    if secretive(str(raw)) and not any(key.secret for key in known.values()):
        return document.error(dotted, f"{shown} holds a bot's token", hint=_NO_PLACE_FOR_IT)
    own = name.rpartition(".")[2]
    at_home = next((key for key in known if key != name and key.rpartition(".")[2] == own), None)
    is_table = isinstance(raw, dict)
    if at_home is not None:
        hint = _belongs(name, at_home, within=within)
    elif parts := [key for key in known if key.startswith(f"{name}.")]:
        hint = f"it is a table: {', '.join(parts)}"
    elif is_table and not within:
        tables = dict.fromkeys(key.rpartition(".")[0] for key in known if "." in key)
        hint = nearest(name, tables, what="tables")
    else:
        hint = nearest(name, known, what="keys")
    kind = "table" if is_table else "key"
    return document.error(dotted, f"{shown} is not a {kind} here", hint=hint)


def _belongs(name: str, at_home: str, *, within: str) -> str:
    """Where a key stands that is known by its last part, but in another table."""
    table, _, own = at_home.rpartition(".")
    if table or "." not in name:
        return f"“{own}” stands in [{f'{within}.' if within else ''}{table}]"
    if within:
        return f"did you mean “{at_home}”?"
    return f"“{at_home}” stands above the first [table]"


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
            return f"each in quotes: {own} = [{', '.join(map(_quoted, raw[:3]))}]"
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
    if not isinstance(item, str | int):
        return "…"
    return f'"{str(item)[:20]}"'


def _wrong_text(key: Key, text: str) -> tuple[str, str] | None:
    formed = key.form is None or FORMS[key.form][0].fullmatch(text) is not None
    if formed and _is_listed(key, text):
        return None
    return _may_not_be(key, text), _allowed(key, text)


def _may_not_be(key: Key, text: str) -> str:
    """What is perhaps a secret is not repeated."""
    if key.secret or "@" in text or "password" in text:
        return "does not look right"
    if not text:
        return "may not be empty"
    return f"may not be “{text[:40]}”"


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
    least = -math.inf if key.least is None else key.least
    most = math.inf if key.most is None else key.most
    if least <= number <= most:  # nan, which compares false with everything, is refused
        return None
    return f"may not be {number}", _bounds(key)


def _bounds(key: Key) -> str:
    return f"from {key.least:g} to {key.most:g}"


def nearest(word: str, words: Iterable[str], *, what: str) -> str:
    """A hint: the nearest of the words allowed, and the words themselves where they are few."""
    allowed = list(words)
    best = process.extractOne(
        word, allowed, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=_NEAR
    )
    if best is None:
        return _listed(allowed, what)
    meant = f"did you mean “{best[0]}”?"
    if len(allowed) > _WORDS_SHOWN:
        return meant
    return f"{meant}; {_listed(allowed, what)}"


def _listed(allowed: Sequence[str], what: str) -> str:
    if len(allowed) > _WORDS_SHOWN:
        return f"{what} such as {', '.join(allowed[:3])}: docs/configuration.md lists them"
    return f"{what}: {', '.join(allowed)}"


_KINDS_READ: dict[type, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
    dict: "a table",
}


def _kind(raw: object) -> str:
    """What a value is, as TOML reads it."""
    if isinstance(raw, list):
        texts = all(isinstance(item, str) for item in raw)
        return "a list" if texts else "a list of other things"
    return _KINDS_READ.get(type(raw), "a date or time")
