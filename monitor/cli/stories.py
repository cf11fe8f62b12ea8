"""`stories`, `story`, `search`, `unsure`: what is known, as tables, JSON or CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click

from monitor.cli import output
from monitor.cli.context import Shell, pass_shell, story_of
from monitor.cli.format import date_words, fact_words, moment, name_of, outlet_words
from monitor.cli.output import Column
from monitor.cli.root import Command
from monitor.errors import NotFoundError
from monitor.model import Stage, StoryStatus
from monitor.views.documents import (
    Doubt,
    Found,
    Story,
    TimeLine,
    TimeLineEntry,
    doubts,
    stories_document,
    time_line,
    title_of,
)
from monitor.views.rows import Hit

FORMATS = click.Choice(["table", "json", "csv"])
_as_of = click.option(
    "--as-of", metavar="TIME", help="As it was known then: an ISO time, or a day."
)
_LIMIT = click.IntRange(min=1, max=1_000_000)
_format = click.option("--format", "shape", type=FORMATS, default="table", show_default=True)

_STORY_COLUMNS = (
    Column("no."),
    Column("date"),
    Column("place", flexible=True),
    Column("who", flexible=True),
    Column("what", flexible=True),
    Column("art.", right=True),
    Column(""),
)
_DOUBT_COLUMNS = (
    Column("story"),
    Column("may be"),
    Column("who", flexible=True),
    Column("and", flexible=True),
    Column("score"),
)
_STORY_CSV = (
    "number",
    "title",
    "status",
    "date",
    "place",
    "act",
    "stage",
    "articles",
    "outlets",
    "opened_at",
    "updated_at",
)
_MEMBER_CSV = (
    "story",
    "article",
    "given_id",
    "outlet",
    "published",
    "language",
    "verdict",
    "title",
    "url",
)
_HIT_COLUMNS = (
    Column("story"),
    Column("article"),
    Column("published"),
    Column("outlet", flexible=True),
    Column("title", flexible=True),
)

# --- stories ---


@click.command(cls=Command)
@_as_of
@_format
@click.option("--all", "everything", is_flag=True, help="Closed stories too.")
@click.option("--limit", type=_LIMIT, help="At most so many.")
@pass_shell
def stories(
    shell: Shell, as_of: str | None, shape: str, limit: int | None, *, everything: bool
) -> None:
    """List the stories, those with the newest news first.

    \b
    Example:  monitor stories
              monitor stories --as-of 2026-11-22 --format csv
    """
    views = shell.views_at(shell.moment(as_of))
    whole = everything or shell.json or shape != "table"
    rows = views.stories(status=None if whole else StoryStatus.OPEN, limit=limit)
    found = stories_document(views, rows, shell.passing)
    if shell.json or shape == "json":
        output.emit(found)
    elif shape == "csv":
        output.say(output.csv_of(_STORY_CSV, list(map(_csv_row, found.stories))))
    elif found.stories:
        output.say(story_table(found.stories))
    else:
        output.say("no stories yet: monitor ingest FILE…")


def _csv_row(story: Story) -> tuple[object, ...]:
    return (
        f"S{story.number}",
        story.title,
        story.status,
        story.date,
        story.place,
        story.act,
        story.stage,
        len(story.articles),
        "; ".join(_outlets(story)),
        story.opened_at,
        story.updated_at,
    )


def story_table(found: Iterable[Story], *, width_max: int | None = None) -> str:
    """One line a story: number, date, place, who, what, how many accounts."""
    rows = [
        (
            f"S{story.number}",
            date_words(story.date),
            story.place or "–",
            story.title,
            what_words(story.act, story.stage),
            str(len(story.articles)),
            _marks(story),
        )
        for story in found
    ]
    return output.table(_STORY_COLUMNS, rows, width_max=width_max)


def what_words(act: str | None, stage: Stage | None) -> str:
    """The act and, where it says more, the stage."""
    parts = [part for part in (act, stage) if part and part != "happened"]
    return ", ".join(dict.fromkeys(parts)) or "–"


def _marks(story: Story) -> str:
    outlets = len(_outlets(story))
    marks = (
        (outlets > 1, f"{outlets} outlets"),
        (any(one.verdict == "development" for one in story.articles), "↻"),
        (bool(story.maybe), "unsure"),
        (story.status != "open", story.status),
    )
    return " ".join(mark for holds, mark in marks if holds)


def _outlets(story: Story) -> list[str]:
    return list(dict.fromkeys(one.outlet or "unnamed outlet" for one in story.articles))


# --- one story ---


@click.command(cls=Command)
@click.argument("number", metavar="S12")
@_as_of
@_format
@pass_shell
def story(shell: Shell, number: str, as_of: str | None, shape: str) -> None:
    """Show one story: its time line, its articles and what each brought.

    \b
    Example:  monitor story S2
              monitor story 2 --as-of 2026-11-22
    """
    views = shell.views_at(shell.moment(as_of))
    found = story_of(views, number)
    if shell.json or shape == "json":
        output.emit(stories_document(views, [found], shell.passing))
        return
    line = time_line(views, found, shell.passing, text_of=shell.log.text)
    if shape == "csv":
        output.say(output.csv_of(_MEMBER_CSV, _member_rows(line)))
    else:
        _draw_story(line, zone=shell.config.zone)


def _member_rows(line: TimeLine) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for entry in line.entries:
        article, reading = entry.member.article, entry.member.reading
        rows.append(
            (
                f"S{line.number}",
                article.id,
                article.given_id,
                article.outlet,
                article.published,
                reading.language,
                entry.member.verdict,
                reading.title or article.title,
                article.url,
            )
        )
    return rows


def _draw_story(line: TimeLine, *, zone: str) -> None:
    told = line.told
    output.say(output.style(output.printable(f"S{line.number}  {told.title}"), bold=True))
    where = ", ".join(filter(None, (told.place, date_words(told.date))))
    what = what_words(told.act, told.stage)
    output.say(output.wrap(f"{where} · {what} · {line.status}", indent="    "))
    for person in told.people:
        office = f", {person.office}" if person.office else ""
        output.say(output.printable(f"    {person.country or '  '} {person.name}{office}"))
    if line.may_be:
        look, join = f"why S{line.number}", f"merge S{line.may_be} S{line.number}"
        output.say(f"    unsure: may be S{line.may_be} (monitor {look}; monitor {join})")
    if line.recalls:
        output.say(f"    recalls {', '.join(f'S{number}' for number in line.recalls)}")
    for entry in line.entries:
        _draw_entry(entry, zone)


def _draw_entry(entry: TimeLineEntry, zone: str) -> None:
    article, reading = entry.member.article, entry.member.reading
    seen = moment(entry.seen_at, zone)[:16] if entry.seen_at else ""
    head = f"{name_of(article)}  {entry.member.verdict}  {outlet_words(article)}"
    dates = f"published {date_words(article.published)} · seen {seen} · {reading.language}"
    output.say(f"\n  {output.style(output.printable(head), bold=True)} · {dates}")
    output.say(output.wrap(output.printable(entry.title), indent="    "))
    if article.url:
        output.say(f"    {output.printable(article.url)}")
    facts = [f"{one.kind}: “{one.what}”" for one in reading.outcomes if not one.background]
    facts += [f"new: {fact_words(fact)}" for fact in entry.member.new_facts]
    facts += [f"differs: {fact_words(fact)}" for fact in entry.member.differ]
    for fact in facts:
        output.say(output.wrap(output.printable(fact), indent="    "))


# --- search ---


@click.command(cls=Command)
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=_LIMIT, default=20, show_default=True)
@_format
@pass_shell
def search(shell: Shell, words: tuple[str, ...], limit: int, shape: str) -> int:
    """Find articles by words of their titles, people and places. Exit status 1 if there are none.

    Any script and spelling will do: Матвиенко finds Matviyenko, and Erdogan Ερντογάν; who holds an
    office is found as that person.

    \b
    Example:  monitor search Matviyenko Astana
    """
    hits = shell.views.search(" ".join(words), limit=limit)
    if shell.json or shape == "json":
        output.emit(Found(articles=tuple(hits)))
        return 0 if hits else 1
    if not hits:
        raise NotFoundError(
            f"no article has all of: {' '.join(words)}", hint="fewer words find more"
        )
    rows = [_hit_row(shell, hit) for hit in hits]
    if shape == "csv":
        output.say(output.csv_of([column.name for column in _HIT_COLUMNS], rows))
    else:
        found = [hit.title[first:last] for hit in hits for first, last in hit.marks]
        output.say(output.emphasised(output.table(_HIT_COLUMNS, rows), found))
    return 0


def _hit_row(shell: Shell, hit: Hit) -> Sequence[str]:
    return (
        f"S{hit.number}" if hit.number else "–",
        hit.given_id or hit.article_id[:8],
        hit.published or "",
        hit.outlet or "",
        hit.title or _untitled(shell, hit),
    )


def _untitled(shell: Shell, hit: Hit) -> str:
    row = shell.views.article_by_id(hit.article_id)
    return title_of(None, shell.log.text(row.article.text_hash) if row else None)


# --- unsure ---


@click.command(cls=Command)
@pass_shell
def unsure(shell: Shell) -> None:
    """List what the machine was unsure of and a person should decide.

    \b
    Example:  monitor unsure
              monitor why S5        then one of:
              monitor merge S2 S5   they are one story
              monitor split …       or leave it: they stay two
    """
    views = shell.views
    if shell.json:
        output.emit(stories_document(views, views.unsure(), shell.passing))
        return
    rows = list(map(_doubt_row, doubts(views, shell.passing)))
    nothing = "nothing: no story waits for a person's decision"
    output.say(output.table(_DOUBT_COLUMNS, rows) if rows else nothing)


def _doubt_row(doubt: Doubt) -> Sequence[str]:
    return (
        f"S{doubt.number}",
        f"S{doubt.other_number}" if doubt.other_number else "–",
        doubt.title,
        doubt.other_title,
        "" if doubt.score is None else f"{doubt.score:+.1f}",
    )
