"""Which stories an article's background recalls ("Earlier, Putin visited …"): a link between
stories, never evidence for one.
"""

from __future__ import annotations

from monitor.matching.index import Index
from monitor.matching.traits import Period, Traits, exact, filed, gap, period_of_span
from monitor.model import Article, Mention, Reading

MENTIONS_MAX = 8
STORIES_LOOKED_AT_MAX = 200
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
    day = period_of_span(mention.date) if mention.date else None
    if day is None or not exact(day) or not (mention.people or mention.countries):
        return None
    best, most = None, 0
    people = [filed(name) for name in mention.people]
    for story_id in index.on_days(day, people=people, countries=mention.countries)[
        :STORIES_LOOKED_AT_MAX
    ]:
        fits = max(_fits(mention, day, traits) for traits, _ in index.members(story_id, limit=3))
        if fits > most:
            best, most = story_id, fits
    return best


def _fits(mention: Mention, day: Period, traits: Traits) -> int:
    told = traits.when if exact(traits.when) else traits.published
    apart = gap(day, told)
    if apart is None or apart > DAYS_EITHER_WAY:
        return 0
    leads = traits.names[: max(traits.leads, 2)]
    shared = len({filed(name) for name in mention.people} & set(leads)) + len(
        set(mention.countries) & set(traits.countries)
    )
    placed = mention.place is not None and mention.place in traits.places
    if shared + placed < SHARED_NAMES_MIN or (
        mention.act and traits.acts and mention.act not in traits.acts
    ):
        return 0
    return shared + 2 * placed + (apart == 0)
