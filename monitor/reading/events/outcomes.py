"""What came out (signed, agreed, opened …), what is to come, which visit it was, and which one in a
row.

All from cues of one sentence (`cues.cues_in`) and its tokens; words stand in data/deeds.toml and
data/recall.toml.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from operator import attrgetter
from typing import Literal, cast

from monitor.datafiles import languages_with, table
from monitor.model import Outcome
from monitor.reading.events import outcome_phrases
from monitor.reading.events.annotate import Scan
from monitor.text.lexicon import Found
from monitor.text.tokens import Token

WHAT_CHARS = 240
KEY_WORDS = 14
_DAY_WORDS = 2  # "14 May" is no document
_LOOK_FAR = 10  # characters, of which a token is one where words have no spaces
_AGREED_TO = re.compile("(?:同意|计划|計劃|有望)(?!.*[并並])|明年")
_text = attrgetter("text")
_LOOK_BACK = 4  # tokens before a verb in which "will" or "was" stands
_LOOK_BEHIND = 2  # tokens behind it: "unterzeichnen wollte", "unterzeichnet werden soll"
_LOOK_AHEAD = 5  # tokens between an ordinal and what comes in a row

_AGREED = "outcome:agreed"  # those who stand before the verb agree
_Listed = tuple[int, str]  # its place in the list, its name
_Kind = Literal["signed", "agreed", "concluded", "proposed", "opened", "launched"]
_NOT_OBJECTS = frozenset(
    [
        "on",
        "in",
        "at",
        "with",
        "by",
        "for",
        "from",
        "after",
        "before",
        "as",
        "when",
        "while",
        "and",
        "or",
        "but",
        "that",
        "off",
        "up",
        "out",
        "into",
        "over",
        "under",
        "during",
        "within",
        "в",
        "на",
        "по",
        "с",
        "для",
        "от",
        "при",
        "и",
        "после",
        "auf",
        "am",
        "im",
        "mit",
        "nach",
        "bei",
        "en",
        "dans",
        "sur",
        "avec",
        "pour",
        "par",
        "con",
    ]
)
_ENDS = re.compile(
    r"[!?;，。！？；։]|,\s(?:which|who|while|где|который|которая|которые|що|який|яка)\b|\s[–—]\s"
)
_ARTICLES = frozenset(["a", "an", "un", "una", "uno", "une", "um", "uma", "ein", "eine", "einen"])
_WHEN = frozenset(
    [
        "na",
        "no",
        "em",
        "nesta",
        "este",
        "esta",
        "hoy",
        "ayer",
        "hoje",
        "today",
        "yesterday",
        "last",
        "this",
        "heute",
        "gestern",
        "mardi",
        "lundi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
        "à",
        "a",
        "ieri",
        "oggi",
    ]
)
_INCLUDING = re.compile(
    r".{3,80}?(?P<comma>,)\s(?:including|among them|notably|в том числе|включая|среди них|"
    r"у тому числі|dont|notamment|darunter|incluido|incluidos|entre ellos|tra cui|inclusi)\s"
)
_RELATIVE = re.compile(
    r"\b(?:where|that|which|whereby|где|что|который|которая|которое|які|де|où|wo|dove|donde)\s",
    re.IGNORECASE,
)
_SUFFIXES = frozenset(
    [
        "st",
        "nd",
        "rd",
        "th",
        "e",
        "er",
        "ère",
        "ème",
        "й",
        "го",
        "м",
        "я",
        "ое",
        "ая",
        "ой",
        "ій",
        "а",
        "ші",
        "шы",
        "inchi",
        "nchi",
        "ci",
        "cı",
        "cu",
        "cü",
        "инчи",
        "чи",
        "си",
        "ª",
        "º",
        "ro",
        "mo",
        "ste",
        "ten",
        "та",
        "ти",
    ]
)
_ROMAN = re.compile(r"^(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})$")
_CHINESE = re.compile(
    r"第\s?([一二三四五六七八九十\d]{1,4})\s?([届屆轮輪次回])(?:[^，。,.]{0,14}?(峰会|峰會|论坛|"
    r"論壇|会议|會議|会晤|サミット))?"
)
_HAN = {char: n for n, char in enumerate("一二三四五六七八九", start=1)}


@cache
def _words(group: str, key: str) -> frozenset[str]:
    return frozenset(table("deeds.toml")[group][key])


@cache
def _nouns() -> tuple[str, ...]:
    """Beginnings of nouns that are cut as their verbs are: "к подписанию"."""
    return tuple(table("deeds.toml")["nouns"]["begins"])


def words_of_none() -> frozenset[str]:
    """As "no" in "signed no agreement"."""
    return _words("none", "words")


def visits_in(cues: Sequence[Found[str]]) -> list[str]:
    return [cue.value.removeprefix("visit:") for cue in cues if cue.value.startswith("visit:")]


# --- outcomes ---


def outcomes_in(
    one: Scan, cues: Sequence[Found[str]], language: str, *, background: bool = False
) -> list[Outcome]:
    """What a sentence says was signed, agreed, adopted, opened; what is only wished or to come is
    not among them.
    """
    verbs = [cue for cue in cues if cue.value.startswith("outcome:")]
    found: list[Outcome] = []
    said = [cue.first for cue in cues if cue.value == "said"]
    for number, verb in enumerate(verbs):
        if verb.first >= len(one.tokens) or _not_yet(one.tokens, verb):
            continue
        if one.tokens[verb.first].text.casefold().startswith(_nouns()):
            continue
        limit = next(
            (later.first for later in verbs[number + 1 :] if later.first >= verb.last),
            len(one.tokens),
        )
        limit = min((at for at in said if verb.last <= at < limit), default=limit)
        kind = cast("_Kind", verb.value.removeprefix("outcome:"))
        said_of = _named(_object(one, verb, limit, language))
        what = outcome_phrases.whole(said_of, kind=kind, language=language) if said_of else ""
        if what and not _vague(what) and not (found and found[-1].what == what):
            found.append(
                Outcome(
                    kind=kind,
                    what=what,
                    key=content_key(what_tokens(one, what)),
                    background=background,
                )
            )
    return found


@cache
def _vagueness() -> tuple[frozenset[str], frozenset[str]]:
    words = table("deeds.toml")["vague"]
    return frozenset(words["openings"]), frozenset(words["words"])


def _vague(what: str) -> bool:
    """Says no more than that something was signed ("a number of agreements"), or what is to be done
    ("to deepen …").
    """
    openings, empty = _vagueness()
    words = [word.strip(".,").casefold() for word in what.split()]
    return (
        words[0] in openings
        or not _words("none", "words").isdisjoint(words)
        or (words[0].isdecimal() and len(words) <= _DAY_WORDS)
        or all(word in empty for word in words)
    )


def _named(what: str) -> str:
    """What is named behind "a number of agreements, including"."""
    match = _INCLUDING.match(what)
    if match and _vague(what[: match.start("comma")]):
        return what[match.end() :]
    return what


def what_tokens(one: Scan, what: str) -> list[Token]:
    start = one.text.find(what)
    return [token for token in one.tokens if start <= token.start < start + len(what)]


def content_key(tokens: Sequence[Token]) -> str:
    """Folded content words, sorted: what two phrases must share to be about one document."""
    words = {token.fold for token in tokens if len(token.fold) > 3 or token.script == "number"}  # noqa: PLR2004 - shorter ones are particles
    return " ".join(sorted(words)[:KEY_WORDS])


def _not_yet(tokens: Sequence[Token], verb: Found[str]) -> bool:
    before = tokens[max(0, verb.first - _LOOK_BACK) : verb.first]
    behind = tokens[verb.last : verb.last + _LOOK_BEHIND]
    far = "".join(map(_text, tokens[max(0, verb.first - _LOOK_FAR) : verb.first]))
    return (
        not _words("not_yet", "all").isdisjoint(map(_small, before))
        or not _words("not_yet", "behind").isdisjoint(map(_small, behind))
        or _AGREED_TO.search(far) is not None
    )


def _object(one: Scan, verb: Found[str], limit: int, language: str) -> str:
    """What the verb is done to: after it, or before it in the passive and where verbs stand last;
    "" if nothing is named.
    """
    tokens = one.tokens
    passive = any(
        token.text.casefold() in _words("passive", "all")
        for token in tokens[max(0, verb.first - 2) : verb.first]
    )
    after = _after(one, verb, limit)
    if passive or language in languages_with("verb_last") or _thin(after, language):
        before = _before(one, verb)
        if language in languages_with("verb_last"):
            before = _behind_names(one, before)
        if not _thin(before, language) and (
            passive
            or language in languages_with("verb_last")
            or (verb.value != _AGREED and not _acts(one, before))
        ):
            return before
    return "" if _thin(after, language) else after


def _acts(one: Scan, phrase: str) -> bool:
    """Whoever signs rather than what is signed: an office, or nothing but words with capitals."""
    start = one.text.find(phrase)
    inside = [token for token in one.tokens if start <= token.start < start + len(phrase)]
    offices = {one.tokens[office.first].start for office in one.offices}
    return any(token.start in offices for token in inside) or all(
        token.capital
        for token in inside
        if len(token.text) > 3  # noqa: PLR2004 - longer than "and", "der"
    )


def _behind_names(one: Scan, phrase: str) -> str:
    """Where verbs stand last, whoever signs and where comes first: what stands behind the last
    country, place or office.
    """
    start = one.text.find(phrase)
    named = [mention.last for mention in one.countries] + [mention.last for mention in one.places]
    named += [office.end for office in one.offices]
    ends = [one.tokens[last - 1].end - start for last in named]
    cut = max((end for end in ends if 0 < end <= len(phrase)), default=0)
    return phrase[cut:].strip(" ,。，")


def _thin(phrase: str, language: str) -> bool:
    """Too little, or the wrong thing, to be what somebody signed."""
    words = phrase.split()
    if language in ("zh", "ja"):
        return len(phrase) < 4  # noqa: PLR2004 - as "both sides" are two characters
    return len(words) < 2 or words[0].casefold() in _NOT_OBJECTS  # noqa: PLR2004 - an object has an article or an adjective


def _after(one: Scan, verb: Found[str], limit: int) -> str:
    start = one.tokens[verb.last - 1].end
    end = one.tokens[limit].start if limit < len(one.tokens) else len(one.text)
    phrase = _ENDS.split(one.text[start : min(end, start + WHAT_CHARS)], maxsplit=1)[0]
    if start + WHAT_CHARS < end:
        phrase = phrase.rsplit(" ", 1)[0]
    words = _without_adverbs(_unquoted(phrase).split())
    while words and words[-1].casefold() in (
        "and",
        "и",
        "і",
        "et",
        "und",
        "y",
        "e",
        "та",
        "также",
        "ve",
        "also",
        "has",
        "have",
        "had",
        "were",
        "was",
    ):
        words.pop()
    return " ".join(words)


def _without_adverbs(words: list[str]) -> list[str]:
    """The object begins with its article: "on Tuesday in Apia a treaty" → "a treaty"."""
    if not words or words[0].casefold() not in _NOT_OBJECTS | _WHEN:
        return words
    at = next((at for at, word in enumerate(words) if word.casefold() in _ARTICLES), 0)
    if at and ("to" in words[:at] or _is_of_the_place(words[:at])):
        return []
    is_part = at > 1 and words[at - 1] == "of"  # "on most of a draft" is no draft
    return words[at - 2 * is_part :]


def _is_of_the_place(adverbs: Sequence[str]) -> bool:
    """As "in Osh," before "a city that …": one comma, right before the article."""
    return [word.endswith(",") for word in adverbs].count(True) == 1 and adverbs[-1].endswith(",")


def _unquoted(phrase: str) -> str:
    """Without what hangs at its ends; a mark that has its other half inside stays."""
    bare = phrase.strip(" .,:–—\"'«»“”‘’")
    lead = phrase.strip(" .,:–—")[:1]
    closer = {"'": "' ", "‘": "’", '"': '"', "“": "”", "«": "»"}.get(lead)
    if closer and closer in bare:
        return lead + bare
    return bare


def _before(one: Scan, verb: Found[str]) -> str:
    """The last stretch without a comma before the verb and its auxiliaries."""
    tokens, at = one.tokens, verb.first
    while at > 0 and tokens[at - 1].text.casefold() in _words("passive", "all") | _words(
        "passive", "also"
    ):
        at -= 1
    end = tokens[at - 1].end if at else 0
    phrase = one.text[max(0, end - WHAT_CHARS) : end]
    phrase = _RELATIVE.split(phrase)[-1]
    parts = [part.strip() for part in re.split(r"[;:.!?]\s|,\s|，|、|\s[–—]\s", phrase)]
    return next(
        (
            part
            for part in reversed(parts)
            if len(part.split()) > 1 or "\u3400" <= part[:1] <= "\u9fff"
        ),
        "",
    )


# --- which one in a row ---


def ordinals_in(one: Scan, language: str) -> list[str]:
    """As in "2 round", "24 summit": numbers of meetings in a row, as figures."""
    found = (
        list(map(_chinese, _CHINESE.finditer(one.text))) if language in ("zh", "ja", "und") else []
    )
    tokens = one.tokens
    for at, token in enumerate(tokens):
        if token.script != "number" and not _may_order(token.text):
            continue
        number, after = _ordinal(one.text, tokens, at)
        if not number:
            continue
        for ahead in tokens[after : after + _LOOK_AHEAD]:
            if series := _series(_small(ahead)):
                found.append(f"{number} {series}")
                break
    return list(dict.fromkeys(found))


def _ordinal(text: str, tokens: Sequence[Token], at: int) -> tuple[int, int]:
    """(number, next token) if an ordinal stands here; (0, 0) otherwise."""
    token = tokens[at]
    if token.script != "number":
        number = 0
        if text[token.end : token.end + 6] != "-feira":
            number = _ordinal_words().get(_small(token), 0)
        if not number and token.capital and len(token.text) > 1 and _ROMAN.match(token.text):
            number = _roman(token.text)
        return number, at + 1
    if not token.text.isdecimal() or len(token.text) > 3:  # noqa: PLR2004 - larger ones are years
        return 0, 0
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is None:
        return 0, 0
    gap = text[token.end : following.start]
    if gap in ("", "-", "‑", "'", "’") and following.text.casefold() in _SUFFIXES:
        return int(token.text), at + 2
    if (
        gap in (". ", ".ª ", ".º ", "º ", "ª ", "° ")
        and (following.text[:1].isupper() or gap != ". ")
        and _series(following.text.casefold())
    ):
        return int(token.text), at + 1
    return 0, 0


@lru_cache(maxsize=8_192)
def _may_order(word: str) -> bool:
    """A word for an ordinal, or capitals that may be Roman figures."""
    return word.isupper() or word.casefold().replace("\u0307", "") in _ordinal_words()


def _small(token: Token) -> str:
    """In small letters, without the dot that case-folding leaves of İ."""
    return token.text.casefold().replace("\u0307", "")


@cache
def _ordinal_words() -> dict[str, int]:
    return {
        word: int(number)
        for number, words in table("deeds.toml")["ordinals"].items()
        for word in words
    }


@lru_cache(maxsize=8_192)
def _series(word: str) -> str | None:
    exact, begins = _series_words()
    found = [begins[word[:size]] for size in range(1, len(word) + 1) if word[:size] in begins]
    found += [exact[word]] if word in exact else []
    return min(found)[1] if found else None


@cache
def _series_words() -> tuple[dict[str, _Listed], dict[str, _Listed]]:
    """Words, and beginnings of words, with what each names: the first of the list counts."""
    exact: dict[str, _Listed] = {}
    begins: dict[str, _Listed] = {}
    for place, (name, terms) in enumerate(table("deeds.toml")["series"].items()):
        for term in terms:
            into = begins if term.endswith("*") else exact
            into.setdefault(term.removesuffix("*"), (place, str(name)))
    return exact, begins


def _roman(text: str) -> int:
    values = {"I": 1, "V": 5, "X": 10}
    total = 0
    for one, following in zip(text, f"{text[1:]} ", strict=True):
        total += -values[one] if values[one] < values.get(following, 0) else values[one]
    return total


def _chinese(match: re.Match[str]) -> str:
    text = match[1]
    if text.isdecimal():
        number = int(text)
    else:
        tens, ten, ones = text.rpartition("十")
        number = (_HAN.get(tens, 1) * 10 if ten else 0) + _HAN.get(ones, 0)
    noun = "round" if match[2] in "轮輪回" else _series(match[3] or "") or "session"
    return f"{number} {noun}"


@cache
def _many() -> tuple[frozenset[str], tuple[str, ...]]:
    words = table("deeds.toml")["multilateral"]["words"]
    return frozenset(word for word in words if not word.endswith("*")), tuple(
        word[:-1] for word in words if word.endswith("*")
    )


def is_multilateral(one: Scan) -> bool:
    """A word for a meeting of many stands in the sentence."""
    if any(_is_of_many(token.text) for token in one.tokens):
        return True
    return not one.text.isascii() and any(word in one.text for word in _unspaced_of_many())


@lru_cache(maxsize=8_192)
def _is_of_many(word: str) -> bool:
    exact, begins = _many()
    return word.casefold() in exact or word.casefold().startswith(begins)


@cache
def _unspaced_of_many() -> tuple[str, ...]:
    return tuple(word for word in _many()[0] if "\u3040" <= word[0] <= "\u9fff")
