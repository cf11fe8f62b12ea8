"""Writes monitor/names/data/endings_learnt.tsv from names with their base forms beside them.

    python -m scripts.learn_declension DATA_FOLDER [--own bench/data/names_own]

Of the sources of `learn_names` those with lemmas, under the same rule of licences. Each pair counts
once, however often met.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from monitor.names.declension_learnt import CONTEXT, DATA
from scripts.learn_names import CASELESS, OWN, labelled, may_learn

LANGUAGES = ("ru", "uk", "pl", "cs", "sl", "hu", "uz", "az", "ka", "ky", "tg")
LAST_ONLY = frozenset(("hu", "uz", "az", "ka", "ky", "tg"))
_OFTEN = 2
_READINGS = 4
HEAD = """# Endings of names as met and as in the base form, learnt from lemmas by
       scripts/learn_declension.py: language, ending as met, # then letters to cut and what to add,
       and how many names did so. CC BY-SA 4.0: see ../models/SOURCES.md.
       """


def pairs(folder: Path, own: Path, lang: str) -> Iterator[tuple[str, str]]:
    allowed = may_learn(folder)
    for row in labelled(folder, own, lang):
        for start, end, label, lemma, *_ in row["spans"]:
            said = row["text"][start:end]
            if label == "PER" and lemma and row["source"] in allowed and _is_name(said):
                yield from _words(said, lemma, lang)


def _words(said: str, lemma: str, lang: str) -> Iterator[tuple[str, str]]:
    forms, bases = said.split(), lemma.split()
    if len(forms) != len(bases):
        return
    for form, base in list(zip(forms, bases, strict=True))[-1 if lang in LAST_ONLY else 0 :]:
        if form.isalpha() and base.isalpha() and _same(form, base):
            yield form.lower(), base.lower()


def _is_name(said: str) -> bool:
    return said[0] >= CASELESS or said != said.lower()


def _same(form: str, base: str) -> int:
    """How many letters at the beginning they share."""
    pairs = enumerate(zip(form, base, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(form), len(base)))


def edits(met: set[tuple[str, str]]) -> dict[str, Counter[tuple[int, str]]]:
    found: dict[str, Counter[tuple[int, str]]] = defaultdict(Counter)
    for form, base in met:
        same = _same(form, base)
        edit = (len(form) - same, base[same:])
        for size in range(max(1, edit[0]), min(CONTEXT, len(form) - 1) + 1):
            found[form[-size:]][edit] += 1
    return found


def rows(folder: Path, own: Path) -> Iterator[str]:
    for lang in LANGUAGES:
        for ending, counted in sorted(edits(set(pairs(folder, own, lang))).items()):
            if counted.total() >= _OFTEN:
                best = sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:_READINGS]
                yield f"{lang}\t{ending}\t" + " ".join(
                    f"{cut}:{add}:{count}" for (cut, add), count in best
                )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--own", type=Path, default=OWN)
    told = parser.parse_args()
    path = DATA / "endings_learnt.tsv"
    path.write_text(HEAD + "\n".join(rows(told.folder, told.own)) + "\n", encoding="utf-8")
    print(path.name, path.stat().st_size)


if __name__ == "__main__":
    main()
