"""The `--json` document of `evaluate`; part of `documents`."""

from __future__ import annotations

from msgspec import Struct

from monitor.cli.forms_taking import Told
from monitor.evaluation.evaluate import Speed
from monitor.evaluation.mistakes import Mistake
from monitor.evaluation.scores import Arrivals


class Scored(Struct, frozen=True, kw_only=True):
    """Precision, recall and their harmonic mean, 0 to 1."""

    precision: float
    recall: float
    f1: float


class Evaluated(Struct, frozen=True, kw_only=True):
    """`evaluate`: null where nothing was labelled; `cross_language` is pairs put together, of how
    many.
    """

    articles: int
    bcubed: Scored | None
    pairs: Scored | None
    cross_language: tuple[int, int] | None
    arrivals: Arrivals | None
    novelty_f1: float | None
    novelty_judged: int
    speed: Speed
    mistakes: tuple[Mistake, ...]
    problems: tuple[Told, ...]
