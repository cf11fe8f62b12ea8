"""What operators may do from the chat: correct by command or by button, and take it back.

A correction and the note that its command was handled are one transaction: a crash in between does
neither, or both. Buttons name stories by their ids and everything else with the mark of this log,
so that a button of another log does nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from monitor.bot.context import Reply, Visit
from monitor.bot.references import by_words
from monitor.engine import corrections
from monitor.errors import NotFoundError, UsageError
from monitor.events.deliveries import Button, Message
from monitor.events.stories_and_feeds import (
    ArticleAttached,
    ArticleLetIn,
    ArticleMoved,
    CorrectionUndone,
    Event,
    StoriesKeptApart,
    StoriesMerged,
    StoryOpened,
    StorySetAside,
    StorySplit,
)

_REASON = "operators' chat"
_TWO = 2  # stories of a pair

Deed = Callable[[], Sequence[Event]]
"""Records a correction; raises what corrections raise."""


def deed_of(visit: Visit) -> Deed | None:
    """The correction that is asked for, if it is one."""
    by_button = visit.asked.query_id != "" and visit.wish.argument != ""
    deeds = _BY_BUTTON if by_button else COMMANDS
    make = deeds.get(visit.wish.command)
    return make(visit) if make else None


# --- by button ---


def _same(visit: Visit) -> Deed | None:
    one, _, other = visit.wish.argument.partition(":")
    if not _are_ids(one, other):
        return None
    return lambda: corrections.merge(visit.engine, other, one, reason=_REASON)


def _apart(visit: Visit) -> Deed | None:
    one, _, other = visit.wish.argument.partition(":")
    if not _are_ids(one, other):
        return None
    return lambda: corrections.keep_apart(visit.engine, one, other, reason=_REASON)


def _aside(visit: Visit) -> Deed | None:
    if not _are_ids(visit.wish.argument):
        return None
    return lambda: corrections.set_aside(visit.engine, visit.wish.argument, reason=_REASON)


def _take(visit: Visit) -> Deed | None:
    if not _are_ids(visit.wish.argument):
        return None
    return lambda: corrections.let_in(visit.engine, visit.wish.argument, reason=_REASON)


def _undo(visit: Visit) -> Deed | None:
    number, _, home = visit.wish.argument.partition(":")
    if not (number.isascii() and number.isdecimal()) or home != visit.home:
        return None
    return lambda: corrections.undo(visit.engine, int(number))


_ID_DIGITS = 16


def _are_ids(*names: str) -> bool:
    """Whether they can only be ids: a number would be another story's in another log."""
    return all(len(name) == _ID_DIGITS and name.isalnum() and name.isascii() for name in names)


_BY_BUTTON: Mapping[str, Callable[[Visit], Deed | None]] = {
    "same": _same,
    "apart": _apart,
    "aside": _aside,
    "take": _take,
    "undo": _undo,
}


# --- by command ---


def _merge_named(visit: Visit) -> Deed:
    def deed() -> Sequence[Event]:
        into, gone = _pair(visit, "/merge S1 S2")
        return corrections.merge(visit.engine, into, gone, reason=_REASON)

    return deed


def _apart_named(visit: Visit) -> Deed:
    def deed() -> Sequence[Event]:
        one, other = _pair(visit, "/apart S1 S2")
        return corrections.keep_apart(visit.engine, one, other, reason=_REASON)

    return deed


def _split_named(visit: Visit) -> Deed:
    def deed() -> Sequence[Event]:
        first, *rest = visit.wish.words.split() or [""]
        accounts = rest if rest and "." not in first else [first, *rest]
        story = _story_of(visit, first.partition(".")[0], "/split S1.2 S1.3")
        articles = [_article(visit, one, "/split S1.2 S1.3") for one in accounts]
        return corrections.split(visit.engine, story, articles, reason=_REASON)

    return deed


def _move_named(visit: Visit) -> Deed:
    def deed() -> Sequence[Event]:
        named = visit.wish.words.split()
        if len(named) != _TWO:
            raise UsageError("an account and a story: /move S1.2 S7")
        article = _article(visit, named[0], "/move S1.2 S7")
        to = _story_of(visit, named[1], "/move S1.2 S7")
        return corrections.move(visit.engine, article, to, reason=_REASON)

    return deed


def _aside_named(visit: Visit) -> Deed | None:
    """Without a name, `/aside` shows what was set aside."""
    if not visit.wish.words:
        return None

    def deed() -> Sequence[Event]:
        name = visit.wish.words.split()[0]
        found = _article if "." in name else _story_of
        return corrections.set_aside(visit.engine, found(visit, name, "/aside S4"), reason=_REASON)

    return deed


COMMANDS: Mapping[str, Callable[[Visit], Deed | None]] = {
    "merge": _merge_named,
    "apart": _apart_named,
    "split": _split_named,
    "move": _move_named,
    "aside": _aside_named,
}


def _pair(visit: Visit, example: str) -> tuple[str, str]:
    named = visit.wish.words.split()
    if len(named) != _TWO:
        raise UsageError(f"two stories: {example}")
    return _story_of(visit, named[0], example), _story_of(visit, named[1], example)


def _story_of(visit: Visit, name: str, example: str) -> str:
    """Its id. Raises NotFoundError."""
    found = by_words(visit, name).story
    if found is None:
        raise NotFoundError(f"there is no story “{name[:20]}”: {example}")
    return found.id


def _article(visit: Visit, name: str, example: str) -> str:
    """Of an account as `/why` numbers them (S1.2), or as `monitor` names articles: its address, or
    the first digits of its id.
    """
    story, is_account, nth = name.partition(".")
    if not is_account or "/" in name:
        return name
    members = visit.views.members(_story_of(visit, story, example))
    if not (nth.isascii() and nth.isdecimal() and 1 <= int(nth) <= len(members)):
        raise NotFoundError(f"there is no account “{name[:20]}”: {example}")
    return members[int(nth) - 1].article.id


# --- what is said of it ---


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
            case StorySplit(correction=correction, new_story_id=new):
                number = _number_of(visit, new, events)
                text = visit.say("operators.split", number=number, correction=correction)
                return _with_undo(visit, text, correction)
            case ArticleMoved(correction=correction, to_story_id=to):
                number = _number_of(visit, to, events)
                text = visit.say("operators.moved", number=number, correction=correction)
                return _with_undo(visit, text, correction)
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


def _number_of(visit: Visit, story_id: str, events: Sequence[Event]) -> int | str:
    """Of a story that may be about to begin."""
    for event in events:
        if isinstance(event, StorySplit) and event.new_story_id == story_id:
            return event.number
    return visit.views.numbers((story_id,)).get(story_id, "?")


def _with_undo(visit: Visit, text: str, correction: int) -> Reply:
    undo = Button(label=visit.say("button.undo"), data=f"undo:{correction}:{visit.home}")
    return Reply(messages=(Message(text=text, buttons=((undo,),)),))
