"""What is asked of a page, as its handler sees it: typed filters, a place in a list, and what it
may read.
"""

from __future__ import annotations

import base64
import binascii
import functools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

import msgspec
from msgspec import Struct

from monitor.errors import UsageError
from monitor.log.protocol import EventLog
from monitor.stores import Stores
from monitor.views.documents import Passing
from monitor.views.facts.facts import Facts
from monitor.views.facts.forms import FactSettings
from monitor.views.facts.told import FactMaker
from monitor.views.views import Views
from monitor.web.queries import filter_of
from monitor.web.settings import WebSettings
from monitor.web.words import PageWords

_Filter = TypeVar("_Filter", bound=Struct)
_Place = TypeVar("_Place")


class NoFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of a page that knows none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """`path` are the values of the path's {slots}, `query` what stands behind the question mark.
    `views` and `log` are this request's own, and are only read.
    """

    views: Views
    log: EventLog
    stores: Stores
    settings: WebSettings
    words: PageWords
    now: datetime
    path: dict[str, str] = field(default_factory=dict)
    query: Sequence[tuple[str, str]] = ()
    operator: bool = False

    @property
    def facts(self) -> Facts:
        """What is told of stories: who met whom, where, when, and by whose account."""
        return self.views.facts(self.settings.facts)

    @property
    def passing(self) -> Passing:
        """What readers are told of a story's accounts."""
        return passing_of(self.settings.facts)

    def filter(self, kind: type[_Filter]) -> _Filter:
        """The query as a value of `kind`; a field that is a tuple takes a name more than once.
        Raises UsageError for what `kind` does not know or allow.
        """
        return filter_of(self.query, kind)


@functools.lru_cache(maxsize=1)
def passing_of(settings: FactSettings) -> Passing:
    """Made once for a configuration: to file its outlets takes 4 ms."""
    return FactMaker(settings).passing


# --- places in a list ---


def cursor_of(*place: str | float) -> str:
    """A place in a list, for the address of what comes next. It says nothing that is secret."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def place_of(cursor: str, kind: type[_Place]) -> _Place | None:
    """The values that `cursor_of` was given, as a tuple of `kind`; None at the beginning. Raises
    UsageError for a cursor that nobody made.
    """
    if not cursor:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        return msgspec.json.decode(base64.urlsafe_b64decode(padded.encode("ascii")), type=kind)
    except (binascii.Error, UnicodeError, msgspec.DecodeError) as error:
        raise UsageError(
            "?after is no place in this list", hint="leave it out to begin at the beginning"
        ) from error
