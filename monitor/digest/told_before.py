"""What readers were told, edition by edition: a story's first place, and the facts that are no
longer new to them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import structs

from monitor.digest.model import Digest, StoryForDigest, ToldBefore

Ledger = Mapping[str, ToldBefore]


def told_after(ledger: Ledger, digest: Digest) -> dict[str, ToldBefore]:
    """The ledger once `digest` has been told."""
    after = dict(ledger)
    for entry in digest.entries:
        before = after.get(entry.story_id) or ToldBefore(at=digest.until, number=entry.number)
        facts = tuple(dict.fromkeys((*before.facts, *entry.facts)))
        after[entry.story_id] = structs.replace(before, facts=facts)
    return after


def with_ledger(stories: Sequence[StoryForDigest], ledger: Ledger) -> list[StoryForDigest]:
    """The stories, each with what readers were told of it; compose these with `ledger=True`."""
    return [structs.replace(story, told=ledger.get(story.id)) for story in stories]
