"""The sentences of an article with all that was found in them, and what a whole article's find is
worth: its date, place, people.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

from msgspec import Struct

from monitor.datafiles import table
from monitor.dates.spans import bounds, gap_days
from monitor.gazetteer.acts import acts_that_are
from monitor.model import OFF, CountryCode, PartialDate, Person, Place, Span, Stage
from monitor.reading.events import background, factuality
from monitor.reading.events.annotate import Scan
from monitor.text.lexicon import Found

# from this sentence on, a day away from the published one is seldom the event's
_LATE_SENTENCE, _ASIDE = 2, 0.25
_PAST_MONTH = 0.2
_COUNTED = 0.6  # what "today" or "Friday" is worth where the first sentences write a day out
# an event this far from the published day needs to be named in title or first sentence
FAR_DAYS = 120
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
        if (
            sentence.kind is None
            and sentence.number > 0
            and background.is_elsewhen([span for _, _, span in sentence.spans], own)
        ):
            sentence.kind = "dated"


# --- when ---


_EARLY_OF_CALL = 3  # sentences


def own_date(
    sentences: Sequence[Sentence], dateline: Sequence[Span], published: PartialDate | None
) -> Span | None:
    """The event's day: named near its act, early in the text, and near the published day; else the
    published day itself.
    """
    base = Span(start=published[:10], basis="published") if published else None
    score: dict[tuple[str, str | None], float] = {}
    first: dict[tuple[str, str | None], Span] = {}
    written = any(
        span.basis == "text" and len(span.start) > len("2024-03")
        for one in sentences[:3]
        if one.own
        for *_, span in one.spans
    )
    for weight, span in _dated(sentences, dateline, base):
        key = (span.start, span.end)
        first.setdefault(key, span)
        vague = _COUNTED if written and span.basis == "relative" else 1.0
        score[key] = score.get(key, 0.0) + weight * vague * _precision(span) * _nearness(
            span, base, weight
        )
    best = max(score, key=lambda key: score[key], default=None)
    if best is not None and score[best] >= 0.3:  # noqa: PLR2004 - weaker ones are asides
        return first[best]
    return base


def call_is_ahead(sentences: Sequence[Sentence]) -> bool:
    """Whether an early sentence looks ahead, and to nothing but the call: a visit may be discussed
    in one that is over.
    """
    return any(
        one.said.stage in ("announced", "proposed")
        and {act.value for act in one.scan.acts} == {"call"}
        for one in sentences
        if one.number < _EARLY_OF_CALL and one.own
    )


def _dated(
    sentences: Sequence[Sentence], dateline: Sequence[Span], base: Span | None
) -> Iterable[tuple[float, Span]]:
    yield from ((1.2, span) for span in dateline)
    for sentence in sentences:
        if not sentence.own:
            continue
        late = 0.5 if sentence.ahead and sentence.number > 0 else 1.0
        with_act = 1.4 if sentence.scan.acts else 0.8
        for nth, (_, _, span) in enumerate(sentence.spans):
            other = 0.15 if sentence.prepares and _after(span, base) else 1.0
            aside = _ASIDE if sentence.number >= _LATE_SENTENCE and _apart(span, base) else 1.0
            past = _PAST_MONTH if _is_past_month(span, base) else 1.0
            yield sentence.weight * late * with_act * other * aside * past / (1 + 0.5 * nth), span


def _is_past_month(span: Span, base: Span | None) -> bool:
    """A month without a day, over before an exact published day: what was then is recalled."""
    here, published = (
        bounds(span),
        bounds(base) if base and len(base.start) > len("2024-03") else None,
    )
    return bool(len(span.start) == len("2024-03") and here and published and here[1] < published[0])


def _apart(span: Span, base: Span | None) -> bool:
    """Days away from a published day that is known exactly."""
    gap = gap_days(span, base) if base and len(base.start) > len("2024-03") else None
    return gap is not None and gap[0] > 1


def _after(span: Span, base: Span | None) -> bool:
    """The day lies after the published one."""
    here, published = bounds(span), bounds(base) if base else None
    return bool(here and published and here[0] > published[1])


def _precision(span: Span) -> float:
    size = len(span.start)
    if size > len("2024-03"):
        return 1.0
    if size > len("2024"):
        return 0.35
    return 0.02


def _nearness(span: Span, base: Span | None, weight: float) -> float:
    gap = gap_days(span, base)
    if gap is None:
        return 1.0
    if gap[0] > FAR_DAYS and weight < 2:  # noqa: PLR2004 - named in the title or the first sentence with its act
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
    return (
        bool(nearest)
        and nearest[0].basis == "text"
        and (nearest[0].end or nearest[0].start)[:4] < own.start[:4]
    )


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
    told = {
        act.value for said in lead for act in said.acts if _is_done(said) or act.value not in undone
    }
    if undone.isdisjoint(acts_that_are("of_two")) or not told.isdisjoint(
        acts_that_are("face_to_face")
    ):
        return None
    return next(
        (said.stage for said in lead if said.undone and said.stage in OFF),
        "denied",
    )


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
    undone = any(stage in OFF for number, stage in found if number < _EARLY_OF_STAGE)
    if (
        every
        and every[0].number < 0
        and (not found or found[0][0] >= 0)
        and not undone
        and _signs(every[0])
    ):
        return "signed"
    early = [(number, stage) for number, stage in found if number < _EARLY_OF_STAGE]
    done = [stage for _, stage in found if stage in ("happened", "signed", "under way")]
    if early and not (over and early[0][1] in ("announced", "proposed")):
        return early[0][1]
    if early:
        later = "happened" if early[0][0] > 0 else early[0][1]
        return next(
            (stage for _, stage in early if stage in ("happened", "signed", "under way")), later
        )
    if done:
        return done[0]
    if over:
        return "happened"
    return None


def _is_done(said: factuality.SentenceTold) -> bool:
    """More than a headline's noun: told beside what is undone, or as over."""
    return bool(said.undone) or said.stage in ("happened", "signed", "under way")


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
    for sentence in sentences:
        if not sentence.own or (sentence.ahead and sentence.number > 0):
            continue
        for mention in sentence.scan.places:
            key = (mention.place.name, mention.place.country)
            weight = sentence.weight * (
                0.0 if mention.capital and mention.cue == "none" else worth[mention.cue]
            )
            score[key] += weight * (
                1.3 if sentence.scan.acts else 1.0 if sentence.number < 1 else 0.4
            )
            first.setdefault(key, mention.place)
    for mention in dateline.places if dateline else ():
        key = (mention.place.name, mention.place.country)
        score[key] += 0.9
        first[key] = mention.place
    best = max(score, key=lambda key: score[key], default=None)
    return first[best] if best is not None and score[best] >= 0.7 else None  # noqa: PLR2004 - weaker ones are asides


