"""The sentences of an article with all that was found in them, and what a whole article's find is
worth: its date, place, people.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

from msgspec import Struct, structs

from monitor.datafiles import languages_with, table
from monitor.dates.spans import days_apart, gap_days, has_day, is_after
from monitor.gazetteer.acts import acts_that_are
from monitor.gazetteer.places import PlaceMention
from monitor.model import AHEAD, OFF, CountryCode, PartialDate, Person, Place, Span, Stage
from monitor.reading.events import background, factuality
from monitor.reading.events.annotate import Scan
from monitor.text.lexicon import Found

# from this sentence on, a day away from the published one is seldom the event's
_LATE_SENTENCE, _ASIDE = 2, 0.25
_CAUSE = 0.15  # of a day that is what the act answers
_PAST_MONTH = 0.2
_COUNTED = 0.6  # what "today" or "Friday" is worth where the first sentences write a day out
# an event this far from the published day needs to be named in title or first sentence
FAR_DAYS = 120
_PROMINENT = 2  # the weight of a day in the title, or in the first sentence with its act
_DAY_WORTH_MIN, _PLACE_WORTH_MIN = 0.3, 0.7  # weaker ones are asides
_DONE: tuple[Stage, ...] = ("happened", "signed", "under way")
_STOP = re.compile(r"[,.;:!?()«»“”\"–—]")


class Sentence(Struct, kw_only=True):
    """Number -1 is the title; `spans` are (start, end, day) outside its quotations."""

    number: int
    paragraph: int
    start: int
    text: str
    scan: Scan
    cues: Sequence[Found[str]]
    spans: Sequence[tuple[int, int, Span]]
    quoted: Sequence[int] = ()  # tokens inside quotations
    before: frozenset[int] = frozenset()  # tokens of what was done before, and is only named
    # acts told as facts, acts undone, the stage: outside quotations
    said: factuality.SentenceTold = factuality.SentenceTold()
    kind: background.Kind | None = None

    @property
    def own(self) -> bool:
        """Tells of the article's own event."""
        return self.kind in (None, "context")

    @property
    def told(self) -> Sequence[Found[str]]:
        """Cues of the outlet's own words: what stands in quotations is a speaker's."""
        if not self.quoted:
            return self.cues
        return [cue for cue in self.cues if cue.first not in self.quoted]

    @property
    def weight(self) -> float:
        """The title and the first sentences say what the article is about."""
        if self.number < 0:
            return 3.0
        return 2.5 / (1 + 0.6 * self.number)

    @property
    def ahead(self) -> bool:
        return any(cue.value in ("planned", "proposed") for cue in self.cues)

    @property
    def prepares(self) -> bool:
        return any(cue.value == "prepared" for cue in self.cues)


def mark_background(sentences: Sequence[Sentence], language: str) -> None:
    """By the sentences' own words; a sentence that continues a background one belongs to it."""
    last: Sentence | None = None
    for sentence in sentences:
        if sentence.number > 0:
            sentence.kind = background.marked(sentence.text, sentence.cues, language)
            same = last is not None and last.kind == "hard" and last.paragraph == sentence.paragraph
            if same and sentence.kind != "hard" and background.goes_on(sentence.cues):
                sentence.kind = "hard"
        last = sentence


def mark_elsewhen(sentences: Sequence[Sentence], own: Span | None) -> None:
    """Sentences that name only days long before the event's are about those days."""
    for sentence in sentences:
        if sentence.number > 0 and sentence.kind is None:
            days = [span for _, _, span in sentence.spans]
            if background.is_elsewhen(days, own):
                sentence.kind = "dated"


def set_aside(one: Sentence, before: Iterable[int], language: str) -> None:
    """Acts, cues and places among these tokens are of what was done before."""
    one.before = one.before.union(before)
    kept = [act for act in one.scan.acts if act.first not in one.before]
    one.scan = structs.replace(one.scan, acts=kept)
    one.cues = [cue for cue in one.cues if cue.first not in one.before]
    one.said = factuality.told(one.scan, sorted({*one.quoted, *one.before}), language)


def mark_moved(sentences: Sequence[Sentence], language: str) -> None:
    """As in "was moved to Sunday": what is put off was not held."""
    for one in sentences:
        if one.said.stage not in OFF and moved_to(one, language):
            one.said = structs.replace(one.said, stage="postponed")


