"""What the editions of one moment share: their stories as they can be told, what meets what, and
entries that were worded already.

An edition for another set of follows of the same moment is mostly look-ups here. Nothing kept
changes what is told: everything is kept under all that it depends on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import NamedTuple, TypeVar

from monitor.digest.compose.topics import wanted_by
from monitor.digest.model import Entry, StoryForDigest
from monitor.digest.story_index import StoryIndex
from monitor.digest.sure import sure_story
from monitor.digest.wording.quote_budget import Room
from monitor.digest.wording.sourcing import Sources
from monitor.events.stories_and_feeds import Member
from monitor.model import Follow, Rules, Source, Topic

Kept = TypeVar("Kept")


class _Worded(NamedTuple):
    """An entry, how many words of each outlet were left when it was made, and what it took."""

    left: dict[str, int]
    took: dict[str, int]
    entry: Entry


class Workbench:
    def __init__(
        self,
        stories: Iterable[StoryForDigest],
        *,
        until: datetime,
        rules: Rules | None = None,
        sources: Iterable[Source] = (),
    ) -> None:
        """`stories` as the views have them, with all that an edition until `until` may tell or
        refer to.
        """
        self.stories = {story.id: story for story in stories}
        self.until, self.rules, self.sources = until, rules or Rules(), Sources(sources)
        self._sure: dict[str, StoryForDigest] = {}
        self._wanted: dict[Topic, frozenset[str]] = {}
        self._kept: dict[Hashable, object] = {}
        self._entries: dict[Hashable, list[_Worded]] = {}

    def clear(self) -> None:
        """Let go of everything, story by story: those of a busy day at once would let no other
        thread run for .2 s.
        """
        self.__dict__.pop("index", None)
        for kept in (self._entries, self._kept, self._wanted, self._sure, self.stories):
            while kept:
                kept.popitem()

    def sure(self, story: StoryForDigest) -> StoryForDigest:
        """The story as it can be told."""
        found = self._sure.get(story.id)
        if found is None:
            found = self._sure[story.id] = sure_story(story, self.rules, self.sources)
        return found

    def members(self, story: StoryForDigest) -> list[Member]:
        """Those that this moment knows."""
        return [seen.member for seen in story.seen if seen.at <= self.until]

    @cached_property
    def index(self) -> StoryIndex:
        return StoryIndex((story, self.members(story)) for story in self.stories.values())

    def met(self, topics: Sequence[Topic], follows: Sequence[Follow]) -> Counter[str] | None:
        """How many of them each story meets, of those that meet any; None where nothing is asked
        for.
        """
        if not topics and not follows:
            return None
        met: Counter[str] = Counter()
        for topic in topics:
            met.update(self._wanting(topic))
        for follow in follows:
            met.update(self.index.meeting(follow))
        return met

    def _wanting(self, topic: Topic) -> frozenset[str]:
        if topic not in self._wanted:
            self._wanted[topic] = frozenset(
                story.id
                for story in self.stories.values()
                if wanted_by([topic], self.members(story))
            )
        return self._wanted[topic]

    def once(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """What `make` gives, made once for this key."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]  # type: ignore[return-value] # a key stands for one kind of thing

    def worded(self, key: Hashable, room: Room, make: Callable[[Room], Entry]) -> Entry:
        """The entry that `make` words with this room, which pays for it.

        One that was made before serves if there is as much room as it took, and no more than there
        was: whatever fits and is preferred among more is preferred among less that holds it.
        """
        known = self._entries.setdefault(key, [])
        for left, took, entry in known:
            if all(took[outlet] <= room.left(outlet) <= left[outlet] for outlet in left):
                room.pay(took)
                return entry
        counting = room.counting()
        entry = make(counting)
        known.append(_Worded(counting.left_before, counting.took, entry))
        room.pay(counting.took)
        return entry
