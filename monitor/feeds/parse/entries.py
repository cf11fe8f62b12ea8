"""Entries of a feed → candidates for articles, known again by their keys; and a candidate → its
article, times in UTC.

An entry is known by its guid, its canonical address, its headline and time, or its title and text.
The hash of title and text also tells that a known entry was edited, and a sketch of its words that
quite another document came under its id. Most entries are known already: only what is to be taken
becomes an article.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from monitor.feeds.provenance import with_provenance
from monitor.feeds.sketch import sketch_of
from monitor.feeds.times.dates import outlets_own
from monitor.feeds.values import Feed, FeedEntry, Parsed
from monitor.intake.normalize import incoming
from monitor.model import Incoming, Provenance, Source

# a time up to this far ahead is taken for a wrong zone or clock, one beyond for nonsense
FUTURE = timedelta(days=2)
# what a sitemap says was left as it is for so long is no news: only what is younger is looked at
_LONG_SINCE = timedelta(days=30)
# a title and text shorter than this are no identity: "Photo of the day" comes every day
_TELLING_CHARS = 100
_HEADLINE_CHARS = 20  # "Briefing" comes again, perhaps in the same minute elsewhere
_UPDATES_MAX = 2  # titles under one address that may be one article, updated


class IdentifiedEntry(Struct, frozen=True, kw_only=True):
    """`identity` are the keys by which it is known again, strongest first; `keys` are those,
    `edition` and `sketch`.
    """

    entry: FeedEntry
    identity: tuple[str, ...]
    edition: str  # hash of title and text
    sketch: str = ""  # of its words, under its strongest key
    moment: datetime | None = None  # when it says it was published, if that is not yet to come
    # an address that many entries share: where a reader finds it, not what it is known by
    link: str | None = None
    failed: str = ""  # why no article can be made of it

    @property
    def keys(self) -> tuple[str, ...]:
        more = (self.edition,) if self.edition not in self.identity else ()
        return (*self.identity, *more, *((self.sketch,) if self.sketch else ()))


class Context(Struct, frozen=True, kw_only=True):
    """What an entry does not say itself. `fresh`: the feed was read before, so that an entry
    without a time which is new to us appeared since.
    """

    feed: Feed
    outlet: str | None  # the outlet's name
    provenance: Provenance | None = None  # how it was known
    source: Source | None = None
    language: str | None  # as the feed declares it
    now: datetime
    fresh: bool


# --- what it is known by ---


def candidates(parsed: Parsed, *, now: datetime, pages: bool = False) -> list[IdentifiedEntry]:
    """In the feed's order, one for each entry; of entries with one identity, the first. `pages`:
    the page behind an address gives the words that the entry has not.
    """
    idle_guids, idle_addresses = _idle(parsed.entries)
    headlines = Counter(filter(None, map(_headline, parsed.entries)))
    found: list[IdentifiedEntry] = []
    seen: set[str] = set()
    for entry in parsed.entries:
        if _is_long_since(entry, now=now):
            continue
        shared = entry.address in idle_addresses
        own = replace(
            entry,
            guid=None if entry.guid in idle_guids else entry.guid,
            address=None if shared else entry.address,
            url=None if shared else entry.url,
        )
        headline = _headline(entry)
        candidate = _candidate(
            own,
            link=entry.url if shared else None,
            headline=headline if headlines[headline] == 1 else "",
            now=now,
            pages=pages,
        )
        if seen.isdisjoint(candidate.identity):
            found.append(candidate)
        seen.update(candidate.identity)
    return found


def _idle(entries: Sequence[FeedEntry]) -> tuple[set[str], set[str]]:
    """Guids and addresses that tell nothing apart: one guid for different articles, the home page
    as everybody's link.
    """
    guids: dict[str, set[tuple[str | None, str]]] = defaultdict(set)
    addresses: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        guids[entry.guid or ""].add((entry.address, entry.title))
        addresses[entry.address or ""].add(entry.title)
    idle_guids = {guid for guid, said in guids.items() if guid and len(said) > 1}
    return idle_guids, {
        address for address, said in addresses.items() if address and len(said) > _UPDATES_MAX
    }


def _is_long_since(entry: FeedEntry, *, now: datetime) -> bool:
    touched = _moment(entry.touched, now=now)
    return touched is not None and touched < now - _LONG_SINCE


def _candidate(
    entry: FeedEntry, *, link: str | None, headline: str, now: datetime, pages: bool
) -> IdentifiedEntry:
    edition = _key("t", entry.title, entry.text)
    identity = tuple(_identity(entry, edition, headline))
    return IdentifiedEntry(
        entry=entry,
        identity=identity,
        edition=edition,
        sketch=sketch_of(f"{entry.title}\n{entry.text}", under=identity[0]),
        moment=_moment(entry.published, now=now),
        link=link,
        failed=_failed(entry, pages=pages),
    )


def _failed(entry: FeedEntry, *, pages: bool) -> str:
    if entry.title or entry.text or (pages and entry.url):
        return ""
    return "neither a title nor a text"


def _identity(entry: FeedEntry, edition: str, headline: str) -> Iterator[str]:
    if entry.guid:
        yield _key("g", entry.guid)
    if entry.address:
        yield _key("a", entry.address)
    if headline:
        yield headline
    if len(entry.title) + len(entry.text) >= _TELLING_CHARS or not (entry.guid or entry.address):
        yield edition


def _headline(entry: FeedEntry) -> str:
    """What is left of an entry when a feed makes its ids and links anew: a headline at a time."""
    is_timed = entry.published is not None and "T" in entry.published
    if len(entry.title) < _HEADLINE_CHARS or not is_timed:
        return ""
    return _key("h", entry.title, entry.published or "")


def _key(kind: str, *parts: str) -> str:
    return kind + sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


# --- the article it becomes ---


def article_of(candidate: IdentifiedEntry, context: Context) -> Incoming:
    """Raises ValueError if it `failed`."""
    if candidate.failed:
        raise ValueError(candidate.failed)
    entry, feed = candidate.entry, context.feed
    published, notes = _published(entry, context)
    notes += (f"passed on: the words are of {entry.via}",) if entry.via else ()
    taken = incoming(
        text=entry.text,
        text_bytes=entry.text_bytes,
        title=entry.title,
        url=entry.url,
        guid=entry.guid,
        outlet=context.outlet,
        lang=feed.language or entry.language or context.language,
        published=published,
        notes=notes,
    )
    article = taken.article
    if context.provenance:
        article = with_provenance(
            article, context.provenance, context.source, passed_on=bool(entry.via)
        )
    return replace(taken, article=replace(article, url=candidate.link or article.url))


def _published(entry: FeedEntry, context: Context) -> tuple[str | None, tuple[str, ...]]:
    """What cannot be read is unknown, and never today."""
    if entry.unread_time:
        return None, (f"published “{entry.unread_time}”: not understood, taken as unknown",)
    return published_of(
        entry.published,
        zone=context.feed.zone,
        named=entry.zone,
        now=context.now,
        fresh=context.fresh,
    )


def published_of(
    written: str | None, *, zone: str | None, named: str = "", now: datetime, fresh: bool
) -> tuple[str | None, tuple[str, ...]]:
    """A partial date in UTC, and what was mended. A time without an offset is the outlet's, else
    only its day is kept. `named` is the name of a zone that means several.
    """
    if written is None:
        note = "the feed gives no time: published, as far as known, on the day it was first seen"
        return (now.astimezone(UTC).date().isoformat(), (note,)) if fresh else (None, ())
    if "T" not in written:
        return _day_believed(written, now=now)
    moment = datetime.fromisoformat(written)
    if zone is not None:
        moment = outlets_own(moment, named, ZoneInfo(zone))
    if moment.tzinfo is None:
        known, notes = _believed(moment.replace(tzinfo=UTC), now=now, day_only=True)
        return known, (*notes, *((_NO_ZONE,) if known else ()))
    return _believed(moment.astimezone(UTC), now=now)


_NO_ZONE = "the feed's time has no zone that is known: only its day is kept"


def _day_believed(written: str, *, now: datetime) -> tuple[str | None, tuple[str, ...]]:
    """Of a day, a month or a year."""
    first = datetime.fromisoformat((written + "-01-01")[: len("YYYY-MM-DD")]).replace(tzinfo=UTC)
    known, notes = _believed(first, now=now, day_only=True)
    return (written if known else None), notes


def _believed(
    moment: datetime, *, now: datetime, day_only: bool = False
) -> tuple[str | None, tuple[str, ...]]:
    if moment > now + FUTURE:
        return None, (f"published {moment.date()}, which is yet to come: taken as unknown",)
    if moment > now and not day_only:
        return now.astimezone(UTC).isoformat(timespec="seconds"), (
            "published a little after it was fetched: set back",
        )
    return (moment.date().isoformat() if day_only else moment.isoformat(timespec="seconds")), ()


def _moment(written: str | None, *, now: datetime) -> datetime | None:
    """None for a month and a year, too: they order nothing."""
    if written is None or len(written) < len("YYYY-MM-DD"):
        return None
    moment = datetime.fromisoformat(written)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment if moment <= now + FUTURE else None
