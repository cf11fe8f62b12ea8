"""Acts that a sentence names without telling that they were or will be: negated, refused, or only
thought of.

A clause that says "did not meet", "without signing", "refused to receive" denies its act; one
behind "imagine that", "what if" or "would … if" thinks of it. Words stand in data/unreal.toml;
Turkic verbs say "not" in their endings. Rather silent than wrong: a doubtful act is no act.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from functools import cache
from typing import Literal

from msgspec import Struct

from monitor.datafiles import languages_with, table
from monitor.gazetteer.acts import stage_of
from monitor.model import AHEAD, OFF, Stage
from monitor.reading.events import clauses
from monitor.reading.events.annotate import Scan
from monitor.text.lexicon import Found
from monitor.text.tokens import Token
from monitor.text.wordlists import Wordlist

Fate = Literal["denied", "refused", "imagined", "without"]

_REACH = 12  # tokens between a negator and what it negates, broken by the words of `breaks`
_UNDOING = ("behind", "refusals", "negators", "refusals_behind")  # lists of unreal.toml
_REFUSAL_REACH = 8
_SHORT_REACH = {
    "ru": 2,
    "uk": 2,
    "bg": 2,
    "pl": 3,
    "zh": 4,
    "ar": 4,
    "it": 5,
    "es": 5,
    "pt": 5,
    "fr": 6,
}
_CLAUSE = re.compile(r"[,;:.!?()«»“”\"„。，；！？،؛؟\u3000]|\s[–—-]\s")
_JAPANESE_CLAUSE = re.compile(rf"{_CLAUSE.pattern}|、|^ $")
_KANA = re.compile("[\u3040-\u30ff]")
_NEXT_CLAUSE = frozenset(
    (
        *("but", "as", "when", "while", "after", "но", "а", "mais", "pero", "ma", "mas", "ama"),
        *("nachdem", "wahrend", "alors", "tandis", "mentre", "mientras", "enquanto", "terwijl"),
    )
)
# nobody denies what there was none of for some time: "after eight years without meetings"
_WITHOUT = frozenset(
    ("without", "без", "sans", "ohne", "sin", "sem", "senza", "bez", "zonder", "utan", "uten")
)
_AFTER = frozenset(
    (
        "after",
        "после",
        "після",
        "apres",
        "nach",
        "tras",
        "apos",
        "dopo",
        "po",
        "na",
        "efter",
        "etter",
    )
)
_AUXILIARIES = 3  # tokens behind "and" in which a verb of its own stands: "et a rencontré"
_CALLED = 4  # tokens between "called false" and the report that was
# what others say stands behind it
_BEHIND = languages_with("verb_last") | {"zh", "ja", "ko"}
_FIRST_WORDS = 8  # of a sentence, in which its first verb stands
_LONG_WORDS = 4
_OCCASION = frozenset(
    ("at", "during", "following", "при", "bei", "lors", "durante", "tras", "pendant")
)
_NOT_ENDINGS = re.compile(
    r"(?:m[ae](?:d[ıi](?:lar|ler|k)?|m[ıi]ş(?:t[ıi]r|lar|ler)?|yac[ae]k(?:lar)?|yecek(?:ler)?|z(?:lar|ler)?|y[ıi]b(?:l[ae]r)?)|m[ıiuü]yor(?:lar)?"
    r"|mə(?:di(?:lər)?|yib(?:lər)?|yəcək(?:lər)?|z(?:lər)?)"
    r"|m[ae](?:ydi|ydilar|gan)|ма(?:ди|йди|ган)(?:лар)?"
    r"|[мбп](?:а|е)(?:ды|ді|йды|йді|ған|ген))$"
)
_SIGNS_DE = frozenset(("unterzeichnete", "unterzeichneten", "unterzeichnet", "unterzeichnen"))
_VERBS_FIRST_DE = _SIGNS_DE | {"traf", "trafen", "trifft", "treffen", "empfing", "empfangt"}


class SentenceTold(Struct, frozen=True, kw_only=True):
    """What a sentence tells in the outlet's own words: acts as facts, acts undone, and how far they
    have come.
    """

    acts: tuple[Found[str], ...] = ()
    undone: tuple[Found[str], ...] = ()  # negated or refused
    imagined: bool = False
    stage: Stage | None = None


@cache
def _list(group: str) -> Wordlist:
    return Wordlist({group: table("unreal.toml")[group]})


@cache
def _breaks() -> tuple[frozenset[str], tuple[str, ...]]:
    words = table("unreal.toml")["breaks"]["words"]
    return frozenset(word for word in words if word[-1] != "*"), tuple(
        word[:-1] for word in words if word[-1] == "*"
    )


def told(one: Scan, quoted: Sequence[int], language: str) -> SentenceTold:
    """`quoted` are the tokens within quotations: neither an act nor a stage is read there."""
    own = [act for act in one.acts if act.first not in quoted] if quoted else list(one.acts)
    fates = _fates(one, own, frozenset(quoted), language) if own else {}
    lost = {at for act in own if act.first in fates for at in range(act.first, act.last)}
    undone = tuple(act for act in own if fates.get(act.first) in ("denied", "refused"))
    acts = tuple(act for act in own if act.first not in fates)
    imagined = "imagined" in fates.values()
    if acts:
        aside = {*quoted, *lost, *_beside(one, acts)}
        stage = _stage(one, aside, language) if aside else one.stage
        if stage in OFF and not lost:
            stage = _of_its_clause(one, acts, aside, language)
        return SentenceTold(acts=acts, undone=undone, imagined=imagined, stage=stage)
    if imagined:
        return SentenceTold(imagined=True)
    said = _stage(one, quoted, language) if quoted or lost else one.stage
    if not undone:
        return SentenceTold(stage=said)
    is_denied = "refused" in fates.values() or _was_never_planned(one, undone[0], language)
    return SentenceTold(undone=undone, stage=_off_as(said, denied=is_denied))


def _was_never_planned(one: Scan, act: Found[str], language: str) -> bool:
    """As in "no meeting is planned", "встреча не планируется"."""
    if _list("unplanned").find(one.tokens, language):
        return True
    none = table("deeds.toml")["none"]["words"]
    return any(token.text.casefold() in none for token in one.tokens[: act.first])


def _beside(one: Scan, acts: Sequence[Found[str]]) -> set[int]:
    """Tokens of all halves, parted by a semicolon, but the first that tells an act: "X met Y in Z;
    Y denied reports of …".
    """
    if ";" not in one.text:
        return set()
    halves: list[list[int]] = [[]]
    for at, token in enumerate(one.tokens):
        if at and ";" in one.text[one.tokens[at - 1].end : token.start]:
            halves.append([])
        halves[-1].append(at)
    told = {act.first for act in acts}
    first = next((half for half in halves if not told.isdisjoint(half)), None)
    if first is None or len(halves) == 1:
        return set()
    return {at for half in halves if half is not first for at in half}


def _of_its_clause(
    one: Scan, acts: Sequence[Found[str]], without: Container[int], language: str
) -> Stage | None:
    """The stage where a verb tells the act first: "X received Y; the signing was put off", "X
    ratified the treaty, the vote on another was postponed" say nothing of the act.
    """
    verbs = clauses.verbs_in(one, language)
    told = next((act for act in acts if not verbs.isdisjoint(range(act.first, act.last))), None)
    if told is None or told.first not in range(_FIRST_WORDS):
        return _stage(one, without, language)
    end = next(end for start, end in _halves(one) if start <= told.first < end)
    later = range(end, len(one.tokens))
    own = _stage_at(one, [at for at in range(end) if at not in without], language)
    if own in OFF or own in AHEAD or not later:
        return _stage(one, without, language)  # "was to meet X, but called it off"
    return own


def _stage_at(one: Scan, places: Sequence[int], language: str) -> Stage | None:
    return stage_of([one.tokens[at] for at in places], language)


def _halves(one: Scan) -> Iterable[tuple[int, int]]:
    """As clauses, and parted by "and" too."""
    joins = table("deeds.toml")["phrase"]["joins"]
    for start, end in clauses_of(one):
        low = start
        for at in range(start + 1, end):
            if one.tokens[at].text in joins:
                yield low, at
                low = at
        yield low, end


def _off_as(said: Stage | None, *, denied: bool) -> Stage:
    """How what a sentence undoes is off: what was ahead is called off, what was done is denied, and
    so is what was never planned.
    """
    if denied:
        return "denied"
    if said == "postponed":
        return said
    return "cancelled" if said in ("announced", "cancelled") else "denied"


def _stage(one: Scan, without: Container[int], language: str) -> Stage | None:
    return stage_of([token for at, token in enumerate(one.tokens) if at not in without], language)


def _fates(
    one: Scan, acts: Sequence[Found[str]], quoted: Container[int], language: str
) -> dict[int, Fate]:
    """By the first token of each act that is no fact."""
    tokens = one.tokens
    fates: dict[int, Fate] = {}
    undoes = any(_list(group).may_begin_in(tokens, language) for group in _UNDOING)
    is_turkic = language in languages_with("turkic")
    for start, end in clauses_of(one) if undoes or is_turkic else ():
        inside = [act for act in acts if start <= act.first < end]
        if not inside:
            continue
        fate = _negated(one, inside, start, end, quoted, language)
        to = _up_to(tokens, fate[0], end)
        if fate[0] > start:  # behind its negator
            to = min(to, _own_from(one, fate[0], end, language))
        for act in inside:
            if fate[0] <= act.first < to:
                fates[act.first] = fate[1]
            elif is_turkic and _says_not(tokens, act, end):
                fates[act.first] = "denied"
    thought = min(
        _imagined_from(tokens, quoted, language), _untrue_from(tokens, acts, quoted, language)
    )
    fates |= {
        act.first: "imagined"
        for act in acts
        if act.first >= thought or _is_thought(tokens, act, language)
    }
    if (wrong := _untrue_account(tokens, quoted, language)) is not None:
        start = 0 if language in _BEHIND else wrong
        for act in acts:
            if act.first >= start:
                fates.setdefault(act.first, "refused")
    return fates


def _up_to(tokens: Sequence[Token], low: int, end: int) -> int:
    """Where it is told at what occasion: the talks of "no deal at talks in X" were held."""
    return next((at for at in range(low + 1, end) if tokens[at].stems[0] in _OCCASION), end)


def _own_from(one: Scan, low: int, end: int, language: str) -> int:
    """Where "and" begins what was done, behind what was not: "does not fear tariffs and discussed
    trade". Behind a verb that is negated itself, another may be so too.
    """
    verbs = clauses.verbs_in(one, language)
    joins = table("deeds.toml")["phrase"]["joins"]
    for at in range(low, min(end, len(one.tokens))):
        if at in verbs:
            return end
        if at > low and one.tokens[at].text in joins:
            following = (verb for verb in range(at + 1, min(end, at + 1 + _AUXILIARIES)))
            if any(verb in verbs and _is_finite(one.tokens[verb], language) for verb in following):
                return at
    return end


def _is_finite(verb: Token, language: str) -> bool:
    """Not one that goes on with what a negator began."""
    endings = table("unreal.toml")["goes_on"]
    if language == "en":
        return verb.stems[0].endswith(tuple(endings["own_en"]))
    return not verb.text.endswith(tuple(endings.get(language, ())))


def clauses_of(one: Scan) -> Iterable[tuple[int, int]]:
    """(first, end) tokens between marks, and before a word that begins another clause."""
    is_japanese = _KANA.search(one.text) is not None  # which has its commas, and no spaces
    marks, within = (_JAPANESE_CLAUSE, ("",)) if is_japanese else (_CLAUSE, ("", " "))
    start = 0
    for at in range(1, len(one.tokens)):
        gap = one.text[one.tokens[at - 1].end : one.tokens[at].start]
        is_mark = gap not in within and marks.search(gap)
        if is_mark or one.tokens[at].stems[0] in _NEXT_CLAUSE:
            yield start, at
            start = at
    yield start, len(one.tokens)


def is_left_out(
    one: Scan, theme: Found[str], verbs: Sequence[Found[str]], said: SentenceTold, language: str
) -> bool:
    """As in "did not discuss trade", "energy, but not trade", "trade was not discussed"; not in
    "not only trade". `verbs` are those that tell of talks.
    """
    for start, end in reversed([half for half in clauses_of(one) if half[0] <= theme.first]):
        is_told = any(start <= verb.first < end for verb in verbs)
        limit = theme.first if is_told and theme.first < end else end
        at = next((at for at in range(start, limit) if _is_not(one.tokens[at], language)), None)
        if at is not None:
            only = table("unreal.toml")["breaks"]["only"]
            return not any(token.stems[0] in only for token in one.tokens[at:limit])
        if is_told or any(start <= act.first < end for act in said.undone):
            return not is_told
    return False


def _is_not(word: Token, language: str) -> bool:
    return word.stems[0] not in _WITHOUT and bool(_list("negators").find([word], language))


def _negated(  # noqa: PLR0913,PLR0917 - a clause, taken apart
    one: Scan,
    acts: Sequence[Found[str]],
    start: int,
    end: int,
    quoted: Container[int],
    language: str,
) -> tuple[int, Fate]:
    """(token from which on the clause's acts are undone, how); a token beyond the clause if none
    is.
    """
    tokens = one.tokens[start:end]
    first = {act.first for act in acts}
    if any(found.first + start not in quoted for found in _list("behind").find(tokens, language)):
        return start, "denied"
    groups: tuple[tuple[str, Fate, int], ...] = (
        ("refusals", "refused", _REFUSAL_REACH),
        ("negators", "denied", _SHORT_REACH.get(language, _REACH)),
    )
    for group, fate, reach in groups:
        # German has a comma behind "weigerte sich" before "zu treffen"
        low = max(0, start - reach) if group == "refusals" and language == "de" else start
        for found in _list(group).find(one.tokens[low:end], language):
            at = found.last + low
            if found.first + low in quoted:
                continue
            if (
                language == "de"
                and group == "negators"
                and _finite_before(one.tokens, acts, start, found.first + low)
            ):
                return start, "denied"
            own = _own_from(one, at, end, language)
            if (hit := _reached(one.tokens, at, min(own, at + reach), first)) is not None:
                return hit, "without" if _for_long(one.tokens, found.first + low) else fate
    if any(
        found.first + start > acts[0].first
        for found in _list("refusals_behind").find(tokens, language)
    ) and (language in languages_with("turkic")):
        return start, "refused"
    return end, "denied"


def _for_long(tokens: Sequence[Token], at: int) -> bool:
    """Behind "after eight years" there was none of something: that denies nothing."""
    before = {token.stems[0] for token in tokens[max(0, at - _LONG_WORDS) : at]}
    return tokens[at].stems[0] in _WITHOUT and not before.isdisjoint(_AFTER)


def _reached(tokens: Sequence[Token], low: int, high: int, acts: Container[int]) -> int | None:
    """The first act behind a negator, if no word between tells that something else is negated."""
    exact, begins = _breaks()
    for at in range(low, high):
        if at in acts:
            return at
        word = tokens[at].stems[0]
        if word in exact or (begins and word.startswith(begins)):
            return None
    return None


def _finite_before(
    tokens: Sequence[Token], acts: Sequence[Found[str]], start: int, at: int
) -> bool:
    """As in "trafen sich nicht", "unterzeichneten kein Abkommen": German says "not" behind its
    finite verb.
    """
    word = tokens[at].stems[0]
    verbs = (
        _VERBS_FIRST_DE
        if word.startswith("ni")
        else _SIGNS_DE
        if word.startswith("kein")
        else frozenset()
    )
    return any(start <= act.first < at and tokens[act.first].stems[0] in verbs for act in acts)


def _says_not(tokens: Sequence[Token], act: Found[str], end: int) -> bool:
    """A Turkic verb of the act, or the verb right behind its noun, has the ending of "not"."""
    for at in range(act.first, min(end, act.last + 2)):
        word = tokens[at].text.replace("İ", "i").lower()
        if not tokens[at].capital and len(word) > 4 and _NOT_ENDINGS.search(word):  # noqa: PLR2004 - etmez is the shortest
            return True
    return False


def _imagined_from(tokens: Sequence[Token], quoted: Container[int], language: str) -> int:
    """Where the sentence begins to tell what is thought of: at its opening "imagine", or the first
    of "would" and "if".
    """
    found = [one for one in _list("imagined").find(tokens, language) if one.first not in quoted]
    if any(
        one.first <= 1 and (one.last - one.first > 1 or _is_strong(tokens[one.first]))
        for one in found
    ):
        return 0
    words = _would(language)
    would = (at for at, token in enumerate(tokens) if token.stems[0] in words and at not in quoted)
    first = next(would, None) if found else None
    return len(tokens) if first is None else min(found[0].first, first)


def _untrue_from(
    tokens: Sequence[Token], acts: Sequence[Found[str]], quoted: Container[int], language: str
) -> int:
    """Where the sentence begins to tell what others say, and calls wrong behind it: "a report that
    X met Y is false". Turkic languages say right behind the act that others tell it.
    """
    ahead = (one for one in _list("wrong_ahead").find(tokens, language) if one.first not in quoted)
    if wrong := next(ahead, None):
        return wrong.first
    said = (one for one in _list("reports_that").find(tokens, language) if one.first not in quoted)
    first = next(said, None)
    if first is None or not _list("untrue").find(tokens[first.last :], language):
        return len(tokens)
    if language not in languages_with("turkic"):
        return first.first
    is_of_act = any(act.last <= first.first <= act.last + 1 for act in acts)
    return 0 if is_of_act else len(tokens)


def _untrue_account(tokens: Sequence[Token], quoted: Container[int], language: str) -> int | None:
    """Where what others say begins, if it is called untrue: right before it, or behind what it
    says.
    """
    wrong = [one for one in _list("untrue").find(tokens, language) if one.first not in quoted]
    told = [one for one in _list("account").find(tokens, language) if one.first not in quoted]
    return next(
        (
            account.first
            for account in told
            for word in wrong
            if word.first >= account.first or account.first - word.last <= _CALLED
        ),
        None,
    )


@cache
def _would(language: str) -> frozenset[str]:
    words = table("unreal.toml")["would"]
    return frozenset(words["words"] + (words["endings_de"] if language == "de" else []))


def _is_strong(token: Token) -> bool:
    """More than "if": "imagine"."""
    return len(token.stems[0]) > 6  # noqa: PLR2004 - if, если, wenn may open a clause beside what is told


def _is_thought(tokens: Sequence[Token], act: Found[str], language: str) -> bool:
    """As in "встретился бы": the small word stands beside the verb."""
    near = tokens[max(0, act.first - 2) : act.last + 2]
    return language in ("ru", "uk") and any(
        token.text.casefold() in ("бы", "б", "би") for token in near
    )
