"""What readers were told last, and what came since."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated

from msgspec import Meta, Struct, structs

from monitor.delivery.media import messages
from monitor.digest.model import Digest
from monitor.digest.references import edition_mark
from monitor.errors import NotFoundError
from monitor.events.deliveries import DigestComposed
from monitor.publishing.streams import day_of
from monitor.views.editions import EditionRow
from monitor.web.pages.news.lines import StoryLine, headline, story_line
from monitor.web.redactions import Redactions, unredacted_digest
from monitor.web.requests import PageRequest, cursor_of, place_of

LINES_MAX = 100
Limit = Annotated[int, Meta(ge=1, le=LINES_MAX)]


class TodayFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    after: str = ""
    limit: Limit = 25


class EditionFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    after: str = ""
    limit: Limit = 50


class EditionShown(Struct, frozen=True, kw_only=True):
    """An edition as its readers got it, but for `erased` entries whose sources' texts were erased
    since. `mark` names it in addresses. Of its `entries` the digest has a page, and what stands
    behind them if they are the last; `next` is the cursor of those that follow, at the edition's
    own address.
    """

    mark: str
    day: str
    erased: int
    entries: int
    digest: Digest
    next: str | None


class TodayPage(Struct, frozen=True, kw_only=True):
    """`stories` came after the edition, the latest first; `next` is the cursor of those behind
    them.
    """

    edition: EditionShown | None
    stories: tuple[StoryLine, ...]
    next: str | None


def today(ask: PageRequest) -> TodayPage:
    wish = ask.filter(TodayFilter)
    row = next(iter(ask.views.editions_of(ask.settings.stream, limit=1)), None)
    place = place_of(wish.after, tuple[str, int])
    since = row.until if row else ""
    found = ask.views.news_page(since=since, before=place, limit=wish.limit + 1)
    passing = ask.passing
    lines = [story_line(ask.views, one, ask.words.frame, passing) for one in found[: wish.limit]]
    more = len(found) > wish.limit
    return TodayPage(
        edition=edition_shown(ask, row, EditionFilter()) if row and not place else None,
        stories=tuple(lines),
        next=cursor_of(lines[-1].updated_at, lines[-1].number) if more else None,
    )


def edition_shown(ask: PageRequest, row: EditionRow, wish: EditionFilter) -> EditionShown:
    """Raises NotFoundError for one that the log does not hold."""
    recorded = next(iter(ask.log.read(after=row.position - 1, until=row.position)), None)
    if recorded is None or not isinstance(recorded.event, DigestComposed):
        raise NotFoundError("this edition is not in the log")
    event, passing = recorded.event, ask.passing

    def title_of(story_id: str, article_ids: Collection[str]) -> str:
        found = ask.views.story(story_id)
        if found is None:
            return ""
        members = [one for one in ask.views.unredacted(found.id) if one.article.id in article_ids]
        return headline(found, passing(members), ask.words.frame)

    digest, erased = unredacted_digest(
        messages.read(event.digest), Redactions.of(ask.views), title_of=title_of
    )
    part, following = _part(digest, wish)
    return EditionShown(
        mark=edition_mark(event.edition, event.until),
        day=day_of(event.edition),
        erased=erased,
        entries=len(digest.entries),
        digest=part,
        next=following,
    )


def _part(digest: Digest, wish: EditionFilter) -> tuple[Digest, str | None]:
    """Some entries, by their numbers, which stay what they are when others are erased; and the
    cursor of those behind them.
    """
    place = place_of(wish.after, tuple[int])
    left = [one for one in digest.entries if place is None or one.number > place[0]]
    shown = tuple(left[: wish.limit])
    if len(left) <= wish.limit:
        return structs.replace(digest, entries=shown), None
    part = structs.replace(
        digest, entries=shown, folded_line="", told_at_once="", week=None, aside=(), coming=(),
        corrections=(), conservation="", closing="",
    )  # fmt: skip
    return part, cursor_of(shown[-1].number)
