"""What came of a reader's report is told to that reader: once, when an operator says so, or when a
correction changes the story.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Literal

from msgspec import structs

from monitor.delivery.media import messages
from monitor.delivery.media.table import medium
from monitor.delivery.phrases import phrase
from monitor.digest import sanitize
from monitor.engine.engine import Engine
from monitor.events.deliveries import DeliveryQueued, ErrorReported, ReportAnswered
from monitor.events.stories_and_feeds import CorrectionUndone, Event, StorySetAside
from monitor.publishing.corrected import stories_of
from monitor.publishing.editor import Editor
from monitor.stories.deliveries import Report
from monitor.views.rows import CorrectionRow

Outcome = Literal["corrected", "kept", "answered"]
ASKED_FOR = timedelta(hours=1)  # so long a reader's own words are waited for
_WORDS_CHARS = 600
_TOLD: Mapping[Outcome, str] = {
    "corrected": "reports.corrected_told",
    "kept": "reports.kept_told",
    "answered": "reports.answered_told",
}


def answer(
    editor: Editor,
    report: ErrorReported,
    *,
    outcome: Outcome,
    words: str = "",
    correction: int = 0,
) -> list[Event]:
    """The events of an answer; its words are put where they are kept until they are sent."""
    answered = ReportAnswered(report=report.report, outcome=outcome, correction=correction)
    address = editor.readers.address(report.reader_id)
    if address is None:
        return [answered]  # its reader asked to be forgotten
    told = phrase(
        report.language,
        _TOLD[outcome],
        report=report.report,
        title=_title(editor, report),
        words=sanitize.text(words, chars_max=_WORDS_CHARS),
    )
    delivery_id = f"report/{report.report}/answer"
    editor.readers.write([(delivery_id, (medium(address.medium).notice(told),))])
    queued = DeliveryQueued(
        delivery_id=delivery_id,
        reader_id=report.reader_id,
        lane=report.lane,
        purpose="notice",
        parts=1,
        kind=report.kind,
        own=True,
        repeatable=True,
    )
    return [answered, queued]


def _title(editor: Editor, report: ErrorReported) -> str:
    composed = editor.composed(report.edition) if report.edition else None
    entries = messages.read(composed.digest).entries if composed else ()
    told = (entry.title for entry in entries if entry.number == report.number)
    return next(told, "") or editor.title_of(report.story_id)


def after_corrections(
    engine: Engine, editor: Editor, corrections: Iterable[CorrectionRow]
) -> list[Event]:
    """Whoever reported what was corrected since hears of it; once that is taken back, the report is
    open again. A correction that was taken back before it was looked at answers nothing.
    """
    written: list[Event] = []
    for correction in sorted(corrections, key=lambda one: one.number):
        if isinstance(correction.event, CorrectionUndone):
            written += _open_again(engine, editor, correction.event.undone)
        touched = set(stories_of(correction.event))
        for report in list(engine.state.reports.values()):
            later = correction.at > report.at.isoformat(timespec="microseconds")
            is_about = report.event.story_id in touched and _is_mended(report, correction, engine)
            if later and is_about and correction.undone_by is None:
                written += _answered_by(engine, editor, report.event, correction.number)
    return written


def opened_again(events: Iterable[Event]) -> list[str]:
    """What operators are told of reports that are open again."""
    return [
        f"report {event.report} is open again: what had answered it was taken back (/reports)"
        for event in events
        if isinstance(event, ErrorReported)
    ]


def _is_mended(report: Report, correction: CorrectionRow, engine: Engine) -> bool:
    """Whether a correction of the story is one of what was reported: only of how accounts were put
    together, or that it is told at all. What else is wrong, and what a reader wrote in words,
    operators answer.
    """
    event = correction.event
    if isinstance(event, CorrectionUndone):
        done = next(
            (one for one in engine.archive.corrections() if one.number == event.undone), None
        )
        if done is None or done.at > report.at.isoformat(timespec="microseconds"):
            return False
        event = done.event
    return isinstance(event, StorySetAside) or report.event.what == "grouping"


def _open_again(engine: Engine, editor: Editor, undone: int) -> list[Event]:
    """The reports that the correction answered, as new ones: an answer that was given stays. One
    that is open again already is not opened twice.
    """

    def decision() -> list[Event]:
        state = engine.state
        is_open = {structs.replace(one.event, report=0) for one in state.reports.values()}
        asked = (structs.replace(one, report=0) for one in _answered(engine, undone))
        reopened = (
            one
            for one in dict.fromkeys(asked)
            if one not in is_open and editor.readers.address(one.reader_id)
        )
        return [
            structs.replace(one, report=number)
            for number, one in enumerate(reopened, start=state.reported + 1)
        ]

    return engine.record(decision)


def _answered(engine: Engine, correction: int) -> Iterator[ErrorReported]:
    """The reports to which that correction was the answer."""
    for number in range(1, engine.state.reported + 1):
        answered = _logged(engine, f"report/{number}/answered")
        if isinstance(answered, ReportAnswered) and answered.correction == correction:
            asked = _logged(engine, f"report/{number}")
            if isinstance(asked, ErrorReported):
                yield asked


def _logged(engine: Engine, key: str) -> Event | None:
    position = engine.log.find(key)
    if position is None:
        return None
    return next(one.event for one in engine.log.read(after=position - 1, until=position))


def _answered_by(
    engine: Engine, editor: Editor, report: ErrorReported, correction: int
) -> list[Event]:
    def decision() -> list[Event]:
        if report.report not in engine.state.reports:
            return []
        return answer(editor, report, outcome="corrected", correction=correction)

    return engine.record(decision)
