"""No text can make reading slow, or raise: the worst processor time a KB over made-up and mutated
texts, limit 2 ms, and how that compares with articles.

    python -m bench.hostile [seconds]       how long texts are mutated, by default 60; the made
                                            ones come first, all of them

Three kinds: a bait repeated until a text is full; shapes of any size (long lines, nested marks,
lists of names, dates without end, letters of all scripts), also doubled from 8 to 64 KB, which
shows what grows faster than its text; and real texts in all the languages of bench/data, mutated
and with bait put in. What words were looked up is forgotten before each reading, so that a text is
not measured with what it has taught already. Word lists stay: a process makes them once. The least
of three runs counts, of twelve if that is too long, which leaves other processes out. A text below
4 KB counts as 4 KB, so that a short one may take 8 ms: beginning costs the same however little
follows; the longest that any short one took is printed too. A line of a megabyte is cut to the
bytes that are kept, as anywhere.

Articles, one after another in their own language, are read the same way in the same run: on a busy
machine, where the limit says little, their ratio says whether what is made to be slow is slower
than what is read all day.
"""

from __future__ import annotations

import gc
import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from msgspec import Struct

from monitor.claims import read
from monitor.intake.normalize import incoming
from monitor.model import TEXT_BYTES_MAX, Article
from monitor.text.lexicon import Lexicon, Vocabulary

READING = tuple(f"monitor.{room}." for room in ("text", "names", "gazetteer", "reading"))
SEEDS = Path(__file__).parents[1] / "seeds"
REAL = Path(__file__).parent / "data" / "diplomacy.jsonl"
LIMIT_MS_PER_KB = 2.0
GROWTH_MAX = 1.5  # of the time a KB when a text is eight times as long
SIZES_KB = (8, 16, 32, 64)
ARTICLES = REAL.with_name("full-length.jsonl")
ARTICLES_KB = 8  # of one language, one after another
SHORT_KB = 4.0  # what a shorter text counts as
RUNS = 3
RUNS_DOUBTED = 9  # more of them, for a text that seems to take too long
SHOWN = 8
BAIT = (
    "a" * 70, "(" * 40, "“" * 30, '"' * 30, "«A " * 20, "1,234.5 " * 10, "12-" * 20, "1. " * 20,
    "Mr. " * 20, " - " * 20, "December 12, " * 8, "и по до " * 10,
    "said said said ", "он сказал ", "<p " * 20, "&amp;" * 20, "第一二三" * 10, "月日" * 20,
    "\u200b" * 20, "İ" * 20, "ы" * 60, "\n" * 20, ": “", "2024 2025 ", "$€" * 20, "19–20–21–",
    "\U0001f600" * 20, "ا" * 50, "President of the Republic of ",
    "the Senate of the Parliament of the ", "Ан-" * 20, "A.B.C.D.E.F." * 4, "00:00:00 ",
    "http://x.y/" * 5,
    '"A b" said X. ', "“A b c d e f,” he said. ", "mai ", "may 1 ", "sat sun ", "on on ", "de la ",
    "Ali bin Ali ", "A. B. Xi ", "-2024-01-02", "1/2/2024 ", "١٢ مارس ", "وقال إن ", "«تصريح» ",
    "大使王毅", "“我们”他说。",
    "$1.2 million ", "5 % ", "12 and 13 and ", "13-й раунд ", "第十三轮", "XIV summit ",
    "Foreign Minister Foreign Minister ", "C5+1 ", "UN-EU ", "'tis ‘a’ ", "—", "...", "?!",
    "www.a.b ", "a@b.c ", "\u0301" * 30, "e\u0301" * 20, "\u202e" * 10, "\ufdfa" * 5,
    "Tokayev, Putin, ", "Kassym-Jomart Kemeluly ", "In March ", "last year ", "next week ",
    "en mars de l'année ", "le 1er ", "1º de ", "ўқ ", "ә", "ğı", "ქართული ", "हिन्दी ", "한국의 ",
    "ไทย", "Ω ", "אבג ",
)  # fmt: skip
Made = Callable[[int, random.Random], str]


