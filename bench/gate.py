"""What is let in, and what is set aside as no diplomacy? Learns the confidence of the claim
`diplomatic`, cross-validated, and says what would be set aside: `python -m bench.gate [--write]`.

Articles of the labelled sets are diplomacy, those of noise.jsonl are none. A fold is learnt without
the threads (of diplomacy) and the walks of life in a language (of noise) that it judges. `--write`
learns from everything and writes monitor/data/diplomacy.toml.

    .venv/bin/python -m bench.gate [--more FILE …] [--ridge R] [--mistakes] [--by-walk] [--write]
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from bench.claims import fit
from bench.stream import FOLDS, fold_of, lines_of
from monitor.claims import diplomacy
from monitor.claims.confidence import Features, contributions, logit, sigmoid
from monitor.intake.files import incoming_from
from monitor.model import Incoming, Rules
from monitor.reading import read_so_far

DATA = Path(__file__).parent / "data"
HARD_SET = DATA.parents[1] / "tests" / "data" / "hard-set.jsonl"
DIPLOMACY = (
    *(DATA / f"{name}.jsonl" for name in ("diplomacy", "feeds", "unseen", "borderline")),
    HARD_SET,
)
NOISE = DATA / "noise.jsonl"
TARGET = Path(__file__).resolve().parents[1] / "monitor" / "data" / "diplomacy.toml"
RIDGE = 3.0
NOISE_COUNTS = 2  # there are several articles of diplomacy to one of all else
THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


class Labelled(Struct, frozen=True):
    id: str
    of: str  # the set; of noise, its walk of life
    language: str
    fold: int
    title: str
    features: Features
    diplomatic: bool


def load(more: Iterable[Path] = ()) -> list[Labelled]:
    files = (*DIPLOMACY, *more)
    found = [one for file in files for one in _read(file, diplomatic=True)]
    return found + list(_read(NOISE, diplomatic=False))


def _read(file: Path, *, diplomatic: bool) -> Iterator[Labelled]:
    labels = {line["id"]: line for line in lines_of(file)}
    for item in incoming_from([file]):
        if isinstance(item, Incoming):
            line = labels[item.article.given_id or ""]
            seen = read_so_far(item.article, item.text)
            (candidate,) = diplomacy.candidates(seen)
            walk = str(line.get("walk", ""))
            group = line.get("story") or line.get("event") or f"{walk} {line.get('lang')}"
            yield Labelled(
                id=line["id"],
                of=walk or file.stem,
                language=seen.reading.language,
                fold=fold_of(f"{file.stem} {group}"),
                title=line.get("title") or item.text[:60],
                features=candidate.features,
                diplomatic=diplomatic,
            )


def learnt(labelled: Sequence[Labelled], *, ridge: float) -> dict[str, float]:
    rows = [(one.features, one.diplomatic) for one in labelled]
    rows += [row for row in rows if not row[1]] * (NOISE_COUNTS - 1)
    return fit(rows, ridge=ridge)


Judged = list[tuple[Labelled, float]]


def out_of_fold(labelled: Sequence[Labelled], *, ridge: float) -> Judged:
    """How sure it is of each by weights that have seen nothing of its thread or walk."""
    found: Judged = []
    for fold in range(FOLDS):
        weights = learnt([one for one in labelled if one.fold != fold], ridge=ridge)
        here = [one for one in labelled if one.fold == fold]
        found += [(one, sigmoid(logit(weights, one.features))) for one in here]
    return found


def report(judged: Judged) -> None:
    noise = [sure for one, sure in judged if not one.diplomatic]
    kept = [sure for one, sure in judged if one.diplomatic]
    print(f"{len(kept)} of diplomacy, {len(noise)} of all else, {FOLDS}-fold")
    for threshold in THRESHOLDS:
        aside = sum(sure < threshold for sure in noise)
        lost = sum(sure < threshold for sure in kept)
        print(
            f"   ≥ {threshold:.2f}: of all else set aside {aside / len(noise):.3f} ({aside})"
            f"  of diplomacy set aside {lost / len(kept):.3f} ({lost})"
        )


def report_by(judged: Judged, threshold: float, by: str) -> None:
    taken: Counter[tuple[str, bool]] = Counter()
    wrong: Counter[tuple[str, bool]] = Counter()
    for one, sure in judged:
        key = getattr(one, by), one.diplomatic
        taken[key] += 1
        wrong[key] += (sure >= threshold) != one.diplomatic
    print(f"by {by}, at {threshold:.2f}: wrong of all (diplomacy set aside; all else let in)")
    for label in (True, False):
        parts = (
            f"{name} {wrong[name, label]}/{count}"
            for (name, what), count in sorted(taken.items())
            if what is label
        )
        print(f"   {'diplomacy' if label else 'all else'}: " + " · ".join(parts))


def mistakes(judged: Judged, labelled: Sequence[Labelled], threshold: float, ridge: float) -> None:
    """Each with what spoke for it and against it, by the weights of all."""
    weights = {"diplomatic": learnt(labelled, ridge=ridge)}
    for one, sure in sorted(judged, key=lambda pair: pair[1]):
        if (sure >= threshold) != one.diplomatic:
            how = ", ".join(contributions("diplomatic", one.features, weights)[:8])
            print(
                f"   {sure:.2f} {one.of} {one.language} {one.id}: {one.title[:90]}\n        {how}"
            )


def write(weights: dict[str, float]) -> None:
    lines = [
        "# How sure it is that an article tells of diplomacy: written by bench/gate.py. Log-odds."
    ]
    lines += ["", "[diplomatic]"] + [
        f"{msgspec.json.encode(name).decode()} = {value:.3f}"
        for name, value in sorted(weights.items())
        if abs(value) >= 0.005
    ]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--more", type=Path, nargs="*", default=[], help="further diplomacy")
    parser.add_argument("--ridge", type=float, default=RIDGE)
    parser.add_argument("--mistakes", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    labelled = load(options.more)
    if options.write:
        write(learnt(labelled, ridge=options.ridge))
        return
    judged = out_of_fold(labelled, ridge=options.ridge)
    report(judged)
    threshold = Rules().sure_diplomatic
    report_by(judged, threshold, "language")
    report_by(judged, threshold, "of")
    if options.mistakes:
        mistakes(judged, labelled, threshold, options.ridge)


if __name__ == "__main__":
    main()