def moved_to(one: Sentence, language: str) -> list[Span]:
    """The new day stands behind the word; before it, where verbs stand last."""
    tokens, last = one.scan.tokens, language in languages_with("verb_last")
    moved = [cue for cue in one.told if cue.value == "moved"]
    places = [(tokens[cue.first].start, tokens[cue.last - 1].end) for cue in moved]
    return [
        day
        for start, end, day in one.spans
        if has_day(day)
        and any(0 <= (low - end if last else start - high) <= _BESIDE for low, high in places)
    ]


# --- when ---

_BESIDE = 16  # characters between a word and the day to which something was moved

_EARLY_OF_CALL = 3  # sentences


def own_date(
    sentences: Sequence[Sentence],
    dateline: Sequence[Span],
    published: PartialDate | None,
    language: str = "",
) -> Span | None:
    """The event's day: named near its act, early in the text, and near the published day; else the
    published day itself.
    """
    base = Span(start=published[:10], basis="published") if published else None
    score: dict[tuple[str, str | None], float] = {}
    first: dict[tuple[str, str | None], Span] = {}
    written = any(map(_writes_a_day, sentences[:3]))
    for weight, span in _dated(sentences, dateline, base, language):
        key = (span.start, span.end)
        first.setdefault(key, span)
        vague = _COUNTED if written and span.basis == "relative" else 1.0
        worth = weight * vague * _precision(span) * _nearness(span, base, weight)
        score[key] = score.get(key, 0.0) + worth
    best = max(score, key=lambda key: score[key], default=None)
    if best is None or score[best] < _DAY_WORTH_MIN:
        return base
    return first[best]


def _writes_a_day(one: Sentence) -> bool:
    if not one.own:
        return False
    return any(span.basis == "text" and has_day(span) for *_, span in one.spans)


def call_is_ahead(sentences: Sequence[Sentence]) -> bool:
    """Whether an early sentence looks ahead, and to nothing but the call: a visit may be discussed
    in one that is over.
    """
    early = (one for one in sentences if one.number < _EARLY_OF_CALL and one.own)
    ahead = (one for one in early if one.said.stage in AHEAD)
    return any({act.value for act in one.scan.acts} == {"call"} for one in ahead)


def _dated(
    sentences: Sequence[Sentence], dateline: Sequence[Span], base: Span | None, language: str
) -> Iterable[tuple[float, Span]]:
    yield from ((1.2, span) for span in dateline)
    for sentence in filter(_is_own, sentences):
        late = 0.5 if sentence.ahead and sentence.number > 0 else 1.0
        with_act = 1.4 if sentence.scan.acts else 0.8
        for nth, (start, _, span) in enumerate(sentence.spans):
            weight = sentence.weight * late * with_act * _doubt(sentence, span, base)
            cause = _CAUSE if _is_of_cause(sentence, start, language) else 1.0
            yield weight * cause / (1 + 0.5 * nth), span


def _is_of_cause(one: Sentence, day: int, language: str) -> bool:
    """As in "recalled its envoy after soldiers were seen on Monday": behind the act and a word of
    cause, with no stop between, nor an act of two: "signed after talks on Monday".
    """
    acts = [one.scan.tokens[act.first].start for act in one.scan.acts]
    first = min(acts, default=day)
    before = [match.end() for match in background.causes(language).finditer(one.text, first, day)]
    if not before or _STOP.search(one.text, before[-1], day):
        return False
    between = (act for act, at in zip(one.scan.acts, acts, strict=True) if before[-1] <= at < day)
    return acts_that_are("of_two").isdisjoint(act.value for act in between)


def _is_own(sentence: Sentence) -> bool:
    return sentence.own


def _doubt(sentence: Sentence, span: Span, base: Span | None) -> float:
    """What makes it likelier that a day is another event's."""
    other = 0.15 if sentence.prepares and is_after(span, base) else 1.0
    aside = _ASIDE if sentence.number >= _LATE_SENTENCE and _apart(span, base) else 1.0
    past = _PAST_MONTH if _is_past_month(span, base) else 1.0
    return other * aside * past


