"""The words around a figure: what it counts, and the phrase of its clause that says something."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from monitor.figures.words import listed, listed_in, measures

COUNTS_WORDS = 8
COUNTS_CHARS = 90
PHRASE_WORDS = 16
CLAUSE_WORDS_MAX = 10
BESIDE_WORDS_MIN = 3  # beside a number, without which it says nothing
PHRASE_CHARS = 160
_CLAUSE = re.compile(r"[;:!?()«»“”\"—–]|[,.](?!\d)")
_CLAUSES = re.compile(rf"(?s).*(?:{_CLAUSE.pattern})")


def counts_of(text: str, start: int, end: int, *, known: bool) -> str:
    """The words of the clause around the figure, without it: before it for money and shares, after
    it for things counted.
    """
    before = last_clause(text[max(0, start - 120) : start]).split()
    after = _first_clause(text[end : end + 120]).split()
    if start > 120 and before:  # noqa: PLR2004 - a word may be cut
        before = before[1:]
    words = (before[-COUNTS_WORDS:] or after[:COUNTS_WORDS]) if known else after[:COUNTS_WORDS]
    if known and after[:1] and after[0] in ("of", "от", "du", "de", "der", "des", "del", "of the"):
        words = after[:COUNTS_WORDS]
    return " ".join(words)[:COUNTS_CHARS].strip()


def phrase_of(text: str, start: int, end: int, *, known: bool) -> str:
    """The figure within its clause, from the noun that is measured on: "trade turnover reached $20
    billion in 2025".
    """
    looked_at = text[max(0, start - PHRASE_CHARS) : start]
    clause = last_clause(looked_at)
    before = clause.split()
    after = _listed_out(text[end : end + PHRASE_CHARS])
    if start > PHRASE_CHARS and len(clause) == len(looked_at) and len(before) > 1:
        before = before[1:]  # a word may be cut
    lead = _measured(before) if known else []
    if (
        lead
        and before[: -len(lead)]
        and before[-len(lead) - 1].casefold() in listed("nouns", "relative")
    ):
        return ""  # "who met them and asked for $2 billion"
    if known and not lead and (not after or after[0].casefold() not in listed("nouns", "part_of")):
        lead = short_clause(before)
        if before and not lead:
            return ""  # "19 percent last year": of what?
        if _is_bare(lead):
            return ""  # ", to 1.5 billion dollars"
    if len(lead) + len(after) < BESIDE_WORDS_MIN or len(lead) == 1:
        lead = _context(before, lead)
    glue = " " if text[end : end + 1].isspace() else ""
    tail = glue + " ".join(_ended(after, PHRASE_WORDS - len(lead))) if after else ""
    phrase = " ".join([*lead, " ".join(text[start:end].split())]) + tail
    if (lead or tail) and len(phrase) <= PHRASE_CHARS:
        return phrase
    return ""


def _first_clause(text: str) -> str:
    mark = _CLAUSE.search(text)
    return text[: mark.start()] if mark else text


def last_clause(text: str) -> str:
    marks = _CLAUSES.match(text)
    return text[marks.end() :] if marks else text


def short_clause(before: Sequence[str]) -> list[str]:
    """The clause before the number, if it is short and says by itself what it is about."""
    leaning = not before or before[0].casefold() in listed("nouns", "leaning")
    if leaning or len(before) > CLAUSE_WORDS_MAX:
        return []
    return list(before)


def _is_bare(lead: Sequence[str]) -> bool:
    """Nothing but prepositions and articles."""
    return bool(lead) and all(word.casefold() in listed_in("opens", "stop") for word in lead)


def _context(before: Sequence[str], lead: list[str]) -> list[str]:
    """The short clause before a figure that says little alone: "Bangkok is to free 18 soldiers".

    Of a longer one, what stands behind its last "and", unless that joins two names.
    """
    joins = listed("nouns", "joins")
    words = list(before)
    while words and words[0].casefold() in joins:
        words.pop(0)
    last = max((at for at, word in enumerate(words) if word.casefold() in joins), default=-1)
    joined_names = last > 0 and words[last - 1][:1].isupper()
    if len(words) > CLAUSE_WORDS_MAX and not joined_names:
        words = words[last + 1 :] if last >= 0 else words
    clause = [] if joined_names and len(words) > last + 1 else short_clause(words)
    if len(clause) > 1 and not _is_bare(clause):
        return clause
    return lead


def _listed_out(rest: str) -> list[str]:
    """The words up to the clause's end; "to Kazakh, Tajik and Uzbek airlines" is left out rather
    than cut in its list.
    """
    words = _first_clause(rest).split()
    joins, opens = listed("nouns", "joins"), listed_in("opens", "stop")
    for at, (word, following) in enumerate(pairwise(words)):
        # "and that …": another clause
        if word.casefold() in joins and following.casefold() in opens:
            return words[:at]
    stop = _CLAUSE.search(rest)
    goes_on = stop is not None and stop[0] == "," and rest[stop.end() :].lstrip()[:1].isupper()
    if not goes_on or not words or not words[-1][:1].isupper():
        return words
    joints = listed_in("opens", "stop")
    kept = words[:-1]
    while kept and kept[-1].casefold() in joints:
        kept.pop()
    return kept


def _ended(words: list[str], words_max: int) -> list[str]:
    """As many words as may be told, ending where a part of the sentence ends: before a word that
    joins or begins one.
    """
    if len(words) <= words_max:
        return words
    joints = listed_in("opens", "stop", "joins")
    kept = words[:words_max]
    while kept and kept[-1].casefold() not in joints:
        kept.pop()
    while kept and kept[-1].casefold() in joints:
        kept.pop()
    return kept or words[:words_max]


def _measured(before: Sequence[str]) -> list[str]:
    """The clause from the first word for something that is measured in money or shares, with what
    describes it.
    """
    stems = measures()
    first = next((at for at, word in enumerate(before) if word.casefold().startswith(stems)), None)
    if first is None:
        return []
    stop = listed_in("opens", "stop") - listed("nouns", "joins")
    while first and before[first - 1].casefold() not in stop and before[first - 1][-1:].isalpha():
        if len(before) - first >= PHRASE_WORDS:
            break
        first -= 1
    return list(before[first:])


def whole(phrase: str, number: str) -> str:
    """Without the clause that is cut off at its end: "…, but stressed that"; without a preposition
    whose noun is gone.
    """
    words = phrase.split()
    if not words or not _dangles(words[-1]):
        return phrase
    before, comma, _ = phrase.rpartition(",")
    if comma and number in before:
        return before
    while words and _dangles(words[-1]):
        words.pop()
    kept = " ".join(words)
    return kept if number in kept else ""


def _dangles(word: str) -> bool:
    return word.casefold() in listed("nouns", "dangling")
