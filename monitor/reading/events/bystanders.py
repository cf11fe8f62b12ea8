"""Names that stand in a sentence without taking part in what it tells.

"Putin's envoy Dmitriev met Vance" names Putin only to say whose envoy it is; so do "спецпосланник
Путина" and "l'envoyé de Poutine". "Trump was not present" names who was not there. Words stand in
data/aides.toml and data/unreal.toml.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from operator import attrgetter

from monitor.datafiles import languages_with, table
from monitor.gazetteer.offices import OfficeMention
from monitor.model import Person
from monitor.names.transliteration import is_given
from monitor.reading.events.annotate import Scan
from monitor.text.normalize import plain
from monitor.text.wordlists import Wordlist

_AHEAD = 3  # tokens behind "Putin's" among which the envoy or the visit stands
_POSSESSIVE = re.compile(r"['’]s?$")
_ARTICLES = frozenset(("the", "le", "la", "el", "il", "des", "der"))
_GENITIVES = {
    "tr": re.compile(r"['’]n?[iıuü]n$"),
    "az": re.compile(r"['’]?n[iıuü]n$|['’][iıuü]n$"),
    "uz": re.compile(r"(?:ning|нинг)$"),
    "kk": re.compile(r"[нтд][ыі]ң$"),
    "ky": re.compile(r"[нтд][ыиуү]н$"),
}
_UNSPACED = frozenset(("han", "kana", "hangul"))
_ENVOY_CHARS = 16  # behind a name: an office, and the envoy's
_ENVOY_BEHIND = re.compile(
    r"\s?(?:国家|國家|政府)?(?:主席|总统|總統|总理|總理|首相|大統領|外相|총리|대통령)?(?:的|の|의)?\s?"
    r"(?:\w{0,2})(?:特使|特別代表|特别代表|代表团|親書|亲笔信|특사|친서)"
)
_GENITIVE = re.compile(r"(?:[аяы]|ого|его|ой|ей)$")

_first = attrgetter("first")


@cache
def _aides() -> Wordlist:
    return Wordlist({"aide": table("aides.toml")["aide"]})


@cache
def _absence() -> Wordlist:
    return Wordlist({"absence": table("unreal.toml")["absence"]})


@cache
def _tellers() -> Wordlist:
    return Wordlist({"tellers": table("unreal.toml")["tellers"]})


def is_teller(one: Scan, first: int, language: str) -> bool:
    """As in "blogger X claimed": he tells of it, and takes no part."""
    near = one.tokens[max(0, first - 2) : first]
    return any(found.last == len(near) for found in _tellers().find(near, language))


def is_owner(one: Scan, first: int, last: int, person: Person, language: str) -> bool:
    """`tokens[first:last]` name whose envoy, deputy, sister or proposals are told of."""
    return _owns(one, last, language) or _is_behind(one, first, last, person, language)


def _owns(one: Scan, last: int, language: str) -> bool:
    """As in "Putin's envoy"; of "Putin's visit" he is the one who visits."""
    name = one.tokens[last - 1]
    if name.script in _UNSPACED:
        return _is_before_aide(one, last)
    if language in _GENITIVES:
        return bool(_GENITIVES[language].search(name.text)) and _is_others_thing(
            one, last, language
        )
    if language == "de":
        return name.text.endswith("s") and _next_is_aide(one, last, language)
    if language != "en" or not _POSSESSIVE.search(name.text):
        return False
    return _is_others_thing(one, last, language)


def _is_before_aide(one: Scan, last: int) -> bool:
    """As in "习近平主席特使沈跃跃", "윤석열 대통령의 특사": behind name and office an envoy."""
    start = one.tokens[last - 1].end
    return _ENVOY_BEHIND.match(one.text[start : start + _ENVOY_CHARS]) is not None


def _is_others_thing(one: Scan, last: int, language: str) -> bool:
    """An aide or a thing of his stands behind the name, and no act: "Putin's greetings"."""
    if _next_is_aide(one, last, language):
        return True
    at = bisect_left(one.acts, last, key=_first)
    return at == len(one.acts) or one.acts[at].first > last + _AHEAD


def _next_is_aide(one: Scan, last: int, language: str) -> bool:
    """Before another name begins."""
    ahead = one.tokens[last : last + _AHEAD]
    return bool(_aides().find(ahead, language))


def _is_behind(one: Scan, first: int, last: int, person: Person, language: str) -> bool:
    """As in "envoy of Putin", "спецпосланник президента Путина"."""
    near = one.offices_by_place.near(first - 1, first)
    offices = [office for office in near if office.start < first <= office.end + 1]
    links = frozenset(table("aides.toml")["link"]["words"])
    tokens = one.tokens
    if language in languages_with("east_slavic"):
        if not _is_genitive(tokens[last - 1].text, person):
            return False
        starts = {
            first,
            *(office.first for office in offices),
            *(office.start for office in offices),
        }
        return any(_ends_with_aide(one, start, language) for start in starts)
    # "von" was taken for a part of the name
    at = first if tokens[first].stems[0] in links else first - 1
    while at > 0 and (
        tokens[at].stems[0] in _ARTICLES or is_given(tokens[at].text) or _in_office(offices, at)
    ):
        at -= 1
    return at > 0 and tokens[at].stems[0] in links and _ends_with_aide(one, at, language)


def is_behind_aide(one: Scan, start: int, language: str) -> bool:
    """As in "wife of the president", "посланник президента": somebody else's part begins there."""
    tokens, at = one.tokens, start - 1
    while at > 0 and tokens[at].stems[0] in _ARTICLES:
        at -= 1
    if at < 0:
        return False
    if tokens[at].stems[0] in frozenset(table("aides.toml")["link"]["words"]):
        return _ends_with_aide(one, at, language)
    of_a_case = at < start - 1 or language in languages_with("cases_on_names")
    return of_a_case and _ends_with_aide(one, at + 1, language)


def owns_aide(one: Scan, end: int, language: str) -> bool:
    """As in "the president's spokesman"."""
    name = one.tokens[end - 1].text
    return bool(_POSSESSIVE.search(name)) and _next_is_aide(one, end, language)


def _in_office(offices: Sequence[OfficeMention], at: int) -> bool:
    return any(office.first <= at < office.last for office in offices)


def _ends_with_aide(one: Scan, end: int, language: str) -> bool:
    near = one.tokens[max(0, end - 2) : end]
    return any(found.last == len(near) for found in _aides().find(near, language))


def _is_genitive(word: str, person: Person) -> bool:
    """The surname has a genitive's ending that its first form has not."""
    surname = (person.surname or person.name).split(" ")[-1]
    return plain(word) != plain(surname) and _GENITIVE.search(plain(word)) is not None


def is_former(one: Scan, first: int) -> bool:
    """As in "former president X": an office right before the name that is not held any more."""
    words = frozenset(table("aides.toml")["former"]["words"])
    starts = [
        min(office.start, office.first)
        for office in one.offices_by_place.near(first - 1, first)
        if office.start < first <= office.last + 1
    ]
    return any(
        one.tokens[at].stems[0] in words
        for start in starts
        for at in range(max(0, start - 1), first)
    )


def tells_of_absence(one: Scan, quoted: Sequence[int], language: str) -> bool:
    """Whoever the sentence names was not there."""
    return any(found.first not in quoted for found in _absence().find(one.tokens, language))
