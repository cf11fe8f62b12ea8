"""What was signed, as a whole phrase: without the day, the place and the teller that hang at its
ends, or "" where it is no noun phrase.
"""

from __future__ import annotations

import re
from functools import cache

from monitor.datafiles import table

_PAST = re.compile(r"(?:али|или|яли|лись|лась|лось|лся|овал|ывал)$")  # of a Russian verb
_PARTICIPLE = re.compile(r"(?:вш|ющ|ящ|ащ)(?:ий|ая|ую|ие|ее|его|их)$")  # opens another clause
_SEGMENT = re.compile(r",\s+")
_STOP = re.compile(r"(?<=\w\w)\.\s")
_WORDS_MIN = 2


@cache
def _list(key: str) -> frozenset[str]:
    return frozenset(table("deeds.toml")["phrase"][key])


def whole(what: str, *, kind: str, language: str) -> str:
    """The noun phrase that the verb governs; "" if it opens as none does, or holds a verb."""
    words = _tail_cut(_head_cut(_first_items(what).split()))
    if len(words) < _WORDS_MIN and not what[:1] > "\u2e80":
        return ""
    opens = words[0].casefold().strip("«“\"'")
    if opens in _list("no_openings") or (kind != "agreed" and opens in _list("prepositions")):
        return ""
    if _PARTICIPLE.search(opens):
        return ""
    if _has_verb(words, language):
        return ""
    return " ".join(words)


def _first_items(what: str) -> str:
    """The first item of a list, and those behind that are papers too: "…, state media" is none."""
    first, *others = _SEGMENT.split(_STOP.split(what)[0])
    kept = [first]
    for other in others:
        if not _is_paper(other) and not _ends_list(other):
            break
        kept.append(other)
    return ", ".join(kept)


def _is_paper(item: str) -> bool:
    stems = tuple(_list("papers"))
    return any(word.strip("«»“”\"'").casefold().startswith(stems) for word in item.split()[:5])


def _ends_list(item: str) -> bool:
    """As in "…, Friendship and Cooperation": one word, and another behind "and"."""
    words = item.split()
    return len(words) > 2 and words[1].casefold() in _list("joins")  # noqa: PLR2004 — two words and more


def _head_cut(words: list[str]) -> list[str]:
    """Without the day that stands between a verb and its object: "el jueves en Lima un acuerdo"."""
    at = 0
    while at < len(words) and words[at].casefold() in _list("before_days"):
        at += 1
    if at == len(words) or words[at].casefold() not in _list("days"):
        return words
    rest = words[at + 1 :]
    article = next((n for n, word in enumerate(rest) if word.casefold() in _list("articles")), 0)
    if article > _HEAD_WORDS_MAX:
        return rest
    return rest[article:]


def _tail_cut(words: list[str]) -> list[str]:
    """Without what begins another clause, or tells the day."""
    ends = (n for n, word in enumerate(words) if n and word.casefold() in _list("ends"))
    cut = next(ends, len(words))
    day = (n for n, word in enumerate(words) if n and word.casefold() in _list("days"))
    verb = (n for n in range(1, len(words) - 1) if _is_joined_verb(words, n))
    cut = min(cut, next(day, len(words)), next(verb, len(words)))
    while cut > 1 and words[cut - 1].casefold().strip(",") in _list("before_days"):
        cut -= 1
    return words[:cut]


def _is_joined_verb(words: list[str], at: int) -> bool:
    """An "and" with a finite verb behind it: "… y amenazó a Caracas"."""
    after = words[at + 1].casefold()
    if words[at].casefold() not in _list("joins"):
        return False
    return after in _list("verbs") or after.endswith("ó") or bool(_PAST.search(after))


def _has_verb(words: list[str], language: str) -> bool:
    plain = [word.strip("«»“”\"'.,:;").casefold() for word in words]
    if not _list("verbs").isdisjoint(plain):
        return True
    return language in ("ru", "uk") and any(map(_PAST.search, plain))


_HEAD_WORDS_MAX = 3  # of the place behind the day
