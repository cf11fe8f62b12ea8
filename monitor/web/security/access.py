"""Who is logged in, which links and tokens let somebody in: `state/web.db`, or the same tables in
the database that has the log, for pages that several machines serve. Of a token only its hash is
kept; all of it may be deleted, and then everybody is logged out.

A link lets one operator in once. A session ends by itself, by logging out, or by being revoked. A
token lets a reader or a program in until it is revoked.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import Literal

from msgspec import Struct

from monitor.database import TableStore
from monitor.errors import NotFoundError, RefusedError
from monitor.tables import Migration, TablesForm
from monitor.web.security.visitor import Visitor

LINK_MINUTES = 10
SEEN_EVERY_S = 60  # a session's last request is noted no more often
TOKENS_MAX, SESSIONS_MAX = 1_000, 1_000
_TOKEN_BYTES = 32
_ID_BYTES = 3
ACCESS = TablesForm(
    name="web",
    application_id=0x6D6F6E77,  # "monw"
    migrations=(
        Migration(
            1,
            (
                """CREATE TABLE secret (
  one {number} PRIMARY KEY CHECK (one = 1), key {bytes} NOT NULL
) {strict}""",
                """CREATE TABLE links (
  hash {text} PRIMARY KEY, name {text} NOT NULL, ends_at {text} NOT NULL
) {strict}""",
                """CREATE TABLE sessions (
  hash {text} PRIMARY KEY, id {text} NOT NULL UNIQUE, name {text} NOT NULL, role {text} NOT NULL,
  began_at {text} NOT NULL, seen_at {text} NOT NULL, ends_at {text} NOT NULL
) {strict}""",
                """CREATE TABLE tokens (
  hash {text} PRIMARY KEY, id {text} NOT NULL UNIQUE, name {text} NOT NULL, began_at {text} NOT NULL
) {strict}""",
            ),
        ),
    ),
    tables=("secret", "links", "sessions", "tokens"),
    damaged_hint="delete it: everybody is logged out then, and links and tokens are made anew",
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


class AccessStore(TableStore):
    form = ACCESS

    # --- links ---

    def link(self, name: str, *, now: datetime) -> str:
        """A new token for a link that lets an operator of that name in, once, within
        `LINK_MINUTES`.
        """
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        ends_at = _written(now + timedelta(minutes=LINK_MINUTES))
        self._tables.do("DELETE FROM links WHERE ends_at <= ?", _written(now))
        self._tables.do(
            "INSERT INTO links VALUES (?, ?, ?) ON CONFLICT DO NOTHING", _hash(token), name, ends_at
        )
        return token

    def log_in(self, token: str, limits: SessionLimits, *, now: datetime) -> str:
        """The token of a new session for whoever has the link, which is used up. Raises
        RefusedError for a link that was used, is too old, or never was.
        """
        with self._tables.writing():
            found = self._tables.query(
                "DELETE FROM links WHERE hash = ? AND ends_at > ? RETURNING name",
                _hash(token),
                _written(now),
            )
            if not found:
                raise RefusedError(
                    "this link was used already, or is too old",
                    hint="`monitor web login` makes another; it works once, for ten minutes",
                )
            return self._begin(found[0][0], "operator", limits, now)

    def enter(self, token: str, limits: SessionLimits, *, now: datetime) -> str:
        """The token of a new session for a reader who has a token. Raises RefusedError."""
        with self._tables.writing():
            found = self._tables.one("SELECT name FROM tokens WHERE hash = ?", _hash(token))
            if found is None:
                raise RefusedError("this token lets nobody in", hint="ask who runs these pages")
            return self._begin(found[0], "reader", limits, now)

    def _begin(self, name: str, role: Role, limits: SessionLimits, now: datetime) -> str:
        token, at = secrets.token_urlsafe(_TOKEN_BYTES), _written(now)
        self._tables.do("DELETE FROM sessions WHERE ends_at <= ?", at)
        if self._tables.one("SELECT count(*) FROM sessions")[0] >= SESSIONS_MAX:
            raise RefusedError("too many are logged in", hint="`monitor web revoke` ends sessions")
        row = (_hash(token), _new_id(), name, role, at, at, _written(now + limits.whole))
        self._tables.do("INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?)", *row)
        return token

    # --- who asks ---

    def visitor(self, session: str, limits: SessionLimits, *, now: datetime) -> Visitor | None:
        """Whose session that is; None if it ended. That it was used is noted."""
        row = self._tables.one(
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
            self._tables.do(
                "UPDATE sessions SET seen_at = ? WHERE hash = ?", _written(now), _hash(session)
            )
        return Visitor(
            may_read=True, operator=role == "operator", name=name, csrf=self.csrf(session)
        )

    def has_token(self, token: str) -> bool:
        return self._tables.one("SELECT 1 FROM tokens WHERE hash = ?", _hash(token)) is not None

    def csrf(self, cookie: str) -> str:
        """What a form must carry of whoever has that cookie: nobody else can make it."""
        found = self._tables.one(_KEY)
        if found is None:  # whoever is first makes it
            made = secrets.token_bytes()
            self._tables.do("INSERT INTO secret VALUES (1, ?) ON CONFLICT DO NOTHING", made)
            found = self._tables.one(_KEY)
        (key,) = found
        return hmac.new(key, cookie.encode(), hashlib.sha256).hexdigest()

    # --- keeping ---

    def log_out(self, session: str) -> None:
        self._tables.do("DELETE FROM sessions WHERE hash = ?", _hash(session))

    def token(self, name: str, *, now: datetime) -> str:
        """A new token for a reader or a program; it is told once."""
        if self._tables.one("SELECT count(*) FROM tokens")[0] >= TOKENS_MAX:
            raise RefusedError("there are too many tokens", hint="`monitor web revoke` ends some")
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        row = (_hash(token), _new_id(), name, _written(now))
        self._tables.do(
            "INSERT INTO tokens VALUES (?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING", *row
        )
        return token

    def sessions(self, *, now: datetime) -> list[WebSession]:
        """Who is logged in, and the tokens, the oldest first."""
        found = self._tables.query(
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
        with self._tables.writing():
            for table in ("sessions", "tokens"):
                where = "" if which == "all" else " WHERE id = ? OR name = ?"
                values = () if which == "all" else (which, which)
                done += self._tables.do(f"DELETE FROM {table}{where}", *values)  # noqa: S608 — both are ours
            if which == "all":
                self._tables.do("DELETE FROM links")
        if not done:
            raise NotFoundError(
                f"there is no session or token “{which[:40]}”",
                hint="`monitor web sessions` lists them",
            )
        return done


_KEY = "SELECT key FROM secret"


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