def _is_past_month(span: Span, base: Span | None) -> bool:
    """A month without a day, over before an exact published day: what was then is recalled."""
    if base is None or not has_day(base) or len(span.start) != len("2024-03"):
        return False
    return is_after(base, span)


def _apart(span: Span, base: Span | None) -> bool:
    """Days away from a published day that is known exactly."""
    if base is None or not has_day(base):
        return False
    return days_apart(span, base) > 1


def _precision(span: Span) -> float:
    of_length = {len("2024"): 0.02, len("2024-03"): 0.35}
    return of_length.get(len(span.start), 1.0)


def _nearness(span: Span, base: Span | None, weight: float) -> float:
    gap = gap_days(span, base)
    if gap is None:
        return 1.0
    if gap[0] > FAR_DAYS and weight < _PROMINENT:
        return 0.05
    return 1.0 / (1.0 + gap[0] / 30)


def is_recalled(one: Sentence, what: str, own: Span | None) -> bool:
    """The nearest day before what came out, or right behind it, is of an earlier year: "in 2023,
    when they signed X".
    """
    start = one.text.find(what)
    if start < 0 or own is None:
        return False
    end = start + len(what)
    behind = [span for at, to, span in one.spans if start < at and end - _TAIL <= to <= end + _TAIL]
    before = [span for at, _, span in one.spans if at < start]
    nearest = behind[:1] or before[-1:]
    if not nearest or nearest[0].basis != "text":
        return False
    return (nearest[0].end or nearest[0].start)[:4] < own.start[:4]


_TAIL = 24  # characters behind what was signed in which its day stands

# --- how far it has come ---

_EARLY_OF_STAGE = 4  # sentences


def is_imagined(every: Sequence[Sentence]) -> bool:
    """Title or lead only think of what happens: "what if X met Y"."""
    return any(one.said.imagined and not one.said.acts for one in every if one.number <= 0)


def _undone(every: Sequence[Sentence]) -> Stage | None:
    """Denied or cancelled, if title and lead undo an act of those who meet and tell none that is
    done.
    """
    lead = [one.said for one in every if one.number <= 0 and one.own]
    undone = {act.value for said in lead for act in said.undone}
    if undone.isdisjoint(acts_that_are("of_two")):
        return None
    told = {act for said in lead for act in _done_in(said, undone)}
    if told & acts_that_are("face_to_face"):
        return None
    stages = (said.stage for said in lead if said.undone)
    return next((stage for stage in stages if stage in OFF), "denied")


def _done_in(said: factuality.SentenceTold, undone: set[str]) -> set[str]:
    told = {act.value for act in said.acts}
    return told if _is_done(said) else told - undone


def stage_of(every: Sequence[Sentence], *, over: bool) -> Stage | None:
    """The title's, else the first early sentence's that says one; what is said later is mostly what
    comes next.

    An event whose own day has come (`over`) is not merely announced if an early sentence says that
    it happened, nor if only a later sentence than the first looks ahead.
    """
    if off := _undone(every):
        return off
    if is_imagined(every):
        return None
    found = [(one.number, stage) for one in every if one.own and (stage := _said_stage(one))]
    early = [(number, stage) for number, stage in found if number < _EARLY_OF_STAGE]
    undone = any(stage in OFF for _, stage in early)
    if not undone and _is_signed_by_title(every, found):
        return "signed"
    if early:
        return _early_stage(early, over=over)
    done = next((stage for _, stage in found if stage in _DONE), None)
    return done or ("happened" if over else None)


def _is_signed_by_title(every: Sequence[Sentence], found: Sequence[tuple[int, Stage]]) -> bool:
    """The title says no stage by a word of its own."""
    has_title = bool(every) and every[0].number < 0
    if not has_title or any(number < 0 for number, _ in found[:1]):
        return False
    return _signs(every[0])


def _early_stage(early: Sequence[tuple[int, Stage]], *, over: bool) -> Stage:
    number, first = early[0]
    lead = dict(reversed(early)).get(0)
    if first in AHEAD and lead in OFF:  # "signing to wait until spring"
        return lead
    if not over or first not in AHEAD:
        return first
    later: Stage = "happened" if number > 0 else first
    return next((stage for _, stage in early if stage in _DONE), later)


def _is_done(said: factuality.SentenceTold) -> bool:
    """More than a headline's noun: told beside what is undone, or as over."""
    return bool(said.undone) or said.stage in _DONE


