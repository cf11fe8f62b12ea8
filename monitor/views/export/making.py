"""The facts → rows, story by story: what is in memory is a story and its accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import combinations
from typing import Any

from msgspec import Struct

from monitor.digest.dates import days_of
from monitor.events.stories_and_feeds import Member
from monitor.gazetteer.coordinates import coordinates_of
from monitor.model import Claim, Place
from monitor.views.export.codes import (
    alpha3,
    day,
    instant,
    offset_minutes,
    plover_event,
    plover_mode,
)
from monitor.views.export.rows import AccountsRow, ClaimsRow, MeetingsRow, StoriesRow, Table
from monitor.views.facts.accounts import claims_of, told_members
from monitor.views.facts.facts import Facts
from monitor.views.facts.forms import FactClaim, FactSettings, StoryFacts, StoryPerson
from monitor.views.facts.refresh import is_meeting, sides_of
from monitor.views.facts.told import FactMaker, SeenAccount, title_of

_WORDS = frozenset(("quotation", "outcome"))  # claims whose value is somebody's words
_PEOPLE = frozenset(("lead", "present"))


class RowMaker:
    """Makes the rows of one export. `texts`: with words of outlets and of those they quote."""

    def __init__(self, facts: Facts, settings: FactSettings, *, texts: bool) -> None:
        self._facts, self._rules, self._texts = facts, settings.rules, texts
        self._maker = FactMaker(settings)

    def rows(self, table: Table, *, since: str | None, until: str | None) -> Iterator[Struct]:
        """Of the stories whose day touches `since` to `until` (partial dates), by number."""
        make: Mapping[Table, Callable[[StoryFacts], Iterator[Struct]]] = {
            "stories": _story,
            "accounts": self.accounts,
            "claims": self._claims,
            "meetings": _meetings,
        }
        for story in self._facts.each(since=since, until=until):
            yield from make[table](story)

    def accounts(self, story: StoryFacts) -> Iterator[AccountsRow]:
        seen = list(self._facts.seen(story.id))
        told = told_members(seen, self._maker)
        for one in seen:
            yield self._account(story, one, told[one.seq])

    def _account(self, story: StoryFacts, one: SeenAccount, told: Member) -> AccountsRow:
        article, reading, sources = one.member.article, one.member.reading, self._maker.sources
        source, country = sources.of(article), sources.country(article)
        return AccountsRow(
            story=story.id,
            number=story.number,
            account=article.id,
            url=None if one.redacted else article.url,
            outlet=sources.name(article),
            outlet_kind=sources.kind(article),
            outlet_country=country,
            outlet_country_a3=alpha3(country),
            outlet_zone=source.zone if source else None,
            owner=sources.owner(article),
            language=reading.language,
            title=title_of(one.member) or None,
            published=article.published,
            published_at=instant(article.published),
            published_offset_minutes=offset_minutes(article.published),
            seen_at=datetime.fromisoformat(one.seen_at),
            verdict=one.member.verdict,
            new_facts=tuple(fact.kind for fact in told.new_facts),
            act=next(iter(told.reading.acts), None),
            stage=told.reading.stage,
            redacted=one.redacted,
        )

    def told(
        self, *, since: str | None, until: str | None
    ) -> Iterator[tuple[StoryFacts, Sequence[AccountsRow]]]:
        """Each story with its accounts."""
        for story in self._facts.each(since=since, until=until):
            yield story, list(self.accounts(story))

    # --- claims ---

    def _claims(self, story: StoryFacts) -> Iterator[ClaimsRow]:
        for one in self._facts.seen(story.id):
            common = self._common(story, one)
            for claim, shown in claims_of(one.member, self._rules):
                yield self._claim(common, _about(claim, one), shown)

    def _common(self, story: StoryFacts, one: SeenAccount) -> dict[str, Any]:
        """What all claims of an account have."""
        article, sources = one.member.article, self._maker.sources
        return {
            "story": story.id,
            "number": story.number,
            "account": article.id,
            "outlet": sources.name(article),
            "outlet_kind": sources.kind(article),
            "outlet_country": sources.country(article),
            "owner": sources.owner(article),
            "language": one.member.reading.language,
            "published_at": instant(article.published),
            "seen_at": datetime.fromisoformat(one.seen_at),
        }

    def _claim(self, common: dict[str, Any], about: _About, shown: FactClaim) -> ClaimsRow:
        is_words = shown.field in _WORDS
        return ClaimsRow(
            **common,
            field=shown.field,
            value=None if is_words else shown.value,
            label=shown.label or None,
            confidence=shown.confidence,
            told=shown.told,
            country=about.country,
            country_a3=alpha3(about.country),
            office=about.office,
            body=about.body,
            plover_event=about.plover_event,
            plover_mode=about.plover_mode,
            latitude=about.latitude,
            longitude=about.longitude,
            day_first=day(about.first),
            day_last=day(about.last),
            number_value=about.number,
            unit=about.unit,
            words=shown.value if is_words and self._texts else None,
            sentence=(shown.sentence or None) if self._texts else None,
        )


class _About(Struct, frozen=True, kw_only=True):
    """What is known of a claim's value."""

    country: str | None = None
    office: str | None = None
    body: str | None = None
    plover_event: str | None = None
    plover_mode: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    first: str | None = None
    last: str | None = None
    number: float | None = None
    unit: str | None = None


