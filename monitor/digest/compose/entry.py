"""One story → one `Entry`, in the form of a diplomatic readout."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime

from msgspec import Struct, structs

from monitor.digest import sanitize
from monitor.digest.compose import entry_lines, updates
from monitor.digest.compose.entry_lines import EntryContext
from monitor.digest.compose.headline import (
    HEAD_OF_STATE,
    is_of_two_acts,
    plain,
    states_headline,
    sure_headline,
    told_act,
)
from monitor.digest.compose.rank import level
from monitor.digest.compose.sentence import sentence
from monitor.digest.model import (
    Entry,
    Line,
    Party,
    Reason,
    Run,
    Runs,
    StoryForDigest,
    ToldBefore,
)
from monitor.digest.wording.documents import NamedDocument, documents
from monitor.digest.wording.locale import Words
from monitor.digest.wording.objects import tells_in_words
from monitor.digest.wording.progress import SEEN
from monitor.digest.wording.quote_budget import Room
from monitor.digest.wording.sourcing import Sources, sourcing
from monitor.digest.wording.summary import Gist, Names, gist_of, is_cyrillic
from monitor.digest.wording.typed_documents import typed
from monitor.events.stories_and_feeds import Member
from monitor.model import AHEAD, OFF, Fact, Person, Stage
from monitor.text.coverage import language_unread

LINES_CHARS_MAX = 2200  # of all lines of an entry: with its head and sources it fits one message
_SHORT = 15  # letters of what may stand in a headline by chance
_TITLE_CHARS_MAX = 160
_TOLD_STAGES: tuple[Stage, ...] = ("cancelled", "postponed", "denied", "ratified")
_OUTCOMES = frozenset(("signed", "concluded", "agreed", "launched", "proposed"))
_KEEP_FIRST = (
    "new",
    "signed",
    "concluded",
    "said",
    "figures",
    "differ",
    "next",
    "slips",
    "discussed",
    "proposed",
)


class Draft(Struct, frozen=True, kw_only=True):
    """A story chosen for an edition, before it has words."""

    story: StoryForDigest
    gist: Gist
    fresh: tuple[Member, ...]  # first seen in this window
    before: tuple[Member, ...]
    facts: tuple[tuple[Member, Fact], ...]  # what is new, for a story that was told before
    reasons: tuple[Reason, ...]
    archive: bool
    updated_at: datetime
    score: float = 0.0  # the sum of its reasons: see `ranked`

    def ranked(self, reasons: tuple[Reason, ...]) -> Draft:
        """Ranked for these reasons; the sum is kept, for sorting asks for it often."""
        score = round(sum(reason.points for reason in reasons), 1)
        return structs.replace(self, reasons=reasons, score=score)

    @property
    def again(self) -> bool:
        return bool(self.facts)


class EntryPosition(Struct, frozen=True, kw_only=True):
    """Where in the edition an entry stands, and what it refers to."""

    number: int
    today: date
    under: int | None = None
    brief: bool = False
    first_told: str | None = None
    related: tuple[Runs, ...] = ()


def entry_of(
    draft: Draft, place: EntryPosition, *, words: Words, sources: Sources, room: Room
) -> Entry:
    members = (*draft.before, *draft.fresh)
    if unread := all_unread(members):
        draft = structs.replace(draft, gist=gist_of(()))
    names = Names(members, words.language)
    desk = EntryContext(words=words, names=names, sources=sources, room=room)
    made = sure_headline(draft.gist, members, names, words)
    tellers = draft.fresh if draft.again else members
    borrowed: Runs = ()
    if not made:
        if draft.again and not unread:  # what is new has a day and a place of its own
            draft = structs.replace(draft, gist=gist_of(tellers))
        borrowed = _borrowed(tellers[::-1] if draft.again else members, draft.gist, desk)
    said = sentence(
        made, draft.gist, () if draft.again else _in_title(draft.gist, members, words), words
    )
    lines = () if place.brief or unread else _lines(draft, members, desk, place, headed=bool(made))
    outlets = {sources.name(member.article) for member in members}
    told = _bounded(_told_once(lines, plain(borrowed), outlets), desk)
    return Entry(
        number=place.number,
        story_id=draft.story.id,
        story_number=draft.story.number,
        version=_version(draft, words.language),
        title=plain(made or borrowed),
        headline=said.runs or borrowed,
        where=(
            ""  # of which of the two acts nobody knows
            if is_of_two_acts(draft.gist, members if made else tellers)
            else _where(draft.gist, words, with_place=not said.says_where)
        ),
        tags=_tags(draft, members, desk, plain(made)),
        offices=_offices(draft.gist, names, words) if made else "",
        lines=told,
        outlets=tuple(map(sources.outlet, tellers)),
        sourcing=sourcing(list(map(sources.outlet, tellers)), draft.gist, words),
        first_told=place.first_told,
        facts=tuple(updates.key_of(fact) for _, fact in draft.facts),
        archive=draft.archive,
        brief=place.brief,
        under=place.under,
        score=draft.score,
        reasons=draft.reasons,
        act=draft.gist.act,
        stage=draft.gist.stage,
        date=draft.gist.date.start if draft.gist.date else None,
        place=words.place_name(draft.gist.place.name) if draft.gist.place else None,
        people=tuple(_party(person, names) for person in (*draft.gist.leads, *draft.gist.present)),
        countries=draft.gist.countries,
        languages=tuple(dict.fromkeys(member.reading.language for member in members)),
        updated_at=draft.updated_at,
    )


def told_as(
    told: ToldBefore | None, first_seen: datetime, now: datetime, words: Words, zone: str
) -> str:
    """As "first told yesterday, no. 1", or "first seen 12 Dec 2024" where no edition is known to
    have told it.
    """
    if told and not told.number:
        return words.say("entry.told_at_once", when=words.day_before(told.at, now, zone))
    if told:
        return words.say(
            "entry.first_told", when=words.day_before(told.at, now, zone), number=told.number
        )
    return words.say("entry.first_seen", when=words.day_before(first_seen, now, zone))


def all_unread(members: Sequence[Member]) -> bool:
    """Whether every account is in a language that could not be read: then only an outlet's own
    headline tells of it.
    """
    return all(language_unread(member.reading.notes) is not None for member in members)


def _lines(
    draft: Draft,
    members: Sequence[Member],
    desk: EntryContext,
    place: EntryPosition,
    *,
    headed: bool,
) -> list[Line]:
    if draft.again:
        told = [
            *updates.new_lines(draft.facts, members, place.today, desk, headed=headed),
            *entry_lines.differences(members, desk),
        ]
        told += [
            *updates.not_new(draft.fresh, draft.before, desk),
            *entry_lines.slips(draft.fresh, desk),
        ]
    else:
        own = _own(members, desk.words)
        named = _named(members, desk.words)
        # before the figures: what room there is for an outlet's words is first for what was said
        said = entry_lines.said(members, desk)
        told = [
            *entry_lines.discussed(draft.gist, desk),
            *entry_lines.outcomes(_papers(members, desk.words), desk),
            *entry_lines.figures(own or members, place.today, desk),
        ]
        told += [
            *said,
            *entry_lines.upcoming(_planning(own, draft.gist), place.today, desk),
            *entry_lines.earlier(named, desk),
        ]
        told += [*entry_lines.differences(members, desk), *entry_lines.slips(members, desk)]
    return told + desk.line("related", place.related)


def _own(members: Sequence[Member], words: Words) -> list[Member]:
    """Accounts in the reader's language."""
    return [member for member in members if member.reading.language == words.language]


