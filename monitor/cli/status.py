"""`status` and `check`: what stands here, and what is wrong with it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import msgspec

from monitor.cli import forms_home as forms
from monitor.cli import output
from monitor.cli.context import Shell, pass_shell
from monitor.cli.findings import told
from monitor.cli.format import moment, sized
from monitor.cli.output import Column
from monitor.cli.root import Command
from monitor.config import Config, problems
from monitor.config.zone_data import zone_data
from monitor.engine import snapshots
from monitor.errors import MonitorError, NotFoundError
from monitor.feeds.store import OUTCOMES, FeedDay, FeedRecord, Ledger
from monitor.model import StoryStatus
from monitor.runtime.disk_forecast import Disk, disk_of
from monitor.runtime.fetch_once import LOCK
from monitor.runtime.lock import holder
from monitor.runtime.status import next_slots, outbox_of
from monitor.stories.state import State
from monitor.text.coverage import language_unread

_PACKAGE_INDEX = "https://pypi.org/simple/"

_DAYS_SHOWN = 14


@click.command(cls=Command)
@pass_shell
def status(shell: Shell) -> None:
    """Show what stands in this home: counts, log, texts, last activity.

    \b
    Example:  monitor status
    """
    with shell.engine(create=False) as engine:
        state = engine.state
    found = _status(shell, state)
    if shell.json:
        output.emit(found)
        return
    stories = (
        " · ".join(f"{name} {count}" for name, count in found.stories.items() if count) or "none"
    )
    last = moment(found.last_event_at, shell.config.zone) if found.last_event_at else "never"
    output.say(f"home      {found.home}")
    if shell.log.path is None:
        output.say(f"server    {found.log_at}")
    output.say(
        f"log       {found.events} events · {found.log_bytes / 1e6:.1f} MB · head "
        f"{found.head[:12]}… · last {last} ({shell.config.zone})"
    )
    output.say(f"disk      {disk_words(found.disk)}")
    snapshot = f"snapshot at event {found.snapshot_at}" if found.snapshot_at else "no snapshot yet"
    output.say(f"texts     {found.texts_kept} kept · {found.texts_erased} erased · {snapshot}")
    output.say(f"articles  {found.articles}{_conservation(found.days)}")
    output.say(f"stories   {stories} · unsure {found.unsure} · corrections {found.corrections}")
    if found.held:
        output.say(
            f"held      {found.held} articles wait for a person, of feeds that brought many times "
            "their usual: `monitor aside --held`"
        )
    if unread := _unread(state):
        output.say(f"unread    {unread}")
    for line in _telling_lines(found, shell.config.zone):
        output.say(line)
    if found.days:
        output.say()
        output.say(_day_table(found.days[-_DAYS_SHOWN:]))
    if found.feeds:
        output.say()
        output.say(_feed_table(found.feeds[:_DAYS_SHOWN]))
    for trouble in found.feeds_in_trouble:
        output.say(output.printable(_trouble_line(trouble)))


def _unread(state: State) -> str:
    """Accounts of open stories in languages that cannot be read: "sr 2, und 1"."""
    readings = [
        member.reading for story in state.stories.values() for member in story.members.values()
    ]
    counts = Counter(filter(None, (language_unread(reading.notes) for reading in readings)))
    said = ", ".join(f"{language} {count}" for language, count in sorted(counts.items()))
    if not said:
        return ""
    return f"in languages without a word list: {said} · told by their headline alone"


def _telling_lines(found: forms.Status, zone: str) -> Iterator[str]:
    """Whether it runs, what is owed, what was told last and what comes next."""
    yield (
        "running   "
        f"{f'process {found.running}' if found.running else 'no: `monitor run` starts it'}"
    )
    outbox = found.outbox
    since = f", the oldest since {moment(outbox.oldest_at, zone)}" if outbox.oldest_at else ""
    hold = ""
    if outbox.chats_on_hold:
        hold = f" · {outbox.chats_on_hold} chats on hold: `monitor outbox` says why"
    yield (
        f"outbox    {f'{outbox.owed} owed{since}' if outbox.owed else 'nothing owed'}{hold} "
        f"· readers {found.readers}"
    )
    for edition in found.last_editions[:_EDITIONS_SHOWN]:
        yield f"last      {output.printable(edition.edition)} · up to {moment(edition.until, zone)}"
    for slot in found.next_slots[:_EDITIONS_SHOWN]:
        yield (
            f"next      {moment(slot.at, zone)} · {slot.hour} {slot.zone} · readers {slot.readers}"
        )


_EDITIONS_SHOWN = 3


def disk_words(disk: Disk) -> str:
    pace = "the log does not grow"
    if disk.bytes_a_day:
        pace = f"the log grows by {sized(disk.bytes_a_day)} a day"
    pace = "too new for a forecast" if disk.bytes_a_day is None else pace
    ahead = ""
    if disk.full_in_days is not None:
        years = disk.full_in_days >= _YEARS_FROM_DAYS
        ahead = (
            f": full in {disk.full_in_days // 365} years"
            if years
            else f": full in {disk.full_in_days} days"
        )
    return f"state/ {sized(disk.state_bytes)} · {pace} · {sized(disk.free_bytes)} free{ahead}"


_YEARS_FROM_DAYS = 2 * 365

_OUTCOMES = ("new", "development", "duplicate", "unsure", "set_aside", "new_version", "undecided")


def _conservation(days: tuple[forms.DayOfOutlet, ...]) -> str:
    """What was taken is the sum of what became of it: ✓ if that holds."""
    if not days:
        return ""
    sums = {name: sum(getattr(day, name) for day in days) for name in _OUTCOMES}
    taken = sum(day.taken for day in days)
    said = " + ".join(
        f"{name.replace('_', ' ')} {count}"
        for name, count in sums.items()
        if count or name == "new"
    )
    return (
        f" · taken {taken} = {said}  "
        f"{'✓' if taken == sum(sums.values()) else '✗ this does not add up'}"
    )


def _day_table(days: tuple[forms.DayOfOutlet, ...]) -> str:
    numbers = ("taken", "new", "development", "duplicate", "unsure", "set_aside", "new_version")
    short = ("taken", "new", "dev", "dup", "unsure", "aside", "version")
    columns = [
        Column("day (UTC)"),
        Column("outlet", flexible=True),
        *(Column(name, right=True) for name in short),
    ]
    rows = [
        (day.day, day.outlet or "–", *(str(getattr(day, number)) for number in numbers))
        for day in days
    ]
    return output.table(columns, rows)


def _feed_table(days: tuple[forms.FeedOfDay, ...]) -> str:
    """Fetched = the sum of the columns after it."""
    numbers = ("fetched", *(outcome.replace(" ", "_") for outcome in OUTCOMES))
    short = (
        "fetched",
        "new",
        "dev",
        "dup",
        "unsure",
        "version",
        "base",
        "held",
        "aside",
        "failed",
        "owed",
    )
    columns = [
        Column("day (UTC)"),
        Column("feed", flexible=True),
        *(Column(name, right=True) for name in short),
    ]
    rows = [(day.day, day.url, *(str(getattr(day, number)) for number in numbers)) for day in days]
    return output.table(columns, rows)


def _trouble_line(trouble: forms.FeedTrouble) -> str:
    moved = f"moved to {trouble.moved_to}" if trouble.moved_to else ""
    said = "; ".join(filter(None, (trouble.reason or "", moved)))
    since = f" since {trouble.since}" if trouble.since else ""
    return f"feed {trouble.health}: {trouble.url}{since}{f' ({said})' if said else ''}"


def _feeds(
    shell: Shell,
) -> tuple[tuple[forms.FeedOfDay, ...], tuple[forms.FeedTrouble, ...]]:
    """The count of entries per feed and day of the last two weeks, the latest first, and the feeds
    to look at.
    """
    with shell.stores.feeds() as ledger:
        ledger.catch_up(shell.log)
        since = shell.clock.now() - timedelta(days=_DAYS_SHOWN)
        days = tuple(_feed_day(day) for day in ledger.days(since=since.date().isoformat()))
        looked_at = [(one, _said_of(one, ledger)) for one in ledger.records()]
        troubled = [
            (one, said) for one, said in looked_at if one.health != "well" or one.moved_to or said
        ]
    return days, tuple(
        forms.FeedTrouble(
            url=one.url,
            health=one.health,
            since=one.since,
            reason=said or None,
            moved_to=one.moved_to,
        )
        for one, said in troubled
    )


def _said_of(record: FeedRecord, ledger: Ledger) -> str:
    """Why it is not well, and what became of its entries' pages."""
    pages = ledger.memory(record.feed_id).pages
    return "; ".join(part for part in (record.reason, pages) if part)


