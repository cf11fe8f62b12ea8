"""Quotations as a digest tells them, sampled to be judged by reading: `python -m bench.quotations
FILE… [--seed N] [--samples N]`.

For each: the article's id, who is said to speak, the words shown, and the text around them. Right
is: the speaker said these words according to the article, and they are whole sentences of the
quotation.

With `--marks` only an id and a mark of each stand in the list: the hash of speaker and words, for
judgements that may not carry the words (bench/judged/quotations.tsv). With `--judged FILE` it is
counted how many of those judged are still told.
"""

from __future__ import annotations

import hashlib
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from monitor.digest.wording.quote_budget import QUOTE_WORDS_MAX, fitting
from monitor.digest.wording.summary import Names
from monitor.events.stories_and_feeds import Member
from monitor.intake.files import incoming_from
from monitor.model import Incoming, Quotation
from monitor.reading import read

SAMPLES, SEED = 100, 4
_BEFORE, _AFTER = 260, 200  # characters of the text that are shown around a quotation


def told(paths: list[Path]) -> Iterator[tuple[Incoming, Quotation, str]]:
    """Each quotation of which a whole sentence can be shown, with what is shown: "Putin: “…”"."""
    for one in incoming_from(paths):
        if isinstance(one, Incoming):
            member = Member(article=one.article, reading=read(one.article, one.text), verdict="new")
            names = Names([member], member.reading.language)
            for quotation in member.reading.quotations:
                shown = fitting(quotation.text, QUOTE_WORDS_MAX, language=quotation.language)
                if shown:
                    name = names.by_key(quotation.speaker_key, otherwise=quotation.speaker)
                    yield one, quotation, f"{name} ({quotation.speaker}): “{shown}”"


def around(text: str, quotation: Quotation) -> str:
    flat = " ".join(text.split())
    at = flat.find(" ".join(quotation.text.split()[:4]).strip(" .,"))
    if at < 0:
        return "(not found word for word)"
    return flat[max(0, at - _BEFORE) : at + len(quotation.text) + _AFTER]


def mark(shown: str) -> str:
    """12 hex digits for who is said to speak and the words shown."""
    return hashlib.sha256(shown.encode()).hexdigest()[:12]


def judged_still_told(judged: Path, everything: list[tuple[Incoming, Quotation, str]]) -> str:
    """As "100 judged, 100 told as then"; lines are article, mark, verdict, note, parted by tabs."""
    rows = [
        line.split("\t")
        for line in judged.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    told_now = {
        (one.article.given_id or one.article.id, mark(shown)) for one, _, shown in everything
    }
    return f"{len(rows)} judged, {sum((row[0], row[1]) in told_now for row in rows)} told as then"


def _option(name: str, default: int) -> int:
    return int(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv else default


def main() -> None:
    flags = ("--seed", "--samples", "--judged")
    numbers = {
        value
        for flag in flags
        if flag in sys.argv
        for value in [sys.argv[sys.argv.index(flag) + 1]]
    }
    paths = [
        Path(name) for name in sys.argv[1:] if not name.startswith("--") and name not in numbers
    ]
    everything = list(told(paths))
    chosen = random.Random(_option("--seed", SEED)).sample(
        everything, min(_option("--samples", SAMPLES), len(everything))
    )
    if "--judged" in sys.argv:
        print(judged_still_told(Path(sys.argv[sys.argv.index("--judged") + 1]), everything))
        return
    print(f"{len(everything)} quotations, {len(chosen)} sampled")
    for number, (one, quotation, shown) in enumerate(chosen, start=1):
        if "--marks" in sys.argv:
            print(f"{one.article.given_id or one.article.id}\t{mark(shown)}")
            continue
        print(f"\n{number}. {one.article.given_id or one.article.id} | {shown}")
        print(f"   … {around(one.text, quotation)} …")


if __name__ == "__main__":
    main()
