"""The verdict: does an article tell one of the open stories, which, and why.

A comparison is the mean of the article against the story's articles, so that one odd report neither
draws others in nor keeps them out, and a growing story does not chain. Human corrections beat
everything, guards beat the weights. The cost is not symmetric: above `rules.link_logit` the article
is linked, a little below it a person is asked (`unsure`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from monitor.gazetteer.acts import acts_that_are
from monitor.matching import compare, explain
from monitor.matching.compare import ArrivingArticle, Factors
from monitor.matching.index import MEMBERS_COMPARED_MAX, Index, Norms
from monitor.matching.pairs import Pair
from monitor.matching.traits import SAID_MAX, Traits, exact, gap
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
    question: ArrivingArticle, story_id: str, *, index: Index, linear: Linear
) -> StoryCandidate:
    rows, reasons, pairs = [], [], []
    for traits, norms in index.members(story_id, limit=MEMBERS_COMPARED_MAX):
        if traits.article_id == question.traits.article_id:
            continue
        one, row, reason = pair(question, traits, norms, linear)
        index.pairs.note(question.traits.article_id, traits.article_id, one)
        rows.append(row)
        reasons.append(reason)
        pairs.append(one)
    if not rows:
        return StoryCandidate(
            story_id=story_id,
            logit=-BOUND,
            factors=(0.0,) * len(compare.NAMES),
            barred="nothing to compare",
        )
    own = index.story_of(question.traits.article_id)
    factors = compare.mean(rows, alone=len(rows) == 1 and (own is None or index.size(own) == 1))
    by_the_date = all(one.by_the_date for one in pairs)
    return StoryCandidate(
        story_id=story_id,
        logit=linear.of(factors),
        factors=factors,
        barred=ONLY_THE_DATE if by_the_date else _of_most(reasons),
    )


def pair(
    question: ArrivingArticle, other: Traits, norms: Norms, linear: Linear
) -> tuple[Pair, Factors, str | None]:
    """How two articles compare, the factors, and what forbids that they tell one story."""
    row = compare.factors(question, other, norms)
    reason = guard(question.traits, other)
    by_the_date = only_the_date(question.traits, other)
    found = Pair(linear.of(row), reason is not None, by_the_date)
    return found, row, reason


ONLY_THE_DATE = "nothing in common but the day: nobody, no party with its act, no place, no name"


def _of_most(barred: Sequence[str | None]) -> str | None:
    """What forbids it for more than half of the story's articles."""
    reasons = [reason for reason in barred if reason]
    return reasons[0] if 2 * len(reasons) > len(barred) else None


def _replaced(candidate: StoryCandidate, *, barred: str) -> StoryCandidate:
    return StoryCandidate(
        story_id=candidate.story_id, logit=candidate.logit, factors=candidate.factors, barred=barred
    )


def guard(a: Traits, b: Traits) -> str | None:
    """What forbids two articles to tell one story, whatever the weights say."""
    for forbids, reason in GUARDS:
        if forbids(a, b):
            return reason
    return None


def _other_pair(a: Traits, b: Traits) -> bool:
    """Each names its two who met, and at most one of them is in both."""
    if not (a.paired and b.paired and _of_two(a) and _of_two(b)):
        return False
    return len(_shared_of_two(a, b)) < TWO


def _others_who_met(a: Traits, b: Traits) -> bool:
    """Of 3,200 pairs of accounts that this keeps apart in the sets under bench/data, 2 told one
    event.
    """
    if not _of_leads(a) or not _of_leads(b) or _anybody_in_both(a, b):
        return False
    return (a.paired and b.paired) or _other_two_countries(a, b)


def _of_leads(a: Traits) -> bool:
    return a.leads > 0 and not a.multilateral


def _other_two_countries(a: Traits, b: Traits) -> bool:
    return _of_two(a) and _of_two(b) and set(a.countries) != set(b.countries)


def _of_two(a: Traits) -> bool:
    return len(a.countries) == TWO


def _anybody_in_both(a: Traits, b: Traits) -> bool:
    """Whether one person stands in both, under whatever spelling."""
    return not _all_names(a).isdisjoint(_all_names(b))


def _all_names(a: Traits) -> set[str | None]:
    return {*a.names, *a.known} - NOBODY


def _other_round(a: Traits, b: Traits) -> bool:
    """Both write out the event's own day and its number in a row, and neither names the other's."""
    if not a.ordinals or not b.ordinals or not set(a.ordinals).isdisjoint(b.ordinals):
        return False
    exact_days = exact(a.when) and exact(b.when)
    return exact_days and _written_days_apart(a, b, at_least_days=1)


def _call_and_meeting(a: Traits, b: Traits) -> bool:
    if not compare.from_afar(a.acts, b.acts):
        return False
    return _written_days_apart(a, b, at_least_days=compare.DAYS_APART_MIN)


def _written_days_apart(a: Traits, b: Traits, *, at_least_days: int) -> bool:
    """Both write out the event's days: so far from each other, and none of them named by both."""
    if not a.written or not b.written:
        return False
    apart_days = gap(a.when, b.when) or 0
    return apart_days >= at_least_days and set(a.days).isdisjoint(b.days)


def only_the_date(a: Traits, b: Traits) -> bool:
    """They share nobody, no party with its act, no place with a telling word, and no other name: a
    day alone makes no two articles one. So what nothing was read of joins nothing.
    """
    return not (
        _anybody_in_both(a, b)
        or _parties_with_an_act(a, b)
        or _place_with_a_word(a, b)
        or _names_said_in_both(a, b)
    )


def _parties_with_an_act(a: Traits, b: Traits) -> bool:
    """A body or a state in what both tell, as far as both tell an act; or two of them, though their
    acts are others.
    """
    shared = {*a.organisations, *a.countries}.intersection((*b.organisations, *b.countries))
    return len(shared) >= TWO or bool(shared and not _other_acts(a, b))


def _other_acts(a: Traits, b: Traits) -> bool:
    """Both tell acts, of which none is in both; "talks" and "meeting" are no others."""
    if not a.acts or not b.acts or not set(a.acts).isdisjoint(b.acts):
        return False
    of_two = acts_that_are("of_two")
    return of_two.isdisjoint(a.acts) or of_two.isdisjoint(b.acts)


def _place_with_a_word(a: Traits, b: Traits) -> bool:
    """Between languages, an act is the word that both share."""
    if set(a.places).isdisjoint(b.places):
        return False
    if not set(a.words).isdisjoint(b.words):
        return True
    return bool(a.acts and b.acts) and not _other_acts(a, b)


def _names_said_in_both(a: Traits, b: Traits) -> bool:
    """A name that no list holds, in the telling words of both."""
    theirs = set(b.names_said(SAID_MAX))
    return not theirs.isdisjoint(a.names_said(SAID_MAX))


def _shared_of_two(a: Traits, b: Traits) -> set[str]:
    """Who of the first's two is one of the other's two."""
    theirs = {*b.names[:TWO], *b.known[:TWO]} - NOBODY
    mine = zip(a.names[:TWO], a.known[:TWO], strict=True)
    return {name for name, known in mine if not theirs.isdisjoint((name, known))}


TWO = 2  # who met, or their countries
NOBODY = frozenset({None, ""})  # a person whom no row of office holders fits
GUARDS: tuple[tuple[Callable[[Traits, Traits], bool], str], ...] = (
    (_other_pair, "both name the two who met, and they are not the same two"),
    (
        _others_who_met,
        "two who met, or two countries, that are not the same two, and nobody in common",
    ),
    (_other_round, "another round, on days that both write out"),
    (_call_and_meeting, "a call and a meeting, on days that both write out"),
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
