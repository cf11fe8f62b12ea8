"""Two halves of one sentence, between which the reporter stood: with the comma that is the
speaker's, without the one that only leads on to "he said".
"""

from __future__ import annotations

import re

from monitor.reading.quotations.sentence_roles import word_list
from monitor.text.tokens import tokenize

_CLAUSE_WORDS = 7  # of a first half that is a clause by its length
_COMMAS = ",，،、"
_SENTENCE = re.compile(r"[.!?…]\s")


def joined(first: str, rest: str, language: str) -> str:
    """The halves as one; the comma stays behind a whole clause, or before a word that begins
    one.
    """
    first, rest = first.strip(), rest.strip()
    bare = first.rstrip(_COMMAS)
    if language in ("zh", "ja"):
        return f"{bare}，{rest}"
    if bare.endswith((".", "!", "?", "…", ":", ";", "–", "—", "-", "。")):
        return f"{bare} {rest}"
    if _begins_with(rest, "clauses"):
        return f"{bare}, {rest}"
    last = _SENTENCE.split(bare)[-1]
    is_clause = len(tokenize(last)) >= _CLAUSE_WORDS or _begins_with(last, "openers")
    if bare != first and is_clause:
        return f"{bare}, {rest}"
    return f"{bare} {rest}"


def _begins_with(words: str, group: str) -> bool:
    begin = [token.text.casefold() for token in tokenize(words)[:1]]
    return not word_list("small", group).isdisjoint(begin)
