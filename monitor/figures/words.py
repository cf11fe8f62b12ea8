"""The words that figures are read by, from data/figures.toml: scales, currencies, shares, hedges,
and the nouns and small words around a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TypeVar

from monitor.datafiles import table
from monitor.text.normalize import fold_word, plain


@cache
def _lookup(language: str) -> tuple[dict[str, float], list[tuple[str, float]]]:
    """(exact scale words, beginnings) for a language."""
    data = table("figures.toml")
    scales = dict(data["scale_in"].get(language, {}))
    for scale, words in data["scale"].items():
        for word in words:
            scales.setdefault(word, scale)
    return _parted((word, float(scale)) for word, scale in scales.items())


Value = TypeVar("Value", str, float)


def _parted(words: Iterable[tuple[str, Value]]) -> tuple[dict[str, Value], list[tuple[str, Value]]]:
    """Whole words, and beginnings, which end in * where they are listed."""
    exact: dict[str, Value] = {}
    begins: list[tuple[str, Value]] = []
    for word, value in words:
        if word.endswith("*"):
            begins.append((word[:-1], value))
        else:
            exact.setdefault(word, value)
    return exact, begins


def _begun(word: str, begins: Iterable[tuple[str, Value]]) -> Value | None:
    return next((value for start, value in begins if word.startswith(start)), None)


@cache
def _currencies() -> tuple[dict[str, str], list[tuple[str, str]]]:
    data: dict[str, list[str]] = table("figures.toml")["currency"]
    return _parted((word, code) for code, words in data.items() for word in words)


@cache
def _percents() -> tuple[frozenset[str], tuple[str, ...]]:
    exact, begins = _parted((word, "%") for word in table("figures.toml")["percent"]["words"])
    return frozenset(exact), tuple(start for start, _ in begins)


@cache
def listed(group: str, key: str) -> frozenset[str]:
    return frozenset(table("figures.toml")[group][key])


@cache
def hedge_pattern(key: str) -> re.Pattern[str]:
    words: list[str] = sorted(table("figures.toml")["hedge"][key], key=len, reverse=True)
    parts = "|".join(map(re.escape, words)).replace(r"\*", r"\w*")
    if key == "words":
        return re.compile(
            (
                rf"(?:(?<!\w)|(?<=[\u4e00-\u9fff]))(?P<hedge>(?:{parts}))\s?(?:the\s|a\s|de\s|"
                r"d['’]|чем\s|ніж\s)?$"
            ),
            re.IGNORECASE,
        )
    if key == "after":
        return re.compile(rf"^\s?(?:{parts})(?!\w)", re.IGNORECASE)
    return re.compile(rf"(?<!\w)(?:{parts})(?!\w)", re.IGNORECASE)


@cache
def _durations() -> frozenset[str]:
    return frozenset(map(fold_word, listed("nouns", "time")))


@cache
def _as_written(group: str, key: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Plain words, and plain beginnings of words."""
    exact, begins = _parted((plain(word), "") for word in table("figures.toml")[group][key])
    return frozenset(exact), tuple(start for start, _ in begins)


def is_time(folded: str, word: str) -> bool:
    """A span of time, an age, an anniversary: the noun that is counted, or the word behind it."""
    exact, begins = _as_written("nouns", "time_words")
    written = plain(word)
    return folded in _durations() or written in exact or written.startswith(begins)


def has_numbers(word: str) -> bool:
    """What goes by numbers: an article, a resolution, a session."""
    exact, begins = _as_written("not_a_figure", "before_words")
    written = plain(word)
    if word.casefold() in listed("not_a_figure", "before"):
        return True
    return written in exact or written.startswith(begins)


@cache
def counters() -> tuple[str, ...]:
    """What follows numbers that count nothing, in scripts without spaces."""
    return tuple(table("figures.toml")["not_a_figure"]["counters"])


@lru_cache(maxsize=1_024)
def scale_of(word: str, language: str) -> float | None:
    exact, begins = _lookup(language)
    return exact.get(word) or _begun(word, begins)


@lru_cache(maxsize=1_024)
def currency_of(word: str) -> str | None:
    exact, begins = _currencies()
    return exact.get(word) or _begun(word, begins)


def is_percent(word: str) -> bool:
    exact, begins = _percents()
    return word in exact or word.startswith(begins)
