"""What is told at once: one story in words for readers who know the same of it, by what it is known
again, and what a digest makes of it.

In a digest it stands as told, and what waited for it is counted; readers who know the same get the
same edition.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple, TypeVar

from msgspec import Struct, structs

from monitor.delivery.media import messages as letters
from monitor.digest.compose.compose import compose
from monitor.digest.compose.updates import key_of
from monitor.digest.model import Digest, Entry, StoryForDigest, ToldBefore
from monitor.digest.wording.locale import words_for
from monitor.digest.workbench import Workbench
from monitor.events.deliveries import DeliveryQueued, DigestComposed, ToldStory
from monitor.stories.deliveries import Reader
from monitor.stories.state import State
from monitor.views.editions import AlertRow, WaitedRow
from monitor.views.views import Views

_HASH_CHARS = 12


class KnownOfStory(NamedTuple):
    """What some readers know of a story: nothing, or what they were told, and until when."""

    language: str
    since: datetime | None = None
    told: ToldBefore | None = None
    edits: str = ""  # the one message that told all of it


class Alert(Struct, frozen=True, kw_only=True):
    """One story as readers who know the same are told it. `version` tells what is told apart."""

    digest: Digest
    entry: Entry
    version: str
    edition: str


def composed_alert(
    story: StoryForDigest, bench: Workbench, known: KnownOfStory, *, accounts: bool = False
) -> Alert | None:
    """As these readers are told it; None if there is nothing that they do not know, or it is
    old news. With `accounts` it is another version with each account.
    """
    digest = compose(
        bench,
        since=known.since,
        until=bench.until,
        ledger=True,
        told=_ledger(story, known),
        language=known.language,
    )
    if not digest.entries or digest.entries[0].archive:
        return None
    (entry,) = digest.entries
    version = entry.version if known.told or accounts else "new"
    words = words_for(known.language)
    alert = structs.replace(
        digest, alert=True, title=words.say("frame.alert"), dateline="", summary="",
        conservation="", closing="", mark="", coming=(),
    )  # fmt: skip
    about = sha256(f"{entry.version}{known}".encode()).hexdigest()[:_HASH_CHARS]
    edition = f"alert/{story.id}/{version}/{known.language}/{about}"
    alert = structs.replace(alert, edition=edition)
    return Alert(digest=alert, entry=entry, version=version, edition=edition)


def delivery_of(
    alert: Alert, reader: Reader, *, parts: int, reply_to: int = 0, message_id: int = 0
) -> DeliveryQueued:
    """Known by story, version and reader, whatever words it has: so it is owed once."""
    story_id = alert.entry.story_id
    return DeliveryQueued(
        delivery_id=f"alert/{story_id}/{alert.version}/{reader.id}",
        reader_id=reader.id,
        lane=reader.lane,
        purpose="alert",
        parts=parts,
        kind=reader.kind,
        edition=alert.edition,
        reply_to=reply_to,
        message_id=message_id,
    )


def logged(alert: Alert, *, tells: bool) -> DigestComposed:
    entry = alert.entry
    told = ToldStory(
        story_id=entry.story_id,
        number=entry.number,
        version=entry.version,
        facts=entry.facts,
        article_ids=tuple(outlet.article_id for outlet in entry.outlets),
    )
    return DigestComposed(
        edition=alert.edition,
        stream=f"at-once/{alert.digest.language}",
        until=alert.digest.until,
        since=alert.digest.since,
        told=(told,) if tells else (),
        digest=letters.written(alert.digest),
    )


def _ledger(story: StoryForDigest, known: KnownOfStory) -> dict[str, ToldBefore]:
    if known.told is None or known.since is None:
        return {}
    return {story.id: told_until(story, known.told, known.since)}


Row = TypeVar("Row", AlertRow, WaitedRow)


class KnownAtOnce(Struct, frozen=True, kw_only=True):
    """`key` is the same for those who know the same; `waited` counts stories by the reason."""

    key: str = ""
    rows: tuple[AlertRow, ...] = ()
    waited: dict[str, int] = {}

    @property
    def stories(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.story_id for row in self.rows))


NOTHING_AT_ONCE = KnownAtOnce()


def known_at_once(
    views: Views, since: Mapping[str, datetime], state: State
) -> dict[str, KnownAtOnce]:
    """By reader, after the time given for each. What was refused for good was never told."""
    begin = _written(min(since.values()))
    told = _each(views.alerts_since(begin), since, at=lambda row: row.until)
    waited = _each(views.waited_since(begin), since, at=lambda row: row.at)
    return {
        reader_id: _known(
            [row for row in told.get(reader_id, ()) if not _is_held(row, state)],
            waited.get(reader_id, ()),
        )
        for reader_id in told.keys() | waited.keys()
    }


def _written(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")


def _each(
    rows: Iterable[Row], since: Mapping[str, datetime], *, at: Callable[[Row], str]
) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        begin = since.get(row.reader_id)
        if begin is not None and datetime.fromisoformat(at(row)) > begin:
            found.setdefault(row.reader_id, []).append(row)
    return found


def _is_held(row: AlertRow, state: State) -> bool:
    lane = state.lanes.get(state.owed_in.get(row.delivery_id, ""))
    owed = lane.owed.get(row.delivery_id) if lane else None
    return owed is not None and owed.status == "held"


def _known(told: Sequence[AlertRow], waited: Iterable[WaitedRow]) -> KnownAtOnce:
    stories = {row.story_id for row in told}
    waits = {row.story_id: row.why for row in waited if row.story_id not in stories}
    parts = [*sorted(row.edition for row in told), *sorted(map("=".join, waits.items()))]
    return KnownAtOnce(key=" ".join(parts), rows=tuple(told), waited=dict(Counter(waits.values())))


def with_at_once(
    ledger: Mapping[str, ToldBefore], known: KnownAtOnce, bench: Workbench
) -> dict[str, ToldBefore]:
    """The ledger with what was told at once: all that the accounts of that time brought."""
    told = dict(ledger)
    for row in known.rows:
        until = datetime.fromisoformat(row.until)
        before = told.get(row.story_id) or ToldBefore(at=until, number=0)
        before = structs.replace(before, facts=(*before.facts, *row.facts))
        story = bench.stories.get(row.story_id)
        told[row.story_id] = told_until(story, before, until) if story else before
    return told


def told_until(story: StoryForDigest, told: ToldBefore, until: datetime) -> ToldBefore:
    """With every fact that the accounts of that time brought."""
    brought = (
        key_of(fact) for one in story.seen if one.at <= until for fact in one.member.new_facts
    )
    return structs.replace(told, facts=tuple(dict.fromkeys((*told.facts, *brought))))