def _feed_day(day: FeedDay) -> forms.FeedOfDay:
    outcomes = {outcome.replace(" ", "_"): count for outcome, count in day.outcomes.items()}
    return forms.FeedOfDay(day=day.day, url=day.url, fetched=day.fetched, **outcomes)


def _status(shell: Shell, state: State) -> forms.Status:
    views, head = shell.views, shell.log.head()
    last = next(shell.log.read(after=max(0, head.position - 1)), None)
    stories = Counter(
        str(story.status) for story in (*views.stories(), *views.stories(status=StoryStatus.MERGED))
    )
    days = tuple(forms.DayOfOutlet(**msgspec.structs.asdict(day)) for day in views.counts())
    feeds, troubled = _feeds(shell)
    texts = shell.log.count_texts()
    now, owed = shell.clock.now(), outbox_of(state)
    return forms.Status(
        running=holder(shell.state / LOCK),
        readers=sum(not reader.off for reader in state.readers.values()),
        outbox=forms.OutboxNow(
            owed=owed.owed, oldest_at=owed.oldest_at, chats_on_hold=owed.on_hold
        ),
        last_editions=tuple(
            forms.LastEdition(edition=one.edition, until=datetime.fromisoformat(one.until))
            for one in views.last_editions()
        ),
        next_slots=tuple(
            forms.NextSlot(**msgspec.structs.asdict(slot))
            for slot in next_slots(state.readers.values(), now)
        ),
        texts_kept=texts.kept,
        texts_erased=texts.erased,
        snapshot_at=snapshots.position_of(shell.state / "snapshots", shell.log),
        home=str(shell.home.resolve()),
        events=head.position,
        head=head.hash,
        last_event_at=last.at if last else None,
        articles=sum(day.taken - day.new_version for day in days),
        stories=dict(sorted(stories.items())),
        unsure=len(views.unsure()),
        held=views.held(),
        corrections=len(views.corrections()),
        log_at=shell.log.name,
        log_bytes=shell.log.size_bytes(),
        disk=disk_of(shell.state, shell.log, now=shell.clock.now()),
        days=days,
        feeds=feeds,
        feeds_in_trouble=troubled,
    )


