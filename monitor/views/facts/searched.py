"""What of a story is searched, in whatever script it was written: folded as the articles' search
folds it.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.events.stories_and_feeds import Member
from monitor.views import search
from monitor.views.facts.forms import StoryFacts

_STEMS_MAX = 400  # of a story, those of its first accounts first


def searched(told: StoryFacts, members: Sequence[Member]) -> tuple[int, str, str, str, str]:
    """The row of the search table: number, names, title, places, words."""
    people = [person for member in members for person in member.reading.people]
    titles = [member.reading.title or member.article.title or "" for member in members]
    places = [
        f"{place.name} {place.then or ''}"
        for member in members
        for place in (member.reading.place, *member.reading.places)
        if place
    ]
    return (
        told.number,
        search.names_of(dict.fromkeys(people)),
        search.folded_once([*told.headlines.values(), *titles]),
        search.folded_once(dict.fromkeys(places)),
        _words(told, members),
    )


def _words(told: StoryFacts, members: Sequence[Member]) -> str:
    stems = (stem for member in members for stem, _, _ in member.reading.words.stems())
    kept = list(dict.fromkeys(stems))[:_STEMS_MAX]
    listed = [*told.bodies, *told.themes, told.act or "", *told.countries]
    return " ".join([*kept, search.folded_once(listed)])
