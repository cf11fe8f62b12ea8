"""This checkout against another: processor time of reading, and whether every Reading is the same.

    python -m bench.against CHECKOUT [--rounds 5]     articles of 400 words read and matched, the
                                                      first of each language apart; and
                                                      `monitor evaluate` as a whole process
    python -m bench.against CHECKOUT --readings       every article of bench/data/*.jsonl: which
                                                      Readings differ; status 1 if one does

A process of each checkout gets the articles one by one and in turn, so that what else the machine
does falls on both; each round has new processes, which have seen no word yet. The median over the
rounds counts, article by article. The other checkout needs only a `monitor` that reads and judges,
and is run by this interpreter.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any, TextIO

HERE = Path(__file__).parents[1]
REAL = HERE / "bench" / "data" / "diplomacy.jsonl"
WORDS = 400
GOAL = 0.67
Times = list[tuple[float, float]]  # of each article, in ms: here, there


class Checkout:
    """A process that reads and judges with the `monitor` of one checkout."""

    def __init__(self, root: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__, "--worker", str(root)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        assert self._process.stdin
        assert self._process.stdout
        self._to, self._from = self._process.stdin, self._process.stdout

    def read(self, document: dict[str, Any]) -> dict[str, Any]:
        print(json.dumps(document), file=self._to, flush=True)
        answer: dict[str, Any] = json.loads(self._from.readline())
        return answer

    def close(self) -> None:
        self._to.close()
        self._process.wait()


def worker(root: str, lines: TextIO) -> None:
    sys.path[0] = root
    model = importlib.import_module("monitor.model")
    try:
        read = importlib.import_module("monitor.claims").read
    except ModuleNotFoundError:  # builds before claims were judged
        read = importlib.import_module("monitor.reading").read
    judge = importlib.import_module("monitor.matching.judge").judge
    _as_the_program_does()
    index, rules = importlib.import_module("monitor.matching.index").Index(), model.Rules()
    encode = importlib.import_module("msgspec").json.encode
    for number, line in enumerate(lines):
        document = json.loads(line)
        article = article_of(model.Article, number, document)
        start = time.process_time()
        reading = read(article, document["text"])
        verdict = judge(article, reading, index=index, rules=rules)
        index.add(verdict.story_id or article.id, article, reading)
        spent = time.process_time() - start
        digest = hashlib.sha256(encode(reading)).hexdigest()
        print(json.dumps({"ms": spent * 1000, "reading": digest}), flush=True)


def _as_the_program_does() -> None:
    """Looks for garbage as seldom as the checkout's commands do, if it sets that at all."""
    set_it = getattr(importlib.import_module("monitor.cli.root"), "look_for_garbage", None)
    if set_it:
        gc.disable()
        set_it()


def article_of(kind: Any, number: int, document: dict[str, Any]) -> Any:
    return kind(
        id=f"{number:016}",
        version="0" * 12,
        text_hash="",
        text_bytes=0,
        title=document.get("title"),
        published=document.get("published"),
        lang=document.get("lang"),
    )


def timed(other: Path, documents: Sequence[dict[str, Any]], rounds: int) -> Times:
    taken: list[Times] = []
    for nth in range(rounds):
        roots = [HERE, other]
        pair = [Checkout(root) for root in roots]
        taken.append([])
        for number, document in enumerate(documents):
            turn = (number + nth) % 2
            spent = {which: pair[which].read(document)["ms"] for which in (turn, 1 - turn)}
            taken[-1].append((spent[0], spent[1]))
        for one in pair:
            one.close()
    return [
        (median(one[0] for one in of), median(one[1] for one in of))
        for of in zip(*taken, strict=True)
    ]


def speed(other: Path, documents: Sequence[dict[str, Any]], rounds: int) -> None:
    times = timed(other, documents, rounds)
    languages = [document.get("lang") for document in documents]
    first = [nth for nth, language in enumerate(languages) if language not in languages[:nth]]
    rest = sorted(set(range(len(documents))) - set(first))
    words = sum(len(documents[nth]["text"].split()) for nth in rest) / WORDS
    _show(f"{WORDS} words, read and matched", [times[nth] for nth in rest], words)
    _show("the first of a language", [times[nth] for nth in first], len(first))
    print("  " + "  ".join(f"{languages[nth]} {times[nth][0]:.0f}" for nth in first) + " ms here")


def _show(what: str, times: Times, share: float) -> None:
    here, there = (sum(one[nth] for one in times) / share for nth in (0, 1))
    print(f"{what:28} {here:8.1f} ms here, {there:8.1f} there: {here / there:.2f} (goal {GOAL})")


def evaluated_ms(root: Path, bytecode: str) -> float:
    """`monitor evaluate` of the labelled articles, from start to end, as where it is installed: its
    modules are compiled, into a folder of ours.
    """
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONPYCACHEPREFIX": bytecode}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before = os.times()
    subprocess.run(
        [sys.executable, "-m", "monitor", "evaluate", str(REAL)],
        cwd=root,
        env=environment,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    after = os.times()
    spent = after.children_user + after.children_system
    return (spent - before.children_user - before.children_system) * 1000


def evaluation(other: Path, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as bytecode:
        pairs = [
            (evaluated_ms(HERE, bytecode), evaluated_ms(other, bytecode)) for _ in range(rounds + 1)
        ]
    here, there = (median(pair[nth] for pair in pairs[1:]) for nth in (0, 1))  # the first compiles
    _show("monitor evaluate, whole", [(here, there)], 1)


def differing(other: Path) -> int:
    """How many Readings are not the same."""
    here, there = Checkout(HERE), Checkout(other)
    found = 0
    for path in sorted((HERE / "bench" / "data").glob("*.jsonl")):
        documents = [one for one in map(json.loads, _lines(path)) if one.get("text")]
        different = [
            str(one.get("id"))
            for one in documents
            if here.read(one)["reading"] != there.read(one)["reading"]
        ]
        found += len(different)
        print(f"{path.name:32} {len(documents):5} articles, different: {different or 'none'}")
    here.close()
    there.close()
    return found


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def joined() -> list[dict[str, Any]]:
    """Neighbours of one language and time, joined until they have the words."""
    made: list[dict[str, Any]] = []
    waiting: dict[str, list[dict[str, Any]]] = {}
    documents = map(json.loads, _lines(REAL))
    for one in sorted(documents, key=lambda one: one.get("published") or ""):
        group = waiting.setdefault(one.get("lang", ""), [])
        group.append(one)
        text = "\n\n".join(part["text"] for part in group)
        if len(text.split()) >= WORDS:
            made.append({**group[0], "text": text})
            group.clear()
    return made


def main() -> int:
    if sys.argv[1:2] == ["--worker"]:
        worker(sys.argv[2], sys.stdin)
        return 0
    ask = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    ask.add_argument("checkout", type=Path)
    ask.add_argument("--rounds", type=int, default=5)
    ask.add_argument("--readings", action="store_true")
    wanted = ask.parse_args()
    if wanted.readings:
        return 1 if differing(wanted.checkout.resolve()) else 0
    speed(wanted.checkout.resolve(), joined(), wanted.rounds)
    evaluation(wanted.checkout.resolve(), wanted.rounds)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
