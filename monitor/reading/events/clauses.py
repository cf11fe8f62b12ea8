"""What each act that a sentence names is in its clause: its verb, carried by a light verb ("held
talks"), a bare noun, or only the occasion ("at the summit"), the topic ("discussed the visit") or
the purpose ("met to sign") of something else. Words stand in data/clauses.toml.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache
from operator import attrgetter
from typing import Literal, cast

from monitor.datafiles import table
from monitor.gazetteer.acts import stages
from monitor.reading.events.annotate import Scan
from monitor.text.lexicon import Found
from monitor.text.normalize import plain
from monitor.text.tokens import Token, covered
from monitor.text.wordlists import Wordlist

Role = Literal["verb", "light", "noun", "occasion", "topic", "purpose"]
TOLD: frozenset[Role] = frozenset({"verb", "light"})

_REACH = 6  # tokens between a word and the noun that it governs
_REACH_BEHIND = 4
_REACH_PURPOSE = 2
_BREAK = re.compile(r"[,;:.!?()«»“”\"„。，；！？،؛؟—–]")


@cache
def _verbs() -> Wordlist:
    return Wordlist(table("clauses.toml")["verb"])


@cache
def _before() -> Wordlist:
    return Wordlist(table("clauses.toml")["mark"])


@cache
def _behind() -> Wordlist:
    return Wordlist(table("clauses.toml")["behind"])


@cache
def _purposes() -> Wordlist:
    return Wordlist({"purpose": table("clauses.toml")["purpose"]})


@cache
def _endings(kind: Literal["occasion", "topic"], language: str) -> tuple[str, ...]:
    found = table("clauses.toml")["endings"][kind].get(language, ())
    return tuple(map(plain, found))


def verbs_in(one: Scan, language: str) -> set[int]:
    """Tokens of verbs that name an act."""
    return covered(_verbs().find(one.tokens, language))


def roles(one: Scan, language: str) -> list[Role]:
    """One for each of the sentence's acts, in their order."""
    if not one.acts:
        return []
    verbs = verbs_in(one, language)
    marks = _before().find(one.tokens, language)
    behind = _behind().find(one.tokens, language)
    aims = covered(_purposes().find(one.tokens, language))
    behind_marks = {mark.last for mark in marks if mark.value == "occasion"}
    found: list[Role] = []
    for act in one.acts:
        is_verb = not verbs.isdisjoint(range(act.first, act.last))
        if is_verb and act.first not in behind_marks:  # "after talks with X"
            found.append(_of_verb(act, aims, found))
        else:
            found.append(_of_noun(one, act, marks, behind, language))
    return found


def _of_verb(act: Found[str], aims: set[int], before: Sequence[Role]) -> Role:
    """Behind "to", a verb says what another one is for, unless it is the first one."""
    aimed = not aims.isdisjoint(range(act.first - _REACH_PURPOSE, act.first))
    if aimed and before:
        return "purpose"
    return "verb"


def _of_noun(
    one: Scan,
    act: Found[str],
    marks: Sequence[Found[str]],
    behind: Sequence[Found[str]],
    language: str,
) -> Role:
    """What the nearest word that governs it says; in languages whose verbs stand last, what stands
    behind.
    """
    kinds: tuple[Literal["occasion", "topic"], ...] = ("occasion", "topic")
    for kind in kinds:
        if _ends(one.tokens[act.last - 1], kind, language):
            return kind
    at = bisect_left(behind, act.last, key=_first)
    later = behind[at] if at < len(behind) else None
    if (
        later
        and later.first - act.last < _REACH_BEHIND
        and not is_broken(one, act.last, later.first)
    ):
        return cast("Role", later.value)
    before = bisect_right(marks, act.first, key=_last)
    if not before:
        return "noun"
    # the first of those that share their words
    nearest = marks[bisect_left(marks, marks[before - 1].last, key=_last)]
    if act.first - nearest.last > _REACH:
        return "noun"
    if is_broken(one, nearest.last, act.first):
        return "noun"
    return cast("Role", nearest.value)


_first, _last = attrgetter("first"), attrgetter("last")


def _ends(word: Token, kind: Literal["occasion", "topic"], language: str) -> bool:
    endings = _endings(kind, language)
    return bool(endings) and plain(word.text).endswith(endings)


def is_broken(one: Scan, low: int, high: int) -> bool:
    """Whether a mark of the clause's end stands between two tokens."""
    start = one.tokens[low - 1].end if low else 0
    return bool(_BREAK.search(one.text[start : one.tokens[high].start]))


def head_of(one: Scan, found: Sequence[Role]) -> str | None:
    """The act that the sentence tells: its first verb's, else its first bare noun's."""
    for wanted in (TOLD, frozenset({"noun"})):
        for act, role in zip(one.acts, found, strict=True):
            if role in wanted:
                return act.value
    return None


# --- how far it has come ---


@cache
def _cues() -> Wordlist:
    return Wordlist(table("clauses.toml")["cue"])


def cues_of(one: Scan, language: str) -> set[str]:
    """As "announces", "present": what the words say beside the stage's own."""
    return {found.value for found in _cues().find(one.tokens, language)}


def stage_near(one: Scan, language: str, at: int) -> str | None:
    """The stage whose word stands nearest to this token."""
    found = stages().find(one.tokens, language)
    nearest = min(found, key=lambda word: _distance(word, at), default=None)
    return nearest.value if nearest else None


def _distance(word: Found[str], at: int) -> int:
    return max(word.first - at, at - word.last + 1, 0)


def head_at(one: Scan, found: Sequence[Role]) -> int:
    """The token of the act that the sentence tells; its first one, if it tells none."""
    for wanted in (TOLD, frozenset({"noun"})):
        for act, role in zip(one.acts, found, strict=True):
            if role in wanted:
                return act.first
    return 0
