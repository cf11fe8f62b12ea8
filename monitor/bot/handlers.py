"""What readers may ask, one function a command: a visit in, an answer out. Nothing is sent or
written here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import time
from zoneinfo import available_timezones

from msgspec import structs

from monitor.bot import cards, following, reports
from monitor.bot.cards import marked, shown
from monitor.bot.context import Reply, Visit, rows_of
from monitor.bot.references import Meant, meant, reference_of, title_of
from monitor.delivery import phrases
from monitor.delivery.media import messages
from monitor.delivery.media.table import medium
from monitor.digest import sanitize
from monitor.digest.model import Digest
from monitor.digest.wording.locale import words_for
from monitor.events.deliveries import (
    Button,
    Message,
    ReaderForgotten,
    ReaderSubscribed,
    ReaderUnsubscribed,
    Wishes,
)
from monitor.model import Topic
from monitor.views.search import Finder

_HITS_MAX = 10
_PARTS_MAX = 5  # messages of one answer
_TITLE_CHARS = 120
_HOUR = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
_QUIET = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-3]):([0-5]\d)")


# --- coming and going ---


def start(visit: Visit) -> Reply:
    subscribed = subscribe(visit)
    wishes = visit.wishes
    buttons = tuple(
        Button(label=visit.say(key), data=key.removeprefix("button."))
        for key in ("button.topics", "button.language", "button.preview")
    )
    text = visit.say("say.welcome", hour=wishes.hour, zone=wishes.zone)
    return structs.replace(
        subscribed, messages=(Message(text=text, buttons=rows_of(buttons, wide=3)),)
    )


def subscribe(visit: Visit) -> Reply:
    reader, wishes = visit.reader, structs.replace(visit.wishes, paused=False)
    if reader is not None and not reader.off and not reader.wishes.paused:
        return visit.told("say.subscribed_already", hour=wishes.hour, zone=wishes.zone)
    event = ReaderSubscribed(
        reader_id=visit.known.reader_id, lane=visit.known.lane, kind=visit.asked.kind, wishes=wishes
    )
    told = visit.told("say.subscribed", hour=wishes.hour, zone=wishes.zone)
    return structs.replace(told, events=(event,))


def unsubscribe(visit: Visit) -> Reply:
    if visit.reader is None or visit.reader.off:
        return visit.told("say.not_subscribed")
    event = ReaderUnsubscribed(reader_id=visit.known.reader_id, why="asked")
    return structs.replace(visit.told("say.unsubscribed"), events=(event,))


def forget(visit: Visit) -> Reply:
    return structs.replace(
        visit.told("say.forgotten"), events=(ReaderForgotten(reader_id=visit.known.reader_id),)
    )


def left(visit: Visit) -> Reply:
    """The chat closed its door: blocked, or the bot was removed. What a channel is owed is not let
    go: somebody should look.
    """
    if visit.asked.kind == "channel":
        return Reply(
            outcome="ignored",
            report="the bot was removed from a channel: add it again, then start anew",
        )
    if visit.reader is None or visit.reader.off:
        return Reply(outcome="ignored")
    return Reply(
        events=(
            ReaderUnsubscribed(
                reader_id=visit.known.reader_id, why="closed", reason="the bot was removed"
            ),
        )
    )


def pause(visit: Visit) -> Reply:
    if visit.reader is None or visit.reader.off:
        return visit.told("say.not_subscribed")
    events = visit.wished("paused", structs.replace(visit.wishes, paused=True))
    return structs.replace(visit.told("say.paused"), events=events)


def resume(visit: Visit) -> Reply:
    if visit.reader is None or visit.reader.off:
        return visit.told("say.not_subscribed")
    wishes = structs.replace(visit.wishes, paused=False)
    told = visit.told("say.resumed", hour=wishes.hour, zone=wishes.zone)
    return structs.replace(told, events=visit.wished("resumed", wishes))


# --- wishes ---


def set_time(visit: Visit) -> Reply:
    words = visit.wish.words.split()
    found = _HOUR.fullmatch(words[0]) if words else None
    if found is None or len(words) > 2:  # noqa: PLR2004 — an hour and a zone
        return visit.told("say.time_help")
    zone = words[1] if len(words) > 1 else visit.wishes.zone
    if zone not in available_timezones():
        return visit.told("say.zone_unknown")
    hour = time(int(found.group(1)), int(found.group(2))).strftime("%H:%M")
    return _changed(
        visit, "time", structs.replace(visit.wishes, hour=hour, zone=zone), hour=hour, zone=zone
    )


def set_quiet(visit: Visit) -> Reply:
    if visit.wish.words.casefold() in ("off", "нет", "выкл"):
        return structs.replace(
            visit.told("say.quiet_off"),
            events=visit.wished("quiet", structs.replace(visit.wishes, quiet="")),
        )
    found = _QUIET.fullmatch(visit.wish.words)
    if found is None:
        return visit.told("say.quiet_help")
    begin, end = (
        time(int(hour), int(minute)).strftime("%H:%M")
        for hour, minute in (found.groups()[:2], found.groups()[2:])
    )
    quiet = f"{begin}-{end}"
    return _changed(visit, "quiet", structs.replace(visit.wishes, quiet=quiet), quiet=quiet)


_SAID_WHEN_SET = {"time": "say.time_set", "quiet": "say.quiet_set"}


def _changed(visit: Visit, change: str, wishes: Wishes, **values: object) -> Reply:
    if visit.reader is None or visit.reader.off:
        return visit.told("say.not_subscribed")
    told = visit.told(_SAID_WHEN_SET[change], **values)
    return structs.replace(told, events=visit.wished(change, wishes))  # type: ignore[arg-type] # one of its literals


def language(visit: Visit) -> Reply:
    wanted = (visit.wish.argument or visit.wish.words).casefold()
    if wanted not in phrases.languages():
        names = [
            (code, words_for(code).language_name(code).capitalize()) for code in phrases.languages()
        ]
        buttons = [Button(label=name, data=f"language:{code}") for code, name in names]
        return Reply(
            messages=(Message(text=visit.say("say.language_ask"), buttons=rows_of(buttons)),)
        )
    if visit.reader is None or visit.reader.off:
        return visit.told("say.not_subscribed")
    events = visit.wished("language", structs.replace(visit.wishes, language=wanted))
    return Reply(
        messages=(Message(text=phrases.phrase(wanted, "say.language_set")),), events=events
    )


def topics(visit: Visit) -> Reply:
    return Reply(messages=(_topic_board(visit, visit.wishes),))


def topic(visit: Visit) -> Reply:
    """A topic's button: it is followed or no longer followed, and the board shows it."""
    wanted = next(
        (one.id for one in visit.topics if one.id[:_TOPIC_CHARS] == visit.wish.argument), None
    )
    if visit.reader is None or visit.reader.off:
        return visit.told("say.not_subscribed")
    if wanted is None:
        return visit.told("say.stale")
    chosen = set(visit.wishes.topics) ^ {wanted}
    wishes = structs.replace(
        visit.wishes, topics=tuple(one.id for one in visit.topics if one.id in chosen)
    )
    return Reply(
        messages=(_topic_board(visit, wishes),), events=visit.wished("topics", wishes), edit=True
    )


