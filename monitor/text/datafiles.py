"""The data files beside the code: read once, when first asked for."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any


def rows(name: str) -> Iterator[list[str]]:
    """Tab-separated rows of data/`name`; empty lines and lines that begin with # say nothing."""
    text = (files("monitor") / "data" / name).read_text(encoding="utf-8")
    return (line.split("\t") for line in text.split("\n") if line and line[0] != "#")


def listed(words: str) -> tuple[str, ...]:
    """Words with spaces between, for short lists that belong to the code."""
    return tuple(words.split())


@cache
def table(name: str) -> dict[str, Any]:
    """The TOML file data/`name`."""
    return tomllib.loads((files("monitor") / "data" / name).read_text(encoding="utf-8"))


# Islands and dependencies without a foreign policy of their own; their names are often other places
# too.
UNWANTED_TERRITORIES = frozenset(
    listed(
        "AC AI AQ AS AW AX BL BM BQ BV CC CK CP CQ CX DG EA EU EZ FK FO GF GG GI GP GS GU HM IC IM IO JE KY MF MP MQ MS NC NF NU PF PM PN "
        "QO RE SH SJ SX TA TC TF TK UM UN VG VI WF XA XB YT ZZ CW EH"
    )
)
