"""A story's accounts → what is told of it, by the digest's own rules: what does not pass its
threshold is left out, then the accounts are taken together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from msgspec import Struct, structs

from monitor.digest import sanitize
from monitor.digest.compose.entry import all_unread
from monitor.digest.compose.headline import plain, sure_headline
from monitor.digest.compose.topics import wants
from monitor.digest.dates import days_of, precision_of
from monitor.digest.sure import sure_members, together
from monitor.digest.wording.locale import languages, words_for
from monitor.digest.wording.sourcing import Sources
from monitor.digest.wording.summary import Gist, Names, gist_of
from monitor.events.stories_and_feeds import Member
from monitor.gazetteer.coordinates import coordinates_of
from monitor.matching.news.sure import ClaimKey, confidence, told
from monitor.model import (
    AHEAD,
    OFF,
    ClaimField,
    Person,
    Place,
    Reading,
    Span,
    Topic,
    fate_of,
)
from monitor.names import office_holders
from monitor.views.facts.forms import (
    FactSettings,
    FactStatus,
    PlannedDay,
    StoryDay,
    StoryFacts,
    StoryPerson,
    StoryPlace,
)

TITLE_CHARS_MAX = 160
_NAME_CHARS_MAX = 80
_WHAT_CHARS_MAX = 300
_Value = TypeVar("_Value")
_HOUR_CHARS = len("2026-11-29T09")


class SeenAccount(Struct, frozen=True, kw_only=True):
    """An account as the views have it; of a redacted text `member` holds none of its words."""

    seq: int
    member: Member
    seen_at: str
    redacted: bool


class StoryAccounts(Struct, frozen=True, kw_only=True):
    """A story as it is told to somebody, with its accounts in the order in which they came."""

    id: str
    number: int
    status: FactStatus
    opened_at: str
    updated_at: str
    maybe: str | None
    links: tuple[str, ...]
    seen: tuple[SeenAccount, ...]


class SureStory(Struct, frozen=True, kw_only=True):
    """What is sure of a story's accounts, and of all of them together."""

    accounts: StoryAccounts
    members: tuple[Member, ...]  # with what passes its threshold
    gist: Gist
    joint: dict[ClaimKey, float]

    @property
    def raw(self) -> tuple[Member, ...]:
        return tuple(one.member for one in self.accounts.seen)


