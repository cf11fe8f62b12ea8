"""What the facts answer with: typed values, safe to show anywhere once they are escaped. Words of
outlets have passed `sanitize.text`; nothing of a redacted text is among them.

Days are ISO days; partial dates are as precise as what is known; times are ISO, UTC. Confidences go
from 0 to 1. People go by `key`: the id of a known office holder, else the folded surname.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from monitor.digest.dates import Precision
from monitor.model import CountryCode, Fate, PartialDate, Rules, Source, SourceKind, Stage, Topic

FactStatus = Literal["open", "closed"]
KINDS = (
    "topic", "theme", "country", "person", "body", "act", "stage", "place", "language",
    "outlet_kind", "outlet_country", "owner", "status",
)  # fmt: skip


class FactSettings(Struct, frozen=True, kw_only=True):
    """What decides what is told, and of whom it is known who they are: from the configuration."""

    rules: Rules = Rules()
    sources: tuple[Source, ...] = ()
    topics: tuple[Topic, ...] = ()


# --- a story ---


class StoryPerson(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`role`: one of the sides, or there with them. `confidence` is 1 where readings knew none."""

    key: str
    name: str
    role: Literal["side", "present"] = "side"
    office: str | None = None
    country: CountryCode | None = None
    body: str | None = None
    confidence: float = 1.0


