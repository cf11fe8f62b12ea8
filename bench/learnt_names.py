"""How well persons are found in running text: exact spans, on documents not learnt from.

python -m bench.learnt_names DATA_FOLDER [--folds 5] [--all-sources] [--thresholds] [--model ...]

The shipped models are measured on the fifth of the documents that they never saw; `--folds 5`
learns five times, without each fifth, and measures on it. Thresholds for one half of the measured
documents are chosen on the other half. `--folds 1 --all-sources` learns from what may not be
shipped too: the limit that licences set. `--thresholds` writes those chosen on all measured
documents into models.toml.
"""

from __future__ import annotations

import argparse
import gzip
import re
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import pycrfsuite

from monitor.names import recogniser
from monitor.names.tokens import tokens
from scripts.learn_names import FOLDS, MODELS, OWN, Sentence, families, learn, lines_for, sentences

# What the careful threshold is to reach on the half that it is chosen on.
PRECISION_MIN = 0.92
UNSEEN = {
    "latin": ("sw", "id"),
    "any": ("el", "he"),
}  # languages that the models which stand in are measured on


class Found(NamedTuple):
    """A span that a model proposed, or (marginal -1) one that it did not."""

    marginal: float
    right: bool
    half: int


class Score(NamedTuple):
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)


def found_in(path: Path, model: str, lines: Iterable[Sentence]) -> list[Found]:
    tagger = pycrfsuite.Tagger()
    tagger.open(str(path))
    every: list[Found] = []
    for line in lines:
        half = crc32(b"half" + line.text.encode()) % 2
        gold = {(start, end) for start, end, label in line.spans if label == "PER"}
        cut = tokens(line.text, line.lang)
        words = [token.text for token in cut]
        spans = recogniser.in_characters(
            recogniser.recognise_with(tagger, model, words, line.lang), cut
        )
        every += (Found(span.marginal, (span.start, span.end) in gold, half) for span in spans)
        missed = len(gold - {(span.start, span.end) for span in spans})
        every += [Found(-1.0, right=True, half=half)] * missed
    return every


def score(found: Sequence[Found], threshold: float) -> Score:
    taken = [one for one in found if one.marginal >= threshold]
    right = sum(one.right for one in taken)
    return Score(right / max(len(taken), 1), right / max(sum(one.right for one in found), 1))


def best(found: Sequence[Found], precision: float = 0.0) -> float:
    """The threshold with the best F1 among those that are so precise, else the most precise."""
    steps = [step / 100 for step in range(round(100 * recogniser.FLOOR), 100)]

    def worth(threshold: float) -> tuple[float, float]:
        got = score(found, threshold)
        return min(got.precision, precision), got.f1

    return max(steps, key=worth)


def crossed(found: Sequence[Found], precision: float = 0.0) -> Score:
    """Each half at the threshold of the other."""
    halves = [[one for one in found if one.half == half] for half in (0, 1)]
    least = [best(halves[1 - half], precision) for half in (0, 1)]
    taken = [one for one in found if one.marginal >= least[one.half]]
    right = sum(one.right for one in taken)
    return Score(right / max(len(taken), 1), right / max(sum(one.right for one in found), 1))


def measured(told: argparse.Namespace) -> dict[str, list[Found]]:
    every: dict[str, list[Found]] = defaultdict(list)
    for model, langs in families().items():
        if told.model and model not in told.model:
            continue
        for fold in range(max(told.folds, 1)):
            with tempfile.TemporaryDirectory() as place:
                path = _model(told, model, fold, Path(place))
                for lang in UNSEEN.get(model, langs):
                    known = [one for one in _every(told, lang) if one.fold == fold]
                    every[lang] += found_in(path, model, known)
                    _show_sources(path, model, known)
                    show(lang, every[lang])
                print(f"{model}: {path.stat().st_size / 1e6:.2f} MB", flush=True)
    return {lang: found for lang, found in every.items() if found}


def _model(told: argparse.Namespace, model: str, fold: int, place: Path) -> Path:
    """The shipped one, which has not seen the first fold, or one learnt without this fold."""
    path = Path(told.models or place) / f"{model}.crfsuite"
    if not told.folds:
        path.write_bytes(gzip.decompress((MODELS / f"{model}.crfsuite.gz").read_bytes()))
        return path
    lines = lines_for(model, told.folder, told.own, every_source=told.all_sources)
    learn(model, (one for one in lines if one.fold != fold), path)
    return path


