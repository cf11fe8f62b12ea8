"""The words around a figure: what it counts, and the sentence that tells it.

A part of a sentence says something else than the sentence: "up 17 per cent" of what, "31 states"
beside which two. A figure is told in its whole sentence, or not at all.
"""

from __future__ import annotations

import re
from functools import cache

from monitor.datafiles import part

COUNTS_WORDS = 8
COUNTS_CHARS = 90
SENTENCE_CHARS = 220
UNSPACED_CHARS = 90  # of a sentence in a script without spaces
CJK = frozenset({"zh", "ja", "ko"})
_LEANS = 3  # words at its ends and before the number, in which a sentence leans on another
_CLAUSE = re.compile(r"[;:!?()«»“”\"—–]|[,.](?!\d)")
_CLAUSES = re.compile(rf"(?s).*(?:{_CLAUSE.pattern})")
_SEMICOLON = re.compile(r"[;؛；]\s?")
_MARKS = (("“", "”"), ("«", "»"), ("「", "」"), ("(", ")"))
_EDGES = " .,:–—\"“”«»„'’"


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


def sentence_of(text: str, start: int, end: int, language: str) -> str:
    """The sentence, in which the figure stands at `start:end`, as it may be told alone: whole, or
    if it is long up to a semicolon behind the figure. Empty where it leans on the one before
    ("it reached …"), lacks half of a pair of marks, or is longer than a line.
    """
    most = UNSPACED_CHARS if language in CJK else SENTENCE_CHARS
    told = " ".join(text.split())
    if len(told) > most and (stop := _SEMICOLON.search(text, end)):
        told = " ".join(text[: stop.start()].split())
    if len(told) > most or _leans(told, text[:start], language) or not _is_balanced(told):
        return ""
    return told


def speaks_of_two(text: str, language: str) -> bool:
    """Whether it speaks of two parties together: "both sides", "the two countries"."""
    small = text.casefold()
    return any(phrase in small for phrase in _of_two(language))


def last_clause(text: str) -> str:
    marks = _CLAUSES.match(text)
    return text[marks.end() :] if marks else text


def _first_clause(text: str) -> str:
    mark = _CLAUSE.search(text)
    return text[: mark.start()] if mark else text


def _leans(text: str, before: str, language: str) -> bool:
    begins, among = _leaning(language)
    if language in CJK:
        return text.lstrip(_EDGES).startswith(tuple(begins))
    words = _small(text)
    near = [*words[:_LEANS], *_small(before)[-_LEANS:], *words[-_LEANS:]]
    return bool(words) and (words[0] in begins or not among.isdisjoint(near))


def _small(text: str) -> list[str]:
    return [word.casefold().strip(_EDGES) for word in text.split()]


@cache
def _leaning(language: str) -> tuple[frozenset[str], frozenset[str]]:
    kinds = part("figures.toml", "leans")
    begins, among = kinds["begins"].get(language, ()), kinds["among"].get(language, ())
    return frozenset(begins), frozenset(among)


@cache
def _of_two(language: str) -> tuple[str, ...]:
    return tuple(part("figures.toml", "leans")["pairs"].get(language, ()))


def _is_balanced(text: str) -> bool:
    pairs = all(text.count(opens) == text.count(closes) for opens, closes in _MARKS)
    return pairs and text.count('"') % 2 == 0