class StoryPlace(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`name` is today's English name; degrees in WGS 84, None where nobody wrote them down."""

    name: str
    country: CountryCode | None = None
    then: str | None = None
    latitude: float | None = None
    longitude: float | None = None


class StoryDay(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`first` and `last` are the days that it may mean; `basis` "published": no account names a
    day, and this is the one on which the first of them was published.
    """

    start: PartialDate
    first: str
    last: str
    end: PartialDate | None = None
    basis: Literal["text", "relative", "published"] = "text"
    precision: Precision = "day"


class StoryFacts(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`headlines` by language, empty where nobody can say for sure who did what: then `title`, an
    outlet's own, stands for it. `met`: "meeting" or "talks", where the act is another but that took
    place too. `news_at` is when its last news was published, or first seen, if nobody says when.
    """

    id: str
    number: int
    status: FactStatus
    opened_at: str
    updated_at: str
    news_at: str
    headlines: dict[str, str] = {}
    title: str = ""
    title_language: str = ""
    title_outlet: str = ""
    act: str | None = None
    met: str | None = None
    stage: Stage | None = None
    came: Fate = "done"
    visit: str | None = None
    multilateral: bool = False
    place: StoryPlace | None = None
    day: StoryDay | None = None
    people: tuple[StoryPerson, ...] = ()
    countries: tuple[CountryCode, ...] = ()
    bodies: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    outlet_kinds: tuple[SourceKind, ...] = ()
    outlet_countries: tuple[CountryCode, ...] = ()
    owners: tuple[str, ...] = ()
    accounts: int = 0
    maybe: str | None = None  # the id of the story that it may be
    links: tuple[str, ...] = ()  # ids of stories that it recalls
    confidence: dict[str, float] = {}  # of act, stage, place and date


class StoryFilter(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Within one list any of its values will do; each list that is not empty must be met. With
    `together`, all of `countries` and all of `people`. The story's day must touch `since` to
    `until` (partial dates, both within). `words` are looked for in every script.
    """

    topics: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    outlet_kinds: tuple[str, ...] = ()
    outlet_countries: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    told_by_all: tuple[str, ...] = ()
    told_by_none: tuple[str, ...] = ()
    status: FactStatus | None = None
    since: PartialDate | None = None
    until: PartialDate | None = None
    words: str = ""
    together: bool = False


class StoryList(Struct, frozen=True, kw_only=True):
    """`total` counts all that meet the filter; `cursor` asks for what comes after these, None where
    nothing does.
    """

    stories: tuple[StoryFacts, ...]
    total: int
    cursor: str | None


class FacetCount(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`label` is a person's name; of the rest the value says all."""

    value: str
    stories: int
    label: str = ""
    country: CountryCode | None = None


Facets = dict[str, tuple[FacetCount, ...]]  # by kind, the most frequent first


# --- people, countries, bodies ---


class Encounter(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """With whom: a person, or a country alone. `last_day` is empty where no day is known."""

    key: str
    name: str
    times: int
    country: CountryCode | None = None
    last_month: str = ""


class MonthCount(Struct, frozen=True, kw_only=True):
    """`month` as "2024-12"; `meetings` that took place, `ahead` and `off` those that did not."""

    month: str
    meetings: int
    ahead: int
    off: int


class PlaceCount(Struct, frozen=True, kw_only=True, omit_defaults=True):
    name: str
    stories: int
    country: CountryCode | None = None
    latitude: float | None = None
    longitude: float | None = None


class ActCount(Struct, frozen=True, kw_only=True):
    month: str
    act: str
    stories: int


class OfficeTerm(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An office that accounts give somebody, and in how many stories."""

    office: str
    stories: int
    country: CountryCode | None = None


class CalledSo(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A name and a country under which somebody stands in stories."""

    name: str
    stories: int
    country: CountryCode | None = None


class FactProfile(Struct, frozen=True, kw_only=True):
    """A person, a country or a body. Stories without a month stand under the month "". Whom no
    table knows (`listed`) goes by the surname: `called` shows whether that may be several people.
    """

    kind: Literal["person", "country", "body"]
    key: str
    name: str
    country: CountryCode | None
    stories: int
    listed: bool
    called: tuple[CalledSo, ...]
    offices: tuple[OfficeTerm, ...]
    months: tuple[MonthCount, ...]
    met: tuple[Encounter, ...]
    places: tuple[PlaceCount, ...]
    acts: tuple[ActCount, ...]


# --- all of them ---


class Knot(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody in a network, and how many meetings he stands in of those that are shown."""

    key: str
    name: str
    meetings: int
    country: CountryCode | None = None


class Tie(Struct, frozen=True, kw_only=True):
    """`acts`: how many of the meetings were which."""

    one: str
    other: str
    meetings: int
    acts: dict[str, int]


class Network(Struct, frozen=True, kw_only=True):
    """Who met whom, the most frequent ties first; `left_out` counts the ties that are not shown.
    `counted_from` is the day from which on meetings are counted, where a span has too many.
    """

    knots: tuple[Knot, ...]
    ties: tuple[Tie, ...]
    left_out: int
    counted_from: str = ""


class PlannedDay(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What comes up, by one account. `headlines` are the house's, by language: of what comes up
    where it is the story's `own` event, else of what the account tells beside it, whose sentence in
    its language is `what`; where none can be made, `title` is the account's own.
    """

    number: int
    day: StoryDay
    own: bool
    outlet: str
    article_id: str
    language: str
    headlines: dict[str, str] = {}
    title: str = ""
    what: str = ""
    place: StoryPlace | None = None
    act: str | None = None
    stage: Stage | None = None
    url: str | None = None


# --- accounts ---


class FactClaim(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an account claims: `field` as in `model.Claim`, `value` the key of a person, an act, a
    stage, a place, a day, or the words. `told`: whether it passes its threshold. `sentence` is
    where it stands, empty where that is not known.
    """

    field: str
    value: str
    confidence: float
    told: bool
    label: str = ""
    sentence: str = ""


class FactAccount(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`kind`: what the outlet is to the news. `published_at` is the instant, where it is known to
    the hour. Of a redacted text only who, when and what stand here, none of its words, and
    no address.
    """

    article_id: str
    outlet: str
    owner: str
    kind: SourceKind
    language: str
    seen_at: str
    verdict: str
    country: CountryCode | None = None
    published: PartialDate | None = None
    published_at: str | None = None
    url: str | None = None
    title: str = ""
    act: str | None = None
    stage: Stage | None = None
    redacted: bool = False
    claims: tuple[FactClaim, ...] = ()


class StageStep(Struct, frozen=True, kw_only=True):
    """An account by which the story came one stage further, was put off or denied."""

    at: str
    stage: Stage
    outlet: str
    article_id: str


class HourCount(Struct, frozen=True, kw_only=True):
    """`hour` is the start of an hour, UTC: when the accounts were published, or first seen."""

    hour: str
    owner: str
    kind: SourceKind
    accounts: int


class StoryTimes(Struct, frozen=True, kw_only=True):
    story: StoryFacts
    hours: tuple[HourCount, ...]
    stages: tuple[StageStep, ...]
    accounts: tuple[FactAccount, ...]  # without their claims


# --- two countries ---


class SideTold(Struct, frozen=True, kw_only=True):
    """What the outlets of one country tell of a story: `acts` and `stages` as they have them."""

    country: CountryCode
    accounts: int
    outlets: tuple[str, ...]
    first_at: str
    acts: tuple[str, ...]
    stages: tuple[str, ...]


class Compared(Struct, frozen=True, kw_only=True):
    story: StoryFacts
    sides: tuple[SideTold, ...]


class Comparing(Struct, frozen=True, kw_only=True):
    """Of stories that outlets of two countries tell: how many both do, and one alone; the latest of
    each.
    """

    country_a: CountryCode
    country_b: CountryCode
    both: int
    only_a: int
    only_b: int
    told_by_both: tuple[Compared, ...]
    told_by_a: tuple[Compared, ...]
    told_by_b: tuple[Compared, ...]
