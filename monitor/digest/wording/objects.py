"""A phrase of an article as the name of a document, a decision or an institution: from its noun on,
without what hangs behind.

Rules read such phrases from any sentence, and what they cut out may be half a clause. Readers are
told a phrase only if it has a noun for what was signed, adopted or opened (data/documents.toml),
early in it; else nothing. "Länder Zentralasiens haben einen Vertrag über Nachbarschaft" is told as
"einen Vertrag über Nachbarschaft", "Tianjin Declaration on Monday" without the day.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from babel import Locale, UnknownLocaleError

from monitor.digest.wording.locale import table
from monitor.text.wordlists import is_pronoun

_DOCUMENTS = {"signed", "concluded"}
_OPENED = {"opened", "launched"}
UNSPACED = {"zh", "ja"}
_ROMANCE = {"fr", "es", "it", "pt"}  # hardly more than one word describes a noun before it
_NOUN_LAST = {"tr", "kk", "uz", "az", "ky"}  # what describes a noun stands before it
_MODIFIERS_MAX = 5  # words before the noun, where no article begins its phrase
_WORDS_MAX = 26
_TAIL_WORDS = 3  # behind a last comma
_UNSPACED_MAX = 24  # letters of a phrase without spaces
_TITLED = re.compile("《[^》]{2,60}》")
_STOPS = re.compile(
    r"[;:!?]\s|\s[–—-]\s"
    r"|(?<=[a-zа-яё]{3})[.](?=\s+[A-ZА-ЯЁ«“\"])|(?<=\d)[.](?=\s+[A-ZА-ЯЁ«“\"][a-zа-яё])"
    r"|, (?=(?:an?|the|une?|l[ae]|die|der|das|un[ao]?|el|il)\s)"
    r"|, and (?=\w+ed\s)|\sa day\b|\sin the presence of\s|\sat the (?=[A-Z])"
)
_BUILDINGS = frozenset(("center", "centre", "hall", "building", "house", "palace", "room"))
_EDGES = " .,;:–—-\"“”«»„'’"
_VERB = re.compile("(?:тся|ться|лся|лась|лось|лись)$")  # "готовятся 16 документов"
_UNTIL = {
    "by",
    "until",
    "till",
    "до",
    "к",
    "ко",
    "avant",
    "jusqu'au",
    "d'ici",
}  # a day, and no decision
_OPENERS = {"there", "then", "here", "today", "also", "тогда", "там", "также"}
_REPORTING = {"said", "says", "сообщил", "заявил", "ago"}  # of another sentence
_ON = {"ar": " على "}  # who agrees stands before it
_LEADING = re.compile(r"^d['’]", re.IGNORECASE)  # "ont convenu d'une visite"


def tells_in_words(language: str) -> bool:
    """Whether a phrase of it can be told as it stands: where its noun stands last it bears the case
    of its sentence, with all that stood before it.
    """
    return language not in _NOUN_LAST


@functools.lru_cache(maxsize=4_096)
def told(what: str, kind: str, language: str) -> str:
    """The part of the phrase that may be told; empty if none is."""
    if kind not in _DOCUMENTS | _OPENED:
        return _decision(what, language)
    if language in UNSPACED:
        return _unspaced(what, language)
    return _named(what, _nouns(kind, language), language)


@functools.cache
def _nouns(kind: str, language: str) -> tuple[str, ...]:
    listed = table("documents").get(language, {})
    documents = [start for starts in listed.get("nouns", {}).values() for start in starts]
    if kind in _DOCUMENTS:
        return tuple(documents)
    return tuple(listed.get("opened", ()))


def _named(what: str, nouns: Sequence[str], language: str) -> str:
    words = _STOPS.split(what)[0].split()
    small = [word.casefold().strip(_EDGES) for word in words]
    starts = tuple(nouns)
    named = [
        at
        for at, word in enumerate(small)
        if starts and word.startswith(starts) and not _is_in_a_name(small, at)
    ]
    if not named:
        return ""
    if language in _NOUN_LAST:
        if named[-1] < len(words) - 1:
            return ""  # it describes another noun: "the minutes of the planning group"
        return _joined(_up_to(named[-1], words, language))
    at, begins = named[0], _beginning(words, small, named[0], language)
    before = small[begins:at]
    if (
        len(before) > _MODIFIERS_MAX
        or any(map(is_pronoun, before))
        or any(map(_VERB.search, before))
    ):
        return ""
    ends = set(table("documents").get(language, {}).get("ends", ()))
    stop = next((nth for nth in range(at + 1, len(small)) if small[nth] in ends), len(small))
    return _joined(_without_days(words[begins:stop], language)[:_WORDS_MAX])


def _is_in_a_name(small: Sequence[str], at: int) -> bool:
    """As in "Convention Center", which is a building."""
    return not _BUILDINGS.isdisjoint(small[at + 1 : at + 2])


def _up_to(noun: int, words: Sequence[str], language: str) -> list[str]:
    """Where what describes a noun stands before it."""
    joiners = table("documents")[language]["and"]
    return [word for word in words[: noun + 1] if word.casefold() not in joiners][-_WORDS_MAX:]


def _beginning(words: Sequence[str], small: Sequence[str], at: int, language: str) -> int:
    """Of the phrase whose noun stands there: its article, else what may describe the noun."""
    articles = set(table("documents").get(language, {}).get("articles", ()))
    begins = next((nth for nth in range(at, -1, -1) if small[nth] in articles), 0)
    if language in _ROMANCE and at and small[begins] not in articles:
        return at - _may_describe(words[at - 1], language)
    return begins


def _may_describe(word: str, language: str) -> bool:
    return (word[:1].islower() or word.isdecimal()) and not _hangs(word, language)


def _joined(words: Sequence[str]) -> str:
    phrase = _without_open_marks(" ".join(words).strip(" .,;:–—-"))
    head, comma, tail = phrase.rpartition(", ")
    last = tail.casefold().split()
    if comma and len(last) <= _TAIL_WORDS and not _hanging().intersection(last):
        phrase = head  # ", state media"
    telling = [word for word in phrase.split() if word.casefold() not in _articles()]
    return phrase if len(telling) > 1 else ""


def _without_open_marks(phrase: str) -> str:
    """Without quotation marks of which one is missing, and without what an open bracket holds."""
    for opening, closing in (("“", "”"), ("«", "»"), ("„", "“")):
        if phrase.count(opening) != phrase.count(closing):
            phrase = phrase.replace(opening, "").replace(closing, "")
    if phrase.count("(") != phrase.count(")"):
        phrase = phrase.split("(")[0].strip()
    if not phrase.count('"') % 2:
        return phrase
    return phrase.replace('"', "")


@functools.cache
def _articles() -> frozenset[str]:
    """Of all languages: with them alone beside it a noun says no more."""
    listed = table("documents").values()
    return frozenset(word for one in listed for word in one["articles"]) | {"des", "les"}


def _without_days(words: Sequence[str], language: str) -> list[str]:
    """Without a day of the week and what follows it, and without the small words that then hang at
    the end.
    """
    days = _weekdays(language)
    small = [word.casefold().strip(_EDGES) for word in words]
    dated = (
        at
        for at, word in enumerate(small)
        if at and (word in days or (word in _months() and small[at - 1] == "on"))
    )
    stop = next(dated, len(words))
    kept = list(words[:stop])
    while len(kept) > 1 and _hangs(kept[-1], language):
        kept.pop()
    return kept


@functools.cache
def _weekdays(language: str) -> frozenset[str]:
    try:
        names = Locale.parse(language).days
    except (UnknownLocaleError, ValueError):
        return frozenset()
    return frozenset(
        name.casefold()
        for style in ("format", "stand-alone")
        for name in names[style]["wide"].values()
    )


@functools.cache
def _months() -> frozenset[str]:
    """English ones, as in "on November 26"."""
    return frozenset(
        name.casefold() for name in Locale.parse("en").months["format"]["wide"].values()
    )


@functools.cache
def _hanging() -> frozenset[str]:
    words = table("telling")["hanging"]["words"]
    return frozenset(words)


def _hangs(word: str, language: str) -> bool:
    small = word.casefold().strip(_EDGES)
    return small in _hanging() or small in table("documents").get(language, {}).get("articles", ())


def _decision(what: str, language: str) -> str:
    """What was agreed or proposed, in whatever words, if it is no other sentence's beginning or
    end.
    """
    phrase = _joined(_trimmed(_STOPS.split(_agreed_on(what, language))[0].split(), language))
    small = [word.casefold().strip(_EDGES) for word in phrase.split()]
    if not small or len(small) > _WORDS_MAX or is_pronoun(small[0]) or small[0] in _UNTIL:
        return ""
    ends = table("documents").get(language, {}).get("ends", ())
    if _REPORTING & set(small) or small[0] in ends:
        return ""
    return phrase


def _agreed_on(what: str, language: str) -> str:
    on = _ON.get(language)
    if on and not what.startswith(on.strip()):
        return what.partition(on)[2]
    return what


def _trimmed(words: list[str], language: str) -> list[str]:
    """Without the day before it, a word that only opens it, and what hangs at its end."""
    while words and words[0].casefold().strip(_EDGES) in _weekdays(language):
        words.pop(0)
    words = _LEADING.sub("", " ".join(words)).split()
    while len(words) > 1 and words[0].casefold() in _OPENERS:
        words.pop(0)
    while len(words) > 1 and _hangs(words[-1], language):
        words.pop()
    return words


def _unspaced(what: str, language: str) -> str:
    titled = _TITLED.findall(what)
    if titled:
        return "、".join(titled)
    phrase = re.split(r"[\s，,。；]", what)[0]
    nouns = _nouns("signed", language)
    if len(phrase) <= _UNSPACED_MAX and phrase.endswith(nouns):
        return phrase
    return ""
