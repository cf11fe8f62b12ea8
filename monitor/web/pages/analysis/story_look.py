"""A story looked at closer: who says what and how surely, how it came about, what it recalls, and
how people corrected it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from monitor.publishing.corrected import stories_of
from monitor.views.facts.forms import FactAccount, FactClaim, HourCount, StageStep, StoryFacts
from monitor.web.requests import PageRequest

# In the order in which a reader asks. Of quotations and figures each is one of its own.
FIELDS = (
    "act", "stage", "place", "date", "lead", "present", "outcome", "quotation", "figure",
)  # fmt: skip
VALUES_MAX = 12  # of one field, the surest first


class SaidBy(Struct, frozen=True, kw_only=True):
    """An outlet that says so, with the sentence it stands in where that is known."""

    outlet: str
    kind: str
    language: str
    confidence: float
    told: bool
    sentence: str


class SaidValue(Struct, frozen=True, kw_only=True):
    """One value of a field, and all who say so; `told`: one of them is sure enough."""

    value: str
    label: str
    told: bool
    by: tuple[SaidBy, ...]


class SaidField(Struct, frozen=True, kw_only=True):
    field: str
    values: tuple[SaidValue, ...]
    more: int  # values that are not shown


class StoryLink(Struct, frozen=True, kw_only=True):
    story: StoryFacts


class StoryCorrection(Struct, frozen=True, kw_only=True):
    """`kind` is the event's name; `undone`: it was taken back."""

    number: int
    at: str
    kind: str
    reason: str
    undone: bool


class StoryLook(Struct, frozen=True, kw_only=True):
    """`accounts`, `said` and `stages` are those of accounts whose texts are there; `recalls` are
    stories that it names.
    """

    facts: StoryFacts
    accounts: tuple[FactAccount, ...]
    said: tuple[SaidField, ...]
    hours: tuple[HourCount, ...]
    stages: tuple[StageStep, ...]
    recalls: tuple[StoryLink, ...]
    corrections: tuple[StoryCorrection, ...]


def look_at(ask: PageRequest, number: int) -> StoryLook | None:
    """None for a story that is told to nobody, or whose sources were all erased."""
    times = ask.facts.timeline(number)
    if times is None:
        return None
    accounts = [one for one in ask.facts.accounts(number) if not one.redacted]
    if not accounts:
        return None
    known = {one.article_id for one in accounts}
    return StoryLook(
        facts=times.story,
        accounts=tuple(one for one in times.accounts if one.article_id in known),
        said=tuple(_said(accounts, unsure=ask.operator)),
        hours=times.hours,
        stages=tuple(one for one in times.stages if one.article_id in known),
        recalls=tuple(_recalled(ask, times.story)),
        corrections=tuple(_corrected(ask, times.story.id)),
    )


def _said(accounts: Sequence[FactAccount], *, unsure: bool) -> Iterator[SaidField]:
    """`unsure`: what nobody is told is listed too, marked as such; operators see why."""
    for field in FIELDS:
        values: dict[str, list[tuple[FactAccount, FactClaim]]] = {}
        for account in accounts:
            for claim in account.claims:
                if claim.field == field:
                    values.setdefault(claim.value, []).append((account, claim))
        found = map(_value, values.items())
        told = sorted((one for one in found if one.told or unsure), key=_surest)
        if told:
            more = len(told) - VALUES_MAX
            yield SaidField(field=field, values=tuple(told[:VALUES_MAX]), more=max(more, 0))


def _value(found: tuple[str, list[tuple[FactAccount, FactClaim]]]) -> SaidValue:
    value, claims = found
    by = (
        SaidBy(
            outlet=account.outlet,
            kind=account.kind,
            language=account.language,
            confidence=claim.confidence,
            told=claim.told,
            sentence=claim.sentence,
        )
        for account, claim in claims
    )
    label = next((claim.label for _, claim in claims if claim.label), "")
    told = any(claim.told for _, claim in claims)
    return SaidValue(value=value, label=label, told=told, by=tuple(by))


def _surest(said: SaidValue) -> tuple[bool, int, float, str]:
    best = max(one.confidence for one in said.by)
    return not said.told, -len(said.by), -best, said.value


def _recalled(ask: PageRequest, story: StoryFacts) -> Iterable[StoryLink]:
    """Those that can be told; what was merged since is what it became."""
    rows = filter(None, map(ask.views.story, story.links))
    numbers = dict.fromkeys(row.number for row in rows if row.number != story.number)
    return (StoryLink(story=one) for one in map(ask.facts.story, numbers) if one is not None)


def _corrected(ask: PageRequest, story_id: str) -> Iterator[StoryCorrection]:
    for row in ask.views.corrections():
        if story_id in stories_of(row.event):
            yield StoryCorrection(
                number=row.number,
                at=row.at,
                kind=type(row.event).__name__,
                reason=getattr(row.event, "reason", ""),
                undone=row.undone_by is not None,
            )