def _planning(members: Sequence[Member], gist: Gist) -> list[Member]:
    """Those whose plans are still ahead: what was planned before it was held is what was held."""
    if gist.stage not in SEEN:
        return list(members)
    return [member for member in members if member.reading.stage in SEEN - {"under way"}]


def _papers(members: Sequence[Member], words: Words) -> Sequence[NamedDocument]:
    """What was signed or agreed, as accounts in the reader's language name it, else by its kind. Of
    what is yet to come, or did not come about, nothing was: accounts tell there of another event's.
    """
    if gist_of(members).stage in AHEAD | OFF:
        return ()
    return _named(members, words) or typed(documents(members))


def _in_title(gist: Gist, members: Sequence[Member], words: Words) -> Sequence[NamedDocument]:
    """Not what only its kind is known of, where other documents are told in their own words; and
    nothing where the headline says already that they signed.
    """
    if told_act(gist, len(gist.leads)) == "signing":
        return ()
    papers = _papers(members, words)
    return papers if papers == _named(members, words) or not tells_in_words(words.language) else ()


def _named(members: Sequence[Member], words: Words) -> Sequence[NamedDocument]:
    if not tells_in_words(words.language):
        return ()
    return documents(_own(members, words))


def _told_once(lines: Sequence[Line], title: str, outlets: Collection[str]) -> list[Line]:
    """Without what the outlet's own headline tells already, and the figures of a quotation."""
    told = [title, *(text for line in lines if line.id == "said" for text in _texts(line, outlets))]
    kept = (
        structs.replace(
            line,
            items=tuple(
                item
                for item in line.items
                if not (
                    (line.id == "figures" and _is_told(item, told, outlets))
                    or (line.id in _OUTCOMES and _is_in(item, title))
                )
            ),
        )
        for line in lines
    )
    return [line for line in kept if line.items]


