"""A setting: its kind, its bounds and what it says."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Literal

from msgspec import Struct

from monitor.config.forms import Form

Kind = Literal["text", "whole number", "number", "true or false", "list of texts"]
Value = str | int | float | bool | tuple[str, ...] | None


class Key(Struct, frozen=True, kw_only=True):
    """One setting. `least` and `most` bound numbers, `words` lists the texts allowed, `form` names
    what a text must be.

    `meant` is what a person may have meant by a text that is not allowed, where that is more than
    the nearest spelling. A secret one is shown as "set", and never repeated.
    """

    name: str
    kind: Kind
    says: str
    default: Value = None
    least: float | None = None
    most: float | None = None
    words: Callable[[], tuple[str, ...]] | None = None
    form: Form | None = None
    required: bool = False
    # some of `words`, quicker to have
    usual: Callable[[], Container[str]] | None = None
    meant: Callable[[str], str] | None = None
    secret: bool = False
