"""The order in which articles come decides nothing that lasts: labelled articles, shuffled, end in
stories that score alike.
"""

import random

import pytest

from bench.quality import DATA, grouping, labelled
from bench.stream import FOLDS, load, run
from monitor.matching.weights import packaged
from monitor.model import Rules

ORDERS = 3
APART_MAX = 0.01  # of a score: an article or two of 259; `bench.quality` prints it over more orders


def scores_of(lines):
    stream = run(lines, rules=[Rules()] * FOLDS, weights=[packaged()] * FOLDS)
    return [score.f1 for score in grouping(labelled(stream.decisions()))]


@pytest.mark.no_cover  # eight readings of the same files: what they run, others run too
@pytest.mark.parametrize("name", ["diplomacy.jsonl", "feeds.jsonl"])
def test_shuffled_articles_end_in_stories_that_score_alike(name):
    lines, dice = load(DATA / name), random.Random(7)
    shuffled = [dice.sample(lines, len(lines)) for _ in range(ORDERS)]
    for of_one_measure in zip(*map(scores_of, [lines, *shuffled]), strict=True):
        assert max(of_one_measure) - min(of_one_measure) <= APART_MAX
