"""`merge`, `split`, `move`, `aside`, `undo`, `redact`: a person's word, logged, and binding from
then on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click

from monitor.cli import forms_taking as forms
from monitor.cli import output
from monitor.cli.context import Shell, pass_shell
from monitor.cli.format import counted, moment
from monitor.cli.output import Column
from monitor.cli.root import Command
from monitor.engine import corrections
from monitor.engine.engine import Engine
from monitor.errors import UsageError
from monitor.events.stories_and_feeds import (
    ArticleAttached,
    ArticleLetIn,
    ArticleMoved,
    CorrectionUndone,
    Event,
    HeldLeftAside,
    HolderDenied,
    HolderLearnt,
    StoriesKeptApart,
    StoriesMerged,
    StoryOpened,
    StorySetAside,
    StorySplit,
    TextRedacted,
)
from monitor.views.documents import AsideArticle, aside_document, title_of
from monitor.views.rows import ArticleRow

_reason = click.option(
    "--reason", metavar="TEXT", default="", help="Why: it is logged, and told where it matters."
)


@click.command(cls=Command)
@click.argument("story", metavar="S1")
@click.argument("merged", metavar="S2")
@_reason
@pass_shell
def merge(shell: Shell, story: str, merged: str, reason: str) -> None:
    """Say that two stories are one.

    Everything of S2 goes to S1; S2's number leads there from now on. The machine will keep them
    together.

    \b
    Example:  monitor merge S1 S4 --reason "one meeting, two names for the hall"
    """
    with shell.engine(create=False) as engine:
        told(
            shell,
            engine,
            corrections.merge(engine, story, merged, reason=reason),
            nothing="they are one story already",
        )


@click.command(cls=Command)
@click.argument("story", metavar="S1")
@click.argument("articles", metavar="ARTICLE...", nargs=-1, required=True)
@_reason
@pass_shell
def split(shell: Shell, story: str, articles: Sequence[str], reason: str) -> None:
    """Take articles out of a story into one of their own.

    \b
    Example:  monitor split S2 001 --reason "another day's meeting"
    """
    with shell.engine(create=False) as engine:
        told(
            shell,
            engine,
            corrections.split(engine, story, articles, reason=reason),
            nothing="nothing to split",
        )


@click.command(cls=Command)
@click.argument("article", metavar="ARTICLE")
@click.argument("story", metavar="S2")
@_reason
@pass_shell
def move(shell: Shell, article: str, story: str, reason: str) -> None:
    """Put an article into another story.

    \b
    Example:  monitor move 001 S3
    """
    with shell.engine(create=False) as engine:
        told(
            shell,
            engine,
            corrections.move(engine, article, story, reason=reason),
            nothing="it is there already",
        )


@click.command(cls=Command)
@click.argument("story", metavar="S1")
@click.argument("other", metavar="S2")
@_reason
@pass_shell
def apart(shell: Shell, story: str, other: str, reason: str) -> None:
    """Say that two stories are not one.

    Nothing moves; the machine will not join them, and no longer asks.

    \b
    Example:  monitor apart S1 S4 --reason "two meetings on one day"
    """
    with shell.engine(create=False) as engine:
        told(
            shell,
            engine,
            corrections.keep_apart(engine, story, other, reason=reason),
            nothing="they are apart",
        )


@click.command(cls=Command)
@click.argument("asked", metavar="[[take] S1|ARTICLE]", nargs=-1)
@_reason
@click.option(
    "--limit",
    type=click.IntRange(min=1, max=1_000_000),
    default=100,
    show_default=True,
    help="List so many at most.",
)
@click.option(
    "--held",
    is_flag=True,
    help="What waits for a person, because its feed brought many times its usual.",
)
@pass_shell
def set_aside(shell: Shell, asked: Sequence[str], reason: str, limit: int, *, held: bool) -> None:
    """List what was set aside, say what is no diplomatic news, or take it in after all.

    Alone it lists the articles that are told to nobody, with the reason and how sure it was that
    they tell of diplomacy. With a story or an article: it is told to nobody from now on, nor is
    what comes to it later; posts that told it say so. An article leaves its story first. With
    `take`: it is placed and told as if it had been let in, and the machine does not set it aside
    again.

    With --held, what waits for a person: alone it is listed; `take` lets all of it in, `leave`
    leaves all of it set aside; with the name of an outlet or host, only what came from there.

    \b
    Example:  monitor aside
              monitor aside S4 --reason "a football match"
              monitor aside take 7f3a21
              monitor aside take --held
              monitor aside leave --held news.example
    """
    match asked:
        case ():
            _list_aside(shell, limit, held=held)
        case (str() as word, *names) if held and word in {_TAKE, _LEAVE} and len(names) <= 1:
            _settle_held(shell, word, "".join(names), reason)
        case (str() as ref,) if ref != _TAKE:
            _correct(
                shell,
                lambda engine: corrections.set_aside(engine, ref, reason=reason),
                nothing="it is set aside already",
            )
        case (str() as word, str() as ref) if word == _TAKE:
            _correct(
                shell,
                lambda engine: corrections.let_in(engine, ref, reason=reason),
                nothing="it is told already",
            )
        case _:
            raise UsageError(
                f"`monitor aside {' '.join(asked)}` names no one story or article",
                hint="`monitor aside S4` sets it aside, `monitor aside take 7f3a21` takes it in",
            )


_TAKE, _LEAVE = "take", "leave"
_ASIDE_COLUMNS = (
    Column("article"),
    Column("sure", right=True),
    Column("outlet", flexible=True),
    Column("title", flexible=True),
    Column("why", flexible=True),
)


def _correct(shell: Shell, deed: Callable[[Engine], Sequence[Event]], *, nothing: str) -> None:
    with shell.engine(create=False) as engine:
        events = deed(engine)
        engine.look_again(_homes_of(events))
        told(shell, engine, events, nothing=nothing)


def _settle_held(shell: Shell, word: str, outlet: str, reason: str) -> None:
    with shell.engine(create=False) as engine:
        ids = [row.article.id for row in corrections.held(engine, outlet)]
        if word == _LEAVE:
            events = corrections.leave_aside(engine, ids, reason=reason)
        else:
            each = [corrections.let_in(engine, one, reason=reason) for one in reversed(ids)]
            events = [event for some in each for event in some]
            engine.look_again(_homes_of(events))
        told(shell, engine, events, nothing="nothing of that is held")


def _homes_of(events: Sequence[Event]) -> list[str]:
    """The stories that articles were placed in."""
    return [event.story_id for event in events if isinstance(event, StoryOpened | ArticleAttached)]


def _list_aside(shell: Shell, limit: int, *, held: bool) -> None:
    found = aside_document(shell.views, limit=limit, held=held)
    if shell.json:
        output.emit(found)
    elif found.articles:
        rows = [_aside_row(shell, one) for one in found.articles]
        output.say(output.table(_ASIDE_COLUMNS, rows))
    else:
        output.say("nothing is held" if held else "nothing is set aside")


def _aside_row(shell: Shell, one: AsideArticle) -> Sequence[str]:
    row = shell.views.article_by_id(one.id)
    text = shell.log.text(row.article.text_hash) if row and not one.title else None
    by = f"correction {one.correction}" if one.correction else ""
    return (
        one.given_id or one.id[:8],
        "–" if one.confidence is None else f"{one.confidence:.2f}",
        one.outlet or "",
        title_of(one.title, text),
        ": ".join(part for part in (by, one.reason) if part),
    )


@click.command(cls=Command)
@click.argument("number", metavar="[N]", type=click.IntRange(min=1), required=False)
@pass_shell
def undo(shell: Shell, number: int | None) -> None:
    """Take a correction back: the last one, or number N.

    \b
    Example:  monitor undo
              monitor undo 3
    """
    with shell.engine(create=False) as engine:
        told(shell, engine, corrections.undo(engine, number), nothing="nothing to take back")


def told(shell: Shell, engine: Engine, events: Sequence[Event], *, nothing: str) -> None:
    if shell.json:
        numbers = tuple(
            dict.fromkeys(event.correction for event in events if isinstance(event, _CORRECTIONS))
        )
        output.emit(forms.Correction(corrections=numbers, events=tuple(events)))
        return
    lines = [line for event in events if (line := _line(engine, event))]
    for line in lines or [f"nothing changed: {nothing}"]:
        output.say(line)


_CORRECTIONS = (
    StoriesMerged
    | StorySplit
    | ArticleMoved
    | StoriesKeptApart
    | StorySetAside
    | ArticleLetIn
    | HolderLearnt
    | HolderDenied
    | CorrectionUndone
)


def _line(engine: Engine, event: Event) -> str | None:
    def number(story_id: str) -> str:
        return f"S{engine.archive.story(story_id).number}"

    match event:
        case StoriesMerged(correction=n, story_id=story_id, article_ids=moved):
            return (
                f"correction {n}: {counted(len(moved), 'article')} came to "
                f"{number(story_id)} · take it back: monitor undo {n}"
            )
        case StorySplit(correction=n, number=new, story_id=old, article_ids=moved):
            return (
                f"correction {n}: {counted(len(moved), 'article')} left {number(old)} for "
                f"S{new} · take it back: monitor undo {n}"
            )
        case ArticleMoved(correction=n, from_story_id=old, to_story_id=new):
            here, there = number(old), number(new)
            way = (
                f"from {here} to {there}"
                if here != there
                else f"to {there}; nothing was left of the story it came from"
            )
            return f"correction {n}: {way} · take it back: monitor undo {n}"
        case StoriesKeptApart(correction=n, story_id=one, other_id=other):
            return (
                f"correction {n}: {number(one)} and {number(other)} are kept apart · take "
                f"it back: monitor undo {n}"
            )
        case StorySetAside(correction=n, story_id=story_id):
            return (
                f"correction {n}: {number(story_id)} is told to nobody · take it back: "
                f"monitor undo {n}"
            )
        case ArticleLetIn(correction=n, article=article):
            story = engine.archive.article(article.id).number
            return f"correction {n}: it is told in S{story} · take it back: monitor undo {n}"
        case CorrectionUndone(correction=n, undone=undone, moves=moves):
            return (
                f"correction {n}: correction {undone} is taken back, "
                f"{counted(len(moves), 'article')} returned"
            )
        case _:
            return _line_of_no_story(event)


def _line_of_no_story(event: Event) -> str | None:
    match event:
        case HolderDenied(correction=n, learnt=learnt):
            return (
                f"correction {n}: what was learnt under {learnt} is not believed · take it back: "
                f"monitor undo {n}"
            )
        case HeldLeftAside(article_ids=left):
            return (
                f"{counted(len(left), 'article')} left aside · one of them after all: "
                "monitor aside take ARTICLE"
            )
        case _:
            return None


@click.command(cls=Command)
@click.argument("article", metavar="ARTICLE")
@click.option("--reason", metavar="TEXT", required=True, help="Why: it is logged.")
@pass_shell
def redact(shell: Shell, article: str, reason: str) -> None:
    """Erase the kept text of an article; every decision stays.

    The log's hashes, replay and stories stay as they were. It cannot be undone. A text is kept
    once: if other articles have the very same one, it is erased for all of them, and they are
    named.

    \b
    Example:  monitor redact 001 --reason "the outlet asked for it"
    """
    if not reason.strip():
        raise UsageError(
            "a text is not erased without a reason",
            hint='say why: --reason "the outlet asked for it"',
        )
    with shell.engine(create=False) as engine:
        events = corrections.redact(engine, article, reason=reason)
        row = engine.archive.article(article)
        article_id = row.article.id
        erased = tuple(event.text_hash for event in events if isinstance(event, TextRedacted))
        views = engine.archive.views
        holders = dict.fromkeys(one for text in erased for one in views.holders(text))
        by_person = article_id in {one.article.id for one in views.redacted()}
    also = tuple(one for one in holders if one != article_id)
    if shell.json:
        output.emit(forms.Redacted(article=article_id, erased=erased, also=also))
    elif erased:
        output.say(
            f"erased {len(erased)} kept {'text' if len(erased) == 1 else 'texts'} of {article_id}"
        )
        if also:
            output.say(
                f"the very same text was {counted(len(also), 'other article')}'s too: "
                f"{', '.join(also)}"
            )
    else:
        output.say(f"nothing changed: {_why_idle(row, by_person=by_person, shell=shell)}")


def _why_idle(row: ArticleRow, *, by_person: bool, shell: Shell) -> str:
    """Why there was nothing to erase."""
    if row.redacted_at is None:
        return "no text of it was kept"
    when = moment(row.redacted_at, shell.config.zone)
    if by_person:
        return f"its text was erased on {when} already"
    story = f"S{row.number}" if row.number else "STORY"
    return (
        f"its text was erased for its age on {when}; what was read of it is still told, until "
        f"`monitor aside {story} --reason …`"
    )
