"""Search by words, whatever their script: what is searched and what is asked for are folded in the
same ways.

A word is folded as a word (its ending cut off) and as a name (its spelling made one), so that
"Matviyenko" finds "Матвиенко" and "talks" finds "talk". Whom the tables know is found as that
person: "Salman" finds محمد بن سلمان, 普京 finds Putin, and "Xi" nobody in Xinjiang.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from monitor.model import Article, Person, Reading
from monitor.names import asked
from monitor.names.asked import AskedPeople
from monitor.names.matching import name_key
from monitor.text.normalize import fold_name
from monitor.text.tokens import Token, tokenize

INSERT = (
    "INSERT INTO search (rowid, title, names, places, quotations, words) VALUES (?, ?, ?, ?, ?, ?)"
)
RANKED_MAX = 2000  # articles that are compared; older ones than that are not
WORDS_MAX = 16  # of a question; what comes after is not asked
_PREFIX_LETTERS_MIN = 3
# What no word begins with: a known person's id; a name in a script without vowels, by what it
# keeps in every spelling; a name in any other, so.
_KNOWN, _WITHOUT_VOWELS, _WITH_VOWELS = "0", "1", "2"
_KEY_LETTERS_MIN = 3
_ABJAD = frozenset(("arabic", "hebrew"))


def folded(
    rowid: int, article: Article, reading: Reading | None
) -> tuple[int, str, str, str, str, str]:
    """The row of the search table for an article."""
    outlet = folded_once([article.outlet or ""])
    if reading is None:
        return rowid, folded_once([article.title or ""]), "", "", "", outlet
    stems = (stem for stem, _, _ in reading.words.stems())
    return (
        rowid,
        folded_once([article.title or "", reading.title]),
        *_who_and_where(reading),
        folded_once(quotation.text for quotation in reading.quotations),
        " ".join([*stems, folded_once([article.outlet or "", *_what(reading)])]),
    )


def without_words(
    rowid: int, article: Article, reading: Reading | None
) -> tuple[int, str, str, str, str, str]:
    """The row of one whose text was redacted: who, where and what."""
    if reading is None:
        return rowid, "", "", "", "", folded_once([article.outlet or ""])
    words = folded_once([article.outlet or "", *_what(reading)])
    return rowid, "", *_who_and_where(reading), "", words


def _who_and_where(reading: Reading) -> tuple[str, str]:
    places = {reading.place, *reading.places} - {None}
    return (
        names_of(reading.people),
        folded_once(f"{place.name} {place.then or ''}" for place in places if place),
    )


def _what(reading: Reading) -> tuple[str, ...]:
    return (*reading.organisations, *reading.acts, *reading.themes)


def names_of(people: Iterable[Person]) -> str:
    """How they are searched: by their names as written, and by who they are."""
    listed = list(people)
    words = folded_once(f"{one.name} {one.surname} {one.key}" for one in listed)
    marks = dict.fromkeys(mark for one in listed for mark in _marks_of(one))
    return " ".join([words, *marks])


def _marks_of(person: Person) -> Iterator[str]:
    if person.known:
        yield _known(person.known)
    else:
        yield from (mark for token in tokenize(person.name) for mark in _heard(token))


def _heard(token: Token) -> Iterator[str]:
    key = name_key(token.text)
    if len(key) >= _KEY_LETTERS_MIN:
        yield (_WITHOUT_VOWELS if token.script in _ABJAD else _WITH_VOWELS) + key


def _known(person_id: str) -> str:
    return _KNOWN + "".join(filter(str.isalnum, person_id.lower()))


# --- what is asked ---


def question(words: str) -> str | None:
    """The FTS5 query that asks for all of `words`, in any field; None if there is no word in it."""
    tokens = tokenize(words)[:WORDS_MAX]
    people = {one.first: one for one in asked.people_asked(tokens, words)}
    terms: list[str] = []
    at = 0
    while at < len(tokens):
        one = people.get(at)
        last = one.last if one else at + 1
        terms.append(_person(one, tokens[at:last]) if one else _word(tokens[at]))
        at = last
    return " AND ".join(f"({term})" for term in terms if term) or None


def _word(token: Token) -> str:
    """In any spelling, or as a beginning; a name in a script without vowels by what it keeps."""
    forms = [_prefix(form) for form in sorted(set(_forms(token.text)))]
    return " OR ".join([*forms, *_kept(token)]) if forms else ""


def _kept(token: Token) -> Iterator[str]:
    for mark in _heard(token):
        yield f'"{_WITHOUT_VOWELS}{mark[1:]}"'
        if token.script in _ABJAD:
            yield f'"{_WITH_VOWELS}{mark[1:]}"'


def _person(one: AskedPeople, tokens: Sequence[Token]) -> str:
    """Him, or his whole name where nobody read whom it means."""
    marks = [f'"{_known(person_id)}"' for person_id in one.ids]
    keys = {key for person_id in one.ids for key in asked.keys_of(person_id)}
    words = [sorted(set(_forms(token.text))) for token in tokens]
    whole = " AND ".join(f"({' OR '.join(map(_exact, forms))})" for forms in words if forms)
    letters = [_exact(key) for key in sorted(keys) if len(key) >= _NAME_LETTERS_MIN]
    return " OR ".join([*marks, *letters, *([f"({whole})"] if whole else [])])


_NAME_LETTERS_MIN = 5  # of a name that means him wherever it stands


def _exact(form: str) -> str:
    return f'"{form}"'


def _prefix(form: str) -> str:
    if len(form) >= _PREFIX_LETTERS_MIN:
        return f'"{form}"*'
    return _exact(form)


# --- where it was found ---


class Finder:
    """Marks in texts what a question asked for, in whatever script and spelling it stands there."""

    def __init__(self, words: str) -> None:
        tokens = tokenize(words)[:WORDS_MAX]
        people = asked.people_asked(tokens, words)
        self._ids = {person_id for one in people for person_id in one.ids}
        self._forms = {form for token in tokens for form in _forms(token.text)}

    def marks(self, text: str) -> tuple[tuple[int, int], ...]:
        """Stretches of `text` (first and after the last character), in order, none over another."""
        tokens = tokenize(text)
        found = {
            (tokens[one.first].start, tokens[one.last - 1].end)
            for one in asked.people_asked(tokens, text)
            if self._ids & set(one.ids)
        }
        found |= {(one.start, one.end) for one in tokens if self._is_asked(one)}
        return tuple(_apart(sorted(found, key=_longest_first)))

    def _is_asked(self, token: Token) -> bool:
        forms = _forms(token.text)
        return any(
            form in self._forms
            or any(len(one) >= _PREFIX_LETTERS_MIN and form.startswith(one) for one in self._forms)
            for form in forms
        )


def _longest_first(stretch: tuple[int, int]) -> tuple[int, int]:
    return stretch[0], -stretch[1]


def _apart(stretches: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    end = 0
    for first, last in stretches:
        if last > end:
            yield max(first, end), last
            end = last


# --- folding ---


def folded_once(texts: Iterable[str]) -> str:
    return " ".join(
        dict.fromkeys(form for text in texts for part in text.split() for form in _forms(part))
    )


@lru_cache(maxsize=8_192)
def _forms(part: str) -> tuple[str, ...]:
    """What stands between two spaces, folded word by word. Articles share most of their words: each
    is folded once.
    """
    folds = [fold for token in tokenize(part) for fold in (token.fold, *_names(token.text))]
    return tuple(filter(None, folds))


def _names(word: str) -> Iterator[str]:
    if len(word) == 1:
        yield fold_name(word)
    yield from asked.folds(word)
