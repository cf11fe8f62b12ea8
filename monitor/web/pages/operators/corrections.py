"""What was corrected, by whom, and what may be taken back; a story with all that may be corrected
in it; what readers reported; what was set aside.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from monitor.bot.context import home_of
from monitor.engine.corrections import is_undoable
from monitor.errors import NotFoundError
from monitor.events.deliveries import ReportedError
from monitor.publishing.corrected import stories_of
from monitor.views.documents import title_of
from monitor.views.rows import ArticleRow, CorrectionRow
from monitor.web.pages.news.lines import StoryLine, story_line
from monitor.web.pages.news.today import Limit
from monitor.web.pages.operators.unsure import Side, side
from monitor.web.redactions import Redactions
from monitor.web.requests import PageRequest, cursor_of, place_of

_ACCOUNTS_MAX = 500


class CorrectionsFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    after: str = ""
    limit: Limit = 30


class CorrectionShown(Struct, frozen=True, kw_only=True):
    """`numbers` are the stories that it changed; `undoable`: it stands, and may be taken back."""

    number: int
    at: str
    type: str
    by: str
    reason: str
    numbers: tuple[int, ...]
    undone_by: int | None
    undoable: bool


class CorrectionsPage(Struct, frozen=True, kw_only=True):
    """The last first."""

    corrections: tuple[CorrectionShown, ...]
    home: str
    next: str | None


def corrections(ask: PageRequest) -> CorrectionsPage:
    wish = ask.filter(CorrectionsFilter)
    place = place_of(wish.after, tuple[int])
    rows = ask.views.corrections_page(before=place[0] if place else None, limit=wish.limit + 1)
    shown = rows[: wish.limit]
    return CorrectionsPage(
        corrections=tuple(_correction(ask, row) for row in shown),
        home=home_of(ask.log),
        next=cursor_of(shown[-1].number) if len(rows) > wish.limit else None,
    )


def _correction(ask: PageRequest, row: CorrectionRow) -> CorrectionShown:
    numbers = ask.views.numbers(stories_of(row.event))
    return CorrectionShown(
        number=row.number,
        at=row.at,
        type=type(row.event).__name__,
        by=getattr(row.event, "by", ""),
        reason=getattr(row.event, "reason", ""),
        numbers=tuple(sorted(numbers.values())),
        undone_by=row.undone_by,
        undoable=row.undone_by is None and is_undoable(row),
    )


# --- one story ---


class CorrectPage(Struct, frozen=True, kw_only=True):
    side: Side
    home: str


def correct(ask: PageRequest) -> CorrectPage:
    row = ask.views.story(ask.path["story"])
    if row is None:
        raise NotFoundError(f"there is no story {ask.path['story'][:20]}")
    return CorrectPage(side=side(ask, row, accounts_max=_ACCOUNTS_MAX), home=home_of(ask.log))


# --- reports ---


class ReportShown(Struct, frozen=True, kw_only=True):
    """What is wrong with the story, as its reader pressed; the words are told in the operators'
    chat alone. `edition` and `entry` are where it was read, if it is known.
    """

    report: int
    at: datetime
    what: ReportedError
    story: StoryLine | None
    edition: str
    entry: int


class ReportsPage(Struct, frozen=True, kw_only=True):
    """Those without an answer, the oldest first."""

    reports: tuple[ReportShown, ...]
    home: str


def reports(ask: PageRequest) -> ReportsPage:
    shown = []
    for one in ask.views.reports():
        row = ask.views.story(one.story_id) if one.story_id else None
        shown.append(
            ReportShown(
                report=one.report,
                at=datetime.fromisoformat(one.at),
                what=one.what,
                story=story_line(ask.views, row, ask.words.frame, ask.passing) if row else None,
                edition=one.edition,
                entry=one.entry,
            )
        )
    return ReportsPage(reports=tuple(shown), home=home_of(ask.log))


# --- set aside ---


class AsideFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    held: bool = False
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class AsideLine(Struct, frozen=True, kw_only=True):
    """`confidence`: how sure it was that it tells of diplomacy, 0 to 1."""

    id: str
    outlet: str | None
    title: str
    url: str | None
    reason: str
    taken_at: str
    confidence: float | None


class AsidePage(Struct, frozen=True, kw_only=True):
    """The last taken first."""

    articles: tuple[AsideLine, ...]
    home: str


def aside(ask: PageRequest) -> AsidePage:
    wish = ask.filter(AsideFilter)
    redactions = Redactions.of(ask.views)
    rows = ask.views.articles_aside(limit=wish.limit, held=wish.held)
    return AsidePage(
        articles=tuple(
            _aside(ask, row) for row in rows if row.article.id not in redactions.articles
        ),
        home=home_of(ask.log),
    )


def _aside(ask: PageRequest, row: ArticleRow) -> AsideLine:
    claims = row.reading.claims if row.reading else ()
    sure = (claim.confidence for claim in claims if claim.field == "diplomatic")
    title = (row.reading.title if row.reading else "") or row.article.title
    return AsideLine(
        id=row.article.id,
        outlet=row.article.outlet,
        title=title_of(title, None if title else ask.log.text(row.article.text_hash)),
        url=row.article.url,
        reason=row.reason,
        taken_at=row.taken_at,
        confidence=next(sure, None),
    )
