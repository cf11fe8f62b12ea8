"""The pipeline: feeds that are due → asked → parsed → sorted → written → taken → remembered.

Asking runs many feeds at once and decides nothing about entries. One settler takes the answers in
as they come: it looks up what the log knows of their entries, writes the events of many feeds at
once, hands new articles over one by one, and only then remembers validators; so a crash at any
point costs a repeated request, never an entry.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Literal, Protocol

from msgspec import Struct
from msgspec.structs import replace

from monitor.errors import MonitorError
from monitor.events.stories_and_feeds import (
    Event,
    FeedBaselined,
    FeedFailing,
    FeedFetched,
    FeedGone,
    FeedHeld,
    FeedMoved,
    FeedRecovered,
    FetchedEntry,
    key_of,
)
from monitor.executor import Executor, at_once
from monitor.feeds.client import Answered, FeedClient
from monitor.feeds.decide import Sorted, edited, flood, held, sort
from monitor.feeds.full_text import Pages, told
from monitor.feeds.http.rate_limit import host_of
from monitor.feeds.http.schedule import (
    Memory,
    Moment,
    PollingPace,
    after_failure,
    after_moving,
    after_success,
    is_due,
    may_ask,
)
from monitor.feeds.kinds.asking import SourceClient
from monitor.feeds.kinds.table import kind_of
from monitor.feeds.parse.entries import Context, IdentifiedEntry, article_of, candidates
from monitor.feeds.provenance import label_of, provenance_of
from monitor.feeds.store import FeedRecord, Ledger
from monitor.feeds.values import Feed, FetchError, Parsed, Validators
from monitor.intake.urls import another_id
from monitor.log.protocol import EventLog
from monitor.model import Incoming, Source

SETTLED_AT_ONCE = 64  # answers whose events share one write
# how long the first of them waits for others: a write to disk is dear, and costs the same for many
GATHERINGS, GATHER_S = 10, 0.05
TAKEN_AT_ONCE = 25  # articles read and matched before the network has its turn again

OutcomeOfFeed = Literal["ok", "not modified", "held", "waiting", "failed", "gone"]


class Result(Struct, frozen=True, kw_only=True):
    """What became of one feed in one run. `entries` are those its document holds, `new` those taken
    as news.
    """

    url: str
    outcome: OutcomeOfFeed
    reason: str = ""
    entries: int = 0
    new: int = 0


class ArticleSink(Protocol):
    """Where articles go (`engine.engine` is one). What it is given is in the log before it
    returns.
    """

    def record(self, decision: Callable[[], Sequence[Event]]) -> object: ...

    def ahead(self, incoming: Iterable[Incoming]) -> Iterator[Incoming]:
        """The same articles, to be handed over as they come."""
        ...

    def take_many(self, incoming: Iterable[Incoming]) -> object: ...


class Ports(Struct, frozen=True):
    """What the poller may not make up: the time, chance, the log and where
    articles go.
    """

    now: Callable[[], datetime]
    jitter: Callable[[], float]  # between 0 and 1
    log: EventLog
    sink: ArticleSink
    ledger: Ledger
    sources: Mapping[str, Source] = {}
    pace: PollingPace = PollingPace()
    executor: Executor = at_once  # does what touches the log, the sink and the ledger
    taken_at_once: int = TAKEN_AT_ONCE


class _Turn(Struct, kw_only=True):
    """One feed on its way through a run."""

    feed: Feed
    record: FeedRecord
    memory: Memory
    answered: Answered | None = None
    error: FetchError | None = None
    found: list[IdentifiedEntry] = []
    context: Context | None = None
    with_pages: dict[tuple[str, ...], Incoming] = {}  # keys → the article with its full text
    take: list[Incoming] = []
    result: Result | None = None


class Poller:
    def __init__(
        self, feed_client: FeedClient, ports: Ports, *, on_result: Callable[[Result], object]
    ) -> None:
        """`on_result` gets each feed's result as soon as it is settled."""
        self._ports = ports
        self._pages = Pages(feed_client)
        self._sources = SourceClient(feed_client, self._pages)
        self._on_result = on_result

    async def poll(
        self, feeds: Sequence[Feed], *, now: bool = False, announce: int = 0
    ) -> list[Result]:
        """Ask what is due, or with `now` all that may be asked; `announce` takes so many entries of
        what would be silent.
        """
        await self._take_owed()
        turns = await self._ports.executor(lambda: list(map(self._turn, dict.fromkeys(feeds))))
        asked = [turn for turn in turns if self._is_asked(turn, now=now or announce > 0)]
        try:
            await self._ask_and_settle(sorted(asked, key=_overdue_first), announce)
        except ExceptionGroup as group:  # the log's own trouble: one of them is told, as it is
            raise group.exceptions[0] from group
        return [turn.result for turn in turns if turn.result is not None]

    async def _ask_and_settle(self, turns: Sequence[_Turn], announce: int) -> None:
        answers: asyncio.Queue[_Turn] = asyncio.Queue(SETTLED_AT_ONCE)
        async with asyncio.TaskGroup() as group:
            for turn in turns:
                group.create_task(self._answer(turn, answers, announce))
            group.create_task(self._settle_all(answers, len(turns), announce))

    async def _take_owed(self) -> None:
        """What an earlier run had logged as fetched and did not live to hand over."""
        await self._take(await self._ports.executor(self._owed))
        await self._ports.executor(lambda: self._remember(()))

    def _owed(self) -> list[Incoming]:
        self._ports.ledger.catch_up(self._ports.log)
        return self._ports.ledger.owed()

    async def _take(self, incoming: Sequence[Incoming]) -> None:
        articles = self._ports.sink.ahead(incoming)
        more = True
        while more:
            more = await self._ports.executor(lambda: self._take_some(articles))
            await asyncio.sleep(0)  # requests under way go on meanwhile

    def _take_some(self, articles: Iterator[Incoming]) -> bool:
        some = list(islice(articles, self._ports.taken_at_once))
        if some:
            self._ports.sink.take_many(some)
        return bool(some)

    def _remember(self, turns: Sequence[_Turn]) -> None:
        ports = self._ports
        ports.ledger.catch_up(ports.log)
        ports.ledger.remember((turn.record.feed_id, turn.memory) for turn in turns)

    def _turn(self, feed: Feed) -> _Turn:
        record = self._ports.ledger.record(feed.url)
        return _Turn(feed=feed, record=record, memory=self._ports.ledger.memory(record.feed_id))

    def _is_asked(self, turn: _Turn, *, now: bool) -> bool:
        moment, memory = self._ports.now(), turn.memory
        if turn.feed.paused:
            self._conclude(turn, "waiting", "paused in config/feeds.toml")
        elif not may_ask(memory, now=moment):
            self._conclude(turn, "waiting", f"asked us to wait until {_clock(memory.wait_until)}")
        elif now or (turn.record.health != "gone" and is_due(memory, now=moment)):
            return True
        elif turn.record.health == "gone":
            self._conclude(turn, "gone", "410: gone for ever; asked again only with --now")
        else:
            self._conclude(turn, "waiting", _until(memory))
        return False

    # --- asking ---

    async def _answer(self, turn: _Turn, answers: asyncio.Queue[_Turn], announce: int) -> None:
        try:
            await self._ask(turn, announce)
        except FetchError as error:
            turn.error = error
        except Exception as error:  # noqa: BLE001 — a bug that one feed brings to light must not stop the others: it is told as theirs
            turn.error = _bug(error)
        await answers.put(turn)

    async def _ask(self, turn: _Turn, announce: int) -> None:
        feed, url, memory = turn.feed, _address(turn, self._ports.pace), turn.memory
        # the log does not know its entries: ask for all of them
        again = announce > 0 or not turn.record.read
        validators = Validators() if again else memory.validators
        turn.answered = await self._sources.ask(
            feed,
            url=url,
            validators=validators,
            body_hash="" if again else memory.body_hash,
            parts=() if again else memory.parts,
        )
        if turn.answered.parsed is None:
            return
        parsed = turn.answered.parsed
        turn.found = await self._ports.executor(
            lambda: candidates(parsed, now=self._ports.now(), pages=feed.full_text)
        )
        turn.context = self._context(turn, parsed, url)
        if feed.full_text:
            await self._fetch_pages(turn, turn.context, announce)

    def _context(self, turn: _Turn, parsed: Parsed, url: str) -> Context:
        feed, sources = turn.feed, self._ports.sources
        fetched = turn.answered.fetched.url if turn.answered else url
        speaker = kind_of(feed.kind).speaker_of(fetched)
        known = provenance_of(feed, fetched=fetched, sources=sources, speaker=speaker)
        source = sources.get(known.source or "")
        label = feed.outlet or label_of(parsed.title, speaker or host_of(url), sources.values())
        return Context(
            feed=feed if feed.zone or source is None else replace(feed, zone=source.zone),
            outlet=source.name if source else label,
            provenance=known,
            source=source,
            language=parsed.language,
            now=self._ports.now(),
            fresh=turn.record.read,
        )

    async def _fetch_pages(self, turn: _Turn, context: Context, announce: int) -> None:
        plan = await self._ports.executor(lambda: self._sorted(turn, announce))
        chosen = [one.candidate for one in plan.chosen]
        given = [article_of(one, context) for one in chosen]
        undated = [one.entry.published is None and not one.entry.unread_time for one in chosen]
        fuller = await asyncio.gather(
            *(
                self._pages.with_full_text(turn.feed, one, undated=is_undated)
                for one, is_undated in zip(given, undated, strict=True)
            )
        )
        turn.with_pages = {
            one.keys: taken.incoming for one, taken in zip(chosen, fuller, strict=True)
        }
        turn.memory = replace(turn.memory, pages=told(fuller) if fuller else turn.memory.pages)

    # --- settling ---

    async def _settle_all(self, answers: asyncio.Queue[_Turn], count: int, announce: int) -> None:
        while count:
            turns = [await answers.get()]
            for _ in range(GATHERINGS):
                if answers.full() or answers.qsize() + 1 >= count:
                    break
                await asyncio.sleep(GATHER_S / GATHERINGS)
            while len(turns) < SETTLED_AT_ONCE and not answers.empty():
                turns.append(answers.get_nowait())
            await self._settle(turns, announce)
            count -= len(turns)

    async def _settle(self, turns: Sequence[_Turn], announce: int) -> None:
        await self._take(await self._ports.executor(lambda: self._fetched(turns, announce)))
        await self._ports.executor(lambda: self._remember(turns))

    def _fetched(self, turns: Sequence[_Turn], announce: int) -> list[Incoming]:
        """Write down what these feeds brought; the articles that are to be taken now."""
        ports = self._ports
        ports.ledger.catch_up(ports.log)
        events = [event for turn in turns for event in self._decided_alone(turn, announce)]
        taken = [incoming for turn in turns for incoming in turn.take]
        ports.ledger.keep(taken)
        ports.sink.record(lambda: [event for event in events if not self._is_logged(event)])
        return taken

    def _decided_alone(self, turn: _Turn, announce: int) -> list[Event]:
        """A bug that one feed brings to light must not stop the others, here neither."""
        try:
            return self._decided(turn, announce)
        except (MonitorError, OSError, sqlite3.Error):
            raise  # the log's, the disk's: no feed's own
        except Exception as error:  # noqa: BLE001 — it is told as the failure of this feed
            turn.take = []
            return self._failed(turn, _bug(error))

    def _is_logged(self, event: Event) -> bool:
        """The log takes the same entries of a feed once; what may happen again (failing, say) has a
        key of its own each time.
        """
        key = key_of(event, ordinal=0)
        return key == key_of(event, ordinal=1) and self._ports.log.find(key) is not None

    def _decided(self, turn: _Turn, announce: int) -> list[Event]:
        if turn.error is not None:
            return self._failed(turn, turn.error)
        if turn.answered is None:
            return []
        answered, when, record = turn.answered, self._moment(), turn.record
        turn.memory, to = after_moving(turn.memory, answered.fetched.moved_to, pace=when.pace)
        events: list[Event] = (
            [FeedMoved(feed_id=record.feed_id, url=record.url, to=to)] if to else []
        )
        if record.health != "well":
            events.append(FeedRecovered(feed_id=record.feed_id, url=record.url))
        plan = self._sorted(turn, announce) if turn.context else None
        if plan and turn.context:
            events += self._chosen(turn, plan, turn.context)
        changed = plan is not None and plan.how != "nothing"
        ttl_s = answered.parsed.ttl_s if answered.parsed else None
        memory = after_success(
            turn.memory, answered.fetched, changed=changed, ttl_s=ttl_s, when=when
        )
        turn.memory = replace(
            memory,
            validators=answered.fetched.validators
            if answered.parsed or answered.fetched.body
            else memory.validators,
            body_hash=answered.body_hash,
            parts=answered.parts or memory.parts,
        )
        self._succeeded(turn, plan, to)
        return events

    def _chosen(self, turn: _Turn, plan: Sorted, context: Context) -> list[Event]:
        """The events of a feed's entries; what is to be taken is left in `turn.take`."""
        fetched = [FetchedEntry(keys=one.keys, failed=one.failed) for one in plan.failed]
        for one in plan.chosen:
            incoming = turn.with_pages.get(one.candidate.keys) or article_of(one.candidate, context)
            own_id = another_id(incoming.article) if one.another else incoming.article.id
            article = replace(incoming.article, id=one.article_id or own_id)
            turn.take.append(replace(incoming, article=article, held=plan.flood))
            if not one.owed:
                fetched.append(
                    FetchedEntry(
                        keys=one.candidate.keys, article_id=article.id, version=article.version
                    )
                )
        silent = tuple(FetchedEntry(keys=one.keys, failed=one.failed) for one in plan.silent)
        feed_id, url = turn.record.feed_id, turn.record.url
        events: list[Event] = []
        if plan.how == "baseline":
            events.append(FeedBaselined(feed_id=feed_id, url=url, entries=silent))
        if plan.how == "held":
            events.append(FeedHeld(feed_id=feed_id, url=url, entries=silent, reason=plan.reason))
        if fetched:
            events.append(FeedFetched(feed_id=feed_id, url=url, entries=tuple(fetched)))
        return events

    def _sorted(self, turn: _Turn, announce: int) -> Sorted:
        read_at = turn.memory.read_at or (
            datetime.fromisoformat(turn.record.last_at) if turn.record.last_at else None
        )
        keys = [key for one in turn.found for key in one.keys] if turn.record.read else []
        ledger, feed_id = self._ports.ledger, turn.record.feed_id
        known = ledger.known(feed_id, keys)
        for key in edited(turn.found, known):
            sketches = tuple(ledger.sketches(feed_id, key))
            known[key] = replace(known[key], sketches=sketches)
        plan = sort(
            turn.found, known, first=not turn.record.read, read_at=read_at, announce=announce
        )
        if plan.how != "news" or announce:
            return plan
        now = self._ports.now()
        brought = ledger.brought(feed_id, now=now)
        return held(plan, flood(plan.new, brought, now=now, read_at=read_at))

    def _succeeded(self, turn: _Turn, plan: Sorted | None, moved_to: str | None) -> None:
        parsed = turn.answered.parsed if turn.answered else None
        if plan is None or parsed is None:
            self._conclude(turn, "not modified", f"now at {moved_to}" if moved_to else "")
            return
        pages = turn.memory.pages if turn.with_pages else ""
        said = [plan.reason, f"moved to {moved_to}" if moved_to else "", pages, *parsed.notes]
        if plan.how == "baseline":
            said.insert(0, f"first reading: {len(plan.silent)} entries known, not told")
        reason = "; ".join(filter(None, said))
        self._conclude(
            turn,
            "held" if plan.how == "held" or plan.reason else "ok",
            reason,
            entries=len(turn.found),
            new=plan.new,
        )

    def _failed(self, turn: _Turn, error: FetchError) -> list[Event]:
        record, when = turn.record, self._moment()
        retry_after = error.answer.retry_after if error.answer else ""
        failures = turn.memory.failures
        turn.memory = after_failure(
            turn.memory, reason=error.message, retry_after=retry_after, when=when
        )
        if error.kind == "gone":
            self._conclude(turn, "gone", error.message)
            if record.health == "gone":
                return []
            return [FeedGone(feed_id=record.feed_id, url=record.url)]
        if error.kind == "host waits":
            turn.memory = replace(turn.memory, failures=failures)  # it was not asked
        waits = turn.memory.wait_until is not None and turn.memory.wait_until > when.now
        reason = (
            f"{error.message} until {_clock(turn.memory.wait_until)}" if waits else error.message
        )
        self._conclude(turn, "waiting" if waits else "failed", reason)
        if record.health == "well" and turn.memory.failures >= when.pace.failing_after:
            failing = FeedFailing(
                feed_id=record.feed_id,
                url=record.url,
                failures=turn.memory.failures,
                reason=error.message,
            )
            return [failing]
        return []

    def _moment(self) -> Moment:
        return Moment(now=self._ports.now(), jitter=self._ports.jitter(), pace=self._ports.pace)

    def _conclude(
        self, turn: _Turn, outcome: OutcomeOfFeed, reason: str, *, entries: int = 0, new: int = 0
    ) -> None:
        turn.result = Result(
            url=turn.feed.url, outcome=outcome, reason=reason, entries=entries, new=new
        )
        self._on_result(turn.result)


def _bug(error: Exception) -> FetchError:
    return FetchError(
        "parser", f"cannot be read: a bug of ours, {type(error).__name__}: {str(error)[:80]}"
    )


def _address(turn: _Turn, pace: PollingPace) -> str:
    """Where it moved to; while that fails, every other time where it was configured."""
    moved_to = turn.record.moved_to
    astray = turn.memory.failures >= pace.failing_after and turn.memory.failures % 2
    if moved_to is None or astray:
        return turn.feed.url
    return moved_to


def _overdue_first(turn: _Turn) -> float:
    if not turn.memory.next_at:
        return 0.0
    return turn.memory.next_at.timestamp()


def _until(memory: Memory) -> str:
    said = f"asked again after {_clock(memory.next_at)}"
    if not memory.failures:
        return said
    return f"{said} ({memory.reason})"


def _clock(moment: datetime | None) -> str:
    if moment is None:
        return "later"
    return (moment + timedelta(seconds=59)).strftime("%Y-%m-%d %H:%M UTC")
