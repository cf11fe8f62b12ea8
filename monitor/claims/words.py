"""Quotations, figures and outcomes: how sure it is that they are whole and their owner is right."""

from __future__ import annotations

from monitor.claims.confidence import ClaimCandidate, Features
from monitor.model import Figure, Outcome, Quotation
from monitor.reading.evidence import ReadSoFar

_LONG_QUOTE = 240  # characters
_QUOTE_WORDS = (3, 6, 10, 20)
_STOPS = ".!?…。！？؟"
_WORDS_MIN, _WORDS_MAX = 3, 20  # around a number


def quotations(seen: ReadSoFar) -> list[ClaimCandidate[Quotation]]:
    leads = {person.key for person in seen.reading.people if person.role == "lead"}
    present = {person.key for person in seen.reading.people if person.role == "present"}
    return [
        ClaimCandidate(
            value=quotation,
            key=str(nth),
            sentence=None,
            features={
                "a long text": float(seen.is_long),
                "by a lead": float(quotation.speaker_key in leads),
                "by one present": float(quotation.speaker_key in present),
                "translated": float(quotation.translated_by is not None),
                **_spoken(quotation.text),
            },
        )
        for nth, quotation in enumerate(seen.reading.quotations)
    ]


def _spoken(text: str) -> Features:
    """Whether it is a sentence, or only some words of one."""
    words = len(text.split())
    opens, ends = text[:1], text.rstrip('”"»’) ')[-1:]
    form = "capital" if opens.isupper() else "small" if opens.islower() else "no case"
    stop = "stopped" if ends in _STOPS else "unstopped"
    length = next((f"up to {most}" for most in _QUOTE_WORDS if words <= most), "more")
    return {
        f"{form}, {stop}": 1.0,
        f"{length} words": 1.0,
        f"{form}, {length} words": 1.0,
        "long": float(len(text) > _LONG_QUOTE),
    }


def figures(seen: ReadSoFar) -> list[ClaimCandidate[Figure]]:
    return [
        ClaimCandidate(
            value=figure, key=str(nth), sentence=None, features=_figure(figure, nth, seen)
        )
        for nth, figure in enumerate(seen.reading.figures)
    ]


def _figure(figure: Figure, nth: int, seen: ReadSoFar) -> Features:
    around = len(figure.phrase.replace(figure.as_written, " ", 1).split())
    unit = figure.unit if figure.unit in ("%", "") or figure.unit.isupper() else "counted"
    return {
        "a long text": float(seen.is_long),
        f"unit {'money' if unit.isupper() else unit or 'none'}": 1.0,
        "owned": float(figure.owner is not None),
        "hedged": float(figure.hedged),
        "few words": float(around < _WORDS_MIN),
        "many words": float(around > _WORDS_MAX),
        "no phrase": float(not figure.phrase),
        f"figure {min(nth, _WORDS_MIN)}": 1.0,
        "small": float(figure.value < 10),  # noqa: PLR2004 — more often of a row than of a sum
    }


def outcomes(seen: ReadSoFar) -> list[ClaimCandidate[Outcome]]:
    return [
        ClaimCandidate(value=outcome, key=str(nth), sentence=None, features={outcome.kind: 1.0})
        for nth, outcome in enumerate(seen.reading.outcomes)
    ]
