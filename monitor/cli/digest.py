"""`digest`: what is new, composed and printed; nothing is sent and nothing logged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from importlib import import_module
from typing import cast

import click
import msgspec
from msgspec import structs

from monitor.cli import output
from monitor.cli.context import Shell, pass_shell
from monitor.cli.root import Command
from monitor.digest.compose.compose import compose
from monitor.digest.model import Digest, ToldBefore
from monitor.digest.slots import slots
from monitor.digest.told_before import Ledger, told_after, with_ledger
from monitor.digest.week.threads import week_of
from monitor.digest.wording.locale import languages
from monitor.digest.workbench import Workbench
from monitor.errors import UsageError
from monitor.events.deliveries import DigestComposed, Wishes
from monitor.publishing.streams import stream_of
from monitor.publishing.window import week_stories, window

DAILY, WEEKLY = 1, 7  # days
FORMATS = ("terminal", "telegram", "html", "markdown", "text", "json", "atom", "ics")


@click.command(cls=Command)
@click.option(
    "--since",
    metavar="TIME",
    help="First seen after this: an ISO time, or a day.  [default: what was not told]",
)
@click.option("--until", metavar="TIME", help="First seen up to this.  [default: now]")
@click.option("--daily", "days", flag_value=DAILY, type=int, help="The day before --until.")
@click.option(
    "--weekly", "days", flag_value=WEEKLY, type=int, help="The seven days before --until."
)
@click.option(
    "--topic",
    "topics",
    multiple=True,
    metavar="ID",
    help="Of topics.toml; may be given several times.",
)
@click.option(
    "--language", type=click.Choice(languages()), help="Of the frame; quotations stay in their own."
)
@click.option(
    "--format", "shape", type=click.Choice(FORMATS), help="[default: terminal; text when piped]"
)
@click.option("--explain", is_flag=True, help="Why each story stands where it stands.")
@click.option(
    "--audit",
    is_flag=True,
    help="Count what the editions told, or would have told, twice; exit status 1 if anything.",
)
@click.option(
    "--send",
    is_flag=True,
    help="Log today's edition, and deliver all that the default channel is owed.",
)
@pass_shell
def digest(  # noqa: PLR0913, PLR0917 — one argument for each option
    shell: Shell,
    since: str | None,
    until: str | None,
    days: int | None,
    topics: tuple[str, ...],
    language: str | None,
    shape: str | None,
    *,
    explain: bool,
    audit: bool,
    send: bool,
) -> int:
    """Compose and print what the default channel has not been told; send and log nothing but with
    --send.

    \b
    Example:  monitor digest
              monitor digest --since 2026-11-22 --format html > today.html
              monitor digest --weekly --topic kazakhstan-russia --language ru
              monitor digest --audit
              monitor digest --send
    """
    if send:
        return _send(
            shell,
            given=bool(since or until or days or topics or language or shape or explain or audit),
        )
    if since and days:
        raise UsageError(
            "--since and --daily or --weekly name two beginnings", hint="give one of them"
        )
    end = shell.moment(until) or shell.clock.now()
    begin = end - timedelta(days=days) if days else shell.moment(since)
    if until and begin and begin > end:
        raise UsageError(
            "--since lies after the end of the span", hint="give an earlier one, or a later --until"
        )
    wishes = wishes_for(shell, topics, language)
    if audit:
        return _audit(shell, begin, end, wishes)
    composed = (
        composed_for(shell, since=begin, until=end, wishes=wishes)
        if begin
        else _untold(shell, end, wishes)
    )
    if shell.json:
        shape = "json"
    shape = shape or ("terminal" if output.on_terminal() else "text")
    output.say(rendered(composed, shape, explain=explain).rstrip("\n"))
    return 0


def wishes_for(shell: Shell, topics: Sequence[str], language: str | None) -> Wishes:
    """The default channel's, but for what is asked for. Raises UsageError for a topic that is not
    in topics.toml.
    """
    config = shell.config
    known = [topic.id for topic in config.all_topics]
    for topic in topics:
        if topic not in known:
            import difflib

            near = difflib.get_close_matches(topic, known, n=1, cutoff=0.0)
            raise UsageError(
                f"there is no topic “{topic[:40]}”", hint=f"did you mean {near[0]}?" if near else ""
            )
    chosen = tuple(topics) or tuple(topic.id for topic in config.topics)
    return Wishes(
        topics=chosen, language=language or config.language, zone=config.zone, hour=config.hour
    )


def _untold(shell: Shell, until: datetime, wishes: Wishes) -> Digest:
    """What these topics' readers have not been told: all there is, if no edition was logged for
    them yet.
    """
    stream = stream_of(wishes)
    last = shell.views.last_edition(stream)
    if last is None:
        return composed_for(shell, since=None, until=until, wishes=wishes)
    since, ledger = datetime.fromisoformat(last.until), shell.views.told(stream)
    return composed_for(shell, since=since, until=until, wishes=wishes, ledger=ledger)


def composed_for(
    shell: Shell,
    *,
    since: datetime | None,
    until: datetime,
    wishes: Wishes | None = None,
    ledger: Ledger | None = None,
) -> Digest:
    """The digest of a window of log time, in the home's own language, zone and topics; `ledger` is
    what was told before.
    """
    config, wishes = shell.config, wishes or wishes_for(shell, (), None)
    topics = [topic for topic in config.all_topics if topic.id in wishes.topics]
    everything = any(topic.everything for topic in topics)
    found = window(shell.views, since=since, until=until, aside=everything)
    digest = compose(
        found.stories if ledger is None else with_ledger(found.stories, ledger),
        ledger=ledger is not None,
        since=since,
        until=until,
        topics=topics,
        language=wishes.language,
        zone=wishes.zone,
        sources=config.sources,
        rules=config.rules,
        set_aside=found.set_aside,
        held=found.held,
        aside=found.aside,
        corrections=found.corrections,
    )
    if not config.week:
        return digest
    bench = Workbench(
        week_stories(shell.views, until), until=until, rules=config.rules, sources=config.sources
    )
    week = week_of(bench, topics=topics, language=wishes.language, zone=wishes.zone)
    return structs.replace(digest, week=week)


def rendered(composed: Digest, shape: str, *, explain: bool = False) -> str:
    """The digest in one of FORMATS. Telegram's parts stand one after the other, as they would be
    sent.
    """
    return _SHAPES[shape](composed, explain)


def _terminal(composed: Digest, explain: bool) -> str:  # noqa: FBT001 — one signature for all shapes
    from monitor.digest.render.terminal import render_terminal

    width, colour = output.page_width(), output.colourful()
    return render_terminal(composed, width=width, colour=colour, explain=explain)


def _telegram(composed: Digest, _explain: bool) -> str:  # noqa: FBT001 — as above
    from monitor.digest.render.telegram import render_telegram

    return "\n\n".join(render_telegram(composed))


def _text(composed: Digest, explain: bool) -> str:  # noqa: FBT001 — as above
    from monitor.digest.render.text import render_text

    return render_text(composed, explain=explain)


def _plainly(renderer: str) -> Callable[[Digest, bool], str]:
    """A renderer that takes the digest alone, "module:function"; loaded when it renders."""

    def render(composed: Digest, _explain: bool) -> str:  # noqa: FBT001 — as above
        module, name = renderer.split(":")
        rendering = import_module(f"monitor.digest.render.{module}")
        return cast(str, getattr(rendering, name)(composed))

    return render


_SHAPES: dict[str, Callable[[Digest, bool], str]] = {
    "terminal": _terminal,
    "telegram": _telegram,
    "html": _plainly("html:render_html"),
    "markdown": _plainly("markdown:render_markdown"),
    "text": _text,
    "json": _plainly("json_form:render_json"),
    "atom": _plainly("atom:render_atom"),
    "ics": _plainly("ics:render_ics"),
}


# --- sending ---


def _send(shell: Shell, *, given: bool) -> int:
    from monitor.cli import outbox  # the bot library takes half a second, and only here

    if given:
        raise UsageError(
            "--send takes no other option of digest",
            hint="`monitor digest` shows what it would send",
        )
    settled = outbox.send_today(shell)
    if shell.json:
        output.emit(settled)
        return 1 if settled.owed else 0
    parts = "message" if settled.parts == 1 else "messages"
    output.say(
        f"{settled.edition}: {settled.parts} {parts}, "
        f"{'all settled' if not settled.owed else 'not all settled'}"
    )
    if settled.before and not settled.owed:
        output.say(
            "  it was told before, and a day has one: what came since goes into the next. "
            "`monitor digest` shows it now"
        )
    for line in settled.owed:
        output.say(f"  owed  {line}")
    if settled.unknown:
        output.say(f"  unknown for good: {settled.unknown} (`monitor outbox`)")
    return 1 if settled.owed else 0


# --- would readers have been told anything twice? ---


def _audit(shell: Shell, begin: datetime | None, end: datetime, wishes: Wishes) -> int:
    """Count what came twice in the editions that were logged for these readers; where there are
    none, in those that one a day would have been.
    """
    editions = _logged(shell, begin, end, stream_of(wishes)) or _played(shell, begin, end, wishes)
    from monitor.digest.compose.audit import audit as audit_of

    found = audit_of(editions)
    if shell.json:
        output.emit(found)
    else:
        for name, count in msgspec.structs.asdict(found).items():
            output.say(f"{name:<9} {count:>6}  {_MEANS[name]}".rstrip())
    if found.repeats or found.doubled:
        return 1
    return 0


def _logged(shell: Shell, begin: datetime | None, end: datetime, stream: str) -> list[Digest]:
    from monitor.delivery.media import messages

    events = (recorded.event for recorded in shell.log.read())
    return [
        messages.read(event.digest)
        for event in events
        if isinstance(event, DigestComposed)
        and event.stream == stream
        and (begin is None or event.until > begin)
        and event.until <= end
    ]


def _played(shell: Shell, begin: datetime | None, end: datetime, wishes: Wishes) -> list[Digest]:
    """A daily edition for each slot of the span, as one reader would have had them."""
    hour, zone = time.fromisoformat(wishes.hour), wishes.zone
    first = next((recorded.at for recorded in shell.log.read()), end)
    since = begin or first - timedelta(days=1)
    ledger: dict[str, ToldBefore] = {}
    editions: list[Digest] = []
    for slot in [*slots(since, end, hour=hour, zone=zone), end]:
        editions.append(composed_for(shell, since=since, until=slot, wishes=wishes, ledger=ledger))
        ledger, since = told_after(ledger, editions[-1]), slot
    return editions


_MEANS = {
    "editions": "editions of the span",
    "empty": "of them had nothing to tell",
    "entries": "stories told",
    "updates": "of them told again, for something new",
    "repeats": "told again without a new fact",
    "doubled": "twice in one edition",
    "facts": "new facts that updates stated",
}
