"""`digest`: what is new, composed and printed; nothing is sent and nothing logged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

import click
import msgspec

from monitor.cli import screen
from monitor.cli.root import Command
from monitor.cli.shell import Shell, pass_shell
from monitor.digest.audit import audit as audit_of
from monitor.digest.compose import compose
from monitor.digest.ledger import Ledger, told_after, with_ledger
from monitor.digest.render_atom import render_atom
from monitor.digest.render_html import render_html
from monitor.digest.render_ics import render_ics
from monitor.digest.render_json import render_json
from monitor.digest.render_markdown import render_markdown
from monitor.digest.render_telegram import render_telegram
from monitor.digest.render_terminal import render_terminal
from monitor.digest.render_text import render_text
from monitor.digest.slots import slots
from monitor.digest.value import Digest, Told
from monitor.errors import UsageError
from monitor.service.telling import window

FORMATS = ("terminal", "telegram", "html", "markdown", "text", "json", "atom", "ics")


@click.command(cls=Command)
@click.option("--since", metavar="TIME", help="First seen after this: an ISO time, or a day.  [default: the beginning]")
@click.option("--until", metavar="TIME", help="First seen up to this.  [default: now]")
@click.option("--format", "shape", type=click.Choice(FORMATS), help="[default: terminal; text when piped]")
@click.option("--explain", is_flag=True, help="Why each story stands where it stands.")
@click.option(
    "--audit", is_flag=True, help="Count what daily editions would have told twice; exit status 1 if anything."
)
@click.option("--send", is_flag=True, help="Log today's edition, and deliver all that the default channel is owed.")
@pass_shell
def digest(  # noqa: PLR0913 — one argument for each option
    shell: Shell, since: str | None, until: str | None, shape: str | None, *, explain: bool, audit: bool, send: bool
) -> int:
    """Compose and print what is new; send and log nothing but with --send.

    \b
    Example:  monitor digest
              monitor digest --since 2026-11-22 --format html > today.html
              monitor digest --audit
              monitor digest --send
    """
    if send:
        return _send(shell, given=bool(since or until or shape or explain or audit))
    begin, end = shell.moment(since), shell.moment(until) or shell.clock.now()
    if audit:
        return _audit(shell, begin, end)
    composed = composed_for(shell, since=begin, until=end)
    if shell.json:
        shape = "json"
    shape = shape or ("terminal" if screen.on_terminal() else "text")
    screen.say(rendered(composed, shape, explain=explain).rstrip("\n"))
    return 0


def composed_for(shell: Shell, *, since: datetime | None, until: datetime, ledger: Ledger | None = None) -> Digest:
    """The digest of a window of log time, in the home's own language, zone and topics; `ledger` is what was told before."""
    config, found = shell.config, window(shell.views, since=since, until=until)
    return compose(
        found.stories if ledger is None else with_ledger(found.stories, ledger),
        ledger=ledger is not None,
        since=since,
        until=until,
        topics=config.topics,
        language=config.language,
        zone=config.zone,
        sources=config.sources,
        rules=config.rules,
        set_aside=found.set_aside,
        corrections=found.corrections,
    )


def rendered(composed: Digest, shape: str, *, explain: bool = False) -> str:
    """The digest in one of FORMATS. Telegram's parts stand one after the other, as they would be sent."""
    by_shape: dict[str, Callable[[], str]] = {
        "terminal": lambda: render_terminal(
            composed, width=screen.page_width(), colour=screen.colourful(), explain=explain
        ),
        "telegram": lambda: "\n\n".join(render_telegram(composed)),
        "html": lambda: render_html(composed),
        "markdown": lambda: render_markdown(composed),
        "text": lambda: render_text(composed, explain=explain),
        "json": lambda: render_json(composed),
        "atom": lambda: render_atom(composed),
        "ics": lambda: render_ics(composed),
    }
    return by_shape[shape]()


# --- sending ---


def _send(shell: Shell, *, given: bool) -> int:
    from monitor.cli import chat  # the bot library takes half a second, and only here

    if given:
        raise UsageError("--send takes no other option of digest", hint="`monitor digest` shows what it would send")
    settled = chat.send_today(shell)
    if shell.json:
        screen.emit(settled)
        return 1 if settled.owed else 0
    parts = "message" if settled.parts == 1 else "messages"
    screen.say(
        f"{settled.edition}: {settled.parts} {parts}, {'all settled' if not settled.owed else 'not all settled'}"
    )
    for line in settled.owed:
        screen.say(f"  owed  {line}")
    if settled.unknown:
        screen.say(f"  unknown for good: {settled.unknown} (`monitor outbox`)")
    return 1 if settled.owed else 0


# --- would readers have been told anything twice? ---


def _audit(shell: Shell, begin: datetime | None, end: datetime) -> int:
    """Compose every daily edition of the window, as one reader would have had them; count what came twice."""
    hour, zone = time.fromisoformat(shell.config.hour), shell.config.zone
    first = next((recorded.at for recorded in shell.log.read()), end)
    begin = begin or first - timedelta(days=1)
    ledger: dict[str, Told] = {}
    editions: list[Digest] = []
    for slot in [*slots(begin, end, hour=hour, zone=zone), end]:
        editions.append(composed_for(shell, since=begin, until=slot, ledger=ledger))
        ledger, begin = told_after(ledger, editions[-1]), slot
    found = audit_of(editions)
    if shell.json:
        screen.emit(found)
    else:
        for name, count in msgspec.structs.asdict(found).items():
            screen.say(f"{name:<9} {count:>6}  {_MEANS[name]}".rstrip())
    return 1 if found.repeats or found.doubled else 0


_MEANS = {
    "editions": "daily editions composed for the window",
    "empty": "of them had nothing to tell",
    "entries": "stories told",
    "updates": "of them told again, for something new",
    "repeats": "told again without a new fact",
    "doubled": "twice in one edition",
    "facts": "new facts that updates stated",
}
