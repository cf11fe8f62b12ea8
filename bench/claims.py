"""How sure is sure? Learns the confidences of claims from labelled readouts, cross-validated by
story, and says what would be told at which threshold: `python -m bench.claims [--write]`.

Every article of a set whose readouts are carried is read; each candidate of each field is right or
wrong by its readout. A fold is learnt without the stories that it judges. `--write` learns from
everything and writes monitor/data/claims.toml.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, structs

from bench.stream import fold_of
from monitor.claims import acts, days, parties, places, sides, stages, words
from monitor.claims.confidence import Features, logit, sigmoid
from monitor.claims.judge import judged
from monitor.digest.alone import told_alone
from monitor.evaluation import readouts
from monitor.evaluation.readouts import Readout
from monitor.intake.files import incoming_from
from monitor.model import Article, Incoming, Rules
from monitor.reading import read_so_far
from monitor.reading.evidence import ReadSoFar

DATA = Path(__file__).parent / "data"
SETS = ("diplomacy", "feeds", "unseen", "unseen-second", "unseen-third", "full-length")
FOLDS = 5
RIDGE: Mapping[str, float] = defaultdict(lambda: 2.0, act=3.0, stage=3.0, lead=6.0, place=3.0)
SEEN_MIN = 4  # rows in which a feature must stand to be learnt
PASSES = 40  # over all weights
THRESHOLDS = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9)
TARGET = Path(__file__).resolve().parents[1] / "monitor" / "data" / "claims.toml"


class Row(Struct, frozen=True):
    article: str
    fold: int
    features: Features
    right: bool
    choice: bool  # one of several, of which only the best is told


def rows_of(field: str, seen: ReadSoFar, readout: Readout) -> Iterator[tuple[Features, bool]]:
    for candidate, right in _LISTED[field](seen, readout):
        yield candidate.features, right


Listed = Iterator[tuple[Any, bool]]


def _acts(seen: ReadSoFar, readout: Readout) -> Listed:
    return ((one, one.value in readout.acts) for one in acts.candidates(seen))


def _stages(seen: ReadSoFar, readout: Readout) -> Listed:
    if readout.stage:
        should = readouts.coarse(readout.stage)
        yield from ((one, readouts.coarse(one.value) == should) for one in stages.candidates(seen))


def _places(seen: ReadSoFar, readout: Readout) -> Listed:
    return (
        (one, readouts.is_place(f"{one.value.then or ''} {one.value.name}", readout.place))
        for one in places.candidates(seen)
    )


def _days(seen: ReadSoFar, readout: Readout) -> Listed:
    """A day that is only the published one counts neither way where the readout has none."""
    published = (seen.published or "")[:10]
    return (
        (one, readouts.meets(one.value.start, one.value.end, readout.date))
        for one in days.candidates(seen)
        if readout.date or one.value.start != published
    )


def _sides(seen: ReadSoFar, readout: Readout) -> Listed:
    pairs = sides.candidates(seen)
    act = next(iter(readout.acts), None) if len(pairs) == 1 else None  # only two states are named
    return ((one, readouts.are_sides(one.value, readout, act)) for one in pairs)


def _people(role: str) -> Callable[[ReadSoFar, Readout], Listed]:
    def listed(seen: ReadSoFar, readout: Readout) -> Listed:
        return (
            (one, readouts.is_one_of(one.value.name, readout.everybody))
            for one in parties.candidates(seen, role)
        )

    return listed


def _quotations(seen: ReadSoFar, readout: Readout) -> Listed:
    return (
        (one, readouts.is_quoted(one.value.text, one.value.speaker, readout.quotes))
        for one in words.quotations(seen)
    )


def _figures(seen: ReadSoFar, readout: Readout) -> Listed:
    return (
        (one, readouts.is_counted(one.value.phrase, one.value.owner, readout.figures))
        for one in words.figures(seen)
    )


_LISTED: dict[str, Callable[[ReadSoFar, Readout], Listed]] = {
    "act": _acts,
    "stage": _stages,
    "place": _places,
    "date": _days,
    "sides": _sides,
    "lead": _people("lead"),
    "present": _people("present"),
    "quotation": _quotations,
    "figure": _figures,
}
CHOSEN = frozenset({"act", "stage", "place", "date", "sides"})
WANTED = {
    "act": "act",
    "stage": "stage",
    "place": "place",
    "date": "date",
    "sides": "sides",
    "lead": "actors",
    "present": "with",
    "quotation": "quotes",
    "figure": "figures",
}


class Labelled(Struct, frozen=True):
    id: str
    fold: int
    article: Article
    seen: ReadSoFar
    readout: Readout


def load() -> list[Labelled]:
    found = []
    for name in SETS:
        lines = (DATA / f"readouts-{name}.jsonl").read_bytes().splitlines()
        labels = {
            one.id: one for one in (msgspec.json.decode(line, type=Readout) for line in lines)
        }
        threads = _threads(DATA / f"{name}.jsonl")
        for item in incoming_from([DATA / f"{name}.jsonl"]):
            if isinstance(item, Incoming) and (readout := labels.get(item.article.given_id or "")):
                seen = read_so_far(item.article, item.text)
                if readout.diplomatic:
                    found.append(
                        Labelled(
                            name + readout.id,
                            fold_of(threads[readout.id]),
                            item.article,
                            seen,
                            readout,
                        )
                    )
    return found


def _threads(file: Path) -> dict[str, str]:
    """Article → its story (a thread), or else its event."""
    lines = map(msgspec.json.decode, file.read_bytes().splitlines())
    return {line["id"]: str(line.get("story") or line.get("event")) for line in lines}


# --- learning ---


def fit(
    rows: Sequence[tuple[Features, bool]], *, ridge: float, sample: Sequence[float] | None = None
) -> dict[str, float]:
    """Ridge-penalised logistic regression by Newton steps, one weight at a time. `sample` is how
    much each row counts.
    """
    sampled = sample or [1.0] * len(rows)
    counts = Counter(name for features, _ in rows for name, value in features.items() if value)
    names = [name for name, times in counts.items() if times >= SEEN_MIN]
    columns: dict[str, list[tuple[int, float]]] = {name: [] for name in names}
    for at, (features, _) in enumerate(rows):
        for name, value in features.items():
            if value and name in columns:
                columns[name].append((at, value))
    columns["bias"] = [(at, 1.0) for at in range(len(rows))]
    weights = dict.fromkeys(columns, 0.0)
    scores = [0.0] * len(rows)
    labels = [float(right) for _, right in rows]
    for _ in range(PASSES):
        moved = max(
            _step(name, column, weights, scores, labels, sampled, 0.01 if name == "bias" else ridge)
            for name, column in columns.items()
        )
        if moved < 0.002:
            break
    return weights


def _step(  # noqa: PLR0913, PLR0917 — one coordinate of the fit
    name: str,
    column: Sequence[tuple[int, float]],
    weights: dict[str, float],
    scores: list[float],
    labels: Sequence[float],
    sample: Sequence[float],
    ridge: float,
) -> float:
    gradient, curve = ridge * weights[name], ridge
    for at, value in column:
        p = 1.0 / (1.0 + math.exp(-scores[at])) if abs(scores[at]) < 30 else float(scores[at] > 0)
        gradient += sample[at] * (p - labels[at]) * value
        curve += sample[at] * max(p * (1.0 - p), 1e-4) * value * value
    step = max(-1.0, min(1.0, -gradient / curve))
    weights[name] += step
    for at, value in column:
        scores[at] += step * value
    return abs(step)


# --- measuring ---


def out_of_fold(rows: Sequence[Row], ridge: float) -> list[tuple[Row, float]]:
    found = []
    for fold in range(FOLDS):
        train = [(row.features, row.right) for row in rows if row.fold != fold]
        weights = fit(train, ridge=ridge)
        found += [(row, sigmoid(logit(weights, row.features))) for row in rows if row.fold == fold]
    return found


def told(judged: Sequence[tuple[Row, float]]) -> list[tuple[Row, float]]:
    """Of a field with one value, the best candidate of each article."""
    best: dict[str, tuple[Row, float]] = {}
    for row, sure in judged:
        if row.article not in best or sure > best[row.article][1]:
            best[row.article] = row, sure
    return list(best.values())


def report(field: str, rows: Sequence[Row], wanted: int, ridges: Sequence[float]) -> None:
    for ridge in ridges:
        judged = out_of_fold(rows, ridge)
        chosen = told(judged) if field in CHOSEN else judged
        print(f"{field}: {len(rows)} candidates, ridge {ridge:g}, of {wanted} wanted")
        for threshold in THRESHOLDS:
            kept = [row for row, sure in chosen if sure >= threshold]
            right = sum(row.right for row in kept)
            wrong = (len(kept) - right) / len(kept) if kept else 0.0
            print(
                f"   ≥ {threshold:.2f}: told {len(kept):>4}  wrong {wrong:.3f}"
                f"  recall {min(right / wanted, 1):.3f}"
            )


def cross_validated(labelled: Sequence[Labelled], rules: Rules) -> readouts.ReadoutScores:
    """What would be told of each article by weights that have seen nothing of its story. All of
    them tell of diplomacy: the gate has a measure of its own.
    """
    rules = structs.replace(rules, sure_diplomatic=0.0)
    told, published, languages = {}, {}, {}
    for fold in range(FOLDS):
        weights = {
            field: fit(
                [
                    pair
                    for one in labelled
                    if one.fold != fold
                    for pair in rows_of(field, one.seen, one.readout)
                ],
                ridge=RIDGE[field],
            )
            for field in _LISTED
        }
        weights["outcome"] = {"bias": 2.0}  # nothing is labelled by which to judge them
        for one in labelled:
            if one.fold == fold:
                reading = judged(one.seen, weights)
                told[one.id] = told_alone(one.article, reading, rules)
                published[one.id] = one.article.published or ""
                languages[one.id] = reading.language
    named = [structs.replace(one.readout, id=one.id) for one in labelled]
    return readouts.score(named, told, published=published, languages=languages)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--field", choices=list(_LISTED), action="append")
    parser.add_argument("--ridge", type=float, action="append")
    parser.add_argument(
        "--together", action="store_true", help="all fields, at the thresholds in force"
    )
    parser.add_argument("--mistakes", type=int, default=0)
    options = parser.parse_args()
    labelled = load()
    if options.together:
        scores = cross_validated(labelled, Rules())
        print(readouts.render_scores(scores, mistakes_max=options.mistakes))
        return
    lines = [
        "# How sure claims are: written by bench/claims.py from labelled readouts. Log-odds.",
    ]
    for field in options.field or list(_LISTED):
        rows = [
            Row(one.id, one.fold, features, right, field in CHOSEN)
            for one in labelled
            for features, right in rows_of(field, one.seen, one.readout)
        ]
        wanted = sum(readouts.wanted(one.readout)[WANTED[field]] for one in labelled)
        if options.write:
            weights = fit([(row.features, row.right) for row in rows], ridge=RIDGE[field])
            lines += ["", f"[{field}]"] + [
                f"{msgspec.json.encode(name).decode()} = {value:.3f}"
                for name, value in sorted(weights.items())
                if abs(value) >= 0.005
            ]
        else:
            report(field, rows, wanted, options.ridge or [RIDGE[field]])
    if options.write:
        # nothing is labelled by which outcomes could be judged
        lines += ["", "[outcome]", "bias = 2.000"]
        TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
