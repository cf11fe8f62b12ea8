"""Why an account is in its story: every factor of the comparison, in points that sum to the score,
beside those of the runner-up; and what would have changed it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta, Struct

from monitor.errors import NotFoundError
from monitor.model import Comparison, Evidence, Factor
from monitor.views.documents import Corrected, title_of, why_document
from monitor.views.rows import ArticleRow
from monitor.web.pages.news.lines import StoryLine, headline, story_line
from monitor.web.redactions import Redactions
from monitor.web.requests import PageRequest, cursor_of, place_of

_ROUNDED = 0.005  # what factors, kept to three decimals, may differ from their score


class WhyFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    after: str = ""
    limit: Annotated[int, Meta(ge=1, le=50)] = 10


class FactorPoints(Struct, frozen=True, kw_only=True):
    """`points` is `value` times `weight`, in log-odds; `note` the words that were compared."""

    name: str
    value: float
    weight: float
    points: float
    note: str


class Weighed(Struct, frozen=True, kw_only=True):
    """With one story. The points of `factors` and `rest` sum to `score`; above `needed` the account
    tells that story. `barred`: what forbade it, whatever the score.
    """

    number: int | None
    title: str
    score: float
    needed: float
    factors: tuple[FactorPoints, ...]
    rest: float
    barred: str | None


class CorrectedBy(Struct, frozen=True, kw_only=True):
    number: int
    type: str
    undone: bool


class WhyAccount(Struct, frozen=True, kw_only=True):
    """Of an account whose text was `erased`, or was compared with one, no words are shown."""

    id: str
    outlet: str | None
    title: str
    url: str | None
    verdict: str | None
    story: int | None
    reason: str
    rule: str
    considered: int
    turning: str
    same: tuple[str, ...]
    differ: tuple[str, ...]
    chosen: Weighed | None
    runner_up: Weighed | None
    corrections: tuple[CorrectedBy, ...]
    erased: bool


class WhyStoryPage(Struct, frozen=True, kw_only=True):
    """The accounts in the order in which they came to the story."""

    story: StoryLine
    accounts: tuple[WhyAccount, ...]
    next: str | None


class WhyArticlePage(Struct, frozen=True, kw_only=True):
    account: WhyAccount


def of_story(ask: PageRequest) -> WhyStoryPage:
    wish = ask.filter(WhyFilter)
    row = ask.views.story(ask.path["story"])
    if row is None:
        raise NotFoundError(f"there is no story {ask.path['story'][:20]}")
    place = place_of(wish.after, tuple[int])
    begin = place[0] if place else 0
    ids = [member.article.id for member in ask.views.members(row.id)]
    asked = ids[begin : begin + wish.limit]
    redactions = Redactions.of(ask.views)
    rows = (ask.views.article_by_id(one) for one in asked)
    end = begin + wish.limit
    return WhyStoryPage(
        story=story_line(ask.views, row, ask.words.frame, ask.passing),
        accounts=tuple(_account(ask, one, redactions) for one in rows if one),
        next=cursor_of(end) if end < len(ids) else None,
    )


def of_article(ask: PageRequest) -> WhyArticlePage:
    row = ask.views.article_by_id(ask.path["article"])
    if row is None:
        raise NotFoundError("there is no such article")
    return WhyArticlePage(account=_account(ask, row, Redactions.of(ask.views)))


def _account(ask: PageRequest, row: ArticleRow, redactions: Redactions) -> WhyAccount:
    found = why_document(ask.views, row, ask.settings.rules)
    erased = row.article.id in redactions.articles
    evidence = row.evidence or Evidence(rule="")
    silent = erased or _compares_erased(evidence, redactions)
    title = (row.reading.title if row.reading else "") or row.article.title
    text = None if title else ask.log.text(row.article.text_hash)
    chosen, runner_up = (
        _compared(ask, one, silent=silent) if one else None
        for one in (evidence.chosen, evidence.runner_up)
    )
    return WhyAccount(
        id=row.article.id,
        outlet=row.article.outlet,
        title="" if erased else title_of(title, text),
        url=None if erased else row.article.url,
        verdict=row.verdict,
        story=row.number,
        reason=row.reason,
        rule=evidence.rule,
        considered=evidence.considered,
        turning="" if silent else found.turning,
        same=() if silent else evidence.same,
        differ=() if silent else evidence.differ,
        chosen=chosen,
        runner_up=runner_up,
        corrections=tuple(map(_corrected, found.corrections)),
        erased=erased,
    )


def _corrected(one: Corrected) -> CorrectedBy:
    return CorrectedBy(number=one.number, type=one.type, undone=one.undone)


def _compares_erased(evidence: Evidence, redactions: Redactions) -> bool:
    compared = filter(None, (evidence.chosen, evidence.runner_up))
    return any(one.story_id in redactions.stories for one in compared)


def _compared(ask: PageRequest, comparison: Comparison, *, silent: bool) -> Weighed:
    row = ask.views.story(comparison.story_id)
    members = ask.views.unredacted(row.id) if row else []
    factors = tuple(_points(one, silent=silent) for one in comparison.factors)
    return Weighed(
        number=row.number if row else None,
        title=headline(row, ask.passing(members), ask.words.frame) if row else "",
        score=comparison.score,
        needed=ask.settings.rules.link_logit,
        factors=tuple(sorted(factors, key=lambda one: -abs(one.points))),
        rest=_rest(comparison.score, factors),
        barred=comparison.barred,
    )


def _points(factor: Factor, *, silent: bool) -> FactorPoints:
    return FactorPoints(
        name=factor.name,
        value=factor.value,
        weight=factor.weight,
        points=round(factor.value * factor.weight, 3),
        note="" if silent else factor.note,
    )


def _rest(score: float, factors: Sequence[FactorPoints]) -> float:
    """What the factors do not account for: nothing but rounding, and then nothing is said."""
    rest = round(score - sum(one.points for one in factors), 3)
    return 0.0 if abs(rest) < _ROUNDED else rest
