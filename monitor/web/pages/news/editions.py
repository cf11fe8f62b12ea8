"""The archive: every edition as its readers got it."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from monitor.digest.references import edition_mark
from monitor.errors import NotFoundError
from monitor.model import PartialDate
from monitor.publishing.streams import day_of
from monitor.views.editions import EditionRow
from monitor.web.pages.news.today import EditionFilter, EditionShown, Limit, edition_shown
from monitor.web.requests import PageRequest, cursor_of, place_of


class EditionsFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    after: str = ""
    limit: Limit = 30


class EditionLine(Struct, frozen=True, kw_only=True):
    """`mark` names it in addresses; `stories` is how many it told."""

    mark: str
    day: PartialDate
    until: str
    stories: int


class EditionsPage(Struct, frozen=True, kw_only=True):
    """The latest first."""

    editions: tuple[EditionLine, ...]
    next: str | None


class EditionPage(Struct, frozen=True, kw_only=True):
    """`earlier` and `later` are the marks of its neighbours."""

    edition: EditionShown
    earlier: str | None
    later: str | None


def editions(ask: PageRequest) -> EditionsPage:
    wish = ask.filter(EditionsFilter)
    place = place_of(wish.after, tuple[str])
    before = place[0] if place else "~"
    found = ask.views.editions_of(ask.settings.stream, before=before, limit=wish.limit + 1)
    shown = found[: wish.limit]
    return EditionsPage(
        editions=tuple(_line(ask, row) for row in shown),
        next=cursor_of(shown[-1].edition) if len(found) > wish.limit else None,
    )


def _line(ask: PageRequest, row: EditionRow) -> EditionLine:
    return EditionLine(
        mark=_mark(row),
        day=day_of(row.edition),
        until=row.until,
        stories=len(ask.views.items(row.edition)),
    )


def _mark(row: EditionRow) -> str:
    return edition_mark(row.edition, datetime.fromisoformat(row.until))


def edition(ask: PageRequest) -> EditionPage:
    """Only of the stream that pages show: what a reader follows alone is nobody else's business."""
    name = ask.views.edition_marked(ask.path["mark"])
    row = ask.views.edition(name) if name else None
    if row is None or row.stream != ask.settings.stream:
        raise NotFoundError("there is no such edition")
    earlier, later = ask.views.edition_neighbours(row.stream, row.edition)
    return EditionPage(
        edition=edition_shown(ask, row, ask.filter(EditionFilter)),
        earlier=_mark(earlier) if earlier else None,
        later=_mark(later) if later else None,
    )
