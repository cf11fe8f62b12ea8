"""The data files beside the code: read once, when first asked for."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec


def source(name: str) -> str:
    return (files("monitor") / "data" / name).read_text(encoding="utf-8")


def rows(name: str) -> Iterator[list[str]]:
    """Tab-separated rows of data/`name`; empty lines and lines that begin with # say nothing."""
    return (line.split("\t") for line in lines(name))


def lines(name: str) -> Iterator[str]:
    """As `rows`, not split yet."""
    return (line for line in source(name).split("\n") if line and line[0] != "#")


def listed(words: str) -> tuple[str, ...]:
    """Words with spaces between, for short lists that belong to the code."""
    return tuple(words.split())


@cache
def table(name: str) -> dict[str, Any]:
    """The TOML file data/`name`, with the words that each language's room has for it.

    `by_language` lists where languages stand in it: under "act.*" come languages, so that the
    room's [acts.act] meeting = […] of en is ["act"]["meeting"]["en"] here.
    """
    found = parsed(source(name))
    places = [tuple(place.split(".")) for place in found.pop("by_language", ())]
    own = name.removesuffix(".toml")
    if places:
        for language in languages():
            _add(found, _room(language).get(own, {}), language, places, ())
    return found


def part(name: str, key: str) -> dict[str, Any]:
    found: dict[str, Any] = table(name)[key]
    return found


@cache
def ids(name: str) -> dict[str, Any]:
    """As `table`, without the words of any language: for what only asks what there is."""
    found = parsed(source(name))
    found.pop("by_language", None)
    return found


@cache
def languages() -> tuple[str, ...]:
    """The ISO 639-1 codes of the languages that have a room: languages/<code>.toml."""
    folder = files("monitor") / "languages"
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    return tuple(name.removesuffix(".toml") for name in names)


@cache
def rooms() -> Mapping[str, Mapping[str, Any]]:
    """What is known of each language, by its code."""
    return {language: _room(language) for language in languages()}


@cache
def _room(language: str) -> dict[str, Any]:
    return parsed((files("monitor") / "languages" / f"{language}.toml").read_text(encoding="utf-8"))


def parsed(text: str) -> dict[str, Any]:
    """A TOML text, as the install has parsed it or, where that is of another text, by ourselves:
    parsing takes fifteen times as long as reading what is parsed.
    """
    ready = _prepared().get(fingerprint(text))
    return tomllib.loads(text) if ready is None else msgspec.json.decode(ready, type=dict[str, Any])


def fingerprint(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


PREPARED = "prepared.json"


@cache
def _prepared() -> dict[str, msgspec.Raw]:
    """What each TOML file says, by the fingerprint of its text; written by
    scripts/prepare_tables.py.
    """
    file = files("monitor") / "data" / PREPARED
    if not file.is_file():
        return {}
    return msgspec.json.decode(file.read_bytes(), type=dict[str, msgspec.Raw])


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
        language for language in languages() if _room(language).get("traits", {}).get(trait, False)
    )
