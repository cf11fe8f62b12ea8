"""What a form says, and what is said of it once it is done."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Literal
from urllib.parse import parse_qsl, urlencode

from msgspec import Struct

from monitor.errors import UsageError
from monitor.publishing.publisher import Publisher
from monitor.web.security.visitor import Visitor

FIELDS_MAX = 64
FIELD_CHARS_MAX = 2_000
_BACK = re.compile(r"/(?!/)[\w./~?=&%+-]{0,300}", re.ASCII)


class SentForm(Struct, frozen=True, kw_only=True):
    """Fields by name, those that were sent once or not at all; `many` has all of each."""

    many: Mapping[str, tuple[str, ...]]
    visitor: Visitor
    language: str
    path: Mapping[str, str] = {}

    def text(self, name: str, *, default: str = "") -> str:
        """Raises UsageError for what is sent twice, or too long."""
        found = self.many.get(name, (default,))
        if len(found) > 1:
            raise UsageError(f"{name} stands there twice")
        return found[0].strip()

    def needed(self, name: str, *, hint: str = "") -> str:
        """Raises UsageError where it is empty."""
        found = self.text(name)
        if not found:
            raise UsageError(f"{name} is missing", hint=hint)
        return found

    @property
    def back(self) -> str:
        """The page that the form stood on: of this site, or its first."""
        asked = self.text("back")
        return asked if _BACK.fullmatch(asked) else "/"


class FormDone(Struct, frozen=True, kw_only=True):
    """`said` is the key of a phrase in the table "said", `number` fills its slot; `undo` is the
    correction that may be taken back.
    """

    said: str
    number: str = ""
    undo: int = 0


Deed = Callable[[Publisher, SentForm], FormDone]


class WebAction(Struct, frozen=True, kw_only=True):
    """What a form may ask for at `path`. The deed runs where the log is written; it raises what
    corrections raise.
    """

    path: str
    name: str
    deed: Deed
    access: Literal["reader", "operator"] = "operator"


def fields_of(body: bytes) -> dict[str, tuple[str, ...]]:
    """Of a form as browsers send it. Raises UsageError for one that cannot be read."""
    try:
        pairs = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, max_num_fields=FIELDS_MAX, errors="strict"
        )
    except ValueError as error:  # also: not UTF-8
        raise UsageError("the form cannot be read") from error
    found: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        if len(value) > FIELD_CHARS_MAX:
            raise UsageError(f"{name[:40]} is too long", hint=f"at most {FIELD_CHARS_MAX} letters")
        found[name] = (*found.get(name, ()), value)
    return found


def said_at(back: str, done: FormDone) -> str:
    """The address of the page that says what was done."""
    path, _, query = back.partition("?")
    kept = [pair for pair in parse_qsl(query) if pair[0] != "said"]
    said = ".".join(filter(None, (done.said, done.number, str(done.undo or ""))))
    return f"{path}?{urlencode([*kept, ('said', said)])}"


class WhatWasDone(Struct, frozen=True, kw_only=True):
    """What `said_at` put into the address."""

    key: str
    number: str = ""
    undo: int = 0


_SAID = re.compile(r"([a-z_]{1,30})(?:\.([SA-Z]?\d{1,12}|[0-9a-f]{6,16}))?(?:\.(\d{1,12}))?")


def said_in(query: str, known: Mapping[str, str]) -> WhatWasDone | None:
    """None for what nobody of us said."""
    found = _SAID.fullmatch(query)
    if found is None or found[1] not in known:
        return None
    return WhatWasDone(key=found[1], number=found[2] or "", undo=int(found[3] or 0))
