"""A reader reports an error: which item, what is wrong; and operators answer.

What a reader writes stands in readers.db until it has been sent to the operators, and in no event.
"""

from __future__ import annotations

from typing import get_args

from msgspec import structs

from monitor.bot.cards import headline, opened, shown
from monitor.bot.context import Reply, Visit
from monitor.bot.references import (
    Meant,
    by_reference,
    by_words,
    edition_here,
    mark_of,
    reference_of,
    title_of,
    titles_of,
)
from monitor.delivery.phrases import phrase
from monitor.digest import sanitize
from monitor.digest.render.escape import escaped
from monitor.events.deliveries import Button, ErrorReported, Message, ReportedError
from monitor.publishing import reports as answers

_ITEMS_SHOWN = 12  # of one board; the next are one press away
_LABEL_CHARS = 48
_WAITING_MAX = 10  # reports of one chat without an answer: nobody floods the operators
_OTHER = "other"
KINDS: tuple[str, ...] = get_args(ReportedError)


def report(visit: Visit) -> Reply:
    """Which item, if none is named; else what is wrong with it."""
    if visit.wish.argument:
        return _by_button(visit, visit.wish.argument)
    word, _, words = visit.wish.words.partition(" ")
    if not word:
        return _by_post(visit)
    found = by_words(visit, word, otherwise="say.report_help")
    if found.story is None:
        return visit.told(found.why)
    return _reported(visit, found, _OTHER, words) if words else _what(visit, found)


def _by_button(visit: Visit, argument: str) -> Reply:
    mark, is_page, begin = argument.partition("-p")
    edition = visit.views.edition_marked(mark)
    if is_page and begin.isdecimal() and begin.isascii() and edition:
        return _which(visit, edition, mark, int(begin))
    found = by_reference(visit, argument)
    if found.story is None:
        return _refused(visit, found.why)
    if visit.asked.kind == "channel":
        payload = f"report_{reference_of(visit, found)}"
        return opened(visit, payload, otherwise=visit.say("say.report_private"))
    return _what(visit, found)


def _refused(visit: Visit, why: str) -> Reply:
    words = visit.say(why)
    return Reply(toast=words) if visit.asked.kind == "channel" else visit.told(why)


def _by_post(visit: Visit) -> Reply:
    """Of the post that the button hangs on, or of the newest one."""
    post = visit.views.post(visit.known.lane, visit.asked.message_id)
    edition = post.edition if post else ("" if visit.asked.query_id else edition_here(visit))
    if not edition or not visit.views.items(edition):
        return _refused(visit, "say.other_home" if visit.asked.query_id else "say.no_post")
    return _which(visit, edition, mark_of(visit, edition), 0)


def _which(visit: Visit, edition: str, mark: str, begin: int) -> Reply:
    """A button an item; `begin` were shown before."""
    if visit.asked.kind == "channel":
        otherwise = visit.say("say.report_private")
        return opened(visit, f"report_{mark}-p{begin}", otherwise=otherwise)
    titles = titles_of(visit, edition)
    numbers = sorted(titles)
    rows = [
        (Button(label=_label(number, titles[number]), data=f"report:{mark}-{number}"),)
        for number in numbers[begin : begin + _ITEMS_SHOWN]
    ]
    more = len(numbers) - begin - _ITEMS_SHOWN
    if more > 0:
        label = visit.count("button.more", more)
        rows.append((Button(label=label, data=f"report:{mark}-p{begin + _ITEMS_SHOWN}"),))
    return Reply(messages=(Message(text=visit.say("say.report_which"), buttons=tuple(rows)),))


def _label(number: int, title: str) -> str:
    return f"{number} · {sanitize.text(title, chars_max=_LABEL_CHARS)}"


def _what(visit: Visit, found: Meant) -> Reply:
    reference = reference_of(visit, found)
    rows = tuple(
        (Button(label=visit.say(f"reports.{kind}"), data=f"wrong:{kind}:{reference}"),)
        for kind in KINDS
    )
    text = f"{headline(visit, found)}\n{visit.say('say.report_what')}"
    return Reply(messages=(Message(text=text, buttons=rows),))


def wrong(visit: Visit) -> Reply:
    """What is wrong was pressed; its own words are asked for where none of them fits."""
    kind, _, reference = visit.wish.argument.partition(":")
    found = by_reference(visit, reference)
    if found.story is None:
        return visit.told(found.why)
    if kind not in KINDS:
        return visit.told("say.stale")
    if kind != _OTHER:
        # in a group anybody may send this about any message of ours, a digest's too
        is_own_board = visit.asked.kind == "private"
        return structs.replace(_reported(visit, found, kind, ""), edit=is_own_board)
    _expect(visit, f"wrong:{reference}")
    title = shown(title_of(visit, found))
    return Reply(messages=(Message(text=visit.say("say.report_write", title=title)),))


