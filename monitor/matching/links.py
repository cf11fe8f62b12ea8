"""Which stories an article's background recalls ("Earlier, Putin visited …"): a link between
stories, never evidence for one.
"""

from __future__ import annotations

from operator import itemgetter

from monitor.matching.index import Index
from monitor.matching.traits import TWO, Period, Traits, exact, filed, gap, period_of_span
from monitor.model import Article, Mention, Reading

MENTIONS_MAX = 8
STORIES_LOOKED_AT_MAX = 200
MEMBERS_LOOKED_AT_MAX = 3  # articles of each, evenly taken: enough to know its day and people
DAYS_EITHER_WAY = 1
SHARED_NAMES_MIN = 2


def links(
    article: Article, reading: Reading, *, index: Index, own: str | None = None
) -> tuple[str, ...]:
    """Open stories that the background mentions: same days and a shared name or place, or the same
    two people before that day.
    """
    _ = article
    found: dict[str, None] = {}
    for mention in reading.background[:MENTIONS_MAX]:
        story_id = _story_of(mention, index)
        if story_id is not None and story_id != own:
            found[story_id] = None
    return tuple(found)


def _story_of(mention: Mention, index: Index) -> str | None:
    """The story that fits the mention best; of equal ones, the first that was opened."""
    day = period_of_span(mention.date) if mention.date else None
    if day is None or not exact(day):
        return None
    people = list(map(filed, mention.people))
    stories = index.on_days(day, people=people, countries=mention.countries)
    scored = [
        (_best_fit(mention, day, story_id, index), story_id)
        for story_id in stories[:STORIES_LOOKED_AT_MAX]
    ]
    fits, story_id = max(scored, key=itemgetter(0), default=(0, None))
    return story_id if fits > 0 else None


def _best_fit(mention: Mention, day: Period, story_id: str, index: Index) -> int:
    members = index.members(story_id, limit=MEMBERS_LOOKED_AT_MAX)
    return max(_fit(mention, day, traits) for traits, _ in members)


def _fit(mention: Mention, day: Period, traits: Traits) -> int:
    """How much of the mention the article has: a point for each name and for the very day, two for
    the place; 0 if it is another event.
    """
    told = traits.when if exact(traits.when) else traits.published
    apart_days = gap(day, told)
    if apart_days is None or apart_days > DAYS_EITHER_WAY:
        return 0
    named, placed = _names_shared(mention, traits), mention.place in traits.places
    if named + placed < SHARED_NAMES_MIN or _of_another_act(mention, traits):
        return 0
    return named + 2 * placed + (apart_days == 0)


def _names_shared(mention: Mention, traits: Traits) -> int:
    leads = traits.names[: max(traits.leads, TWO)]
    people = set(map(filed, mention.people)).intersection(leads)
    countries = set(mention.countries).intersection(traits.countries)
    return len(people) + len(countries)


def _of_another_act(mention: Mention, traits: Traits) -> bool:
    return bool(mention.act and traits.acts) and mention.act not in traits.acts
