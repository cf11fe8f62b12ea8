"""Coming up: announced dates ahead, from the readings of the stories, each date of a story once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from monitor.digest import sanitize
from monitor.digest.compose.context import EditionContext
from monitor.digest.compose.headline import plain, sure_headline
from monitor.digest.dates import days_of
from monitor.digest.model import Coming, StoryForDigest
from monitor.digest.wording.progress import SEEN
from monitor.digest.wording.sentence_weight import leans
from monitor.digest.wording.sourcing import Backing
from monitor.digest.wording.summary import Gist, Names, gist_of
from monitor.events.stories_and_feeds import Member
from monitor.gazetteer.countries import countries_in
from monitor.gazetteer.organisations import organisations_in
from monitor.model import AHEAD, OFF, Place, Reading, Span, Upcoming
from monitor.text.normalize import fold_name
from monitor.text.tokens import tokenize

COMING_MAX = 12
_AHEAD_DAYS_MAX = 400  # further ahead than this is a plan, not a date
_WHAT_CHARS_MAX = 160


class _Plan(Struct, frozen=True):
    what: str
    when: Span
    place: Place | None
    language: str
    own: bool  # the story's own event, as against what its accounts say comes after it
    who: frozenset[str]  # keys of the people in it


Planned = tuple[_Plan, Coming, Backing]


def dates_ahead(
    stories: Sequence[StoryForDigest], edition: EditionContext
) -> list[tuple[str, list[Planned]]]:
    """The dates from today on, as the log knew them at `edition.until`, story by story; with each
    who tells of it.
    """
    found = []
    for story, members in _looking_ahead(stories, edition):
        told = [seen.member for seen in story.seen if seen.at <= edition.until]
        gist = gist_of(told)
        planned = [(plan, member) for member in members for plan in _next(member, gist, edition)]
        own = _own(gist, told, edition)
        if own is not None:
            planned.append((own, _teller(members, own.when)))
        ahead = [(plan, _coming(plan, story, member, edition)) for plan, member in planned]
        if ahead:
            owners = {edition.sources.owner(member.article) for member in members}
            backing = edition.sources.backing(owners)
            found.append((story.id, [(*one, backing) for one in ahead]))
    return found


def coming_up(planned: Sequence[Planned], language: str) -> tuple[Coming, ...]:
    """The nearest of them, each once. What only outlets announce which nobody here knows has the
    room that is left.
    """
    backing = {item.story_number: by for _, item, by in planned}
    told = sorted(
        _each_once([(plan, item) for plan, item, _ in planned], language),
        key=lambda item: (backing[item.story_number], *_by_day(item)),
    )
    return tuple(sorted(told[:COMING_MAX], key=_by_day))


def _by_day(item: Coming) -> tuple[date, date, str]:
    return item.start, item.end, item.what


def _each_once(found: list[tuple[_Plan, Coming]], language: str) -> Iterator[Coming]:
    """One wording a date and event: in the frame's language, as its own story has it, by the newest
    account.
    """
    by_date: dict[tuple[date, date], list[tuple[_Plan, Coming]]] = {}
    newest_first = found[::-1]
    newest_first.sort(key=lambda one: (one[0].language != language, not one[0].own))
    for plan, item in newest_first:
        told = by_date.setdefault((item.start, item.end), [])
        if not any(_is_one(plan, item, other, before) for other, before in told):
            told.append((plan, item))
            yield item


def _is_one(plan: _Plan, item: Coming, other: _Plan, before: Coming) -> bool:
    """Of one story, or with somebody in both: who travels is on that day in one place."""
    return item.story_number == before.story_number or bool(plan.who & other.who)


def _looking_ahead(
    stories: Sequence[StoryForDigest], edition: EditionContext
) -> Iterator[tuple[StoryForDigest, list[Member]]]:
    """Stories with the members that may name a date ahead. Runs over every open story: kept to bare
    comparisons.
    """
    year = f"{edition.today.year:04}"
    for story in stories:
        members: list[Member] = []
        for seen in story.seen:
            reading = seen.member.reading
            if reading.stage in OFF and seen.at <= edition.until:
                # what was announced before it was called off, put off or denied
                # is not ahead any more
                members = []
                continue
            spans = [item.when for item in reading.upcoming] if reading.upcoming else []
            if reading.stage in AHEAD:
                spans.append(reading.date)
            for span in spans:
                if (
                    span is not None
                    and (span.end or span.start)[:4] >= year
                    and seen.at <= edition.until
                ):
                    members.append(seen.member)
                    break
        if members:
            yield story, members


def _next(member: Member, gist: Gist, edition: EditionContext) -> Iterator[_Plan]:
    """What it says comes after. What was planned before the event itself was held is over with it;
    what others write of it, the reader did not choose to read.
    """
    reading = member.reading
    over = gist.stage in SEEN and reading.stage not in SEEN - {"under way"}
    if over or reading.language != edition.words.language:
        return
    for item in reading.upcoming:
        if leans(item.what, reading.language):
            continue
        who = _who(item.what, member)
        if item.when and _is_ahead(item.when, edition.today) and _says_whose(item, who, reading):
            yield _Plan(item.what, item.when, item.place, reading.language, own=False, who=who)


def _says_whose(item: Upcoming, who: frozenset[str], reading: Reading) -> bool:
    """Whether it names somebody, a state, a body or a place: apart from its entry, "the visit will
    take place on Friday" says nothing.
    """
    if who or item.proposed_by or item.place:
        return True
    tokens, language = tokenize(item.what), reading.language
    return bool(countries_in(tokens, language) or organisations_in(tokens, language))


def _own(gist: Gist, members: Sequence[Member], edition: EditionContext) -> _Plan | None:
    """The event itself, while its accounts together place it ahead."""
    when, words = gist.date, edition.words
    if gist.stage not in AHEAD or when is None or when.basis == "published":
        return None
    title = plain(sure_headline(gist, members, Names(members, words.language), words))
    if not title or not _is_ahead(when, edition.today):
        return None
    who = frozenset(person.key for person in gist.leads)
    return _Plan(title, when, gist.place, words.language, own=True, who=who)


def _teller(members: Sequence[Member], when: Span) -> Member:
    """The newest account of that day, if one has it."""
    newest = members[::-1]
    return next((member for member in newest if _same_day(member, when)), newest[0])


def _same_day(member: Member, when: Span) -> bool:
    return member.reading.date is not None and member.reading.date.start == when.start


def _who(what: str, member: Member) -> frozenset[str]:
    """The people of the article whom the sentence names."""
    named = {fold_name(word.strip('.,;:()«»“”"')) for word in what.split()}
    return frozenset(
        person.key
        for person in member.reading.people
        if person.key in named or fold_name(person.surname or person.name) in named
    )


def _is_ahead(span: Span, today: date) -> bool:
    """Its last day is not over, and all of it lies within the next year or so."""
    first, last = days_of(span.start)[0], days_of(span.end or span.start)[1]
    return (
        first is not None
        and last is not None
        and first <= last
        and 0 <= (last - today).days <= _AHEAD_DAYS_MAX
    )


def _coming(plan: _Plan, story: StoryForDigest, member: Member, edition: EditionContext) -> Coming:
    words = edition.words
    start, end = days_of(plan.when.start)[0], days_of(plan.when.end or plan.when.start)[1]
    told = sanitize.text(plan.what.rstrip(". "), chars_max=_WHAT_CHARS_MAX)
    return Coming(
        uid=hashlib.sha256(
            f"{story.id}\n{plan.when.start}\n{told}".encode(errors="surrogatepass")
        ).hexdigest()[:20],
        what=told,
        start=start or date.min,
        end=end or date.min,
        when=words.span(plan.when),
        place=sanitize.text(words.place(plan.place)) if plan.place else "",
        story_number=story.number,
        url=sanitize.link(member.article.url),
        source=edition.sources.name(member.article),
        language=plan.language if plan.language != words.language else None,
    )
