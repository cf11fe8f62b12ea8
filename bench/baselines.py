"""Two matchers that know nothing of diplomacy, for comparison in the same run; thresholds are tuned
on the set itself, in their favour.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence

from rapidfuzz import fuzz

from bench.stream import Line
from monitor.evaluation.scores import Labelled, bcubed
from monitor.matching.traits import gap, period_of

WINDOW_DAYS = 7
DECAY_DAYS = 4.0
WORD = re.compile(r"\w{3,}")

Similarity = Callable[[int, int], float]


def grouped(lines: Sequence[Line], similarity: Similarity, threshold: float) -> list[Labelled]:
    """Single pass: an article joins the story of its most similar predecessor within the window,
    else opens one.
    """
    story_of: list[int] = []
    found = []
    for i, line in enumerate(lines):
        best, at = threshold, -1
        for j in range(i):
            value = similarity(i, j)
            if value > best:
                best, at = value, j
        story_of.append(story_of[at] if at >= 0 else i)
        if line.event is not None:
            story = str(story_of[i])
            found.append(
                Labelled(
                    id=line.article.id,
                    event=line.event,
                    language=line.reading.language,
                    story=story,
                    story_at_arrival=story,
                    verdict="new",
                )
            )
    return found


def best_of(
    lines: Sequence[Line], similarity: Similarity, thresholds: Sequence[float]
) -> list[Labelled]:
    cached: dict[tuple[int, int], float] = {}

    def remembered(i: int, j: int) -> float:
        if (i, j) not in cached:
            cached[i, j] = similarity(i, j)
        return cached[i, j]

    runs = [grouped(lines, remembered, threshold) for threshold in thresholds]
    return max(runs, key=lambda run: bcubed([a.story for a in run], [a.event for a in run]).f1)


def token_set(lines: Sequence[Line]) -> list[Labelled]:
    """rapidfuzz token_set_ratio over title and text, within seven days."""
    texts = [f"{line.article.title or ''} {line.text}".casefold() for line in lines]
    days = [period_of(line.article.published) for line in lines]

    def similarity(i: int, j: int) -> float:
        apart = gap(days[i], days[j])
        return (
            0.0
            if apart is not None and apart > WINDOW_DAYS
            else fuzz.token_set_ratio(texts[i], texts[j])
        )

    return best_of(lines, similarity, range(30, 75, 3))


def tf_idf(lines: Sequence[Line]) -> list[Labelled]:
    """Cosine of TF-IDF vectors over title and text, times exp(-days / 4)."""
    counts = [
        Counter(WORD.findall(f"{line.article.title or ''} {line.text}".casefold()))
        for line in lines
    ]
    seen = Counter(word for count in counts for word in count)
    vectors = [
        {word: (1 + math.log(n)) * math.log(len(lines) / seen[word]) for word, n in count.items()}
        for count in counts
    ]
    norms = [math.sqrt(sum(w * w for w in vector.values())) or 1.0 for vector in vectors]
    days = [period_of(line.article.published) for line in lines]

    def similarity(i: int, j: int) -> float:
        apart = gap(days[i], days[j])
        a, b = sorted((vectors[i], vectors[j]), key=len)
        dot = sum(w * b[word] for word, w in a.items() if word in b)
        return dot / (norms[i] * norms[j]) * math.exp(-(0 if apart is None else apart) / DECAY_DAYS)

    return best_of(lines, similarity, [x / 50 for x in range(2, 20)])
