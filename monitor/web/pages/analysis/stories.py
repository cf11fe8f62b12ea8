"""Stories that meet a filter, as a river or a table, with what else stands in them, counted."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from monitor.views.facts.forms import FacetCount, StoryFacts
from monitor.web.pages.analysis.filters import NAMES, LookFilter, wanted
from monitor.web.requests import PageRequest

LINES_MAX = 100
VALUES_MAX = 12  # of a facet
Limit = Annotated[int, Meta(ge=1, le=LINES_MAX)]


class StoriesFilter(LookFilter, frozen=True, kw_only=True, forbid_unknown_fields=True):
    view: Literal["river", "table"] = "river"
    after: Annotated[str, Meta(max_length=100)] = ""
    limit: Limit = 25


class Facet(Struct, frozen=True, kw_only=True):
    """`name` is what it is called in an address."""

    kind: str
    name: str
    values: tuple[FacetCount, ...]


class StoriesPage(Struct, frozen=True, kw_only=True):
    """`total` counts all that meet the filter; `next` is the cursor of those behind these."""

    total: int
    view: str
    stories: tuple[StoryFacts, ...]
    facets: tuple[Facet, ...]
    next: str | None


def stories(ask: PageRequest) -> StoriesPage:
    look = ask.filter(StoriesFilter)
    filtered, facts = wanted(look), ask.facts
    found = facts.stories(filtered, cursor=look.after or None, limit=look.limit)
    counted = facts.facets(filtered, kinds=tuple(NAMES), values_max=VALUES_MAX)
    return StoriesPage(
        total=found.total,
        view=look.view,
        stories=found.stories,
        facets=tuple(
            Facet(kind=kind, name=name, values=counted[kind])
            for kind, name in NAMES.items()
            if counted.get(kind)
        ),
        next=found.cursor,
    )
