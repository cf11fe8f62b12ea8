"""Entries of a feed → candidates for articles: known again by their keys, times in UTC, one of each.

An entry is known by its guid, else by its canonical address, else by its title and text. The hash of title and text also
tells that a known entry was edited.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from monitor.feeds.address import canonical
from monitor.feeds.incoming import incoming
from monitor.feeds.values import Entry, Feed, Parsed
from monitor.model import Incoming

FUTURE = timedelta(days=2)  # a time up to this far ahead is taken for a wrong zone or clock, one beyond for nonsense
_TELLING_CHARS = 100  # a title and text shorter than this are no identity: "Photo of the day" comes every day

_UPDATES_MAX = 2  # titles under one address that may be one article, updated


class Candidate(Struct, frozen=True, kw_only=True):
    """`identity` are the keys by which it is known again, strongest first; `keys` are those and `edition`."""

    identity: tuple[str, ...]
    edition: str  # hash of title and text
    incoming: Incoming | None = None
    failed: str = ""  # why no article can be made of it

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.identity, self.edition)))


class Context(Struct, frozen=True, kw_only=True):
    """What an entry does not say itself. `fresh`: the feed was read before, so that an entry without a time which is new to
    us appeared since.
    """

    feed: Feed
    outlet: str | None  # the outlet's name
    now: datetime
    fresh: bool


def candidates(parsed: Parsed, context: Context) -> list[Candidate]:
    """In the feed's order, one for each entry; of entries with one identity, the first."""
    idle = _idle_keys(parsed.entries)
    found: list[Candidate] = []
    seen: set[str] = set()
    for entry in parsed.entries:
        candidate = _candidate(entry, context, language=parsed.language, idle=idle)
        if seen.isdisjoint(candidate.identity):
            found.append(candidate)
        seen.update(candidate.identity)
    return found


def _idle_keys(entries: Sequence[Entry]) -> frozenset[str]:
    """Guids and addresses that tell nothing apart: one guid for different articles, the home page as everybody's link."""
    guids, addresses = defaultdict(set), defaultdict(set)
    for entry in entries:
        address = _address(entry)
        guids[entry.guid].add((address, entry.title))
        addresses[address].add(entry.title)
    return frozenset(
        [_key("g", guid) for guid, said in guids.items() if guid and len(said) > 1]
        + [_key("a", address) for address, titles in addresses.items() if address and len(titles) > _UPDATES_MAX]
    )


def _candidate(entry: Entry, context: Context, *, language: str | None, idle: frozenset[str]) -> Candidate:
    feed = context.feed
    edition = _key("t", entry.title, entry.text)
    identity = tuple(key for key in _identity(entry, edition) if key not in idle) or (edition,)
    if not entry.title and not entry.text:
        return Candidate(identity=identity, edition=edition, failed="neither a title nor a text")
    published, notes = published_of(entry.published, zone=feed.zone, now=context.now, fresh=context.fresh)
    shared = _key("a", _address(entry) or "") in idle
    taken = incoming(
        text=entry.text,
        title=entry.title,
        url=None if shared else entry.url,
        guid=None if entry.guid and _key("g", entry.guid) in idle else entry.guid,
        outlet=context.outlet,
        lang=feed.language or entry.language or language,
        published=published,
        notes=notes,
    )
    if shared:  # still where a reader finds it, no longer what it is known by
        taken = replace(taken, article=replace(taken.article, url=entry.url))
    return Candidate(identity=identity, edition=edition, incoming=taken)


def _identity(entry: Entry, edition: str) -> Iterator[str]:
    address = _address(entry)
    if entry.guid:
        yield _key("g", entry.guid)
    if address:
        yield _key("a", address)
    if len(entry.title) + len(entry.text) >= _TELLING_CHARS or not (entry.guid or address):
        yield edition


def _address(entry: Entry) -> str | None:
    return canonical(entry.url) if entry.url else None


def _key(kind: str, *parts: str) -> str:
    return kind + sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


# --- times ---


def published_of(
    written: str | None, *, zone: str | None, now: datetime, fresh: bool
) -> tuple[str | None, tuple[str, ...]]:
    """A partial date in UTC, and what was mended. A time without an offset is the outlet's, else only its day is kept."""
    if written is None:
        note = "the feed gives no time: published, as far as known, on the day it was first seen"
        return (now.astimezone(UTC).date().isoformat(), (note,)) if fresh else (None, ())
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None:
        if zone is None:
            return _believed(moment.replace(tzinfo=UTC), now=now, day_only=True)
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    return _believed(moment.astimezone(UTC), now=now)


def _believed(moment: datetime, *, now: datetime, day_only: bool = False) -> tuple[str | None, tuple[str, ...]]:
    if moment > now + FUTURE:
        return None, (f"published {moment.date()}, which is yet to come: taken as unknown",)
    if moment > now and not day_only:
        return now.astimezone(UTC).isoformat(timespec="seconds"), ("published a little after it was fetched: set back",)
    return (moment.date().isoformat() if day_only else moment.isoformat(timespec="seconds")), ()