def _is_in(item: Runs, title: str) -> bool:
    """An outcome, in the very words of the headline."""
    return entry_lines.stands_in(item[0].text, title)


def _is_told(item: Runs, told: Sequence[str], outlets: Collection[str]) -> bool:
    return any(entry_lines.repeats(text, told) for text in _long(item, outlets))


def _texts(line: Line, outlets: Collection[str]) -> Iterator[str]:
    return (text for item in line.items for text in _long(item, outlets))


def _long(item: Runs, outlets: Collection[str]) -> Iterator[str]:
    return (run.text for run in item if len(run.text) > _SHORT and run.text not in outlets)


def _bounded(told: Sequence[Line], desk: EntryContext) -> tuple[Line, ...]:
    """All lines, or as many as fit, the most telling ones kept; what is left out is counted."""
    order = {line_id: rank for rank, line_id in enumerate(_KEEP_FIRST)}
    kept: set[int] = set()
    chars = 0
    for index in sorted(range(len(told)), key=lambda index: order.get(told[index].id, len(order))):
        chars += _chars(told[index])
        if chars > LINES_CHARS_MAX:
            break
        kept.add(index)
    left_out = len(told) - len(kept)
    note = desk.words.count("lines.lines_left_out", left_out) if left_out else ""
    rest = (
        (Line(id="left-out", label="", items=((Run(text=note, style="quiet"),),)),) if note else ()
    )
    return (*(line for index, line in enumerate(told) if index in kept), *rest)


def _chars(line: Line) -> int:
    return len(line.label) + sum(len(run.text) for item in line.items for run in item)


def _borrowed(members: Sequence[Member], gist: Gist, context: EntryContext) -> Runs:
    """An outlet's own headline, as its words and with its link, in the reader's language if one of
    the accounts has it: for a story of which nobody can say for sure who did what. Before one that
    the reader may not be able to read stands between which two states it was, if that is sure.
    """
    words = context.words
    own = [member for member in members if member.reading.language == words.language]
    for member in (*own, *members):
        title = sanitize.text(
            member.reading.title or member.article.title or "", chars_max=_TITLE_CHARS_MAX
        )
        if title:
            outlet = context.sources.name(member.article)
            before, _, after = words.say("frame.headline_of", outlet=outlet, title="\0").partition(
                "\0"
            )
            language = member.reading.language
            foreign = language != words.language
            shown = Run(
                text=title,
                language=language if foreign else None,
                href=context.link(member.article.id, member.article.url),
            )
            states = () if not foreign or is_of_two_acts(gist, members) else _states(gist, words)
            return (*states, Run(text=before), shown, Run(text=after))
    return (Run(text=words.say("frame.untitled")),)


def _states(gist: Gist, words: Words) -> Runs:
    made = states_headline(gist, words)
    return (*made, Run(text=". ")) if made else ()


