"""A reader says that something is wrong with a story."""

from __future__ import annotations

from typing import get_args

from msgspec import Struct

from monitor.bot.context import home_of
from monitor.bot.reports import answer_buttons
from monitor.delivery.phrases import phrase
from monitor.digest import sanitize
from monitor.digest.render.escape import escaped
from monitor.errors import NotFoundError, RefusedError, UsageError
from monitor.events.deliveries import ErrorReported, Message, ReportedError
from monitor.events.stories_and_feeds import Event
from monitor.publishing.publisher import Publisher
from monitor.web.forms import FormDone, SentForm, WebAction
from monitor.web.pages.news.lines import StoryLine, story_line
from monitor.web.requests import PageRequest

KINDS: tuple[str, ...] = get_args(ReportedError)
READER, LANE = "web", "web"  # nobody whom an answer could be sent to
WAITING_MAX = 50  # reports of pages without an answer: nobody floods the operators
WAITING_OF_STORY_MAX = 5
WORDS_CHARS_MAX = 600
_OTHER = "other"


class WrongPage(Struct, frozen=True, kw_only=True):
    """`kinds` are what may be wrong; `id` names the story in the form."""

    story: StoryLine
    id: str
    home: str
    kinds: tuple[str, ...]


def wrong(ask: PageRequest) -> WrongPage:
    row = ask.views.story(ask.path["story"])
    if row is None:
        raise NotFoundError(f"there is no story {ask.path['story'][:20]}")
    return WrongPage(
        story=story_line(ask.views, row, ask.words.frame, ask.passing),
        id=row.id,
        home=home_of(ask.log),
        kinds=KINDS,
    )


def _report(room: Publisher, form: SentForm) -> FormDone:
    """Written down, and told to the operators; the words stand in no event."""
    kind, words = form.needed("what"), sanitize.text(form.text("words"), chars_max=WORDS_CHARS_MAX)
    if kind not in KINDS:
        raise UsageError("what is wrong?", hint=f"one of: {', '.join(KINDS)}")
    if kind == _OTHER and not words:
        raise UsageError("write what is wrong", hint="or choose what fits")
    if form.needed("home") != home_of(room.engine.log):
        raise UsageError("this form was made for another log", hint="load the page again")
    row = room.engine.archive.story(form.needed("story"))
    made: list[ErrorReported] = []

    def decision() -> list[Event]:
        _check_room(room, row.id)
        event = ErrorReported(
            report=room.engine.state.reported + 1,
            reader_id=READER,
            lane=LANE,
            kind="private",
            language=form.language,
            story_id=row.id,
            what=kind,  # type: ignore[arg-type] # one of its literals
        )
        made[:] = [event]
        message = _notice(room, event, row.number, words)
        return [event, *room.notice(f"notice/report/{event.report}", message)]

    room.engine.record(decision)
    room.office.wake()
    if not room.has_operators_chat:
        room.report(
            f"report {made[0].report}: a reader says that something is wrong with S{row.number}"
        )
    return FormDone(said="reported", number=str(made[0].report))


def _check_room(room: Publisher, story_id: str) -> None:
    """Raises RefusedError while enough of them wait for an answer."""
    waiting = [one.event for one in room.engine.state.reports.values()]
    ours = [one for one in waiting if one.reader_id == READER]
    of_story = [one for one in ours if one.story_id == story_id]
    if len(ours) >= WAITING_MAX or len(of_story) >= WAITING_OF_STORY_MAX:
        raise RefusedError(
            "enough reports wait for an answer", hint="thank you; please come again later"
        )


def _notice(room: Publisher, event: ErrorReported, number: int, words: str) -> Message:
    language = room.brief.default.language
    told = [
        phrase(language, "reports.head", report=event.report),
        escaped(f"S{number} {room.editor.title_of(event.story_id)}"),
        phrase(language, f"reports.{event.what}"),
        *([f"<blockquote>{escaped(words)}</blockquote>"] if words else []),
    ]
    buttons = answer_buttons(event, home_of(room.engine.log), language)
    return Message(text="\n".join(told), buttons=buttons)


REPORT = WebAction(path="/report", name="wrong", deed=_report, access="reader")
