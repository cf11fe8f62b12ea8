"""A story by itself: its headline, and each account with its own headline, day, outlet and link,
the newest last; with buttons to mute it, to report an error, to see earlier accounts.

In a channel nobody but its presser sees it: as an alert where it fits one, whole in the private
chat otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from monitor.bot.context import Reply, Visit
from monitor.bot.references import Meant, meant, reference_of, title_of
from monitor.delivery.media.telegram_posts import words_of
from monitor.delivery.updates import TOAST_CHARS, Understood
from monitor.digest import sanitize
from monitor.digest.render.escape import escaped, inert
from monitor.digest.wording.locale import words_for
from monitor.digest.wording.sourcing import UNNAMED
from monitor.events.deliveries import Button, Message
from monitor.events.stories_and_feeds import Member

_ACCOUNTS_MAX = 15  # of one card; earlier ones are one press away
_UNITS_MAX, _BYTES_MAX = 3_600, 8_000  # of a card's words, and of its markup
_NAME_CHARS, _TITLE_CHARS, _HREF_CHARS = 40, 120, 400


def item(visit: Visit) -> Reply:
    """What hangs on a post by its button."""
    found = meant(visit)
    if found.story is None:
        return _short(visit, visit.say(found.why))
    message = card(visit, found, begin=_begin(visit.wish))
    if visit.asked.kind != "channel":
        return Reply(messages=(message,))
    shown = words_of(message.text)
    if len(shown) <= TOAST_CHARS:
        return Reply(toast=shown)
    otherwise = visit.say("say.in_private", number=found.story.number)
    return opened(visit, f"item_{reference_of(visit, found)}", otherwise=otherwise)


def opened(visit: Visit, payload: str, *, otherwise: str) -> Reply:
    """The private chat, where there is room; where our name is not known, how to ask there."""
    url = visit.link(payload)
    return Reply(url=url) if url else Reply(toast=otherwise)


def _short(visit: Visit, words: str) -> Reply:
    """Where a button was pressed in a channel only its presser is told."""
    if visit.asked.kind == "channel":
        return Reply(toast=words)
    return Reply(messages=(Message(text=words),))


def _begin(wish: Understood) -> int:
    _, _, begin = wish.argument.partition(":")
    return int(begin) if begin.isdecimal() and begin.isascii() else 0


def story(visit: Visit) -> Reply:
    """`/story 2`, `/story S12`."""
    found = meant(visit)
    if found.story is None:
        return visit.told(found.why)
    return Reply(messages=(card(visit, found),))


def card(visit: Visit, found: Meant, *, begin: int = 0) -> Message:
    """`begin`: so many of the newest accounts were shown before."""
    seen = visit.views.seen(found.story.id) if found.story else []
    last = max(0, len(seen) - begin)
    lines = [
        f"{_numbered(visit, nth)}{_account(visit, member, at)}"
        for nth, (member, at) in enumerate(seen[:last], 1)
    ]
    kept = fitting(lines[-_ACCOUNTS_MAX:])
    reference = reference_of(visit, found)
    return Message(
        text="\n".join([headline(visit, found), *kept]),
        buttons=_buttons(
            visit, found, reference, earlier=last - len(kept), shown=begin + len(kept)
        ),
    )


def fitting(lines: Sequence[str]) -> list[str]:
    """The last of them, as many as one message holds beside its head; at least one."""
    kept: list[str] = []
    for line in reversed(lines):
        units = sum(len(words_of(one).encode("utf-16-le")) // 2 + 1 for one in (line, *kept))
        size = sum(len(one.encode()) for one in (line, *kept))
        if kept and (units > _UNITS_MAX or size > _BYTES_MAX):
            break
        kept.insert(0, line)
    return kept


def headline(visit: Visit, found: Meant) -> str:
    """As "2 · S12 · Tokayev received Matviyenko", in bold."""
    numbers = (str(found.number or ""), f"S{found.story.number}" if found.story else "")
    named = " · ".join(filter(None, numbers))
    return f"<b>{named} · {shown(title_of(visit, found))}</b>"


def shown(text: str) -> str:
    """Words from outside, in our markup."""
    return escaped(inert(sanitize.isolated(text)))


def marked(text: str, marks: Callable[[str], Iterable[tuple[int, int]]]) -> str:
    """As `shown`, with these stretches in bold."""
    line, at = inert(sanitize.isolated(text)), 0
    parts: list[str] = []
    for first, last in marks(line):
        parts += [escaped(line[at:first]), f"<b>{escaped(line[first:last])}</b>"]
        at = last
    return "".join([*parts, escaped(line[at:])])


def _numbered(visit: Visit, nth: int) -> str:
    """Operators name an account by its number: S12.3."""
    return f"{nth}. " if visit.is_operator else ""


def _account(visit: Visit, member: Member, at: str) -> str:
    """As "23 Nov 2026 · Example: Alpha meeting in Astana"; the outlet carries the link."""
    day = words_for(visit.wishes.language).partial(at[:10])
    title = member.reading.title or member.article.title or ""
    said = [title, *(fact.text for fact in member.new_facts[:1])]
    told = " – ".join(shown(sanitize.text(one, chars_max=_TITLE_CHARS)) for one in said if one)
    return f"{day} · {_outlet(member)}{f': {told}' if told else ''}"


def _outlet(member: Member) -> str:
    article = member.article
    name = article.outlet or sanitize.host(article.url) or UNNAMED
    words = escaped(inert(sanitize.text(name, chars_max=_NAME_CHARS)))
    href = sanitize.link(article.url)
    return f'<a href="{escaped(href)}">{words}</a>' if href and len(href) < _HREF_CHARS else words


def _buttons(
    visit: Visit, found: Meant, reference: str, *, earlier: int, shown: int
) -> tuple[tuple[Button, ...], ...]:
    muted = found.story is not None and found.story.id in visit.wishes.muted
    change = "unmute" if muted else "mute"
    rows: list[Sequence[Button]] = [
        (
            Button(label=visit.say(f"button.{change}"), data=f"{change}:{reference}"),
            Button(label=visit.say("button.report"), data=f"report:{reference}"),
        )
    ]
    if earlier:
        label = visit.count("button.earlier", earlier)
        rows.append((Button(label=label, data=f"item:{reference}:{shown}"),))
    if visit.is_operator and found.story is not None:
        rows.append(operators_row(visit, found.story.id, set_aside=found.story.set_aside))
    return tuple(tuple(row) for row in rows if row)


def operators_row(visit: Visit, story_id: str, *, set_aside: int | None) -> tuple[Button, ...]:
    why = Button(label=visit.say("button.why"), data=f"why:{story_id}")
    aside = Button(label=visit.say("button.aside"), data=f"aside:{story_id}")
    return (why,) if set_aside is not None else (why, aside)
