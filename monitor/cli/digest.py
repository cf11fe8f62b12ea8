"""`digest`: what is new, composed and printed; nothing is sent and nothing logged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import click

from monitor.cli import screen
from monitor.cli.root import Command
from monitor.cli.screen import Column
from monitor.cli.shell import Shell, pass_shell
from monitor.cli.wording import moment
from monitor.digest.compose import compose
from monitor.digest.render_atom import render_atom
from monitor.digest.render_html import render_html
from monitor.digest.render_json import render_json
from monitor.digest.render_markdown import render_markdown
from monitor.digest.render_telegram import render_telegram
from monitor.digest.render_terminal import render_terminal
from monitor.digest.render_text import render_text
from monitor.digest.value import Digest
from monitor.service.telling import window

FORMATS = ("terminal", "telegram", "html", "markdown", "text", "json", "atom")


@click.command(cls=Command)
@click.option("--since", metavar="TIME", help="First seen after this: an ISO time, or a day.  [default: the beginning]")
@click.option("--until", metavar="TIME", help="First seen up to this.  [default: now]")
@click.option("--format", "shape", type=click.Choice(FORMATS), help="[default: terminal; text when piped]")
@click.option("--explain", is_flag=True, help="Why each story stands where it stands.")
@click.option("--audit", is_flag=True, help="Where every article of the window went, one a line.")
@pass_shell
def digest(  # noqa: PLR0913 — one argument for each option
    shell: Shell, since: str | None, until: str | None, shape: str | None, *, explain: bool, audit: bool
) -> None:
    """Compose and print what is new; send and log nothing.

    \b
    Example:  monitor digest
              monitor digest --since 2026-11-22 --format html > today.html
              monitor digest --audit
    """
    begin, end = shell.moment(since), shell.moment(until) or shell.clock.now()
    if audit:
        _audit(shell, begin, end)
        return
    composed = composed_for(shell, since=begin, until=end)
    if shell.json:
        shape = "json"
    screen.say(
        rendered(composed, shape or ("terminal" if screen.on_terminal() else "text"), explain=explain).rstrip("\n")
    )


def composed_for(shell: Shell, *, since: datetime | None, until: datetime) -> Digest:
    """The digest of a window of log time, in the home's own language, zone and topics."""
    config, found = shell.config, window(shell.views, since=since, until=until)
    return compose(
        found.stories,
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
        "terminal": lambda: render_terminal(composed, width=screen.width(), colour=screen.colourful(), explain=explain),
        "telegram": lambda: "\n\n".join(_parts(render_telegram(composed))),
        "html": lambda: render_html(composed),
        "markdown": lambda: render_markdown(composed),
        "text": lambda: render_text(composed, explain=explain),
        "json": lambda: render_json(composed),
        "atom": lambda: render_atom(composed),
    }
    return by_shape[shape]()


def _parts(message: Sequence[str]) -> Sequence[str]:
    return message


# --- where every article went ---


def _audit(shell: Shell, begin: datetime | None, end: datetime) -> None:
    rows = [
        (
            at,
            f"S{row.number}",
            member.verdict,
            member.article.outlet or "",
            member.reading.title or member.article.title or "",
        )
        for row in shell.views.stories()
        for member, at in shell.views.seen(row.id)
        if (begin is None or datetime.fromisoformat(at) > begin) and datetime.fromisoformat(at) <= end
    ]
    rows.sort()
    if shell.json:
        names = ("seen", "story", "verdict", "outlet", "title")
        screen.emit({"articles": [dict(zip(names, row, strict=True)) for row in rows]})
        return
    columns = [
        Column("seen"),
        Column("story"),
        Column("verdict"),
        Column("outlet", flexible=True),
        Column("title", flexible=True),
    ]
    screen.say(screen.table(columns, [(moment(at, shell.config.zone)[:16], *rest) for at, *rest in rows]))
