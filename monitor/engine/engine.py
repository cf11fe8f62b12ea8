"""The engine: decide, write, then know.

A command becomes events, the events are written to the log, and only what the log has taken is
folded into the State. Other processes may append at any time: what they wrote is read first, and if
they were faster the decision is made again. The State starts from a snapshot if one fits, else from
the whole log; there is no other memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Protocol, Self

import msgspec

from monitor.claims import read as read_text
from monitor.clock import not_before
from monitor.closing import Closing
from monitor.digest.wording.sourcing import Sources
from monitor.engine import snapshots
from monitor.engine.archive import Archive
from monitor.engine.holders import Learner
from monitor.engine.intake import Arrival, Read, arrive, failing_alone
from monitor.engine.matcher import Matcher, touched
from monitor.engine.outcome import IntakeOutcome, told
from monitor.engine.recording import append_decided, time_of
from monitor.engine.replay import Replay, folding, replay
from monitor.engine.retention import overdue
from monitor.errors import InputError, LogConflictError
from monitor.events.deliveries import TellingEvent
from monitor.events.stories_and_feeds import (
    ArticleRevised,
    ArticleSetAside,
    ArticleTaken,
    Event,
    FeedEvent,
    Member,
    TextRedacted,
    key_of,
)
from monitor.log.chain import GENESIS
from monitor.log.protocol import EventLog, LogHead, Position, Recorded
from monitor.model import HELD, Article, Incoming, Incumbent, Reading, Rules, Source
from monitor.names.known_holders import KnownHolders
from monitor.parallel.ahead import ReadAhead
from monitor.parallel.pool import ReadingPool
from monitor.stores import Stores
from monitor.stories import queries
from monitor.stories.commands import (
    ClosedStory,
    Command,
    LetIn,
    Revise,
    SecondLook,
    SetAside,
    TakeArticle,
    Tick,
)
from monitor.stories.decide import decide
from monitor.stories.evolve import evolve
from monitor.stories.state import State
from monitor.views.views import Views

SNAPSHOT_EVENTS_MIN = 1_000  # folded or written since the last snapshot, to be worth another
CLOSED_AT_ONCE = 200  # quiet stories in one transaction, so that other work comes between
SECOND_LOOK_STORIES = 50  # with articles that came since, at most, until they are looked at
SECOND_LOOK_ROUNDS_MAX = 3

TEXTS_KEPT = 500  # of those that were compared last; a text is some kilobytes
_NO_READING = Reading(language="und")


class HasNow(Protocol):
    def now(self) -> datetime: ...


class Engine(Closing):
    """One process's view of one log; not for several threads. Closing it writes a snapshot if that
    is worth it.
    """

    def __init__(  # noqa: PLR0913 — what an engine stands on, wired by `open`, or by hand on a log in memory
        self,
        *,
        log: EventLog,
        views: Callable[[], Views],
        rules: Rules,
        clock: HasNow,
        read: Read = read_text,
        sources: Iterable[Source] = (),
        people: Iterable[Incumbent] = (),
        snapshot_folder: Path | None = None,
        steady: bool = False,
    ) -> None:
        """`views` opens what is asked for closed stories and corrections, once a decision needs
        them. `read` is another's where it is not read here; `sources` say whose an outlet is,
        `people` who holds which office as an operator knows.

        `steady`: log time never runs back, though the clock may be set back.
        """
        self.log, self.rules, self.clock = log, rules, clock
        self.archive = Archive(log, views)
        self._read, self._snapshot_folder, self._steady = read, snapshot_folder, steady
        self._ahead: ReadAhead | None = None
        self._learner = Learner(people=people, owner_of=Sources(sources).owner)
        self.news = 0  # position of the last event since it was opened that changed a story
        self._last_at = datetime.min.replace(tzinfo=UTC)  # the newest log time that was seen
        self._waiting: dict[str, None] = {}  # stories that wait for a second look
        self._along: Callable[[Sequence[Event]], Sequence[Event]] | None = None
        self.forget()
        self.catch_up()

    @classmethod
    def open(  # noqa: PLR0913 — as above, from a home
        cls,
        home: Path,
        *,
        rules: Rules,
        clock: HasNow,
        sources: Iterable[Source] = (),
        people: Iterable[Incumbent] = (),
        create: bool = True,
        readonly: bool = False,
        log: EventLog | None = None,
        read: Read = read_text,
    ) -> Self:
        """The engine on `home`/state, with a new log if there is none and `create` is set, or on a
        `log` that was opened elsewhere.

        Raises what opening a log does: NotFoundError, LogForeignError, LogNewerError,
        LogDamagedError, LogReadOnlyError.
        """
        stores = Stores(home / "state")
        return cls(
            log=log or stores.log(create=create, readonly=readonly),
            views=stores.views,
            rules=rules,
            clock=clock,
            read=read,
            sources=sources,
            people=people,
            snapshot_folder=stores.state / "snapshots",
            steady=True,
        )

    def close(self) -> None:
        self.save_snapshot()
        self.archive.close()
        self.log.close()

    # --- knowing ---

    def forget(self) -> None:
        """Nothing is known any more: it is built anew, from a snapshot or the whole log, by the
        next `catch_up`. For where what was known may not be what the log holds.
        """
        self.state, self.head = State(), LogHead(position=0, hash=GENESIS)
        self._matcher: Matcher | None = None
        self._texts: dict[str, str] = {}
        self._unsaved = 0
        self._is_begun = False

    def _begin(self) -> None:
        start = snapshots.load(self._snapshot_folder, self.log) if self._snapshot_folder else None
        self.state, self.head = start or (self.state, self.head)
        if self.head.position:
            last = time_of(self.log, self.head.position)
            self._last_at = max(self._last_at, last or self._last_at)
        with folding():
            self._fold()
        self._is_begun = True

    def catch_up(self) -> int:
        """Fold what the log holds beyond what is known; how many events that was."""
        if not self._is_begun:
            self.forget()  # what a beginning that was broken off left
            self._begin()
            return self._unsaved
        return self._fold()

    def _fold(self) -> int:
        before = self._unsaved
        for recorded in self.log.read(after=self.head.position):
            self._know(recorded)
        return self._unsaved - before

    def _know(self, recorded: Recorded) -> None:
        if self._matcher is None:
            evolve(self.state, recorded.event, recorded.at)
        else:
            moved = touched(recorded.event, self.state)
            evolve(self.state, recorded.event, recorded.at)
            self._matcher.follow(moved)
        self.head = LogHead(position=recorded.position, hash=recorded.hash)
        if isinstance(recorded.event, TextRedacted):
            self._texts.pop(recorded.event.text_hash, None)
        if not isinstance(recorded.event, TellingEvent | FeedEvent):
            self.news = recorded.position
        self._last_at = max(self._last_at, recorded.at)
        self._unsaved += 1

    def now(self) -> datetime:
        """The time of what would be written now."""
        now = self.clock.now()
        return not_before(self._last_at, now) if self._steady else now

    @property
    def matcher(self) -> Matcher:
        """Built when a decision first needs it: showing stories does not."""
        matcher = self._begun_matcher()
        matcher.prepare()
        return matcher

    def prepare(self, articles_max: int) -> bool:
        """Build some of the matcher before a decision needs it; whether anything is left to
        build.
        """
        return self._begun_matcher().prepare(articles_max)

    def _begun_matcher(self) -> Matcher:
        if self._matcher is None:
            self._matcher = Matcher(self.state, rules=self.rules, text_of=self._text)
        return self._matcher

    def _text(self, text_hash: str) -> str | None:
        """As the log's: a story's articles are compared with whatever comes near it, again and
        again, and where the log is on a server each text is a question to it.
        """
        if (text := self._texts.pop(text_hash, None)) is None:
            text = self.log.text(text_hash)
        if text is not None:
            self._texts[text_hash] = text  # the latest
            if len(self._texts) > TEXTS_KEPT:
                del self._texts[next(iter(self._texts))]
        return text

    def save_snapshot(self, *, events_min: int = SNAPSHOT_EVENTS_MIN) -> bool:
        """Whether one was written: not if fewer than `events_min` events came since the last, or
        there is no place for one.
        """
        if self._snapshot_folder is None or self._unsaved < max(1, events_min):
            return False
        saved = snapshots.save(self._snapshot_folder, self.state, self.head)
        self._unsaved = 0 if saved else self._unsaved
        return saved

    # --- writing ---

    def record(
        self, decision: Callable[[], Sequence[Event]], *, texts: Mapping[str, str] | None = None
    ) -> list[Event]:
        """Write what `decision` says on the state as the log now has it, then know it; what was
        written.

        The decision is made again whenever another process appended meanwhile. Raises LogBusyError
        if that never ends, and what the decision and the log raise.
        """
        along = self._along or (lambda _events: ())

        def decided() -> list[Event]:
            events = list(decision())
            return [*events, *along(events)]

        written = append_decided(self.log, decided, know=self._known, now=self.now, texts=texts)
        for recorded in written:
            self._know(recorded)
        return [recorded.event for recorded in written]

    def _known(self) -> Position:
        self.catch_up()
        return self.head.position

    @contextmanager
    def along(self, more: Callable[[Sequence[Event]], Sequence[Event]]) -> Iterator[None]:
        """What is recorded meanwhile takes along what `more` makes of it, in the same transaction,
        even if it is nothing.
        """
        self._along = more
        try:
            yield
        finally:
            self._along = None

    def decide(self, command: Command) -> list[Event]:
        """What follows from the command under today's rules; nothing is written."""
        return decide(self.state, command, rules=self.rules)

    # --- taking ---

    def take(self, incoming: Incoming, *, look_again: bool = True) -> IntakeOutcome:
        """Take one article in. It is on disk when this returns; taking it again writes nothing.

        Raises InputError for what no log can hold, and for what reading or matching fails on;
        nothing is written then.
        """
        self.catch_up()
        if self.knows(incoming.article):
            why = self._date_left_out(incoming.article)
            return msgspec.structs.replace(told(incoming.article.id, ()), reason=why)
        arrival = arrive(incoming, now=self.clock.now(), rules=self.rules, read=self._reading_of)
        texts = {arrival.article.text_hash: arrival.text} if arrival.text else {}
        events = self.record(lambda: self._decided_alone(arrival), texts=texts)
        taken = told(arrival.article.id, events)
        if look_again and taken.story_id:
            self.look_again([taken.story_id])
        return self._numbered(taken)

    def _reading_of(self, article: Article, text: str) -> Reading:
        return self._read(article, text, self.holders)

    def read_on(self, pool: ReadingPool | None) -> None:
        """From now on the articles of `ahead` are read by the pool."""
        self._read = self._ahead = ReadAhead(
            pool,
            holders=lambda: self.holders,
            wanted=lambda one: not self.knows(one.article),
        )

    def ahead(self, incoming: Iterable[Incoming]) -> Iterator[Incoming]:
        """The same articles in the same order, to be taken as they come: where several processes
        read, those behind are read meanwhile.
        """
        return self._ahead.articles(incoming) if self._ahead else iter(incoming)

    def take_many(
        self,
        incoming: Iterable[Incoming],
        *,
        progress: Callable[[IntakeOutcome], object] | None = None,
        look_again: bool = True,
    ) -> list[IntakeOutcome]:
        """Take articles one by one, each on disk before the next. One that cannot be taken never
        stops the rest.

        Their stories are looked at again `SECOND_LOOK_STORIES` at a time, and at the end; without
        `look_again` the last ones wait for more, or for `look_at_waiting`.
        """
        taken: list[IntakeOutcome] = []
        for one in incoming:
            taken.append(self.take_first(one))
            if progress:
                progress(taken[-1])
            if self.is_look_due:
                self.look_at_waiting()
        if look_again:
            self.look_at_waiting()
        return taken

    def take_first(self, incoming: Incoming) -> IntakeOutcome:
        """As `attempt`; its story waits for the second look, which is the caller's to take once it
        `is_look_due`.
        """
        taken = self.attempt(incoming, look_again=False)
        if taken.story_id is not None:
            self._waiting[taken.story_id] = None
        return taken

    @property
    def is_look_due(self) -> bool:
        return len(self._waiting) >= SECOND_LOOK_STORIES

    def attempt(self, incoming: Incoming, *, look_again: bool = True) -> IntakeOutcome:
        """As `take`; an article that cannot be taken is told as failed, with nothing of it
        written.
        """
        try:
            return self.take(incoming, look_again=look_again)
        except InputError as error:
            return IntakeOutcome(
                article_id=incoming.article.id, kind="failed", reason=error.message
            )

    def _numbered(self, taken: IntakeOutcome) -> IntakeOutcome:
        story = self.state.stories.get(self.state.where.get(taken.article_id, ""))
        if story is None:
            return taken
        return msgspec.structs.replace(taken, number=story.number)

    def knows(self, article: Article) -> bool:
        """Whether the log has this very text of the article, even if the article has had another
        one since.
        """
        if (
            member := self._member(article.id)
        ) is not None and member.article.version == article.version:
            return True
        if self.log.find(_key_revised(article)) is not None:
            return True
        first = self._first_taken(article)
        return first is not None and first.version == article.version

    def is_new(self, article: Article) -> bool:
        """Whether the log has no text of the article at all: only then what is decided depends on
        nothing but the State.
        """
        return article.id not in self.state.where and self.log.find(_key_taken(article)) is None

    def _date_left_out(self, article: Article) -> str:
        """Why the date with which an undated article comes again is not taken; else empty."""
        if not article.published:
            return ""
        row = self.archive.views.article_by_id(article.id)
        if row is None or row.article.published:
            return ""
        return (
            f"it is known as undated, so {article.published} is left out: only another title or "
            "text is taken anew, with its date"
        )

    def _first_taken(self, article: Article) -> Article | None:
        """The article as it was when it came first."""
        position = self.log.find(_key_taken(article))
        if position is None:
            return None
        for recorded in self.log.read(after=position - 1, until=position):
            if isinstance(recorded.event, ArticleTaken | ArticleSetAside):
                return recorded.event.article
        return None

    def _member(self, article_id: str) -> Member | None:
        story_id = self.state.where.get(article_id)
        if story_id is None:
            return None
        return self.state.stories[story_id].members[article_id]

    @property
    def holders(self) -> KnownHolders:
        """Who is known to hold which office."""
        return self._learner.holders(self.state)

    def _decided_alone(self, arrival: Arrival) -> list[Event]:
        with failing_alone("matching"):
            decided = self._decided(arrival)
            return decided + (self._taught(arrival) if decided else [])

    def _taught(self, arrival: Arrival) -> list[Event]:
        """What its words on who holds which office make of what was known."""
        command = self._learner.lesson(self.state, arrival.article, arrival.reading)
        return self.decide(command) if command else []

    def _decided(self, arrival: Arrival) -> list[Event]:
        article = arrival.article
        if self.knows(article):
            return []
        if article.id in self.state.where or self._first_taken(article) is not None:
            # emptied at its source
            if arrival.is_empty:
                return []
            return self.decide(self._known_again(arrival))
        if arrival.set_aside:
            return self.decide(
                SetAside(article=article, reason=arrival.set_aside, reading=arrival.reading)
            )
        return self.decide(self._placed(arrival))

    def _placed(self, arrival: Arrival, *, again: bool = False) -> Command:
        verdict = self.matcher.verdict(
            arrival.article, arrival.reading, arrival.text, bindings=queries.bindings(self.state)
        )
        return TakeArticle(
            article=arrival.article, reading=arrival.reading, verdict=verdict, again=again
        )

    def _known_again(self, arrival: Arrival) -> Command:
        """A known article with another text: what it brings to its story, open or closed; if it has
        none, a new start. What has a story is not set aside any more: a person may have let it in.
        """
        story_id = self.state.where.get(arrival.article.id) or self.archive.home_of(
            arrival.article.id
        )
        if story_id is None:
            return self._set_aside_before(arrival)
        closed = self.closed(story_id)
        if not closed and queries.resolve(self.state, story_id) is None:
            raise LogConflictError("another process has taken the article meanwhile")
        members = (
            closed[0].members if closed else tuple(self.state.stories[story_id].members.values())
        )
        news = self.matcher.news(arrival.article, arrival.reading, arrival.text, members=members)
        return Revise(
            article=arrival.article,
            reading=arrival.reading,
            story_id=story_id,
            new_facts=news.new_facts if news.kind == "development" else (),
            reason=news.rule,
            closed=closed,
        )

    def _set_aside_before(self, arrival: Arrival) -> Command:
        before = self.archive.article(arrival.article.id).reason
        # an edit is no way past the person for whom it is held
        reason = arrival.set_aside or (before if before.startswith(HELD) else "")
        if not reason:
            return self._placed(arrival, again=True)
        return Revise(
            article=arrival.article, reading=arrival.reading, story_id=None, reason=reason
        )

    def let_in(self, article: Article, reading: Reading, *, reason: str = "") -> list[Event]:
        """What follows from a person's calling back an article that was set aside; nothing is
        written.
        """
        text = self.log.text(article.text_hash) or ""
        verdict = self.matcher.verdict(
            article, reading, text, bindings=queries.bindings(self.state)
        )
        return self.decide(LetIn(article=article, reading=reading, verdict=verdict, reason=reason))

    def closed(self, *story_ids: str) -> tuple[ClosedStory, ...]:
        """Those of these stories that are closed, with all they need to stand again."""
        away = dict.fromkeys(
            story_id for story_id in story_ids if queries.resolve(self.state, story_id) is None
        )
        found = list(map(self.archive.closed, away))
        return tuple(closed for closed in found if closed is not None)

    # --- time, and later knowledge ---

    def tick(self) -> list[Event]:
        """Close the stories that are quiet for long enough by now, and erase texts that are past
        their age.
        """
        events: list[Event] = []
        for step in (self.close_some, self.erase_some):
            while done := step():
                events += done
        return events

    def close_some(self) -> list[Event]:
        """The longest quiet of those that are to be closed; nothing if that is all."""
        return self.record(lambda: self.decide(Tick(now=self.clock.now()))[:CLOSED_AT_ONCE])

    def erase_some(self) -> list[Event]:
        """The oldest of the texts that are past their age; nothing if that is all."""
        return self.record(
            lambda: overdue(self.log, self.state, now=self.clock.now(), rules=self.rules)
        )

    def look_at_waiting(self) -> list[Event]:
        """At all that was taken without being looked at again. What a process leaves waiting when
        it ends is looked at once something near it comes.
        """
        waiting, self._waiting = self._waiting, {}
        return self.look_again(waiting) if waiting else []

    def look_again(self, story_ids: Iterable[str]) -> list[Event]:
        """What is known now may put articles elsewhere; each change is an event with its reason."""
        written: list[Event] = []
        again = list(story_ids)
        for _ in range(SECOND_LOOK_ROUNDS_MAX):
            changed = self.record(self._unless_news(partial(self._second_look, again)))
            if not changed:
                break
            written += changed
            again = self._homes(changed)
        return written

    def _unless_news(self, decision: Callable[[], list[Event]]) -> Callable[[], list[Event]]:
        """A decision about stories that takes long is not made again because others wrote of feeds
        and of telling meanwhile: where they always do, it would never be written.
        """
        made: dict[Position, list[Event]] = {}

        def decided() -> list[Event]:
            if self.news not in made:
                made[self.news] = decision()
            return made[self.news]

        return decided

    def _second_look(self, story_ids: Iterable[str]) -> list[Event]:
        standing = dict.fromkeys(queries.resolve(self.state, story_id) for story_id in story_ids)
        changes = self.matcher.second_look(
            list(filter(None, standing)), bindings=queries.bindings(self.state)
        )
        return self.decide(SecondLook(changes=tuple(changes)))

    def _homes(self, events: Iterable[Event]) -> list[str]:
        """Where the articles that these events touched are now."""
        articles = [article_id for event in events for article_id in touched(event, self.state)]
        return [
            self.state.where[article_id]
            for article_id in articles
            if article_id in self.state.where
        ]

    # --- the past ---

    def replay(self, *, until: datetime | None = None) -> Replay:
        """Rebuild from the log's first event, beside what is known. Without `until`, `same`
        compares it with the live state.
        """
        self.catch_up()
        again = replay(self.log, position=self.head.position, until=until)
        if until is not None:
            return again
        return msgspec.structs.replace(
            again, same=again.fingerprint == queries.fingerprint(self.state)
        )


def keys_asked(article: Article) -> tuple[str, str]:
    """The keys by which the log is asked whether it knows an article."""
    return _key_taken(article), _key_revised(article)


def _key_taken(article: Article) -> str:
    return key_of(ArticleSetAside(article=article, reason=""), ordinal=0)


def _key_revised(article: Article) -> str:
    return key_of(ArticleRevised(article=article, reading=_NO_READING), ordinal=0)
