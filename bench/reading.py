"""How fast articles are read, and that no text can make it slow.

Prints articles of 400 words a second on one core (goal 250), the share of each step, and the worst milliseconds a KB over mutated
and made-up hostile texts (limit 2). Usage: python bench/reading.py [seconds]
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

from monitor.model import TEXT_BYTES_MAX, Article
from monitor.reading import clean, cues, dates, language, marks, numbers, read, scan, sentences

SEEDS = Path(__file__).parents[1] / "seeds"
WORDS = 400
LIMIT_MS_PER_KB = 2.0
BAIT = (
    "a" * 70, "(" * 40, "“" * 30, '"' * 30, "«A " * 20, "1,234.5 " * 10, "12-" * 20, "1. " * 20, "Mr. " * 20, " - " * 20, "December 12, " * 8, "и по до " * 10,
    "said said said ", "он сказал ", "<p " * 20, "&amp;" * 20, "第一二三" * 10, "月日" * 20, "\u200b" * 20, "İ" * 20, "ы" * 60, "\n" * 20, ": “", "2024 2025 ", "$€" * 20, "19–20–21–",
    "\U0001f600" * 20, "ا" * 50, "President of the Republic of ", "the Senate of the Parliament of the ", "Ан-" * 20, "A.B.C.D.E.F." * 4, "00:00:00 ", "http://x.y/" * 5,
)  # fmt: skip


def article(published: str | None = "2024-03-15") -> Article:
    return Article(id="0" * 16, version="0" * 12, text_hash="", text_bytes=0, published=published)


def seeds() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))]


def cpu_ms(action: Callable[[], object]) -> float:
    start = time.process_time()
    action()
    return (time.process_time() - start) * 1000


def speed(texts: list[str]) -> None:
    for text in texts:
        read(article(), text)
    took, words = 0.0, 0
    for _ in range(8):
        for text in texts:
            took += cpu_ms(lambda text=text: read(article(), text))  # type: ignore[misc]  # mypy: a lambda with a default
            words += len(text.split())
    per_article = took / words * WORDS
    print(
        f"read           {per_article:6.2f} ms an article of {WORDS} words   {1000 / per_article:6.0f} articles/s (goal 250)"
    )


def steps(text: str) -> None:
    page = clean.clean(text)
    split = [sentence for paragraph in page.paragraphs for sentence in sentences.split(paragraph)]
    scans = [scan.scan(sentence, "en") for sentence in split]
    table: dict[str, Callable[[], object]] = {
        "clean": lambda: clean.clean(text),
        "language": lambda: language.language_of(text),
        "marks": lambda: [marks.pairs(paragraph) for paragraph in page.paragraphs],
        "sentences": lambda: [sentences.split(paragraph) for paragraph in page.paragraphs],
        "scan": lambda: [scan.scan(sentence, "en") for sentence in split],
        "cues": lambda: [cues.cues_in(one.tokens, "en") for one in scans],
        "dates": lambda: [dates.placed_dates(sentence, "en", "2024-03-15") for sentence in split],
        "numbers": lambda: [numbers.figures_in(sentence, "en") for sentence in split],
    }
    for name, action in table.items():
        action()
        print(
            f"  {name:12} {min(cpu_ms(action) for _ in range(5)):6.2f} ms of the longest seed ({len(text.split())} words)"
        )


def mutated(text: str, chance: random.Random) -> str:
    """Real text with pieces doubled, cut, shuffled, and bait put in; up to the bytes that are ever passed."""
    pieces = text.split(" ")
    for _ in range(chance.randrange(1, 40)):
        at = chance.randrange(len(pieces))
        kind = chance.randrange(4)
        if kind == 0:
            pieces.insert(at, chance.choice(BAIT) * chance.randrange(1, 30))
        elif kind == 1:
            pieces[at : at + chance.randrange(8)] = []
            pieces = pieces or ["x"]
        elif kind == 2:
            pieces[at] = pieces[at] * chance.randrange(1, 50)
        else:
            pieces += pieces[: chance.randrange(200)]
    joined = chance.choice((" ", "", "\n", ". ")).join(pieces) if chance.random() < 0.3 else " ".join(pieces)
    if chance.random() < 0.2:
        joined *= chance.randrange(1, 30)
    return joined.encode()[:TEXT_BYTES_MAX].decode(errors="ignore")


def per_kb(text: str) -> float:
    return cpu_ms(lambda: read(article(), text)) / max(len(text.encode()) / 1024, 1.0)


def worst(texts: list[str], seconds: float) -> bool:
    chance = random.Random(7)
    hostile = [
        (bait * (TEXT_BYTES_MAX // len(bait)))[:TEXT_BYTES_MAX].encode()[:TEXT_BYTES_MAX].decode(errors="ignore")
        for bait in BAIT
    ]
    slowest, tried, at = (0.0, ""), 0, time.monotonic() + seconds
    while hostile or time.monotonic() < at:
        text = hostile.pop() if hostile else mutated(chance.choice(texts), chance)
        took = per_kb(text)
        if took > LIMIT_MS_PER_KB:  # once more: the word lists of a language are built when first needed
            took = min(took, per_kb(text))
        tried += 1
        slowest = max(slowest, (took, text[:60]))
    print(f"worst of {tried} hostile texts  {slowest[0]:.2f} ms a KB (limit {LIMIT_MS_PER_KB:.0f})  {slowest[1]!r}")
    return slowest[0] <= LIMIT_MS_PER_KB


def main() -> int:
    texts = seeds()
    speed(texts)
    steps(max(texts, key=len))
    return 0 if worst(texts, float(sys.argv[1]) if len(sys.argv) > 1 else 20.0) else 1


if __name__ == "__main__":
    raise SystemExit(main())
