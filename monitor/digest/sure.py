"""What of a story's readings is sure enough to be told: everything whose claim does not pass its
field's threshold is left out before anything is composed.

A claim that several owners make is surer than any one of them: what one of them gets wrong the next
seldom gets wrong in the same way, but they may copy each other, so that a second owner's word
counts half. Readings of versions that knew no claims are told as they are.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import structs

from monitor.dates.spans import has_day
from monitor.digest.dates import days_of, last_day
from monitor.digest.model import SeenMember, StoryForDigest
from monitor.events.stories_and_feeds import Member
from monitor.matching.news.sure import ClaimKey, passing, thresholds, told
from monitor.model import AHEAD, OFF, Claim, Fact, Reading, Rules

if TYPE_CHECKING:  # it brings the names of places and people along, and `thresholds` needs none
    from monitor.digest.wording.sourcing import Sources

_COUNTED = frozenset({"quotation", "figure", "outcome"})  # their claims are numbered, not named
_SECOND_OWNER = 0.5  # what another owner's claim counts beside the surest one
_LOGIT_MAX = 20.0
# of a day that would make it old news: the older, the likelier it is told so on purpose
_SURE_PAST, _SURE_LONG_PAST = 0.6, 0.45
_MAYBE = 0.5
_LONG = timedelta(days=60)
_MONTH = timedelta(days=31)
_OUTRIGHT = 0.95  # of a claim that another account is said to differ from


def sure_story(story: StoryForDigest, rules: Rules, sources: Sources) -> StoryForDigest:
    """The story as it can be told."""
    members = sure_members([seen.member for seen in story.seen], rules, sources)
    seen = tuple(
        SeenMember(member=member, at=one.at)
        for one, member in zip(story.seen, members, strict=True)
    )
    told = structs.replace(story, seen=_without_overtaken_plans(seen, of=story.seen))
    return _without_disputed_visit(told, of=story)


def _without_overtaken_plans(
    told: Sequence[SeenMember], *, of: Sequence[SeenMember]
) -> tuple[SeenMember, ...]:
    """What was planned is not told as ahead where a later account may say that it is off, though
    that is not sure enough to be told.
    """
    doubtful = [one.at for one in of if _may_be_off(one.member.reading)]
    latest = max(doubtful, default=None)
    return tuple(
        _without_act(one)
        if latest is not None and one.at <= latest and one.member.reading.stage in AHEAD
        else one
        for one in told
    )


def _may_be_off(reading: Reading) -> bool:
    """As likely as not."""
    return reading.stage in OFF and any(
        claim.field == "stage" and claim.of == reading.stage and claim.confidence >= _MAYBE
        for claim in reading.claims
    )


def _without_act(one: SeenMember) -> SeenMember:
    reading = structs.replace(one.member.reading, acts=(), stage=None, visit=None)
    return structs.replace(one, member=structs.replace(one.member, reading=reading))


def _without_disputed_visit(told: StoryForDigest, *, of: StoryForDigest) -> StoryForDigest:
    """Of two kinds of visit that accounts name, one alone is not told: the other account may have
    been left out for another reason.
    """
    if len(_visits(told)) != 1 or len(_visits(of)) == 1:
        return told
    seen = tuple(
        structs.replace(
            one,
            member=structs.replace(
                one.member, reading=structs.replace(one.member.reading, visit=None)
            ),
        )
        for one in told.seen
    )
    return structs.replace(told, seen=seen)


def _visits(story: StoryForDigest) -> set[str]:
    return {one.member.reading.visit for one in story.seen if one.member.reading.visit}


def sure_members(members: Sequence[Member], rules: Rules, sources: Sources) -> list[Member]:
    """A story's accounts, each with what can be told of it, in their order."""
    joint = together(members, sources)
    return [sure_member(member, rules, joint) for member in members]


