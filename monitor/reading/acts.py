"""What was done: meeting, call, signing, … and how far it has come. The words stand in data/acts.toml."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import cast

from monitor.model import Stage
from monitor.reading.lexicon import Found
from monitor.reading.resources import table
from monitor.reading.tokens import Token
from monitor.reading.wordlists import Wordlist

_LEAD_TOKENS = 60  # words among which the main act stands


@cache
def acts() -> Wordlist:
    return Wordlist(table("acts.toml")["act"])


@cache
def stages() -> Wordlist:
    return Wordlist(table("acts.toml")["stage"])


@cache
def _weights() -> dict[str, float]:
    return {name: float(about.get("weight", 1.0)) for name, about in table("acts.toml")["act"].items()}


def plover_of(act: str) -> str:
    """PLOVER's name of an act, for export."""
    return str(table("acts.toml")["act"][act]["plover"])


def acts_in(tokens: Sequence[Token], language: str = "", places: Sequence[int] | None = None) -> list[Found[str]]:
    """Every mention of an act, in order."""
    return acts().find(tokens, language, places)


def main_acts(title: Sequence[Found[str]], body: Sequence[Sequence[Found[str]]]) -> tuple[str, ...]:
    """Ids, the main one first: the title counts three times, later sentences less and less."""
    score: defaultdict[str, float] = defaultdict(float)
    weights = _weights()
    for act in {found.value for found in title}:
        score[act] += 3 * weights[act]
    for nth, founds in enumerate(body):
        for act in {found.value for found in founds}:
            score[act] += 2 * weights[act] / (1 + nth)
    return tuple(sorted(score, key=lambda act: (-round(score[act], 6), act)))


_ORDER: tuple[Stage, ...] = (
    "denied",
    "cancelled",
    "ratified",
    "signed",
    "announced",
    "proposed",
    "under way",
    "happened",
)


def stage_of(tokens: Sequence[Token], language: str = "", places: Sequence[int] | None = None) -> Stage | None:
    """How far the act of this sentence or title has come; the most telling word wins. None: nothing says so."""
    seen = {found.value for found in stages().find(tokens, language, places)}
    return next((stage for stage in _ORDER if cast("str", stage) in seen), None)
