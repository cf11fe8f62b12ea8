"""The documents that `--json` prints, as types. docs/schemas/ is generated from them, and tests
hold real output against those.

Unknown values are null. New fields may be added; none is renamed or removed without a note in the
CHANGELOG.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec
from msgspec import Struct

from monitor.cli.forms_chat import DigestSent, Outbox
from monitor.config import Setting
from monitor.digest.compose.audit import Audit
from monitor.digest.model import Digest
from monitor.evaluation.evaluate import Speed
from monitor.evaluation.mistakes import Mistake
from monitor.evaluation.rematch import Rematch
from monitor.evaluation.scores import Arrivals
from monitor.events.stories_and_feeds import Event
from monitor.feeds.values import Feed as FeedSetting
from monitor.model import Article, Evidence, Fact, PartialDate, Reading, Source, Stage, Topic
from monitor.runtime.disk_forecast import Disk
from monitor.stories.queries import Participant
from monitor.views.rows import Hit


class Error(Struct, frozen=True, kw_only=True):
    """On standard error, when something went wrong."""

    error: str
    hint: str


# --- stories ---


class StoryArticle(Struct, frozen=True, kw_only=True):
    id: str
    given_id: str | None
    url: str | None
    outlet: str | None
    lang: str | None
    published: PartialDate | None
    title: str | None
    verdict: str
    new_facts: tuple[Fact, ...] = ()
    differ: tuple[Fact, ...] = ()


class Story(Struct, frozen=True, kw_only=True):
    """`number` is what people see (S12); `maybe` is the id of the story that it may belong to."""

    id: str
    number: int
    title: str
    status: Literal["open", "closed", "merged", "set aside"]
    opened_at: str
    updated_at: str
    act: str | None
    stage: Stage | None
    date: PartialDate | None
    place: str | None
    people: tuple[Participant, ...]
    languages: tuple[str, ...]
    maybe: str | None
    articles: tuple[StoryArticle, ...]


class Stories(Struct, frozen=True, kw_only=True):
    """`stories`, `story`, `unsure`."""

    stories: tuple[Story, ...]


class Found(Struct, frozen=True, kw_only=True):
    """`search`: best first."""

    articles: tuple[Hit, ...]


# --- why ---


class Corrected(Struct, frozen=True, kw_only=True):
    number: int
    type: str
    event: Event
    undone: bool


class Why(Struct, frozen=True, kw_only=True):
    """`why ARTICLE`: what was decided and everything behind it, as it was logged."""

    article: Article
    reading: Reading | None
    verdict: str | None
    story_id: str | None
    number: int | None
    of: str | None
    maybe: str | None
    reason: str
    taken_at: str
    revisions: int
    redacted_at: str | None
    evidence: Evidence | None
    new_facts: tuple[Fact, ...]
    differ: tuple[Fact, ...]
    links: tuple[str, ...]
    corrections: tuple[Corrected, ...]


class WhyStory(Struct, frozen=True, kw_only=True):
    """`why S12`: each of its articles."""

    id: str
    number: int
    articles: tuple[Why, ...]


# --- taking and correcting ---


class Told(Struct, frozen=True, kw_only=True):
    """A thing that could not be taken: where, what, and how to mend it."""

    path: str
    line: int | None
    what: str
    hint: str


class TakenArticle(Struct, frozen=True, kw_only=True):
    id: str
    given_id: str | None
    verdict: str
    story: int | None
    reason: str
    notes: tuple[str, ...]


class Ingested(Struct, frozen=True, kw_only=True):
    """`ingest`: `counts` has an entry for every outcome, and their sum is the number of articles."""

    articles: tuple[TakenArticle, ...]
    counts: dict[str, int]
    problems: tuple[Told, ...]


class Correction(Struct, frozen=True, kw_only=True):
    """`merge`, `split`, `move`, `undo`: the events that were logged, and the numbers of the
    corrections among them.
    """

    corrections: tuple[int, ...]
    events: tuple[Event, ...]


class Redacted(Struct, frozen=True, kw_only=True):
    """`redact`: hashes of the texts that were erased, and the other articles that had the very same
    text.
    """

    article: str
    erased: tuple[str, ...]
    also: tuple[str, ...] = ()


# --- the log ---


class Verified(Struct, frozen=True, kw_only=True):
    """`log verify`: `broken_at` is the position of the first event that is not as it was written."""

    ok: bool
    events: int
    head: str
    broken_at: int | None
    why: str


class Head(Struct, frozen=True, kw_only=True):
    """`log head`, `log import`, `backup`, `restore`."""

    events: int
    head: str


class LogEvent(Struct, frozen=True, kw_only=True):
    position: int
    at: datetime
    type: str
    key: str
    event: Event


class Tail(Struct, frozen=True, kw_only=True):
    events: tuple[LogEvent, ...]


class Replayed(Struct, frozen=True, kw_only=True):
    """`replay`: `same` is null unless --check asked for it."""

    events: int
    fingerprint: str
    same: bool | None


class Scored(Struct, frozen=True, kw_only=True):
    """Precision, recall and their harmonic mean, 0 to 1."""

    precision: float
    recall: float
    f1: float


class Evaluated(Struct, frozen=True, kw_only=True):
    """`evaluate`: null where nothing was labelled; `cross_language` is pairs put together, of how
    many.
    """

    articles: int
    bcubed: Scored | None
    pairs: Scored | None
    cross_language: tuple[int, int] | None
    arrivals: Arrivals | None
    novelty_f1: float | None
    novelty_judged: int
    speed: Speed
    mistakes: tuple[Mistake, ...]
    problems: tuple[Told, ...]


# --- the house ---


class Configured(Struct, frozen=True, kw_only=True):
    home: str
    settings: tuple[Setting, ...]
    sources: tuple[Source, ...]
    topics: tuple[Topic, ...]
    feeds: tuple[FeedSetting, ...] = ()


class Finding(Struct, frozen=True, kw_only=True):
    """One thing that was checked. `ok` false makes the exit status 1."""

    what: str
    ok: bool
    says: str
    hint: str = ""


class Checked(Struct, frozen=True, kw_only=True):
    ok: bool
    findings: tuple[Finding, ...]


class DayOfOutlet(Struct, frozen=True, kw_only=True):
    """What came on a day (UTC) from an outlet, and what became of it: `taken` is the sum of the
    others.
    """

    day: str
    outlet: str | None
    taken: int
    new: int
    development: int
    duplicate: int
    unsure: int
    set_aside: int
    new_version: int
    undecided: int


FeedHealth = Literal["well", "stumbling", "failing", "gone", "paused", "not asked yet"]


class FeedOfDay(Struct, frozen=True, kw_only=True):
    """Conservation: `fetched` is the sum of what stands after it; what is `owed` is not accounted
    for yet.
    """

    day: str
    url: str
    fetched: int
    new: int = 0
    development: int = 0
    duplicate: int = 0
    unsure: int = 0
    new_version: int = 0
    baseline: int = 0
    held: int = 0
    set_aside: int = 0
    failed: int = 0
    owed: int = 0


class FeedTrouble(Struct, frozen=True, kw_only=True):
    """A feed that is failing, gone or moved, and since when."""

    url: str
    health: str
    since: str | None
    reason: str | None
    moved_to: str | None


class OutboxNow(Struct, frozen=True, kw_only=True):
    """Messages that are owed; since when the oldest is; chats that wait for a person."""

    owed: int
    oldest_at: datetime | None
    chats_on_hold: int


class LastEdition(Struct, frozen=True, kw_only=True):
    """The newest edition of each set of topics and language, and up to which log time it tells."""

    edition: str
    until: datetime


class NextSlot(Struct, frozen=True, kw_only=True):
    at: datetime
    hour: str
    zone: str
    readers: int


class Status(Struct, frozen=True, kw_only=True):
    """`running` is the number of the process that runs here, or fetches or sends; null if none
    does.
    """

    home: str
    events: int
    head: str
    last_event_at: datetime | None
    articles: int
    stories: dict[str, int]
    unsure: int
    corrections: int
    log_bytes: int
    disk: Disk
    texts_kept: int
    texts_erased: int
    # the position that the next start folds on from; none: from the first event
    snapshot_at: int | None
    days: tuple[DayOfOutlet, ...]
    feeds: tuple[FeedOfDay, ...] = ()
    feeds_in_trouble: tuple[FeedTrouble, ...] = ()
    running: int | None
    readers: int
    outbox: OutboxNow
    last_editions: tuple[LastEdition, ...]
    next_slots: tuple[NextSlot, ...]


# --- feeds ---


class FetchedFeed(Struct, frozen=True, kw_only=True):
    """`entries` are those its document holds, `new` those taken as news."""

    url: str
    outcome: Literal["ok", "not modified", "held", "waiting", "failed", "gone"]
    reason: str | None
    entries: int
    new: int


class Fetched(Struct, frozen=True, kw_only=True):
    feeds: tuple[FetchedFeed, ...]


class Feed(Struct, frozen=True, kw_only=True):
    """`failures` are those in a row."""

    name: str
    url: str
    outlet: str | None
    language: str | None
    health: FeedHealth
    reason: str | None
    moved_to: str | None
    failures: int
    read_at: datetime | None
    next_at: datetime | None


class Feeds(Struct, frozen=True, kw_only=True):
    feeds: tuple[Feed, ...]


class FeedsAdded(Struct, frozen=True, kw_only=True):
    """Addresses; `others` are further feeds that the page names."""

    added: tuple[str, ...]
    others: tuple[str, ...]


class FeedRemoved(Struct, frozen=True, kw_only=True):
    removed: str


class FeedFinding(Struct, frozen=True, kw_only=True):
    name: str
    url: str
    ok: bool
    says: str
    hint: str


class FeedsChecked(Struct, frozen=True, kw_only=True):
    feeds: tuple[FeedFinding, ...]


# --- lines ---


class ArticleLine(Struct, frozen=True, kw_only=True):
    """A line of a .jsonl file that `ingest` and `evaluate` take; `event` is a label that only
    `evaluate` looks at.
    """

    id: str | int | None = None
    url: str | None = None
    lang: str | None = None
    outlet: str | None = None
    published: str | None = None
    title: str | None = None
    text: str | None = None
    event: str | int | None = None


class DecisionLine(Struct, frozen=True, kw_only=True):
    """A line of `evaluate --out`. Stories go by the id of their first article; what was set aside
    has none.
    """

    id: str
    verdict: str
    story: str | None
    story_at_arrival: str | None
    of: str | None
    maybe: str | None
    new_facts: tuple[str, ...]
    score: float | None


DOCUMENTS: dict[str, type[Struct]] = {
    "error": Error,
    "stories": Stories,
    "search": Found,
    "why": Why,
    "why-story": WhyStory,
    "ingest": Ingested,
    "correction": Correction,
    "redact": Redacted,
    "digest": Digest,
    "digest-audit": Audit,
    "digest-send": DigestSent,
    "outbox": Outbox,
    "log-verify": Verified,
    "log-head": Head,
    "log-tail": Tail,
    "replay": Replayed,
    "evaluate": Evaluated,
    "rematch": Rematch,
    "config-show": Configured,
    "check": Checked,
    "status": Status,
    "fetch": Fetched,
    "feeds-list": Feeds,
    "feeds-add": FeedsAdded,
    "feeds-remove": FeedRemoved,
    "feeds-check": FeedsChecked,
    "article-line": ArticleLine,
    "decision-line": DecisionLine,
}
"""Each form by the name of its schema: docs/schemas/NAME.json."""


def schema_of(name: str) -> dict[str, object]:
    """JSON Schema 2020-12 of a form."""
    schema = msgspec.json.schema(DOCUMENTS[name], ref_template="#/$defs/{name}")
    for described in (schema, *schema.get("$defs", {}).values()):
        if "description" in described:
            described["description"] = _as_one_line(described["description"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": name, **schema}


def _as_one_line(docstring: str) -> str:
    """Its first paragraph's line breaks are the source's width; those between paragraphs stay."""
    return "\n".join(" ".join(part.split()) for part in docstring.strip().split("\n\n"))