class Slow(Struct, frozen=True, order=True):
    ms_per_kb: float
    kind: str
    head: str


def words_of_all() -> list[str]:
    """Words of real articles in many languages."""
    return [word for text in real_texts() for word in text.split()]


def real_texts() -> list[str]:
    lines = [json.loads(line) for line in REAL.read_text(encoding="utf-8").splitlines()]
    by_language: dict[str, list[str]] = {}
    for line in lines:
        by_language.setdefault(line.get("lang", ""), []).append(
            f"{line.get('title', '')}\n{line['text']}"
        )
    joined = [
        "\n\n".join(texts[at : at + 8])
        for texts in by_language.values()
        for at in range(0, len(texts), 8)
    ]
    return [*joined, *(path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt")))]


def articles() -> Iterator[tuple[str, str]]:
    """(language, its articles one after another), where there are enough of them."""
    by_language: dict[str, list[str]] = {}
    for line in ARTICLES.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        by_language.setdefault(article["lang"], []).append(article["text"])
    for language, texts in by_language.items():
        joined = "\n\n".join(texts).encode()[: ARTICLES_KB * 1024]
        if len(joined) == ARTICLES_KB * 1024:
            yield language, joined.decode(errors="ignore")


# --- shapes of any size ---


def _of(*pieces: str, between: str = " ") -> Made:
    """Pieces by chance, one after another."""

    def make(size: int, chance: random.Random) -> str:
        found: list[str] = []
        length = 0
        while length < size:
            piece = chance.choice(pieces)
            found.append(piece)
            length += len((piece + between).encode())
        return between.join(found)

    return make


def _nested(opening: str, closing: str) -> Made:
    def make(size: int, chance: random.Random) -> str:
        deep = chance.randrange(2, 40)
        one = " ".join(
            [*(f"{opening}Word" for _ in range(deep)), *(f"word{closing}," for _ in range(deep))]
        )
        return " ".join([one] * (size // len(one.encode()) + 1))

    return make


def _letters(low: int, high: int, *, spaced: float) -> Made:
    """Letters of one stretch of Unicode; `spaced` is the chance of a space."""

    def make(size: int, chance: random.Random) -> str:
        found = (
            " " if chance.random() < spaced else chr(chance.randrange(low, high))
            for _ in range(size)
        )
        return "".join(found).encode(errors="ignore").decode()

    return make


def _any_letters(size: int, chance: random.Random) -> str:
    points = (
        chance.choice(
            (0x20, chance.randrange(0x80), chance.randrange(0x3000), chance.randrange(0x11000))
        )
        for _ in range(size)
    )
    return "".join(map(chr, points)).encode(errors="ignore").decode()


def _invented(size: int, chance: random.Random) -> str:
    """Words that no article had before, each with a capital."""
    letters = "abcdefghijklmnoprstuvwyz"
    words = (
        "".join(chance.choices(letters, k=chance.randrange(2, 11))).title()
        for _ in range(size // 7)
    )
    return " ".join(
        word + chance.choice(("", "", "", ",", ".", " of", " and", "-", "'s")) for word in words
    )


def _unlisted(size: int, chance: random.Random) -> str:
    """People whom no table knows, beside an office, in a script without capitals: Hindi."""

    def word() -> str:
        return "".join(map(chr, chance.choices(range(0x915, 0x939), k=5)))

    return "".join(f"विदेश मंत्री {word()} {word()} ने कहा. " for _ in range(size // 84))


def _title_case(size: int, chance: random.Random) -> str:
    words = words_of_all()
    return " ".join(chance.choice(words).title() for _ in range(size // 8))


SHAPES: dict[str, Made] = {
    "marks, straight": _of('"A', 'b"', '"', '".', ',"', "said", "Tokayev"),
    "marks, pairs of straight": _of('"We agreed on it."', '"We agreed,"', "he said.", "Putin said.",
        "Tokayev:"),
    "marks, curly": _of("“A", "b”", "”.", ",”", "said", "Putin", "«", "»"),
    "marks nested": _nested("“", "”"),
    "marks nested, guillemets": _nested("«", "»"),
    "marks nested, straight": _nested('"', '"'),
    "lists of names": _of("Tokayev,", "Vladimir Putin,", "Xi Jinping,", "and Ilham Aliyev",
        "Foreign Minister", "X", "Ban Ki-moon,"),
    "names and verbs": _of("Tokayev", "met", "said", "Putin", "with", "President", "of", "Kenya",
        "Kim", "the"),
    "dates": _of("12 May", "May", "12", "2024", "and", "-", "to", "Monday", "next", "March 3,",
        "1 июня", "mars", "3/4/2024"),
    "months alone": _of("may", "mai", "mar", "jan", "juni", "mars", "мая", "май", "marzo", "Mart",
        "sun", "fri", "oggi", "sat"),
    "months of all languages": _of("mai", "май", "مايو", "מאי", "mei", "Máj", "мамыр", "травня",
        "Μαΐου", "மே", "मई", "মে", "mayo", "xx", "is", "am"),
    "numbers": _of("1,234", "$5", "million", "%", "2.2", "trillion", "roubles", "students", "1",
        "2025-2027", "12th", "млрд", "тонн", "по"),
    "offices": _of("President", "of", "the", "Senate", "Minister", "Foreign", "Deputy", "Speaker",
        "Kazakhstan", "Chairman", "и", "министр"),
    "acts and cues": _of("met", "will", "signed", "visit", "agreed", "earlier", "said", "on",
        "agreement", "was", "announced", "that", "noted"),
    "initials": _of("A.", "B.", "V.", "Mr.", "Dr.", "U.S.", "К.-Ж.", "т.", "г.", "No."),
    "lines": _of("Menu", "USD 450.2", "+5 °C", "Read also:", "12.05.2024", "By John Smith",
        "Tokayev met Putin in Astana on Monday.", between="\n"),
    "short lines": _of("a", "No", "1.", "»", "Xi", between="\n"),
    "sentences of a word": _of("Yes.", "No!", "A.", "Xi?", "Да.", "1.", "。"),
    "no spaces": _of("abc", "Def", "12", "ñ", "ж", ",", ".", between=""),
    "tags": _of("<p>", "<div class=", "&amp;", "&#39;", "</", ">", "<script>", "x", "<!--"),
    "Chinese": _of("总统", "外长", "王毅", "会见", "，", "。", "3月4日", "在", "北京", "“", "”",
        "说", "第三轮", "哈萨克斯坦", "一", between=""),
    "Arabic": _of("الرئيس", "وزير", "الخارجية", "قال", "أحمد", "في", "12", "مارس", "«", "»", "بن",
        "عبد", "والتقى"),
    "Kazakh": _of("президенті", "Қасым-Жомарт", "Тоқаев", "кездесті", "Астанада", "12 наурыз", "–",
        "деді", "«", "»,", "министрі"),
    "German": _of("Außenminister", "Der", "Vertrag", "Bundesregierung", "Merz", "sagte",
        "Präsident", "Treffen", "Montag", "am", "3. März"),
    "Turkish": _of("Cumhurbaşkanı", "Erdoğan", "Bakanı", "görüştü", "Ankara'da", "3 Mart'ta", "ile",
        "dedi", '"', "Dışişleri"),
    "words never seen": _invented,
    "names without capitals": _unlisted,
    "all capitals at the beginning": _title_case,
    "letters, Latin": _letters(0x41, 0x250, spaced=0.15),
    "letters, Cyrillic": _letters(0x400, 0x52F, spaced=0.15),
    "letters, Arabic": _letters(0x600, 0x6FF, spaced=0.15),
    "letters, Indian": _letters(0x900, 0xDFF, spaced=0.15),
    "letters, Han": _letters(0x4E00, 0x9FFF, spaced=0.02),
    "letters, kana": _letters(0x3040, 0x30FF, spaced=0.02),
    "letters, Hangul": _letters(0xAC00, 0xD7A3, spaced=0.15),
    "letters, Thai to Tibetan": _letters(0xE00, 0xFFF, spaced=0.05),
    "letters, any": _any_letters,
    "one word": _letters(0x61, 0x7B, spaced=0.0),
    "one word in capitals": _letters(0x41, 0x5B, spaced=0.0),
    "one number": _letters(0x30, 0x3A, spaced=0.0),
    "combining marks": _letters(0x300, 0x370, spaced=0.1),
}  # fmt: skip


def mutated(text: str, chance: random.Random) -> str:
    """Real text with pieces doubled, cut, shuffled, and bait put in; up to the bytes that are ever
    passed.
    """
    pieces = text.split(" ")
    for _ in range(chance.randrange(1, 40)):
        at = chance.randrange(len(pieces))
        kind = chance.randrange(6)
        if kind == 0:
            pieces.insert(at, chance.choice(BAIT) * chance.randrange(1, 30))
        elif kind == 1:
            pieces[at : at + chance.randrange(8)] = []
            pieces = pieces or ["x"]
        elif kind == 2:
            pieces[at] = pieces[at] * chance.randrange(1, 50)
        elif kind == 3:
            pieces += pieces[: chance.randrange(200)]
        elif kind == 4:
            pieces[at : at + 30] = chance.sample(pieces[at : at + 30], len(pieces[at : at + 30]))
        else:
            pieces.insert(
                at,
                "".join(chr(chance.randrange(0x20, 0x3000)) for _ in range(chance.randrange(40))),
            )
    joined = (
        chance.choice((" ", "", "\n", ". ")).join(pieces)
        if chance.random() < 0.3
        else " ".join(pieces)
    )
    return joined * chance.randrange(1, 30) if chance.random() < 0.2 else joined


# --- measuring ---


class Reader:
    """Reads texts as they come in; what it looked up for the text before is forgotten, but for an
    everyday article's words.
    """

    def __init__(self, everyday: str) -> None:
        self._everyday = incoming(text=everyday, lang="en", published="2024-03-15", outlet="x")
        self._lists: list[Lexicon[Any] | Vocabulary] = []
        self._caches: list[Any] = []
        self._measured = 0
        self.short_ms = 0.0  # the longest that a text below SHORT_KB took

    def ms_per_kb(
        self, text: str, *, lang: str | None = None, published: str | None = "2024-03-15"
    ) -> float:
        came = incoming(text=text, lang=lang, published=published, outlet="x")
        read(came.article, came.text)  # word lists of its language are made, models read
        if self._measured % 100 == 0:
            self._look_for_caches()
        self._measured += 1
        size = len(came.text.encode()) / 1024
        took = min(self._ms(came.article, came.text) for _ in range(RUNS))
        # a busy machine, or a slow text: look longer
        if took > LIMIT_MS_PER_KB * max(size, SHORT_KB):
            took = min(took, *(self._ms(came.article, came.text) for _ in range(RUNS_DOUBTED)))
        if size < SHORT_KB:
            self.short_ms = max(self.short_ms, took)
        return took / max(size, SHORT_KB)

    def _ms(self, article: Article, text: str) -> float:
        self._forget()
        start = time.process_time()
        read(article, text)
        return (time.process_time() - start) * 1000

    def _look_for_caches(self) -> None:
        every = gc.get_objects()
        self._lists = [one for one in every if isinstance(one, Lexicon | Vocabulary)]
        self._caches = [one for one in every if _forgets(one)]

    def _forget(self) -> None:
        for cache in self._caches:
            cache.cache_clear()
        for one in self._lists:
            one.forget()
        read(self._everyday.article, self._everyday.text)


def _forgets(one: object) -> bool:
    """A cache of words, which is bounded; those of whole word lists are not."""
    bounds = getattr(one, "cache_parameters", None)  # functools says it of its wrappers only
    if bounds is None or not str(getattr(one, "__module__", "")).startswith(READING):
        return False
    return bounds()["maxsize"] is not None


def made_texts(chance: random.Random) -> Iterator[tuple[str, str]]:
    for bait in BAIT:
        yield "bait", bait * (TEXT_BYTES_MAX // len(bait.encode()) + 1)
        yield "bait, one KB", bait * (1024 // len(bait.encode()) + 1)
    for name, make in SHAPES.items():
        yield name, make(TEXT_BYTES_MAX, chance)
        yield f"{name}, one KB", make(1024, chance)
    words = words_of_all()
    yield "a line of a megabyte", " ".join(chance.choice(words) for _ in range(130_000))
    yield "a word of a megabyte", "ж" * 500_000
    yield "a megabyte of marks", '"' * 1_000_000


def growth(reader: Reader, chance: random.Random) -> list[str]:
    """Shapes whose time a KB grows with their length."""
    grown = []
    for name, make in SHAPES.items():
        text = make(SIZES_KB[-1] * 1024, chance)
        times = [
            reader.ms_per_kb(text.encode()[: size * 1024].decode(errors="ignore"))
            for size in SIZES_KB
        ]
        if times[-1] > GROWTH_MAX * times[0]:
            grown.append(
                f"  {name:32} {'  '.join(f'{took:.2f}' for took in times)} ms a KB at {SIZES_KB} KB"
            )
    return grown


def main() -> int:
    chance, real = random.Random(7), real_texts()
    reader = Reader(real[-1])
    found: list[Slow] = []
    tried = 0
    for kind, text in made_texts(chance):
        found.append(Slow(reader.ms_per_kb(text), kind, text[:48]))
    print(
        f"made: worst of {len(found)}  {max(found).ms_per_kb:.2f} ms a KB (limit "
        f"{LIMIT_MS_PER_KB:g})"
    )
    real_ms = [reader.ms_per_kb(text, lang=language) for language, text in articles()]
    print(
        f"articles in {len(real_ms)} languages: median {median(real_ms):.2f}, worst "
        f"{max(real_ms):.2f} ms a KB; the worst of the made is "
        f"{max(found).ms_per_kb / median(real_ms):.2f} times the median"
    )
    until = time.monotonic() + (float(sys.argv[1]) if len(sys.argv) > 1 else 60.0)
    while time.monotonic() < until:
        text = mutated(chance.choice(real), chance)
        lang, published = (
            chance.choice((None, None, "en", "ru", "xx")),
            chance.choice(("2024-03-15", "2024", None)),
        )
        found.append(
            Slow(reader.ms_per_kb(text, lang=lang, published=published), "mutated", text[:48])
        )
        tried += 1
    print(
        f"mutated: worst of {tried}  "
        f"{max(one for one in found if one.kind == 'mutated').ms_per_kb:.2f} ms a KB"
    )
    print(f"the slowest text below {SHORT_KB:.0f} KB took {reader.short_ms:.1f} ms")
    for one in sorted(found, reverse=True)[:SHOWN]:
        print(f"  {one.ms_per_kb:5.2f}  {one.kind:32} {one.head!r}")
    grown = growth(reader, chance)
    print("grows faster than its text:", *(grown or ["nothing"]), sep="\n" if grown else " ")
    return 0 if max(found).ms_per_kb <= LIMIT_MS_PER_KB else 1


if __name__ == "__main__":
    raise SystemExit(main())
