"""Names beside an office in scripts without capitals, for people whom no list knows: 大使韩春霖,
وزير الخارجية أحمد عطاف.

Each script has its own signs: Chinese surnames and the characters that spell foreign names, Arabic
and Hebrew given names, Korean surnames, Georgian endings, the Hindi postposition of who acts. What
shows none of them is left alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import cache
from operator import attrgetter

from monitor.datafiles import table
from monitor.gazetteer.countries import CountryMention
from monitor.gazetteer.offices import OfficeMention
from monitor.names.tables import GIVEN, common_words, name_parts
from monitor.names.tables import plain as parts_plain
from monitor.reading.events.annotate import Scan
from monitor.text.declension import surname_forms
from monitor.text.normalize import fold_name, plain
from monitor.text.tokens import covered

Span = tuple[int, int, str]  # first token, end token, folded surname

_NAME_LETTERS_MAX = 12  # Chinese characters of a foreign name
_ARABIC_WORDS_MAX = 4
_ARABIC_BODY_MAX = 5
_AND_WORD_CHARS = 3  # ولد is a name
_HINDI_WORDS_MIN, _HINDI_WORDS_MAX = 2, 3
_SELDOM = 5  # of a Hebrew word's commonness, 1 to 15: more than that and it is no mere name
_KOREAN = (2, 3)  # syllables of a Korean name
_NO_SURNAMES = frozenset("전현")  # "former", "present"
_KANJI = (2, 5)
_OPENING, _CLOSING = frozenset("(（"), frozenset(")）")
_GEORGIAN = re.compile(r"(?:შვილ|ძე|ავა|ია|უა|ანი|ური|ელ)[იმსა]?(?:ს|მა|თან)?$")


_end = attrgetter("end")


@cache
def _chinese() -> re.Pattern[str]:
    """A name and, ahead of it, how a sentence goes on; traditional characters are compared in their
    simplified form.
    """
    han = table("newcomers.toml")["han"]
    surname = f"{'|'.join(han['double'].split())}|[{han['surnames']}]"
    second = rf"(?![{han['not_given']}])[\u4e00-\u9fff]"
    own = rf"(?P<surname>{surname})(?P<given>[\u4e00-\u9fff]{second}|[\u4e00-\u9fff])"
    spelt = f"(?:[{han['spelling']}]{{1,6}}·){{0,3}}[{han['spelling']}]{{2,6}}"
    return re.compile(f"(?:{own}|{spelt})(?=[{han['on']}]|[^\\u4e00-\\u9fff·]|$)")


@cache
def _words(*path: str) -> frozenset[str]:
    group, key = path
    return frozenset(plain(word) for word in table("newcomers.toml")[group][key])


def newcomers(scan: Scan, taken: set[int]) -> Iterator[tuple[Span, OfficeMention]]:
    """Names with the office beside them; `taken` are tokens that are somebody already."""
    known = taken | covered(scan.organisations, scan.offices)
    known |= covered(one for one in scan.countries if not _is_one_letter(scan, one))
    japanese = any(token.script == "kana" for token in scan.tokens)
    for office in scan.offices:
        script = scan.tokens[office.first].script
        span = None
        if script == "han":
            found = _japanese(scan, office, known, sure=japanese) or _after_chinese(scan, office)
            span = None if found and _is_day(scan, found) else found
        elif script == "hangul":
            span = _korean(scan, office, known)
        else:
            span = _behind_office(scan, max(office.reach, office.last))
        if span is not None and not known & set(range(span[0], span[1])):
            yield span, office


def _is_day(scan: Scan, span: Span) -> bool:
    written = scan.text[scan.tokens[span[0]].start : scan.tokens[span[1] - 1].end]
    return written in table("newcomers.toml")["han"]["days"]


def _behind_office(scan: Scan, first: int) -> Span | None:
    """The name that begins right behind an office, where the script has a rule for it."""
    for first_letter, last_letter, rule in _RULES:
        if first_letter <= scan.tokens[first - 1].text[0] <= last_letter:
            return rule(scan, first)
    return None


def _is_one_letter(scan: Scan, country: CountryMention) -> bool:
    """韩 is a country in a headline and a surname elsewhere."""
    return len(scan.tokens[country.first].text) == 1 == country.last - country.first


def _after_chinese(scan: Scan, office: OfficeMention) -> Span | None:
    tokens = scan.tokens
    if office.last >= len(tokens) or tokens[office.last].start != tokens[office.last - 1].end:
        return None
    start = tokens[office.last].start
    match = _chinese().match(plain(scan.text[start : start + 2 * _NAME_LETTERS_MAX]))
    if match is None:
        return None
    end = bisect_left(tokens, start + match.end(), key=_end) + 1
    if end > len(tokens) or tokens[end - 1].end != start + match.end():
        return None
    return office.last, end, fold_name(match["given"] or match[0].rsplit("·", 1)[-1])


def key_of_han(written: str) -> str:
    """The key of a name in Chinese characters: its given name, where its surname is known."""
    match = _chinese().fullmatch(plain(written))
    return fold_name((match and match["given"]) or written)


def _japanese(scan: Scan, office: OfficeMention, known: set[int], *, sure: bool) -> Span | None:
    """ンクルマ首相, 上川陽子外相: what stands right before the office, itself behind kana or a
    mark.

    `sure`: the sentence has kana, so that it is Japanese.
    """
    tokens, first = scan.tokens, _before_bracket(scan, office.first)
    end = first
    if first and tokens[first - 1].script == "kana" and len(tokens[first - 1].text) > 1:
        return _kana_start(scan, first - 1), first, fold_name(tokens[first - 1].text)
    while (
        first
        and tokens[first - 1].script == "han"
        and first - 1 not in known
        and tokens[first - 1].end == tokens[first].start
    ):
        first -= 1
    if not sure or not _KANJI[0] <= end - first <= _KANJI[1] or _are_countries(scan, first, end):
        return None
    written = scan.text[tokens[first].start : tokens[end - 1].end]
    if any(title in written for title in table("newcomers.toml")["han"]["titles"]):
        return None
    return first, end, fold_name(written[:2])


def _kana_start(scan: Scan, at: int) -> int:
    """The first word of a name with middle dots: アントニオ・コスタ."""
    tokens = scan.tokens
    while at and tokens[at - 1].script == "kana" and _is_dot(scan, at):
        at -= 1
    return at


def _is_dot(scan: Scan, at: int) -> bool:
    return scan.text[scan.tokens[at - 1].end : scan.tokens[at].start] in ("・", "·", "=", "＝")


def _before_bracket(scan: Scan, at: int) -> int:
    """Where the bracket opens that ends before the token: 趙兌烈（チョ・テヨル）外相 is one man."""
    tokens = scan.tokens
    if not at or scan.text[tokens[at - 1].end : tokens[at].start].strip() not in _CLOSING:
        return at
    opens = (
        one
        for one in range(at - 1, 0, -1)
        if scan.text[tokens[one - 1].end : tokens[one].start].strip() in _OPENING
    )
    return next(opens, at)


def _are_countries(scan: Scan, first: int, end: int) -> bool:
    """日韓外相 are two ministers."""
    letters = table("newcomers.toml")["han"]["countries"]
    return all(token.text in letters for token in scan.tokens[first:end])


def _arabic(scan: Scan, first: int) -> Span | None:
    """A given name and what follows until the sentence goes on: وزير الخارجية الجزائري أحمد
    عطاف.
    """
    first = _behind_body(scan, first)
    tokens, end = scan.tokens, first
    joins, stop = _words("arabic", "joins"), _words("arabic", "stop")
    while end < len(tokens) and end - first < _ARABIC_WORDS_MAX:
        word = plain(tokens[end].text)
        apart = scan.text[tokens[end - 1].end : tokens[end].start] != " "
        if apart or tokens[end].script != "arabic" or word in stop:
            break
        if end - first > 1 and _goes_on(tokens[end].text):
            break
        if end == first and word not in _words("arabic", "given") | joins:
            return None
        full = sum(plain(token.text) not in joins for token in tokens[first:end])
        if (
            full > 1
            and word not in joins
            and plain(tokens[end - 1].text) not in joins
            and word.startswith("ال")
        ):
            break
        end += 1
    if end - first < 2:  # noqa: PLR2004 - a given name alone says too little
        return None
    last = tokens[end - 1].text
    return first, end, fold_name(last.removeprefix("ال"))


def _goes_on(word: str) -> bool:
    """Whether an Arabic word begins with "and" and is no name: وبحثا behind a name is a verb."""
    is_long = len(word) > _AND_WORD_CHARS and word.startswith("و")
    return is_long and name_parts().get(parts_plain(word)) is None


def _behind_body(scan: Scan, first: int) -> int:
    """Behind the words of whose spokesman or secretary he is: الناطق باسم الخارجية الإيرانية."""
    given, at = _words("arabic", "given"), first
    while at < min(len(scan.tokens), first + _ARABIC_BODY_MAX):
        word = plain(scan.tokens[at].text)
        is_body = word in _words("arabic", "for") or word.startswith(("ال", "لل"))
        if word in given or not is_body or not _spaced(scan, at):
            break
        at += 1
    if at < len(scan.tokens) and plain(scan.tokens[at].text) in given:
        return at
    return first


def _korean(scan: Scan, office: OfficeMention, known: set[int]) -> Span | None:
    """박진 외교부 장관: the word before the office and the body it is bound to; or a surname right
    before the office, which then repeats a name: 박 장관.
    """
    at = min(office.first, office.start) - 1
    if at < 0 or at in known:
        return None
    word = scan.tokens[at].text
    surnames, states = (table("newcomers.toml")["hangul"][key] for key in ("surnames", "countries"))
    if len(word) > 1 and set(word) <= set(states):
        return None
    is_surname = len(word) == 1 and at + 1 == office.first and word not in _NO_SURNAMES
    if (
        not (is_surname or len(word) in _KOREAN)
        or word[0] not in surnames
        or scan.tokens[at].script != "hangul"
    ):
        return None
    return at, at + 1, fold_name(word)


def with_given(scan: Scan, first: int, last: int) -> int:
    """Where an Arabic name begins whose end, `first:last`, is known: all between it and the office
    are given names; the office may stand behind it.
    """
    at, given = first, _words("arabic", "given")
    while at and plain(scan.tokens[at - 1].text) in given and _spaced(scan, at):
        at -= 1
    is_beside = any(
        office.end == at or office.start == last
        for office in scan.offices_by_place.near(at, last + 1)
    )
    is_part = plain(scan.tokens[first].text) in _words("arabic", "joins")  # أحمد أبو الغيط
    if is_beside or is_part:
        return at
    return first


def given_before(scan: Scan, first: int) -> list[str]:
    """The given names that stand right before an Arabic name, the nearest first."""
    at, given = first, _words("arabic", "given")
    while at and plain(scan.tokens[at - 1].text) in given and _spaced(scan, at):
        at -= 1
    return [token.text for token in reversed(scan.tokens[at:first])]


def _spaced(scan: Scan, at: int) -> bool:
    """Only a space stands before the token."""
    return scan.text[scan.tokens[at - 1].end : scan.tokens[at].start] == " "


def _hebrew(scan: Scan, first: int) -> Span | None:
    """A given name that is no common word, and a name behind it: שר החוץ גדעון סער."""
    end = first + 2
    if end > len(scan.tokens) or not (_spaced(scan, first) and _spaced(scan, first + 1)):
        return None
    given, surname = (scan.tokens[at].text for at in range(first, end))
    is_name = bool((_as_name(given) or 0) & GIVEN) and _as_name(surname) is not None
    if is_name:
        return (first, end, fold_name(surname))
    return None


def _as_name(word: str) -> int | None:
    """What the table of names knows of a Hebrew word; None of one that is common."""
    if _commonness(word) > _SELDOM:
        return None
    return name_parts().get(parts_plain(word))


def _commonness(word: str) -> int:
    return common_words().get(f"he:{parts_plain(word)}") or 0


def _devanagari(scan: Scan, first: int) -> Span | None:
    """Two words or three before "ने", which marks who acts: प्रवक्ता रणधीर जायसवाल ने कहा."""
    hindi = table("newcomers.toml")["hindi"]
    words = [token.text for token in scan.tokens[first : first + _HINDI_WORDS_MAX + 1]]
    end = next((at for at, word in enumerate(words) if word in hindi["acts"]), 0)
    is_name = end >= _HINDI_WORDS_MIN and set(hindi["stop"]).isdisjoint(words[:end])
    if is_name:
        return (first, first + end, fold_name(words[end - 1]))
    return None


def _georgian(scan: Scan, first: int) -> Span | None:
    words = [token.text for token in scan.tokens[first : first + 2]]
    if len(words) < 2 or not _GEORGIAN.search(words[1]):  # noqa: PLR2004 - given name and surname
        return None
    return first, first + 2, fold_name(surname_forms(words[1])[0])


# first and last letter of a script, and how names behind an office are told in it
_RULES: tuple[tuple[str, str, Callable[[Scan, int], Span | None]], ...] = (
    ("\u0590", "\u05ff", _hebrew),
    ("\u0600", "\u077f", _arabic),
    ("\u0900", "\u097f", _devanagari),
    ("\u10a0", "\u10ff", _georgian),
    ("\ufb50", "\ufeff", _arabic),
)