class FactMaker:
    """Makes facts with one configuration."""

    def __init__(self, settings: FactSettings) -> None:
        self._rules, self._topics = settings.rules, settings.topics
        self.sources = Sources(settings.sources)

    def sure(self, accounts: StoryAccounts) -> SureStory:
        raw = [one.member for one in accounts.seen]
        members = tuple(sure_members(raw, self._rules, self.sources))
        return SureStory(
            accounts=accounts,
            members=members,
            gist=gist_of(() if all_unread(members) else members),
            joint=together(raw, self.sources),
        )

    def passing(self, members: Sequence[Member]) -> list[Member]:
        """A story's accounts with what of them is told to readers, in their order. Of languages
        that cannot be read nothing is but an outlet's own headline.
        """
        told = sure_members(members, self._rules, self.sources)
        return list(map(_unread, told)) if all_unread(told) else told

    def told(self, sure: SureStory) -> StoryFacts:
        accounts, members, gist = sure.accounts, sure.members, sure.gist
        articles = [member.article for member in members]
        people = tuple(_people(sure))
        title, language, outlet = self._title(members)
        return StoryFacts(
            id=accounts.id,
            number=accounts.number,
            status=accounts.status,
            opened_at=accounts.opened_at,
            updated_at=accounts.updated_at,
            news_at=max(map(news_at, accounts.seen)),
            headlines=headlines(gist, members),
            title=title,
            title_language=language,
            title_outlet=outlet,
            act=gist.act,
            met=gist.met,
            stage=gist.stage,
            came=fate_of(gist.stage),
            visit=gist.visit,
            multilateral=gist.multilateral,
            place=place_of(gist.place),
            day=_day(gist, members),
            people=people,
            countries=_once([*gist.countries, *(one.country for one in people)]),
            bodies=gist.organisations,
            themes=gist.themes,
            topics=tuple(self._met(members)),
            languages=_once(member.reading.language for member in members),
            outlet_kinds=_once(map(self.sources.kind, articles)),
            outlet_countries=_once(map(self.sources.country, articles)),
            owners=_once(map(self.sources.owner, articles)),
            accounts=len(members),
            maybe=accounts.maybe,
            links=accounts.links,
            confidence=_confidences(sure),
        )

    def _met(self, members: Sequence[Member]) -> Iterator[str]:
        return (topic.id for topic in self._topics if _is_met(topic, members))

    def _title(self, members: Sequence[Member]) -> tuple[str, str, str]:
        for member in members:
            if title := title_of(member):
                return title, member.reading.language, self.sources.name(member.article)
        return "", "", ""

    # --- what comes up ---

    def ahead(self, sure: SureStory) -> list[PlannedDay]:
        """Each day of a story once: its own event before what an account says comes after it, and
        the newest account of each.
        """
        found: dict[tuple[str, str, bool], PlannedDay] = {}
        for one, member in _looking_ahead(sure):
            for planned in self._planned(one, member, sure):
                day = planned.day
                found[day.first, day.last, planned.own] = planned
        own_days = {(first, last) for first, last, own in found if own}
        return [
            planned
            for (first, last, own), planned in found.items()
            if own or (first, last) not in own_days
        ]

    def _planned(self, one: SeenAccount, member: Member, sure: SureStory) -> Iterator[PlannedDay]:
        reading, day = member.reading, day_of(member.reading.date)
        is_ahead = reading.stage in AHEAD and day and day.basis != "published"
        if not (reading.upcoming or is_ahead):
            return
        made = headlines(gist_of([member]), [member])
        for plan in reading.upcoming:
            what = sanitize.text(plan.what.rstrip(". "), chars_max=_WHAT_CHARS_MAX)
            if (then := day_of(plan.when)) and what:
                yield self._told_plan(
                    one, then, sure, own=False, what=what, headlines=made, place=plan.place
                )
        if is_ahead and day and made:
            yield self._told_plan(
                one, day, sure, own=True, headlines=made, place=reading.place, reading=reading
            )

    def _told_plan(  # noqa: PLR0913 — each is a column of what is planned
        self,
        one: SeenAccount,
        day: StoryDay,
        sure: SureStory,
        *,
        own: bool,
        place: Place | None,
        what: str = "",
        headlines: dict[str, str] | None = None,
        reading: Reading | None = None,
    ) -> PlannedDay:
        article = one.member.article
        return PlannedDay(
            number=sure.accounts.number,
            day=day,
            own=own,
            outlet=self.sources.name(article),
            article_id=article.id,
            language=one.member.reading.language,
            headlines=headlines or {},
            title="" if headlines else title_of(one.member),
            what=what,
            place=place_of(place),
            act=next(iter(reading.acts), None) if reading else None,
            stage=reading.stage if reading else None,
            url=None if one.redacted else sanitize.link(article.url),
        )


def _unread(member: Member) -> Member:
    return structs.replace(member, reading=told(member.reading, lambda _field, _of: False))


def _is_met(topic: Topic, members: Sequence[Member]) -> bool:
    return wants(topic, members)


def _looking_ahead(sure: SureStory) -> Iterator[tuple[SeenAccount, Member]]:
    """Accounts after the last one that called it off, put it off or denied it."""
    pairs = list(zip(sure.accounts.seen, sure.members, strict=True))
    off = [at for at, (_, member) in enumerate(pairs) if member.reading.stage in OFF]
    yield from pairs[off[-1] + 1 :] if off else pairs


def without_words(member: Member) -> Member:
    """As it may be told once its text was redacted: who, what, where and when."""
    return structs.replace(
        member,
        article=structs.replace(member.article, title=None),
        new_facts=(),
        differ=(),
        reading=structs.replace(
            member.reading,
            title="",
            quotations=(),
            figures=(),
            outcomes=(),
            upcoming=(),
            background=(),
            slips=(),
            evidence=(),
            offices=(),
            credit=None,
            packed_words="",
        ),
    )


def title_of(member: Member) -> str:
    """The outlet's own."""
    written = member.reading.title or member.article.title or ""
    return sanitize.text(written, chars_max=TITLE_CHARS_MAX)


