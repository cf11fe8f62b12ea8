"""The learnt numbers: one weight per factor, from `data/weights.toml`, written by
`bench/train.py`.
"""

from __future__ import annotations

import functools
import hashlib
import tomllib
from importlib import resources

from msgspec import Struct, json


class Weights(Struct, frozen=True, kw_only=True):
    """`link` makes log-odds that an article tells a story, `novelty` log-odds that it brings
    something new.

    A factor that the file does not name weighs nothing. "bias" is added as it is.
    """

    link: dict[str, float]
    novelty: dict[str, float] = {}

    @property
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
    document = tomllib.loads(text)
    return Weights(link=document["link"], novelty=document.get("novelty", {}))
