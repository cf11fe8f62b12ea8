"""What an article says that its story did not have yet, anchor by anchor: stage, quotations,
outcomes, figures, people, place, day.

A fact is compared with everything the story was read to say, background included: what was recalled
is known. Between languages words cannot be compared, so there a quotation or outcome counts as new
only if the story has none of its kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import chain
from operator import itemgetter
from typing import Literal, TypeVar

from rapidfuzz import fuzz

from monitor.matching.traits import Period, exact, gap, period_of_span
from monitor.model import (
    OFF,
    Fact,
    Figure,
    Outcome,
    Person,
    Quotation,
    Reading,
    Span,
    Stage,
    Upcoming,
)

SAME_SENTENCE = 66.0  # token_set_ratio of two sentences that say one thing
SAME_OUTCOME = 60.0  # of what two outcomes are about, which is said in fewer words
SMALL_NUMBER = 12.0  # "two presidents", "seven ambassadors": counts of the scene, not news
STAGES: dict[Stage, int] = {
    "proposed": 0, "announced": 1, "under way": 2, "happened": 3,
    "signed": 4, "ratified": 5, "postponed": 6, "cancelled": 6, "denied": 6,
}  # fmt: skip
ENDS = OFF

Said = TypeVar("Said")


def new_facts(reading: Reading, earlier: Sequence[Reading]) -> list[Fact]:
    """The facts of `reading` that none of the `earlier` readings has, most weighty first."""
    return [
        *_stage(reading, earlier),
        *_outcomes(reading, earlier),
        *_quotations(reading, earlier),
        *_figures(reading, earlier),
        *_people(reading, earlier),
        *_upcoming(reading, earlier),
        *_place(reading, earlier),
        *_day(reading, earlier),
    ]


def differences(reading: Reading, earlier: Sequence[Reading]) -> list[Fact]:
    """Where two accounts of one event cannot both be right: the kind of visit, the place, the day,
    a figure.
    """
    return [
        *_visit_differs(reading, earlier),
        *_place_differs(reading, earlier),
        *_figures_differ(reading, earlier),
    ]


# --- stage ---


def _stage(reading: Reading, earlier: Sequence[Reading]) -> Iterable[Fact]:
    stage, known = reading.stage, [before.stage for before in earlier if before.stage]
    if stage is None or not known:
        return
    furthest = max(known, key=STAGES.__getitem__)
    if STAGES[stage] > STAGES[furthest] or _ends_anew(stage, known):
        kind = STAGE_KINDS.get(stage, "stage")
        yield Fact(kind=kind, text=stage, key=stage, was=furthest)


STAGE_KINDS: dict[Stage, Literal["stage", "denial"]] = {"denied": "denial"}


def _ends_anew(stage: Stage, known: Sequence[Stage]) -> bool:
    return stage in ENDS and stage not in known


# --- what was said ---


def _quotations(reading: Reading, earlier: Sequence[Reading]) -> Iterable[Fact]:
    return map(_fact_of_quotation, _unknown(reading.quotations, earlier, _said_before))


def _fact_of_quotation(quotation: Quotation) -> Fact:
    return Fact(
        kind="quotation",
        text=quotation.text,
        key=quotation.speaker_key,
        speaker=quotation.speaker,
    )


def _unknown(
    items: Iterable[Said], earlier: Sequence[Reading], is_in: Callable[[Said, Reading], bool]
) -> list[Said]:
    """Those that no earlier reading has."""
    return [item for item in items if not any(is_in(item, before) for before in earlier)]


def _said_before(quotation: Quotation, before: Reading) -> bool:
    if before.language != quotation.language:
        speakers = [theirs.speaker_key for theirs in before.quotations]
        return any(one_speaker(theirs, quotation.speaker_key) for theirs in speakers)
    known = list(chain.from_iterable(halves(theirs.text) for theirs in before.quotations))
    return bool(known) and share_known(halves(quotation.text), known) >= SHARE_SAID_BEFORE


SHARE_SAID_BEFORE = 0.5  # of a quotation's sentences: outlets cut one speech at other places


def one_speaker(a: str, b: str) -> bool:
    return a == b or not a or not b


def halves(text: str) -> list[str]:
    """The sentences of a quotation, roughly: a translation may cut them otherwise."""
    stops = text.replace("!", ".").replace("?", ".").replace("。", ".")
    parts = map(str.strip, stops.split(". "))
    return list(filter(None, parts)) or [text]


def share_known(sentences: Sequence[str], known: Sequence[str]) -> float:
    """The share of sentences that are among the known ones in other words."""
    if not sentences:
        return 1.0
    return sum(is_known(sentence, known) for sentence in sentences) / len(sentences)


def is_known(sentence: str, known: Iterable[str]) -> bool:
    small = sentence.casefold()
    return any(_one_sentence(small, other.casefold()) for other in known)


def _one_sentence(a: str, b: str) -> bool:
    return fuzz.token_set_ratio(a, b, score_cutoff=SAME_SENTENCE) > 0


# --- what was done ---


def _outcomes(reading: Reading, earlier: Sequence[Reading]) -> Iterable[Fact]:
    own = [outcome for outcome in reading.outcomes if not outcome.background]
    reached_before = partial(_reached_before, language=reading.language)
    return map(_fact_of_outcome, _unknown(own, earlier, reached_before))


def _fact_of_outcome(outcome: Outcome) -> Fact:
    key = f"{outcome.kind} {outcome.key}".strip()
    return Fact(kind="outcome", text=outcome.what, key=key)


def _reached_before(outcome: Outcome, before: Reading, *, language: str) -> bool:
    alike = [other for other in before.outcomes if other.kind == outcome.kind]
    if before.language != language:
        return bool(alike)
    return any(_one_outcome(other.key, outcome.key) for other in alike)


def _one_outcome(a: str, b: str) -> bool:
    return fuzz.token_set_ratio(a, b, score_cutoff=SAME_OUTCOME) > 0


# --- numbers ---


def _figures(reading: Reading, earlier: Sequence[Reading]) -> Iterable[Fact]:
    new = _unknown(filter(telling, reading.figures), earlier, _value_stands_in)
    return map(_fact_of_figure, new)


def _fact_of_figure(figure: Figure) -> Fact:
    counts = figure.phrase or f"{figure.as_written} {figure.counts}".strip()
    return Fact(
        kind="figure",
        text=counts,
        key=f"{figure.value:g} {figure.unit}".strip(),
        speaker=figure.owner,
    )


def telling(figure: Figure) -> bool:
    """Money, shares and large numbers; small bare numbers only count the scene."""
    return figure.unit == "%" or figure.value > SMALL_NUMBER or _is_currency(figure.unit)


def _is_currency(unit: str) -> bool:
    return len(unit) == len("USD") and unit.isupper()


def _value_stands_in(figure: Figure, before: Reading) -> bool:
    return any(_one_value(figure.value, other.value) for other in before.figures)


SAME_VALUE = 0.01  # of the larger one: what rounding makes of a number on its way


def _one_value(a: float, b: float) -> bool:
    return a == b or abs(a - b) <= SAME_VALUE * max(abs(a), abs(b))


# --- who, where, when ---


def _people(reading: Reading, earlier: Sequence[Reading]) -> Iterable[Fact]:
    if not any(before.people for before in earlier):
        return []
    taking_part = [person for person in reading.people if person.role != "mentioned"]
    new = [person for person in taking_part if not is_named_in(person, earlier)]
    return map(_fact_of_person, new)


def is_named_in(person: Person, earlier: Iterable[Reading]) -> bool:
    return any(_named_in(person, before) for before in earlier)


def _fact_of_person(person: Person) -> Fact:
    return Fact(kind="person", text=person.name, key=person.key)


def _named_in(person: Person, before: Reading) -> bool:
    """Among its people, or in a word of it, or in what it recalls."""
    if any(_one_person(person, other) for other in before.people):
        return True
    recalled = chain.from_iterable(mention.people for mention in before.background)
    stems = map(itemgetter(0), before.words.stems())
    return person.key in stems or person.key in recalled


def _one_person(a: Person, b: Person) -> bool:
    return a.key == b.key or bool(a.known and a.known == b.known)


def _upcoming(reading: Reading, earlier: Sequence[Reading]) -> Iterable[Fact]:
    dated = filter(_period_of_plan, reading.upcoming)
    return map(_fact_of_plan, _unknown(dated, earlier, _is_planned_in))


def _period_of_plan(plan: Upcoming) -> Period | None:
    if not plan.when:
        return None
    return period_of_span(plan.when)


def _is_planned_in(plan: Upcoming, before: Reading) -> bool:
    days = _period_of_plan(plan)
    return any(gap(days, _period_of_plan(other)) == 0 for other in before.upcoming)


def _fact_of_plan(plan: Upcoming) -> Fact:
    return Fact(kind="date", text=plan.what, key=plan.when.start if plan.when else "")


def _meets_any(span: Span, others: Iterable[Span]) -> bool:
    """Whether a day is in both, of the span and of any other."""
    days = period_of_span(span)
    return any(gap(days, period_of_span(other)) == 0 for other in others)


def _place(reading: Reading, earlier: Sequence[Reading]) -> Iterable[Fact]:
    known = any(before.place or before.places for before in earlier)
    if reading.place and not known:
        yield Fact(kind="place", text=reading.place.name, key=reading.place.name)


def _day(reading: Reading, earlier: Sequence[Reading]) -> Iterable[Fact]:
    """A day where none was known; or one that is written out and is none of those that the others
    wrote.
    """
    day = _own_date(reading)
    if day is None:
        return
    known = list(filter(None, map(_own_date, earlier)))
    if not known:
        yield Fact(kind="date", text=_as_said(day), key=day.start)
        return
    named = chain.from_iterable(before.dates for before in earlier)
    if _is_another(day, known) and not _meets_any(day, named):
        yield Fact(kind="date", text=_as_said(day), key=day.start, was=_as_said(known[-1]))


def _own_date(reading: Reading) -> Span | None:
    """The event's date as the text says it; a published date is none."""
    if reading.date is None or reading.date.basis == "published":
        return None
    return reading.date


