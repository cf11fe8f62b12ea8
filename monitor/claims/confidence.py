"""Features → how likely a claim is right: a logistic model a field, weights in data/claims.toml
and data/diplomacy.toml.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import Generic, TypeVar

from msgspec import Struct

from monitor.datafiles import table
from monitor.model import ClaimField

Value = TypeVar("Value")
Features = dict[str, float]

_LOGIT_MAX = 30.0  # beyond it a probability is 0 or 1 anyhow


class ClaimCandidate(Struct, Generic[Value], frozen=True, kw_only=True):
    """Something that could be claimed, with what speaks for and against it."""

    value: Value
    key: str  # what the claim names it by
    sentence: int | None  # where it stands; -1 is the title
    features: Features


def by_length(features: Features, *, is_long: bool) -> Features:
    """Each feature once more for long texts, in which the same sign may say less."""
    if not is_long:
        return features
    return {**features, "long": 1.0, **{f"long, {name}": one for name, one in features.items()}}


Weights = Mapping[str, Mapping[str, float]]  # by field, then by feature; "bias" is added as it is


@cache
def packaged() -> Weights:
    """The weights that come with the program."""
    return {**table("claims.toml"), **table("diplomacy.toml")}


def confidence(field: ClaimField, features: Features, weights: Weights) -> float:
    """0 to 1. A feature that was never learnt weighs nothing."""
    return sigmoid(logit(weights.get(field, {}), features))


def logit(weights: Mapping[str, float], features: Features) -> float:
    total = weights.get("bias", 0.0)
    for name, value in features.items():
        if name in weights:
            total += weights[name] * value
    return total


def sigmoid(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-_LOGIT_MAX, min(_LOGIT_MAX, value))))


def contributions(
    field: ClaimField, features: Features, weights: Weights, *, most: int | None = None
) -> tuple[str, ...]:
    """The features that weigh, strongest first; with a "-" before those that speak against it."""
    learnt = weights.get(field, {})
    weighed = [
        (learnt[name] * value, name) for name, value in features.items() if value and name in learnt
    ]
    weighed.sort(key=lambda one: -abs(one[0]))
    return tuple(f"-{name}" if weight < 0 else name for weight, name in weighed[:most] if weight)
