"""The verdict: does an article tell one of the open stories, which, and why.

A comparison is the mean of the article against the story's articles, so that one odd report neither
draws others in nor keeps them out, and a growing story does not chain. Human corrections beat
everything, guards beat the weights. The cost is not symmetric: above `rules.link_logit` the article
is linked, a little below it a person is asked (`unsure`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from monitor.matching import compare, explain
from monitor.matching.compare import ArrivingArticle, Factors
from monitor.matching.guards import guard, in_the_same_words, only_the_date
from monitor.matching.index import MEMBERS_COMPARED_MAX, Index, Norms
from monitor.matching.pairs import Pair
from monitor.matching.traits import Traits
from monitor.matching.weights import Linear, Weights, packaged
from monitor.model import Article, Binding, Evidence, Reading, Rules, Verdict

BOUND = 99.0  # the log-odds of what a person has decided


class StoryCandidate(Struct, frozen=True, kw_only=True):
    """A story and how the article compares with it. `barred` says what forbids it; `bound` that a
    person decided it.
    """

    story_id: str
    logit: float
    factors: Factors
    barred: str | None = None
    bound: bool = False


def judge(  # noqa: PLR0913 — all that a verdict depends on
    article: Article,
    reading: Reading,
    *,
    index: Index,
    rules: Rules,
    bindings: Iterable[Binding] = (),
    weights: Weights | None = None,
) -> Verdict:
    """The verdict on an arriving article.

    Its kind is "new", "unsure" (`maybe` names the story), or "development" with the `story_id` it
    is linked to; whether that is a development or a duplicate is decided next, by `novelty`.
    """
    weights = weights or packaged()
    traits = index.traits_of(article, reading)
    candidates = compared(traits, index=index, rules=rules, bindings=bindings, weights=weights)
    return _verdict(traits, candidates, index=index, rules=rules, weights=weights)


def compared(
    traits: Traits,
    *,
    index: Index,
    rules: Rules,
    bindings: Iterable[Binding],
    weights: Weights,
) -> list[StoryCandidate]:
    """The open stories that come into question, best first; those that are barred come last."""
    together, apart = _bound(traits.article_id, bindings, index)
    found = index.candidates_of(traits, window_days=rules.window_days)
    if not found:
        nearest = index.nearest_of(traits)
        if nearest is not None:
            apart.setdefault(nearest, "told at another time")
        found = list(apart)
    story_ids = dict.fromkeys([*together, *found])
    question = compare.arriving(traits, index)
    index.pairs.begin(traits.article_id)
    linear = weights.linear
    candidates = []
    for story_id in story_ids:
        candidate = against(question, story_id, index=index, linear=linear)
        if story_id in apart:
            candidate = _replaced(candidate, barred=apart[story_id])
        elif story_id in together:
            candidate = StoryCandidate(
                story_id=story_id, logit=BOUND, factors=candidate.factors, bound=True
            )
        candidates.append(candidate)
    return sorted(candidates, key=lambda c: (c.barred is not None, -c.logit, c.story_id))


def against(
    question: ArrivingArticle,
    story_id: str,
    *,
    index: Index,
    linear: Linear,
    limit: int = MEMBERS_COMPARED_MAX,
) -> StoryCandidate:
    rows, reasons = [], []
    for traits, norms in index.members(story_id, limit=limit):
        if traits.article_id == question.traits.article_id:
            continue
        one, row, reason = pair(question, traits, norms, linear)
        index.pairs.note(question.traits.article_id, traits.article_id, one)
        rows.append(row)
        reasons.append(reason)
    if not rows:
        return StoryCandidate(
            story_id=story_id,
            logit=-BOUND,
            factors=(0.0,) * len(compare.NAMES),
            barred="nothing to compare",
        )
    own = index.story_of(question.traits.article_id)
    factors = compare.mean(rows, alone=len(rows) == 1 and (own is None or index.size(own) == 1))
    return StoryCandidate(
        story_id=story_id,
        logit=linear.of(factors),
        factors=factors,
        barred=_of_most(reasons),
    )


def pair(
    question: ArrivingArticle, other: Traits, norms: Norms, linear: Linear
) -> tuple[Pair, Factors, str | None]:
    """How two articles compare, the factors, and what forbids that they tell one story."""
    row = compare.factors(question, other, norms)
    if in_the_same_words(question.traits, other):
        row = compare.in_the_same_words(row)
        return Pair(linear.of(row), barred=False), row, None
    reason = _forbids(question.traits, other)
    strangers = any(row[at] for at in STRANGERS)
    found = Pair(linear.of(row), reason is not None, strangers)
    return found, row, reason


STRANGERS = (compare.POSITION["nobody shared"],)
ONLY_THE_DATE = "nothing in common but the day: nobody, no party with its act, no place, no name"


def _forbids(a: Traits, b: Traits) -> str | None:
    return guard(a, b) or (ONLY_THE_DATE if only_the_date(a, b) else None)


def _of_most(barred: Sequence[str | None]) -> str | None:
    """What forbids it for more than half of the story's articles."""
    reasons = [reason for reason in barred if reason]
    return reasons[0] if 2 * len(reasons) > len(barred) else None


def _replaced(candidate: StoryCandidate, *, barred: str) -> StoryCandidate:
    return StoryCandidate(
        story_id=candidate.story_id, logit=candidate.logit, factors=candidate.factors, barred=barred
    )


def _bound(
    article_id: str, bindings: Iterable[Binding], index: Index
) -> tuple[set[str], dict[str, str]]:
    """Stories that a person bound the article to, and those that a person keeps it out of, with the
    reason.
    """
    together: set[str] = set()
    apart: dict[str, str] = {}
    for binding in bindings:
        other = bound_to(article_id, binding)
        story_id = None if other is None else index.story_of(other)
        if story_id is None:
            continue
        if binding.together:
            together.add(story_id)
        else:
            apart[story_id] = "a person said that they are two stories"
    return together.difference(apart), apart


def bound_to(article_id: str, binding: Binding) -> str | None:
    """The other article of a binding; None if it does not speak of this one."""
    if article_id == binding.a:
        return binding.b
    return binding.a if article_id == binding.b else None


def _verdict(
    traits: Traits,
    candidates: list[StoryCandidate],
    *,
    index: Index,
    rules: Rules,
    weights: Weights,
) -> Verdict:
    free = [candidate for candidate in candidates if candidate.barred is None]
    best = next(iter(free), None)
    runner_up = next((candidate for candidate in candidates if candidate is not best), None)
    say = explain.Explainer(traits, index=index, weights=weights)
    same, differ = say.same_and_differ(best or runner_up)
    evidence = Evidence(
        rule=say.rule(best, candidates, rules),
        rules=weights.fingerprint,
        considered=len(candidates),
        chosen=say.comparison_if_any(best),
        runner_up=say.comparison_if_any(runner_up),
        same=same,
        differ=differ,
    )
    return _decided(best, evidence, rules)


def _decided(best: StoryCandidate | None, evidence: Evidence, rules: Rules) -> Verdict:
    if best is None or best.logit <= rules.link_logit - rules.unsure_logit:
        return Verdict(kind="new", evidence=evidence)
    if best.logit <= rules.link_logit:
        return Verdict(kind="unsure", evidence=evidence, maybe=best.story_id)
    return Verdict(kind="development", evidence=evidence, story_id=best.story_id)
