"""What a reader may mean by what it typed: a country, a person, a body, an act, a story, or else
plain words.

The gazetteer answers in every language it knows, however the words are written: in capitals or not,
with an ending or without. Words in quotation marks are words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from monitor.datafiles import table
from monitor.digest import sanitize
from monitor.gazetteer.acts import acts_in
from monitor.gazetteer.countries import countries_in
from monitor.gazetteer.organisations import organisations_in
from monitor.model import FollowKind, Reading
from monitor.names import office_holders
from monitor.names.known_holders import KnownHolders
from monitor.names.matching import name_key, name_words, same_name
from monitor.names.office_holders import Holder
from monitor.text.forms import WORDS_MAX, Phrase
from monitor.text.normalize import fold_name
from monitor.text.tokens import Token, tokenize
from monitor.views.rows import StoryRow
from monitor.views.views import Views

CHARS_MAX = 64
_TYPED_CHARS = 512
_MEANINGS_MAX = 8  # offered where words are ambiguous
_LETTERS_MIN = 3
_HITS_LOOKED_AT = 20
_SAME_PERSON = 0.85
_QUOTES = (
    ('"', '"'),
    ("“", "”"),
    ("„", "“"),
    ("«", "»"),
    ("「", "」"),
    ("『", "』"),
    ("‘", "’"),
    ("'", "'"),
)
_DENSE = frozenset(("han", "kana", "hangul"))


class Meaning(Struct, frozen=True):
    """`of` and `name` as in a follow; `more` tells apart who has the same name."""

    kind: FollowKind
    of: str
    name: str
    more: str = ""


class Knowledge(Struct, frozen=True, kw_only=True):
    """What meanings are looked for in, and when."""

    views: Views
    holders: KnownHolders
    today: str  # ISO day


def meanings_of(typed: str, known: Knowledge) -> list[Meaning]:
    """The likeliest first, each once; none if it can mean nothing."""
    words = sanitize.text(typed, chars_max=_TYPED_CHARS)
    if len(words) > CHARS_MAX:
        return []
    quoted = _unquoted(words)
    if quoted is not None:
        return list(_as_words(quoted))
    if (story := story_named(words, known.views)) is not None:
        return [Meaning("story", story.id, f"S{story.number}")]
    found = dict.fromkeys((*_named(words), *_people(words, known)))
    return list(found)[:_MEANINGS_MAX] or list(_as_words(words))


def _unquoted(words: str) -> str | None:
    for opening, closing in _QUOTES:
        if len(words) > 1 and words.startswith(opening) and words.endswith(closing):
            return words[1:-1].strip()
    return None


def _as_words(words: str) -> Iterator[Meaning]:
    tokens = tokenize(words)
    telling = [token for token in tokens if _tells(token)]
    if telling and len(words.split()) <= WORDS_MAX and Phrase.of(words).words:
        yield Meaning("word", words.casefold(), words)


def _tells(token: Token) -> bool:
    """Whether a word says what a story is about: no number, no article or preposition."""
    if token.script in _DENSE:
        return True
    stop = table("stopwords.toml")
    is_said_everywhere = token.text.casefold() in (*stop["all"], *stop["short"])
    return token.script != "number" and len(token.text) >= _LETTERS_MIN and not is_said_everywhere


def story_named(name: str, views: Views) -> StoryRow | None:
    """The story of a public number: S12."""
    digits = name[1:] if name[:1] in ("S", "s") else ""
    return views.story(f"S{digits}") if digits.isascii() and digits.isdecimal() else None


# --- countries, bodies, acts ---


def _named(words: str) -> Iterator[Meaning]:
    for tokens in _written(words):
        for mention in countries_in(tokens):
            if _is_all(mention.first, mention.last, tokens):
                yield Meaning("country", mention.code, words)
        for body in organisations_in(tokens):
            if _is_all(body.first, body.last, tokens):
                yield Meaning("organisation", body.value, body.value)
        for act in acts_in(tokens):
            if _is_all(act.first, act.last, tokens):
                yield Meaning("act", act.value, words)


def _written(words: str) -> list[list[Token]]:
    """As typed, as a name and as an acronym: who types in a hurry uses no capitals."""
    return [tokenize(one) for one in dict.fromkeys((words, words.title(), words.upper()))]


def _is_all(first: int, last: int, tokens: Sequence[Token]) -> bool:
    return first == 0 and last == len(tokens)


# --- people ---


def _people(words: str, known: Knowledge) -> Iterator[Meaning]:
    """Who holds an office now first, then who held one; of others those of whom it was told."""
    listed = list(_listed(words, known))
    yield from listed
    if not listed:
        yield from _told_of(words, known)


def _listed(words: str, known: Knowledge) -> Iterator[Meaning]:
    terms = dict.fromkeys((*_above(words, known), *_of_rows(words)))
    rows = [known.holders.row_at(one, known.today) for one in dict.fromkeys(t.id for t in terms)]
    rows.sort(key=lambda row: (not known.holders.is_in_office(row, known.today), row.name))
    for row in rows:
        yield Meaning("person", row.id, row.name, f"{row.where}/{row.office}")


def _above(words: str, known: Knowledge) -> Iterator[Holder]:
    """Whom the operator or the log knows."""
    surname = fold_name(words.rsplit(maxsplit=1)[-1]) if words else ""
    one = known.holders.named(surname, None, words)
    if one is not None and _is_called(one.name, words):
        yield one


def _of_rows(words: str) -> Iterator[Holder]:
    """By a key of the row, with an ending or without; else by what a surname keeps in every
    spelling.
    """
    tokens = tokenize(words)
    foreign = {found.value for found in office_holders.named(tokens)}
    forms = (form for token in tokens for form in (token.text, *token.stems))
    keys = {*map(fold_name, forms), fold_name(words.replace(" ", ""))}
    rows = office_holders.holders()
    found = [
        row
        for row in rows
        if row.id in foreign or (not keys.isdisjoint(row.keys) and _is_called(row.name, words))
    ]
    if not found and not words.isascii():
        key = name_key(words.rsplit(maxsplit=1)[-1])
        alike = (row for row in rows if name_key(row.key) == key)
        found = [row for row in alike if same_name(row.name, words) >= _SAME_PERSON]
    yield from found


def _is_called(name: str, typed: str) -> bool:
    """A surname alone, in any spelling, may mean its bearer; with a given name, that too."""
    is_alone = len(name_words(typed)) <= 1
    return is_alone or same_name(name, typed) >= _SAME_PERSON


def _told_of(words: str, known: Knowledge) -> Iterator[Meaning]:
    """People of stories whom no row lists: by name, wherever it is met again."""
    hits = known.views.search(words, limit=_HITS_LOOKED_AT)
    readings = (known.views.article_by_id(hit.article_id) for hit in hits)
    names = (name for row in readings if row and row.reading for name in _names_in(row.reading))
    for name in names:
        if same_name(name, words) >= _SAME_PERSON:
            yield Meaning("name", words, words)
            return


def _names_in(reading: Reading) -> Iterator[str]:
    return (one.name for one in reading.people if one.role != "mentioned")


def people_of(readings: Iterable[Reading]) -> list[Meaning]:
    """Who takes part in what these readings tell, the most prominent first, each once."""
    found: dict[tuple[FollowKind, str], Meaning] = {}
    for reading in readings:
        for one in reading.people:
            if one.role == "mentioned":
                continue
            kind: FollowKind = "person" if one.known else "name"
            found.setdefault(
                (kind, one.known or one.key), Meaning(kind, one.known or one.name, one.name)
            )
    return list(found.values())
