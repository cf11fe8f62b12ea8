"""The nouns, as frozen typed values. Times of the log are aware UTC datetimes (`…_at`).

Dates of the world are *partial dates*: ISO strings as precise as what is known, "2024", "2024-03",
"2024-12-12", or a full ISO time; a missing one is None. Countries are ISO 3166-1 alpha-2 codes
("KZ", and "XK" for Kosovo); organisations are the house's short names in capitals ("SCO", "UN",
"EU"). Languages are ISO 639-1 codes.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct, field

PartialDate = str
CountryCode = str

VerdictKind = Literal["new", "development", "duplicate", "unsure"]
Stage = Literal[
    "proposed",
    "announced",
    "under way",
    "happened",
    "signed",
    "ratified",
    "cancelled",
    "postponed",
    "denied",
]
AHEAD: frozenset[Stage] = frozenset(("proposed", "announced"))  # it is to come about
OFF: frozenset[Stage] = frozenset(("cancelled", "postponed", "denied"))  # it did not come about
Fate = Literal["ahead", "done", "off"]


def fate_of(stage: Stage | None) -> Fate:
    return "ahead" if stage in AHEAD else "off" if stage in OFF else "done"


def key_of_sides(sides: Iterable[CountryCode]) -> str:
    """As "KZ-RU": by which two states are known again in every account."""
    return "-".join(sorted(sides))


SourceKind = Literal["party", "state", "private", "unknown"]


class Source(Struct, frozen=True, kw_only=True, gc=False):
    """An outlet. `kind` is what it is to the news it tells: an organ of a party to events,
    state-owned, or private.
    """

    id: str
    name: str
    kind: SourceKind = "unknown"
    country: CountryCode | None = None
    owner: str | None = None
    language: str | None = None
    zone: str | None = None  # IANA name; the zone of its times that carry none
    hosts: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    restricted_in: tuple[CountryCode, ...] = ()
    evidence: str | None = None  # where `kind` and `owner` were taken from


KnownBy = Literal["operator", "host", "feed"]


class Provenance(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """How it was known who speaks: by the operator's word (`operator`), by the host that the feed
    was fetched from (`host`), or by nothing but the feed (`feed`), whose title is a label.

    `via`: its link leads to another host, so that it passes on what another holds.
    """

    known_by: KnownBy
    host: str
    source: str | None = None  # its id in config/sources.toml
    via: bool = False

    @property
    def owner(self) -> str:
        """One for each outlet, and for each host of feeds that nobody knows."""
        return self.source or self.host


class Article(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One outlet's published account. Never changed: an edited one is the same `id` with another
    `version`.

    The text itself is passed beside it, is kept outside the chain, and is named here by its hash.
    """

    id: str  # 16 hex digits: hash of the canonical address, else outlet + guid, else title + text
    version: str  # 12 hex digits: hash of title + text
    text_hash: str  # SHA-256, hex, of the kept text
    text_bytes: int  # bytes the article came with; more than were kept if it was cut
    cut: bool = False  # only the first `TEXT_BYTES_MAX` bytes were kept and read
    given_id: str | None = None  # what its file or line called it ("001")
    url: str | None = None
    guid: str | None = None
    outlet: str | None = None
    lang: str | None = None  # as declared by its source; the Reading says what was read
    published: PartialDate | None = None
    title: str | None = None
    provenance: Provenance | None = None  # None: an article of a file, or of an older version


class Incoming(Struct, frozen=True, kw_only=True, gc=False):
    """An article and its text on their way in; `event` is a label that only `evaluate` looks at."""

    article: Article
    text: str
    notes: tuple[str, ...] = ()  # what was mended on the way in, e.g. "not UTF-8: 3 bytes replaced"
    event: str | None = None
    held: str = ""  # why a person should look before it is told: begins with `HELD`


HELD = "held for a person"
NO_DIPLOMACY = "no diplomacy was read in it"


# --- what an article was read to say ---


