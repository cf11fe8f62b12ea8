"""What readers follow by name, and what of it they are told at once: `/follow`, `/unfollow`,
`/following`, `/alert`, and their buttons.

What was typed stands in readers.db alone; buttons and events carry opaque ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice

from msgspec import structs

from monitor.bot.context import Reply, Visit
from monitor.bot.meanings import Knowledge, Meaning, meanings_of, people_of
from monitor.delivery.media import messages
from monitor.digest import sanitize
from monitor.digest.model import Entry
from monitor.digest.render.escape import escaped, inert
from monitor.digest.wording.locale import Words, words_for
from monitor.events.deliveries import Button, Message, Wishes
from monitor.model import Follow
from monitor.text.normalize import plain

FOLLOWS_MAX = 40  # what one message can list, with two buttons each
_OFFERED_MAX = 30  # buttons under what can be followed of one post
_NAME_CHARS = 48
_OFF = frozenset(("off", "нет", "выкл"))


# --- commands ---


def follow(visit: Visit) -> Reply:
    """As typed, or one that was offered."""
    return _wanting(visit, _follow)


def alert(visit: Visit) -> Reply:
    """By button told at once or no more; as typed, what it names is followed and told at once."""
    if visit.wish.argument:
        return _found(visit, lambda found: _toggled(visit, found))
    first, _, rest = visit.wish.words.partition(" ")
    if first.casefold() in _OFF and rest:
        return _named_among(visit, rest, lambda found: _alerted(visit, found, wanted=False))
    return _wanting(visit, lambda visit, found: _alerted(visit, found, wanted=True))


def unfollow(visit: Visit) -> Reply:
    if visit.wish.argument:
        return _found(visit, lambda found: _unfollowed(visit, found, edit=True))
    if not visit.wish.words:
        return following(visit)
    return _named_among(visit, visit.wish.words, lambda found: _unfollowed(visit, found))


def following(visit: Visit) -> Reply:
    return Reply(messages=(_board(visit, visit.wishes),))


def choose(visit: Visit) -> Reply:
    """Under a post: the stories and people in it, to be followed."""
    if visit.asked.kind == "channel":
        return Reply(toast=visit.say("follow.in_private"))
    entries = _entries_of_post(visit)
    if not entries:
        return visit.told("say.stale")
    offers = [_offered(visit, one) for one in islice(_in_post(visit, entries), _OFFERED_MAX)]
    buttons = [_button(visit, "follow", one) for one in offers]
    text = visit.say("follow.choose")
    return Reply(messages=(Message(text=text, buttons=tuple((one,) for one in buttons)),))


# --- what is meant ---


def _wanting(visit: Visit, do: Callable[[Visit, Follow], Reply]) -> Reply:
    """What is typed or offered, if it means one thing; else the choice, or how to say it."""
    if visit.wish.argument:
        return _found(visit, lambda found: do(visit, found))
    if not visit.wish.words:
        return visit.told("follow.help", most=FOLLOWS_MAX)
    meanings = meanings_of(visit.wish.words, _knowledge(visit))
    if not meanings:
        return visit.told("follow.nothing")
    if len(meanings) == 1:
        return do(visit, _offered(visit, meanings[0]))
    return _asked_which(visit, meanings)


def _asked_which(visit: Visit, meanings: Sequence[Meaning]) -> Reply:
    offers = [(one, _offered(visit, one)) for one in meanings]
    rows = tuple(
        (_button(visit, visit.wish.command, found, more=_more(visit, one)),)
        for one, found in offers
    )
    text = visit.say("follow.which", name=_shown(visit.wish.words))
    return Reply(messages=(Message(text=text, buttons=rows),))


def _found(visit: Visit, do: Callable[[Follow], Reply]) -> Reply:
    """The one whose button was pressed, if it is still known."""
    found = visit.readers.follows([visit.wish.argument])
    return do(found[0]) if found else visit.told("say.stale")


def _named_among(visit: Visit, words: str, do: Callable[[Follow], Reply]) -> Reply:
    """The one of those followed that these words name."""
    meant = {(one.kind, one.of) for one in meanings_of(words, _knowledge(visit))}
    own = visit.readers.follows(visit.wishes.follows)
    asked = plain(words.strip('"“”„«»'))
    found = next(
        (one for one in own if (one.kind, one.of) in meant or _is_called(visit, one, asked)), None
    )
    return do(found) if found else visit.told("follow.not_followed", name=_shown(words))


def _is_called(visit: Visit, one: Follow, asked: str) -> bool:
    return asked in (plain(one.name), plain(name_of(one, words_for(visit.wishes.language))))


def _knowledge(visit: Visit) -> Knowledge:
    today = visit.engine.clock.now().date().isoformat()
    return Knowledge(views=visit.views, holders=visit.engine.holders, today=today)


def _offered(visit: Visit, meaning: Meaning) -> Follow:
    now = visit.engine.clock.now()
    return visit.readers.follow(meaning.kind, meaning.of, meaning.name, at=now)


# --- wishes ---


def _follow(visit: Visit, found: Follow) -> Reply:
    if visit.reader is None or visit.reader.off:
        return visit.told("say.not_subscribed")
    wishes = visit.wishes
    if found.id in wishes.follows:
        return _say_with_board_button(visit, "follow.already", found)
    if len(wishes.follows) >= FOLLOWS_MAX:
        return visit.told("follow.too_many", most=FOLLOWS_MAX)
    events = visit.wished("followed", _with(visit, found))
    said = "follow.done" if wishes.follows else "follow.first"
    return structs.replace(_say_with_board_button(visit, said, found), events=events)


def _with(visit: Visit, found: Follow) -> Wishes:
    """The first thing that is followed takes the place of the topics that everybody has."""
    wishes = visit.wishes
    is_first = not wishes.follows and wishes.topics == visit.brief.default.topics
    topics = () if is_first else wishes.topics
    return structs.replace(wishes, topics=topics, follows=(*wishes.follows, found.id))


def _unfollowed(visit: Visit, found: Follow, *, edit: bool = False) -> Reply:
    wishes = structs.replace(
        visit.wishes,
        follows=tuple(one for one in visit.wishes.follows if one != found.id),
        alerts=tuple(one for one in visit.wishes.alerts if one != found.id),
    )
    events = visit.wished("unfollowed", wishes)
    if edit:
        return Reply(messages=(_board(visit, wishes),), events=events, edit=True)
    if not events:
        return visit.told("follow.not_followed", name=_label(visit, found))
    return structs.replace(_say(visit, "follow.gone", found), events=events)


def _alerted(visit: Visit, found: Follow, *, wanted: bool) -> Reply:
    if visit.reader is None or visit.reader.off:
        return visit.told("say.not_subscribed")
    if found.id not in visit.wishes.follows and len(visit.wishes.follows) >= FOLLOWS_MAX:
        return visit.told("follow.too_many", most=FOLLOWS_MAX)
    wishes = visit.wishes if found.id in visit.wishes.follows else _with(visit, found)
    events = visit.wished("alerts", _told_at_once(wishes, found, wanted=wanted))
    said = "follow.alert_on" if wanted else "follow.alert_off"
    told = _say(visit, said, found, most=visit.brief.alerts_per_hour)
    return structs.replace(told, events=events)


def _toggled(visit: Visit, found: Follow) -> Reply:
    """On the board, which then shows it; where it is not on one, as typed."""
    if found.id not in visit.wishes.follows:
        return _alerted(visit, found, wanted=True)
    wishes = _told_at_once(visit.wishes, found, wanted=found.id not in visit.wishes.alerts)
    events = visit.wished("alerts", wishes)
    return Reply(messages=(_board(visit, wishes),), events=events, edit=True)


def _told_at_once(wishes: Wishes, found: Follow, *, wanted: bool) -> Wishes:
    others = tuple(one for one in wishes.alerts if one != found.id)
    return structs.replace(wishes, alerts=(*others, found.id) if wanted else others)


# --- what is shown ---


def _board(visit: Visit, wishes: Wishes) -> Message:
    own = visit.readers.follows(wishes.follows)
    if not own:
        return Message(text=visit.say("follow.none", most=FOLLOWS_MAX))
    rows = tuple(
        (_button(visit, "unfollow", one, mark="✕ "), _bell(visit, one, wishes)) for one in own
    )
    return Message(text=visit.say("follow.board", count=len(own), most=FOLLOWS_MAX), buttons=rows)


def _bell(visit: Visit, one: Follow, wishes: Wishes) -> Button:
    key = "follow.bell_on" if one.id in wishes.alerts else "follow.bell_off"
    return Button(label=visit.say(key), data=f"alert:{one.id}")


def _button(visit: Visit, command: str, one: Follow, *, mark: str = "", more: str = "") -> Button:
    name = name_of(one, words_for(visit.wishes.language))
    return Button(label=f"{mark}{name}{f' ({more})' if more else ''}", data=f"{command}:{one.id}")


def name_of(one: Follow, words: Words) -> str:
    """As its reader sees it: a country or an act by its name in the reader's language."""
    match one.kind:
        case "country":
            name = words.country(one.of)
        case "act":
            name = words.act(one.of) or one.name
        case "word":
            name = f"“{one.name}”"
        case _:
            name = one.name
    return sanitize.text(name, chars_max=_NAME_CHARS) or one.id


