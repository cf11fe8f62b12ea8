"""Editions as the log has them, with those that were asked for last kept at hand."""

from __future__ import annotations

from monitor.engine.engine import Engine
from monitor.events.deliveries import DigestComposed, EditionRendered
from monitor.events.stories_and_feeds import Event, key_of

# Of the words of what is kept, some 3 bytes each: an edition of a hundred stories has 400,000, and
# a tenth of that as a medium sends it, which is asked for part by part and reader by reader.
_CHARS_KEPT = 2_000_000


class LoggedEditions:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._events: dict[str, Event] = {}  # what was asked for first goes first
        self._chars = 0

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
        self._keep(key, event)
        return event

    def _keep(self, key: str, event: Event) -> None:
        self._events[key] = event
        self._chars += _chars(event)
        while self._chars > _CHARS_KEPT:
            self._chars -= _chars(self._events.pop(next(iter(self._events))))


def _chars(event: Event) -> int:
    match event:
        case DigestComposed(digest=digest):
            return len(digest)
        case EditionRendered(messages=messages):
            return sum(len(message.text) for message in messages)
        case _:
            return 0