class Span(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Days in the world, local to their place. `end` differs from `start` only for ranges; both are
    partial dates.
    """

    start: PartialDate
    end: PartialDate | None = None
    basis: Literal["text", "relative", "published"] = (
        "text"  # written, counted from the published date, or that date itself
    )
    as_written: str = ""


class Place(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A city, region or building. `name` is today's English name, `then` the name the text used if
    that is a former one.
    """

    name: str
    country: CountryCode | None = None
    then: str | None = None


class Person(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Somebody who takes part. `key` is the folded surname by which spellings and scripts meet."""

    key: str
    name: str  # the fullest form in the text, as written there
    surname: str = ""  # the surname as written
    # an id of data/offices ("president", "speaker-upper", "foreign-minister")
    office: str | None = None
    # the body of that office as written, where it was ("Federation Council")
    body: str | None = None
    country: CountryCode | None = None
    organisation: str | None = None
    role: Literal["lead", "present", "mentioned"] = "mentioned"
    given: str | None = None  # folded given name, if any
    known: str | None = None  # id of the office-holder row that this is, if one fits


class Quotation(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Whole words of a named speaker, closed in the text. What is unclosed, cut or unattributed
    never becomes one.
    """

    text: str
    speaker: str  # as the reader should see it: the fullest form of the name in the article
    speaker_key: str
    language: str
    translated_by: str | None = None


class Figure(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A number with what it counts and whose it is; `owner` None means that the outlet itself says
    so.
    """

    value: float
    as_written: str  # "$20 billion", "around 70%"
    unit: str = ""  # "USD", "RUB", "%", or the noun counted, folded ("projects")
    counts: str = ""  # the words around it that say what it counts
    # the figure and those words as they stand in the text; empty where words have no spaces
    phrase: str = ""
    owner: str | None = None
    owner_key: str | None = None
    hedged: bool = False  # "around", "more than", "planned"


class Outcome(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A document or decision. `what` is a phrase of the article in its own language."""

    kind: Literal["signed", "agreed", "concluded", "proposed", "opened", "launched"]
    what: str
    key: str  # folded content words, for comparing
    background: bool = False  # reached earlier or elsewhere, at `at`


class Upcoming(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    what: str
    when: Span | None = None
    place: Place | None = None
    proposed_by: str | None = None


class Mention(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Background: another event that the article recalls. Never evidence for this one; a link to
    its story.
    """

    people: tuple[str, ...] = ()  # keys
    countries: tuple[CountryCode, ...] = ()
    place: str | None = None
    date: Span | None = None
    act: str | None = None
    text: str = ""  # the sentence, at most 300 characters


class Slip(Struct, frozen=True, kw_only=True, gc=False):
    """Something the source got wrong, as far as the article itself or its story shows."""

    as_written: str
    read_as: str
    because: str


class OfficeSaid(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Somebody whom the article, in its own words, calls the one who holds an office."""

    office: str  # an id of data/offices
    where: str  # country or organisation
    name: str
    key: str
    given: str | None = None
    known: str | None = None
    text: str = ""  # the sentence, at most 300 characters


Stem = tuple[str, int, bool]  # folded, how often it is said, whether it is written as a name


class PackedStems:
    """Folded stems in a tenth of a dictionary's memory: "Costa:3 trade". A capital is a name's,
    ":3" says how often.

    It has no length and no order of its own: only `stems` opens it, so that nobody takes its
    letters for words.
    """

    __slots__ = ("packed",)

    def __init__(self, packed: str = "") -> None:
        self.packed = packed

    @classmethod
    def of(cls, stems: Iterable[Stem]) -> PackedStems:
        return cls(" ".join(map(_packed, stems)))

    def stems(self) -> Iterator[Stem]:
        """What was packed, in the same order."""
        for written, folded in zip(self.packed.split(), self.packed.lower().split(), strict=True):
            stem, _, times = folded.partition(":")
            yield stem, int(times) if times.isdecimal() else 1, folded != written


def _packed(stem: Stem) -> str:
    folded, times, as_name = stem
    return (folded.capitalize() if as_name else folded) + (f":{times}" if times > 1 else "")


ClaimField = Literal[
    "lead", "present", "sides", "act", "stage", "place", "date", "quotation", "figure",
    "outcome", "diplomatic",
]  # fmt: skip


class Claim(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Something that a Reading holds, and how sure it is that the article says so."""

    field: ClaimField
    # the person's `known` or `key`, the two states, the act, stage, place or day; of "diplomatic"
    # the act that makes it so; the number of the rest
    of: str
    confidence: float  # 0 to 1, calibrated on labelled readouts
    evidence: int | None = None  # which of `Reading.evidence` it comes from
    how: tuple[
        str, ...
    ] = ()  # what speaks for it, and against it (with a "-" before), strongest first


class Reading(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Who did what with whom, where, when. Everything is the article's own event unless it stands
    in `background`.
    """

    language: str
    title: str = ""
    people: tuple[Person, ...] = ()  # most prominent first
    countries: tuple[CountryCode, ...] = ()  # of those who act, most prominent first
    sides: tuple[CountryCode, ...] = ()  # the two states that it is between
    organisations: tuple[str, ...] = ()
    place: Place | None = None
    places: tuple[Place, ...] = ()  # all that are named outside background, `place` among them
    date: Span | None = None
    dates: tuple[Span, ...] = ()  # all that are named outside background, `date` among them
    acts: tuple[str, ...] = ()  # ids of data/acts, the main one first
    stage: Stage | None = None
    visit: str | None = None  # "state", "official", "working", "private"
    multilateral: bool = False
    # "2 round", "24 summit": what tells an event in a row from its neighbours
    ordinals: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()  # ids of data/themes ("trade", "culture")
    discussed: tuple[str, ...] = ()  # of them, those of sentences that tell of the talking
    outcomes: tuple[Outcome, ...] = ()
    upcoming: tuple[Upcoming, ...] = ()
    figures: tuple[Figure, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    background: tuple[Mention, ...] = ()
    slips: tuple[Slip, ...] = ()
    # of content words, most telling first, bounded; see `words`
    packed_words: str = field(default="", name="words")
    claims: tuple[Claim, ...] = ()  # how sure the above is; empty in readings of earlier versions
    evidence: tuple[
        str, ...
    ] = ()  # the sentences that claims come from, at most 300 characters each
    credit: str | None = None  # whom the outlet cites ("press service of the Senate")
    translated_by: str | None = None  # "Yandex Translate", if the text says it is a translation
    offices: tuple[OfficeSaid, ...] = ()  # whom it calls the holder of which office
    lines_kept: int = 0
    lines_dropped: dict[str, int] = {}  # reason → how many
    quotes_refused: int = 0  # unclosed or unattributed quotations, not taken
    quotes_unclosed: int = 0  # of them, those whose mark is left open
    # what an operator should know: "only the first 65536 bytes were read"
    notes: tuple[str, ...] = ()

    @property
    def words(self) -> PackedStems:
        """Its telling words: folded stems, the title's first, then the most frequent."""
        return PackedStems(self.packed_words)


# --- what was concluded ---


class Factor(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One reason in a comparison: its value, what it was multiplied by, and the words that were
    compared.
    """

    name: str
    value: float
    weight: float
    note: str = ""


class Comparison(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    story_id: str
    score: float  # log-odds that the article tells this story; above 0 is more likely than not
    factors: tuple[Factor, ...] = ()
    barred: str | None = None  # the guard or human correction that forbids it, in words


class Evidence(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    rule: str  # one sentence: why it was decided so
    rules: str = ""  # fingerprint of the rules and weights that decided
    considered: int = 0  # stories compared
    chosen: Comparison | None = None
    runner_up: Comparison | None = None
    same: tuple[str, ...] = ()
    differ: tuple[str, ...] = ()


class Fact(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Something an article says that its story did not have. `text` is what a reader is told."""

    kind: Literal[
        "quotation",
        "figure",
        "outcome",
        "person",
        "stage",
        "date",
        "place",
        "act",
        "visit",
        "denial",
        "sentence",
    ]
    text: str
    key: str = ""
    speaker: str | None = None
    was: str | None = None  # for a change: what the story had ("announced" → "signed")


class Verdict(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What an article is to a story. `story_id` is None when it opens one; `maybe` names the story
    that it may belong to.
    """

    kind: VerdictKind
    evidence: Evidence
    story_id: str | None = None
    of: str | None = None  # id of the article it repeats most closely
    maybe: str | None = None
    new_facts: tuple[Fact, ...] = ()
    differ: tuple[Fact, ...] = ()  # two accounts that differ: `text` here, `was` there
    links: tuple[str, ...] = ()  # stories that its background mentions


class Binding(Struct, frozen=True, kw_only=True, gc=False):
    """A person's correction, binding for the machine: these two articles do, or do not, tell one
    story.
    """

    a: str
    b: str
    together: bool


class StoryStatus(enum.StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    MERGED = "merged"


# --- what readers follow ---


class Interests(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What a story may name. Within one list any of its values will do; each list that is not empty
    must be met.
    """

    countries: tuple[CountryCode, ...] = ()
    people: tuple[str, ...] = ()  # names in any spelling or script
    organisations: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()  # ids of data/acts
    words: tuple[str, ...] = ()  # plain words or phrases; a closing * stands for any ending


class Topic(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What a reader follows: `include` must be met, and nothing of `exclude` may be named.

    `together` asks for all of `include.countries` in one story rather than any of them.
    `minimum_standing` is a level of standing: 0 takes every story, 5 only those of heads of state
    and government. `everything` lists what the gate set aside too, beneath the stories.
    """

    id: str
    name: str = ""  # as the reader sees it; empty: made from the countries
    include: Interests = Interests()
    exclude: Interests = Interests()
    together: bool = False
    minimum_standing: int = 0
    everything: bool = False


FollowKind = Literal["country", "person", "name", "organisation", "act", "word", "story"]


class Follow(Struct, frozen=True, kw_only=True, gc=False):
    """What readers follow by name. `of` is a country's code, a person's id of data/office_holders
    or, where no row is known, the name ("name"); a short name of a body, an act's id, plain words,
    a story's id. `name` is what it was called when it was asked for.

    `id` is opaque: it stands in the log, and the rest in `state/readers.db`.
    """

    id: str
    kind: FollowKind
    of: str
    name: str = ""


# --- who holds what ---


class Incumbent(Struct, frozen=True, kw_only=True):
    """Somebody who holds an office, as an operator wrote it down. `start` and `end` are partial
    dates, empty where they are not known; whoever has no end is still in office.
    """

    where: str  # country or organisation
    office: str  # an id of data/offices
    name: str
    other: tuple[str, ...] = ()  # other spellings and scripts
    start: str = ""
    end: str = ""
    origin: str = ""  # the file and line


# --- thresholds ---


class Rules(Struct, frozen=True, kw_only=True, gc=False):
    """The thresholds that decisions use; `config/monitor.toml` [rules] overrides them. Units stand
    last in the names.
    """

    link_logit: float = 0.0  # a comparison above this links an article to the story
    # less than this below it: a story of its own, and a person should look
    unsure_logit: float = 1.8
    # published dates further apart are compared only if the event's own dates meet
    window_days: int = 21
    close_days: int = 45  # a story quiet for this long is closed
    fresh_days: int = 7  # older than this when first seen is told as "from the archive"
    future_days: int = 2  # published further ahead than this is not believed
    text_retention_days: int = 0  # texts older than this are erased; 0 keeps them
    outlet_words_max: int = 60  # words quoted from one outlet in one digest
    # The least confidence with which a claim is told, 0 to 1; what is below is left out.
    sure_lead: float = 0.85
    sure_present: float = 0.97
    sure_sides: float = 0.85
    sure_act: float = 0.85
    sure_stage: float = 0.8
    sure_place: float = 0.87
    sure_date: float = 0.8
    sure_quotation: float = 0.88
    sure_figure: float = 0.85
    sure_outcome: float = 0.5
    # how sure it must be that an article tells of diplomacy, to be let in; 0 lets everything in
    sure_diplomatic: float = 0.6
    # owners that must call somebody the holder of an office, and the days within which they do
    office_owners: int = 3
    office_window_days: int = 30


TEXT_BYTES_MAX = 65_536
