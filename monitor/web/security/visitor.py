"""Who asks, as far as it is known."""

from __future__ import annotations

from msgspec import Struct


class Visitor(Struct, frozen=True, kw_only=True):
    """`may_read`: it may see what readers see; `operator`: it may correct. `csrf` is the token that
    its forms must carry, empty for one that has no cookie yet.
    """

    may_read: bool = False
    operator: bool = False
    name: str = ""
    csrf: str = ""


NOBODY = Visitor()
