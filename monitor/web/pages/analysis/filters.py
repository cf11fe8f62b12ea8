"""What may be asked of stories in an address, and what of it a page shows and offers."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from monitor.views.facts.forms import StoryFilter

WORDS_CHARS_MAX = 200
Words = Annotated[str, Meta(max_length=WORDS_CHARS_MAX)]
Day = Annotated[str, Meta(max_length=10)]
Values = Annotated[tuple[Words, ...], Meta(max_length=50)]


class LookFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Each may stand there more than once: any of its values will do. `together`: all of the
    countries and all of the people. `since` and `until` are partial dates of the event. `q` are
    words, in any script.
    """

    q: Words = ""
    topic: Values = ()
    theme: Values = ()
    country: Values = ()
    person: Values = ()
    body: Values = ()
    act: Values = ()
    stage: Values = ()
    place: Values = ()
    language: Values = ()
    kind: Values = ()  # of outlets
    told_in: Values = ()  # countries of outlets
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
    return StoryFilter(
        topics=look.topic,
        themes=look.theme,
        countries=look.country,
        people=look.person,
        bodies=look.body,
        acts=look.act,
        stages=look.stage,
        places=look.place,
        languages=look.language,
        outlet_kinds=look.kind,
        outlet_countries=look.told_in,
        owners=look.owner,
        since=look.since or None,
        until=look.until or None,
        words=look.q,
        together=look.together,
    )
