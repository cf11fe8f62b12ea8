"""What may be asked of stories in an address, and what of it a page shows and offers."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated

from msgspec import Meta, Struct

from monitor.datafiles import ids
from monitor.model import SourceKind, Stage
from monitor.views.facts.forms import StoryFilter
from monitor.web.queries import unfit

WORDS_CHARS_MAX = 200
Words = Annotated[str, Meta(max_length=WORDS_CHARS_MAX)]
Day = Annotated[
    str, Meta(max_length=10, description="a year, a month or a day", examples=["2026-11"])
]
Country = Annotated[
    str,
    Meta(
        pattern="^([A-Za-z]{2})?$",
        description="a country's two letters (ISO 3166)",
        examples=["KZ"],
    ),
]
Language = Annotated[
    str,
    Meta(pattern="^[A-Za-z]{2,3}$", description="a language's letters (ISO 639)", examples=["kk"]),
]
VALUES_MAX = 50
Values = Annotated[tuple[Words, ...], Meta(max_length=VALUES_MAX)]
Countries = Annotated[tuple[Country, ...], Meta(max_length=VALUES_MAX)]


class LookFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Each may stand there more than once: any of its values will do. `together`: all of the
    countries and all of the people. `since` and `until` are partial dates of the event. `q` are
    words, in any script.
    """

    q: Words = ""
    topic: Values = ()
    theme: Values = ()
    country: Countries = ()
    person: Values = ()
    body: Values = ()
    act: Values = ()
    stage: Annotated[tuple[Stage, ...], Meta(max_length=VALUES_MAX)] = ()
    place: Values = ()
    language: Annotated[tuple[Language, ...], Meta(max_length=VALUES_MAX)] = ()
    kind: Annotated[tuple[SourceKind, ...], Meta(max_length=VALUES_MAX)] = ()  # of outlets
    told_in: Countries = ()  # countries of outlets
    owner: Values = ()
    since: Day = ""
    until: Day = ""
    together: bool = False


# The names of facets among the facts → what they are called in an address.
NAMES: dict[str, str] = {
    "topic": "topic",
    "theme": "theme",
    "country": "country",
    "person": "person",
    "body": "body",
    "act": "act",
    "stage": "stage",
    "place": "place",
    "language": "language",
    "outlet_kind": "kind",
    "outlet_country": "told_in",
    "owner": "owner",
}


def wanted(look: LookFilter) -> StoryFilter:
    """Raises UsageError for an act or a theme that there is not."""
    for act in look.act:
        check_act(act)
    for theme in look.theme:
        _check("theme", theme, ids("themes.toml"))
    return StoryFilter(
        topics=look.topic,
        themes=look.theme,
        countries=_upper(look.country),
        people=look.person,
        bodies=look.body,
        acts=look.act,
        stages=look.stage,
        places=look.place,
        languages=tuple(one.lower() for one in look.language),
        outlet_kinds=look.kind,
        outlet_countries=_upper(look.told_in),
        owners=look.owner,
        since=look.since or None,
        until=look.until or None,
        words=look.q,
        together=look.together,
    )


def check_act(act: str) -> None:
    """Raises UsageError for one that there is not."""
    _check("act", act, ids("acts.toml")["act"])


def _check(name: str, value: str, known: Collection[str]) -> None:
    if value not in known:
        raise unfit(name, value, takes=f"one of {', '.join(known)}", example=next(iter(known)))


def _upper(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code.upper() for code in codes if code)