def headlines(gist: Gist, members: Sequence[Member]) -> dict[str, str]:
    """By language, in each in which it can be made."""
    made = {language: _headline(gist, members, language) for language in languages()}
    return {language: title for language, title in made.items() if title}


def _headline(gist: Gist, members: Sequence[Member], language: str) -> str:
    names, words = Names(members, language), words_for(language)
    return plain(sure_headline(gist, members, names, words))


# --- people ---


def _people(sure: SureStory) -> Iterator[StoryPerson]:
    gist = sure.gist
    for person in gist.leads:
        yield _person(person, sure, is_side=True)
    for person in gist.present:
        yield _person(person, sure, is_side=False)


def _person(person: Person, sure: SureStory, *, is_side: bool) -> StoryPerson:
    key = person.known or person.key
    return StoryPerson(
        key=key,
        name=_name(key, person, sure.members),
        role="side" if is_side else "present",
        office=person.office,
        country=person.country,
        body=person.body or person.organisation,
        confidence=max(_sureness(sure, "lead", key), _sureness(sure, "present", key)),
    )


def _name(key: str, person: Person, members: Sequence[Member]) -> str:
    """The tables' name of a known office holder, else as most accounts write it that name him in
    full, in Latin letters if any does: a surname alone says less to who looks at a list.
    """
    if office_holders.knows(key):
        return office_holders.row_at(key, None).name
    forms = [
        one.name
        for member in members
        for one in member.reading.people
        if (one.known or one.key) == key
    ]
    latin = [form for form in forms if form.isascii()]
    whole = [form for form in latin or forms if " " in form]
    (most, _), *_ = Counter(whole or latin or forms or [person.name]).most_common(1)
    return sanitize.text(most, chars_max=_NAME_CHARS_MAX)


# --- how sure ---


def _confidences(sure: SureStory) -> dict[str, float]:
    gist, day = sure.gist, sure.gist.date
    asked: tuple[tuple[ClaimField, str | None], ...] = (
        ("act", gist.act),
        ("stage", gist.stage),
        ("place", gist.place.name if gist.place else None),
        ("date", _written(day) if day and day.basis != "published" else None),
    )
    return {field: _sureness(sure, field, of) for field, of in asked if of}


def _written(day: Span) -> str:
    return f"{day.start}/{day.end}" if day.end else day.start


def _sureness(sure: SureStory, field: ClaimField, of: str) -> float:
    """What its accounts claim together, else the surest one; 1 where readings knew no claims."""
    alone = (confidence(member.reading, field, of) for member in sure.raw)
    return round(max([*alone, sure.joint.get((field, of), 0.0)]), 4)


# --- where and when ---


def place_of(place: Place | None) -> StoryPlace | None:
    if place is None:
        return None
    at = coordinates_of(place.name, place.country)
    return StoryPlace(
        name=place.name,
        country=place.country,
        then=place.then,
        latitude=at[0] if at else None,
        longitude=at[1] if at else None,
    )


def _day(gist: Gist, members: Sequence[Member]) -> StoryDay | None:
    """The story's; without one, the day on which the first account was published."""
    if day := day_of(gist.date):
        return day
    published = sorted(member.article.published or "" for member in members)
    found = (day_of(Span(start=one[:10], basis="published")) for one in published if one)
    return next(filter(None, found), None)


def day_of(span: Span | None) -> StoryDay | None:
    """None for what is no day."""
    if span is None:
        return None
    first, last = days_of(span.start)[0], days_of(span.end or span.start)[1]
    if first is None or last is None:
        return None
    return StoryDay(
        start=span.start,
        end=span.end,
        basis=span.basis,
        precision=precision_of(span.start),
        first=min(first, last).isoformat(),
        last=max(first, last).isoformat(),
    )


def instant_of(published: str | None) -> str | None:
    """An aware ISO time as one of UTC; None for a day or a time without a zone."""
    if not published or len(published) < _HOUR_CHARS:
        return None
    try:
        at = datetime.fromisoformat(published)
        return at.astimezone(UTC).isoformat(timespec="seconds") if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def news_at(one: SeenAccount) -> str:
    """When it was published, as far as is known; else when it was first seen."""
    published = one.member.article.published
    return instant_of(published) or published or one.seen_at[:10]


def _once(values: Iterable[_Value | None]) -> tuple[_Value, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
