"""What is shown of stories and articles, whoever shows it: the command line, a page, an API. Typed
documents, made from the views; how they are drawn is no business of theirs.

`Stories`, `Found`, `Aside`, `Why` and `WhyStory` are what `--json` prints (docs/schemas/): unknown
values are null, new fields may be added, none is renamed or removed without a note in the
CHANGELOG. `TimeLine` and `Doubt` hold what pages and tables show beside that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal

import msgspec
from msgspec import Struct

from monitor.events.stories_and_feeds import Event, Member
from monitor.matching.explain import turning
from monitor.model import Article, Evidence, Fact, PartialDate, Reading, Rules, Stage
from monitor.stories.queries import Participant, StorySummary, summary
from monitor.views.rows import ArticleRow, CorrectionRow, Hit, StoryRow
from monitor.views.views import Views

StoryStatus = Literal["open", "closed", "merged", "set aside"]
_TITLE_CHARS_MAX = 60
_LEAD_WORDS, _LEAD_CHARS_READ = 8, 400

# --- the forms ---


class StoryArticle(Struct, frozen=True, kw_only=True):
    id: str
    given_id: str | None
    url: str | None
    outlet: str | None
    lang: str | None
    published: PartialDate | None
    title: str | None
    verdict: str
    new_facts: tuple[Fact, ...] = ()
    differ: tuple[Fact, ...] = ()


class Story(Struct, frozen=True, kw_only=True):
    """`number` is what people see (S12); `maybe` is the id of the story that it may belong to."""

    id: str
    number: int
    title: str
    status: StoryStatus
    opened_at: str
    updated_at: str
    act: str | None
    stage: Stage | None
    date: PartialDate | None
    place: str | None
    people: tuple[Participant, ...]
    languages: tuple[str, ...]
    maybe: str | None
    articles: tuple[StoryArticle, ...]


class Stories(Struct, frozen=True, kw_only=True):
    """`stories`, `story`, `unsure`."""

    stories: tuple[Story, ...]


class Found(Struct, frozen=True, kw_only=True):
    """`search`: best first."""

    articles: tuple[Hit, ...]


class AsideArticle(Struct, frozen=True, kw_only=True):
    """`confidence`: how sure it was that it tells of diplomacy, 0 to 1. `correction` is that of the
    person who set its story aside; without one, the machine did.
    """

    id: str
    given_id: str | None
    url: str | None
    outlet: str | None
    lang: str | None
    published: PartialDate | None
    title: str | None
    taken_at: str
    reason: str
    confidence: float | None
    number: int | None
    correction: int | None


class Aside(Struct, frozen=True, kw_only=True):
    """`aside`: what was set aside, the last taken first."""

    articles: tuple[AsideArticle, ...]


class Corrected(Struct, frozen=True, kw_only=True):
    number: int
    type: str
    event: Event
    undone: bool


class Why(Struct, frozen=True, kw_only=True):
    """`why ARTICLE`: what was decided and everything behind it, as it was logged."""

    article: Article
    reading: Reading | None
    verdict: str | None
    story_id: str | None
    number: int | None
    of: str | None
    maybe: str | None
    reason: str
    taken_at: str
    revisions: int
    redacted_at: str | None
    evidence: Evidence | None
    new_facts: tuple[Fact, ...]
    differ: tuple[Fact, ...]
    links: tuple[str, ...]
    corrections: tuple[Corrected, ...]
    turning: str  # what would have changed the verdict; empty where nothing was compared


class WhyStory(Struct, frozen=True, kw_only=True):
    """`why S12`: each of its articles."""

    id: str
    number: int
    articles: tuple[Why, ...]


class WhyAddress(Struct, frozen=True, kw_only=True):
    """`why https://…` of an address under which several accounts were taken."""

    url: str
    articles: tuple[Why, ...]


class TimeLineEntry(Struct, frozen=True, kw_only=True):
    """An article of a story; `seen_at` is the log time at which it was taken."""

    member: Member
    seen_at: str | None
    title: str


class TimeLine(Struct, frozen=True, kw_only=True):
    """One story and its articles as they came; other stories go by their numbers."""

    number: int
    status: StoryStatus
    told: StorySummary
    may_be: int | None
    recalls: tuple[int, ...]
    entries: tuple[TimeLineEntry, ...]


class Doubt(Struct, frozen=True, kw_only=True):
    """A story that may be another one, and how near the two were; a person should decide."""

    number: int
    title: str
    other_number: int | None
    other_title: str
    score: float | None


# --- stories ---


def status_of(story: StoryRow) -> StoryStatus:
    if story.set_aside is None:
        return story.status.value
    return "set aside"


Passing = Callable[[Sequence[Member]], Sequence[Member]]
"""A story's accounts → the same with what of them is told to readers (`FactMaker.passing`)."""


def stories_document(views: Views, rows: Iterable[StoryRow], passing: Passing) -> Stories:
    return Stories(stories=tuple(story_document(views, row, passing) for row in rows))


def story_document(views: Views, story: StoryRow, passing: Passing) -> Story:
    members = passing(views.members(story.id))
    told = summary(members)
    return Story(
        id=story.id,
        number=story.number,
        title=told.title,
        status=status_of(story),
        opened_at=story.opened_at,
        updated_at=story.updated_at,
        act=told.act,
        stage=told.stage,
        date=told.date,
        place=told.place,
        people=told.people,
        languages=told.languages,
        maybe=story.maybe,
        articles=tuple(map(_article_of, members)),
    )


