"""Two halves of one sentence, between which the reporter stood: with the comma that is the
speaker's, without the one that only leads on to "he said".
"""

from __future__ import annotations

from monitor.reading.quotations.sentence_roles import word_list
from monitor.text.tokens import tokenize

_SHORT = 3  # words of a first half that need no comma behind them: "Our ties, are developing"
_COMMAS = ",，،、"


def joined(first: str, rest: str, language: str) -> str:
    """The halves as one; the comma stays behind a whole clause, or before a word that begins
    one.
    """
    first, rest = first.strip(), rest.strip()
    bare = first.rstrip(_COMMAS)
    if bare.endswith((".", "!", "?", "…", ":", ";", "–", "—", "-", "。")):
        return f"{bare} {rest}"
    if language in ("zh", "ja"):
        return f"{bare}，{rest}"
    words = [token.text.casefold() for token in tokenize(rest)[:1]]
    leads_on = not word_list("small", "clauses").isdisjoint(words)
    is_clause = bare != first and len(tokenize(bare)) > _SHORT
    return f"{bare}, {rest}" if leads_on or is_clause else f"{bare} {rest}"
