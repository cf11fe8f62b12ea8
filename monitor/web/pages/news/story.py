"""A story: who did what with whom, and what each account says."""

from __future__ import annotations

from msgspec import Struct

from monitor.errors import NotFoundError
from monitor.events.stories_and_feeds import Member
from monitor.model import Fact, PartialDate
from monitor.stories.queries import Participant, summary
from monitor.views.documents import title_of
from monitor.web.pages.analysis.story_look import StoryLook, look_at
from monitor.web.pages.news.lines import StoryLine, story_line
from monitor.web.redactions import unredacted_facts
from monitor.web.requests import PageRequest


class Account(Struct, frozen=True, kw_only=True):
    """One article of the story. `title` is the outlet's own, or its first words in parentheses."""

    id: str
    outlet: str | None
    language: str
    published: PartialDate | None
    title: str
    url: str | None
    verdict: str
    new: tuple[Fact, ...]
    differ: tuple[Fact, ...]


class StoryPage(Struct, frozen=True, kw_only=True):
    """`erased` accounts are left out: their texts were erased. `may_be` is the number of the story
    that it may belong to. Story and people are what is told; operators see of accounts what is not.
    """

    story: StoryLine
    people: tuple[Participant, ...]
    may_be: int | None
    accounts: tuple[Account, ...]
    erased: int
    look: StoryLook | None


def story(ask: PageRequest) -> StoryPage:
    row = ask.views.story(ask.path["story"])
    if row is None:
        raise NotFoundError(f"there is no story {ask.path['story'][:20]}")
    members = ask.views.unredacted(row.id)
    told = ask.passing(members)
    shown = members if ask.operator else told
    may_be = ask.views.story(row.maybe) if row.maybe else None
    erased = row.articles - len(members)
    return StoryPage(
        story=story_line(ask.views, row, ask.words.frame, ask.passing),
        people=summary(told).people if told else (),
        may_be=may_be.number if may_be else None,
        accounts=tuple(_account(ask, unredacted_facts(one, whole=not erased)) for one in shown),
        erased=erased,
        look=look_at(ask, row.number),
    )


def _account(ask: PageRequest, member: Member) -> Account:
    article, reading = member.article, member.reading
    title = reading.title or article.title
    return Account(
        id=article.id,
        outlet=article.outlet,
        language=reading.language,
        published=article.published,
        title=title_of(title, None if title else ask.log.text(article.text_hash)),
        url=article.url,
        verdict=member.verdict,
        new=member.new_facts,
        differ=member.differ,
    )
