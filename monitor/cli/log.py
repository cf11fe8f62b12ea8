"""`log …`: prove, show, export, import and move the event log."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from monitor.cli import forms_log as forms
from monitor.cli import output
from monitor.cli.arrivals import check_none_waits
from monitor.cli.context import Shell, pass_shell
from monitor.cli.format import event_line
from monitor.cli.root import Group
from monitor.errors import UsageError
from monitor.log import jsonl
from monitor.log.protocol import Recorded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitor.engine.moving import MovedLog
    from monitor.log.postgres.url import ServerUrl
    from monitor.log.protocol import StoredLog
    from monitor.stores import Stores
    from monitor.tables import TablesForm


@click.group(cls=Group)
def log() -> None:
    """The event log: verify, head, tail, export, import, move, grant."""


@log.command
@click.option(
    "--head",
    metavar="HASH",
    help="A head hash seen before: also proves that nothing was cut off since.",
)
@pass_shell
def verify(shell: Shell, head: str | None) -> int:
    """Prove that every event and kept text is as it was written. Exit status 1 if not.

    \b
    Example:  monitor log verify
              monitor log verify --head 9c41f0d2b7aa
    """
    # also of a log that is too damaged to be opened
    found = shell.stores.verify_log(head=head)
    if shell.json:
        output.emit(forms.Verified(**msgspec.structs.asdict(found)))
    elif found.ok:
        output.say(f"{found.events} events · chain ok · head {found.head}")
    else:
        at = f" at event {found.broken_at}" if found.broken_at else ""
        output.say(f"{output.style('broken', fg='red')}{at}: {found.why}")
    return 0 if found.ok else 1


@log.command
@pass_shell
def head(shell: Shell) -> None:
    """Print the position and hash of the last event: keep it elsewhere, for log verify --head.

    \b
    Example:  monitor log head
    """
    found = shell.log.head()
    if shell.json:
        output.emit(forms.Head(events=found.position, head=found.hash))
    else:
        output.say(f"{found.position} {found.hash}")


@log.command
@click.option(
    "-n",
    "lines",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="How many events.",
)
@click.option(
    "-f",
    "--follow",
    is_flag=True,
    help="Go on with what is appended, by any process, until Ctrl-C.",
)
@pass_shell
def tail(shell: Shell, lines: int, *, follow: bool) -> None:
    """Print the last events, one a line.

    \b
    Example:  monitor log tail -n 5
              monitor log tail --follow
    """
    after = max(0, shell.log.head().position - lines)
    if shell.json and not follow:
        output.emit(forms.Tail(events=tuple(map(_document, shell.log.read(after=after)))))
        return
    for recorded in shell.log.follow(after=after) if follow else shell.log.read(after=after):
        output.say(event_line(recorded, zone=shell.config.zone))
        sys.stdout.flush()


def _document(recorded: Recorded) -> forms.LogEvent:
    return forms.LogEvent(
        position=recorded.position,
        at=recorded.at,
        type=type(recorded.event).__name__,
        key=recorded.key,
        event=recorded.event,
    )


@log.command
@click.option("--texts", is_flag=True, help="Kept texts too. They may be others' property.")
@pass_shell
def export(shell: Shell, *, texts: bool) -> None:
    """Write the whole log to standard output as lines of JSON; an import has the same hashes.

    \b
    Example:  monitor log export > log.jsonl
    """
    if sys.stdout.isatty():
        raise UsageError("the log would fill this screen", hint="monitor log export > log.jsonl")
    found = jsonl.export(shell.log, sys.stdout.buffer, texts=texts)
    click.echo(f"{found.position} events · head {found.hash}", err=True)


@log.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@pass_shell
def import_(shell: Shell, file: Path) -> None:
    """Make this home's log from an exported FILE (- is standard input), all or nothing. There must
    be none yet.

    \b
    Example:  monitor --home copy log import log.jsonl
    """
    shell.state.mkdir(parents=True, exist_ok=True)
    with (
        os.fdopen(os.dup(sys.stdin.fileno()), "rb")
        if file == Path("-")
        else file.open("rb") as lines
    ):
        found = jsonl.import_(lines, shell.stores.log_place)
    if shell.json:
        output.emit(forms.Head(events=found.position, head=found.hash))
    else:
        output.say(f"{found.position} events · head {found.hash}")


@log.command
@click.argument("to", metavar="URL|file")
@pass_shell
def move(shell: Shell, to: str) -> None:
    """Bring this home's log, its readers and who may see its pages to a PostgreSQL database, or
    back into files in state/.

    Stop `monitor run` before. A move that was interrupted goes on when it is asked for again. The
    copy is proved before the old log is closed: its chain, its texts, that it replays to the same
    state, and the readers row by row; those are erased then where they were. To where the log is
    already, it brings what is left in files. The password stands in config/secrets.toml
    (log_password) or ~/.pgpass.

    \b
    Example:  monitor log move postgresql://monitor@db.example.org/monitor
              monitor log move file
    """
    from monitor.runtime.fetch_once import LOCK
    from monitor.runtime.lock import acting, leased

    with acting(shell.state / LOCK), leased(shell.log):
        found = _moved(shell, to)
    if sys.stderr.isatty():
        click.echo(err=True)  # below the progress
    if shell.json:
        output.emit(
            forms.LogMoved(
                events=found.head.position, head=found.head.hash, fingerprint=found.fingerprint
            )
        )
        return
    texts = f"{found.texts.kept} texts kept, {found.texts.erased} erased"
    output.say(f"{found.head.position} events · {texts} · head {found.head.hash}")
    output.say(f"proved: the same chain, the same fingerprint {found.fingerprint}")
    output.say(f'now in config/monitor.toml, [log]:  url = "{"" if to == _FILE else to}"')


_FILE = "file"


def _moved(shell: Shell, to: str) -> MovedLog:
    from monitor.config.log_server import server_url
    from monitor.delivery.address_book import READERS
    from monitor.stores import Stores
    from monitor.web.security.access import ACCESS

    forms = (READERS, ACCESS)
    url = None if to == _FILE else server_url(shell.home, os.environ, to)
    with closing(Stores(shell.state, url)) as there:
        if url is not None and shell.stores.log_place == url:
            return _rest_moved(Stores(shell.state), there, forms, shell.log)

        _check_nothing_arrives(shell.log)

        def beside() -> None:
            _check_nothing_arrives(shell.log)  # nobody appends any more
            for form in forms:
                shell.stores.bring(form, there, replace=True)
            with shell.stores.feeds() as ours, there.feeds() as theirs:
                ours.teach(theirs)

        found = _log_moved(shell, url, beside)
        for form in forms:
            shell.stores.erase(form)
    return found


def _check_nothing_arrives(log: StoredLog) -> None:
    check_none_waits(
        log,
        hint="end the role `fetch`, wait until `monitor workers` says that nothing waits, end "
        "the rest, and move then",
    )


def _rest_moved(
    files: Stores, there: Stores, forms: Sequence[TablesForm], log: StoredLog
) -> MovedLog:
    """What is left in files, of a home whose log went already."""
    from monitor.engine.moving import MovedLog
    from monitor.engine.replay import replay

    for form in forms:
        files.bring(form, there, replace=False)
        files.erase(form)
    return MovedLog(head=log.head(), texts=log.count_texts(), fingerprint=replay(log).fingerprint)


def _log_moved(shell: Shell, url: ServerUrl | None, beside: Callable[[], object]) -> MovedLog:
    from monitor.engine import moving
    from monitor.log.engines import log_path, open_log
    from monitor.log.schema import put_in_place

    source = shell.log
    if url is not None:
        with closing(open_log(url)) as target:
            return moving.move(source, target, beside=beside, told=_progress)
    if source.path is not None:
        raise UsageError("the log of this home is in its file", hint="name a server to move it to")
    path = log_path(shell.state)
    draft = path if path.exists() else path.with_name(f"{path.name}.moving")
    with closing(open_log(draft)) as target:
        found = moving.move(source, target, beside=beside, told=_progress)
    if draft != path:
        put_in_place(draft, path)
        draft.unlink()
    return found


def _progress(position: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\rcopied up to event {position}", nl=False, err=True)


@log.command
@click.argument("role")
@click.option("--read-only", is_flag=True, help="Let it read the log: no readers.")
@click.option("--pages", is_flag=True, help="Let it serve pages that nobody corrects: no readers.")
@pass_shell
def grant(shell: Shell, role: str, *, read_only: bool, pages: bool) -> None:
    """Let another ROLE of the PostgreSQL server append to the log, and keep what stands beside it:
    readers, who may see the pages, what fetching remembers. It owns nothing, can change or cut
    nothing of the log, and take no guard off. For the role that made the log to say, and to say
    again after an upgrade.

    \b
    Example:  monitor log grant monitor_writer
              monitor log grant monitor_web --pages
              monitor log grant monitor_analyst --read-only
    """
    from monitor.delivery.address_book import READERS
    from monitor.feeds.store import FETCHING
    from monitor.web.security.access import ACCESS

    if read_only and pages:
        raise UsageError("--read-only or --pages, not both", hint="--pages reads the log too")
    beside = () if read_only else (ACCESS, FETCHING)
    writing = not read_only and not pages
    shell.log.grant(role, writing=writing)
    for form in (*beside, READERS) if writing else beside:
        shell.stores.grant(form, role)
    output.say(f"{role} may {'append to' if writing else 'read'} the log at {shell.log.name}")
