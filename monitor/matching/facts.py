"""What an article says that its story did not have yet, anchor by anchor: stage, quotations,
outcomes, figures, people, place, day.

A fact is compared with everything the story was read to say, background included: what was recalled
is known. Between languages words cannot be compared, so there a quotation or outcome counts as new
only if the story has none of its kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from monitor.matching.traits import exact, gap, period_of_span
from monitor.model import Fact, Figure, Outcome, Person, Quotation, Reading, Span, Stage

SAME_SENTENCE = 66.0  # token_set_ratio of two sentences that say one thing
SAME_OUTCOME = 60.0
SMALL_NUMBER = 12.0  # "two presidents", "seven ambassadors": counts of the scene, not news
STAGES: dict[Stage, int] = {
    "proposed": 0, "announced": 1, "under way": 2, "happened": 3, "signed": 4, "ratified": 5, "cancelled": 6, "denied": 6,
}  # fmt: skip
ENDS = frozenset({"cancelled", "denied"})


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
    known = [before.stage for before in earlier if before.stage]
    if reading.stage is None or not known:
        return
    furthest = max(known, key=lambda stage: STAGES[stage])
    if STAGES[reading.stage] > STAGES[furthest] or (
        reading.stage in ENDS and reading.stage not in known
    ):
        denied = reading.stage == "denied"
        yield Fact(
            kind="denial" if denied else "stage",
            text=reading.stage,
            key=reading.stage,
            was=furthest,
        )


# --- what was said ---


def _quotations(reading: Reading, earlier: Sequence[Reading]) -> Iterable[Fact]:
    for quotation in reading.quotations:
        if not any(_said_before(quotation, before) for before in earlier):
            yield Fact(
                kind="quotation",
                text=quotation.text,
                key=quotation.speaker_key,
                speaker=quotation.speaker,
            )


def _said_before(quotation: Quotation, before: Reading) -> bool:
    theirs = [q for q in before.quotations if one_speaker(q.speaker_key, quotation.speaker_key)]
    if before.language != quotation.language:
        return bool(theirs)
    known = [q.text for q in before.quotations]
    return (
        bool(known)
        and share_known(halves(quotation.text), [half for text in known for half in halves(text)])
        >= HALF
    )


HALF = 0.5


def one_speaker(a: str, b: str) -> bool:
    return a == b or not a or not b


def halves(text: str) -> list[str]:
    """The sentences of a quotation, roughly: a translation may cut them otherwise."""
    parts = [
        part.strip()
        for part in text.replace("!", ".").replace("?", ".").replace("。", ".").split(". ")
    ]
    return [part for part in parts if part] or [text]


def share_known(sentences: Sequence[str], known: Sequence[str]) -> float:
    """The share of sentences that are among the known ones in other words."""
    if not sentences:
        return 1.0
    return sum(is_known(sentence, known) for sentence in sentences) / len(sentences)


def is_known(sentence: str, known: Iterable[str]) -> bool:
    small = sentence.casefold()
    return any(
        fuzz.token_set_ratio(small, other.casefold(), score_cutoff=SAME_SENTENCE) > 0
        for other in known
    )


# --- what was done ---


def _outcomes(reading: Reading, earlier: Sequence[Reading]) -> Iterable[Fact]:
    for outcome in reading.outcomes:
        if not outcome.background and not any(
            _reached_before(outcome, reading.language, before) for before in earlier
        ):
            yield Fact(
                kind="outcome", text=outcome.what, key=f"{outcome.kind} {outcome.key}".strip()
            )


def _reached_before(outcome: Outcome, language: str, before: Reading) -> bool:
    if before.language != language:
        return any(other.kind == outcome.kind for other in before.outcomes)
    return any(
        other.kind == outcome.kind
        and fuzz.token_set_ratio(other.key, outcome.key, score_cutoff=SAME_OUTCOME) > 0
        for other in before.outcomes
    )


# --- numbers ---


def _figures(reading: Reading, earlier: Sequence[Reading]) -> Iterable[Fact]:
    known = [figure.value for before in earlier for figure in before.figures]
    for figure in reading.figures:
        if telling(figure) and not any(_one_value(figure.value, value) for value in known):
            counts = figure.phrase or f"{figure.as_written} {figure.counts}".strip()
            yield Fact(
                kind="figure",
                text=counts,
                key=f"{figure.value:g} {figure.unit}".strip(),
                speaker=figure.owner,
            )


def telling(figure: Figure) -> bool:
    """Money, shares and large numbers; small bare numbers only count the scene."""
    return (
        figure.unit == "%"
        or figure.value > SMALL_NUMBER
        or (len(figure.unit) == len("USD") and figure.unit.isupper())
    )


def _one_value(a: float, b: float) -> bool:
    return a == b or abs(a - b) <= 0.01 * max(abs(a), abs(b))


# --- who, where, when ---


def _people(reading: Reading, earlier: Sequence[Reading]) -> Iterable[Fact]:
    if not any(before.people for before in earlier):
        return
    for person in reading.people:
        if person.role != "mentioned" and not any(_named_in(person, before) for before in earlier):
            yield Fact(kind="person", text=person.name, key=person.key)


def _named_in(person: Person, before: Reading) -> bool:
    if any(
        other.key == person.key or (person.known and other.known == person.known)
        for other in before.people
    ):
        return True
    return any(person.key == stem for stem, _, _ in before.words.stems()) or any(
        person.key in mention.people for mention in before.background
    )


def _upcoming(reading: Reading, earlier: Sequence[Reading]) -> Iterable[Fact]:
    known = [plan for before in earlier for plan in before.upcoming]
    for plan in reading.upcoming:
        days = period_of_span(plan.when) if plan.when else None
        if days is None or any(
            other.when and gap(days, period_of_span(other.when)) == 0 for other in known
        ):
            continue
        yield Fact(kind="date", text=plan.what, key=plan.when.start if plan.when else "")


def _place(reading: Reading, earlier: Sequence[Reading]) -> Iterable[Fact]:
    if reading.place and not any(before.place or before.places for before in earlier):
        yield Fact(kind="place", text=reading.place.name, key=reading.place.name)


def _day(reading: Reading, earlier: Sequence[Reading]) -> Iterable[Fact]:
    """A day where none was known; or one that is written out and is none of those that the others
    wrote.
    """
    if reading.date is None or reading.date.basis == "published":
        return
    said = reading.date.as_written or reading.date.start
    known = [before.date for before in earlier if before.date and before.date.basis != "published"]
    if not known:
        yield Fact(kind="date", text=said, key=reading.date.start)
    elif _is_another(reading.date, known) and not any(
        _names(before, reading.date) for before in earlier
    ):
        yield Fact(
            kind="date",
            text=said,
            key=reading.date.start,
            was=known[-1].as_written or known[-1].start,
        )


def _is_another(span: Span, known: Sequence[Span]) -> bool:
    spans = [span, *known]
    if any(one.basis != "text" or not exact(period_of_span(one)) for one in spans):
        return False
    return all((gap(period_of_span(span), period_of_span(one)) or 0) > 0 for one in known)


def _names(reading: Reading, span: Span) -> bool:
    return any(gap(period_of_span(one), period_of_span(span)) == 0 for one in reading.dates)


# --- accounts that differ ---


def _visit_differs(reading: Reading, earlier: Sequence[Reading]) -> Iterable[Fact]:
    other = next(
        (before.visit for before in earlier if before.visit and before.visit != reading.visit), None
    )
    if reading.visit and other:
        yield Fact(kind="visit", text=reading.visit, key=reading.visit, was=other)


def _place_differs(reading: Reading, earlier: Sequence[Reading]) -> Iterable[Fact]:
    mine = {place.name for place in reading.places}
    for before in earlier:
        theirs = {place.name for place in before.places}
        if (
            reading.place
            and before.place
            and reading.place.name not in theirs
            and before.place.name not in mine
        ):
            yield Fact(
                kind="place", text=reading.place.name, key=reading.place.name, was=before.place.name
            )
            return


def _figures_differ(reading: Reading, earlier: Sequence[Reading]) -> Iterable[Fact]:
    """The same thing counted, in the same unit, with another result."""
    known = [
        figure
        for before in earlier
        if before.language == reading.language
        for figure in before.figures
    ]
    for figure in reading.figures:
        other = next(
            (
                one
                for one in known
                if _one_count(figure, one) and not _one_value(figure.value, one.value)
            ),
            None,
        )
        if other and not any(_one_value(figure.value, one.value) for one in known):
            yield Fact(kind="figure", text=figure.as_written, key=figure.unit, was=other.as_written)


SAME_COUNT = 90.0


def _one_count(a: Figure, b: Figure) -> bool:
    return (
        bool(a.unit) and a.unit == b.unit and len(a.counts.split()) > 1
        and fuzz.token_sort_ratio(a.counts.casefold(), b.counts.casefold(), score_cutoff=SAME_COUNT) > 0
    )  # fmt: skip
