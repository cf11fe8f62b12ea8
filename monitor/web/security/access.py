"""`state/web.db`: who is logged in, which links and tokens let somebody in. Of a token only its
hash is kept; the file may be deleted, and then everybody is logged out.

A link lets one operator in once. A session ends by itself, by logging out, or by being revoked. A
token lets a reader or a program in until it is revoked.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, Self

from msgspec import Struct

from monitor import database
from monitor.database import Database
from monitor.errors import LogNewerError, NotFoundError, RefusedError
from monitor.web.security.visitor import Visitor

APPLICATION_ID = 0x6D6F6E77  # "monw"
SCHEMA_VERSION = 1
LINK_MINUTES = 10
SEEN_EVERY_S = 60  # a session's last request is noted no more often
TOKENS_MAX, SESSIONS_MAX = 1_000, 1_000
_TOKEN_BYTES = 32
_ID_BYTES = 3
_OWNER_ALONE = 0o600
_FOREIGN_HINT = "move it away; a new one is made"
_TABLES = (
    "CREATE TABLE secret (one INTEGER PRIMARY KEY CHECK (one = 1), key BLOB NOT NULL) STRICT",
    "CREATE TABLE links (hash TEXT PRIMARY KEY, name TEXT NOT NULL, ends_at TEXT NOT NULL) STRICT",
    """CREATE TABLE sessions (
  hash TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, role TEXT NOT NULL,
  began_at TEXT NOT NULL, seen_at TEXT NOT NULL, ends_at TEXT NOT NULL
) STRICT""",
    """CREATE TABLE tokens (
  hash TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, began_at TEXT NOT NULL
) STRICT""",
)

Role = Literal["operator", "reader"]


class WebSession(Struct, frozen=True, kw_only=True):
    """Times are ISO, UTC. A token has neither `seen_at` nor `ends_at`."""

    id: str
    name: str
    role: Literal["operator", "reader", "token"]
    began_at: str
    seen_at: str | None = None
    ends_at: str | None = None


class SessionLimits(Struct, frozen=True, kw_only=True):
    """How long a session lasts, and without a request."""

    whole: timedelta
    idle: timedelta


class AccessStore(Database):
    damaged_hint = "delete it: everybody is logged out then, and links and tokens are made anew"

    @classmethod
    def open(cls, path: Path) -> Self:
        """Raises LogForeignError for a file that is somebody else's."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=_OWNER_ALONE)
        with database.translated(path, damaged_hint=cls.damaged_hint):
            db = database.connect(path, mode=database.PRIVATE)
            try:
                database.check_owner(path, db, APPLICATION_ID, hint=_FOREIGN_HINT)
                store = cls(path, db)
                store._prepare()
            except BaseException:
                db.close()
                raise
        return store

    def _prepare(self) -> None:
        (version,) = self._one("PRAGMA user_version")
        if version == SCHEMA_VERSION:
            return
        if version > SCHEMA_VERSION:
            raise LogNewerError(
                f"{self.path} was written by a newer version of monitor (format {version}, known "
                f"{SCHEMA_VERSION})",
                hint="update monitor; nothing was changed",
            )
        with self._writing():
            if self._one("PRAGMA user_version") == (SCHEMA_VERSION,):
                return
            for statement in _TABLES:
                self._db.execute(statement)
            self._db.execute("INSERT INTO secret VALUES (1, ?)", (secrets.token_bytes(),))
            self._db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            self._db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    # --- links ---

    def link(self, name: str, *, now: datetime) -> str:
        """A new token for a link that lets an operator of that name in, once, within
        `LINK_MINUTES`.
        """
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        ends_at = _written(now + timedelta(minutes=LINK_MINUTES))
        self._do("DELETE FROM links WHERE ends_at <= ?", _written(now))
        self._do("INSERT INTO links VALUES (?, ?, ?)", _hash(token), name, ends_at)
        return token

    def log_in(self, token: str, limits: SessionLimits, *, now: datetime) -> str:
        """The token of a new session for whoever has the link, which is used up. Raises
        RefusedError for a link that was used, is too old, or never was.
        """
        with self._writing():
            row = self._db.execute(
                "DELETE FROM links WHERE hash = ? AND ends_at > ? RETURNING name",
                (_hash(token), _written(now)),
            ).fetchone()
            if row is None:
                raise RefusedError(
                    "this link was used already, or is too old",
                    hint="`monitor web login` makes another; it works once, for ten minutes",
                )
            return self._begin(row[0], "operator", limits, now)

    def enter(self, token: str, limits: SessionLimits, *, now: datetime) -> str:
        """The token of a new session for a reader who has a token. Raises RefusedError."""
        with self._writing():
            row = self._db.execute("SELECT name FROM tokens WHERE hash = ?", (_hash(token),))
            found = row.fetchone()
            if found is None:
                raise RefusedError("this token lets nobody in", hint="ask who runs these pages")
            return self._begin(found[0], "reader", limits, now)

    def _begin(self, name: str, role: Role, limits: SessionLimits, now: datetime) -> str:
        token, at = secrets.token_urlsafe(_TOKEN_BYTES), _written(now)
        self._db.execute("DELETE FROM sessions WHERE ends_at <= ?", (at,))
        if self._db.execute("SELECT count(*) FROM sessions").fetchone()[0] >= SESSIONS_MAX:
            raise RefusedError("too many are logged in", hint="`monitor web revoke` ends sessions")
        row = (_hash(token), _new_id(), name, role, at, at, _written(now + limits.whole))
        self._db.execute("INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        return token

    # --- who asks ---

    def visitor(self, session: str, limits: SessionLimits, *, now: datetime) -> Visitor | None:
        """Whose session that is; None if it ended. That it was used is noted."""
        row = self._one(
            "SELECT name, role, seen_at FROM sessions WHERE hash = ? AND ends_at > ? "
            "AND seen_at > ?",
            _hash(session),
            _written(now),
            _written(now - limits.idle),
        )
        if row is None:
            return None
        name, role, seen_at = row
        if seen_at < _written(now - timedelta(seconds=SEEN_EVERY_S)):
            self._do(
                "UPDATE sessions SET seen_at = ? WHERE hash = ?", _written(now), _hash(session)
            )
        return Visitor(
            may_read=True, operator=role == "operator", name=name, csrf=self.csrf(session)
        )

    def has_token(self, token: str) -> bool:
        return self._one("SELECT 1 FROM tokens WHERE hash = ?", _hash(token)) is not None

    def csrf(self, cookie: str) -> str:
        """What a form must carry of whoever has that cookie: nobody else can make it."""
        (key,) = self._one("SELECT key FROM secret")
        return hmac.new(key, cookie.encode(), hashlib.sha256).hexdigest()

    # --- keeping ---

    def log_out(self, session: str) -> None:
        self._do("DELETE FROM sessions WHERE hash = ?", _hash(session))

    def token(self, name: str, *, now: datetime) -> str:
        """A new token for a reader or a program; it is told once."""
        if self._one("SELECT count(*) FROM tokens")[0] >= TOKENS_MAX:
            raise RefusedError("there are too many tokens", hint="`monitor web revoke` ends some")
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        row = (_hash(token), _new_id(), name, _written(now))
        self._do("INSERT INTO tokens VALUES (?, ?, ?, ?)", *row)
        return token

    def sessions(self, *, now: datetime) -> list[WebSession]:
        """Who is logged in, and the tokens, the oldest first."""
        found = self._query(
            "SELECT id, name, role, began_at, seen_at, ends_at FROM sessions WHERE ends_at > ? "
            "UNION ALL SELECT id, name, 'token', began_at, NULL, NULL FROM tokens "
            "ORDER BY began_at",
            _written(now),
        )
        fields = WebSession.__struct_fields__
        return [WebSession(**dict(zip(fields, row, strict=True))) for row in found]

    def revoke(self, which: str) -> int:
        """End a session or token by its id, all of a name, or "all"; how many that were. Raises
        NotFoundError for none.
        """
        done = 0
        with self._writing():
            for table in ("sessions", "tokens"):
                where = "" if which == "all" else " WHERE id = ?1 OR name = ?1"
                values = () if which == "all" else (which,)
                done += self._db.execute(f"DELETE FROM {table}{where}", values).rowcount  # noqa: S608 — both are ours
            if which == "all":
                self._db.execute("DELETE FROM links")
        if not done:
            raise NotFoundError(
                f"there is no session or token “{which[:40]}”",
                hint="`monitor web sessions` lists them",
            )
        return done


def new_cookie() -> str:
    """For a visitor that is to fill in a form, and has no session."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def is_token(sent: str, expected: str) -> bool:
    """In a time that tells nothing of where they differ."""
    return bool(expected) and hmac.compare_digest(sent.encode(), expected.encode())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _new_id() -> str:
    return secrets.token_hex(_ID_BYTES)


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