@click.command(cls=Command)
@click.option(
    "--newer",
    is_flag=False,
    flag_value=_PACKAGE_INDEX,
    metavar="[INDEX]",
    help="Also ask the package index, PyPI or another one, whether there is a newer release.",
)
@pass_shell
def check(shell: Shell, newer: str | None) -> int:
    """Say what is wrong with this home, and how to mend it. Exit status 1 if anything is.

    With a token, also whether it works, the channel exists, and the bot's rights are enough and not
    too many.

    \b
    Example:  monitor check
              monitor check --newer
    """
    return told(_findings(shell, newer), json=shell.json)


def _findings(shell: Shell, index: str | None) -> Iterator[forms.Finding]:
    wrong = problems(shell.home, os.environ)
    now = datetime.now(UTC) if wrong else shell.clock.now()  # a time to start at is configured
    for problem in wrong:
        yield forms.Finding(what="config", ok=False, says=problem.message, hint=problem.hint)
    if not wrong:
        sources, topics = len(shell.config.sources), len(shell.config.topics)
        yield forms.Finding(what="config", ok=True, says=f"sources {sources}, topics {topics}")
        hint = "say in config/monitor.toml, [feeds] contact, where outlets can reach you"
        if shell.config.contact:
            hint = ""
        yield forms.Finding(what="feeds", ok=True, says=f"{len(shell.config.feeds)}", hint=hint)
        yield from _restricted(shell.config)
        yield from _pictures(shell.config)
    yield _zones(now.date())
    yield _writable(shell.state)
    yield _log(shell, now)
    yield from _kept(shell)
    yield from _disk(shell)
    if not wrong and shell.config.token:
        from monitor.cli import init  # the bot library takes half a second

        yield from init.findings(shell.config)
    if not wrong:
        from monitor.cli import media

        yield from media.findings(shell.config, media.addresses_in(shell))
    if not wrong and index:
        from monitor.cli import newer  # nobody else is asked, and most do not want this

        yield newer.finding(shell.config, index=index)


def _pictures(config: Config) -> Iterator[forms.Finding]:
    """Whether pictures that are asked for can be made for mails and Telegram."""
    if not config.week:
        return
    from monitor.pictures.png import missing

    said = missing()
    hint = "until then mails and posts go without; pages of digests have theirs" if said else ""
    says = said or "the week's threads, in pages, mails and posts"
    yield forms.Finding(what="pictures", ok=not said, says=says, hint=hint)