def _as_said(span: Span) -> str:
    return span.as_written or span.start


def _is_another(span: Span, known: Sequence[Span]) -> bool:
    return all(map(_is_written_out, (span, *known))) and not _meets_any(span, known)


def _is_written_out(span: Span) -> bool:
    return span.basis == "text" and exact(period_of_span(span))


# --- accounts that differ ---


def _visit_differs(reading: Reading, earlier: Sequence[Reading]) -> Iterable[Fact]:
    others = [before.visit for before in earlier if before.visit not in {None, reading.visit}]
    if reading.visit and others:
        yield Fact(kind="visit", text=reading.visit, key=reading.visit, was=others[0])


def _place_differs(reading: Reading, earlier: Sequence[Reading]) -> Iterable[Fact]:
    if reading.place is None:
        return
    name = reading.place.name
    for before in earlier:
        if before.place is None or _names_place(before, name):
            continue
        if not _names_place(reading, before.place.name):
            yield Fact(kind="place", text=name, key=name, was=before.place.name)
            return


def _names_place(reading: Reading, name: str) -> bool:
    return name in [place.name for place in reading.places]


def _figures_differ(reading: Reading, earlier: Sequence[Reading]) -> Iterable[Fact]:
    """The same thing counted, in the same unit, with another result."""
    readable = [before for before in earlier if before.language == reading.language]
    known = list(chain.from_iterable(before.figures for before in readable))
    for figure in _unknown(reading.figures, readable, _value_stands_in):
        other = next((one for one in known if _one_count(figure, one)), None)
        if other:
            yield Fact(kind="figure", text=figure.as_written, key=figure.unit, was=other.as_written)


SAME_COUNT = 90.0  # token_sort_ratio of what two figures count, 0..100


def _one_count(a: Figure, b: Figure) -> bool:
    """In one unit, and said in more than one word: a word alone counts too many things."""
    if not a.unit or a.unit != b.unit or len(a.counts.split()) <= 1:
        return False
    mine, theirs = a.counts.casefold(), b.counts.casefold()
    return fuzz.token_sort_ratio(mine, theirs, score_cutoff=SAME_COUNT) > 0