_NOTHING = _About()


def _about(claim: Claim, one: SeenAccount) -> _About:
    if claim.field in _PEOPLE:
        return _of_person(claim.of, one)
    known = _ABOUT.get(claim.field)
    return known(claim.of, one) if known else _NOTHING


def _of_person(key: str, one: SeenAccount) -> _About:
    people = one.member.reading.people
    found = next((person for person in people if key in (person.known, person.key)), None)
    if found is None:
        return _NOTHING
    return _About(country=found.country, office=found.office, body=found.body)


def _of_act(act: str, one: SeenAccount) -> _About:
    mode = plover_mode(act, multilateral=one.member.reading.multilateral)
    return _About(plover_event=plover_event(act), plover_mode=mode)


def _of_place(name: str, one: SeenAccount) -> _About:
    reading = one.member.reading
    places: tuple[Place | None, ...] = (reading.place, *reading.places)
    country = next((place.country for place in places if place and place.name == name), None)
    at = coordinates_of(name, country)
    return _About(country=country, latitude=at and at[0], longitude=at and at[1])


def _of_day(written: str, one: SeenAccount) -> _About:  # noqa: ARG001 — as its neighbours
    start, _, end = written.partition("/")
    first, last = days_of(start)[0], days_of(end or start)[1]
    if first is None or last is None:
        return _NOTHING
    return _About(first=first.isoformat(), last=last.isoformat())


def _of_figure(nth: str, one: SeenAccount) -> _About:
    figures = one.member.reading.figures
    at = int(nth) if nth.isdecimal() else len(figures)
    if at >= len(figures):
        return _NOTHING
    return _About(number=figures[at].value, unit=figures[at].unit or None)


_ABOUT: Mapping[str, Callable[[str, SeenAccount], _About]] = {
    "act": _of_act,
    "diplomatic": _of_act,
    "place": _of_place,
    "date": _of_day,
    "figure": _of_figure,
}


# --- stories and meetings ---


def _story(story: StoryFacts) -> Iterator[StoriesRow]:
    held, place, sure = story.day, story.place, story.confidence
    yield StoriesRow(
        story=story.id,
        number=story.number,
        status=story.status,
        headline=story.headlines.get("en"),
        act=story.act,
        plover_event=plover_event(story.act),
        plover_mode=plover_mode(story.act, multilateral=story.multilateral),
        stage=story.stage,
        came=story.came,
        visit=story.visit,
        multilateral=story.multilateral,
        day_start=held.start if held else None,
        day_end=held.end if held else None,
        day_first=day(held.first) if held else None,
        day_last=day(held.last) if held else None,
        day_precision=held.precision if held else None,
        day_basis=held.basis if held else None,
        place=place.name if place else None,
        place_country=place.country if place else None,
        place_country_a3=alpha3(place.country) if place else None,
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        people=tuple(one.key for one in story.people),
        people_names=tuple(one.name for one in story.people),
        people_countries=tuple(one.country for one in story.people),
        sides=sum(one.role == "side" for one in story.people),
        countries=story.countries,
        countries_a3=tuple(filter(None, map(alpha3, story.countries))),
        bodies=story.bodies,
        themes=story.themes,
        topics=story.topics,
        languages=story.languages,
        outlet_kinds=story.outlet_kinds,
        outlet_countries=story.outlet_countries,
        owners=story.owners,
        accounts=story.accounts,
        act_confidence=sure.get("act"),
        stage_confidence=sure.get("stage"),
        place_confidence=sure.get("place"),
        day_confidence=sure.get("date"),
        opened_at=datetime.fromisoformat(story.opened_at),
        updated_at=datetime.fromisoformat(story.updated_at),
    )


def _meetings(story: StoryFacts) -> Iterator[MeetingsRow]:
    if not is_meeting(story):
        return
    (of_story,) = _story(story)
    people = {one.key: one for one in story.people} | {"": _NOBODY}
    for one, other in combinations(sorted(set(sides_of(story))), 2):
        yield _meeting(of_story, (people[one[0]], one[1]), (people[other[0]], other[1]))


Side = tuple[StoryPerson, str]  # nobody where a country stands for itself; the country, or ""
_NOBODY = StoryPerson(key="", name="")


def _meeting(story: StoriesRow, one: Side, other: Side) -> MeetingsRow:
    sure = [person.confidence for person, _ in (one, other) if person.key]
    act = story.act
    return MeetingsRow(
        story=story.story,
        number=story.number,
        one=one[0].key or None,
        one_name=one[0].name or None,
        one_office=one[0].office,
        one_country=one[1] or None,
        one_country_a3=alpha3(one[1]),
        other=other[0].key or None,
        other_name=other[0].name or None,
        other_office=other[0].office,
        other_country=other[1] or None,
        other_country_a3=alpha3(other[1]),
        act=act,
        plover_event=story.plover_event,
        plover_mode=story.plover_mode,
        stage=story.stage,
        came=story.came,
        day_start=story.day_start,
        day_end=story.day_end,
        day_first=story.day_first,
        day_last=story.day_last,
        day_precision=story.day_precision,
        day_basis=story.day_basis,
        place=story.place,
        place_country=story.place_country,
        place_country_a3=story.place_country_a3,
        latitude=story.latitude,
        longitude=story.longitude,
        confidence=min(sure, default=None),
        accounts=story.accounts,
        owners=len(story.owners),
    )
