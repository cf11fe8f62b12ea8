"""What an event changes in the views: one function a type, on tables that hold what people ask
about.

The tables follow `stories.evolve` (a member that is moved stands last in its new story; a story's
time of last news), but keep closed and merged stories too. Everything here can be thrown away and
made again from the log.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, assert_never

import msgspec

from monitor.events.deliveries import TellingEvent
from monitor.events.stories_and_feeds import (
    ArticleAttached,
    ArticleLetIn,
    ArticleMoved,
    ArticleRevised,
    ArticleSetAside,
    ArticleTaken,
    CorrectionUndone,
    FeedBaselined,
    FeedEvent,
    FeedFailing,
    FeedFetched,
    FeedGone,
    FeedHeld,
    FeedMoved,
    FeedRecovered,
    FetchedEntry,
    HeldLeftAside,
    HolderDenied,
    HolderLearnt,
    Member,
    StoriesKeptApart,
    StoriesMerged,
    StoryClosed,
    StoryOpened,
    StoryReopened,
    StorySetAside,
    StorySplit,
    TextRedacted,
)
from monitor.log.codec import encode
from monitor.log.protocol import Recorded
from monitor.model import AHEAD, Article, Evidence, Reading, StoryStatus
from monitor.views import editions, holders, search

_json = msgspec.json.Encoder()

NewsEvent = (
    ArticleTaken
    | ArticleSetAside
    | ArticleRevised
    | StoryOpened
    | ArticleAttached
    | StoryClosed
    | StoryReopened
    | StoriesMerged
    | StorySplit
    | ArticleMoved
    | StoriesKeptApart
    | StorySetAside
    | ArticleLetIn
    | HolderLearnt
    | HolderDenied
    | CorrectionUndone
    | TextRedacted
)
"""All events but those of feeds, of telling and of what is held; mypy finds a type that is in none
of them.
"""


def _ahead(reading: Reading) -> str | None:
    """The last of the days that it names as planned, as a partial date; None if it names none."""
    spans = [plan.when for plan in reading.upcoming]
    spans += [reading.date] if reading.stage in AHEAD else []
    return max(((span.end or span.start) for span in spans if span), default=None)


class Projection:
    """Applies recorded events to an open database, inside the caller's transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._do = db.execute

    def apply(self, recorded: Recorded) -> None:
        at = recorded.at.isoformat(timespec="microseconds")
        if isinstance(recorded.event, FeedEvent):
            self._feed(recorded.event, recorded.position, at)
        elif isinstance(recorded.event, TellingEvent):
            editions.apply(self._do, recorded.event, recorded.position, at)
        elif isinstance(recorded.event, HeldLeftAside):
            self._left_aside(recorded.event)
        else:
            self._news(recorded.event, recorded.position, at)

    def _news(self, event: NewsEvent, position: int, at: str) -> None:
        match event:
            case ArticleTaken(article=article, reading=reading):
                self._arrived(position, article, at, "undecided")
                self._article(position, article, reading, at)
                holders.heard(self._do, article, reading)
            case ArticleAttached():
                self._attached(event, position, at)
            case StoryOpened():
                self._opened(event, position, at)
            case StoryClosed(story_id=story_id):
                self._do(
                    "UPDATE stories SET status = ?, closed_at = ? WHERE id = ?",
                    (StoryStatus.CLOSED, at, story_id),
                )
            case ArticleSetAside(article=article, reading=reading, reason=reason):
                self._arrived(position, article, at, "set aside")
                self._article(position, article, reading, at)
                self._do(
                    "UPDATE articles SET verdict = 'set aside', reason = ? WHERE id = ?",
                    (reason, article.id),
                )
                holders.heard(self._do, article, reading)
            case ArticleRevised(article=article, reading=reading):
                self._revised(event, position, at)
                holders.heard(self._do, article, reading)
            case StoryReopened():
                self._reopened(event, position, at)
            case (
                ArticleMoved()
                | StoriesMerged()
                | StorySplit()
                | StoriesKeptApart()
                | StorySetAside()
                | ArticleLetIn()
                | HolderLearnt()
                | HolderDenied()
                | CorrectionUndone()
            ):
                self._corrected(event, position, at)
            case TextRedacted(text_hash=text_hash, by=by):
                self._redacted(text_hash, at, withheld=by == "operator")
            case _:
                assert_never(event)

    # --- articles ---

    def _left_aside(self, event: HeldLeftAside) -> None:
        said = ": ".join(filter(None, ("left aside by a person", event.reason)))
        for article_id in event.article_ids:
            self._do(
                "UPDATE articles SET reason = ? WHERE id = ? AND verdict = 'set aside'",
                (said, article_id),
            )

    def _arrived(self, position: int, article: Article, at: str, outcome: str) -> None:
        self._do(
            "INSERT INTO arrivals VALUES (?, ?, ?, ?, ?)",
            (position, article.id, at[:10], article.outlet, outcome),
        )

    def _decided(self, article_id: str, outcome: str) -> None:
        """The last thing that arrived under this id is now known to be `outcome`."""
        self._do(
            """UPDATE arrivals SET outcome = ? WHERE outcome = 'undecided' AND position =
               (SELECT max(position) FROM arrivals WHERE article_id = ?)""",
            (outcome, article_id),
        )

    def _article(self, position: int, article: Article, reading: Reading | None, at: str) -> None:
        self._do(
            """INSERT INTO articles (seq, id, version, given_id, url, outlet, text_hash, taken_at,
                                     article, reading, ahead)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (
                position,
                article.id,
                article.version,
                article.given_id,
                article.url,
                article.outlet,
                article.text_hash,
                at,
                _text(article),
                None if reading is None else _text(reading),
                None if reading is None else _ahead(reading),
            ),
        )
        self._do(search.INSERT, search.folded(position, article, reading))

    def _rewritten(self, article: Article, reading: Reading) -> None:
        self._do(
            """UPDATE articles SET version = ?, given_id = ?, url = ?, outlet = ?, text_hash = ?,
                                   article = ?, reading = ?, ahead = ?
               WHERE id = ?""",
            (
                article.version,
                article.given_id,
                article.url,
                article.outlet,
                article.text_hash,
                _text(article),
                _text(reading),
                _ahead(reading),
                article.id,
            ),
        )
        for (seq,) in self._do("SELECT seq FROM articles WHERE id = ?", (article.id,)).fetchall():
            self._do("DELETE FROM search WHERE rowid = ?", (seq,))
            self._do(search.INSERT, search.folded(seq, article, reading))

    def _revised(self, event: ArticleRevised, position: int, at: str) -> None:
        placed_later = event.material and event.story_id is None
        self._arrived(position, event.article, at, "undecided" if placed_later else "new version")
        self._rewritten(event.article, event.reading)
        self._do(
            "UPDATE articles SET revisions = revisions + 1, redacted_at = NULL, withheld = 0 "
            "WHERE id = ?",
            (event.article.id,),
        )
        if event.story_id is None:
            self._do(
                "UPDATE articles SET reason = ? WHERE id = ? AND ? <> ''",
                (event.reason, event.article.id, event.reason),
            )
            return
        self._news_of_revision(event, at)

    def _news_of_revision(self, event: ArticleRevised, at: str) -> None:
        old = self._do(
            "SELECT new_facts, verdict FROM articles WHERE id = ?", (event.article.id,)
        ).fetchone()
        facts = [*msgspec.json.decode(old[0] or "[]"), *msgspec.to_builtins(event.new_facts)]
        verdict = "development" if event.material and old[1] == "duplicate" else old[1]
        self._do(
            "UPDATE articles SET new_facts = ?, verdict = ? WHERE id = ?",
            (_text(facts), verdict, event.article.id),
        )
        if event.material:
            self._touched(event.story_id, at)

    def _attached(self, event: ArticleAttached, position: int, at: str) -> None:
        self._placed(event.article_id, event.story_id, position, event.verdict, event.evidence)
        self._do(
            "UPDATE articles SET of = ?, new_facts = ?, differ = ?, links = ? WHERE id = ?",
            (
                event.of,
                _text(event.new_facts),
                _text(event.differ),
                _text(event.links),
                event.article_id,
            ),
        )
        self._linked(event.story_id, event.links)
        self._touched(event.story_id, at)

    def _opened(self, event: StoryOpened, position: int, at: str) -> None:
        self._story(event.story_id, event.number, at)
        self._do("UPDATE stories SET maybe = ? WHERE id = ?", (event.maybe, event.story_id))
        self._linked(event.story_id, event.links)
        verdict = "unsure" if event.maybe else "new"
        self._placed(event.article_id, event.story_id, position, verdict, event.evidence)
        self._do(
            "UPDATE articles SET maybe = ?, links = ? WHERE id = ?",
            (event.maybe, _text(event.links), event.article_id),
        )

    def _placed(
        self, article_id: str, story_id: str, position: int, verdict: str, evidence: Evidence
    ) -> None:
        self._decided(article_id, verdict)
        self._do(
            """UPDATE articles SET verdict = ?, story_id = ?, joined = ?, evidence = ?, reason = ''
               WHERE id = ?""",
            (verdict, story_id, _order(position), _text(evidence), article_id),
        )

    def _redacted(self, text_hash: str, at: str, *, withheld: bool) -> None:
        """Nobody finds a text that a person had erased by its words any more; one that was erased
        for its age is still told of.
        """
        self._do(
            "UPDATE articles SET redacted_at = ?, withheld = ? WHERE text_hash = ?",
            (at, int(withheld), text_hash),
        )
        if not withheld:
            return
        rows = self._do(
            "SELECT seq, article, reading FROM articles WHERE text_hash = ?", (text_hash,)
        )
        for seq, article, reading in rows.fetchall():
            read = msgspec.json.decode(reading, type=Reading) if reading else None
            held = msgspec.json.decode(article, type=Article)
            self._do("DELETE FROM search WHERE rowid = ?", (seq,))
            self._do(search.INSERT, search.without_words(seq, held, read))

    # --- stories ---

    def _story(self, story_id: str, number: int, at: str) -> None:
        """A story opens, or one that had ended in another stands again with what it had."""
        self._do(
            """INSERT INTO stories (id, number, status, opened_at, updated_at)
               VALUES (?1, ?2, ?3, ?4, ?4) ON CONFLICT (id) DO UPDATE
               SET status = ?3, updated_at = ?4, merged_into = NULL, closed_at = NULL""",
            (story_id, number, StoryStatus.OPEN, at),
        )

    def _touched(self, story_id: str | None, at: str) -> None:
        self._do("UPDATE stories SET updated_at = ? WHERE id = ?", (at, story_id))

    def _linked(self, story_id: str, links: Iterable[str]) -> None:
        if links := tuple(links):
            (held,) = self._do(
                "SELECT links FROM stories WHERE id = ?", (story_id,)
            ).fetchone() or ("[]",)
            old = msgspec.json.decode(held, type=list[str])
            merged = [*old, *(link for link in dict.fromkeys(links) if link not in old)]
            self._do("UPDATE stories SET links = ? WHERE id = ?", (_text(merged), story_id))

    def _reopened(self, event: StoryReopened, position: int, at: str) -> None:
        self._story(event.story_id, event.number, at)
        self._do(
            "UPDATE stories SET maybe = ?, links = ? WHERE id = ?",
            (event.maybe, _text(event.links), event.story_id),
        )
        for index, member in enumerate(event.members):
            self._member(event.story_id, member, _order(position, index))

    def _member(self, story_id: str, member: Member, joined: int) -> None:
        """Obey what the event says about a member; it is nearly always what stands here already."""
        self._do(
            """UPDATE articles SET story_id = ?, joined = ?, verdict = ?, of = ?, new_facts = ?,
                                   differ = ?, article = ?,
               reading = ? WHERE id = ?""",
            (
                story_id,
                joined,
                member.verdict,
                member.of,
                _text(member.new_facts),
                _text(member.differ),
                _text(member.article),
                _text(member.reading),
                member.article.id,
            ),
        )

    # --- corrections ---

    def _corrected(
        self,
        event: ArticleMoved
        | StoriesMerged
        | StorySplit
        | StoriesKeptApart
        | StorySetAside
        | ArticleLetIn
        | HolderLearnt
        | HolderDenied
        | CorrectionUndone,
        position: int,
        at: str,
    ) -> None:
        name, _, payload = encode(event)
        self._do(
            "INSERT INTO corrections (number, at, type, payload) VALUES (?, ?, ?, ?)",
            (event.correction, at, name, payload.decode()),
        )
        match event:
            case ArticleMoved(article_id=article_id, from_story_id=left, to_story_id=story_id):
                self._transferred([(article_id, story_id)], position, at)
                self._left(left, story_id)
            case StoriesMerged(story_id=story_id, merged_id=merged_id, article_ids=article_ids):
                self._transferred(
                    [(article_id, story_id) for article_id in article_ids], position, at
                )
                self._touched(story_id, at)
                self._ended(merged_id, story_id)
            case StoriesKeptApart():
                return  # nothing moves; `unsure` asks the corrections
            case HolderLearnt():
                holders.learnt(self._do, event)
            case HolderDenied(correction=correction, learnt=learnt):
                self._taken_back(learnt, correction)
            case ArticleLetIn(article=article, reading=reading):
                self._rewritten(article, reading)  # the next event places it
            case StorySetAside(correction=correction, story_id=story_id):
                self._do("UPDATE stories SET set_aside = ? WHERE id = ?", (correction, story_id))
            case StorySplit(new_story_id=story_id, number=number, article_ids=article_ids):
                self._story(story_id, number, at)
                self._transferred(
                    [(article_id, story_id) for article_id in article_ids], position, at
                )
            case CorrectionUndone():
                self._undone(event, position, at)
            case _:
                assert_never(event)

    def _undone(self, event: CorrectionUndone, position: int, at: str) -> None:
        for story_id, number in event.restored:
            self._story(story_id, number, at)
        self._transferred(
            [(article_id, story_id) for article_id, _, story_id in event.moves], position, at
        )
        for story_id, into in event.emptied:
            self._ended(story_id, into)
        self._do("UPDATE stories SET set_aside = NULL WHERE set_aside = ?", (event.undone,))
        # what a denial took back stands again
        self._do("UPDATE corrections SET undone_by = NULL WHERE undone_by = ?", (event.undone,))
        self._taken_back(event.undone, event.correction)

    def _taken_back(self, number: int, by: int) -> None:
        self._do("UPDATE corrections SET undone_by = ? WHERE number = ?", (by, number))

    def _transferred(self, moves: Sequence[tuple[str, str]], position: int, at: str) -> None:
        for index, (article_id, story_id) in enumerate(moves):
            self._do(
                "UPDATE articles SET story_id = ?, joined = ? WHERE id = ?",
                (story_id, _order(position, index), article_id),
            )
            self._touched(story_id, at)

    def _left(self, story_id: str, into: str) -> None:
        """An article went from the one to the other: with its last one a story ends."""
        still = self._do("SELECT 1 FROM articles WHERE story_id = ?", (story_id,))
        if still.fetchone() is None:
            self._ended(story_id, into)

    def _ended(self, story_id: str, into: str) -> None:
        self._do(
            "UPDATE stories SET status = ?, merged_into = ? WHERE id = ?",
            (StoryStatus.MERGED, into, story_id),
        )

    # --- feeds ---

    def _feed(self, event: FeedEvent, position: int, at: str) -> None:
        entries, outcome, reason = _told(event)
        failed = sum(1 for entry in entries if entry.failed)
        self._do(
            "INSERT INTO feeds VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (position, at[:10], event.feed_id, event.url, outcome, len(entries), failed, reason),
        )


def _told(event: FeedEvent) -> tuple[Sequence[FetchedEntry], str, str]:
    match event:
        case FeedBaselined(entries=entries):
            return entries, "baseline", ""
        case FeedFetched(entries=entries):
            return entries, "fetched", ""
        case FeedHeld(entries=entries, reason=reason):
            return entries, "held", reason
        case FeedFailing(reason=reason):
            return (), "failing", reason
        case FeedRecovered():
            return (), "recovered", ""
        case FeedMoved(to=to):
            return (), "moved", to
        case FeedGone():
            return (), "gone", ""
        case _:
            assert_never(event)


_INDEX_BITS = 20


def _order(position: int, index: int = 0) -> int:
    """A number that rises with the position, and within one event with the index."""
    return position << _INDEX_BITS | index


def _text(value: Any) -> str:
    return _json.encode(value).decode()
