"""Editions as the log has them, with those that were asked for last kept at hand."""

from __future__ import annotations

from monitor.engine.engine import Engine
from monitor.events.deliveries import DigestComposed, EditionRendered
from monitor.events.stories_and_feeds import Event, key_of

_EDITIONS_REMEMBERED = 32


class LoggedEditions:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._events: dict[str, Event] = {}

    def composed(self, edition: str) -> DigestComposed | None:
        found = self._event(edition)
        return found if isinstance(found, DigestComposed) else None

    def rendered(self, edition: str, medium: str) -> EditionRendered | None:
        found = self._event(
            key_of(EditionRendered(edition=edition, medium=medium, messages=()), ordinal=0)
        )
        return found if isinstance(found, EditionRendered) else None

    def _event(self, key: str) -> Event | None:
        if key in self._events:
            return self._events[key]
        position = self._engine.log.find(key)
        if position is None:
            return None
        event = next(
            recorded.event for recorded in self._engine.log.read(after=position - 1, until=position)
        )
        if len(self._events) >= _EDITIONS_REMEMBERED:
            del self._events[next(iter(self._events))]
        self._events[key] = event
        return event
