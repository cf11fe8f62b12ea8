"""The data files beside the code: read once, when first asked for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any


def source(name: str) -> str:
    return (files("monitor") / "data" / name).read_text(encoding="utf-8")


def rows(name: str) -> Iterator[list[str]]:
    """Tab-separated rows of data/`name`; empty lines and lines that begin with # say nothing."""
    return (line.split("\t") for line in source(name).split("\n") if line and line[0] != "#")


def listed(words: str) -> tuple[str, ...]:
    """Words with spaces between, for short lists that belong to the code."""
    return tuple(words.split())


@cache
def table(name: str) -> dict[str, Any]:
    """The TOML file data/`name`, with the words that each language's room has for it.

    `by_language` lists where languages stand in it: under "act.*" come languages, so that the
    room's [acts.act] meeting = […] of en is ["act"]["meeting"]["en"] here.
    """
    return _with_rooms(source(name), name, "")


@cache
def part(name: str, key: str) -> dict[str, Any]:
    """table(name)[key], for who needs no more of the table: the rest of it is not parsed."""
    before, *_ = _HEADING.split(source(name), maxsplit=1)
    text = before + _sections(source(name), key)
    found: dict[str, Any] = _with_rooms(text, name, key)[key]
    return found


def _with_rooms(text: str, name: str, key: str) -> dict[str, Any]:
    """A table's text parsed, and each room's words for its part `key` put in (all, if empty)."""
    found = tomllib.loads(text)
    places = [tuple(place.split(".")) for place in found.pop("by_language", ())]
    if not places:
        return found
    own = name.removesuffix(".toml")
    wanted = f"{own}.{key}" if key else own
    for language in languages():
        if said := _sections(_room(language), wanted):
            _add(found, tomllib.loads(said).get(own, {}), language, places, ())
    return found


@cache
def ids(name: str) -> dict[str, Any]:
    """As `table`, without the words of any language: for what only asks what there is."""
    found = _file(name)
    found.pop("by_language", None)
    return found


def _file(name: str) -> dict[str, Any]:
    return tomllib.loads(source(name))


@cache
def languages() -> tuple[str, ...]:
    """The ISO 639-1 codes of the languages that have a room: languages/<code>.toml."""
    folder = files("monitor") / "languages"
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    return tuple(name.removesuffix(".toml") for name in names)


@cache
def rooms() -> Mapping[str, Mapping[str, Any]]:
    """What is known of each language, by its code."""
    return {language: tomllib.loads(_room(language)) for language in languages()}


@cache
def _room(language: str) -> str:
    return (files("monitor") / "languages" / f"{language}.toml").read_text(encoding="utf-8")


_HEADING = re.compile(r"^(?=\[([\w.-]+)\])", re.MULTILINE)


def _sections(text: str, wanted: str) -> str:
    """Those parts of a TOML text that stand under [wanted] and [wanted.…], and under what holds
    it: parsing a text of which a tenth is needed takes ten times as long.
    """
    return "".join(part for name, part in _headed(text) if _is_within(name, wanted))


@lru_cache(maxsize=128)
def _headed(text: str) -> tuple[tuple[str, str], ...]:
    """(heading, the text from it on), up to the next."""
    _before, *rest = _HEADING.split(text)
    return tuple(zip(rest[::2], rest[1::2], strict=True))


def _is_within(name: str, wanted: str) -> bool:
    return f"{name}.".startswith(f"{wanted}.") or f"{wanted}.".startswith(f"{name}.")


def _add(
    into: dict[str, Any],
    words: Mapping[str, Any],
    language: str,
    places: Sequence[tuple[str, ...]],
    path: tuple[str, ...],
) -> None:
    """Puts a room's words where the table has its languages."""
    if any(_is_at(path, place) for place in places):
        into[language] = words
        return
    for key, value in words.items():
        _add(into.setdefault(key, {}), value, language, places, (*path, key))


def _is_at(path: tuple[str, ...], place: tuple[str, ...]) -> bool:
    return len(path) == len(place) and all(
        wanted in ("*", key) for key, wanted in zip(path, place, strict=True)
    )


@cache
def languages_with(trait: str) -> frozenset[str]:
    """The codes of the languages whose room has this trait: [traits] verb_last = true."""
    return frozenset(
        language
        for language in languages()
        if tomllib.loads(_sections(_room(language), "traits")).get("traits", {}).get(trait, False)
    )


def is_known(language: str) -> bool:
    """Whether it has a room: without one, only what is the same in every language is read."""
    return language in languages()


# Islands and dependencies without a foreign policy of their own; their names are often other places
# too.
UNWANTED_TERRITORIES = frozenset(
    listed(
        "AC AI AQ AS AW AX BL BM BQ BV CC CK CP CQ CX DG EA EU EZ FK FO GF GG GI GP GS GU HM IC IM "
        "IO JE KY MF MP MQ MS NC NF NU PF PM PN QO RE SH SJ SX TA TC TF TK UM UN VG VI WF XA XB YT "
        "ZZ CW EH"
    )
)
