"""Documents and decisions, each once: what two accounts word differently is one, in its shortest
wording.

Two accounts name one document if one wording is nearly all in the other. Of what was reached
earlier (`background`), which accounts only recall, it is enough that each recalls one document of
that noun, and that the two share a word besides it: "an agreement on cooperation between the
offices of …" and "an agreement on cooperation between the apparatuses of …". Accounts in two
languages mean one document if each names one of that kind and no number in them speaks against it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from msgspec import Struct, structs

from monitor.digest.wording import objects
from monitor.digest.wording.locale import table
from monitor.events.stories_and_feeds import Member
from monitor.model import Outcome
from monitor.text.normalize import fold_word

# share of the shorter wording's words that the other has: then both are of one document
_SAME = 0.8
_FORMAL = re.compile(
    r"\b[Tt]he (?:(?:Federal|Islamic|People[’']s) )?"
    r"(?:Republic|Kingdom|State|Commonwealth|Sultanate|Principality) of (?=[A-Z])"
)
_LETTERS_MIN = 4  # shorter words hold phrases together and tell nothing


class NamedDocument(Struct, frozen=True):
    """One document or decision of one account, and all accounts' wordings of it."""

    outcome: Outcome
    member: Member
    noun: str
    others: tuple[tuple[Member, str], ...] = ()  # accounts that word it too

    def worded(self, language: str) -> tuple[Member, str]:
        """The shortest wording, of those in `language` if there are any."""
        accounts = ((self.member, self.outcome.what), *self.others)
        choices = [(member, short(what, member.reading.language)) for member, what in accounts]
        return min(
            choices, key=lambda choice: (choice[0].reading.language != language, len(choice[1]))
        )


def short(what: str, language: str) -> str:
    """Without an article at its beginning, and with countries as they are called: "Kazakhstan" for
    "the Republic of …".
    """
    named = _FORMAL.sub("", what) if language == "en" else what
    first, _, rest = named.partition(" ")
    articles = table("documents").get(language, {}).get("articles", ())
    if rest and first.casefold() in articles:
        return rest
    return named


def documents(members: Sequence[Member]) -> list[NamedDocument]:
    """Each once, in the order in which the accounts name them. One account never names a document
    twice, but for its headline.
    """
    found: list[NamedDocument] = []
    for member in members:
        if member.reading.stage == "denied":
            continue  # its documents are those that it says were never agreed
        own = _without_headlines(
            [part for outcome in member.reading.outcomes for part in _parts(outcome, member)]
        )
        before = len(found)  # only what other accounts named can be the same
        for document in own:
            same = next(
                (at for at in range(before) if _is_same(found[at], document, own, found[:before])),
                None,
            )
            if same is None:
                found.append(document)
            else:
                others = (*found[same].others, (member, document.outcome.what))
                found[same] = structs.replace(found[same], others=others)
    return found


def _without_headlines(own: Sequence[NamedDocument]) -> list[NamedDocument]:
    """Without what only the headline names and the text names in full: "trade deal", "an agreement
    on trade in grain".
    """
    return [
        document
        for document in own
        if not any(_is_headline_of(document, other, own) for other in own)
    ]


def _is_headline_of(one: NamedDocument, full: NamedDocument, own: Sequence[NamedDocument]) -> bool:
    """The headline's words say no more, or the text has one document of that noun only."""
    title = one.member.reading.title
    if one.outcome.what not in title or full.outcome.what in title or not one.noun:
        return False
    if (one.outcome.kind, one.noun) != (full.outcome.kind, full.noun):
        return False
    starts = tuple(start for start, kind in _nouns(one.member.reading.language) if kind == one.noun)
    said = {word for word in _words(one) if not word.startswith(starts)}
    if said <= _words(full):
        return True
    others = (other.noun for other in own if other is not one)
    return list(others).count(one.noun) == 1


def _parts(outcome: Outcome, member: Member) -> list[NamedDocument]:
    """What a phrase names: "a plan … and an agreement …" are two documents."""
    language = member.reading.language
    named = (
        objects.told(phrase, outcome.kind, language) for phrase in _split(outcome.what, language)
    )
    wordings = list(filter(None, named))
    return [
        NamedDocument(
            structs.replace(outcome, what=phrase, key=outcome.key if len(wordings) == 1 else ""),
            member,
            noun_of(phrase, language),
        )
        for phrase in wordings
    ]