def _more(visit: Visit, one: Meaning) -> str:
    """What tells somebody from a namesake: "foreign minister, Russia"."""
    words = words_for(visit.wishes.language)
    where, _, office = one.more.partition("/")
    if office:
        return f"{words.office(office)}, {words.country(where)}"
    return visit.say(f"follow_kinds.{one.kind}")


def _say(visit: Visit, key: str, one: Follow, **values: object) -> Reply:
    return visit.told(key, name=_label(visit, one), **values)


def _say_with_board_button(visit: Visit, key: str, one: Follow) -> Reply:
    told = _say(visit, key, one)
    bell = Button(label=visit.say("follow.bell_ask"), data=f"alert:{one.id}")
    undo = Button(label=visit.say("follow.unfollow"), data=f"unfollow:{one.id}")
    return Reply(messages=(structs.replace(told.messages[0], buttons=((bell, undo),)),))


def _label(visit: Visit, one: Follow) -> str:
    """Its name with what it was taken for, safe in markup."""
    name = _shown(name_of(one, words_for(visit.wishes.language)))
    return f"<b>{name}</b> ({visit.say(f'follow_kinds.{one.kind}')})"


def _shown(words: str) -> str:
    return escaped(inert(sanitize.isolated(sanitize.text(words, chars_max=_NAME_CHARS))))


# --- of a post ---


def _entries_of_post(visit: Visit) -> list[Entry]:
    post = visit.views.post(visit.known.lane, visit.asked.message_id)
    composed = visit.editor.composed(post.edition) if post else None
    address = visit.readers.address(visit.known.reader_id)
    if post is None or composed is None or address is None:
        return []
    rendered = visit.editor.rendered(post.edition, address.medium)
    here = rendered.messages[post.part].entries if rendered else ()
    digest = messages.read(composed.digest)
    return [entry for entry in digest.entries if not here or entry.number in here]


def _in_post(visit: Visit, entries: Sequence[Entry]) -> Iterable[Meaning]:
    """Each story, with those who take part in it behind it."""
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        name = f"S{entry.story_number} {entry.title}"
        readings = [member.reading for member in visit.views.members(entry.story_id)]
        for one in (Meaning("story", entry.story_id, name), *people_of(readings)):
            if (one.kind, one.of) not in seen:
                seen.add((one.kind, one.of))
                yield one


COMMANDS: Mapping[str, Callable[[Visit], Reply]] = {
    "follow": follow,
    "unfollow": unfollow,
    "following": following,
    "alert": alert,
    "choose": choose,
}
