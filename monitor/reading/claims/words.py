"""Quotations, figures and outcomes: how sure it is that they are whole and their owner is right."""

from __future__ import annotations

from monitor.model import Figure, Outcome, Quotation
from monitor.reading.claims.confidence import ClaimCandidate, Features
from monitor.reading.claims.evidence import ReadSoFar

_SHORT_QUOTE, _LONG_QUOTE = 40, 240  # characters
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
                f"language {quotation.language}": 1.0,
                "short": float(len(quotation.text) < _SHORT_QUOTE),
                "long": float(len(quotation.text) > _LONG_QUOTE),
                "by a lead": float(quotation.speaker_key in leads),
                "by one present": float(quotation.speaker_key in present),
                "translated": float(quotation.translated_by is not None),
            },
        )
        for nth, quotation in enumerate(seen.reading.quotations)
    ]


def figures(seen: ReadSoFar) -> list[ClaimCandidate[Figure]]:
    return [
        ClaimCandidate(value=figure, key=str(nth), sentence=None, features=_figure(figure, nth))
        for nth, figure in enumerate(seen.reading.figures)
    ]


def _figure(figure: Figure, nth: int) -> Features:
    around = len(figure.phrase.replace(figure.as_written, " ", 1).split())
    unit = figure.unit if figure.unit in ("%", "") or figure.unit.isupper() else "counted"
    return {
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
