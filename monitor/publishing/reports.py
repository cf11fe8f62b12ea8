"""What came of a reader's report is told to that reader: once, when an operator says so, or when a
correction changes the story.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Literal

from monitor.delivery.media import messages
from monitor.delivery.media.table import medium
from monitor.delivery.phrases import phrase
from monitor.digest import sanitize
from monitor.engine.engine import Engine
from monitor.events.deliveries import DeliveryQueued, ErrorReported, ReportAnswered
from monitor.events.stories_and_feeds import Event
from monitor.publishing.corrected import stories_of
from monitor.publishing.editor import Editor
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
    """Whoever reported a story that was corrected since hears of it."""
    written: list[Event] = []
    for correction in corrections:
        touched = set(stories_of(correction.event))
        for report in list(engine.state.reports.values()):
            later = correction.at > report.at.isoformat(timespec="microseconds")
            if later and report.event.story_id in touched:
                written += _answered_by(engine, editor, report.event, correction.number)
    return written


def _answered_by(
    engine: Engine, editor: Editor, report: ErrorReported, correction: int
) -> list[Event]:
    def decision() -> list[Event]:
        if report.report not in engine.state.reports:
            return []
        return answer(editor, report, outcome="corrected", correction=correction)

    return engine.record(decision)