def _where(gist: Gist, words: Words, *, with_place: bool) -> str:
    """As "Astana, 12 Dec 2024"; either part may be missing, or be said already."""
    place = words.place(gist.place) if gist.place and with_place else ""
    tells_day = gist.date is not None and not _is_of_the_report(gist)
    # beside "postponed", the day that was planned would be taken for the new one
    is_clear = tells_day and gist.stage != "postponed"
    day = words.span(gist.date) if gist.date and is_clear else ""
    return sanitize.text(", ".join(filter(None, (place, day))))


def _is_of_the_report(gist: Gist) -> bool:
    """What is yet to come, or did not come, has not the day on which it was published."""
    late = gist.stage in AHEAD or gist.stage in OFF
    return late and gist.date is not None and gist.date.basis == "published"


def _tags(
    draft: Draft, members: Sequence[Member], desk: EntryContext, title: str
) -> tuple[str, ...]:
    gist, words = draft.gist, desk.words
    visit = words.label("visits", gist.visit or "") if _is_told_visit(gist) else ""
    own_words = not title and len(members) == 1  # the outlet's headline, and nobody else's account
    stage = "" if own_words else _stage_told(gist, members, desk, title)
    return tuple(tag for tag in (visit, stage) if tag and not title.endswith(f" {tag}"))


def _is_told_visit(gist: Gist) -> bool:
    """A state visit is a head of state's: of ministers who came along it says nothing."""
    if gist.visit == "state":
        return any(level(lead.office) == HEAD_OF_STATE for lead in gist.leads)
    return gist.visit not in (None, "working")


def _stage_told(gist: Gist, members: Sequence[Member], desk: EntryContext, title: str) -> str:
    """Only where nobody would expect it; as the outlet's, if that alone says so. What the headline
    ends with is not said again: then only whose word it is.
    """
    if gist.stage not in _TOLD_STAGES:
        return ""
    stage = desk.words.label("stages", gist.stage)
    saying = [member for member in members if member.reading.stage == gist.stage]
    if desk.sources.vouch(saying):
        return stage
    outlet = desk.sources.name(saying[-1].article)
    if title.endswith(f" {stage}"):
        return desk.words.say("line.according_to", outlet=outlet)
    return desk.words.say("line.according", outlet=outlet, what=stage)


def _offices(gist: Gist, names: Names, words: Words) -> str:
    """As "president / Federation Council speaker · with Kosachev"; nobody's, where that of one who
    leads is not known: a reader could not tell whose is meant.
    """
    labels = [_office(person, words) for person in gist.leads]
    told = " / ".join(_together(gist.leads, labels, words)) if all(labels) else ""
    present = [names.of(person) for person in gist.present[:4] if names.can_say(person)]
    company = words.say("entry.with", names=words.joined(present)) if present else ""
    return sanitize.text(" · ".join(filter(None, (told, company))), chars_max=400)


def _together(leads: Sequence[Person], labels: Sequence[str], words: Words) -> Iterator[str]:
    """As "presidents" of two who both are, one after the other: "presidents / foreign
    ministers".
    """
    pairs = zip(leads, labels, strict=True)
    for (office, label), same in itertools.groupby(
        pairs, key=lambda pair: (pair[0].office, pair[1])
    ):
        many = len(list(same)) > 1
        yield words.office(office or "", plural=True) if many else label


def _office(person: Person, words: Words) -> str:
    """As "Federation Council speaker": the chamber's own name, if it is in the frame's script,
    tells which house.
    """
    if not person.office:
        return ""
    if not person.body or is_cyrillic(person.body) != is_cyrillic(words.office("president")):
        return words.office(person.office)
    office = words.office(person.office.removesuffix("-upper").removesuffix("-lower"))
    return words.say("entry.office_of", office=office, body=person.body)


def _party(person: Person, names: Names) -> Party:
    return Party(name=names.of(person), office=person.office, country=person.country)


def _version(draft: Draft, language: str) -> str:
    """Changes with what is told: the facts of an update, or the accounts of a first telling."""
    told = sorted(updates.key_of(fact) for _, fact in draft.facts) or [
        str(len(draft.before) + len(draft.fresh))
    ]
    return hashlib.sha256(
        "\n".join([draft.story.id, language, *told]).encode(errors="surrogatepass")
    ).hexdigest()[:12]
