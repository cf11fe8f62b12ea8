"""The verdict: does an article tell one of the open stories, which, and why.

A comparison is the mean of the article against the story's articles, so that one odd report neither
draws others in nor keeps them out, and a growing story does not chain. Human corrections beat
everything, guards beat the weights. The cost is not symmetric: above `rules.link_logit` the article
is linked, a little below it a person is asked (`unsure`).
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import mul

from msgspec import Struct

from monitor.matching import compare, explain
from monitor.matching.compare import ArrivingArticle, Factors
from monitor.matching.index import MEMBERS_COMPARED_MAX, Index
from monitor.matching.traits import Traits, exact, gap
from monitor.matching.weights import Weights, packaged
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


def compared(  # noqa: PLR0913 — as judge
    traits: Traits,
    *,
    index: Index,
    rules: Rules,
    bindings: Iterable[Binding],
    weights: Weights,
    apart_from: str | None = None,
) -> list[StoryCandidate]:
    """The open stories that come into question, best first; those that are barred come last."""
    together, apart = _bound(traits.article_id, bindings, index)
    found = index.candidates_of(traits, window_days=rules.window_days)
    if not found and (nearest := index.nearest_of(traits)) is not None and nearest != apart_from:
        apart.setdefault(nearest, "told at another time")
    story_ids = dict.fromkeys([*together, *found, *(s for s in apart if not found)])
    question = compare.arriving(traits, index)
    linear = linear_of(weights)
    candidates = []
    for story_id in story_ids:
        if story_id == apart_from:
            continue
        candidate = against(question, story_id, index=index, linear=linear)
        if story_id in apart:
            candidate = _replaced(candidate, barred=apart[story_id])
        elif story_id in together:
            candidate = StoryCandidate(
                story_id=story_id, logit=BOUND, factors=candidate.factors, bound=True
            )
        candidates.append(candidate)
    return sorted(candidates, key=lambda c: (c.barred is not None, -c.logit, c.story_id))


class Linear(Struct, frozen=True):
    bias: float
    weights: tuple[float, ...]


def linear_of(weights: Weights) -> Linear:
    return Linear(
        weights.link.get("bias", 0.0), tuple(weights.link.get(name, 0.0) for name in compare.NAMES)
    )


def against(
    question: ArrivingArticle, story_id: str, *, index: Index, linear: Linear
) -> StoryCandidate:
    rows, barred = [], []
    for traits, norms in index.members(story_id, limit=MEMBERS_COMPARED_MAX):
        if traits.article_id == question.traits.article_id:
            continue
        rows.append(compare.factors(question, traits, norms))
        barred.append(guard(question.traits, traits))
    if not rows:
        return StoryCandidate(
            story_id=story_id,
            logit=-BOUND,
            factors=(0.0,) * len(compare.NAMES),
            barred="nothing to compare",
        )
    own = index.story_of(question.traits.article_id)
    factors = compare.mean(rows, alone=len(rows) == 1 and (own is None or index.size(own) == 1))
    logit = linear.bias + sum(map(mul, linear.weights, factors))
    reasons = [reason for reason in barred if reason]
    return StoryCandidate(
        story_id=story_id,
        logit=logit,
        factors=factors,
        barred=reasons[0] if 2 * len(reasons) > len(rows) else None,
    )


def _replaced(candidate: StoryCandidate, *, barred: str) -> StoryCandidate:
    return StoryCandidate(
        story_id=candidate.story_id, logit=candidate.logit, factors=candidate.factors, barred=barred
    )


def guard(a: Traits, b: Traits) -> str | None:
    """What forbids two articles to tell one story, whatever the weights say."""
    if (
        a.paired
        and b.paired
        and len(_shared(a, b)) < TWO
        and len(a.countries) == len(b.countries) == TWO
    ):
        return "both name the two who met, and they are not the same two"
    if a.leads and b.leads and _are_others(a, b):
        return "two who met, or two countries, that are not the same two, and nobody in common"
    if _other_days(a, b) and a.ordinals and b.ordinals and set(a.ordinals).isdisjoint(b.ordinals):
        return "another round, on days that both write out"
    if a.written and b.written and _days_apart(a, b) and compare.from_afar(a.acts, b.acts):
        return "a call and a meeting, on days that both write out"
    return None


def _are_others(a: Traits, b: Traits) -> bool:
    """Of 3,200 pairs of accounts that this keeps apart in the sets under bench/data, 2 told one
    event.
    """
    if a.multilateral or b.multilateral or _anybody(a, b):
        return False
    return (a.paired and b.paired) or (
        _of_two(a) and _of_two(b) and set(a.countries) != set(b.countries)
    )


def _of_two(a: Traits) -> bool:
    return len(a.countries) == TWO


def _anybody(a: Traits, b: Traits) -> bool:
    """Whether one person stands in both, under whatever spelling."""
    return not {*a.names, *filter(None, a.known)}.isdisjoint({*b.names, *filter(None, b.known)})


def _other_days(a: Traits, b: Traits) -> bool:
    """Both write out the event's own day, and neither names the other's."""
    if not (a.written and b.written and exact(a.when) and exact(b.when)):
        return False
    return (gap(a.when, b.when) or 0) > 0 and set(a.days).isdisjoint(b.days)


def _days_apart(a: Traits, b: Traits) -> bool:
    """Days that cannot be one event's: far enough from each other, and none of them named by both."""
    return (gap(a.when, b.when) or 0) >= compare.DAYS_APART_MIN and set(a.days).isdisjoint(b.days)


TWO = 2


def _shared(a: Traits, b: Traits) -> set[str]:
    """Who of the first's two is one of the other's two."""
    theirs = {name for name in (*b.names[:TWO], *b.known[:TWO]) if name}
    mine = zip(a.names[:TWO], a.known[:TWO], strict=True)
    return {name for name, known in mine if name in theirs or known in theirs}


def _bound(
    article_id: str, bindings: Iterable[Binding], index: Index
) -> tuple[set[str], dict[str, str]]:
    """Stories that a person bound the article to, and those that a person keeps it out of, with the
    reason.
    """
    together: set[str] = set()
    apart: dict[str, str] = {}
    for binding in bindings:
        if article_id not in {binding.a, binding.b}:
            continue
        story_id = index.story_of(binding.b if binding.a == article_id else binding.a)
        if story_id is not None and binding.together:
            together.add(story_id)
        elif story_id is not None:
            apart[story_id] = "a person said that they are two stories"
    return together.difference(apart), apart


def _verdict(
    traits: Traits,
    candidates: list[StoryCandidate],
    *,
    index: Index,
    rules: Rules,
    weights: Weights,
) -> Verdict:
    free = [candidate for candidate in candidates if candidate.barred is None]
    best = free[0] if free else None
    rest = [candidate for candidate in candidates if candidate is not best]
    say = explain.Explainer(traits, index=index, weights=weights)
    chosen = say.comparison(best) if best else None
    same, differ = say.same_and_differ(best or (rest[0] if rest else None))
    evidence = Evidence(
        rule=say.rule(best, candidates, rules),
        rules=weights.fingerprint,
        considered=len(candidates),
        chosen=chosen,
        runner_up=say.comparison(rest[0]) if rest else None,
        same=same,
        differ=differ,
    )
    if best is None or best.logit <= rules.link_logit - rules.unsure_logit:
        return Verdict(kind="new", evidence=evidence)
    if best.logit <= rules.link_logit:
        return Verdict(kind="unsure", evidence=evidence, maybe=best.story_id)
    return Verdict(kind="development", evidence=evidence, story_id=best.story_id)
