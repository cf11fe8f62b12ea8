"""How fast articles of 400 words are read, and read and matched, on one core: processor time.

    python -m bench.reading [FILE.jsonl[.gz]]     another file's articles of 400 words and more,
                                                  cut to 400

Without a file the articles are put together from bench/data/diplomacy.jsonl, neighbours of one
language, each used once. Each is read once, as it comes: the first of each language makes its word
lists and is not counted, and no text is read a second time. For texts that are made to be slow see
bench/hostile.py.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.against import article_of
from bench.stream import lines_of
from monitor.claims import read
from monitor.dates import parse
from monitor.figures import figures
from monitor.gazetteer import cues
from monitor.matching.index import Index
from monitor.matching.judge import judge
from monitor.model import Article, Rules
from monitor.reading import boilerplate
from monitor.reading.events import annotate
from monitor.text import language_id, quotation_marks, sentences

SEEDS = Path(__file__).parents[1] / "seeds"
REAL = Path(__file__).parent / "data" / "diplomacy.jsonl"
WORDS = 400
ARTICLES_MAX = 600
FLOOR_PER_S, GOAL_PER_S = 80, 250
Text = tuple[Article, str]


def long_ones(documents: Sequence[dict[str, str]]) -> list[Text]:
    """Articles that have the words, cut to them."""
    long = [one for one in documents if len(one["text"].split()) >= WORDS][:ARTICLES_MAX]
    return [
        (article_of(Article, number, one), " ".join(one["text"].split()[:WORDS]))
        for number, one in enumerate(long)
    ]


def put_together(documents: Sequence[dict[str, str]]) -> list[Text]:
    """Neighbours of one language and time, joined until they have the words."""
    made: list[Text] = []
    waiting: dict[str, list[dict[str, str]]] = {}
    for one in sorted(documents, key=lambda one: one.get("published") or ""):
        group = waiting.setdefault(one.get("lang", ""), [])
        group.append(one)
        text = "\n\n".join(part["text"] for part in group)
        if len(text.split()) >= WORDS:
            made.append((article_of(Article, len(made), group[0]), text))
            group.clear()
    return made


def speed(name: str, texts: Sequence[Text]) -> None:
    index, rules = Index(), Rules()
    reading = matching = 0.0
    words = counted = 0
    languages: set[str | None] = set()
    for one, text in texts:
        start = time.process_time()
        found = read(one, text)
        middle = time.process_time()
        verdict = judge(one, found, index=index, rules=rules)
        index.add(verdict.story_id or one.id, one, found)
        if one.lang in languages:
            counted += 1
            reading += middle - start
            matching += time.process_time() - middle
            words += len(text.split())
        languages.add(one.lang)
    of_400 = WORDS / words
    print(
        f"{name}, {counted} articles: {reading * of_400 * 1000:.2f} ms read, "
        f"{matching * of_400 * 1000:.2f} ms matched of {WORDS} words   "
        f"{1 / ((reading + matching) * of_400):.0f} articles/s   floor {FLOOR_PER_S}, goal "
        f"{GOAL_PER_S}"
    )


def cpu_ms(action: Callable[[], object]) -> float:
    start = time.process_time()
    action()
    return (time.process_time() - start) * 1000


def steps(text: str) -> None:
    page = boilerplate.clean(text)
    split = [sentence for paragraph in page.paragraphs for sentence in sentences.split(paragraph)]
    scans = [annotate.scan(sentence, "en") for sentence in split]
    table: dict[str, Callable[[], object]] = {
        "clean": lambda: boilerplate.clean(text),
        "language": lambda: language_id.language_of(text),
        "marks": lambda: [quotation_marks.pairs(paragraph) for paragraph in page.paragraphs],
        "sentences": lambda: [sentences.split(paragraph) for paragraph in page.paragraphs],
        "scan": lambda: [annotate.scan(sentence, "en") for sentence in split],
        "cues": lambda: [cues.cues_in(one.tokens, "en") for one in scans],
        "dates": lambda: [parse.placed_dates(sentence, "en", "2024-03-15") for sentence in split],
        "numbers": lambda: [figures.figures_in(sentence, "en") for sentence in split],
    }
    print(f"steps, of the longest seed ({len(text.split())} words)")
    for name, action in table.items():
        action()
        print(f"  {name:12} {min(cpu_ms(action) for _ in range(5)):6.2f} ms")


def main() -> None:
    if len(sys.argv) > 1:
        speed(Path(sys.argv[1]).name, long_ones(lines_of(Path(sys.argv[1]))))
    speed("diplomacy, joined", put_together(lines_of(REAL)))
    steps(max((path.read_text(encoding="utf-8") for path in SEEDS.glob("*.txt")), key=len))


if __name__ == "__main__":
    main()