@functools.lru_cache(maxsize=4_096)
def _split(what: str, language: str) -> tuple[str, ...]:
    joined = _joiners(language)
    parts: tuple[str, ...] = (what,)
    if joined is None:
        return parts
    for match in joined.finditer(what):
        head, tail = what[: match.start()], what[match.end() :].strip()
        if noun_of(head, language) and _noun_leads(tail, language):
            parts = (head.strip(" ,"), *_split(tail, language))
            break
    return parts


@functools.cache
def _joiners(language: str) -> re.Pattern[str] | None:
    words = sorted(table("documents").get(language, {}).get("and", ()), key=len, reverse=True)
    if not words:
        return None
    return re.compile(rf"\s(?:{'|'.join(map(re.escape, words))})(?=\s)", re.IGNORECASE)


def _noun_leads(phrase: str, language: str) -> bool:
    """Whether the phrase begins with a document: "an agreement …", not "the Senate …"."""
    articles = table("documents")[language]["articles"]
    words = phrase.split()[: 4 if articles else 2]
    if articles and words and words[0].casefold() not in articles:
        return False
    return bool(noun_of(" ".join(words), language))


@functools.lru_cache(maxsize=4_096)
def noun_of(phrase: str, language: str) -> str:
    """What kind of document the phrase's first noun for one names ("agreement"), the same in every
    language; empty if none.
    """
    return _kind_of(noun_word(phrase, language), language)


def noun_word(phrase: str, language: str) -> str:
    """The word by which the phrase names its document, small; of a script without spaces what
    stands before it too. Empty if none does.
    """
    every = phrase.split() if objects.tells_in_words(language) else phrase.split()[::-1]
    words = (word.casefold().strip('“”"«»(),') for word in every)
    return next((word for word in words if _kind_of(word, language)), "")


def _kind_of(word: str, language: str) -> str:
    if language in objects.UNSPACED:
        return next((kind for noun, kind in _nouns(language) if noun in word), "")
    return next((kind for start, kind in _nouns(language) if word.startswith(start)), "")


@functools.cache
def _nouns(language: str) -> tuple[tuple[str, str], ...]:
    nouns = table("documents").get(language, {}).get("nouns", {})
    return tuple((start, kind) for kind, starts in nouns.items() for start in starts)


def _is_same(
    one: NamedDocument,
    other: NamedDocument,
    own: Sequence[NamedDocument],
    found: Sequence[NamedDocument],
) -> bool:
    if (one.outcome.kind, one.outcome.background) != (other.outcome.kind, other.outcome.background):
        return False
    mine, theirs = _words(one), _words(other)
    shared = len(mine & theirs)
    nearly_all = shared >= _SAME * max(1, min(len(mine), len(theirs)))
    if nearly_all or one.outcome.key == other.outcome.key != "":
        return True
    if not one.noun or one.noun != other.noun:
        return False
    its_own = [document for document in found if document.member is one.member]
    alone = _count(one, its_own) == _count(other, own) == 1
    if one.member.reading.language != other.member.reading.language:
        by_number = _numbers(one) == _numbers(other) != frozenset()
        return by_number or (alone and _may_be_one(one, other))
    # its noun, and one word more
    return one.outcome.background and alone and shared > 1


def _may_be_one(one: NamedDocument, other: NamedDocument) -> bool:
    """Between languages only numbers can be compared: "for 2027-2028" and "на 2025 год" are two
    documents.
    """
    mine, theirs = _numbers(one), _numbers(other)
    return not mine or not theirs or bool(mine & theirs)


def _numbers(document: NamedDocument) -> frozenset[str]:
    return frozenset(re.findall(r"\d+", document.outcome.what))


def _count(document: NamedDocument, among: Sequence[NamedDocument]) -> int:
    return sum(
        (other.noun, other.outcome.kind, other.outcome.background)
        == (document.noun, document.outcome.kind, document.outcome.background)
        for other in among
    )


def _words(document: NamedDocument) -> frozenset[str]:
    return _folded(document.outcome.what)


@functools.lru_cache(maxsize=4_096)
def _folded(what: str) -> frozenset[str]:
    return frozenset(fold_word(word) for word in what.split() if len(word) >= _LETTERS_MIN)