def sure_member(
    member: Member, rules: Rules, joint: Mapping[ClaimKey, float] | None = None
) -> Member:
    """`joint` is what a story's accounts claim together."""
    reading = member.reading
    if not reading.claims:
        return member
    least = thresholds(rules)
    if past := _past(member, rules):
        least["date"] = min(least["date"], past)
    passes = passing(reading.claims, least, joint or {})
    as_told = _without_doubtful_day(told(reading, passes), member)
    if as_told.date is None and past and _is_of_old(member):
        as_told = _without_deed(as_told)
    return structs.replace(
        member,
        reading=as_told,
        new_facts=tuple(fact for fact in member.new_facts if _stands(fact, as_told)),
        differ=tuple(fact for fact in member.differ if _is_outright(fact, reading.claims)),
    )


def _without_doubtful_day(reading: Reading, member: Member) -> Reading:
    """Where it is not sure what is to come, a day that is over is that of its telling; where all
    may be off, nothing may be left to come on a day ahead, nor anywhere.
    """
    if reading.acts:
        return reading
    published = days_of(member.article.published or "")[0]
    own = last_day(reading.date)
    is_over = own is not None and published is not None and own <= published
    if _may_be_off(member.reading):
        return structs.replace(reading, place=None, date=reading.date if is_over else None)
    if is_over and member.reading.stage in AHEAD:
        return structs.replace(reading, date=None)
    return reading


def _is_of_old(member: Member) -> bool:
    """Of a month that is over, or of a day that is longer ago than one."""
    day, published = last_day(member.reading.date), days_of(member.article.published or "")[0]
    if day is None or published is None or member.reading.date is None:
        return False
    return not has_day(member.reading.date) or published - day > _MONTH


def _without_deed(reading: Reading) -> Reading:
    """Old, and its day not sure enough to be told: it would stand as of today."""
    return structs.replace(reading, acts=(), stage=None, visit=None, outcomes=())


def _past(member: Member, rules: Rules) -> float | None:
    """How sure its day must be, if that would make it archive: to leave it out would tell old news
    as today's.
    """
    day, published = last_day(member.reading.date), days_of(member.article.published or "")[0]
    if day is None or published is None or published - day <= timedelta(days=rules.fresh_days):
        return None
    return _SURE_LONG_PAST if published - day > _LONG else _SURE_PAST


# --- what accounts claim together ---


def together(members: Sequence[Member], sources: Sources) -> dict[ClaimKey, float]:
    """The confidence of what more than one owner claims."""
    by_owner: defaultdict[ClaimKey, dict[str, float]] = defaultdict(dict)
    for member in members:
        owner = sources.owner(member.article)
        for claim in member.reading.claims:
            if claim.field not in _COUNTED:
                known = by_owner[claim.field, claim.of]
                known[owner] = max(known.get(owner, 0.0), claim.confidence)
    return {key: _as_one(list(said.values())) for key, said in by_owner.items() if len(said) > 1}


def _as_one(confidences: Sequence[float]) -> float:
    """Log-odds of the surest, and half of what each other one has above even odds."""
    first, *others = sorted(map(_logit, confidences), reverse=True)
    total = first + sum(_SECOND_OWNER * max(0.0, other) for other in others)
    return 1.0 / (1.0 + math.exp(-min(_LOGIT_MAX, total)))


def _logit(confidence: float) -> float:
    bounded = min(max(confidence, 1e-6), 1 - 1e-6)
    return math.log(bounded / (1.0 - bounded))


# --- what was new, and what differs ---


def _stands(fact: Fact, told: Reading) -> bool:
    """Whether what it says is among what is told."""
    match fact.kind:
        case "quotation":
            return any(one.text == fact.text for one in told.quotations)
        case "figure":
            return any(one.as_written in fact.text for one in told.figures)
        case "outcome":
            return any(one.key == fact.key for one in told.outcomes)
        case "stage" | "denial" | "act" | "visit":
            return bool(told.acts)
        case "place":
            return told.place is not None
        case "date":
            return told.date is not None and told.date.basis != "published"
        case _:
            return True


def _is_outright(fact: Fact, claims: Sequence[Claim]) -> bool:
    """Another account is said to differ only from what this one states beyond doubt."""
    fields = {"act": "act", "stage": "stage", "place": "place", "date": "date", "visit": "act"}
    field = fields.get(fact.kind)
    return any(claim.field == field and claim.confidence >= _OUTRIGHT for claim in claims)