_TOPIC_CHARS = 48


def _topic_board(visit: Visit, wishes: Wishes) -> Message:
    buttons = [_topic_button(one, followed=one.id in wishes.topics) for one in visit.topics]
    return Message(text=visit.say("say.topics_ask"), buttons=rows_of(buttons[:_BOARD_MAX]))


def _topic_button(topic: Topic, *, followed: bool) -> Button:
    name = sanitize.text(topic.name or topic.id, chars_max=40)
    mark = "✓ " if followed else ""
    return Button(label=f"{mark}{name}", data=f"topic:{topic.id[:_TOPIC_CHARS]}")


_BOARD_MAX = 60


def mute(visit: Visit) -> Reply:
    found = meant(visit)
    if found.story is None:
        return visit.told(found.why)
    if visit.reader is None or visit.reader.off:
        return visit.told("say.not_subscribed")
    muted = tuple(dict.fromkeys((*visit.wishes.muted, found.story.id)))
    events = visit.wished("muted", structs.replace(visit.wishes, muted=muted))
    return structs.replace(_about(visit, "muted", found), events=events)


def unmute(visit: Visit) -> Reply:
    found = meant(visit)
    if found.story is None:
        return visit.told(found.why)
    muted = tuple(one for one in visit.wishes.muted if one != found.story.id)
    events = visit.wished("unmuted", structs.replace(visit.wishes, muted=muted))
    return structs.replace(_about(visit, "unmuted", found), events=events)


