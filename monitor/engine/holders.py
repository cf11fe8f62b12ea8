"""Who is known to hold which office, as a decision needs it: what the operator wrote, what the log
taught, and below them the rows of the data files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import structs

from monitor.model import Article, Incumbent, OfficeSaid, Reading
from monitor.names.known_holders import KnownHolders
from monitor.names.office_holders import Holder, holder
from monitor.stories.commands import Believed, Learn
from monitor.stories.state import LearntHolder, State
from monitor.text.normalize import fold_name

_MONTH = len("2026-11")
LONG_AGO = "1900"  # before any article


class Learner:
    """Keeps the holders that were made last: they are made anew only when something is learnt."""

    def __init__(self, *, people: Iterable[Incumbent], owner_of: Callable[[Article], str]) -> None:
        self._people = tuple(map(by_operator, people))
        self._owner_of = owner_of
        self._known = KnownHolders(self._people, ())
        self._made_of: tuple[tuple[int, str, int | None], ...] = ()

    def holders(self, state: State) -> KnownHolders:
        made_of = tuple(
            (number, one.until[:_MONTH], one.denied_by) for number, one in state.learnt.items()
        )
        if made_of != self._made_of:
            standing = [one for one in state.learnt.values() if one.denied_by is None]
            self._known = KnownHolders(self._people, map(holder_learnt, standing))
            self._made_of = made_of
        return self._known

    def lesson(self, state: State, article: Article, reading: Reading) -> Learn | None:
        """What an article may teach, with what is believed on its day."""
        if not reading.offices:
            return None
        known = self.holders(state)
        found = (_believed(known, said, article) for said in reading.offices)
        return Learn(
            article=article,
            said=reading.offices,
            believed=dict(filter(None, found)),
            owner_of=self._owner_of,
        )


def _believed(
    known: KnownHolders, said: OfficeSaid, article: Article
) -> tuple[tuple[str, str], Believed] | None:
    row = known.holder_of(said.office, said.where, article.published)
    if row is None:
        return None
    believed = Believed(keys=row.keys, name=row.name, given=row.given, known=row.id)
    return (said.where, said.office), believed


def by_operator(one: Incumbent) -> Holder:
    row = holder(
        where=one.where,
        office=one.office,
        name=one.name,
        other=one.other,
        start=one.start or LONG_AGO,
        end=one.end,
        source=one.origin,
    )
    return _also_by(row, map(fold_name, one.other))


def _also_by(row: Holder, keys: Iterable[str]) -> Holder:
    return structs.replace(row, keys=tuple(sorted({*row.keys, *keys})))


def holder_learnt(one: LearntHolder) -> Holder:
    """As a row; half a year after the last account that calls him so the office alone means nobody
    any more.
    """
    event = one.event
    row = holder(
        where=event.where,
        office=event.office,
        name=event.name,
        other=event.other,
        start=event.since,
        end="",
        source=f"learnt, correction {event.correction}",
        known_until=one.until,
    )
    return _also_by(row, event.keys)
