"""A figure as it is found: its value with the words around it, and how sure the text is of it."""

from __future__ import annotations

from msgspec import Struct

from monitor.figures.phrases import counts_of, last_clause, sentence_of
from monitor.figures.words import hedge_pattern
from monitor.model import Figure

_BEFORE_CHARS = 60


class FoundFigure(Struct, frozen=True, kw_only=True):
    """A figure without its owner, and the characters it stands in."""

    figure: Figure
    start: int
    end: int


def made_of(  # noqa: PLR0913 - a figure's parts
    text: str, span: tuple[int, int], value: float, unit: str, *, language: str, known: bool
) -> FoundFigure:
    start, end = span
    before = text[max(0, start - _BEFORE_CHARS) : start]
    hedge = hedge_pattern("words").search(before[-26:])
    first = start - (len(before[-26:]) - hedge.start("hedge")) if hedge else start
    planned = hedge_pattern("planned").search(last_clause(before))
    after = hedge_pattern("after").match(text[end : end + 20])
    return FoundFigure(
        figure=Figure(
            value=round(value, 6),
            as_written=" ".join(text[first : end + (after.end() if after else 0)].split())[:60],
            unit=unit,
            counts=counts_of(text, start if not hedge else first, end, known=known),
            phrase=sentence_of(text, first, end, language),
            hedged=bool(hedge or planned or after),
        ),
        start=first,
        end=end,
    )
