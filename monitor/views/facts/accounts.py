"""A story's accounts side by side, each with what it claims and how sure that is; and how the story
came about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeVar

from msgspec import structs

from monitor.digest import sanitize
from monitor.events.stories_and_feeds import Member
from monitor.matching.news.sure import thresholds
from monitor.model import Claim, Person, Rules, Stage
from monitor.names import office_holders
from monitor.views.facts.filters import Ask
from monitor.views.facts.forms import (
    FactAccount,
    FactClaim,
    FactSettings,
    HourCount,
    StageStep,
    StoryFacts,
    StoryTimes,
)
from monitor.views.facts.refresh import SEEN, seen_of
from monitor.views.facts.stories import told_of
from monitor.views.facts.told import FactMaker, SeenAccount, instant_of, title_of

ACCOUNTS_MAX = 200
_WORDS_CHARS_MAX = 1000
_HOUR_CHARS = len("2026-11-29T09")
_PEOPLE = frozenset(("lead", "present"))
_Value = TypeVar("_Value")


def accounts_of(
    ask: Ask, settings: FactSettings, story_id: str, *, limit: int = ACCOUNTS_MAX
) -> tuple[FactAccount, ...]:
    """In the order in which they came; the first `limit` of them."""
    rows = ask(f"{SEEN} LIMIT ?", story_id, limit)
    seen = [seen_of(row) for row in rows]
    maker = FactMaker(settings)
    told = told_members(seen, maker)
    return tuple(_account(one, told[one.seq], maker, settings.rules) for one in seen)


def told_members(seen: Sequence[SeenAccount], maker: FactMaker) -> dict[int, Member]:
    """What each account says as it is told, by its place: what accounts say together counts but for
    those whose text was redacted, which stand alone.
    """
    whole = [one for one in seen if not one.redacted]
    together = maker.passing([one.member for one in whole])
    told = {one.seq: member for one, member in zip(whole, together, strict=True)}
    told |= {one.seq: maker.passing([one.member])[0] for one in seen if one.redacted}
    return told


def _account(one: SeenAccount, told: Member, maker: FactMaker, rules: Rules) -> FactAccount:
    article, reading, sources = one.member.article, one.member.reading, maker.sources
    return FactAccount(
        article_id=article.id,
        outlet=sources.name(article),
        owner=sources.owner(article),
        kind=sources.kind(article),
        country=sources.country(article),
        language=reading.language,
        seen_at=one.seen_at,
        verdict=one.member.verdict,
        published=article.published,
        published_at=instant_of(article.published),
        url=None if one.redacted else sanitize.link(article.url),
        title=title_of(one.member),
        act=next(iter(told.reading.acts), None),
        stage=told.reading.stage,
        redacted=one.redacted,
        claims=tuple(shown for _, shown in claims_of(one.member, rules)),
    )


def claims_of(member: Member, rules: Rules) -> Iterator[tuple[Claim, FactClaim]]:
    """What the account claims, as it was read and as it is shown; of a redacted text nothing that
    is its words.
    """
    least = thresholds(rules)
    for claim in member.reading.claims:
        value, label = _worded(claim, member)
        if value:
            shown = FactClaim(
                field=claim.field,
                value=value,
                label=label,
                confidence=round(claim.confidence, 4),
                told=claim.confidence >= least[claim.field],
                sentence=_sentence(claim, member),
            )
            yield claim, shown


def _worded(claim: Claim, member: Member) -> tuple[str, str]:
    """The value, and what people call it; ("", "") where its words are not there any more."""
    reading = member.reading
    if claim.field in _PEOPLE:
        return claim.of, _called(claim.of, reading.people)
    if claim.field == "quotation":
        spoken = _nth(reading.quotations, claim.of)
        return (_clean(spoken.text), _clean(spoken.speaker)) if spoken else ("", "")
    if claim.field == "figure":
        figure = _nth(reading.figures, claim.of)
        return (_clean(figure.as_written), _clean(figure.counts)) if figure else ("", "")
    if claim.field == "outcome":
        outcome = _nth(reading.outcomes, claim.of)
        return (_clean(outcome.what), outcome.kind) if outcome else ("", "")
    return claim.of, ""


def _called(key: str, people: Sequence[Person]) -> str:
    if office_holders.knows(key):
        return office_holders.row_at(key, None).name
    return next((_clean(one.name) for one in people if key in (one.known, one.key)), key)


def _nth(values: Sequence[_Value], written: str) -> _Value | None:
    at = int(written) if written.isdecimal() else len(values)
    return values[at] if at < len(values) else None


def _sentence(claim: Claim, member: Member) -> str:
    evidence = member.reading.evidence
    if claim.evidence is None or not 0 <= claim.evidence < len(evidence):
        return ""
    return _clean(evidence[claim.evidence])


def _clean(words: str) -> str:
    return sanitize.text(words, chars_max=_WORDS_CHARS_MAX)


# --- how it came about ---


def times_of(ask: Ask, settings: FactSettings, number: int) -> StoryTimes | None:
    """None for a story that is told to nobody."""
    story = next(iter(told_of(ask, [number])), None)
    if story is None:
        return None
    accounts = accounts_of(ask, settings, story.id)
    return StoryTimes(
        story=story,
        hours=_hours(accounts),
        stages=tuple(_steps(ask, story)),
        accounts=tuple(structs.replace(one, claims=()) for one in accounts),
    )


def _hours(accounts: Sequence[FactAccount]) -> tuple[HourCount, ...]:
    counts = Counter(
        (f"{(one.published_at or one.seen_at)[:_HOUR_CHARS]}:00:00+00:00", one.owner, one.kind)
        for one in accounts
    )
    return tuple(
        HourCount(hour=hour, owner=owner, kind=kind, accounts=count)
        for (hour, owner, kind), count in sorted(counts.items())
    )


def _steps(ask: Ask, story: StoryFacts) -> Iterator[StageStep]:
    """Each account that says another stage than those before it did, of what is sure."""
    rows = ask(
        """SELECT coalesce(published_at, seen_at) AS at, stage, outlet, article_id
           FROM fact_accounts WHERE number = ? AND stage <> '' ORDER BY at, seq LIMIT ?""",
        story.number,
        ACCOUNTS_MAX,
    )
    told: set[Stage] = set()
    for at, stage, outlet, article_id in rows:
        if stage not in told:
            told.add(stage)
            yield StageStep(at=at, stage=stage, outlet=outlet, article_id=article_id)
