"""A filter → the stories that meet it, as bits; and pages of them, the latest news first."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from itertools import islice
from typing import Any

from monitor.digest.dates import days_of
from monitor.errors import UsageError
from monitor.views import search
from monitor.views.facts import bits
from monitor.views.facts.bits import Bits
from monitor.views.facts.forms import StoryFilter

_LISTS = (
    ("topic", "topics"), ("theme", "themes"), ("country", "countries"), ("person", "people"),
    ("body", "bodies"), ("act", "acts"), ("stage", "stages"), ("place", "places"),
    ("language", "languages"), ("outlet_kind", "outlet_kinds"),
    ("outlet_country", "outlet_countries"), ("owner", "owners"),
)  # fmt: skip
VALUES_MAX = 50  # of one list of a filter
WORDS_CHARS_MAX = 200
_TOGETHER = frozenset(("country", "person"))
_FEW = 2000  # stories that are sorted sooner than walked through
_WALKED = 500  # rows looked at at once

Ask = Callable[..., list[Any]]


def asking(db: sqlite3.Connection) -> Ask:
    return lambda query, *values: db.execute(query, values).fetchall()


class StorySets:
    """Sets of stories, by what they have."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def having(self, kind: str, of: str) -> Bits:
        return bits.read(
            self._ask("SELECT chunk, bits FROM fact_bits WHERE kind = ? AND of = ?", kind, of)
        )

    def every(self) -> Bits:
        return bits.either([self.having("status", "open"), self.having("status", "closed")])

    def meeting(self, wanted: StoryFilter) -> Bits | None:
        """None if nothing is asked for. Raises UsageError for what no filter can mean."""
        _check(wanted)
        found = [*self._listed(wanted), *self._dated(wanted), *self._worded(wanted)]
        if wanted.status:
            found.append(self.having("status", wanted.status))
        found += [self.having("outlet_country", code) for code in wanted.told_by_all]
        if wanted.told_by_none:
            told = bits.either(self.having("outlet_country", one) for one in wanted.told_by_none)
            found.append(bits.without(self.every(), told))
        return reduce(bits.both, found) if found else None

    def _listed(self, wanted: StoryFilter) -> Iterable[Bits]:
        for kind, field in _LISTS:
            values: Sequence[str] = getattr(wanted, field)
            if not values:
                continue
            having = [self.having(kind, value) for value in values]
            if wanted.together and kind in _TOGETHER:
                yield reduce(bits.both, having)
            else:
                yield bits.either(having)

    def _dated(self, wanted: StoryFilter) -> Iterable[Bits]:
        if not (wanted.since or wanted.until):
            return
        first = day(wanted.since, "since") if wanted.since else ""
        last = day(wanted.until, "until", last=True) if wanted.until else "~"
        rows = self._ask(
            "SELECT number FROM fact_stories WHERE last_day >= ? AND first_day <= ?", first, last
        )
        yield bits.of_numbers(number for (number,) in rows)

    def _worded(self, wanted: StoryFilter) -> Iterable[Bits]:
        if not wanted.words.strip():
            return
        asked = search.question(wanted.words[:WORDS_CHARS_MAX])
        if asked is None:
            yield {}
            return
        rows = self._ask("SELECT rowid FROM fact_search WHERE fact_search MATCH ?", asked)
        yield bits.of_numbers(number for (number,) in rows)

    # --- in order ---

    def page(
        self, among: Bits | None, *, after: tuple[str, int] | None, limit: int
    ) -> list[tuple[str, int]]:
        """(news_at, number) of the next ones, the latest first."""
        if among is not None and bits.count(among) <= _FEW:
            return self._sorted(among, after)[:limit]
        return list(islice(self._walked(among, after), limit))

    def _sorted(self, among: Bits, after: tuple[str, int] | None) -> list[tuple[str, int]]:
        numbers = list(bits.numbers_of(among))
        found: list[tuple[str, int]] = []
        for at in range(0, len(numbers), _WALKED):
            some = numbers[at : at + _WALKED]
            marks = ", ".join("?" * len(some))
            found += self._ask(
                f"SELECT news_at, number FROM fact_stories WHERE number IN ({marks})",  # noqa: S608 — marks
                *some,
            )
        return sorted((one for one in found if after is None or one < after), reverse=True)

    def _walked(
        self, among: Bits | None, after: tuple[str, int] | None
    ) -> Iterable[tuple[str, int]]:
        at = after or ("~", 0)
        while rows := self._ask(
            """SELECT news_at, number FROM fact_stories WHERE (news_at, number) < (?, ?)
               ORDER BY news_at DESC, number DESC LIMIT ?""",
            *at,
            _WALKED,
        ):
            at = rows[-1]
            yield from (row for row in rows if among is None or bits.holds(among, row[1]))


def _check(wanted: StoryFilter) -> None:
    fields = [*(field for _, field in _LISTS), "told_by_all", "told_by_none"]
    for field in fields:
        if (many := len(getattr(wanted, field))) > VALUES_MAX:
            hint = f"a filter takes {VALUES_MAX} of each"
            raise UsageError(f"{many} {field} are too many", hint=hint)


def day(written: str, name: str, *, last: bool = False) -> str:
    """The first or the last day of a partial date. Raises UsageError."""
    found = days_of(written)[last]
    if found is None:
        raise UsageError(
            f"“{written[:40]}” is no day for {name}", hint="as 2026, 2026-11 or 2026-11-29"
        )
    return found.isoformat()


def cursor_of(row: tuple[str, int]) -> str:
    return f"{row[0]}~{row[1]}"


def after_of(cursor: str | None) -> tuple[str, int] | None:
    """Raises UsageError for what was never handed out."""
    if not cursor:
        return None
    at, tilde, number = cursor[:80].rpartition("~")
    if not tilde or not number.isascii() or not number.isdecimal():
        raise UsageError(
            "the cursor is none of ours", hint="take the one that the page before gave"
        )
    return at, int(number)
