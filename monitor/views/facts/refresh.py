"""Keeps the tables of facts: the rows of each story that something changed of are made anew from
its accounts.

What it makes depends on the views and the configuration alone, so that a rebuild gives the rows
that following the log gave.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import combinations
from typing import Any

import msgspec

from monitor.events.stories_and_feeds import Member
from monitor.gazetteer.acts import acts_that_are
from monitor.views.facts.bits import BitChanges, Named
from monitor.views.facts.forms import FactSettings, StoryFacts, StoryPerson
from monitor.views.facts.searched import searched
from monitor.views.facts.told import (
    FactMaker,
    SeenAccount,
    StoryAccounts,
    SureStory,
    instant_of,
    without_words,
)
from monitor.views.rows import member_of

STORIES_PER_STEP = 200  # made in one transaction
_SIDES_MAX = 12  # of whom each meets each: 66 pairs
_BOTH = 2
_MONTH_CHARS = len("2024-12")
_json = msgspec.json.Encoder()


class FactRefresh:
    """Belongs to one connection; `step` runs inside the caller's transaction."""

    def __init__(self, db: sqlite3.Connection, settings: FactSettings) -> None:
        self._do, self._many = db.execute, db.executemany
        self._maker = FactMaker(settings)
        self._bits = BitChanges(db)
        self._fingerprint = fingerprint_of(settings)

    def prepare(self) -> None:
        """All stories are due if the rows were made with other settings; runs inside the caller's
        transaction.
        """
        if not self.is_current():
            self._do("INSERT OR IGNORE INTO fact_due SELECT id FROM stories")
            self._do("INSERT OR REPLACE INTO fact_settings VALUES (1, ?)", (self._fingerprint,))

    def is_current(self) -> bool:
        """Whether the rows were made with these settings."""
        made = self._do("SELECT fingerprint FROM fact_settings").fetchone()
        return bool(made == (self._fingerprint,))

    def step(self, *, stories_max: int = STORIES_PER_STEP) -> int:
        """Make that many due stories anew; how many were."""
        due = self._do(
            "SELECT story_id FROM fact_due ORDER BY story_id LIMIT ?", (stories_max,)
        ).fetchall()
        for (story_id,) in due:
            self._made_anew(story_id)
        self._bits.write()
        self._many("DELETE FROM fact_due WHERE story_id = ?", due)
        return len(due)

    # --- one story ---

    def _made_anew(self, story_id: str) -> None:
        self._clear(story_id)
        accounts = self._accounts(story_id)
        if accounts is None:
            return
        sure = self._maker.sure(accounts)
        told = self._maker.told(sure)
        named = named_by(told)
        self._bits.change(told.number, set(), named)
        self._story(told, named)
        self._many(_insert("fact_parts", 12), list(_parts(told)))
        self._many(_insert("fact_meetings", 12), list(_meetings(told)))
        self._many(_insert("fact_accounts", 14), list(self._account_rows(sure)))
        self._many(_insert("fact_ahead", 5), list(self._ahead_rows(sure)))
        self._do(
            "INSERT INTO fact_search (rowid, names, title, places, words) VALUES (?, ?, ?, ?, ?)",
            searched(told, [one.member for one in accounts.seen]),
        )

    def _clear(self, story_id: str) -> None:
        """Nothing of the story stands there any more."""
        row = self._do(
            "SELECT number, named FROM fact_stories WHERE story_id = ?", (story_id,)
        ).fetchone()
        if row is None:
            return
        number, named = row[0], set(msgspec.json.decode(row[1], type=list[Named]))
        for table in ("stories", "parts", "meetings", "accounts", "ahead"):
            self._do(f"DELETE FROM fact_{table} WHERE number = ?", (number,))  # noqa: S608 — constants
        self._do("DELETE FROM fact_search WHERE rowid = ?", (number,))
        self._bits.change(number, named, set())

    def _accounts(self, story_id: str) -> StoryAccounts | None:
        """None for a story that is told to nobody: it ended in another, a person set it aside, or
        all of it is gone or erased. What an erased account alone told is told no more.
        """
        row = self._do(
            """SELECT id, number, status, opened_at, updated_at, maybe, links FROM stories
               WHERE id = ? AND status <> 'merged' AND set_aside IS NULL""",
            (story_id,),
        ).fetchone()
        seen = tuple(one for one in self._seen(story_id) if not one.redacted) if row else ()
        if not seen:
            return None
        story_id, number, status, opened_at, updated_at, maybe, links = row
        return StoryAccounts(
            id=story_id,
            number=number,
            status=status,
            opened_at=opened_at,
            updated_at=updated_at,
            maybe=maybe,
            links=tuple(msgspec.json.decode(links, type=list[str])),
            seen=seen,
        )

    def _seen(self, story_id: str) -> Iterator[SeenAccount]:
        rows = self._do(SEEN, (story_id,))
        return (seen_of(row) for row in rows.fetchall())

    def _story(self, told: StoryFacts, named: set[Named]) -> None:
        day = told.day
        self._do(
            _insert("fact_stories", 7),
            (
                told.number,
                told.id,
                told.news_at,
                day.first if day else None,
                day.last if day else None,
                _json.encode(told).decode(),
                _json.encode(sorted(named)).decode(),
            ),
        )

    def _account_rows(self, sure: SureStory) -> Iterator[tuple[Any, ...]]:
        sources = self._maker.sources
        for one, member in zip(sure.accounts.seen, sure.members, strict=True):
            article, reading = member.article, member.reading
            yield (
                sure.accounts.number,
                one.seq,
                article.id,
                sources.name(article),
                sources.owner(article),
                sources.kind(article),
                sources.country(article) or "",
                reading.language,
                article.published or "",
                instant_of(article.published),
                one.seen_at,
                member.verdict,
                next(iter(reading.acts), ""),
                reading.stage or "",
            )

    def _ahead_rows(self, sure: SureStory) -> Iterator[tuple[Any, ...]]:
        for planned in self._maker.ahead(sure):
            day = planned.day
            yield (
                planned.number,
                day.first,
                day.last,
                int(planned.own),
                _json.encode(planned).decode(),
            )


