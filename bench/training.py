"""Rows to learn from: each article against the true stories told before it that the index finds for
it.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct, structs

from bench import logistic
from bench.stream import FOLDS, Line, fold_of, lines_of
from monitor.matching import compare, facts, judge, novelty
from monitor.matching.index import Index
from monitor.matching.news import measures
from monitor.matching.news.sure import sure_reading
from monitor.matching.traits import traits_of
from monitor.matching.weights import Linear, Weights
from monitor.model import Rules

NO_WEIGHTS = Linear(0.0, (0.0,) * len(compare.NAMES))


class Row(Struct, frozen=True, kw_only=True):
    factors: tuple[float, ...]
    label: bool
    folds: tuple[int, int]  # of the article, and of the story it is compared with
    article_id: str = ""
    story_id: str = ""


def link_rows(lines: Iterable[Line], *, window_days: int = 21) -> list[Row]:
    index = Index()
    rows: list[Row] = []
    fold_of_story: dict[str, int] = {}
    for line in lines:
        traits = traits_of(line.article, line.reading)
        question = compare.arriving(traits, index)
        fold = fold_of(line.thread)
        story = line.event or line.article.id
        for story_id in index.candidates_of(traits, window_days=window_days):
            candidate = judge.against(question, story_id, index=index, linear=NO_WEIGHTS)
            rows.append(
                Row(
                    factors=candidate.factors,
                    label=story_id == story,
                    folds=(fold, fold_of_story[story_id]),
                    article_id=line.article.id,
                    story_id=story_id,
                )
            )
        index.add_traits(story, traits)
        fold_of_story[story] = fold
    return rows


def fit_link(rows: Sequence[Row], *, ridge: float = 3.0) -> dict[str, float]:
    signs = list(compare.SIGNS.values())
    bias, weights = logistic.fit(
        [row.factors for row in rows], [row.label for row in rows], signs, ridge=ridge
    )
    return cautious({"bias": bias, **dict(zip(compare.NAMES, weights, strict=True))})


# Not learnt from diplomacy but set on other news, where little is read of most articles: on one day
# many unlike things share names and words there, while articles without any date are mostly a
# chosen few.
CAUTION_DATED, CAUTION_UNDATED = 2.5, -0.75
# Nothing to learn from either: no two labelled articles are one agency's copy. Enough to outweigh
# all that speaks against two headlines of which nothing was read.
SAME_WORDS = 12.0


def cautious(link: dict[str, float]) -> dict[str, float]:
    undated = link["little read: both undated"] + CAUTION_DATED - CAUTION_UNDATED
    return {
        **link,
        "little read": link["little read"] - CAUTION_DATED,
        "little read: both undated": undated,
        "the same words": SAME_WORDS,
    }


def rows_of(*streams: Iterable[Line]) -> list[Row]:
    """Each stream as it was read, and, for what counts where little is read, with all stripped away
    that only readings of diplomacy have.
    """
    arrived = [order for lines in streams for order in orders(lines)]
    read = [row for lines in arrived for row in link_rows(lines)]
    bare = [row for lines in arrived for row in link_rows(map(stripped, lines))]
    return read + [row for row in bare if row.factors[compare.THIN] == 1.0]


OTHER_ORDERS = 2


def orders(lines: Iterable[Line]) -> list[list[Line]]:
    """As published, and in other orders of arrival: what a story has when a report comes is chance,
    and there is little to learn from.
    """
    told, dice = list(lines), random.Random(5)
    return [told, *(dice.sample(told, len(told)) for _ in range(OTHER_ORDERS))]


def stripped(line: Line) -> Line:
    """The same article, if no office, country, place, organisation or act had been read from it."""
    people = tuple(
        structs.replace(person, office=None, country=None, known=None, organisation=None)
        for person in line.reading.people
    )
    reading = structs.replace(
        line.reading,
        people=people,
        countries=(),
        organisations=(),
        place=None,
        places=(),
        acts=(),
        ordinals=(),
        multilateral=False,
    )
    return structs.replace(line, reading=reading)


def folds_of_weights(rows: Sequence[Row]) -> list[Weights]:
    """For each fold, weights that have seen none of its threads. The threshold needs no tuning: 0
    is as likely as not.
    """
    return [
        Weights(link=fit_link([row for row in rows if fold not in row.folds]))
        for fold in range(FOLDS)
    ]


def learn(rows: Sequence[Row], judged: Sequence[Judged]) -> Weights:
    """What the program is shipped with: learnt from everything."""
    return Weights(link=fit_link(rows), novelty=fit_novelty(judged))


class Judged(Struct, frozen=True, kw_only=True):
    """One judgement: the later report against the earlier ones of its story."""

    factors: tuple[float, ...]
    label: bool  # a development
    fold: int
    later: str


def novelty_rows(lines: Iterable[Line], judgements: Path) -> list[Judged]:
    by_id = {line.article.id: line for line in lines}
    rows = []
    for judgement in lines_of(judgements):
        later = by_id[judgement["later"]]
        told = [by_id[article_id] for article_id in judgement["earlier"]]
        earlier = [(line.article, line.reading, line.text) for line in told]
        sure = sure_reading(later.reading, Rules())
        found = facts.new_facts(sure, [line.reading for line in told])
        values = measures.measured(
            later.article, later.reading, later.text, earlier=earlier, found=found
        )
        rows.append(
            Judged(
                factors=tuple(values),
                label=judgement["relation"] == "development",
                fold=fold_of(later.thread),
                later=later.article.id,
            )
        )
    return rows


def fit_novelty(rows: Sequence[Judged], *, ridge: float = 0.5) -> dict[str, float]:
    signs = list(measures.SIGNS.values())
    bias, weights = logistic.fit(
        [row.factors for row in rows], [row.label for row in rows], signs, ridge=ridge
    )
    return {"bias": bias, **dict(zip(measures.NAMES, weights, strict=True))}


def novelty_judged(
    lines: Sequence[Line], judgements: Path, *, more: Sequence[Judged] = ()
) -> list[tuple[str, str]]:
    """(said, true) for each judgement, each said with weights that have seen none of its thread.
    `more` is learnt from too.
    """
    by_id = {line.article.id: line for line in lines}
    rows = [*novelty_rows(lines, judgements), *more]
    learnt = [
        Weights(link={}, novelty=fit_novelty([row for row in rows if row.fold != fold]))
        for fold in range(FOLDS)
    ]
    said = []
    for judgement in lines_of(judgements):
        later = by_id[judgement["later"]]
        earlier = [
            (line.article, line.reading, line.text)
            for line in (by_id[name] for name in judgement["earlier"])
        ]
        weights = learnt[fold_of(later.thread)]
        found = novelty.novelty(
            later.article,
            later.reading,
            later.text,
            earlier=earlier,
            rules=Rules(),
            weights=weights,
        )
        said.append((found.kind, judgement["relation"]))
    return said
