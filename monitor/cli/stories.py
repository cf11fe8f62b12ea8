"""`stories`, `story`, `search`, `unsure`: what is known, as tables, JSON or CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import click

from monitor.cli import documents, output
from monitor.cli.context import Shell, pass_shell, story_of
from monitor.cli.format import date_words, fact_words, moment, name_of, title_of
from monitor.cli.output import Column
from monitor.cli.root import Command
from monitor.errors import NotFoundError
from monitor.events.stories_and_feeds import Member
from monitor.model import Status
from monitor.stories.queries import StorySummary, summary
from monitor.views.rows import Hit, StoryRow
from monitor.views.views import Views

FORMATS = click.Choice(["table", "json", "csv"])
_as_of = click.option(
    "--as-of", metavar="TIME", help="As it was known then: an ISO time, or a day."
)
_LIMIT = click.IntRange(min=1, max=1_000_000)
_format = click.option("--format", "shape", type=FORMATS, default="table", show_default=True)


def status_of(story: StoryRow) -> Literal["open", "closed", "merged", "set aside"]:
    return story.status.value if story.set_aside is None else "set aside"


def story_document(views: Views, story: StoryRow) -> documents.Story:
    """A story in the form of `stories --json`."""
    members = views.members(story.id)
    told = summary(members)
    return documents.Story(
        id=story.id,
        number=story.number,
        title=told.title,
        status=status_of(story),
        opened_at=story.opened_at,
        updated_at=story.updated_at,
        act=told.act,
        stage=told.stage,
        date=told.date,
        place=told.place,
        people=told.people,
        languages=told.languages,
        maybe=story.maybe,
        articles=tuple(_article_document(member) for member in members),
    )


def _article_document(member: Member) -> documents.StoryArticle:
    article = member.article
    return documents.StoryArticle(
        id=article.id,
        given_id=article.given_id,
        url=article.url,
        outlet=article.outlet,
        lang=member.reading.language or article.lang,
        published=article.published,
        title=member.reading.title or article.title,
        verdict=member.verdict,
        new_facts=member.new_facts,
        differ=member.differ,
    )


@click.command(cls=Command)
@_as_of
@_format
@click.option("--all", "everything", is_flag=True, help="Closed stories too.")
@click.option("--limit", type=_LIMIT, help="At most so many.")
@pass_shell
def stories(
    shell: Shell, as_of: str | None, shape: str, limit: int | None, *, everything: bool
) -> None:
    """List the stories, the newest first.

    \b
    Example:  monitor stories
              monitor stories --as-of 2026-11-22 --format csv
    """
    views = shell.views_at(shell.moment(as_of))
    found = views.stories(
        status=None if everything or shell.json or shape != "table" else Status.OPEN, limit=limit
    )
    if shell.json or shape == "json":
        output.emit(
            documents.Stories(stories=tuple(story_document(views, story) for story in found))
        )
    elif shape == "csv":
        output.say(_as_csv(views, found))
    elif found:
        output.say(story_table(views, found))
    else:
        output.say("no stories yet: monitor ingest FILE…")


def _as_csv(views: Views, found: Iterable[StoryRow]) -> str:
    names = (
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
    rows = []
    for story in found:
        members = views.members(story.id)
        told = summary(members)
        outlets = "; ".join(_outlets(members))
        rows.append(
            (
                f"S{story.number}",
                told.title,
                status_of(story),
                told.date,
                told.place,
                told.act,
                told.stage,
                story.articles,
                outlets,
                story.opened_at,
                story.updated_at,
            )
        )
    return output.csv_of(names, rows)


def story_table(views: Views, found: Iterable[StoryRow], *, width_max: int | None = None) -> str:
    """One line a story: number, date, place, who, what, how many accounts."""
    columns = [
        Column("no."),
        Column("date"),
        Column("place", flexible=True),
        Column("who", flexible=True),
        Column("what", flexible=True),
        Column("art.", right=True),
        Column(""),
    ]
    rows = []
    for story in found:
        members = views.members(story.id)
        told = summary(members)
        rows.append(
            (
                f"S{story.number}",
                date_words(told.date),
                told.place or "–",
                told.title,
                what_words(told),
                str(story.articles),
                _marks(story, members),
            )
        )
    return output.table(columns, rows, width_max=width_max)


def what_words(told: StorySummary) -> str:
    """The act and, where it says more, the stage."""
    parts = [part for part in (told.act, told.stage) if part and part != "happened"]
    return ", ".join(dict.fromkeys(parts)) or "–"


def _marks(story: StoryRow, members: Sequence[Member]) -> str:
    outlets = len(set(_outlets(members)))
    marks = [
        f"{outlets} outlets" if outlets > 1 else "",
        "↻" if any(member.verdict == "development" for member in members) else "",
        "unsure" if story.maybe else "",
        status_of(story) if status_of(story) != "open" else "",
    ]
    return " ".join(mark for mark in marks if mark)


def _outlets(members: Iterable[Member]) -> list[str]:
    return list(dict.fromkeys(member.article.outlet or "unnamed outlet" for member in members))


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
        output.emit(documents.Stories(stories=(story_document(views, found),)))
    elif shape == "csv":
        output.say(_members_csv(views, found))
    else:
        _draw_story(shell, views, found)


def _members_csv(views: Views, found: StoryRow) -> str:
    names = (
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
    rows = []
    for member in views.members(found.id):
        article, reading = member.article, member.reading
        rows.append(
            (
                f"S{found.number}",
                article.id,
                article.given_id,
                article.outlet,
                article.published,
                reading.language,
                member.verdict,
                reading.title or article.title,
                article.url,
            )
        )
    return output.csv_of(names, rows)


def _draw_story(shell: Shell, views: Views, found: StoryRow) -> None:
    members = views.members(found.id)
    told = summary(members)
    output.say(output.style(output.printable(f"S{found.number}  {told.title}"), bold=True))
    where = ", ".join(part for part in (told.place, date_words(told.date)) if part)
    output.say(output.wrap(f"{where} · {what_words(told)} · {status_of(found)}", indent="    "))
    for person in told.people:
        office = f", {person.office}" if person.office else ""
        output.say(output.printable(f"    {person.country or '  '} {person.name}{office}"))
    if found.maybe and (other := views.story(found.maybe)):
        output.say(
            f"    unsure: may be S{other.number} (monitor why S{found.number}; monitor merge S{other.number} S{found.number})"
        )
    linked = [f"S{other.number}" for link in found.links if (other := views.story(link))]
    if linked:
        output.say(f"    recalls {', '.join(linked)}")
    for member in members:
        _draw_member(shell, views, member)


def _draw_member(shell: Shell, views: Views, member: Member) -> None:
    article, reading = member.article, member.reading
    row = views.article_by_id(article.id)
    seen = moment(row.taken_at, shell.config.zone)[:16] if row else ""
    head = f"{name_of(article)}  {member.verdict}  {article.outlet or 'unnamed outlet'}"
    dates = f"published {date_words(article.published)} · seen {seen} · {reading.language}"
    output.say(f"\n  {output.style(output.printable(head), bold=True)} · {dates}")
    title = title_of(reading.title or article.title, shell.log.text(article.text_hash))
    output.say(output.wrap(output.printable(title), indent="    "))
    if article.url:
        output.say(f"    {output.printable(article.url)}")
    for fact in member.new_facts:
        output.say(output.wrap(output.printable(f"new: {fact_words(fact)}"), indent="    "))
    for fact in member.differ:
        output.say(output.wrap(output.printable(f"differs: {fact_words(fact)}"), indent="    "))


@click.command(cls=Command)
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=_LIMIT, default=20, show_default=True)
@_format
@pass_shell
def search(shell: Shell, words: tuple[str, ...], limit: int, shape: str) -> int:
    """Find articles by words of their titles, people and places. Exit status 1 if there are none.

    Any script and spelling will do: Матвиенко finds Matviyenko.

    \b
    Example:  monitor search Matviyenko Astana
    """
    hits = shell.views.search(" ".join(words), limit=limit)
    if shell.json or shape == "json":
        output.emit(documents.Found(articles=tuple(hits)))
        return 0 if hits else 1
    if not hits:
        raise NotFoundError(
            f"no article has all of: {' '.join(words)}", hint="fewer words find more"
        )
    names = ("story", "article", "published", "outlet", "title")
    rows = [
        (
            f"S{hit.number}" if hit.number else "–",
            hit.given_id or hit.article_id[:8],
            hit.published or "",
            hit.outlet or "",
            hit.title or _untitled(shell, hit),
        )
        for hit in hits
    ]
    if shape == "csv":
        output.say(output.csv_of(names, rows))
    else:
        columns = [Column(name, flexible=name in {"outlet", "title"}) for name in names]
        output.say(output.table(columns, rows))
    return 0


def _untitled(shell: Shell, hit: Hit) -> str:
    row = shell.views.article_by_id(hit.article_id)
    return title_of(None, shell.log.text(row.article.text_hash) if row else None)


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
    found = views.unsure()
    if shell.json:
        output.emit(
            documents.Stories(stories=tuple(story_document(views, story) for story in found))
        )
        return
    if not found:
        output.say("nothing: no story waits for a person's decision")
        return
    columns = [
        Column("story"),
        Column("may be"),
        Column("who", flexible=True),
        Column("and", flexible=True),
        Column("score"),
    ]
    rows = []
    for one in found:
        other = views.story(one.maybe or "")
        row = views.article_by_id(views.members(one.id)[0].article.id)
        compared = (row.evidence.chosen, row.evidence.runner_up) if row and row.evidence else ()
        near = next(
            (entry for entry in compared if entry and other and entry.story_id == other.id), None
        )
        rows.append(
            (
                f"S{one.number}",
                f"S{other.number}" if other else "–",
                summary(views.members(one.id)).title,
                summary(views.members(other.id)).title if other else "",
                f"{near.score:+.1f}" if near else "",
            )
        )
    output.say(output.table(columns, rows))
