"""What would stand in public of one article alone: the same choices as for a story's entry, as
values instead of words.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from msgspec import Struct, field

from monitor.claims.gate import no_diplomacy
from monitor.digest.compose.compose import compose
from monitor.digest.compose.entry_lines import figure_words, repeats, told_figures
from monitor.digest.compose.headline import states_headline, sure_headline
from monitor.digest.model import SeenMember, StoryForDigest
from monitor.digest.sure import sure_member
from monitor.digest.wording.documents import documents
from monitor.digest.wording.locale import languages, words_for
from monitor.digest.wording.objects import tells_in_words
from monitor.digest.wording.summary import Gist, Names, gist_of
from monitor.digest.wording.typed_documents import kind_and_subject, typed
from monitor.events.stories_and_feeds import Member
from monitor.model import (
    Article,
    CountryCode,
    Person,
    Place,
    Reading,
    Rules,
    Span,
    Stage,
    Upcoming,
)

_SOME_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # a headline does not depend on it
PRESENT_MAX = 4  # who took part beside those who lead


class ToldPerson(Struct, frozen=True, kw_only=True):
    name: str
    country: CountryCode | None = None


class ToldPlace(Struct, frozen=True, kw_only=True):
    name: str  # today's English name
    country: CountryCode | None = None


class ToldDate(Struct, frozen=True, kw_only=True):
    """Partial ISO dates; `basis` as in `model.Span`."""

    start: str
    end: str | None = None
    basis: str = "text"


class ToldQuote(Struct, frozen=True, kw_only=True):
    speaker: str
    text: str


class ToldFigure(Struct, frozen=True, kw_only=True):
    """`owner` None: the outlet says so itself."""

    text: str
    owner: str | None = None


class ToldDocument(Struct, frozen=True, kw_only=True):
    kind: str
    what: str
    planned: bool = False


class ToldAlone(Struct, frozen=True, kw_only=True):
    """The form of a line of `monitor read`. `why_not` says why nothing is told, where it is not."""

    id: str
    told: bool
    why_not: str | None = None
    actors: tuple[ToldPerson, ...] = ()
    with_: tuple[ToldPerson, ...] = field(default=(), name="with")
    sides: tuple[CountryCode, ...] = ()  # where they stand in the headline
    act: str | None = None
    stage: str | None = None
    place: ToldPlace | None = None
    date: ToldDate | None = None
    quotes: tuple[ToldQuote, ...] = ()
    figures: tuple[ToldFigure, ...] = ()
    documents: tuple[ToldDocument, ...] = ()
    next: tuple[str, ...] = ()
    headline: str = ""


def told_alone(article: Article, read: Reading, rules: Rules) -> ToldAlone:
    """Only what passes its threshold; nothing of what is no diplomacy."""
    if reason := no_diplomacy(read, rules):
        return ToldAlone(id=article.given_id or article.id, told=False, why_not=reason)
    member = sure_member(Member(article=article, reading=read, verdict="new"), rules)
    reading = member.reading
    gist, title = gist_of([member]), _headline(article, read, rules)
    told = [title, *(one.text for one in reading.quotations)]
    return ToldAlone(
        id=article.given_id or article.id,
        told=True,
        actors=_people(gist.leads),
        with_=_people(gist.present[:PRESENT_MAX]),
        sides=_sides(gist, member),
        act=gist.act,
        stage=_as_labelled(gist.stage),
        place=_place(gist.place),
        date=_date(gist.date),
        quotes=tuple(ToldQuote(speaker=one.speaker, text=one.text) for one in reading.quotations),
        figures=tuple(
            ToldFigure(text=figure_words(figure), owner=figure.owner)
            for _, figure in told_figures([member])
            if not repeats(figure_words(figure), told)
        ),
        documents=_documents(member),
        next=tuple(map(_plan, reading.upcoming)),
        headline=title,
    )


def _as_labelled(stage: Stage | None) -> Stage | None:
    """Readouts, whose form this is, call what is put off cancelled."""
    return "cancelled" if stage == "postponed" else stage


def _sides(gist: Gist, member: Member) -> tuple[CountryCode, ...]:
    """For readers of another language than the article's, to whom no person could be named."""
    words = words_for("en")
    if sure_headline(gist, [member], Names([member], words.language), words):
        return ()
    return gist.sides if states_headline(gist, words) else ()


def _headline(article: Article, read: Reading, rules: Rules) -> str:
    """Of the entry that this article alone would make."""
    member = Member(article=article, reading=read, verdict="new")
    story = StoryForDigest(id="alone", number=1, seen=(SeenMember(member=member, at=_SOME_TIME),))
    digest = compose([story], until=_SOME_TIME, rules=rules)
    return next((entry.title for entry in digest.entries), "")


def _people(people: Iterable[Person]) -> tuple[ToldPerson, ...]:
    return tuple(ToldPerson(name=person.name, country=person.country) for person in people)


def _place(place: Place | None) -> ToldPlace | None:
    """As an entry names it: "Nur-Sultan (now Astana)" where the text has a former name."""
    if place is None:
        return None
    former = place.then if place.then != place.name else None
    name = f"{former} (now {place.name})" if former else place.name
    return ToldPlace(name=name, country=place.country)


def _date(span: Span | None) -> ToldDate | None:
    if not span:
        return None
    return ToldDate(start=span.start, end=span.end, basis=span.basis)


def _documents(member: Member) -> tuple[ToldDocument, ...]:
    """In its own words for readers of its language, where digests are written in it; else by their
    kind, as readers of English are told it.
    """
    own = member.reading.language
    named = [one for one in documents([member]) if not one.outcome.background]
    if own in languages() and tells_in_words(own):
        return tuple(_document(one.outcome.kind, one.worded(own)[1]) for one in named)
    words = words_for("en")
    return tuple(_document(one.outcome.kind, kind_and_subject(one, words)) for one in typed(named))


def _document(kind: str, what: str) -> ToldDocument:
    return ToldDocument(kind=kind, what=what, planned=kind == "proposed")


def _plan(upcoming: Upcoming) -> str:
    return upcoming.what
