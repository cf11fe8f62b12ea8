"""The rows that `export` writes, one class a table, one field a column: docs/data.md is generated
from them.

Only what is told stands in stories and meetings; claims are each account's own, with the word
whether they pass their threshold. Times are instants (UTC), and the offset that the outlet wrote
stands beside them in minutes. Countries are ISO 3166-1, alpha-2 and alpha-3; languages ISO 639-1;
degrees WGS 84; acts are this house's and PLOVER's. Columns are added, never renamed or given
another meaning, without a note in the CHANGELOG.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

Table = Literal["stories", "accounts", "claims", "meetings"]


def _is(description: str) -> Meta:
    return Meta(description=description)


StoryId = Annotated[str, _is("The story's id: 16 hex digits that never change")]
Number = Annotated[int, _is("The number that people see: 12 is S12")]
Act = Annotated[str | None, _is("What was done, an id of data/acts: meeting, call, signing …")]
PloverEvent = Annotated[str | None, _is("PLOVER's event type of the act: CONSULT, AGREE …")]
PloverMode = Annotated[
    str | None, _is("PLOVER's mode, where the act has one: visit, phone, multilateral, third-party")
]
StageOf = Annotated[
    str | None,
    _is(
        "How far it has come: proposed, announced, under way, happened, signed, ratified, "
        "cancelled, postponed, denied"
    ),
]
CameOf = Annotated[str, _is("ahead, done or off: the stage in three words")]
DayStart = Annotated[str | None, _is("The day as precise as is known: 2024, 2024-12, 2024-12-12")]
DayEnd = Annotated[str | None, _is("The last day, of what took several")]
DayFirst = Annotated[date | None, _is("The first day that it may be")]
DayLast = Annotated[date | None, _is("The last day that it may be")]
DayPrecision = Annotated[str | None, _is("day, month or year")]
DayBasis = Annotated[
    str | None,
    _is("text: written so; relative: counted from the published day; published: that day itself"),
]
PlaceName = Annotated[str | None, _is("Where, by today's English name")]
PlaceCountry = Annotated[str | None, _is("The place's country, alpha-2")]
PlaceCountry3 = Annotated[str | None, _is("The place's country, alpha-3")]
Latitude = Annotated[float | None, _is("Degrees north")]
Longitude = Annotated[float | None, _is("Degrees east")]
Sure = Annotated[float | None, _is("How sure it is, 0 to 1; of several owners' word together")]


class StoriesRow(Struct, frozen=True, kw_only=True):
    """A diplomatic event, as it is told."""

    story: StoryId
    number: Number
    status: Annotated[str, _is("open, or closed after a time without news")]
    headline: Annotated[
        str | None, _is("The house's in English; null where nobody can say for sure who did what")
    ]
    act: Act
    plover_event: PloverEvent
    plover_mode: PloverMode
    stage: StageOf
    came: CameOf
    visit: Annotated[str | None, _is("state, official, working or private")]
    multilateral: Annotated[bool, _is("Whether more than two sides take part")]
    day_start: DayStart
    day_end: DayEnd
    day_first: DayFirst
    day_last: DayLast
    day_precision: DayPrecision
    day_basis: DayBasis
    place: PlaceName
    place_country: PlaceCountry
    place_country_a3: PlaceCountry3
    latitude: Latitude
    longitude: Longitude
    people: Annotated[
        tuple[str, ...], _is("Who takes part, by key; the sides first, most prominent first")
    ]
    people_names: Annotated[tuple[str, ...], _is("Their names, in the same order")]
    people_countries: Annotated[
        tuple[str | None, ...], _is("Their countries, alpha-2, in the same order")
    ]
    sides: Annotated[int, _is("How many of them are sides; the rest are there with them")]
    countries: Annotated[tuple[str, ...], _is("The countries that act, alpha-2")]
    countries_a3: Annotated[tuple[str, ...], _is("The same, alpha-3")]
    bodies: Annotated[tuple[str, ...], _is("The organisations, by short name: UN, SCO …")]
    themes: Annotated[tuple[str, ...], _is("What was talked about, ids of data/themes")]
    topics: Annotated[tuple[str, ...], _is("Topics of config/topics.toml that it meets")]
    languages: Annotated[tuple[str, ...], _is("Languages of its accounts")]
    outlet_kinds: Annotated[tuple[str, ...], _is("party, state, private, unknown")]
    outlet_countries: Annotated[tuple[str, ...], _is("Countries of its outlets, alpha-2")]
    owners: Annotated[tuple[str, ...], _is("Who speaks in the end: accounts of one are one word")]
    accounts: Annotated[int, _is("How many articles tell it")]
    act_confidence: Sure
    stage_confidence: Sure
    place_confidence: Sure
    day_confidence: Sure
    opened_at: Annotated[datetime, _is("When the first account was taken in")]
    updated_at: Annotated[datetime, _is("When the last news was taken in")]


class AccountsRow(Struct, frozen=True, kw_only=True):
    """An article: one outlet's word on a story."""

    story: StoryId
    number: Number
    account: Annotated[str, _is("The article's id")]
    url: Annotated[str | None, _is("Where it stands; null once its text was redacted")]
    outlet: Annotated[str, _is("The outlet's name")]
    outlet_kind: Annotated[str, _is("party, state, private, unknown")]
    outlet_country: Annotated[str | None, _is("alpha-2")]
    outlet_country_a3: Annotated[str | None, _is("alpha-3")]
    outlet_zone: Annotated[str | None, _is("The zone of its times, an IANA name")]
    owner: Annotated[str, _is("Who speaks in the end")]
    language: Annotated[str, _is("The language that it was read in")]
    title: Annotated[str | None, _is("Its own headline; null once its text was redacted")]
    published: Annotated[str | None, _is("When it says it was published, as precise as it says")]
    published_at: Annotated[datetime | None, _is("The same as an instant, where it is one")]
    published_offset_minutes: Annotated[
        int | None, _is("How far the outlet's clock was ahead of UTC, as it wrote it")
    ]
    seen_at: Annotated[datetime, _is("When it was taken in")]
    verdict: Annotated[str, _is("What it was to its story: new, development, duplicate, unsure")]
    new_facts: Annotated[tuple[str, ...], _is("Kinds of what was new in it: figure, stage …")]
    act: Act
    stage: StageOf
    redacted: Annotated[bool, _is("Whether its text was erased by an operator")]


