"""What operators look at in their chat: what is unsure, what was set aside or held, why a story is
one, how things stand, who holds which office; and what an undo would take back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from monitor.bot import reports
from monitor.bot.cards import card, fitting, headline, operators_row, shown
from monitor.bot.context import Reply, Visit
from monitor.bot.references import Meant, meant
from monitor.datafiles import rows
from monitor.digest import sanitize
from monitor.digest.render.escape import escaped
from monitor.digest.wording.locale import words_for
from monitor.engine import corrections
from monitor.errors import MonitorError
from monitor.events.deliveries import Button, Message
from monitor.events.stories_and_feeds import Member
from monitor.publishing.corrected import stories_of, titles
from monitor.publishing.operator_report import daily_line
from monitor.text.lexicon import key_words
from monitor.views.rows import ArticleRow, CorrectionRow, StoryRow

_TITLE_CHARS = 120
_CHARS_MAX = 4_000  # of the markup of one message, which is never less than its words
_ACCOUNTS_SHOWN = 3  # of each of two stories that are compared
_ASIDE_SHOWN = 4  # buttons that fit beside each other
_ASIDE_LOOKED_AT = 20  # some of the last may stand in stories that a person set aside


def unsure(visit: Visit) -> Reply:
    """The first that is unsure: both stories with their accounts' headlines and links, and what may
    be done about it.
    """
    rows_ = visit.views.unsure()
    if not rows_:
        return visit.told("operators.unsure_none")
    row, other = rows_[0], visit.views.story(rows_[0].maybe or "")
    text = visit.say(
        "operators.unsure",
        one=_with_accounts(visit, row),
        other=_with_accounts(visit, other) if other else "?",
        left=visit.count("operators.left", len(rows_)),
    )
    aside_ = Button(label=visit.say("button.aside"), data=f"aside:{row.id}")
    if other is None:
        return Reply(messages=(Message(text=text, buttons=((aside_,),)),))
    pair = f"{row.id}:{other.id}"
    same = Button(label=visit.say("button.same", number=other.number), data=f"same:{pair}")
    apart = Button(label=visit.say("button.apart"), data=f"apart:{pair}")
    return Reply(messages=(Message(text=text, buttons=((same, apart), (aside_,))),))


def _with_accounts(visit: Visit, row: StoryRow) -> str:
    members = visit.views.members(row.id)
    more = len(members) - _ACCOUNTS_SHOWN
    lines = [_account(member) for member in members[:_ACCOUNTS_SHOWN]]
    rest = [visit.count("operators.accounts_more", more)] if more > 0 else []
    return "\n".join([headline(visit, Meant(story=row)), *lines, *rest])


def _account(member: Member) -> str:
    title = member.reading.title or member.article.title or member.article.id
    words = shown(sanitize.text(title, chars_max=_TITLE_CHARS))
    outlet = shown(sanitize.text(member.article.outlet or "", chars_max=40))
    url = sanitize.link(member.article.url)
    linked = f'<a href="{escaped(url)}">{words}</a>' if url else words
    return f"– {linked} {outlet}".rstrip()


def aside(visit: Visit) -> Reply:
    """What was set aside last, each with its reason and a button that lets it in; and what is held
    for a person, with one button for all of it.
    """
    held = corrections.held(visit.engine)
    found = [row for row in visit.views.articles_aside(limit=_ASIDE_LOOKED_AT) if not row.story_id]
    last = found[:_ASIDE_SHOWN]
    if not last and not held:
        return visit.told("operators.aside_none")
    lines = [_aside_line(visit, nth, row) for nth, row in enumerate(last, start=1)]
    take = tuple(
        Button(label=visit.say("button.take", nth=nth), data=f"take:{row.article.id}")
        for nth, row in enumerate(last, start=1)
    )
    rows_ = [*([take] if take else []), *([_held_row(visit, len(held))] if held else [])]
    told = [*lines, *([visit.count("operators.held", len(held))] if held else [])]
    return Reply(messages=(Message(text="\n".join(told), buttons=tuple(rows_)),))


def _held_row(visit: Visit, count: int) -> tuple[Button, ...]:
    take = Button(label=visit.count("button.take_held", count), data=f"held:take:{visit.home}")
    leave = Button(label=visit.say("button.leave_held"), data=f"held:leave:{visit.home}")
    return take, leave


def settle_held(visit: Visit) -> Reply:
    """All that is held is let in, or left aside, an article a transaction: done again after a
    crash, it goes on where it was.
    """
    what, _, home = visit.wish.argument.partition(":")
    if home != visit.home or what not in ("take", "leave"):
        return visit.told("say.other_home")
    articles = [row.article.id for row in corrections.held(visit.engine)]
    if what == "leave":
        corrections.leave_aside(visit.engine, articles, reason="operators' chat")
        return Reply(messages=(Message(text=visit.count("operators.held_left", len(articles))),))
    for article in articles:
        corrections.let_in(visit.engine, article, reason="operators' chat")
    return Reply(messages=(Message(text=visit.count("operators.held_taken", len(articles))),))


def _aside_line(visit: Visit, nth: int, row: ArticleRow) -> str:
    title = (row.reading.title if row.reading else "") or row.article.title or row.article.id
    told = [title, row.article.outlet or "", row.reason]
    title, outlet, why_ = (shown(sanitize.text(one, chars_max=_TITLE_CHARS)) for one in told)
    return visit.say("operators.aside", nth=nth, title=title, outlet=outlet, why=why_)


def why(visit: Visit) -> Reply:
    """The rule behind each account of a story; accounts are numbered as commands take them."""
    found = meant(visit, otherwise="operators.why_help")
    if found.story is None:
        return visit.told(found.why)
    rules = []
    for nth, member in enumerate(visit.views.members(found.story.id)[:10], start=1):
        verdict = visit.views.verdict_of(member.article.id)
        if verdict is not None:
            rule = sanitize.text(verdict.evidence.rule, chars_max=200)
            rules.append(f"{nth}. {member.verdict}: {shown(rule)}")
    row = operators_row(visit, found.story.id, set_aside=found.story.set_aside)
    buttons = (row[1:],) if row[1:] else ()
    above, below = card(visit, found).text, "\n".join(rules)
    if len(both := f"{above}\n{below}") <= _CHARS_MAX:
        return Reply(messages=(Message(text=both, buttons=buttons),))
    return Reply(messages=(Message(text=above), Message(text=below, buttons=buttons)))


# --- undoing ---


def undo(visit: Visit) -> Reply:
    """What would be taken back, and a button that does it."""
    words = visit.wish.words
    if words and not (words.isascii() and words.isdecimal()):
        return visit.told("operators.undo_help")
    try:
        row = corrections.to_be_undone(visit.engine, int(words) if words else None)
    except MonitorError as error:
        return visit.told("say.refused", why=escaped(error.message))
    text = visit.say("operators.undo_ask", correction=row.number, what=_what(visit, row))
    take_back = Button(label=visit.say("button.take_back"), data=f"undo:{row.number}:{visit.home}")
    leave_ = Button(label=visit.say("button.leave"), data="leave")
    return Reply(messages=(Message(text=text, buttons=((take_back, leave_),)),))


def _what(visit: Visit, row: CorrectionRow) -> str:
    """As "StoriesMerged" in words, its stories, and when."""
    stories = stories_of(row.event)
    numbers = visit.views.numbers(stories)
    known = titles(visit.views, row.event, stories)
    named = [
        _named(known[story_id], numbers[story_id]) for story_id in stories if story_id in numbers
    ]
    kind = visit.say(f"done.{type(row.event).__name__}")
    day = words_for(visit.wishes.language).partial(row.at[:10])
    return "\n".join([f"{kind}, {day}", *dict.fromkeys(named)])


def _named(named: str, number: int) -> str:
    title = shown(sanitize.text(named, chars_max=_TITLE_CHARS))
    return f"S{number} · {title}" if title else f"S{number}"


def leave(visit: Visit) -> Reply:
    return visit.told("operators.left_as_is")


# --- how things stand ---


def status(visit: Visit) -> Reply:
    line = daily_line(visit.engine, visit.engine.clock.now(), today=True)
    waiting = visit.count("operators.reports_open", len(visit.engine.state.reports))
    return Reply(messages=(Message(text=f"{escaped(line)}\n{waiting}"),))


def people(visit: Visit) -> Reply:
    """Who is believed to hold which office of a country."""
    where = _country(visit.wish.words)
    if where is None:
        return visit.told("operators.people_help")
    lines = list(_holders(visit, where))
    if not lines:
        return visit.told("operators.people_none", where=where)
    return Reply(messages=(Message(text="\n".join([f"<b>{where}</b>", *fitting(lines)])),))


def _country(words: str) -> str | None:
    """Its code: as it is written, or by one of its names."""
    known = {row[3]: row[0] for row in rows("countries.tsv")}
    codes = set(known.values())
    return words.upper() if words.upper() in codes else known.get(key_words(words))


def _holders(visit: Visit, where: str) -> Iterable[str]:
    day = visit.engine.clock.now().date().isoformat()
    words = words_for(visit.wishes.language)
    for _, one in sorted(visit.engine.holders.everyone(day), key=lambda each: each[1].office):
        if one.where == where:
            yield f"{words.office(one.office)}: {shown(one.name)} ({escaped(one.source)})"


def web(visit: Visit) -> Reply:
    """A link to the pages that lets in whoever presses it first: so in private alone."""
    if visit.settings.web_link is None:
        return visit.told("operators.web_none")
    if visit.asked.kind != "private":
        return visit.told("operators.web_private")
    return visit.told("operators.web", link=escaped(visit.settings.web_link()))


LOOKS: Mapping[str, Callable[[Visit], Reply]] = {
    "unsure": unsure,
    "aside": aside,
    "why": why,
    "undo": undo,
    "leave": leave,
    "status": status,
    "people": people,
    "reports": reports.pending,
    "web": web,
    "fixed": reports.settle,
    "kept": reports.settle,
    "answer": reports.settle,
}
