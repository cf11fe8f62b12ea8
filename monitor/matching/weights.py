"""The learnt numbers: one weight per factor, from `data/weights.toml`, written by
`bench/train.py`.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable
from importlib import resources
from operator import mul

from msgspec import Struct, json

from monitor.datafiles import parsed
from monitor.matching.compare import NAMES, Factors


class Linear(Struct, frozen=True):
    """The weights of a comparison in the order of its factors."""

    bias: float
    weights: tuple[float, ...]

    def of(self, factors: Factors) -> float:
        weighted: Iterable[float] = map(mul, self.weights, factors)
        return self.bias + sum(weighted)


class Weights(Struct, frozen=True, kw_only=True, dict=True):
    """`link` makes log-odds that an article tells a story, `novelty` log-odds that it brings
    something new.

    A factor that the file does not name weighs nothing. "bias" is added as it is.
    """

    link: dict[str, float]
    novelty: dict[str, float] = {}

    @functools.cached_property
    def linear(self) -> Linear:
        weights = tuple(self.link.get(name, 0.0) for name in NAMES)
        return Linear(self.link.get("bias", 0.0), weights)

    @functools.cached_property
    def fingerprint(self) -> str:
        return hashlib.sha256(json.encode(self, order="sorted")).hexdigest()[:12]


@functools.cache
def packaged() -> Weights:
    """The weights that come with the program."""
    text = (
        resources.files("monitor.matching")
        .joinpath("data/weights.toml")
        .read_text(encoding="utf-8")
    )
    document = parsed(text)
    return Weights(link=document["link"], novelty=document.get("novelty", {}))
