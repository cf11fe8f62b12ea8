"""Learn the weights from the diplomacy set and the feeds set, and write them to
`monitor/matching/data/weights.toml`.

    .venv/bin/python -m bench.train            both parts, from all of it
    .venv/bin/python -m bench.train --print    show them, write nothing

Link weights come from articles against the true stories told before them; novelty weights from the
judgements. Figures of quality are not taken with these weights but with cross-validated ones:
`bench/quality.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bench import training
from bench.stream import load
from monitor.matching.weights import Weights

HERE = Path(__file__).parent
DATA = HERE / "data"
TARGET = HERE.parent / "monitor" / "matching" / "data" / "weights.toml"
HEAD = """\
# Learnt by `python -m bench.train` from bench/data; signs are fixed by the factors, sizes by the \
data. See docs/decisions.md.
# A score is the bias plus the sum of weight times factor, in log-odds.
"""


def learn() -> Weights:
    as_it_was, one_year = load(DATA / "diplomacy.jsonl"), load(DATA / "diplomacy-one-year.jsonl")
    dateless, feeds = load(DATA / "diplomacy.jsonl", dated=False), load(DATA / "feeds.jsonl")
    judged = training.novelty_rows(as_it_was, DATA / "diplomacy-novelty.jsonl")
    judged += training.novelty_rows(feeds, DATA / "feeds-novelty.jsonl")
    return training.learn(training.rows_of(as_it_was, one_year, dateless, feeds), judged)


def as_toml(weights: Weights) -> str:
    parts = [HEAD]
    for name, part in (("link", weights.link), ("novelty", weights.novelty)):
        lines = [f'"{factor}" = {weight:.3f}' for factor, weight in part.items() if weight]
        parts.append(f"[{name}]\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)


def main() -> None:
    text = as_toml(learn())
    if "--print" in sys.argv[1:]:
        print(text)
        return
    TARGET.write_text(text, encoding="utf-8")
    print(f"written: {TARGET}")


if __name__ == "__main__":
    main()
