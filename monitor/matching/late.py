"""The second look: what later reports have made plain about earlier decisions.

A first report is judged when little is known. Once more has come, two stories may turn out to be
one (their articles compare well on average: average linkage), or an article to tell its neighbour's
story better than its own. Each change is returned with its evidence; whoever applies it writes it
down as an event with its reason, never silently.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct

from monitor.matching import compare, explain, judge
from monitor.matching.index import Index
from monitor.matching.judge import StoryCandidate
from monitor.matching.traits import Traits
from monitor.matching.weights import Weights, packaged
from monitor.model import Binding, Evidence, Rules

MEMBERS_LOOKED_AT_MAX = 8
# log-odds by which another story must fit better than its own before an article moves
MOVE_MARGIN = 2.0


class Regrouping(Struct, frozen=True, kw_only=True):
    """A merge: all of `from_story` belongs to `to_story`. A move: the article does."""

    kind: Literal["merge", "move"]
    from_story: str
    to_story: str
    article_id: str | None = None
    evidence: Evidence


def second_look(
    index: Index,
    story_ids: Iterable[str],
    rules: Rules,
    bindings: Sequence[Binding] = (),
    *,
    weights: Weights | None = None,
) -> list[Regrouping]:
    """Changes to make now that `story_ids` were touched. No story takes part in two changes; look
    again after applying them.
    """
    weights = weights or packaged()
    changes: list[Regrouping] = []
    taken: set[str] = set()
    for story_id in story_ids:
        if story_id in taken or not index.size(story_id):
            continue
        asked = (index, story_id, rules, bindings, weights)
        change = _merge(*asked) or _move(*asked)
        if change is None:
            continue
        stories = {change.from_story, change.to_story}
        if taken.isdisjoint(stories):
            changes.append(change)
            taken |= stories
    return changes


def _merge(
    index: Index, story_id: str, rules: Rules, bindings: Sequence[Binding], weights: Weights
) -> Regrouping | None:
    """The story that all of this one's articles fit best on average, if they fit it well enough."""
    members = index.members(story_id, limit=MEMBERS_LOOKED_AT_MAX)
    logits: dict[str, list[StoryCandidate]] = {}
    for traits, _ in members:
        for candidate in judge.compared(
            traits,
            index=index,
            rules=rules,
            bindings=bindings,
            weights=weights,
            apart_from=story_id,
        ):
            logits.setdefault(candidate.story_id, []).append(candidate)
    fitting = [
        (sum(c.logit for c in found) / len(found), other)
        for other, found in logits.items()
        if len(found) == len(members) and not any(c.barred for c in found)
    ]
    if not fitting:
        return None
    logit, other = max(fitting, key=lambda pair: (pair[0], pair[1]))
    if logit <= rules.link_logit:
        return None
    older, newer = sorted(
        (story_id, other),
        key=lambda s: (-index.size(s), index.members(s, limit=1)[0][0].article_id),
    )
    first = members[0][0]
    reason = (
        f"their articles compare well on average: {logit:+.1f} "
        f"where {rules.link_logit:+.1f} is needed"
    )
    best = max(logits[other], key=lambda c: c.logit)
    evidence = _evidence(first, best, reason, index=index, weights=weights)
    return Regrouping(kind="merge", from_story=newer, to_story=older, evidence=evidence)


def _move(
    index: Index, story_id: str, rules: Rules, bindings: Sequence[Binding], weights: Weights
) -> Regrouping | None:
    """The article that fits another story much better than the rest of its own."""
    members = index.members(story_id, limit=MEMBERS_LOOKED_AT_MAX)
    if len(members) == 1:
        return None
    linear = judge.linear_of(weights)
    best: tuple[float, Traits, StoryCandidate] | None = None
    for traits, _ in members:
        own = judge.against(compare.arriving(traits, index), story_id, index=index, linear=linear)
        if own.logit > rules.link_logit:
            continue
        others = judge.compared(
            traits,
            index=index,
            rules=rules,
            bindings=bindings,
            weights=weights,
            apart_from=story_id,
        )
        free = [
            c
            for c in others
            if c.barred is None and c.logit > max(rules.link_logit, own.logit + MOVE_MARGIN)
        ]
        if free and not _held(traits.article_id, story_id, bindings, index):
            gain = free[0].logit - own.logit
            if best is None or gain > best[0]:
                best = (gain, traits, free[0])
    if best is None:
        return None
    gain, traits, candidate = best
    reason = f"it fits that story better than its own by {gain:.1f}"
    evidence = _evidence(traits, candidate, reason, index=index, weights=weights)
    return Regrouping(
        kind="move",
        from_story=story_id,
        to_story=candidate.story_id,
        article_id=traits.article_id,
        evidence=evidence,
    )


def _held(article_id: str, story_id: str, bindings: Iterable[Binding], index: Index) -> bool:
    """A person bound the article to an article of this story."""
    others = [judge.bound_to(article_id, binding) for binding in bindings if binding.together]
    return story_id in [index.story_of(other) for other in others if other is not None]


def _evidence(
    traits: Traits, candidate: StoryCandidate, reason: str, *, index: Index, weights: Weights
) -> Evidence:
    say = explain.Explainer(traits, index=index, weights=weights)
    same, differ = say.same_and_differ(candidate)
    return Evidence(
        rule=reason,
        rules=weights.fingerprint,
        considered=1,
        chosen=say.comparison(candidate),
        same=same,
        differ=differ,
    )
