"""What was done: meeting, call, signing, … and how far it has come. The words stand in
data/acts.toml.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import cast

from monitor.datafiles import ids, languages_with, table
from monitor.model import AHEAD, Stage
from monitor.text.lexicon import Found
from monitor.text.normalize import plain
from monitor.text.tokens import Token
from monitor.text.wordlists import Wordlist

_VERB_LETTERS_MIN = 6  # of a verb whose ending says that it is to come
_UNDONE = ("cancelled", "postponed")
_YEAR = re.compile("(19|20)[0-9]{2}")
# verb, object, what both say, tokens between them: quoted words may stand before an account
_APART: tuple[tuple[str, str, Stage, int], ...] = (
    ("rejects", "account", "denied", 12),
    ("suspends", "meeting", "cancelled", 3),
)
_TOGETHER = 2.0  # what an act is worth beside the two who lead


@cache
def acts() -> Wordlist:
    return Wordlist(table("acts.toml")["act"], own_only=True)


@cache
def stages() -> Wordlist:
    return Wordlist(table("acts.toml")["stage"], own_only=True)


@cache
def _weights() -> dict[str, float]:
    return {
        name: float(about.get("weight", 1.0)) for name, about in ids("acts.toml")["act"].items()
    }


@cache
def acts_that_are(trait: str) -> frozenset[str]:
    """Ids of the acts with a trait of data/acts.toml: "face_to_face", "of_two", "from_afar"."""
    return frozenset(ids("acts.toml")["traits"][trait])


def plover_of(act: str) -> str:
    """PLOVER's name of an act, for export."""
    return str(ids("acts.toml")["act"][act]["plover"])


def acts_in(tokens: Sequence[Token], language: str = "") -> Sequence[Found[str]]:
    """Every mention of an act, in order."""
    return acts().find(tokens, language)


@cache
def _with_a_body() -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """Plain first words by act, and the words for a body."""
    listed = ids("acts.toml")["with_a_body"]
    bodies = frozenset(map(plain, listed["bodies"]))
    terms_of = {act: terms for act, terms in listed.items() if act != "bodies"}
    return {act: frozenset(map(_first_word, terms)) for act, terms in terms_of.items()}, bodies


def _first_word(term: str) -> str:
    return plain(term.split(maxsplit=1)[0])


def needs_a_body(found: Found[str], tokens: Sequence[Token]) -> bool:
    """Whether these words tell their act only of a body, and the sentence has no word for one."""
    words, bodies = _with_a_body()
    if tokens[found.first].stems[0] not in words.get(found.value, ()):
        return False
    return all(bodies.isdisjoint(token.stems) for token in tokens)


def main_acts(
    title: Sequence[Found[str]],
    body: Sequence[Sequence[Found[str]]],
    *,
    together: int | None = None,
) -> tuple[str, ...]:
    """Ids, the main one first: the title counts three times, later sentences less and less.

    `together` is the sentence that first names two who lead: what they do in it is what the article
    tells.
    """
    score: defaultdict[str, float] = defaultdict(float)
    weights = _weights()
    for act in _ids(title):
        score[act] += 3 * weights[act]
    for nth, founds in enumerate(body):
        beside = _TOGETHER / (1 + nth) * (nth == together)
        for act in _ids(founds):
            score[act] += 2 * weights[act] / (1 + nth) + beside * weights[act]
    return tuple(sorted(score, key=lambda act: (-round(score[act], 6), act)))


@cache
def _apart() -> Wordlist:
    return Wordlist(table("acts.toml")["apart"], own_lists=True)


def _stages_apart(tokens: Sequence[Token], language: str) -> set[str]:
    """Of verbs that say it only with their object: "rejected as baseless a report that …"."""
    found = _apart().find(tokens, language)
    return {
        stage
        for verb in found
        for its, its_object, stage, reach in _APART
        if verb.value == its
        and any(one.value == its_object and 0 <= one.first - verb.last <= reach for one in found)
    }


def _ids(founds: Iterable[Found[str]]) -> set[str]:
    return {found.value for found in founds}


_ORDER: tuple[Stage, ...] = (
    "denied",
    "cancelled",
    "postponed",
    "ratified",
    "signed",
    "announced",
    "proposed",
    "under way",
    "happened",
)


@cache
def _future_endings(language: str) -> tuple[str, ...]:
    return tuple(table("acts.toml")["announced_by_ending"].get(language, ()))


def _looks_ahead(tokens: Sequence[Token], language: str) -> bool:
    endings = _future_endings(language)
    if not endings:
        return False
    long_words = (token for token in tokens if len(token.text) >= _VERB_LETTERS_MIN)
    return any(not token.capital and token.text.endswith(endings) for token in long_words)


def _long_so(found: Found[str], tokens: Sequence[Token]) -> bool:
    """As "talks suspended since 2019." says how long, not what came of the act."""
    if found.value not in _UNDONE or found.last + 2 != len(tokens):
        return False
    return _YEAR.fullmatch(tokens[-1].text) is not None


def stage_of(tokens: Sequence[Token], language: str = "") -> Stage | None:
    """How far the act of this sentence or title has come; the most telling word wins. None: nothing
    says so.
    """
    found = stages().find(tokens, language)
    seen = _ids(one for one in found if not _long_so(one, tokens))
    seen |= _stages_apart(tokens, language)
    if "announced" not in seen and _looks_ahead(tokens, language):
        seen.add("announced")
    if language in languages_with("untensed") and not AHEAD.isdisjoint(seen):
        seen -= {"ratified", "signed", "happened"}  # hoped for, or ahead
    return next((stage for stage in _ORDER if cast("str", stage) in seen), None)