# --- who ---


def countries_of(sentences: Sequence[Sentence], leads: Sequence[Person]) -> tuple[CountryCode, ...]:
    """Those of the leading people and those named, most prominent first, without background."""
    score: defaultdict[str, float] = defaultdict(float)
    for person in leads:
        if person.country:
            score[person.country] += 4
    for sentence in sentences:
        if sentence.own:
            for mention in sentence.scan.countries:
                score[mention.code] += sentence.weight
            for place in sentence.scan.places:
                if place.capital and place.cue == "none" and place.place.country:
                    score[place.place.country] += sentence.weight * 0.5
    return tuple(code for code, _ in sorted(score.items(), key=lambda item: (-item[1], item[0])))[
        :12
    ]


# --- whom it cites ---

CREDIT_CHARS = 70  # on the side of the words where the cited one's name stands


@cache
def _credits(side: str) -> re.Pattern[str]:
    words = sorted(table("credit.toml")[side], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)), re.IGNORECASE)


def credit_of(sentences: Sequence[Sentence]) -> str | None:
    """As in "the press service of the Senate": the words by which the text names whom it cites."""
    for sentence in sentences:
        lower = sentence.text.lower()
        if not any(mark in lower for mark in table("credit.toml")["marks"]):
            continue
        if match := _credits("before").search(sentence.text):
            behind = _STOP.split(
                sentence.text[match.end() : match.end() + CREDIT_CHARS], maxsplit=1
            )[0].split()[:7]
            if behind and not _is_unsaid(behind):
                return " ".join([match[0], *behind])
        if match := _credits("after").search(sentence.text):
            ahead = _STOP.split(
                sentence.text[max(0, match.start() - CREDIT_CHARS) : match.start()]
            )[-1].split()[-3:]
            if not _is_unsaid(ahead):
                return " ".join([*ahead, match[0]])
    return None


def _is_unsaid(words: Sequence[str]) -> bool:
    """Whether it is "his press service": whose that is stands in another sentence."""
    unsaid = frozenset(table("credit.toml")["unsaid"])
    return any(word.casefold() in unsaid for word in words)
