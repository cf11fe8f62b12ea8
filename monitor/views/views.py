"""`state/views.db`: what the log says, laid out for questions. It follows the log by position and
knows nothing else.

It is a cache: it is made again when it is missing, damaged, of another version, ahead of its log,
or made from another one. Several processes may follow at once; each event is applied once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import msgspec

from monitor import __version__, database
from monitor.digest.model import ToldBefore
from monitor.errors import LogDamagedError, UsageError
from monitor.events.stories_and_feeds import Member
from monitor.later import later
from monitor.log.chain import GENESIS
from monitor.log.protocol import Recorded
from monitor.model import HELD, NO_DIPLOMACY, StoryStatus, Verdict
from monitor.stories.state import LearntHolder
from monitor.views import editions, tables
from monitor.views.follower import Follower
from monitor.views.rows import (
    ArticleRow,
    CorrectionRow,
    DayCount,
    FeedDayRow,
    Hit,
    StoryRow,
    Totals,
    article_of,
    correction_of,
    learnt_of,
    member_of,
    named,
    story_of,
)

if TYPE_CHECKING:
    from monitor.views import projection
    from monitor.views import search as searching
    from monitor.views.facts import facts as told_facts
    from monitor.views.facts import refresh
    from monitor.views.facts.facts import Facts
    from monitor.views.facts.forms import FactSettings
else:
    # Both fold words; views that have caught up and are not searched do without.
    projection = later("monitor.views.projection")
    searching = later("monitor.views.search")
    # What is told, by the digest's rules: who does not look at it does without.
    told_facts = later("monitor.views.facts.facts")
    refresh = later("monitor.views.facts.refresh")

APPLICATION_ID = 0x6D6F6E76  # "monv"
_PREFIX_DIGITS_MIN = 4
_FOREIGN_HINT = "move it away; views are made again"


class Views(Follower):
    damaged_hint = "delete it: the views are made again from the log"

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the views at `path`, or make empty ones. Raises LogForeignError if the file is
        somebody else's.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return cls(path, _connected(path))
        except LogDamagedError:
            database.delete(path)
            return cls(path, _connected(path))

    @classmethod
    def to_read(cls, path: Path) -> Self | None:
        """The views at `path`, which this connection cannot change; None if there are none of
        today's version. Raises LogForeignError if the file is somebody else's.
        """
        if not path.exists():
            return None
        with database.translated(path, damaged_hint=cls.damaged_hint):
            db = database.connect(path, mode=("query_only = 1",))
            try:
                database.check_owner(path, db, APPLICATION_ID, hint=_FOREIGN_HINT)
                if _is_current(db):
                    return cls(path, db)
            except BaseException:
                db.close()
                raise
            db.close()
        return None

    @cached_property
    def _projection(self) -> projection.Projection:
        return projection.Projection(self._db)

    def _apply(self, recorded: Recorded) -> None:
        self._projection.apply(recorded)

    def _start_again(self) -> None:
        _rebuild(self._db)

    # --- asking ---

    def article(self, ref: str) -> ArticleRow | None:
        """By id, address, the id its file gave it, or the first digits (4 or more) of its id, tried
        in this order.

        Raises UsageError if more than one article goes by that name.
        """
        for where, value in _ARTICLE_BY:
            if found := self._query(f"{_ARTICLES} WHERE {where} LIMIT 6", value(ref)):
                return article_of(_only(ref, found, "articles", id_column=-1))
        return None

    def accounts_at(self, address: str) -> list[ArticleRow]:
        """All taken under this address: an outlet's own, and of those who passed it on."""
        query = f"{_ARTICLES} WHERE articles.url = ? ORDER BY articles.seq"
        return [article_of(row) for row in self._query(query, address)]

    def story(self, ref: int | str) -> StoryRow | None:
        """By number (12, "12", "S12"), id, or its first digits (4 or more). A merged story's name
        leads to where it went.

        Raises UsageError if more than one story goes by that name.
        """
        name = str(ref).strip()
        digits = name[1:] if name[:1] in {"S", "s"} else name
        if digits.isascii() and digits.isdecimal() and len(digits) < _NUMBER_DIGITS_MAX:
            found = self._query(f"{_STORIES} WHERE stories.number = ?", int(digits))
        else:
            found = []
        found = found or self._query(f"{_STORIES} WHERE stories.id = ?", name)
        if not found and len(name) >= _PREFIX_DIGITS_MIN:
            found = self._query(f"{_STORIES} WHERE stories.id GLOB ? LIMIT 6", _glob(name))
        if not found:
            return None
        row = story_of(_only(name, found, "stories", id_column=0))
        if not row.merged_into:
            return row
        return self.story(row.merged_into)

    def stories(
        self, *, status: StoryStatus | None = None, limit: int | None = None
    ) -> list[StoryRow]:
        """The story with the latest news first, by when that was published, however late it came
        here. Stories that ended in another are left out unless `status` asks for them.
        """
        where = "stories.status <> 'merged'" if status is None else "stories.status = ?"
        values = [] if status is None else [str(status)]
        query = (
            f"{_STORIES} WHERE {where} "
            f"ORDER BY {_LAST_NEWS} DESC, stories.updated_at DESC, stories.number DESC LIMIT ?"
        )
        return list(map(story_of, self._query(query, *values, -1 if limit is None else limit)))

    def stories_since(self, at: str) -> list[StoryRow]:
        """Stories with news after `at` (an ISO time, UTC), the latest first."""
        where = "stories.status <> 'merged' AND stories.updated_at > ?"
        query = f"{_STORIES} WHERE {where} ORDER BY stories.updated_at DESC, stories.number DESC"
        return list(map(story_of, self._query(query, at)))

    def stories_ahead(self, day: str) -> list[StoryRow]:
        """Open stories of which an account names a planned day that may be `day` (ISO) or after
        it.
        """
        ahead = "SELECT story_id FROM articles WHERE ahead IS NOT NULL AND ahead >= ?"
        query = (
            f"{_STORIES} WHERE stories.status = 'open' AND stories.id IN ({ahead}) "
            "ORDER BY stories.number"
        )
        return list(map(story_of, self._query(query, day[:4])))

    def members(self, story_id: str) -> list[Member]:
        """The articles of a story in the order in which they came to it."""
        rows = self._query(
            "SELECT article, reading, verdict, of, new_facts, differ FROM articles "
            "WHERE story_id = ? ORDER BY joined",
            story_id,
        )
        return list(map(member_of, rows))

    def seen(self, story_id: str) -> list[tuple[Member, str]]:
        """As `members`, in the order in which they were taken, each with the log time at which it
        was first seen.

        So that what is corrected and taken back again is told as it was.
        """
        rows = self._query(
            "SELECT article, reading, verdict, of, new_facts, differ, taken_at FROM articles "
            "WHERE story_id = ? ORDER BY seq",
            story_id,
        )
        return [(member_of(row[:-1]), row[-1]) for row in rows]

    # --- pages ---

    def news_page(
        self, *, since: str = "", before: tuple[str, int] | None = None, limit: int
    ) -> list[StoryRow]:
        """Stories with news after `since` (an ISO time, UTC), the latest first: those that come
        behind the story of that time and number. Neither those that ended in another, nor those
        that a person set aside.
        """
        at, number = before or ("~", 0)
        query = (
            f"{_STORIES} WHERE stories.status <> 'merged' AND stories.set_aside IS NULL "
            "AND stories.updated_at > ? AND stories.updated_at <= ? "
            "AND (stories.updated_at, stories.number) < (?, ?) "
            "ORDER BY stories.updated_at DESC, stories.number DESC LIMIT ?"
        )
        return list(map(story_of, self._query(query, since, at, at, number, limit)))

    def unredacted(self, story_id: str) -> list[Member]:
        """As `members`, without those whose text a person had erased: what they said is shown no
        more. A text that was erased for its age alone is still told of.
        """
        rows = self._query(
            "SELECT article, reading, verdict, of, new_facts, differ FROM articles "
            "WHERE story_id = ? AND withheld = 0 ORDER BY joined",
            story_id,
        )
        return list(map(member_of, rows))

    def redacted(self) -> list[ArticleRow]:
        """The articles whose text a person had erased."""
        return list(map(article_of, self._query(f"{_ARTICLES} WHERE articles.withheld = 1")))

    def editions_of(
        self, stream: str, *, before: str = "~", limit: int
    ) -> list[editions.EditionRow]:
        """The daily editions of a stream whose names sort before `before`, the latest first."""
        found = self._query(editions.EDITIONS_OF, stream, before, limit)
        return [editions.EditionRow(*row) for row in found]

    def totals(self) -> Totals:
        """How much there is, and how much of it people put right."""
        counts = self._query("SELECT stories, accounts, set_aside FROM totals")
        corrected = self._query(
            "SELECT type, count(*) FROM corrections WHERE undone_by IS NULL "
            "AND type NOT IN ('HolderLearnt', 'CorrectionUndone') "
            "AND coalesce(json_extract(payload, '$.by'), 'operator') = 'operator' "
            "GROUP BY type ORDER BY type"
        )
        stories, accounts, set_aside = counts[0]
        return Totals(
            stories=stories, accounts=accounts, set_aside=set_aside, corrected=dict(corrected)
        )

    def corrections_page(self, *, before: int | None, limit: int) -> list[CorrectionRow]:
        """Corrections with numbers below `before`, the last first."""
        rows = self._query(
            "SELECT number, at, type, payload, undone_by FROM corrections WHERE number < ? "
            "ORDER BY number DESC LIMIT ?",
            _ANY if before is None else before,
            limit,
        )
        return list(map(correction_of, rows))

    def edition_neighbours(
        self, stream: str, edition: str
    ) -> tuple[editions.EditionRow | None, editions.EditionRow | None]:
        """The daily editions of the stream before and after that one."""
        earlier = self.editions_of(stream, before=edition, limit=1)
        later = self._query(editions.EDITION_AFTER, stream, edition)
        return (
            earlier[0] if earlier else None,
            editions.EditionRow(*later[0]) if later else None,
        )

    def set_aside(self, *, since: str, until: str) -> int:
        """How many articles that are told to nobody were first seen after `since`, up to `until`
        (ISO times, UTC).
        """
        query = """SELECT count(*) FROM articles LEFT JOIN stories ON stories.id = articles.story_id
                   WHERE (verdict = 'set aside' OR stories.set_aside IS NOT NULL)
                   AND taken_at > ? AND taken_at <= ?"""
        return int(self._query(query, since, until)[0][0])

    def members_aside(self, *, since: str, until: str) -> list[Member]:
        """What the gate set aside, and no person said anything about, of the articles first seen
        after `since`, up to `until` (ISO times, UTC).
        """
        query = """SELECT article, reading, 'new', NULL, '[]', '[]' FROM articles
                   WHERE verdict = 'set aside' AND reading IS NOT NULL AND redacted_at IS NULL
                   AND reason LIKE ? || '%' AND taken_at > ? AND taken_at <= ? ORDER BY seq"""
        return [member_of(row) for row in self._query(query, NO_DIPLOMACY, since, until)]

    def articles_aside(self, *, limit: int, held: bool = False) -> list[ArticleRow]:
        """Articles that are told to nobody: set aside by the machine, or in a story that a person
        set aside; the last taken first. With `held`, those that wait for a person.
        """
        query = _ASIDE_HELD if held else _ASIDE
        return [article_of(row) for row in self._query(query, limit)]

    def held(self, *, since: str = "", until: str = "~") -> int:
        """How many articles wait for a person, of those first seen in that time."""
        query = """SELECT count(*) FROM articles
                   WHERE verdict = 'set aside' AND reason LIKE ? || '%'
                   AND taken_at > ? AND taken_at <= ?"""
        return int(self._query(query, HELD, since, until)[0][0])

    def verdict_of(self, article_id: str) -> Verdict | None:
        """What was decided about an article, with its evidence; None if it is not known or was set
        aside.
        """
        row = self.article_by_id(article_id)
        if row is None or row.evidence is None:
            return None
        decided = {
            "kind": row.verdict,
            "evidence": msgspec.to_builtins(row.evidence),
            "story_id": row.story_id,
        }
        told = {"of": row.of, "maybe": row.maybe, "links": row.links}
        facts = {
            "new_facts": msgspec.to_builtins(row.new_facts),
            "differ": msgspec.to_builtins(row.differ),
        }
        return msgspec.convert(decided | told | facts, Verdict)

    def article_by_id(self, article_id: str) -> ArticleRow | None:
        found = self._query(f"{_ARTICLES} WHERE articles.id = ?", article_id)
        return article_of(found[0]) if found else None

    def holders(self, text_hash: str) -> list[str]:
        """The ids of all articles with this very text: it is kept once for all of them."""
        return [
            row[0]
            for row in self._query(
                "SELECT id FROM articles WHERE text_hash = ? ORDER BY seq", text_hash
            )
        ]

    def search(self, words: str, *, limit: int = 20) -> list[Hit]:
        """Articles that have all of `words` in title, names, places, quotations or text, best
        first; in any script, and whom the tables know as that person. Of very many the newest are
        ranked.
        """
        asked = searching.question(words)
        if asked is None:
            return []
        finder = searching.Finder(words)
        oldest = self._one(_RANKED_SINCE, asked, searching.RANKED_MAX) or (0,)
        rows = self._query(_SEARCH, asked, *oldest, limit)
        return [Hit(*(*row, finder.marks(row[2]))) for row in rows]

    def unsure(self) -> list[StoryRow]:
        """Stories that may be another one, and that no correction has settled by making them
        one.
        """
        open_ones = (
            "stories.maybe IS NOT NULL AND stories.status <> 'merged' AND stories.set_aside IS NULL"
        )
        query = f"{_STORIES} WHERE {open_ones} ORDER BY stories.number"
        rows = list(map(story_of, self._query(query)))
        others = [self.story(row.maybe or "") for row in rows]
        apart = self._kept_apart()
        return [
            row
            for row, other in zip(rows, others, strict=True)
            if other is None or (other.id != row.id and frozenset((row.id, other.id)) not in apart)
        ]

    def _kept_apart(self) -> set[frozenset[str]]:
        """Pairs of stories, by today's ids, of which a person said that they are not one."""
        kept = self._query(
            """SELECT json_extract(payload, '$.story_id'), json_extract(payload, '$.other_id')
               FROM corrections
               WHERE type = 'StoriesKeptApart' AND undone_by IS NULL"""
        )
        found = [(self.story(one), self.story(other)) for one, other in kept]
        return {frozenset((one.id, other.id)) for one, other in found if one and other}

    def counts(self) -> list[DayCount]:
        return [DayCount(**named(DayCount, row)) for row in self._query(_COUNTS)]

    def feeds(self) -> list[FeedDayRow]:
        return [FeedDayRow(**named(FeedDayRow, row)) for row in self._query(_FEEDS)]

    def corrections(self, *, after: int = 0, since: str = "") -> list[CorrectionRow]:
        """Corrections after that number and log time, the last first; an undoing is one too."""
        rows = self._query(
            "SELECT number, at, type, payload, undone_by FROM corrections WHERE number > ? "
            "AND at > ? ORDER BY number DESC",
            after,
            since,
        )
        return list(map(correction_of, rows))

    def learnt(self) -> list[LearntHolder]:
        """Whom the log taught to hold an office, the first first, as the State knows it."""
        rows = self._query(
            "SELECT type, payload, until, undone_by FROM learnt JOIN corrections USING (number) "
            "ORDER BY number"
        )
        return list(map(learnt_of, rows))

    # --- what is told of stories ---

    def refresh_facts(self, settings: FactSettings, *, stories_max: int | None = None) -> int:
        """Make the facts of stories anew that something changed of since, a few in each
        transaction: at most `stories_max`, so that who waits is not held up. How many were made.
        """
        work = refresh.FactRefresh(self._db, settings)
        made, most = 0, refresh.STORIES_PER_STEP
        while stories_max is None or made < stories_max:
            wanted = most if stories_max is None else min(most, stories_max - made)
            if not self._due(work):
                break
            with self._writing():
                work.prepare()
                made += work.step(stories_max=wanted)
        return made

    def _due(self, work: refresh.FactRefresh) -> bool:
        """Whether there is anything to do: most often there is not, and nothing is written."""
        return not work.is_current() or self._one("SELECT 1 FROM fact_due LIMIT 1") is not None

    def facts(self, settings: FactSettings) -> Facts:
        """What can be asked of them, on this connection; after `refresh_facts`."""
        return told_facts.Facts(self.path, self._db, settings)

    # --- what was told ---

    def told(self, stream: str) -> dict[str, ToldBefore]:
        """Story → what readers of that stream know of it."""
        return editions.ledger_of(self._query(editions.TOLD, stream))

    def told_of(self, stream: str, story_ids: Iterable[str]) -> dict[str, ToldBefore]:
        """As `told`, of these stories alone."""
        asked = msgspec.json.encode(tuple(story_ids)).decode()
        return editions.ledger_of(self._query(editions.TOLD_OF, stream, asked))

    def edition(self, edition: str) -> editions.EditionRow | None:
        found = self._query(editions.EDITION, edition)
        return editions.EditionRow(*found[0]) if found else None

    def reports(self) -> list[editions.ReportRow]:
        """Of errors, without an answer yet, the oldest first."""
        return [editions.ReportRow(*row) for row in self._query(editions.REPORTS)]

    def alerts_about(self, story_id: str) -> list[editions.AlertRow]:
        """Whoever was told of the story at once, the last telling last."""
        return list(map(editions.alert_of, self._query(editions.ALERTS_ABOUT, story_id)))

    def alerts_since(self, at: str) -> list[editions.AlertRow]:
        """What was told at once after `at` (an ISO time, UTC), in that order."""
        return list(map(editions.alert_of, self._query(editions.ALERTS_SINCE, at)))

    def waited_since(self, at: str) -> list[editions.WaitedRow]:
        """What was not told at once after `at`, and waits for the digest."""
        return [editions.WaitedRow(*row) for row in self._query(editions.WAITED_SINCE, at)]

    def last_edition(self, stream: str, *, before: str = "") -> editions.EditionRow | None:
        """The newest of the stream; with `before` (an ISO day), of the days before that."""
        found = self._query(
            editions.LAST_EDITION, stream, f"digest/daily/{before}" if before else "~"
        )
        if not found:
            return None
        return editions.EditionRow(*found[0])

    def last_editions(self) -> list[editions.EditionRow]:
        """The newest of each stream, the newest first."""
        return [editions.EditionRow(*row) for row in self._query(editions.LAST_EDITIONS)]

    def edition_marked(self, mark: str) -> str | None:
        """The edition that the buttons of its posts name so; None for one of another log."""
        found = self._query(editions.EDITION_MARKED, mark)
        return str(found[0][0]) if found else None

    def items(self, edition: str) -> dict[int, str]:
        """The story of each entry that the edition told, by the entry's number."""
        return dict(self._query(editions.ITEMS, edition))

    def posts_about(self, story_ids: Iterable[str], *, since: str) -> list[editions.Post]:
        """Parts of digests that are known to be with their readers and told one of these stories,
        posted after `since`.
        """
        asked = msgspec.json.encode(tuple(story_ids)).decode()
        return [editions.Post(*row) for row in self._query(editions.POSTS_ABOUT, asked, since)]

    def post(self, lane: str, message_id: int) -> editions.Post | None:
        """The part of a digest that is this message of that chat."""
        found = self._query(editions.POST_AT, lane, message_id)
        return editions.Post(*found[0]) if found else None

    def numbers(self, story_ids: Iterable[str]) -> dict[str, int]:
        """The public number of each story, also of those that ended in another."""
        asked = msgspec.json.encode(tuple(story_ids)).decode()
        return dict(
            self._query(
                "SELECT id, number FROM stories WHERE id IN (SELECT value FROM json_each(?))", asked
            )
        )

    def posts_unknown(self) -> list[editions.Post]:
        """Parts of which it will stay unknown whether they arrived, the latest first."""
        return [editions.Post(*row) for row in self._query(editions.POSTS_UNKNOWN)]


