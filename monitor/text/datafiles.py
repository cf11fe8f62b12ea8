"""The data files beside the code: read once, when first asked for."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
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
    found = tomllib.loads(source(name))
    places = [tuple(place.split(".")) for place in found.pop("by_language", ())]
    if places:
        for language, room in rooms().items():
            _add(found, room.get(name.removesuffix(".toml"), {}), language, places, ())
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
def rooms() -> Mapping[str, Mapping[str, Any]]:
    """What is known of each language: languages/<code>.toml, by ISO 639-1 code."""
    folder = files("monitor") / "languages"
    listed = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    return {
        name.removesuffix(".toml"): tomllib.loads((folder / name).read_text(encoding="utf-8"))
        for name in listed
    }


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
        code for code, room in rooms().items() if room.get("traits", {}).get(trait, False)
    )


def is_known(language: str) -> bool:
    """Whether there is a room for it: without one, only what is the same in every language is read."""
    return language in rooms()


# Islands and dependencies without a foreign policy of their own; their names are often other places
# too.
UNWANTED_TERRITORIES = frozenset(
    listed(
        "AC AI AQ AS AW AX BL BM BQ BV CC CK CP CQ CX DG EA EU EZ FK FO GF GG GI GP GS GU HM IC IM IO JE KY MF MP MQ MS NC NF NU PF PM PN "
        "QO RE SH SJ SX TA TC TF TK UM UN VG VI WF XA XB YT ZZ CW EH"
    )
)