def _expect(visit: Visit, question: str) -> None:
    visit.readers.expect(
        visit.known.reader_id, visit.asked.user_id, question, at=visit.engine.clock.now()
    )


def text(visit: Visit) -> Reply:
    """Plain words: the answer to what was asked last, if that is not long ago."""
    since = visit.engine.clock.now() - answers.ASKED_FOR
    question = visit.readers.expected(visit.known.reader_id, visit.asked.user_id, since=since)
    what, _, about = question.partition(":")
    if what == "wrong" and (found := by_reference(visit, about)).story is not None:
        return _reported(visit, found, _OTHER, visit.wish.words)
    if what == "answer" and visit.is_operator:
        return answered(visit, int(about), "answered", visit.wish.words)
    if visit.asked.kind != "private":
        return Reply(outcome="ignored")
    return visit.told("say.unknown")


def _reported(visit: Visit, found: Meant, kind: str, words: str) -> Reply:
    """Written down, and told to the operators with all that they need."""
    if _waiting(visit) >= _WAITING_MAX:
        return visit.told("say.reports_enough")
    number = visit.engine.state.reported + 1
    event = ErrorReported(
        report=number,
        reader_id=visit.known.reader_id,
        lane=visit.known.lane,
        kind=visit.asked.kind,
        language=visit.wishes.language,
        story_id=found.story.id if found.story else "",
        what=kind,  # type: ignore[arg-type] # one of its literals
        edition=found.edition,
        number=found.number,
    )
    told = visit.told("say.reported", report=number, title=shown(title_of(visit, found)))
    line = f"report {number}: a reader says that something is wrong with {_name(found)}"
    notice = (f"notice/report/{number}", _notice(visit, found, event, words))
    return structs.replace(told, events=(event,), report=line, notices=(notice,))


def _waiting(visit: Visit) -> int:
    reports = visit.engine.state.reports.values()
    return sum(one.event.reader_id == visit.known.reader_id for one in reports)


def _name(found: Meant) -> str:
    return f"S{found.story.number}" if found.story else "?"


def _notice(visit: Visit, found: Meant, event: ErrorReported, words: str) -> Message:
    language = visit.brief.default.language

    def say(key: str, **values: object) -> str:
        return phrase(language, key, **values)

    told = [
        say("reports.head", report=event.report),
        _linked(visit, found),
        *([escaped(f"{event.edition}, no. {event.number}")] if event.edition else []),
        say(f"reports.{event.what}"),
        *([f"<blockquote>{shown(words)}</blockquote>"] if words else []),
    ]
    return Message(text="\n".join(told), buttons=answer_buttons(event, visit.home, language))


def _linked(visit: Visit, found: Meant) -> str:
    members = visit.views.members(found.story.id) if found.story else []
    url = next(filter(None, (sanitize.link(one.article.url) for one in members)), None)
    title = headline(visit, found)
    return f'<a href="{escaped(url)}">{title}</a>' if url else title


def answer_buttons(
    event: ErrorReported, home: str, language: str
) -> tuple[tuple[Button, ...], ...]:
    """What operators may do about a report; `home` is the mark of this log."""
    which = f"{event.report}:{home}"

    def button(key: str, data: str) -> Button:
        return Button(label=phrase(language, f"button.{key}"), data=data)

    return (
        (button("why", f"why:{event.story_id}"), button("aside", f"aside:{event.story_id}")),
        (button("fixed", f"fixed:{which}"), button("kept", f"kept:{which}")),
        (button("answer", f"answer:{which}"),),
    )


# --- what operators do about it ---


def pending(visit: Visit) -> Reply:
    """Reports that nobody answered yet, the oldest first."""
    reports = list(visit.engine.state.reports.values())[:_ITEMS_SHOWN]
    if not reports:
        return visit.told("operators.reports_none")
    notices = []
    for one in reports:
        story = visit.views.story(one.event.story_id)
        found = Meant(story=story, edition=one.event.edition, number=one.event.number)
        notices.append(_notice(visit, found, one.event, ""))
    return Reply(messages=tuple(notices))


def settle(visit: Visit) -> Reply:
    """The buttons below a report."""
    number, _, home = visit.wish.argument.partition(":")
    if (
        home != visit.home
        or not number.isdecimal()
        or int(number) not in visit.engine.state.reports
    ):
        return visit.told("operators.report_gone")
    if visit.wish.command == "answer":
        _expect(visit, f"answer:{number}")
        return visit.told("operators.answer_write", report=number)
    outcome: answers.Outcome = "corrected" if visit.wish.command == "fixed" else "kept"
    return answered(visit, int(number), outcome, "")


def answered(visit: Visit, number: int, outcome: answers.Outcome, words: str) -> Reply:
    known = visit.engine.state.reports.get(number)
    if known is None:
        return visit.told("operators.report_gone")
    events = answers.answer(visit.editor, known.event, outcome=outcome, words=words)
    told = visit.told("operators.report_answered", report=number)
    return structs.replace(told, events=tuple(events))
