"""What operators may do from the chat: look through what is unsure, correct by button, and take it
back.

A correction and the note that its command was handled are one transaction: a crash in between does
neither, or both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from monitor.bot.context import Reply, Visit
from monitor.bot.handlers import story
from monitor.delivery.updates import Understood
from monitor.digest import sanitize
from monitor.digest.render.escape import escaped, inert
from monitor.engine import corrections
from monitor.events.deliveries import Button, Message
from monitor.events.stories_and_feeds import (
    ArticleAttached,
    ArticleLetIn,
    CorrectionUndone,
    Event,
    StoriesKeptApart,
    StoriesMerged,
    StoryOpened,
    StorySetAside,
)
from monitor.stories.queries import summary
from monitor.views.rows import ArticleRow, StoryRow

_TITLE_CHARS = 120
_ASIDE_SHOWN = 4  # buttons that fit beside each other
_ASIDE_LOOKED_AT = 20  # some of the last may stand in stories that a person set aside

Deed = Callable[[], Sequence[Event]]
"""Records a correction; raises what corrections raise."""


def deed_of(visit: Visit) -> Deed | None:
    """The correction that is asked for, if it is one."""
    wish = visit.wish
    match wish:
        case Understood(command="same", argument=argument) if argument.count(":") == 1:
            number, other = argument.split(":")
            return lambda: corrections.merge(
                visit.engine, f"S{other}", f"S{number}", reason="operators' chat"
            )
        case Understood(command="apart", argument=argument) if argument.count(":") == 1:
            number, other = argument.split(":")
            return lambda: corrections.keep_apart(
                visit.engine, f"S{number}", f"S{other}", reason="operators' chat"
            )
        case Understood(command="aside", argument=argument) if argument.isdecimal():
            return lambda: corrections.set_aside(
                visit.engine, f"S{argument}", reason="operators' chat"
            )
        case Understood(command="take", argument=argument) if argument:
            return lambda: corrections.let_in(visit.engine, argument, reason="operators' chat")
        case Understood(command="undo"):
            given = wish.argument or wish.words
            number_ = int(given) if given.isascii() and given.isdecimal() else None
            return lambda: corrections.undo(visit.engine, number_)
        case _:
            return None


def answer_to(visit: Visit, events: Sequence[Event]) -> Reply:
    """What will be said once it is done: the events are about to be written."""
    for event in events:
        match event:
            case StoriesMerged(correction=correction, story_id=into, merged_id=gone):
                numbers = visit.views.numbers((into, gone))
                text = visit.say(
                    "operators.merged",
                    number=numbers.get(gone, "?"),
                    other=numbers.get(into, "?"),
                    correction=correction,
                )
                return _with_undo(visit, text, correction)
            case StoriesKeptApart(correction=correction, story_id=one, other_id=other):
                numbers = visit.views.numbers((one, other))
                text = visit.say(
                    "operators.apart",
                    number=numbers.get(one, "?"),
                    other=numbers.get(other, "?"),
                    correction=correction,
                )
                return _with_undo(visit, text, correction)
            case StorySetAside(correction=correction, story_id=story_id):
                number = visit.views.numbers((story_id,)).get(story_id, "?")
                return _with_undo(
                    visit,
                    visit.say("operators.set_aside", number=number, correction=correction),
                    correction,
                )
            case ArticleLetIn(correction=correction):
                text = visit.say(
                    "operators.let_in", number=_placed_in(visit, events), correction=correction
                )
                return _with_undo(visit, text, correction)
            case CorrectionUndone(correction=correction):
                return visit.told("operators.undone", correction=correction)
            case _:
                continue
    return visit.told("say.done")


def _placed_in(visit: Visit, events: Sequence[Event]) -> int | str:
    """The number of the story that the article came to."""
    for event in events:
        match event:
            case StoryOpened(number=number):
                return number
            case ArticleAttached(story_id=story_id):
                return visit.views.numbers((story_id,)).get(story_id, "?")
            case _:
                continue
    return "?"


def _with_undo(visit: Visit, text: str, correction: int) -> Reply:
    undo = Button(label=visit.say("button.undo"), data=f"undo:{correction}")
    return Reply(messages=(Message(text=text, buttons=((undo,),)),))


def unsure(visit: Visit) -> Reply:
    """The first that is unsure, with what may be done about it."""
    rows = visit.views.unsure()
    if not rows:
        return visit.told("operators.unsure_none")
    row, other = rows[0], visit.views.story(rows[0].maybe or "")
    text = visit.say(
        "operators.unsure",
        number=row.number,
        title=_linked_title(visit, row),
        other=other.number if other else "?",
        other_title=_linked_title(visit, other) if other else "",
        left=len(rows),
    )
    aside = Button(label=visit.say("button.aside"), data=f"aside:{row.number}")
    if other is None:
        return Reply(messages=(Message(text=text, buttons=((aside,),)),))
    pair = f"{row.number}:{other.number}"
    same = Button(label=visit.say("button.same", number=other.number), data=f"same:{pair}")
    apart = Button(label=visit.say("button.apart"), data=f"apart:{pair}")
    return Reply(messages=(Message(text=text, buttons=((same, apart), (aside,))),))


def aside(visit: Visit) -> Reply:
    """What was set aside last, each with its reason and a button that lets it in."""
    rows = [row for row in visit.views.articles_aside(limit=_ASIDE_LOOKED_AT) if not row.story_id]
    shown = rows[:_ASIDE_SHOWN]
    if not shown:
        return visit.told("operators.aside_none")
    lines = [_aside_line(visit, nth, row) for nth, row in enumerate(shown, start=1)]
    buttons = tuple(
        Button(label=visit.say("button.take", nth=nth), data=f"take:{row.article.id}")
        for nth, row in enumerate(shown, start=1)
    )
    return Reply(messages=(Message(text="\n".join(lines), buttons=(buttons,)),))


def _aside_line(visit: Visit, nth: int, row: ArticleRow) -> str:
    title = (row.reading.title if row.reading else "") or row.article.title or row.article.id
    told = [title, row.article.outlet or "", row.reason]
    title, outlet, why = (
        escaped(inert(sanitize.isolated(sanitize.text(one, chars_max=_TITLE_CHARS))))
        for one in told
    )
    return visit.say("operators.aside", nth=nth, title=title, outlet=outlet, why=why)


def why(visit: Visit) -> Reply:
    """The rule behind each account of a story."""
    digits = visit.wish.words.removeprefix("S").removeprefix("s")
    found = visit.views.story(f"S{digits}") if digits.isascii() and digits.isdecimal() else None
    if found is None:
        return visit.told("operators.why_help")
    told = story(visit)
    rules = []
    for member in visit.views.members(found.id)[:10]:
        verdict = visit.views.verdict_of(member.article.id)
        if verdict is not None:
            rule = sanitize.text(verdict.evidence.rule, chars_max=200)
            rules.append(f"– {member.verdict}: {escaped(inert(rule))}")
    aside = Button(label=visit.say("button.aside"), data=f"aside:{found.number}")
    buttons = ((aside,),) if found.set_aside is None else ()
    return Reply(
        messages=(Message(text="\n".join([told.messages[0].text, *rules]), buttons=buttons),)
    )


def _linked_title(visit: Visit, row: StoryRow) -> str:
    """With the address of its first account that has one, so that a person can read and decide."""
    members = visit.views.members(row.id)
    links = (sanitize.link(member.article.url) for member in members)
    url, title = next(filter(None, links), None), _title(visit, row)
    return f'<a href="{escaped(url)}">{title}</a>' if url else title


def _title(visit: Visit, row: StoryRow) -> str:
    title = sanitize.text(summary(visit.views.members(row.id)).title, chars_max=_TITLE_CHARS)
    return escaped(inert(sanitize.isolated(title)))


LOOKS: Mapping[str, Callable[[Visit], Reply]] = {"unsure": unsure, "aside": aside, "why": why}
