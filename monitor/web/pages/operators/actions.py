"""What operators may do by one press: each a correction like the chat's and the command line's, an
event in the log.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from monitor.bot.context import home_of
from monitor.engine import corrections
from monitor.engine.engine import Engine
from monitor.errors import UsageError
from monitor.events.stories_and_feeds import (
    ArticleLetIn,
    ArticleMoved,
    CorrectionUndone,
    Event,
    HolderDenied,
    StoriesKeptApart,
    StoriesMerged,
    StorySetAside,
    StorySplit,
)
from monitor.publishing import reports
from monitor.publishing.publisher import Publisher
from monitor.web.forms import FormDone, SentForm, WebAction

_REASON = "operators' page"
_Correct = Callable[[Engine, SentForm, str], Sequence[Event]]
_SAID: dict[type, str] = {
    StoriesMerged: "merged",
    StoriesKeptApart: "apart",
    StorySetAside: "set_aside",
    StorySplit: "split",
    ArticleMoved: "moved",
    ArticleLetIn: "let_in",
    HolderDenied: "denied",
    CorrectionUndone: "undone",
}
_OUTCOMES: dict[str, reports.Outcome] = {"fixed": "corrected", "kept": "kept"}


def _merge(engine: Engine, form: SentForm, reason: str) -> Sequence[Event]:
    return corrections.merge(engine, form.needed("story"), form.needed("other"), reason=reason)


def _apart(engine: Engine, form: SentForm, reason: str) -> Sequence[Event]:
    return corrections.keep_apart(engine, form.needed("story"), form.needed("other"), reason=reason)


def _aside(engine: Engine, form: SentForm, reason: str) -> Sequence[Event]:
    return corrections.set_aside(engine, form.needed("story"), reason=reason)


def _take(engine: Engine, form: SentForm, reason: str) -> Sequence[Event]:
    return corrections.let_in(engine, form.needed("article"), reason=reason)


def _split(engine: Engine, form: SentForm, reason: str) -> Sequence[Event]:
    articles = form.many.get("article", ())
    if not articles:
        raise UsageError("no account is chosen", hint="choose those that tell another event")
    return corrections.split(engine, form.needed("story"), articles, reason=reason)


def _move(engine: Engine, form: SentForm, reason: str) -> Sequence[Event]:
    to = form.needed("to", hint="a story's number, such as S12")
    return corrections.move(engine, form.needed("article"), to, reason=reason)


def _undo(engine: Engine, form: SentForm, _reason: str) -> Sequence[Event]:
    return corrections.undo(engine, _number(form, "correction"))


def _deny(engine: Engine, form: SentForm, reason: str) -> Sequence[Event]:
    return corrections.deny_holder(engine, _number(form, "learnt"), reason=reason)


def _number(form: SentForm, name: str) -> int:
    written = form.needed(name)
    if not (written.isascii() and written.isdecimal()):
        raise UsageError(f"“{written[:20]}” is not a number")
    return int(written)


def _corrected_by(correct: _Correct) -> Callable[[Publisher, SentForm], FormDone]:
    """The deed that corrects, and says what was done."""

    def deed(room: Publisher, form: SentForm) -> FormDone:
        _check_home(room, form)
        reason = form.text("reason") or _REASON
        events = correct(room.engine, form, reason)
        placed = (one for one in events if type(one) in _SAID)
        event = next(placed, None)
        if event is None:
            return FormDone(said="nothing")
        number = getattr(event, "correction", 0)
        undo = 0 if isinstance(event, CorrectionUndone) else number
        return FormDone(said=_SAID[type(event)], number=str(number), undo=undo)

    return deed


def _check_home(room: Publisher, form: SentForm) -> None:
    """A number of another log is another thing's here."""
    if form.needed("home") != home_of(room.engine.log):
        raise UsageError(
            "this form was made for another log", hint="go back, and load the page again"
        )


def _answer_report(room: Publisher, form: SentForm) -> FormDone:
    _check_home(room, form)
    number, words = _number(form, "report"), form.text("words")
    outcome = _OUTCOMES.get(form.needed("outcome"), "answered")

    def decision() -> list[Event]:
        known = room.engine.state.reports.get(number)
        if known is None:
            return []
        return reports.answer(room.editor, known.event, outcome=outcome, words=words)

    done = room.engine.record(decision)
    room.office.wake()
    return FormDone(said="answered" if done else "nothing", number=str(number) if done else "")


def _action(name: str, correct: _Correct) -> WebAction:
    return WebAction(path=f"/operators/{name}", name=name, deed=_corrected_by(correct))


ACTIONS: tuple[WebAction, ...] = (
    _action("merge", _merge),
    _action("apart", _apart),
    _action("aside", _aside),
    _action("take", _take),
    _action("split", _split),
    _action("move", _move),
    _action("undo", _undo),
    _action("deny", _deny),
    WebAction(path="/operators/report", name="report", deed=_answer_report),
)
