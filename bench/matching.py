"""The matcher alone on a dense stream of made-up articles: the curve from 1,000 to 20,000 open
stories, its p99, its memory.

    .venv/bin/python -m bench.matching [--articles FILE]     processor time, so that a busy machine
                                                             does not count

Words and names are drawn from a Zipf-like law, so that common ones are in thousands of stories;
twenty thousand stories lie within forty days, and every article is compared with as many stories as
the index allows. Memory is that of real readings, each told of other people and days, decoded from
events as a log gives them.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import random
import time
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

from msgspec import structs

from bench.stream import load
from monitor.claims import read
from monitor.engine.matcher import Matcher
from monitor.events.stories_and_feeds import ArticleTaken, StoryOpened
from monitor.log import codec
from monitor.matching.index import Index
from monitor.matching.judge import judge
from monitor.model import (
    Article,
    Evidence,
    Figure,
    PackedStems,
    Person,
    Place,
    Reading,
    Rules,
    Span,
)
from monitor.stories.evolve import evolve
from monitor.stories.state import State

Told = tuple[Article, Reading]

DATA, SEEDS = Path(__file__).parent / "data", Path(__file__).parents[1] / "seeds"
NOON = dt.datetime(2024, 3, 15, 12, tzinfo=dt.UTC)
WORDS_FULL = 400
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
        self._names = [
            "".join(self._dice.choice(letters[i % 2]) for i in range(7)) for _ in range(NAMES)
        ]
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
            people=tuple(
                Person(key=one, name=one, surname=one, role="lead") for one in (name, other)
            ),
            countries=tuple(self._dice.sample(self._countries, 2)),
            place=place,
            places=(place,),
            date=span,
            dates=(span,),
            acts=("meeting",),
            packed_words=PackedStems.of(
                (word, 1, not at % 4) for at, word in enumerate(words)
            ).packed,
            figures=(Figure(value=float(self._dice.randint(1, 500)), as_written=""),),
        )
        article = Article(
            id=f"a{number}",
            version="",
            text_hash="",
            text_bytes=1,
            published=date,
            title=reading.title,
        )
        return article, reading


def curve() -> None:
    maker, index, made = Maker(7), Index(), 0
    rules = Rules(link_logit=50.0)  # so that nothing is linked: as many stories as articles
    print(f"{'open stories':>12} {'articles/s':>11} {'p50 ms':>8} {'p99 ms':>8} {'compared':>9}")
    at_5000 = 0.0
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
        per_s, p50, p99 = (
            PROBES / sum(spent),
            spent[PROBES // 2] * 1000,
            spent[PROBES * 99 // 100] * 1000,
        )
        print(f"{size:>12,} {per_s:>11,.0f} {p50:>8.2f} {p99:>8.2f} {compared / PROBES:>9.1f}")
        if size == 5_000:
            at_5000 = per_s
    print(
        f"at 5,000 open stories  {at_5000:,.0f} articles/s   floor {FLOOR_PER_S:,}, goal "
        f"{GOAL_PER_S:,}"
    )
    print(
        f"at 20,000 open stories p99 {p99:.2f} ms   floor {FLOOR_P99_MS:.0f}, goal "
        f"{GOAL_P99_MS:.0f}"
    )


# --- memory ---


def memory(name: str, told: Sequence[Told], stories: int) -> None:
    """All that an open story of one article takes: in the State, as a log gives it, and in the
    index.
    """
    dice, events = random.Random(8), []
    for number in range(stories):
        article, reading = varied(*told[number % len(told)], number, dice)
        opened = StoryOpened(
            story_id=f"{number:016x}",
            number=number + 1,
            article_id=article.id,
            evidence=Evidence(rule=""),
        )
        events += [
            codec.encode(ArticleTaken(article=article, reading=reading)),
            codec.encode(opened),
        ]
    del article, reading, opened
    gc.collect()
    tracemalloc.start()
    state = State()
    for event in events:
        evolve(state, codec.decode(*event), NOON)
    matcher = Matcher(state, rules=Rules(), text_of=lambda _: None)
    matcher.prepare()
    del event
    gc.collect()
    kept_kb = tracemalloc.get_traced_memory()[0] / 1024 / stories
    tracemalloc.stop()
    print(f"an open story, {name:<34} {kept_kb:.1f} KB in State and index   at most {KB_MAX:.0f}")


def varied(article: Article, reading: Reading, number: int, dice: random.Random) -> Told:
    """The same article as if it told of others: every fourth word, every name, the days and the
    address are its own.
    """
    words = [
        (_word(dice.randrange(WORDS)) if at % 4 == 0 else stem, times, as_name)
        for at, (stem, times, as_name) in enumerate(reading.words.stems())
    ]
    day = dt.date.fromordinal(START + number * DAYS // 10_000)
    spans = tuple(
        structs.replace(span, start=(day + dt.timedelta(at)).isoformat())
        for at, span in enumerate(reading.dates)
    )
    reading = structs.replace(
        reading,
        packed_words=PackedStems.of(words).packed,
        title=f"{reading.title} {number}",
        people=tuple(_another(person, dice.randrange(NAMES)) for person in reading.people),
        dates=spans,
        date=spans[0] if spans and reading.date else None,
    )
    article = structs.replace(
        article,
        id=f"{number + (7 << 60):016x}",
        version=f"{number + (7 << 44):012x}",
        text_hash=f"{number + (7 << 252):064x}",
        url=f"https://news.example/world/{day.isoformat()}/a-story-with-a-name-{number}",
        title=reading.title,
        published=day.isoformat() + "T09:00:00Z",
        given_id=None,
    )
    return article, reading


def _word(which: int) -> str:
    return "".join(chr(97 + which // 26**at % 26) for at in range(4))


def _another(person: Person, which: int) -> Person:
    name = _word(which) + "ova"
    given, _, _ = person.name.rpartition(" ")
    return structs.replace(
        person, key=name, name=f"{given} {name}".strip(), surname=name, known=None
    )


def accounts() -> list[Told]:
    """As feeds give them: title and summary, about 40 words."""
    return [(line.article, line.reading) for line in load(DATA / "diplomacy.jsonl")]


def full_texts(path: Path | None) -> list[Told]:
    """Articles of about 400 words: the seeds cut to that, or those of a file."""
    if path:
        lines = [line for line in load(path) if len(line.text.split()) >= WORDS_FULL - 20]
        return [(line.article, line.reading) for line in lines]
    texts = [
        " ".join(part.read_text(encoding="utf-8").split(" ")[:WORDS_FULL])
        for part in sorted(SEEDS.glob("*.txt"))
    ]
    article = Article(
        id="0" * 16,
        version="0" * 12,
        text_hash="",
        text_bytes=1,
        published="2024-03-15",
        outlet="An outlet",
    )
    return [(article, read(article, text)) for text in texts]


def main() -> None:
    parser = argparse.ArgumentParser(
        description="How fast the matcher is, and what an open story takes."
    )
    parser.add_argument(
        "--articles",
        type=Path,
        help="articles of 400 words, .jsonl or .jsonl.gz, instead of the seeds",
    )
    given = parser.parse_args()
    curve()
    memory("title and summary (40 words)", accounts(), 10_000)
    memory(f"full text ({WORDS_FULL} words)", full_texts(given.articles), 10_000)


if __name__ == "__main__":
    main()
