"""One full mixed day as a channel's readers get it: 1,000 articles of 62 outlets, of which 260 tell
of 70 diplomatic events: `python -m bench.day [--day FILE] [--show] [--write FILE]`.

It prints how many entries repeat an event that stands in another, mix two events that are not a
summit and its side meeting, or tell of no diplomacy; which events are told by no entry; and in how
many of the judged pairs (bench/judged/which_first.tsv) the entry that must stand first does. The
edition itself goes to FILE: as text, or, if that ends in `.md`, as a page (docs/a-day.md). Another
day with the same labels (`event`, `diplomatic`) has no judged pairs.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct

from bench.stream import lines_of
from monitor.clock import SetClock
from monitor.digest.compose.compose import compose
from monitor.digest.model import Digest, Entry
from monitor.digest.render.text import render_text
from monitor.engine.engine import Engine
from monitor.intake.files import incoming_from
from monitor.log.memory import MemoryLog
from monitor.model import Incoming, Rules
from monitor.publishing.window import window
from monitor.views.views import Views

HERE = Path(__file__).parent
DAY = HERE / "data" / "day.jsonl"
PAIRS = HERE / "judged" / "which_first.tsv"
BEFORE = timedelta(hours=6)  # the day that most articles are of, when the first is taken
EVERY = timedelta(minutes=2)  # between two articles
ZONE = "Asia/Almaty"


class Told(Struct, frozen=True):
    """An entry and the events of the articles that it tells of; "" for what is no diplomacy."""

    entry: Entry
    events: Sequence[str]


def begins(day: Path) -> datetime:
    published = Counter(line["published"][:10] for line in lines_of(day))
    return datetime.fromisoformat(max(published, key=published.__getitem__) + "T00Z") - BEFORE


def edition(rules: Rules, day: Path = DAY) -> Digest:
    since = begins(day)
    clock, log = SetClock(since), MemoryLog()
    with tempfile.TemporaryDirectory() as folder, Views.open(Path(folder) / "views.db") as views:
        engine = Engine(log=log, views=lambda: views, rules=rules, clock=clock)
        for item in incoming_from([day]):
            if isinstance(item, Incoming):
                clock.at += EVERY
                engine.take(item)
        engine.tick()
        until = clock.at + EVERY
        views.catch_up(log)
        found = window(views, since=since, until=until)
        return compose(
            found.stories, since=since, until=until, zone=ZONE, rules=rules,
            set_aside=found.set_aside, entries_max=1_000, readouts_max=1_000,
        )  # fmt: skip


def labels_of(day: Path) -> dict[str, str]:
    """Article id → its event; "" for what is no diplomacy."""
    labels: dict[str, str] = {}
    items = [one for one in incoming_from([day]) if isinstance(one, Incoming)]
    for item, line in zip(items, lines_of(day), strict=True):
        labels[item.article.id] = line["event"] if line["diplomatic"] else ""
    return labels


def events_of(digest: Digest, labels: Mapping[str, str]) -> list[Told]:
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


def report(told: Sequence[Told], events: int, judged: Sequence[tuple[str, str]]) -> None:
    at = places(told)
    every = len(told)
    repeats = [nth for nth, one in enumerate(told) if any(at[event] < nth for event in one.events)]
    mixed = [one for one in told if len(one.events) > 1]
    noise = [one for one in told if "" in one.events]
    print(f"{every} entries · {len(at.keys() - {''})} of {events} events told")
    for name, found in (("repeat", repeats), ("mix events", mixed), ("no diplomacy", noise)):
        print(f"   {name}: {len(found)} ({len(found) / every:.3f})")
    known = [(first, second) for first, second in judged if first in at and second in at]
    right = [at[first] < at[second] for first, second in known]
    if judged:
        print(
            f"   pairs in the editor's order: {sum(right)} of {len(right)} ({len(judged)} judged)"
        )


def show(told: Sequence[Told]) -> None:
    for one in told:
        reasons = " ".join(f"{reason.name} {reason.points:g}" for reason in one.entry.reasons)
        print(
            f"{one.entry.score:6.1f} {','.join(one.events):12} {one.entry.title[:90]}  [{reasons}]"
        )


PAGE = """\
# A day

What a reader gets of one day of mixed news: {articles:,} articles, of which a quarter tell of \
diplomacy. All is invented, outlets,
events and quotations: nobody said them. Written by `python -m bench.day --write docs/a-day.md`, \
which also says what is wrong in it.

```text
{text}
```
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--day", type=Path, default=DAY, metavar="FILE", help="another day")
    parser.add_argument("--write", type=Path, metavar="FILE", help="the edition")
    parser.add_argument("--show", action="store_true", help="every entry with its events")
    options = parser.parse_args()
    digest = edition(Rules(), options.day)
    labels = labels_of(options.day)
    told = events_of(digest, labels)
    report(told, len({*labels.values()} - {""}), pairs() if options.day == DAY else ())
    if options.show:
        show(told)
    if options.write:
        text = render_text(digest)
        page = PAGE.format(articles=len(labels), text=text)
        as_page = options.write.suffix == ".md"
        options.write.write_text(page if as_page else text, encoding="utf-8")


if __name__ == "__main__":
    main()
