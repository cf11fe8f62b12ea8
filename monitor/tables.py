"""Small tables beside the log, in a file of state/ or in the database that has the log: what may be
asked of either, how their forms are stepped up, and how all of them are brought elsewhere.

A store writes its tables and questions once, in the SQL that both engines take: values are `?`,
rows are replaced by `ON CONFLICT … DO UPDATE`, and column types are {text}, {number} and {bytes}.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from hashlib import sha256
from typing import Any, NamedTuple, Protocol

import msgspec
from msgspec import Struct

from monitor.errors import LogDamagedError, LogNewerError, RefusedError

_ROWS_AT_ONCE = 1000


class Migration(NamedTuple):
    """What makes tables of the version before into those of this one."""

    version: int
    statements: tuple[str, ...]


class TablesForm(Struct, frozen=True, kw_only=True):
    """The tables of one store. `name` is that of its file in state/, and of its schema on a server
    behind "monitor_"; `migrations` stand in their order, the newest last, and none that was
    released is ever changed; `tables` are named so that each comes behind those it refers to.
    """

    name: str
    application_id: int  # says in a file's header whose it is
    migrations: tuple[Migration, ...]
    tables: tuple[str, ...]
    damaged_hint: str

    @property
    def version(self) -> int:
        return self.migrations[-1].version

    @property
    def file(self) -> str:
        return f"{self.name}.db"


class Tables(Protocol):
    """A store's tables, open."""

    @property
    def name(self) -> str:
        """Where they are, for people."""
        ...

    def close(self) -> None: ...

    def query(self, question: str, *values: object) -> list[Any]: ...

    def one(self, question: str, *values: object) -> Any:
        """The first row; None if there is none."""
        ...

    def do(self, statement: str, *values: object) -> int:
        """How many rows it changed. Outside of `writing`, doing it twice must be doing it once: a
        server's answer may be lost, and then it is done again.
        """
        ...

    def many(self, statement: str, rows: Iterable[Sequence[object]]) -> None: ...

    def writing(self) -> AbstractContextManager[None]:
        """One transaction: all of it or, if anything is raised, nothing."""
        ...

    def reading(self) -> AbstractContextManager[None]:
        """All that is asked meanwhile is as it stood at one moment."""
        ...

    def scrub(self) -> bool:
        """Leave nothing of what was erased where the engine keeps its tables; False where they are
        in use and it is to be tried again.
        """
        ...


class TableRoom(Protocol):
    """Where the tables of a home are: its state/, or the database that has its log."""

    def tables(self, form: TablesForm) -> Tables:
        """Made or stepped up where they are not there or older. Raises LogForeignError,
        LogNewerError, LogReadOnlyError or LogUnreachableError for what cannot be used.
        """
        ...

    def shared(self, form: TablesForm) -> Tables | None:
        """As `tables`, where other machines have the same ones; None for a home of one machine."""
        ...

    def has(self, form: TablesForm) -> bool: ...

    def erase(self, form: TablesForm) -> None:
        """All that stands in them, for ever."""
        ...

    def grant(self, form: TablesForm, role: str) -> None:
        """Let another role of the server keep what stands in them. Raises RefusedError where there
        are no roles.
        """
        ...

    def close(self) -> None: ...


# --- forms ---


def step_up(
    form: TablesForm, *, stands: int, types: Mapping[str, str], do: Callable[[str], object]
) -> None:
    """Bring tables of version `stands` (0: none) to the newest, within the caller's transaction."""
    for version, statements in form.migrations:
        if version > stands:
            for statement in statements:
                do(statement.format_map(types))


def check_version(name: object, *, stands: int, known: int) -> None:
    """Raises LogNewerError for what a newer program wrote."""
    if stands > known:
        raise LogNewerError(
            f"{name} was written by a newer version of monitor (format {stands}, known {known})",
            hint="update monitor; nothing was changed",
        )


# --- elsewhere ---


def digest_of(tables: Tables, form: TablesForm) -> str:
    """The same wherever the same rows stand."""
    written = sha256()
    for table in form.tables:
        rows = sorted(msgspec.json.encode(tuple(row)) for row in _rows(tables, table))
        written.update(msgspec.json.encode([table, len(rows)]))
        for row in rows:
            written.update(row)
    return written.hexdigest()


def is_empty(tables: Tables, form: TablesForm) -> bool:
    return not any(tables.one(f"SELECT 1 FROM {table} LIMIT 1") for table in form.tables)  # noqa: S608 — our own name


def copy(source: Tables, target: Tables, form: TablesForm, *, replace: bool = False) -> None:
    """Bring all rows of `source` to empty tables, or with `replace` in place of what is there; it
    is proved. Where the same rows stand already, nothing is to do. Raises RefusedError where others
    do.
    """
    with source.reading(), target.writing():
        expected = digest_of(source, form)
        if not is_empty(target, form):
            if digest_of(target, form) == expected:
                return
            if not replace:
                raise RefusedError(
                    f"{target.name} holds other {form.name} than {source.name}",
                    hint="say which are right: move the file away, or empty the database's",
                )
            _delete(target, form)
        for table in form.tables:
            for rows in _lots(_rows(source, table)):
                marks = ", ".join("?" * len(rows[0]))
                target.many(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 — our own name
        if digest_of(target, form) != expected:
            raise LogDamagedError(
                f"the {form.name} that were copied to {target.name} are not those of {source.name}",
                hint="nothing was changed in either; try again",
            )


def erase(tables: Tables, form: TablesForm) -> None:
    """All rows, for ever."""
    with tables.writing():
        _delete(tables, form)
    tables.scrub()


def _delete(tables: Tables, form: TablesForm) -> None:
    for table in reversed(form.tables):
        tables.do(f"DELETE FROM {table}")  # noqa: S608 — our own name


def _rows(tables: Tables, table: str) -> list[Any]:
    return tables.query(f"SELECT * FROM {table}")  # noqa: S608 — our own name


def _lots(rows: list[Any]) -> Iterator[list[Any]]:
    return (rows[at : at + _ROWS_AT_ONCE] for at in range(0, len(rows), _ROWS_AT_ONCE))
