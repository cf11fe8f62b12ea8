"""Stories → ninjs 3.0, the IPTC's News in JSON, for systems of newsrooms: one object a line.

Only a few of its properties are used, under the names and with the values that the standard allows;
the classes here are this project's own, not the standard's schema. A story is a text without a
body: `representationType` says that it is partial.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Literal
from urllib.parse import quote

import msgspec
from msgspec import Struct, field

from monitor.digest import sanitize
from monitor.views.export.codes import plover_event
from monitor.views.export.rows import AccountsRow
from monitor.views.facts.forms import StoryFacts

SCHEMA = "http://www.iptc.org/std/ninjs/ninjs-schema_3.0.json#"
_PERCENT = 100
_VERSION_DIGITS = 12
_DAY_CHARS = len("2024-12-12")
# What stands in a URI as it is; all else is percent-encoded, as RFC 3987 (3.1) makes one of an
# address with letters of other scripts.
_OF_URIS = "%:/?#[]@!$&'()*+,;=-._~"
_json = msgspec.json.Encoder()
_encode = msgspec.json.Encoder(order="sorted").encode


class NinjsStandard(Struct, frozen=True, kw_only=True):
    name: str = "ninjs"
    version: str = "3.0"
    schema: str = SCHEMA


class NinjsHeadline(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    value: str
    role: str = ""
    content_type: str = ""


class NinjsPerson(Struct, frozen=True, kw_only=True, omit_defaults=True):
    name: str
    literal: str = ""
    rel: str = ""


class NinjsPoint(Struct, frozen=True, kw_only=True):
    """GeoJSON: east before north."""

    coordinates: tuple[float, float]
    type: Literal["Point"] = "Point"


class NinjsPlace(Struct, frozen=True, kw_only=True, omit_defaults=True):
    name: str
    literal: str = ""
    rel: str = ""
    point: NinjsPoint | None = field(default=None, name="geoJSON")


class NinjsSubject(Struct, frozen=True, kw_only=True, omit_defaults=True):
    name: str
    literal: str
    rel: str
    creator: str = ""
    confidence: int | None = None


class NinjsSource(Struct, frozen=True, kw_only=True):
    name: str
    role: str


class NinjsAccount(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An associated object: one outlet's article."""

    uri: str
    name: str
    type: Literal["text"]
    language: str
    title: str | None = None
    rel: str = ""


class NinjsDates(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    expected_start_date: str
    expected_end_date: str | None = None


class NinjsEvent(Struct, frozen=True, kw_only=True):
    dates: NinjsDates


class Ninjs(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """The root object."""

    uri: str
    type: Literal["text"]
    standard: NinjsStandard
    representation_type: Literal["partial"]
    profile: str
    version: str
    first_created: str
    version_created: str
    pub_status: Literal["usable", "withheld", "canceled"]
    language: str
    title: str
    headlines: tuple[NinjsHeadline, ...]
    people: tuple[NinjsPerson, ...] = ()
    organisations: tuple[NinjsPerson, ...] = ()
    places: tuple[NinjsPlace, ...] = ()
    subjects: tuple[NinjsSubject, ...] = ()
    info_sources: tuple[NinjsSource, ...] = ()
    event_details: NinjsEvent | None = None
    associations: tuple[NinjsAccount, ...] = ()
    alt_ids: tuple[dict[str, str], ...] = ()


def lines(
    stories: Iterable[tuple[StoryFacts, Sequence[AccountsRow]]], *, language: str
) -> Iterator[bytes]:
    """`language` is that of the headlines, where one can be made in it; else English, else the
    outlet's own.
    """
    for story, accounts in stories:
        made = ninjs_of(story, accounts, language=language)
        if made is not None:
            yield _json.encode(made) + b"\n"


def ninjs_of(story: StoryFacts, accounts: Sequence[AccountsRow], *, language: str) -> Ninjs | None:
    """None for a story of which nothing can be told at all: no headline, and no title that is
    left.
    """
    spoken, headline = _headline(story, language)
    if not headline:
        return None
    return Ninjs(
        uri=f"urn:monitor:story:{story.id}",
        type="text",
        standard=NinjsStandard(),
        representation_type="partial",
        profile="diplomatic-story",
        version=sha256(_encode(story)).hexdigest()[:_VERSION_DIGITS],
        first_created=story.opened_at,
        version_created=story.updated_at,
        pub_status="usable",
        language=spoken,
        title=headline,
        headlines=(NinjsHeadline(value=headline, role="main", content_type="text/plain"),),
        people=tuple(
            NinjsPerson(name=one.name, literal=one.key, rel=one.role) for one in story.people
        ),
        organisations=tuple(
            NinjsPerson(name=body, literal=body, rel="about") for body in story.bodies
        ),
        places=tuple(_places(story)),
        subjects=tuple(_subjects(story)),
        info_sources=tuple(_sources(accounts)),
        event_details=_event(story),
        associations=tuple(map(_account, accounts)),
        alt_ids=({"role": "number", "value": f"S{story.number}"},),
    )


def _headline(story: StoryFacts, language: str) -> tuple[str, str]:
    for one in (language, "en"):
        if one in story.headlines:
            return one, story.headlines[one]
    return story.title_language, story.title


def _places(story: StoryFacts) -> Iterator[NinjsPlace]:
    place = story.place
    if place is not None:
        point = None
        if place.latitude is not None and place.longitude is not None:
            point = NinjsPoint(coordinates=(place.longitude, place.latitude))
        yield NinjsPlace(name=place.name, rel="event", point=point)
    for code in story.countries:
        yield NinjsPlace(name=code, literal=f"iso3166-1:{code}", rel="about")


def _subjects(story: StoryFacts) -> Iterator[NinjsSubject]:
    if story.act is not None:
        sure = story.confidence.get("act")
        yield NinjsSubject(
            name=story.act,
            literal=f"plover:{plover_event(story.act) or ''}",
            rel="act",
            creator="monitor",
            confidence=None if sure is None else round(sure * _PERCENT),
        )
    for theme in story.themes:
        yield NinjsSubject(name=theme, literal=f"theme:{theme}", rel="about")


def _sources(accounts: Sequence[AccountsRow]) -> Iterator[NinjsSource]:
    """Each outlet once."""
    kinds = {one.outlet: one.outlet_kind for one in accounts}
    return (NinjsSource(name=outlet, role=kind) for outlet, kind in kinds.items())


def _account(one: AccountsRow) -> NinjsAccount:
    address = sanitize.link(one.url)
    return NinjsAccount(
        uri=quote(address, safe=_OF_URIS) if address else f"urn:monitor:account:{one.account}",
        name=one.outlet,
        type="text",
        language=one.language,
        title=one.title,
        rel="account",
    )


def _event(story: StoryFacts) -> NinjsEvent | None:
    """As precise as the day is known: the standard takes a year or a month too. When it was
    published is no day of its own.
    """
    day = story.day
    if day is None or day.basis == "published":
        return None
    return NinjsEvent(
        dates=NinjsDates(
            expected_start_date=day.start[:_DAY_CHARS],
            expected_end_date=day.end[:_DAY_CHARS] if day.end else None,
        )
    )
