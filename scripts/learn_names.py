"""Learns the models of monitor/names/models again, byte for byte, from labelled sentences.

    python -m scripts.learn_names DATA_FOLDER [--own bench/data/names_own] [--model germanic ...]

DATA_FOLDER holds `<lang>.jsonl.gz`, a sentence a line ({"text", "spans": [[start, end, "PER" or
"LOC" or "ORG" or "OTHER", ...], ...], "source", "lang"}), and `sources.tsv`, whose column `use`
says what may be learnt from a source: "data" and "weights" may, but a source in UNLICENSED may not,
as nothing at all is said of its licence.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import pycrfsuite

from monitor.names.recogniser import features_for
from monitor.names.tokens import SOLID, NameToken, tokens

HOUSE = Path(__file__).parent.parent
MODELS = HOUSE / "monitor" / "names" / "models"
OWN = HOUSE / "bench" / "data" / "names_own"
UNLICENSED = frozenset(("factRuEval2016",))
# Half of the names of the one and a third of the other end before the surname: not even measured
# with.
BROKEN = frozenset((("ner-uk-ng", "uk"), ("EuropeanaNER", "nl")))
FOLDS = 5
HELD_BACK = 0  # never learnt from, so that what is shipped can be measured
_SAMPLE = {"latin": 600, "any": 400}  # sentences of each language for the models that stand in
_SHARED_MAX = 6  # a full name in more sentences than this does not tie them to one document
_LABELS = {"PER": "P", "LOC": "L", "ORG": "G"}
_PARAMETERS: dict[str, Any] = {
    "c1": 0.25, "c2": 0.3, "feature.minfreq": 3, "max_iterations": 80,
    "feature.possible_transitions": True,
}  # fmt: skip
# Fewer weights where there are many sentences, and fewest where no word is looked at.
_OF_MODEL: dict[str, dict[str, Any]] = {
    **{model: {"c1": 0.4} for model in ("germanic", "romance", "slavic", "latin")},
    **{model: {"c1": 0.6, "c2": 0.05} for model in ("korean", "japanese")},
    "any": {"c1": 1.5},
}
# So much to learn from that the last steps bring nothing.
_MANY = frozenset(("germanic", "slavic", "latin", "korean", "japanese"))
_STEPS_OF_MANY = 60
CASELESS = "\u0530"  # scripts from here on have no capitals, or hardly use them
_FEW = 1_500  # a language with fewer sentences also learns from copies with names changed about
_COPIES = 2


class Sentence(NamedTuple):
    """`spans` are (start, end, label); sentences of one document, if known, have one `fold`."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    source: str
    lang: str
    fold: int


@cache
def sentences(folder: Path, own: Path, lang: str) -> tuple[Sentence, ...]:
    rows = labelled(folder, own, lang)
    folds = _folds(rows)
    return tuple(
        Sentence(row["text"], tuple(_spans(row)), row["source"], lang, fold)
        for row, fold in zip(rows, folds, strict=True)
        if (row["source"], lang) not in BROKEN
    )


def labelled(folder: Path, own: Path, lang: str) -> list[dict[str, Any]]:
    return [*_lines(folder / f"{lang}.jsonl.gz"), *_lines(own / f"{lang}.jsonl")]


def _spans(row: dict[str, Any]) -> Iterator[tuple[int, int, str]]:
    """Without persons all in small letters: SlavicNER has republicans and democrats among them."""
    for start, end, label, *_ in row["spans"]:
        said = row["text"][start:end]
        if label != "PER" or said[0] >= CASELESS or said != said.lower():
            yield start, end, label


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    with (
        gzip.open(path, "rt", encoding="utf-8")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8") as file
    ):
        for line in file:
            if line.strip():
                yield json.loads(line)


def _folds(rows: Sequence[dict[str, Any]]) -> list[int]:
    """By document where one is told, else by a rare full name or the beginning that they share."""
    head = list(range(len(rows)))

    def find(at: int) -> int:
        while head[at] != at:
            head[at] = head[head[at]]
            at = head[at]
        return at

    together: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        for key in _keys(row):
            together[key].append(at)
    for key, members in together.items():
        if key[0] == "\0" or len(members) <= _SHARED_MAX:
            for member in members[1:]:
                head[find(member)] = find(members[0])
    return [crc32(rows[find(at)]["text"].encode()) % FOLDS for at in range(len(rows))]


def _keys(row: dict[str, Any]) -> Iterator[str]:
    if "doc" in row:
        yield "\0" + row["doc"]
        return
    yield "\0" + row["text"][:60]
    names = (row["text"][start:end] for start, end, label, *_ in row["spans"] if label == "PER")
    yield from (name.lower() for name in names if " " in name)