# --- the file ---


def _connected(path: Path) -> sqlite3.Connection:
    """The database, with tables of today's version. Raises LogDamagedError, or LogForeignError for
    a file that is not ours.
    """
    with database.translated(path, damaged_hint=Views.damaged_hint):
        db = database.connect(path)
        try:
            _prepare(path, db)
        except BaseException:
            db.close()
            raise
        return db


def _prepare(path: Path, db: sqlite3.Connection) -> None:
    database.check_owner(path, db, APPLICATION_ID, hint=_FOREIGN_HINT)
    database.set_mode(db, database.CACHE)
    if not _is_current(db):
        db.execute("BEGIN IMMEDIATE")
        if not _is_current(db):  # another process may have been quicker
            _rebuild(db)
        db.execute("COMMIT")


def _is_current(db: sqlite3.Connection) -> bool:
    """Whether the tables are there as this version of the program makes them: words are folded by
    its code too.
    """
    if db.execute("PRAGMA user_version").fetchone()[0] != tables.SCHEMA_VERSION:
        return False
    made = dict(db.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"))
    return all(made.get(name) == statement for name, statement in tables.TABLES.items()) and (
        db.execute("SELECT program FROM followed").fetchone() == (__version__,)
    )


def _rebuild(db: sqlite3.Connection) -> None:
    """Empty tables, inside the caller's transaction, so that other processes with the file open see
    all of it or nothing.
    """
    names = (
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND "
        "name NOT LIKE 'sqlite_%' AND sql LIKE ?"
    )
    for kind in ("CREATE VIRTUAL %", "CREATE %"):  # a virtual table takes its shadow tables along
        for (name,) in db.execute(names, (kind,)).fetchall():
            db.execute(f'DROP TABLE "{name}"')
    for statement in tables.TABLES.values():
        db.execute(statement)
    db.execute("INSERT INTO followed VALUES (1, 0, ?, ?)", (GENESIS, __version__))
    db.execute("INSERT INTO totals VALUES (1, 0, 0, 0)")
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {tables.SCHEMA_VERSION}")


# --- questions ---

_NUMBER_DIGITS_MAX = 16
_ANY = 2**63 - 1

_HELD = f"(verdict = 'set aside' AND reason LIKE '{HELD}%')"
_ARTICLES = """\
SELECT article, reading, verdict, story_id, stories.number, of, articles.maybe, reason, taken_at,
       revisions, redacted_at,
       evidence, new_facts, differ, articles.links, articles.id
FROM articles LEFT JOIN stories ON stories.id = articles.story_id"""

_ASIDE_HELD = f"{_ARTICLES} WHERE {_HELD} ORDER BY articles.seq DESC LIMIT ?"
# each half by an index of its own
_ASIDE = f"""{_ARTICLES} WHERE articles.seq IN (
  SELECT seq FROM (SELECT seq FROM articles WHERE verdict = 'set aside' ORDER BY seq DESC LIMIT ?1)
  UNION
  SELECT seq FROM stories JOIN articles ON story_id = stories.id WHERE stories.set_aside IS NOT NULL
) ORDER BY articles.seq DESC LIMIT ?1"""  # noqa: S608 — constants both

_STORIES = """\
SELECT stories.id, stories.number, stories.status, stories.merged_into, stories.maybe,
       stories.opened_at, stories.updated_at,
       stories.closed_at, stories.links, stories.set_aside,
       (SELECT count(*) FROM articles WHERE story_id = stories.id),
       (SELECT coalesce(nullif(json_extract(reading, '$.title'), ''),
                        json_extract(article, '$.title'), '') FROM articles
        WHERE story_id = stories.id ORDER BY joined LIMIT 1)
FROM stories"""

_LAST_NEWS = """\
(SELECT coalesce(max(json_extract(article, '$.published')), substr(max(taken_at), 1, 10), '')
 FROM articles WHERE story_id = stories.id)"""

_RANKED_SINCE = """\
SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT 1 OFFSET ?"""

_SEARCH = """\
SELECT articles.id, given_id, coalesce(nullif(json_extract(reading, '$.title'), ''),
       json_extract(article, '$.title'), ''), outlet,
       json_extract(article, '$.published'), story_id, stories.number
FROM search JOIN articles ON articles.seq = search.rowid
LEFT JOIN stories ON stories.id = articles.story_id
WHERE search MATCH ? AND search.rowid >= ?
ORDER BY bm25(search, 8, 6, 4, 2, 1), articles.seq LIMIT ?"""

_COUNTS = """\
SELECT day, outlet, count(*), sum(outcome = 'new'), sum(outcome = 'development'),
       sum(outcome = 'duplicate'),
       sum(outcome = 'unsure'), sum(outcome = 'set aside'), sum(outcome = 'new version'),
       sum(outcome = 'undecided')
FROM arrivals GROUP BY day, outlet ORDER BY day, outlet"""

_FEEDS = """\
SELECT day, feed_id, max(url), outcome, count(*), sum(entries), sum(failed)
FROM feeds GROUP BY day, feed_id, outcome ORDER BY day, feed_id, outcome"""


def _glob(prefix: str) -> str:
    """Everything that begins with `prefix`, if it is made of an id's digits; nothing otherwise."""
    if prefix.isascii() and prefix.isalnum() and len(prefix) >= _PREFIX_DIGITS_MIN:
        return f"{prefix}*"
    return ""


_ARTICLE_BY = (
    ("articles.id = ?", str),
    ("articles.url = ?", str),
    ("articles.given_id = ?", str),
    ("articles.id GLOB ?", _glob),
)


def _only(ref: str, found: list[Any], what: str, *, id_column: int) -> Any:
    if len(found) > 1:
        ids = ", ".join(str(row[id_column]) for row in found[:5])
        raise UsageError(f"{ref!r} is the name of several {what}", hint=f"give one of: {ids}")
    return found[0]
