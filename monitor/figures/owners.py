"""Whose a figure is, and how its phrase says so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import structs

from monitor.figures.made import FoundFigure
from monitor.figures.phrases import PHRASE_CHARS, whole
from monitor.figures.words import listed
from monitor.model import Figure

_SENTENCE = re.compile(r"[.;!?]\s")


def owned(figure: Figure, *, owner: str, key: str) -> Figure:
    """The figure as somebody's statement."""
    return structs.replace(figure, owner=owner, owner_key=key)


def credited(found: FoundFigure, *, credit: str, at: int, text: str) -> Figure:
    """The figure with the words that say whose it is: "…, according to the ministry"; as it is
    where that gets too long.

    Where they stand before it, the phrase is the sentence from its beginning, or from them, to the
    end of the figure's words.
    """
    figure = found.figure
    if credit.casefold() in figure.phrase.casefold() or not _names_somebody(credit, figure):
        return figure
    end = at + len(credit)
    is_before = end <= found.start
    if not figure.phrase or (is_before and _SENTENCE.search(text[end : found.start])):
        return figure
    phrase = f"{figure.phrase}, {credit}"
    if is_before:
        phrase = _from_credit(figure.phrase, credit, end, text)
    elif at <= found.start:
        phrase = credit  # one clause: "According to the government 20,000 people are displaced"
    phrase = whole(phrase, figure.as_written)
    if not phrase or len(phrase) > PHRASE_CHARS:
        return figure
    return structs.replace(figure, phrase=phrase)


def _names_somebody(credit: str, figure: Figure) -> bool:
    """Not "whose delegation later said", and not words that run into another number."""
    first = credit.split(" ", 1)[0].casefold()
    rest = credit.replace(figure.as_written, "", 1)
    return first not in listed("nouns", "relative") and not any(map(str.isdigit, rest))


def _from_credit(phrase: str, credit: str, end: int, text: str) -> str:
    last = text.find(phrase)
    whole = text[: last + len(phrase)] if last >= end else ""
    return whole if len(whole) <= PHRASE_CHARS else f"{credit}, {phrase}"


def is_credited(figure: Figure, phrases: Sequence[str]) -> bool:
    """Its own words say whose it is, whoever the sentence's speaker is: "which according to Indian
    figures reached …".
    """
    return any(phrase in figure.phrase.casefold() for phrase in phrases)