SEEN = """\
SELECT article, reading, verdict, of, new_facts, differ, seq, taken_at, withheld FROM articles
WHERE story_id = ? AND reading IS NOT NULL ORDER BY seq"""


def seen_of(row: tuple[Any, ...]) -> SeenAccount:
    *of_member, seq, seen_at, withheld = row
    member: Member = member_of(tuple(of_member))
    return SeenAccount(
        seq=seq,
        member=without_words(member) if withheld else member,
        seen_at=seen_at,
        redacted=bool(withheld),
    )


def fingerprint_of(settings: FactSettings) -> str:
    """Of all that the rows depend on beside the views and the program."""
    return sha256(msgspec.json.encode(settings)).hexdigest()


# --- rows ---


def named_by(told: StoryFacts) -> set[Named]:
    """What of a story can be asked for."""
    values: dict[str, Iterable[str | None]] = {
        "topic": told.topics,
        "theme": told.themes,
        "country": told.countries,
        "person": (person.key for person in told.people),
        "body": told.bodies,
        "act": (told.act,),
        "stage": (told.stage,),
        "place": (told.place.name if told.place else None,),
        "language": told.languages,
        "outlet_kind": told.outlet_kinds,
        "outlet_country": told.outlet_countries,
        "owner": told.owners,
        "status": (told.status,),
    }
    return {(kind, value) for kind, found in values.items() for value in found if value}


def month_of(told: StoryFacts) -> str:
    """Empty where only a year is known, or nothing."""
    if told.day is None or told.day.precision == "year":
        return ""
    return told.day.start[:_MONTH_CHARS]


def _parts(told: StoryFacts) -> Iterator[tuple[Any, ...]]:
    place = told.place
    common = (
        month_of(told),
        told.act or "",
        told.came,
        place.name if place else "",
        (place.country or "") if place else "",
    )
    for person in {one.key: one for one in reversed(told.people)}.values():
        about = (person.role, person.name, person.country or "", person.office or "")
        yield ("person", person.key, told.number, *common, *about)
    for code in told.countries:
        yield ("country", code, told.number, *common, "", "", code, "")
    for body in told.bodies:
        yield ("body", body, told.number, *common, "", body, "", "")
    if place:
        yield ("place", place.name, told.number, *common, "", "", place.country or "", "")


Side = tuple[str, str]  # a person's key, or "" for a country alone; the country, or ""


def sides_of(told: StoryFacts) -> list[Side]:
    """Who met: those who lead; beside one alone the country that he met, and without any the first
    two countries.
    """
    leading: list[StoryPerson] = [one for one in told.people if one.role == "side"]
    sides = [(one.key, one.country or "") for one in leading[:_SIDES_MAX]]
    if len(sides) >= _BOTH:
        return sides
    others = (code for code in told.countries if code not in {country for _, country in sides})
    return [*sides, *(("", code) for code in others)][:_BOTH]


def is_meeting(told: StoryFacts) -> bool:
    return told.met is not None or told.act in _encounters()


def _encounters() -> frozenset[str]:
    return acts_that_are("of_two") | acts_that_are("face_to_face")


def _meetings(told: StoryFacts) -> Iterator[tuple[Any, ...]]:
    sides = sides_of(told)
    if not is_meeting(told) or len(sides) < _BOTH:
        return
    place = told.place
    common = (
        told.day.first if told.day else "",
        month_of(told),
        told.act or told.met or "",
        told.came,
        place.name if place else "",
        (place.country or "") if place else "",
    )
    for one, other in combinations(sorted(set(sides)), 2):
        yield (told.number, *one, *other, 1, *common)
        yield (told.number, *other, *one, 0, *common)


def _insert(table: str, columns: int) -> str:
    return f"INSERT OR REPLACE INTO {table} VALUES ({', '.join('?' * columns)})"  # noqa: S608 — constants
