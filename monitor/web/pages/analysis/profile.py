"""A person, a country or a body: with whom and where, by month, and the latest stories."""

from __future__ import annotations

from msgspec import Struct

from monitor.errors import NotFoundError
from monitor.views.facts.forms import FactProfile, StoryFacts, StoryFilter
from monitor.web.requests import PageRequest

LATEST = 12
_SHOWN_CHARS = 60


class ProfilePage(Struct, frozen=True, kw_only=True):
    """`stories` are the latest of those that name it."""

    profile: FactProfile
    stories: tuple[StoryFacts, ...]


def person(ask: PageRequest) -> ProfilePage:
    key = ask.path["key"]
    return _page(ask, ask.facts.person(key), StoryFilter(people=(key,)), key)


def country(ask: PageRequest) -> ProfilePage:
    code = ask.path["code"].upper()
    return _page(ask, ask.facts.country(code), StoryFilter(countries=(code,)), code)


def body(ask: PageRequest) -> ProfilePage:
    name = ask.path["name"]
    return _page(ask, ask.facts.body(name), StoryFilter(bodies=(name,)), name)


def _page(
    ask: PageRequest, found: FactProfile | None, wanted: StoryFilter, key: str
) -> ProfilePage:
    if found is None:
        raise NotFoundError(f"no story names {key[:_SHOWN_CHARS]}")
    latest = ask.facts.stories(wanted, limit=LATEST)
    return ProfilePage(profile=found, stories=latest.stories)
