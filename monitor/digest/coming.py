"""Coming up: announced dates ahead, from the readings of the stories, each date of a story once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from monitor.digest import safe
from monitor.digest.days import days_of
from monitor.digest.edition import Edition
from monitor.digest.gist import Names, gist_of
from monitor.digest.headline import headline, plain
from monitor.digest.topics import wants
from monitor.digest.value import Coming, StoryForDigest
from monitor.events import Member
from monitor.model import Place, Span

COMING_MAX = 12
_AHEAD_DAYS_MAX = 400  # further ahead than this is a plan, not a date
_WHAT_CHARS_MAX = 160
_ANNOUNCED = {"announced", "proposed"}


class _Plan(Struct, frozen=True):
    what: str
    when: Span
    place: Place | None
    language: str


def coming_up(stories: Sequence[StoryForDigest], edition: Edition) -> tuple[Coming, ...]:
    """The nearest dates from today on, as the log knew them at `edition.until`, of the stories that its topics want."""
    today = edition.today
    found: dict[tuple[int, date], Coming] = {}
    for story, members in _looking_ahead(stories, edition):
        ahead = [item for member in members for item in _ahead(story, member, today, edition)]
        if ahead and _wanted(story, edition):
            for item in ahead:
                found[item.story_number, item.start] = item  # the newest account of a date words it
    return tuple(sorted(found.values(), key=lambda item: (item.start, item.end, item.what))[:COMING_MAX])


def _looking_ahead(
    stories: Sequence[StoryForDigest], edition: Edition
) -> Iterator[tuple[StoryForDigest, list[Member]]]:
    """Stories with the members that may name a date ahead. Runs over every open story: kept to bare comparisons."""
    year = f"{edition.today.year:04}"
    for story in stories:
        members = []
        for seen in story.seen:
            reading = seen.member.reading
            spans = [item.when for item in reading.upcoming] if reading.upcoming else []
            if reading.stage in _ANNOUNCED:
                spans.append(reading.date)
            for span in spans:
                if span is not None and (span.end or span.start)[:4] >= year and seen.at <= edition.until:
                    members.append(seen.member)
                    break
        if members:
            yield story, members


def _wanted(story: StoryForDigest, edition: Edition) -> bool:
    members = [seen.member for seen in story.seen if seen.at <= edition.until]
    return not edition.topics or any(wants(topic, members) for topic in edition.topics)


def _ahead(story: StoryForDigest, member: Member, today: date, edition: Edition) -> Iterator[Coming]:
    reading, words = member.reading, edition.words
    for item in reading.upcoming:
        if item.when and _is_ahead(item.when, today):
            yield _coming(_Plan(item.what, item.when, item.place, reading.language), story, member, edition)
    if (
        reading.stage in _ANNOUNCED
        and reading.date
        and reading.date.basis != "published"
        and _is_ahead(reading.date, today)
    ):
        title = plain(headline(gist_of([member]), Names([member], words.language), words))
        if title:
            yield _coming(_Plan(title, reading.date, reading.place, words.language), story, member, edition)


def _is_ahead(span: Span, today: date) -> bool:
    """Its last day is not over, and all of it lies within the next year or so."""
    first, last = days_of(span.start)[0], days_of(span.end or span.start)[1]
    return first is not None and last is not None and first <= last and 0 <= (last - today).days <= _AHEAD_DAYS_MAX


def _coming(plan: _Plan, story: StoryForDigest, member: Member, edition: Edition) -> Coming:
    words = edition.words
    start, end = days_of(plan.when.start)[0], days_of(plan.when.end or plan.when.start)[1]
    told = safe.text(plan.what, chars_max=_WHAT_CHARS_MAX)
    return Coming(
        uid=hashlib.sha256(f"{story.id}\n{plan.when.start}\n{told}".encode(errors="surrogatepass")).hexdigest()[:20],
        what=told,
        start=start or date.min,
        end=end or date.min,
        when=words.span(plan.when),
        place=safe.text(words.place(plan.place)) if plan.place else "",
        story_number=story.number,
        url=safe.link(member.article.url),
        source=edition.sources.name(member.article),
        language=plan.language if plan.language != words.language else None,
    )
