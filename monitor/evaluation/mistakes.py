"""Decisions that their labels contradict, worst first, each with its why: something for a person to
work on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from monitor.evaluation.scores import Labelled
from monitor.model import Comparison, Evidence

FACTORS_SHOWN = 6
MIXED_COSTS = 2  # two events told as one do more harm than one told as two


class Mistake(Struct, frozen=True, kw_only=True):
    """`cost` grows with the articles that it parts from their event or mixes with another's."""

    id: str
    what: str
    cost: int
    why: tuple[str, ...] = ()


def mistakes(articles: Sequence[Labelled], evidence: Mapping[str, Evidence]) -> list[Mistake]:
    """`evidence` by article id, as it was on arrival."""
    both = Counter((one.story, one.event) for one in articles)
    of_story, of_event = (
        Counter(one.story for one in articles),
        Counter(one.event for one in articles),
    )
    home = {event: story for (story, event), _ in sorted(both.items(), key=lambda item: item[1])}
    found = []
    for one in articles:
        mixed = of_story[one.story] - both[one.story, one.event]
        parted = of_event[one.event] - both[one.story, one.event]
        if mixed or parted:
            cost = MIXED_COSTS * mixed + parted
            what = _what(one, mixed=mixed, parted=parted, home=home[one.event])
            found.append(Mistake(id=one.id, what=what, cost=cost, why=why(evidence.get(one.id))))
    return sorted(found, key=lambda mistake: (-mistake.cost, mistake.id))


def _what(one: Labelled, *, mixed: int, parted: int, home: str) -> str:
    said = [f"{one.verdict}, in the story of {one.story}, event {one.event}"]
    if mixed:
        said.append(f"with {mixed} of other events")
    if parted:
        said.append(
            f"without {parted} of its own"
            + (f" (most are with {home})" if home != one.story else "")
        )
    return "; ".join(said)


def why(evidence: Evidence | None) -> tuple[str, ...]:
    """The evidence in lines: the rule, what is the same, what differs, the heaviest factors."""
    if evidence is None:
        return ()
    lines = {
        "": evidence.rule,
        "same: ": "; ".join(evidence.same),
        "differ: ": "; ".join(evidence.differ),
        "nearest: ": in_words(evidence.chosen),
        "runner-up: ": in_words(evidence.runner_up),
    }
    return tuple(f"{name}{said}" for name, said in lines.items() if said)


def in_words(comparison: Comparison | None) -> str:
    """Empty for none."""
    if comparison is None:
        return ""
    factors = [f"{f.name} {f.value * f.weight:+.1f}" for f in comparison.factors if f.weight][
        :FACTORS_SHOWN
    ]
    barred = f" (barred: {comparison.barred})" if comparison.barred else ""
    return f"{comparison.score:+.1f}{barred} = {', '.join(factors)}, …"
