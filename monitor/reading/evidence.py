"""What the candidates of every field are judged from: the article as it was read so far."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from monitor.model import PartialDate, Reading, Span
from monitor.reading.events.event import Sentence
from monitor.reading.people.persons import PersonMention

LONG = 8  # sentences, the title among them
EARLY_SENTENCES = 6  # in which the event itself is told


class ReadSoFar(Struct, frozen=True, kw_only=True):
    """`reading` is what the rules made of it; `sentences` begin with the title, if there is one."""

    reading: Reading
    sentences: Sequence[Sentence]
    people: Sequence[PersonMention]
    published: PartialDate | None
    dateline_places: tuple[str, ...] = ()  # their names
    dateline_days: tuple[Span, ...] = ()

    @property
    def is_long(self) -> bool:
        """Whether it names many days, places and people that are not the event's own."""
        return len(self.sentences) > LONG

    @property
    def early(self) -> list[Sentence]:
        return [one for one in self.sentences if one.number < EARLY_SENTENCES]


def where(number: int) -> str:
    """The part of the article that a sentence stands in."""
    first = {-1: "title", 0: "lead", 1: "second"}
    return first.get(number, "early" if number < EARLY_SENTENCES else "late")
