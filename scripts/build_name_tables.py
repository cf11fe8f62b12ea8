"""Writes monitor/names/data: the tables of name parts, of common words, and the words of offices.

    python -m scripts.build_name_tables PEOPLE_FOLDER

PEOPLE_FOLDER holds name_parts_wikidata.tsv.gz and cabinets_2001_2023.tsv.gz. Needs wordfreq 3.1.1
(its data: CC BY-SA 4.0), which nothing else of the project needs: install it by hand before.
"""

from __future__ import annotations

import argparse
import gzip
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from monitor.names import tables

HOUSE = Path(__file__).parent.parent
DATA = HOUSE / "monitor" / "names" / "data"
WORDS_EACH = 8_000
LANGUAGES = (
    "ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hu", "id", "it",
    "lt", "lv", "mk", "nb", "nl", "pl", "pt", "ro", "ru", "sh", "sk", "sl", "sv", "tr", "uk", "vi",
)  # fmt: skip
# What wordfreq calls one language and we call two.
ALSO = {"sh": ("hr", "sr"), "nb": ("nb", "no")}
TWICE = 2
_HAN = 0x3400  # one character of these may be a name
_TELLING = 4  # letters of an office that a word must have
_OFTEN = (10, 50, 200, 800)
_SCRIPTS = (
    (0x41, 0x250),
    (0x370, 0x700),
    (0x900, 0x980),
    (0x10A0, 0x1100),
    (0x1E00, 0x1F00),
    (0x3041, 0x3100),
    (0x3400, 0xA000),
    (0xAC00, 0xD7B0),
)


def rows(path: Path) -> Iterator[list[str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        next(file)
        for line in file:
            yield line.rstrip("\n").split("\t")


def _of_cabinets(folder: Path) -> tuple[set[str], set[str]]:
    """First and last words of ministers' names; first ones that two of them share."""
    people = {row[0]: row[1].split() for row in rows(folder / "cabinets_2001_2023.tsv.gz")}
    full = [[tables.plain(word) for word in words] for words in people.values() if len(words) > 1]
    first = Counter(words[0] for words in full)
    last = Counter(words[-1] for words in full)
    given = {word for word, count in first.items() if count >= TWICE and count >= last[word]}
    return given | _by_hand(), {word for word, count in last.items() if count > first[word]}


def _by_hand(whose: str = "mf") -> set[str]:
    lines = (
        (HOUSE / "monitor" / "data" / "given_names.tsv").read_text(encoding="utf-8").splitlines()
    )
    rows = (line.split("\t") for line in lines if "\t" in line)
    return {tables.plain(word) for row in rows if row[0] in whose for word in row[1].split()}


def _cases_of_women_s() -> set[str]:
    """Екатерин is in Wikidata, but as a form of Екатерина, and no man's name."""
    women, men = _by_hand("f"), _by_hand("m")
    return {name[:-1] for name in women if name[-1] in "аяa"} - men - women


def _writable(form: str) -> bool:
    return bool(re.fullmatch(r"[^\W\d_]+", form)) and any(
        low <= ord(form[0]) < high for low, high in _SCRIPTS
    )


def parts_of_names(folder: Path) -> Iterator[tuple[str, int]]:
    given, family = _of_cabinets(folder)
    no_names = _cases_of_women_s()
    yield from ((word, tables.GIVEN) for word in sorted(given))
    yield from ((word, tables.FAMILY) for word in sorted(family) if len(word) > TWICE)
    for _, written in rows(folder / "name_parts_wikidata.tsv.gz"):
        forms = {tables.plain(form) for form in written.split("|") if form and _writable(form)}
        latin = {form for form in forms if form.isascii()}
        what = min(len(forms) // 3, tables.COMMON)
        what |= tables.GIVEN if latin & given else 0
        what |= tables.FAMILY if latin & family else 0
        yield from (
            (form, what) for form in sorted(forms - no_names) if len(form) > 1 or ord(form) > _HAN
        )


def words_of_languages() -> Iterator[tuple[str, int]]:
    frequencies: Any = import_module("wordfreq")
    for lang in LANGUAGES:
        listed = [
            word
            for word in frequencies.top_n_list(lang, 2 * WORDS_EACH)
            if re.fullmatch(r"[^\W\d_]+", word)
        ]
        best: dict[str, int] = {}
        for place, word in enumerate(listed[:WORDS_EACH]):
            best.setdefault(tables.plain(word), max(1, 15 - (place.bit_length() + 1)))
        for code in ALSO.get(lang, (lang,)):
            yield from ((f"{code}:{word}", bits) for word, bits in best.items())


def words_of_offices() -> Iterator[str]:
    """`language word`, of the words that name an office; a star says that it may go on."""
    text = (HOUSE / "monitor" / "data" / "offices.toml").read_text(encoding="utf-8")
    seen: set[str] = set()
    for office in tomllib.loads(text)["office"].values():
        for lang, phrases in office.items():
            seen |= {
                f"{lang} {tables.plain(word.rstrip('*'))[:7]}"
                for p in (phrases if isinstance(phrases, list) else ())
                for word in re.split(r"[\s-]+", p)
                if len(word) >= _TELLING
            }
    yield from sorted(seen)


def characters_of_names(folder: Path) -> Iterator[str]:
    """Han characters: how often each is in foreign names (parts of three or more), and in short
    ones.
    """
    foreign: Counter[str] = Counter()
    short: Counter[str] = Counter()
    for _, written in rows(folder / "name_parts_wikidata.tsv.gz"):
        for form in {
            form for form in written.split("|") if re.fullmatch(r"[\u3400-\u9fff]+", form)
        }:
            (foreign if len(form) > TWICE else short).update(set(form))
    for char in sorted(foreign | short):
        often = [sum(counted[char] >= least for least in _OFTEN) for counted in (foreign, short)]
        if any(often):
            yield f"{char}{often[0]}{often[1]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("people", type=Path)
    folder = parser.parse_args().people
    DATA.mkdir(exist_ok=True)
    (DATA / "name_parts.bin").write_bytes(tables.packed(parts_of_names(folder)))
    (DATA / "common_words.bin").write_bytes(tables.packed(words_of_languages()))
    (DATA / "office_words.txt").write_text("\n".join(words_of_offices()) + "\n", encoding="utf-8")
    (DATA / "hanzi_of_names.txt").write_text(
        "\n".join(characters_of_names(folder)) + "\n", encoding="utf-8"
    )
    for path in sorted(DATA.iterdir()):
        print(path.name, path.stat().st_size)


if __name__ == "__main__":
    main()