def _article_of(member: Member) -> StoryArticle:
    article, reading = member.article, member.reading
    return StoryArticle(
        id=article.id,
        given_id=article.given_id,
        url=article.url,
        outlet=article.outlet,
        lang=reading.language or article.lang,
        published=article.published,
        title=reading.title or article.title,
        verdict=member.verdict,
        new_facts=member.new_facts,
        differ=member.differ,
    )


def time_line(
    views: Views, story: StoryRow, passing: Passing, *, text_of: Callable[[str], str | None]
) -> TimeLine:
    """`text_of` gives the kept text of a hash: an article without a title is known by its first
    words.
    """
    members = passing(views.members(story.id))
    may_be = views.story(story.maybe) if story.maybe else None
    recalled = (views.story(link) for link in story.links)
    return TimeLine(
        number=story.number,
        status=status_of(story),
        told=summary(members),
        may_be=may_be.number if may_be else None,
        recalls=tuple(other.number for other in recalled if other),
        entries=tuple(_entry_of(views, member, text_of) for member in members),
    )


def _entry_of(views: Views, member: Member, text_of: Callable[[str], str | None]) -> TimeLineEntry:
    row = views.article_by_id(member.article.id)
    title = member.reading.title or member.article.title
    return TimeLineEntry(
        member=member,
        seen_at=row.taken_at if row else None,
        title=title_of(title, text_of(member.article.text_hash)),
    )


def title_of(title: str | None, text: str | None) -> str:
    """A title; without one, the first words of the kept text in parentheses."""
    if title:
        return title
    words = (text or "")[:_LEAD_CHARS_READ].split()
    lead = " ".join(words[:_LEAD_WORDS])[:_TITLE_CHARS_MAX]
    if not lead:
        return "(no title)"
    if len(words) > _LEAD_WORDS:
        return f"({lead}…)"
    return f"({lead})"


def doubts(views: Views, passing: Passing) -> list[Doubt]:
    """What the machine was unsure of, and nobody decided yet."""
    return [_doubt(views, story, passing) for story in views.unsure()]


def _doubt(views: Views, story: StoryRow, passing: Passing) -> Doubt:
    members = views.members(story.id)
    other = views.story(story.maybe or "")
    row = views.article_by_id(members[0].article.id)
    return Doubt(
        number=story.number,
        title=summary(passing(members)).title,
        other_number=other.number if other else None,
        other_title=summary(passing(views.members(other.id))).title if other else "",
        score=_score_with(other, row.evidence) if other and row and row.evidence else None,
    )


def _score_with(other: StoryRow, evidence: Evidence) -> float | None:
    for compared in (evidence.chosen, evidence.runner_up):
        if compared and compared.story_id == other.id:
            return compared.score
    return None


# --- set aside ---


def aside_document(views: Views, *, limit: int, held: bool = False) -> Aside:
    rows = views.articles_aside(limit=limit, held=held)
    return Aside(articles=tuple(_aside_of(views, row) for row in rows))


def _aside_of(views: Views, row: ArticleRow) -> AsideArticle:
    article, reading = row.article, row.reading
    story = views.story(row.story_id) if row.story_id else None
    correction = story.set_aside if story else None
    return AsideArticle(
        id=article.id,
        given_id=article.given_id,
        url=article.url,
        outlet=article.outlet,
        lang=reading.language if reading else article.lang,
        published=article.published,
        title=(reading.title if reading else "") or article.title,
        taken_at=row.taken_at,
        reason=row.reason if correction is None else _why_corrected(views, correction),
        confidence=_confidence_of(reading),
        number=row.number,
        correction=correction,
    )


def _why_corrected(views: Views, number: int) -> str:
    (row,) = (one for one in views.corrections(after=number - 1) if one.number == number)
    return str(getattr(row.event, "reason", ""))


def _confidence_of(reading: Reading | None) -> float | None:
    claims = reading.claims if reading else ()
    return next((claim.confidence for claim in claims if claim.field == "diplomatic"), None)


# --- why ---


def why_document(views: Views, row: ArticleRow, rules: Rules) -> Why:
    """All that was decided about an article, with the corrections that name it, the first first."""
    return Why(
        **msgspec.structs.asdict(row),
        corrections=tuple(_corrections(views, row)),
        turning=_turning(row.evidence, rules),
    )


def why_address_document(views: Views, rows: Sequence[ArticleRow], rules: Rules) -> WhyAddress:
    articles = tuple(why_document(views, row, rules) for row in rows)
    return WhyAddress(url=rows[0].article.url or "", articles=articles)


def _turning(evidence: Evidence | None, rules: Rules) -> str:
    nearest = evidence and (evidence.chosen or evidence.runner_up)
    return turning(nearest, needed=rules.link_logit) if nearest else ""


def why_story_document(views: Views, story: StoryRow, rules: Rules) -> WhyStory:
    rows = (views.article_by_id(member.article.id) for member in views.members(story.id))
    articles = tuple(why_document(views, row, rules) for row in rows if row)
    return WhyStory(id=story.id, number=story.number, articles=articles)


def _corrections(views: Views, row: ArticleRow) -> Iterator[Corrected]:
    for correction in reversed(views.corrections()):
        if row.article.id in _articles_named(correction):
            yield Corrected(
                number=correction.number,
                type=type(correction.event).__name__,
                event=correction.event,
                undone=correction.undone_by is not None,
            )


def _articles_named(correction: CorrectionRow) -> set[str | None]:
    named = msgspec.structs.asdict(correction.event)
    moved = (move[0] for move in named.get("moves", ()))
    return {*named.get("article_ids", ()), named.get("article_id"), *moved}
