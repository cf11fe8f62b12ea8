"""What speaks for and against somebody's taking part: where he is named, in which position and
clause, how near to an act.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from msgspec import structs

from monitor.datafiles import languages_with, table
from monitor.reading.events import bystanders
from monitor.reading.events.event import Sentence
from monitor.reading.people.mention_places import MentionPlace, Position, Standing
from monitor.reading.people.persons import PersonMention
from monitor.reading.people.roles import At, Named
from monitor.reading.quotations.sentence_roles import phrase_start_in
from monitor.text.normalize import plain
from monitor.text.wordlists import Wordlist

LOOKED_AT = 6  # sentences of the body
_OPENS = 4  # tokens from the start of a sentence in which its subject begins
_UNDER_REACH = 14  # tokens back to the word that opens a clause
_MARK = re.compile(r"[,;:.!?()«»“”\"„。，；！？،؛]|\s[–—-]\s")
_ARTICLES = frozenset(
    ("the", "le", "la", "el", "il", "lo", "l", "o", "der", "die", "das", "dem", "den", "his", "her",
     "mr", "mrs", "ms", "herr", "frau", "m", "mme", "su", "son", "sa", "sein", "seinem")
)  # fmt: skip
_GROUPS: tuple[Position, ...] = ("with", "to", "of", "from")
# What is written on or behind a name.
_BEHIND: Mapping[str, tuple[tuple[Position, re.Pattern[str]], ...]] = {
    "en": (("of", re.compile(r"['’]s?$")),),
    "de": (),
    "tr": (("of", re.compile(r"['’]n?[ıiuü]n$")), ("with", re.compile(r"['’]y?l[ae]$")),
        ("to", re.compile(r"['’][yn]?[aeıiuü]$"))),
    "az": (("of", re.compile(r"['’]?n?[ıiuü]n$")), ("to", re.compile(r"['’][yn]?[aəıiuü]$"))),
    "uz": (("of", re.compile(r"(?:ning|нинг)$")), ("to", re.compile(r"(?:ni|ga|ни|га)$"))),
    "kk": (("of", re.compile(r"[нтд][ыі]ң$")), ("with", re.compile(r"[мбп]ен$")),
        ("to", re.compile(r"(?:[нтд][ыі]|[ғгкқ][ае])$"))),
    "ky": (("of", re.compile(r"[нтд][ыиуү]н$")), ("to", re.compile(r"(?:[нтд][ыиуү]|[гк][ае])$"))),
}  # fmt: skip
_NEXT: Mapping[str, Mapping[str, Position]] = {
    "tr": {"ile": "with"},
    "az": {"ilə": "with", "ile": "with"},
    "uz": {"bilan": "with", "билан": "with"},
    "ky": {"менен": "with"},
    "ja": {"は": "subject", "が": "subject", "と": "with", "の": "of", "に": "to", "を": "to"},
    "zh": {"的": "of"},
    "ko": {"은": "subject", "는": "subject", "이": "subject", "가": "subject", "와": "with",
        "과": "with", "의": "of"},
}  # fmt: skip
_GENITIVE = re.compile(r"(?:[аяы]|ого|его|ой|ей|a|ego|iego)$")
_INSTRUMENTAL = re.compile(r"(?:[оеё]м|ым|им|ой|ей|ою|em|ą)$")
_JOINING_WORDS = 2  # "and the"
_PLACES_MAX = 12  # of one person: who is named more often is known by then
_DATIVE = re.compile(r"(?:[уюе]|ому|ему|owi)$")


def with_standing(article: Named) -> list[PersonMention]:
    sentences = {one.number: one for one in article.sentences}
    named = _by_sentence(article.people)
    return [
        structs.replace(mention, standing=_standing(mention, article, sentences, named))
        for mention in article.people
    ]


def _by_sentence(people: Sequence[PersonMention]) -> dict[int, list[tuple[int, int]]]:
    """Sentence → where names stand in it, in order."""
    named: dict[int, list[tuple[int, int]]] = {}
    for mention in people:
        for number, first, last in mention.at:
            named.setdefault(number, []).append((first, last))
    return {number: sorted(places) for number, places in named.items()}


def _standing(
    mention: PersonMention,
    article: Named,
    sentences: Mapping[int, Sentence],
    named: Mapping[int, Sequence[tuple[int, int]]],
) -> Standing:
    numbers = {at[0] for at in mention.at if at[0] in sentences}
    own = {number for number in numbers if sentences[number].own}
    places = tuple(
        _place(sentences[at[0]], at, mention, named[at[0]], article.language)
        for at in [at for at in mention.at if at[0] < LOOKED_AT and at[0] in own][:_PLACES_MAX]
    )
    return Standing(
        places=places,
        own=len(own),
        recalled=len(numbers) - len(own),
        quoted_only=bool(places) and all(place.position == "quoted" for place in places),
        first=min(numbers, default=LOOKED_AT),
        compatriots_before=_compatriots_before(mention, article.people),
    )


def _compatriots_before(mention: PersonMention, people: Sequence[PersonMention]) -> int:
    country = mention.person.country
    if country is None:
        return 0
    return sum(
        other.person.country == country and other.at[0] < mention.at[0]
        for other in people
        if other is not mention
    )


def _place(
    one: Sentence,
    at: At,
    mention: PersonMention,
    named: Sequence[tuple[int, int]],
    language: str,
) -> MentionPlace:
    _, first, last = at
    start = phrase_start_in(one.scan, first)
    nearest = _nearest_act(one, start, last)
    return MentionPlace(
        sentence=one.number,
        position=_position(one, (first, last), start, mention, language),
        under=is_under(one, start, language),
        gap=nearest[0] if nearest else None,
        same_clause=nearest is not None and not _is_parted(one, start, last, nearest[1]),
        act=nearest[2] if nearest else None,
        joined=_is_joined(one, first, last, named),
        office=start < first or _office_behind(one, last),
        speaks=_speaks(one, start, last),
        others=len(named) - 1,
        nth=named.index((first, last)),
    )


# --- position ---


def _position(
    one: Sentence, span: tuple[int, int], start: int, mention: PersonMention, language: str
) -> Position:
    first, last = span
    if first in one.quoted:
        return "quoted"
    if bystanders.is_owner(one.scan, first, last, mention.person, language):
        return "owner"
    if bystanders.is_former(one.scan, first):
        return "former"
    return (
        _by_word_before(one, start, language)
        or _by_ending(one, last, mention, language)
        or _by_word_behind(one, last, language)
        or ("subject" if start < _OPENS else "other")
    )


def _before(one: Sentence, start: int) -> int:
    """The token before the phrase, and its articles and courtesies."""
    at = start - 1
    while at >= 0 and plain(one.scan.tokens[at].text).strip("'’.") in _ARTICLES:
        at -= 1
    return at


def _by_word_before(one: Sentence, start: int, language: str) -> Position | None:
    at = _before(one, start)
    if at < 0:
        return None
    word = plain(one.scan.tokens[at].text).strip("'’")
    return next((group for group in _GROUPS if word in _small(group, language)), None)


@cache
def _small(group: str, language: str) -> frozenset[str]:
    return frozenset(plain(word) for word in table("positions.toml")[group].get(language, ()))


def _by_ending(one: Sentence, last: int, mention: PersonMention, language: str) -> Position | None:
    word = one.scan.tokens[last - 1].text
    if language in languages_with("slavic"):
        return _by_case(word, mention)
    endings = _BEHIND.get(language, ())
    return next((position for position, ending in endings if ending.search(word)), None)


def _by_case(word: str, mention: PersonMention) -> Position | None:
    surname = (mention.person.surname or mention.person.name).split(" ")[-1]
    spoken, base = plain(word), plain(surname)
    if spoken == base or len(spoken) < len(base) - 2:
        return None
    if _DATIVE.search(spoken):
        return "to"
    if _INSTRUMENTAL.search(spoken):
        return "with"
    return "of" if _GENITIVE.search(spoken) else None


def _by_word_behind(one: Sentence, last: int, language: str) -> Position | None:
    if last >= len(one.scan.tokens):
        return None
    return _NEXT.get(language, {}).get(one.scan.tokens[last].text)


# --- clause ---


@cache
def _openers() -> Wordlist:
    return Wordlist({"under": table("positions.toml")["under"]})


def is_under(one: Sentence, start: int, language: str) -> bool:
    """A word that opens such a clause stands before it, and no mark or act between."""
    tokens = one.scan.tokens
    low = max(0, start - _UNDER_REACH)
    found = [opener.last for opener in _openers().find(tokens[low:start], language)]
    if not found:
        return False
    opener = low + found[-1]
    between = one.scan.text[tokens[opener - 1].end : tokens[start].start]
    return not _MARK.search(between)


def _nearest_act(one: Sentence, start: int, last: int) -> tuple[int, int, str] | None:
    """(tokens between, where, which) of the nearest act that is told of."""
    acts = (
        (max(act.first - last, start - act.last, 0), act.first, act.value)
        for act in one.scan.acts
        if act.first not in one.quoted
    )
    return min(acts, default=None)


def _is_parted(one: Sentence, start: int, last: int, act: int) -> bool:
    tokens = one.scan.tokens
    if start <= act < last:
        return False
    low, high = (last - 1, act) if act >= last else (act, start)
    return bool(_MARK.search(one.scan.text[tokens[low].end : tokens[high].start]))


# --- neighbours ---


def _is_joined(one: Sentence, first: int, last: int, named: Sequence[tuple[int, int]]) -> bool:
    """Only "and" and an office stand between him and the next name on either side."""
    before = max((end for _, end in named if end <= first), default=None)
    behind = min((begin for begin, _ in named if begin >= last), default=None)
    return (before is not None and _is_and(one, before, phrase_start_in(one.scan, first))) or (
        behind is not None and _is_and(one, last, phrase_start_in(one.scan, behind))
    )


def _is_and(one: Sentence, low: int, high: int) -> bool:
    if not 0 < high - low <= _JOINING_WORDS:
        return False
    return plain(one.scan.tokens[low].text) in table("cues.toml")["and"]["words"]


def _office_behind(one: Sentence, last: int) -> bool:
    near = one.scan.offices_by_place.near(last, last + 2)
    return any(0 <= office.start - last <= 1 for office in near)


def _speaks(one: Sentence, start: int, last: int) -> bool:
    verbs = [cue for cue in one.cues if cue.value in ("said", "cites")]
    return any(-1 <= verb.first - last <= 1 or 0 <= start - verb.last <= 1 for verb in verbs)
