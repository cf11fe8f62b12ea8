"""One full mixed day as a channel's readers get it: 1,000 articles of 62 outlets, of which 260 tell
of 70 diplomatic events: `python -m bench.day [--write FILE] [--pairs]`.

It prints how many entries repeat an event that stands in another, mix two events that are not a
summit and its side meeting, or tell of no diplomacy; which events are told by no entry; and in how
many of the judged pairs (bench/judged/which_first.tsv) the entry that must stand first does. The
edition itself goes to FILE.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import Struct

from monitor.digest.compose.compose import compose
from monitor.digest.model import Digest, Entry
from monitor.digest.render.text import render_text
from monitor.engine.clock import SetClock
from monitor.engine.engine import Engine
from monitor.intake.files import incoming_from
from monitor.log.memory import MemoryLog
from monitor.model import Incoming, Rules
from monitor.publishing.window import window
from monitor.views.views import Views

HERE = Path(__file__).parent
DAY = HERE / "data" / "day.jsonl"
PAIRS = HERE / "judged" / "which_first.tsv"
BEGINS = datetime(2026, 11, 11, 18, tzinfo=UTC)
EVERY = timedelta(minutes=2)  # between two articles
ZONE = "Asia/Almaty"


class Told(Struct, frozen=True):
    """An entry and the events of the articles that it tells of; "" for what is no diplomacy."""

    entry: Entry
    events: Sequence[str]


def edition(rules: Rules) -> Digest:
    clock, log = SetClock(BEGINS), MemoryLog()
    with tempfile.TemporaryDirectory() as folder, Views.open(Path(folder) / "views.db") as views:
        engine = Engine(log=log, views=lambda: views, rules=rules, clock=clock)
        for item in incoming_from([DAY]):
            if isinstance(item, Incoming):
                clock.at += EVERY
                engine.take(item)
        engine.tick()
        until = clock.at + EVERY
        views.catch_up(log)
        found = window(views, since=BEGINS, until=until)
        return compose(
            found.stories, since=BEGINS, until=until, zone=ZONE, rules=rules,
            set_aside=found.set_aside, entries_max=1_000, readouts_max=1_000,
        )  # fmt: skip


def events_of(digest: Digest) -> list[Told]:
    labels: dict[str, str] = {}
    for item, line in zip(incoming_from([DAY]), DAY.read_text("utf-8").splitlines(), strict=True):
        assert isinstance(item, Incoming)
        label = json.loads(line)
        labels[item.article.id] = label["event"] if label["diplomatic"] else ""
    return [
        Told(entry, sorted({labels[outlet.article_id] for outlet in entry.outlets}))
        for entry in digest.entries
    ]


def places(told: Sequence[Told]) -> dict[str, int]:
    """Event → where the first entry that tells of it stands."""
    found: dict[str, int] = {}
    for nth, one in enumerate(told):
        for event in one.events:
            found.setdefault(event, nth)
    return found


def pairs() -> list[tuple[str, str]]:
    lines = PAIRS.read_text("utf-8").splitlines()
    cut = (line.split("\t") for line in lines if not line.startswith("#"))
    return [(first, second) for first, second, _ in cut]


def report(told: Sequence[Told]) -> None:
    at = places(told)
    every = len(told)
    repeats = [nth for nth, one in enumerate(told) if any(at[event] < nth for event in one.events)]
    mixed = [one for one in told if len(one.events) > 1]
    noise = [one for one in told if "" in one.events]
    print(f"{every} entries · {len(at.keys() - {''})} of 70 events told")
    for name, found in (("repeat", repeats), ("mix events", mixed), ("no diplomacy", noise)):
        print(f"   {name}: {len(found)} ({len(found) / every:.3f})")
    known = [(first, second) for first, second in pairs() if first in at and second in at]
    right = [at[first] < at[second] for first, second in known]
    print(
        f"   pairs in the editor's order: {sum(right)} of {len(right)} (of {len(pairs())} judged)"
    )


def show(told: Sequence[Told]) -> None:
    for one in told:
        reasons = " ".join(f"{reason.name} {reason.points:g}" for reason in one.entry.reasons)
        print(
            f"{one.entry.score:6.1f} {','.join(one.events):12} {one.entry.title[:90]}  [{reasons}]"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, metavar="FILE", help="the edition, as text")
    parser.add_argument("--show", action="store_true", help="every entry with its events")
    options = parser.parse_args()
    digest = edition(Rules())
    told = events_of(digest)
    report(told)
    if options.show:
        show(told)
    if options.write:
        options.write.write_text(render_text(digest), encoding="utf-8")


if __name__ == "__main__":
    main()