def _said_stage(one: Sentence) -> Stage | None:
    """That a sentence undoes an act counts through `_undone` alone."""
    if one.said.undone and not one.said.acts:
        return None
    return one.said.stage


def _signs(title: Sentence) -> bool:
    """As in "A and B sign pact": a headline's present tense; one that looks ahead says so."""
    return not title.ahead and any(act.value == "signing" for act in title.said.acts)


# --- where ---


def own_place(sentences: Sequence[Sentence], dateline: Scan | None) -> Place | None:
    """Where the text says the event is. A capital without "in" is a government, not a place."""
    score: defaultdict[tuple[str, str | None], float] = defaultdict(float)
    first: dict[tuple[str, str | None], Place] = {}
    worth = {"in": 1.0, "dateline": 0.8, "to": 0.6, "from": 0.05, "none": 0.15}
    for sentence in filter(_is_own, sentences):
        if sentence.ahead and sentence.number > 0:
            continue
        for mention in sentence.scan.places:
            if mention.first in sentence.before:
                continue
            key = (mention.place.name, mention.place.country)
            by_cue = 0.0 if _is_government(mention) else worth[mention.cue]
            score[key] += sentence.weight * by_cue * _place_weight(sentence)
            first.setdefault(key, mention.place)
    for mention in dateline.places if dateline else ():
        key = (mention.place.name, mention.place.country)
        score[key] += 0.9
        first[key] = mention.place
    best = max(score, key=lambda key: score[key], default=None)
    if best is None or score[best] < _PLACE_WORTH_MIN:
        return None
    return first[best]


def _is_government(mention: PlaceMention) -> bool:
    return mention.capital and mention.cue == "none"


def _place_weight(sentence: Sentence) -> float:
    if sentence.scan.acts:
        return 1.3
    return 1.0 if sentence.number < 1 else 0.4


# --- who ---


def countries_of(sentences: Sequence[Sentence], leads: Sequence[Person]) -> tuple[CountryCode, ...]:
    """Those of the leading people and those named, most prominent first, without background."""
    score: defaultdict[str, float] = defaultdict(float)
    for person in leads:
        if person.country:
            score[person.country] += 4
    for sentence in filter(_is_own, sentences):
        for mention in sentence.scan.countries:
            score[mention.code] += sentence.weight
        for place in filter(_is_government, sentence.scan.places):
            if place.place.country:
                score[place.place.country] += sentence.weight * 0.5
    return tuple(sorted(score, key=lambda code: (-score[code], code))[:_COUNTRIES_MAX])


# --- whom it cites ---

_COUNTRIES_MAX = 12
CREDIT_CHARS = 70  # on the side of the words where the cited one's name stands


@cache
def _credits(side: str) -> re.Pattern[str]:
    words = sorted(table("credit.toml")[side], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)), re.IGNORECASE)


def credit_of(sentences: Sequence[Sentence]) -> str | None:
    """As in "the press service of the Senate": the words by which the text names whom it cites."""
    marks = table("credit.toml")["marks"]
    for sentence in sentences:
        lower = sentence.text.lower()
        if any(mark in lower for mark in marks):
            found = _credited_behind(sentence.text) or _credited_ahead(sentence.text)
            if found:
                return found
    return None


def _credited_behind(text: str) -> str | None:
    match = _credits("before").search(text)
    if match is None:
        return None
    near = text[match.end() : match.end() + CREDIT_CHARS]
    behind = _STOP.split(near, maxsplit=1)[0].split()[:7]
    if not behind or _is_unsaid(behind):
        return None
    return " ".join([match[0], *behind])


def _credited_ahead(text: str) -> str | None:
    match = _credits("after").search(text)
    if match is None:
        return None
    near = text[max(0, match.start() - CREDIT_CHARS) : match.start()]
    ahead = _STOP.split(near)[-1].split()[-3:]
    return None if _is_unsaid(ahead) else " ".join([*ahead, match[0]])


def _is_unsaid(words: Sequence[str]) -> bool:
    """Whether it is "his press service": whose that is stands in another sentence."""
    unsaid = frozenset(table("credit.toml")["unsaid"])
    return any(word.casefold() in unsaid for word in words)
