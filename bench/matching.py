"""The matcher alone on a dense stream of made-up articles: the curve from 1,000 to 20,000 open stories, its p99, its memory.

    .venv/bin/python -m bench.matching       processor time, so that a busy machine does not count

Words and names are drawn from a Zipf-like law, so that common ones are in thousands of stories; twenty thousand stories lie
within forty days, and every article is compared with as many stories as the index allows.
"""

from __future__ import annotations

import datetime as dt
import gc
import random
import time
import tracemalloc

from monitor.matching.index import Index
from monitor.matching.judge import judge
from monitor.model import Article, Figure, Person, Place, Reading, Rules, Span, packed

WORDS, NAMES, WORDS_AN_ARTICLE, DAYS = 30_000, 3_000, 80, 40
SIZES = (1_000, 2_000, 5_000, 10_000, 20_000)
PROBES = 300
START = dt.date(2024, 1, 1).toordinal()
FLOOR_PER_S, GOAL_PER_S, FLOOR_P99_MS, GOAL_P99_MS, KB_MAX = 500, 1_500, 20.0, 5.0, 8.0


class Maker:
    """Articles of one made-up world."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        letters = "bcdfgklmnprstvz", "aeiou"
        self._names = ["".join(self._dice.choice(letters[i % 2]) for i in range(7)) for _ in range(NAMES)]
        self._countries = [a + b for a in "ABCDEF" for b in "KLMNOPQRST"]

    def _zipf(self, size: int) -> int:
        return min(int(self._dice.paretovariate(0.8)), size - 1)

    def make(self, number: int, day: int) -> tuple[Article, Reading]:
        words: dict[str, int] = {}
        while len(words) < WORDS_AN_ARTICLE:
            words[f"w{self._zipf(WORDS):04d}"] = 1
        name, other = (self._names[self._zipf(NAMES)] for _ in range(2))
        date = dt.date.fromordinal(START + day).isoformat()
        span, place = Span(start=date), Place(name=f"Place {self._dice.randrange(400)}")
        reading = Reading(
            language="en",
            title=" ".join(list(words)[:8]),
            people=tuple(Person(key=one, name=one, surname=one, role="lead") for one in (name, other)),
            countries=tuple(self._dice.sample(self._countries, 2)),
            place=place,
            places=(place,),
            date=span,
            dates=(span,),
            acts=("meeting",),
            words=packed((word, 1, not at % 4) for at, word in enumerate(words)),
            figures=(Figure(value=float(self._dice.randint(1, 500)), as_written=""),),
        )
        article = Article(id=f"a{number}", version="", text_hash="", text_bytes=1, published=date, title=reading.title)
        return article, reading


def curve() -> None:
    maker, index, made = Maker(7), Index(), 0
    rules = Rules(link_logit=50.0)  # so that nothing is linked: as many stories as articles
    print(f"{'open stories':>12} {'articles/s':>11} {'p50 ms':>8} {'p99 ms':>8} {'compared':>9}")
    for size in SIZES:
        for number in range(made, size):
            index.add(f"s{number}", *maker.make(number, number * DAYS // SIZES[-1]))
        made = size
        spent, compared = [], 0
        for number in range(PROBES):
            article, reading = maker.make(SIZES[-1] + number, (size - 1) * DAYS // SIZES[-1])
            gc.collect(0)
            started = time.process_time()
            compared += judge(article, reading, index=index, rules=rules).evidence.considered
            index.add(f"p{number}", article, reading)
            spent.append(time.process_time() - started)
            index.remove(article.id)
        spent.sort()
        per_s, p50, p99 = PROBES / sum(spent), spent[PROBES // 2] * 1000, spent[PROBES * 99 // 100] * 1000
        print(f"{size:>12,} {per_s:>11,.0f} {p50:>8.2f} {p99:>8.2f} {compared / PROBES:>9.1f}")
        if size == 5_000:
            at_5000 = per_s
    print(f"at 5,000 open stories  {at_5000:,.0f} articles/s   floor {FLOOR_PER_S:,}, goal {GOAL_PER_S:,}")
    print(f"at 20,000 open stories p99 {p99:.2f} ms   floor {FLOOR_P99_MS:.0f}, goal {GOAL_P99_MS:.0f}")


def memory(stories: int = 10_000) -> None:
    maker, index = Maker(8), Index()
    tracemalloc.start()
    for number in range(stories):
        index.add(f"s{number}", *maker.make(number, number * DAYS // stories))
    gc.collect()
    kept_kb = tracemalloc.get_traced_memory()[0] / 1024 / stories
    tracemalloc.stop()
    print(f"an open story of one article takes {kept_kb:.1f} KB in the index   at most {KB_MAX:.0f}")


if __name__ == "__main__":
    curve()
    memory()
