"""Search by words, whatever their script: what is searched and what is asked for are folded in the
same two ways.

A word is folded as a word (its ending cut off) and as a name (its spelling made one), so that
"Matviyenko" finds "Матвиенко" and "talks" finds "talk".
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from monitor.model import Article, Reading
from monitor.text.normalize import fold_name
from monitor.text.tokens import tokenize

INSERT = (
    "INSERT INTO search (rowid, title, names, places, quotations, words) VALUES (?, ?, ?, ?, ?, ?)"
)
WORDS_MAX = 16  # of a question; what comes after is not asked
_PREFIX_LETTERS_MIN = 3


def folded(
    rowid: int, article: Article, reading: Reading | None
) -> tuple[int, str, str, str, str, str]:
    """The row of the search table for an article."""
    if reading is None:
        return (
            rowid,
            folded_once([article.title or ""]),
            "",
            "",
            "",
            folded_once([article.outlet or ""]),
        )
    places = {reading.place, *reading.places} - {None}
    return (
        rowid,
        folded_once([article.title or "", reading.title]),
        folded_once(f"{person.name} {person.surname} {person.key}" for person in reading.people),
        folded_once(f"{place.name} {place.then or ''}" for place in places if place),
        folded_once(quotation.text for quotation in reading.quotations),
        " ".join(
            [
                *(stem for stem, _, _ in reading.words.stems()),
                folded_once(
                    [article.outlet or "", *reading.organisations, *reading.acts, *reading.themes]
                ),
            ]
        ),
    )


def question(words: str) -> str | None:
    """The FTS5 query that asks for all of `words`, in any field; None if there is no word in it."""
    forms = [sorted(set(_forms(token.text))) for token in tokenize(words)[:WORDS_MAX]]
    return " AND ".join(f"({' OR '.join(map(_prefix, word))})" for word in forms if word) or None


def _prefix(form: str) -> str:
    if len(form) >= _PREFIX_LETTERS_MIN:
        return f'"{form}"*'
    return f'"{form}"'


def folded_once(texts: Iterable[str]) -> str:
    return " ".join(
        dict.fromkeys(form for text in texts for part in text.split() for form in _forms(part))
    )


@lru_cache(maxsize=100_000)
def _forms(part: str) -> tuple[str, ...]:
    """What stands between two spaces, folded word by word. Articles share most of their words: each
    is folded once.
    """
    folds = [fold for token in tokenize(part) for fold in (token.fold, _name(token.text))]
    return tuple(filter(None, folds))


def _name(word: str) -> str:
    return "".join(letter for letter in fold_name(word) if letter.isalnum())
