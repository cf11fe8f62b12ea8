"""What is let in, and what is set aside as no diplomacy? Learns the confidence of the claim
`diplomatic`, cross-validated, and says what would be set aside: `python -m bench.gate [--write]`.

Articles of the labelled sets are diplomacy, those of noise*.jsonl are none; of a long one its lead
and its title alone are learnt from too, as feeds give them. A fold is learnt without
the threads (of diplomacy) and the walks of life in a language (of noise) that it judges. `--write`
learns from everything and writes monitor/data/diplomacy.toml.

    .venv/bin/python -m bench.gate [--more FILE …] [--ridge R] [--mistakes] [--in-sample] [--write]
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
from monitor.claims.judge import judged
from monitor.intake.files import incoming_from
from monitor.model import Incoming, Rules
from monitor.reading import read_so_far

DATA = Path(__file__).parent / "data"
DIPLOMACY = (
    *(
        DATA / f"{name}.jsonl"
        for name in (
            "diplomacy",
            "feeds",
            "unseen",
            "unseen-second",
            "unseen-third",
            "full-length",
            "quoted",
            "borderline",
            "borderline-short",
        )
    ),
    DATA.parents[1] / "tests" / "data" / "hard-set.jsonl",
)
MIXED = tuple(  # both: their lines say which
    DATA / f"{name}.jsonl"
    for name in (
        "day",
        "day-second",
        "day-third",
        "mixed",
        "fresh",
        "fresh-second",
        "borderline-mixed",
    )
)
NOISE = tuple(DATA / f"{name}.jsonl" for name in ("noise", "noise-short", "noise-long"))
TARGET = Path(__file__).resolve().parents[1] / "monitor" / "data" / "diplomacy.toml"
RIDGE = 6.0
OF_A_PART = 0.5  # what a lead or title alone counts beside a whole article
LONG_CHARS = 600  # of a text whose lead and title stand for themselves too
THRESHOLDS = (0.1, 0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8)


class Labelled(Struct, frozen=True):
    id: str
    of: str  # the set; of noise, its walk of life
    language: str
    part: str  # "whole", or what a feed may give of it: "lead", "title"
    fold: int
    title: str
    features: Features
    low: float  # between these is what its beginning leaves open, whatever the weights say
    high: float
    diplomatic: bool

    def sure(self, weights: dict[str, float]) -> float:
        return max(self.low, min(self.high, sigmoid(logit(weights, self.features))))


def load(more: Iterable[Path] = ()) -> list[Labelled]:
    found = [one for file in (*DIPLOMACY, *more) for one in _read(file, diplomatic=True)]
    return found + [one for file in (*NOISE, *MIXED) for one in _read(file, diplomatic=False)]


def _read(file: Path, *, diplomatic: bool) -> Iterator[Labelled]:
    labels = {line["id"]: line for line in lines_of(file)}
    for item in incoming_from([file]):
        if not isinstance(item, Incoming):
            continue
        line = labels[item.article.given_id or ""]
        walk = line.get("walk", "")
        kind = f"{walk} {line.get('lang')}" if walk else line["id"]
        group = line.get("story") or line.get("event") or kind
        for part, text in _parts(item):
            seen = read_so_far(item.article, text)
            (candidate,) = diplomacy.candidates(seen, judged(seen).claims)
            yield Labelled(
                id=line["id"],
                of=walk or file.stem,
                language=seen.reading.language,
                part=part,
                fold=fold_of(f"{file.stem} {group}"),
                title=line.get("title") or item.text[:60],
                features=candidate.features,
                low=diplomacy.bounded(0.0, seen),
                high=diplomacy.bounded(1.0, seen),
                diplomatic=bool(line.get("diplomatic", diplomatic)),
            )


def _parts(item: Incoming) -> Iterator[tuple[str, str]]:
    yield "whole", item.text
    if len(item.text) > LONG_CHARS and item.article.title:
        yield "lead", next(line for line in item.text.splitlines() if line.strip())
        yield "title", ""


def learnt(labelled: Sequence[Labelled], *, ridge: float) -> dict[str, float]:
    """Diplomacy and all else count alike in sum, however many articles there are of each."""
    whole = [1.0 if one.part == "whole" else OF_A_PART for one in labelled]
    of_diplomacy = sum(count for count, one in zip(whole, labelled, strict=True) if one.diplomatic)
    more = of_diplomacy / (sum(whole) - of_diplomacy)
    return fit(
        [(one.features, one.diplomatic) for one in labelled],
        ridge=ridge,
        sample=[
            count if one.diplomatic else count * more
            for count, one in zip(whole, labelled, strict=True)
        ],
    )


Sure = list[tuple[Labelled, float]]


def out_of_fold(labelled: Sequence[Labelled], *, ridge: float) -> Sure:
    """How sure it is of each by weights that have seen nothing of its thread or walk."""
    found: Sure = []
    for fold in range(FOLDS):
        weights = learnt([one for one in labelled if one.fold != fold], ridge=ridge)
        here = [one for one in labelled if one.fold == fold]
        found += [(one, one.sure(weights)) for one in here]
    return found


def report(told: Sure, part: str) -> None:
    noise = [sure for one, sure in told if not one.diplomatic and one.part == part]
    kept = [sure for one, sure in told if one.diplomatic and one.part == part]
    print(f"{part}: {len(kept)} of diplomacy, {len(noise)} of all else, {FOLDS}-fold")
    for threshold in THRESHOLDS:
        aside = sum(sure < threshold for sure in noise)
        lost = sum(sure < threshold for sure in kept)
        print(
            f"   ≥ {threshold:.2f}: of all else set aside {aside / len(noise):.3f} ({aside})"
            f"  of diplomacy set aside {lost / len(kept):.3f} ({lost})"
        )


def report_by(told: Sure, threshold: float, by: str) -> None:
    taken: Counter[tuple[str, bool]] = Counter()
    wrong: Counter[tuple[str, bool]] = Counter()
    for one, sure in told:
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


def mistakes(told: Sure, labelled: Sequence[Labelled], threshold: float, ridge: float) -> None:
    """Each with what spoke for it and against it, by the weights of all."""
    weights = {"diplomatic": learnt(labelled, ridge=ridge)}
    for one, sure in sorted(told, key=lambda pair: pair[1]):
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
    parser.add_argument("--in-sample", action="store_true", help="by the weights of all")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    labelled = load(options.more)
    if options.write:
        write(learnt(labelled, ridge=options.ridge))
        return
    told = out_of_fold(labelled, ridge=options.ridge)
    if options.in_sample:
        weights = learnt(labelled, ridge=options.ridge)
        told = [(one, one.sure(weights)) for one in labelled]
    for part in ("whole", "lead", "title"):
        report(told, part)
    told = [(one, sure) for one, sure in told if one.part == "whole"]
    threshold = Rules().sure_diplomatic
    report_by(told, threshold, "language")
    report_by(told, threshold, "of")
    if options.mistakes:
        mistakes(told, labelled, threshold, options.ridge)


if __name__ == "__main__":
    main()