class ClaimsRow(Struct, frozen=True, kw_only=True):
    """Something that one account says, and how sure it is that it does."""

    story: StoryId
    number: Number
    account: Annotated[str, _is("The article's id")]
    outlet: Annotated[str, _is("The outlet's name")]
    outlet_kind: Annotated[str, _is("party, state, private, unknown")]
    outlet_country: Annotated[str | None, _is("alpha-2")]
    owner: Annotated[str, _is("Who speaks in the end")]
    language: Annotated[str, _is("The language that it was read in")]
    published_at: Annotated[datetime | None, _is("When it was published, where that is an instant")]
    seen_at: Annotated[datetime, _is("When it was taken in")]
    field: Annotated[
        str,
        _is(
            "lead and present: who takes part; act, stage, place, date; quotation, figure, "
            "outcome; diplomatic: that it is diplomacy at all"
        ),
    ]
    value: Annotated[
        str | None,
        _is(
            "A person's key, an act, a stage, a place, a day (a range as start/end); a figure as "
            "written; null for words, which stand in `words`"
        ),
    ]
    label: Annotated[
        str | None, _is("A person's name, who spoke, what a figure counts, an outcome's kind")
    ]
    confidence: Annotated[float, _is("0 to 1, calibrated on labelled articles")]
    told: Annotated[bool, _is("Whether it passes its threshold by this account alone")]
    country: Annotated[str | None, _is("Of a person or a place, alpha-2")]
    country_a3: Annotated[str | None, _is("The same, alpha-3")]
    office: Annotated[str | None, _is("A person's office, an id of data/offices")]
    body: Annotated[str | None, _is("The body of that office, where it was written")]
    plover_event: PloverEvent
    plover_mode: PloverMode
    latitude: Latitude
    longitude: Longitude
    day_first: DayFirst
    day_last: DayLast
    number_value: Annotated[float | None, _is("A figure's number")]
    unit: Annotated[str | None, _is("Its unit: USD, %, or what is counted")]
    words: Annotated[
        str | None, _is("A quotation's or an outcome's words; only with --texts, never redacted")
    ]
    sentence: Annotated[str | None, _is("The sentence that says so; only with --texts")]


class MeetingsRow(Struct, frozen=True, kw_only=True):
    """Two sides of a story that met, spoke or signed: of three sides there are three rows. A side
    without a person is a country.
    """

    story: StoryId
    number: Number
    one: Annotated[str | None, _is("A person's key")]
    one_name: Annotated[str | None, _is("The person's name")]
    one_office: Annotated[str | None, _is("An id of data/offices")]
    one_country: Annotated[str | None, _is("alpha-2")]
    one_country_a3: Annotated[str | None, _is("alpha-3")]
    other: Annotated[str | None, _is("The other's key")]
    other_name: Annotated[str | None, _is("The other's name")]
    other_office: Annotated[str | None, _is("An id of data/offices")]
    other_country: Annotated[str | None, _is("alpha-2")]
    other_country_a3: Annotated[str | None, _is("alpha-3")]
    act: Act
    plover_event: PloverEvent
    plover_mode: PloverMode
    stage: StageOf
    came: CameOf
    day_start: DayStart
    day_end: DayEnd
    day_first: DayFirst
    day_last: DayLast
    day_precision: DayPrecision
    day_basis: DayBasis
    place: PlaceName
    place_country: PlaceCountry
    place_country_a3: PlaceCountry3
    latitude: Latitude
    longitude: Longitude
    confidence: Annotated[float | None, _is("Of the less sure of the two people's part")]
    accounts: Annotated[int, _is("How many articles tell it")]
    owners: Annotated[int, _is("How many owners speak")]


ROWS: dict[Table, type[Struct]] = {
    "stories": StoriesRow,
    "accounts": AccountsRow,
    "claims": ClaimsRow,
    "meetings": MeetingsRow,
}