@cache
def may_learn(folder: Path) -> frozenset[str]:
    """Sources whose weights may be shipped; "own" are the project's sentences."""
    lines = (folder / "sources.tsv").read_text(encoding="utf-8").splitlines()
    columns = lines[0].split("\t")
    source, use = columns.index("source"), columns.index("use")
    rows = (line.split("\t") for line in lines[1:])
    return frozenset(
        {row[source] for row in rows if row[use] in ("data", "weights")} - UNLICENSED | {"own"}
    )


def encoded(sentence: Sentence) -> tuple[list[NameToken], list[str]]:
    """The words, and of each: B or I of a person, L of a place, G of an organisation, O."""
    cut = tokens(sentence.text, sentence.lang)
    labels = ["O"] * len(cut)
    for start, end, kind in sentence.spans:
        label = _LABELS.get(kind)
        inside = [
            at for at, token in enumerate(cut) if label and token.start < end and token.end > start
        ]
        for place, at in enumerate(inside):
            labels[at] = ("I" if place else "B") if label == "P" else str(label)
    return cut, labels


def swapped(lines: Sequence[Sentence], copies: int = _COPIES) -> Iterator[Sentence]:
    """Sentences with persons again, each name another: so that what stands around it is learnt."""
    names: dict[int, list[str]] = defaultdict(list)
    for line in lines:
        for start, end, label in line.spans:
            if label == "PER":
                said = line.text[start:end]
                names[_size(said, line.lang)].append(said)
    for line in lines:
        if any(label == "PER" for _, _, label in line.spans):
            yield from (_with_other_names(line, names, copy) for copy in range(copies))


def _size(name: str, lang: str) -> int:
    return len(name) if lang in SOLID else name.count(" ")


def _with_other_names(line: Sentence, names: dict[int, list[str]], copy: int) -> Sentence:
    text, done = "", 0
    spans: list[tuple[int, int, str]] = []
    for start, end, label in sorted(line.spans):
        if start < done:
            continue
        said = line.text[start:end]
        if label == "PER":
            others = names[_size(said, line.lang)]
            said = others[crc32(f"{copy} {start} {line.text}".encode()) % len(others)]
        text += line.text[done:start]
        spans.append((len(text), len(text) + len(said), label))
        text, done = text + said, end
    return line._replace(text=text + line.text[done:], spans=tuple(spans))


def _with_copies(lines: Iterable[Sentence]) -> Iterator[Sentence]:
    by_language: dict[str, list[Sentence]] = defaultdict(list)
    for line in lines:
        by_language[line.lang].append(line)
    for known in by_language.values():
        yield from known
        if len(known) < _FEW:
            yield from swapped(known)


def learn(model: str, lines: Iterable[Sentence], path: Path) -> None:
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    steps = {"max_iterations": _STEPS_OF_MANY} if model in _MANY else {}
    trainer.set_params({**_PARAMETERS, **_OF_MODEL.get(model, {}), **steps})
    for line in lines if model in _SAMPLE else _with_copies(lines):
        cut, labels = encoded(line)
        if cut:
            trainer.append(features_for(model, [token.text for token in cut], line.lang), labels)
    trainer.train(str(path))


def families() -> dict[str, tuple[str, ...]]:
    """The languages each model learns from."""
    told = tomllib.loads((MODELS / "models.toml").read_text(encoding="utf-8"))["models"]
    latin = ("germanic", "romance", "slavic", "turkic", "finnish", "hungarian")
    wide = (*(lang for family in latin for lang in told[family]), "id")
    every = [
        lang
        for family, langs in told.items()
        for lang in langs
        if family not in ("chinese", "japanese", "korean")
    ]
    return {family: tuple(langs) for family, langs in told.items()} | {
        "latin": wide,
        "any": (*every, "id"),
    }


def lines_for(model: str, folder: Path, own: Path, *, every_source: bool = False) -> list[Sentence]:
    allowed = may_learn(folder)
    found: list[Sentence] = []
    for lang in families()[model]:
        known = [
            one for one in sentences(folder, own, lang) if every_source or one.source in allowed
        ]
        if model in _SAMPLE and lang != "id":
            known = sorted(known, key=lambda one: crc32(one.text.encode()))[: _SAMPLE[model]]
        found += known
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--own", type=Path, default=OWN)
    parser.add_argument("--model", nargs="*", help="only these models")
    parser.add_argument("--into", type=Path, default=MODELS)
    told = parser.parse_args()
    for model in told.model or families():
        every = lines_for(model, told.folder, told.own)
        lines = [one for one in every if one.fold != HELD_BACK]
        with tempfile.TemporaryDirectory() as place:
            raw = Path(place) / model
            learn(model, lines, raw)
            data = gzip.compress(raw.read_bytes(), mtime=0)
        (told.into / f"{model}.crfsuite.gz").write_bytes(data)
        print(f"{model:<10} {len(lines):>6} sentences {len(data) / 1e6:.2f} MB", flush=True)


if __name__ == "__main__":
    main()