def _restricted(config: Config) -> Iterator[forms.Finding]:
    """Outlets that are polled though the law restricts them somewhere: whether readers are there,
    the operator knows.
    """
    polled = {feed.outlet for feed in config.feeds if not feed.paused}
    for source in config.sources:
        if source.restricted_in and source.id in polled:
            where = ", ".join(source.restricted_in)
            yield forms.Finding(
                what="feeds",
                ok=True,
                says=f"{source.name}: its distribution is restricted by law in {where}",
                hint="with readers there, set paused = true in its feed's table: docs/quoting.md",
            )


def _zones(today: date) -> forms.Finding:
    """Which data, and how old. Kazakhstan has had one time zone, UTC+5, since 1 March 2024: older
    zone data is an hour off for its readers.
    """
    data = zone_data()
    whose, other = ("package's", "system's") if data.is_packaged else ("system's", "package's")
    than = data.system if data.is_packaged else data.packaged
    years = today.year - data.year
    age = ("of this year", "of last year")[years] if years in {0, 1} else f"{years} years old"
    told = f"{data.used} ({age}), the {whose}; the {other} are {than or 'of unknown age'}"
    hours = datetime(2024, 6, 1, tzinfo=UTC).astimezone(ZoneInfo("Asia/Almaty")).utcoffset()
    right = hours is not None and hours.total_seconds() == _ALMATY_SECONDS
    hint = "" if right else "update the system's tzdata: times would be an hour off"
    if right and years > 1:
        hint = "update it: pip install --upgrade tzdata"
    says = f"{told} · Almaty was at UTC+{hours} in June 2024"
    return forms.Finding(what="time zones", ok=right, says=says, hint=hint)


_ALMATY_SECONDS = 5 * 3600


def _writable(state: Path) -> forms.Finding:
    nearest = next(folder for folder in (state, *state.absolute().parents) if folder.exists())
    if os.access(nearest, os.W_OK):
        return forms.Finding(what="state", ok=True, says=f"{state} can be written")
    return forms.Finding(
        what="state", ok=False, says=f"{nearest} cannot be written", hint="check its permissions"
    )


def _kept(shell: Shell) -> Iterator[forms.Finding]:
    """How well the log is kept where it is."""
    try:
        remarks = shell.log.remarks()
    except MonitorError:
        return  # no log, or one that was told about above
    for remark in remarks:
        yield forms.Finding(what="server", ok=remark.ok, says=remark.says, hint=remark.hint)


def _disk(shell: Shell) -> Iterator[forms.Finding]:
    try:
        disk = disk_of(shell.state, shell.log, now=shell.clock.now())
    except MonitorError:
        return  # no log, or one that was told about above
    hint = "make room, or erase old texts: rules.text_retention_days" if disk.tight else ""
    yield forms.Finding(what="disk", ok=not disk.tight, says=disk_words(disk), hint=hint)


_AHEAD_MAX = timedelta(
    minutes=10
)  # what is written on a clock that was set back stands a bit ahead


def _ahead_of(shell: Shell, now: datetime) -> datetime | None:
    """The log time of the last event, if that is still to come."""
    last = next(shell.log.read(after=max(0, shell.log.head().position - 1)), None)
    return last.at if last and last.at > now + _AHEAD_MAX else None


def _log(shell: Shell, now: datetime) -> forms.Finding:
    try:
        found = shell.log.verify()
    except NotFoundError:
        return forms.Finding(what="log", ok=True, says="none yet: `monitor ingest` starts one")
    except MonitorError as error:
        return forms.Finding(what="log", ok=False, says=error.message, hint=error.hint)
    ahead = _ahead_of(shell, now)
    if found.ok and ahead:
        return forms.Finding(
            what="log",
            ok=False,
            says=f"its last event is of {ahead:%Y-%m-%d %H:%M} UTC, ahead of this machine's clock",
            hint="set the clock; if it was ahead when that was written, restore a backup of before",
        )
    if found.ok:
        return forms.Finding(
            what="log", ok=True, says=f"{found.events} events, chain ok, head {found.head[:12]}…"
        )
    return forms.Finding(
        what="log", ok=False, says=found.why, hint="restore the last backup: docs/operations.md"
    )
