"""All that can be asked of the facts, on one connection; nothing here writes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import msgspec

from monitor import database
from monitor.database import Database
from monitor.model import CountryCode, PartialDate
from monitor.views import fact_marks
from monitor.views.fact_marks import FactMarks
from monitor.views.facts import accounts, comparing, network, profiles, stories
from monitor.views.facts.filters import day
from monitor.views.facts.forms import (
    KINDS,
    Comparing,
    FacetCount,
    Facets,
    FactAccount,
    FactProfile,
    FactSettings,
    Network,
    PlaceCount,
    PlannedDay,
    StoryFacts,
    StoryFilter,
    StoryList,
    StoryTimes,
)
from monitor.views.facts.network import MEETINGS_MAX, By
from monitor.views.facts.refresh import SEEN, seen_of
from monitor.views.facts.told import SeenAccount

PAGE_MAX = 200
_EVERYTHING = StoryFilter()
_EACH_AT_ONCE = 200
_decode_story = msgspec.json.Decoder(StoryFacts).decode
_decode_planned = msgspec.json.Decoder(PlannedDay).decode


class Facts(Database):
    """Raises UsageError for a filter, a cursor or a day that nothing can mean."""

    damaged_hint = "delete it: the views are made again from the log"

    def __init__(self, path: Path, db: sqlite3.Connection, settings: FactSettings) -> None:
        super().__init__(path, db)
        self._settings = settings

    @classmethod
    def open(cls, path: Path, settings: FactSettings) -> Self:
        """A connection of its own that can only read; it belongs to the thread that opens it."""
        with database.translated(path, damaged_hint=cls.damaged_hint):
            db = database.connect(f"{path.absolute().as_uri()}?mode=ro", mode=("query_only = 1",))
        return cls(path, db, settings)

    # --- stories ---

    def stories(
        self, wanted: StoryFilter = _EVERYTHING, *, cursor: str | None = None, limit: int = 50
    ) -> StoryList:
        """The latest news first; at most 200 a page."""
        return stories.page(self._query, wanted, cursor=cursor, limit=max(1, min(limit, PAGE_MAX)))

    def story(self, number: int) -> StoryFacts | None:
        """None for one that is told to nobody."""
        return next(iter(stories.told_of(self._query, [number])), None)

    def facets(
        self,
        wanted: StoryFilter = _EVERYTHING,
        *,
        kinds: tuple[str, ...] = KINDS,
        values_max: int = 30,
    ) -> Facets:
        """What stands in all stories that meet the filter, and in how many."""
        return stories.facets(self._query, wanted, kinds=kinds, values_max=values_max)

    def places(
        self, wanted: StoryFilter = _EVERYTHING, *, places_max: int = 500
    ) -> tuple[PlaceCount, ...]:
        """Where they took place, for a map."""
        return stories.places(self._query, wanted, places_max=places_max)

    def accounts(
        self, number: int, *, limit: int = accounts.ACCOUNTS_MAX
    ) -> tuple[FactAccount, ...]:
        """Side by side, with what each claims; empty for a story that is told to nobody."""
        story = self.story(number)
        if story is None:
            return ()
        return accounts.accounts_of(self._query, self._settings, story.id, limit=limit)

    def timeline(self, number: int) -> StoryTimes | None:
        """Accounts by hour and owner, and the stages on the way."""
        return accounts.times_of(self._query, self._settings, number)

    # --- all, one after another ---

    @contextmanager
    def as_it_stands(self) -> Iterator[None]:
        """What is asked within sees one state, whatever is written meanwhile."""
        self._do("BEGIN")
        try:
            yield
        finally:
            self._do("COMMIT")

    def each(
        self, *, since: PartialDate | None = None, until: PartialDate | None = None
    ) -> Iterator[StoryFacts]:
        """Every story whose day touches these (both within), by number; a few in memory."""
        first = day(since, "since") if since else ""
        last = day(until, "until", last=True) if until else "~"
        number, undated = -1, not (since or until)
        while rows := self._query(
            """SELECT number, told FROM fact_stories WHERE number > ?
               AND (? OR (last_day >= ? AND first_day <= ?)) ORDER BY number LIMIT ?""",
            number,
            undated,
            first,
            last,
            _EACH_AT_ONCE,
        ):
            number = rows[-1][0]
            yield from (_decode_story(told) for _, told in rows)

    def seen(self, story_id: str) -> Iterator[SeenAccount]:
        """A story's accounts in the order in which they came, without the words of redacted
        ones.
        """
        return (seen_of(row) for row in self._query(SEEN, story_id))

    def marks(self) -> FactMarks:
        """What changes when a page about a story, or about whom stories name, has to."""
        return fact_marks.marks_of(self._query)

    def search_names(self, numbers: range) -> dict[int, str]:
        """Of stories of these numbers, the names in their accounts, folded to Latin letters."""
        return fact_marks.search_names(self._query, numbers)

    # --- who ---

    def person(self, key: str) -> FactProfile | None:
        """None for whom no story names; so are the next two."""
        return profiles.profile(self._query, "person", key)

    def people(self, words: str, *, people_max: int = 20) -> tuple[FacetCount, ...]:
        """Who goes by that name, in whatever script it is asked, those of most stories first."""
        return stories.people(self._query, words, people_max=people_max)

    def country(self, code: CountryCode) -> FactProfile | None:
        return profiles.profile(self._query, "country", code)

    def body(self, name: str) -> FactProfile | None:
        return profiles.profile(self._query, "body", name)

    # --- all of them ---

    def network(  # noqa: PLR0913 — the filters of one page
        self,
        *,
        since: PartialDate,
        until: PartialDate,
        act: str | None = None,
        by: By = "people",
        ties_max: int = 150,
        meetings_max: int = MEETINGS_MAX,
    ) -> Network:
        """Who met whom in a span, both days within."""
        return network.network(
            self._query,
            since=day(since, "since"),
            until=day(until, "until", last=True),
            act=act,
            by=by,
            ties_max=ties_max,
            meetings_max=meetings_max,
        )

    def calendar(
        self, since: PartialDate, until: PartialDate, *, skip: int = 0, limit: int = PAGE_MAX
    ) -> tuple[PlannedDay, ...]:
        """What was told to come up on these days, the first day first, without the first `skip`."""
        rows = self._query(
            """SELECT planned FROM fact_ahead WHERE last_day >= ? AND first_day <= ?
               ORDER BY first_day, last_day, number, own DESC, rowid LIMIT ? OFFSET ?""",
            day(since, "since"),
            day(until, "until", last=True),
            limit,
            skip,
        )
        return tuple(_decode_planned(row[0]) for row in rows)

    def compare(
        self,
        country_a: CountryCode,
        country_b: CountryCode,
        *,
        since: PartialDate | None = None,
        until: PartialDate | None = None,
        limit: int = 20,
    ) -> Comparing:
        """What outlets of two countries tell of the same stories, and what only one side's do."""
        wanted = StoryFilter(since=since, until=until)
        return comparing.compare(self._query, country_a, country_b, wanted, limit=limit)