_BACK = {"muted": "unmute", "unmuted": "mute"}


def _about(visit: Visit, said: str, found: Meant) -> Reply:
    """With its headline, so that nobody is told of a number alone; and the way back."""
    number = found.story.number if found.story else 0
    title = shown(title_of(visit, found))
    back = _BACK[said]
    button = Button(label=visit.say(f"button.{back}"), data=f"{back}:{reference_of(visit, found)}")
    text = visit.say(f"say.{said}", number=number, title=title)
    return Reply(messages=(Message(text=text, buttons=((button,),)),))


# --- looking ---


def preview(visit: Visit) -> Reply:
    return Reply(messages=_rendered(visit, visit.editor.preview(visit.wishes, visit.reader)))


def _rendered(visit: Visit, digest: Digest) -> tuple[Message, ...]:
    return medium(visit.asked.medium).render(digest)[:_PARTS_MAX]


def latest(visit: Visit) -> Reply:
    last = visit.editor.last_edition(visit.wishes, visit.reader)
    composed = visit.editor.composed(last) if last else None
    if composed is None:
        return visit.told("say.nothing_yet")
    return Reply(messages=_rendered(visit, messages.read(composed.digest)))


def search(visit: Visit) -> Reply:
    if not visit.wish.words:
        return visit.told("say.search_help")
    hits = [hit for hit in visit.views.search(visit.wish.words, limit=3 * _HITS_MAX) if hit.number]
    stories = {hit.number: hit for hit in reversed(hits)}
    if not stories:
        return visit.told("say.search_none")
    finder = Finder(visit.wish.words)
    finder = Finder(visit.wish.words)
    lines = [
        f"S{number} · {marked(sanitize.text(hit.title, chars_max=_TITLE_CHARS), finder.marks)}"
        for number, hit in list(stories.items())[-_HITS_MAX:][::-1]
    ]
    return Reply(messages=(Message(text="\n".join([visit.say("say.search_found"), *lines])),))


# --- the rest ---


def help_(visit: Visit) -> Reply:
    """What everybody may ask; operators are shown theirs too."""
    texts = [visit.say("say.help"), *([visit.say("operators.help")] if visit.is_operator else [])]
    return Reply(messages=(Message(text="\n\n".join(texts)),))


def _phrase(key: str) -> Callable[[Visit], Reply]:
    return lambda visit: visit.told(key)


COMMANDS: Mapping[str, Callable[[Visit], Reply]] = {
    "start": start,
    "subscribe": subscribe,
    "unsubscribe": unsubscribe,
    "forget": forget,
    "left": left,
    "pause": pause,
    "resume": resume,
    "time": set_time,
    "quiet": set_quiet,
    "language": language,
    "topics": topics,
    "topic": topic,
    "mute": mute,
    "unmute": unmute,
    "preview": preview,
    "latest": latest,
    "search": search,
    "story": cards.story,
    "item": cards.item,
    "line": cards.item,  # of posts of before items had a card
    "report": reports.report,
    "wrong": reports.wrong,
    "text": reports.text,
    "privacy": _phrase("say.privacy"),
    "help": help_,
    **following.COMMANDS,
    "unknown": _phrase("say.unknown"),
    "stale": _phrase("say.stale"),
}