def _every(told: argparse.Namespace, lang: str) -> tuple[Sentence, ...]:
    return sentences(told.folder, told.own, lang)


def _show_sources(path: Path, model: str, known: Sequence[Sentence]) -> None:
    for source in sorted({one.source for one in known}):
        lines = [one for one in known if one.source == source]
        show(f"  {source}", found_in(path, model, lines))


def keep(every: dict[str, list[Found]], path: Path) -> None:
    """For putting runs of single models together."""
    with path.open("a", encoding="utf-8") as file:
        for lang, found in every.items():
            file.writelines(
                f"{lang}\t{one.marginal:.6f}\t{one.right:d}\t{one.half}\n" for one in found
            )


def kept(path: Path) -> dict[str, list[Found]]:
    every: dict[str, list[Found]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        lang, marginal, right, half = line.split("\t")
        every[lang].append(Found(float(marginal), right == "1", int(half)))
    return dict(every)


def show(lang: str, found: Sequence[Found]) -> None:
    if found:
        plain, careful = crossed(found), crossed(found, PRECISION_MIN)
        print(
            f"{lang:<24} {_row(plain)} | {_row(careful)} | {sum(one.right for one in found):>5}",
            flush=True,
        )


def _row(got: Score) -> str:
    return f"{got.precision:.3f} {got.recall:.3f} {got.f1:.3f}"


def calibration(every: Iterable[Found]) -> None:
    steps = defaultdict(list)
    for one in every:
        if one.marginal >= 0:
            steps[int(one.marginal * 10)].append(one.right)
    for step, rights in sorted(steps.items()):
        print(f"marginal {step / 10:.1f}: right {sum(rights) / len(rights):.2f} of {len(rights)}")


def write_thresholds(every: dict[str, list[Found]]) -> None:
    path = MODELS / "models.toml"
    kept = re.split(r"\n\[(?:balanced|careful)\]", path.read_text(encoding="utf-8"))[0].rstrip()
    for name, precision in (("balanced", 0.0), ("careful", PRECISION_MIN)):
        rows = [f"{lang} = {best(found, precision):.2f}" for lang, found in sorted(every.items())]
        whole = best([one for found in every.values() for one in found], precision)
        kept += f"\n\n[{name}]\nother = {whole:.2f}\n" + "\n".join(rows)
    path.write_text(kept + "\n", encoding="utf-8")


def cost(lines: Sequence[Sentence]) -> tuple[float, float]:
    """Microseconds of processor a token, cutting and features included: new words, and known."""
    recogniser.recognise_text(lines[0].text, lines[0].lang)  # reads model and tables
    words = sum(len(tokens(line.text, line.lang)) for line in lines)
    passes = []
    for _ in range(3):
        begun = time.process_time()
        for line in lines:
            recogniser.recognise_text(line.text, line.lang)
        passes.append(1e6 * (time.process_time() - begun) / words)
    return passes[0], min(passes[1:])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--own", type=Path, default=OWN)
    parser.add_argument("--folds", type=int, default=0, choices=range(FOLDS + 1))
    parser.add_argument("--model", nargs="*")
    parser.add_argument("--all-sources", action="store_true")
    parser.add_argument("--thresholds", action="store_true")
    parser.add_argument("--keep", type=Path, help="add what was found to this file")
    parser.add_argument("--models", type=Path, help="leave the models of the last fold here")
    parser.add_argument("--kept", type=Path, help="do not learn: show what is in such a file")
    told = parser.parse_args()
    print(f"{'lang':<24} P     R     F1 (best) | P     R     F1 (careful) | persons")
    every = kept(told.kept) if told.kept else measured(told)
    if told.keep:
        keep(every, told.keep)
    show("all", [one for found in every.values() for one in found])
    for lang, found in sorted(every.items()) if told.kept else ():
        show(lang, found)
    means = [
        sum(crossed(found, at).f1 for found in every.values()) / max(len(every), 1)
        for at in (0.0, PRECISION_MIN)
    ]
    print(f"mean of {len(every)} languages: F1 {means[0]:.3f}, careful {means[1]:.3f}")
    calibration(one for found in every.values() for one in found)
    for lang in ("en", "ru", "zh", "tr") if told.kept else ():
        new, known = cost(sentences(told.folder, told.own, lang)[:1000])
        print(f"{lang}: {new:.0f} microseconds a token, {known:.0f} where its words were met")
    if told.thresholds:
        write_thresholds(every)


if __name__ == "__main__":
    main()
