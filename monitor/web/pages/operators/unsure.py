"""What the machine was unsure of: both stories with their accounts, and what may be done by one
press.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from monitor.bot.context import home_of
from monitor.model import PartialDate
from monitor.views.documents import title_of
from monitor.views.rows import StoryRow
from monitor.web.pages.news.lines import StoryLine, story_line
from monitor.web.requests import PageRequest, cursor_of, place_of

_ACCOUNTS_SHOWN = 6


class UnsureFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    after: str = ""
    limit: Annotated[int, Meta(ge=1, le=50)] = 10


class AccountLine(Struct, frozen=True, kw_only=True):
    """One account; `place` and `date` are those that it tells."""

    id: str
    outlet: str | None
    language: str
    published: PartialDate | None
    title: str
    url: str | None
    people: tuple[str, ...]
    place: str | None
    date: PartialDate | None


class Side(Struct, frozen=True, kw_only=True):
    """`id` names the story in forms; `more` accounts are not shown here."""

    id: str
    story: StoryLine
    accounts: tuple[AccountLine, ...]
    more: int


class DoubtShown(Struct, frozen=True, kw_only=True):
    """`other` is None where the story that it may belong to is not there any more. `score` is that
    of the account that was unsure.
    """

    one: Side
    other: Side | None
    score: float | None


class UnsurePage(Struct, frozen=True, kw_only=True):
    doubts: tuple[DoubtShown, ...]
    total: int
    home: str
    next: str | None


def unsure(ask: PageRequest) -> UnsurePage:
    wish = ask.filter(UnsureFilter)
    place = place_of(wish.after, tuple[int])
    rows = ask.views.unsure()
    rest = [row for row in rows if place is None or row.number > place[0]]
    shown = rest[: wish.limit]
    return UnsurePage(
        doubts=tuple(_doubt(ask, row) for row in shown),
        total=len(rows),
        home=home_of(ask.log),
        next=cursor_of(shown[-1].number) if len(rest) > wish.limit else None,
    )


def _doubt(ask: PageRequest, row: StoryRow) -> DoubtShown:
    other = ask.views.story(row.maybe) if row.maybe else None
    return DoubtShown(
        one=side(ask, row),
        other=side(ask, other) if other else None,
        score=_score(ask, row, other) if other else None,
    )


def _score(ask: PageRequest, row: StoryRow, other: StoryRow) -> float | None:
    """Of the story's first account with the other story, as it was decided."""
    first = next(iter(ask.views.members(row.id)), None)
    decided = ask.views.article_by_id(first.article.id) if first else None
    evidence = decided.evidence if decided else None
    compared = (evidence.chosen, evidence.runner_up) if evidence else ()
    return next((one.score for one in compared if one and one.story_id == other.id), None)


def side(ask: PageRequest, row: StoryRow, *, accounts_max: int = _ACCOUNTS_SHOWN) -> Side:
    members = ask.views.unredacted(row.id)
    lines = []
    for member in members[:accounts_max]:
        article, reading = member.article, member.reading
        title = reading.title or article.title
        lines.append(
            AccountLine(
                id=article.id,
                outlet=article.outlet,
                language=reading.language,
                published=article.published,
                title=title_of(title, None if title else ask.log.text(article.text_hash)),
                url=article.url,
                people=tuple(one.name for one in reading.people if one.role != "mentioned"),
                place=reading.place.name if reading.place else None,
                date=reading.date.start if reading.date else None,
            )
        )
    return Side(
        id=row.id,
        story=story_line(ask.views, row, ask.words.frame, ask.passing),
        accounts=tuple(lines),
        more=max(0, len(members) - accounts_max),
    )
