"""The diplomacy set played day by day, as a reader gets it: counts of repeats, and samples to judge by reading.

`python -m bench.days` plays bench/data/diplomacy-one-year.jsonl (articles not dated to the day are left out) with a daily slot at 09:00, prints
the audit, and writes the editions and the samples of new facts and quotations to the folder given, if one is.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import msgspec

from monitor.digest.audit import audit
from monitor.digest.compose import compose
from monitor.digest.headline import plain
from monitor.digest.ledger import told_after, with_ledger
from monitor.digest.render_text import render_text
from monitor.digest.slots import slots
from monitor.digest.value import Digest, Entry, Told
from monitor.feeds.files import incoming_from
from monitor.log.memory import MemoryLog
from monitor.log.views import Views
from monitor.model import Incoming, Rules
from monitor.service.clock import SetClock
from monitor.service.engine import Engine
from monitor.service.telling import window

SET = Path(__file__).parent / "data" / "diplomacy-one-year.jsonl"
ZONE, HOUR = "Asia/Almaty", time(9)
SAMPLES, SEED = 100, 4


def played(articles: Sequence[Incoming], *, rules: Rules) -> Iterator[Digest]:
    """One edition a day, each told to the same readers, while the articles come in on the days they were published."""
    dated = sorted(
        (one for one in articles if _day(one)), key=lambda one: _day(one) or datetime.max.replace(tzinfo=UTC)
    )
    first, last = _day(dated[0]), _day(dated[-1])
    if first is None or last is None:
        return
    clock = SetClock(first)
    ledger: dict[str, Told] = {}
    with tempfile.TemporaryDirectory() as folder:
        views = Views.open(Path(folder) / "views.db")
        log = MemoryLog()
        engine = Engine(log=log, views=lambda: views, rules=rules, clock=clock)
        since, waiting = first - timedelta(days=1), list(dated)
        for until in slots(since, last + timedelta(days=2), hour=HOUR, zone=ZONE):
            while waiting and (_day(waiting[0]) or until) <= until:
                clock.at = max(clock.at, _day(waiting[0]) or clock.at)
                engine.take(waiting.pop(0))
            clock.at = until
            engine.tick()
            views.catch_up(log)
            yield (digest := _edition(views, since, until, ledger, rules))
            ledger, since = told_after(ledger, digest), until


def _edition(views: Views, since: datetime, until: datetime, ledger: dict[str, Told], rules: Rules) -> Digest:
    found = window(views, since=since, until=until)
    return compose(
        with_ledger(found.stories, ledger),
        since=since,
        until=until,
        zone=ZONE,
        rules=rules,
        set_aside=found.set_aside,
        corrections=found.corrections,
        ledger=True,
    )


def _day(one: Incoming) -> datetime | None:
    """Early on the day it was published; None if that is not known to the day."""
    published = one.article.published or ""
    try:
        day = datetime.fromisoformat(published)
    except ValueError:
        return None
    return day if day.tzinfo else day.replace(tzinfo=UTC)


def _items(digests: Sequence[Digest], line_id: str) -> list[str]:
    return [
        f"{digest.until:%Y-%m-%d} no. {entry.number} S{entry.story_number} {entry.title} | {plain(item)} | {_sources(entry)}"
        for digest in digests
        for entry in digest.entries
        for line in entry.lines
        if line.id == line_id
        for item in line.items
    ]


def _sources(entry: Entry) -> str:
    return ", ".join(f"{outlet.name} ({outlet.article_id})" for outlet in entry.outlets)


def _sampled(rows: list[str]) -> list[str]:
    return random.Random(SEED).sample(rows, min(SAMPLES, len(rows)))


def main() -> None:
    articles = [one for one in incoming_from([SET]) if isinstance(one, Incoming)]
    digests = list(played(articles, rules=Rules()))
    counts = audit(digests)
    for name, value in msgspec.to_builtins(counts).items():
        print(f"{name:<10} {value:>6}")
    print(f"repeats in 100 entries: {100 * counts.repeats / max(1, counts.entries):.1f} (limit 5)")
    if sys.argv[1:]:
        folder = Path(sys.argv[1])
        folder.mkdir(parents=True, exist_ok=True)
        told = [render_text(digest) for digest in digests if digest.entries]
        (folder / "editions.txt").write_text("\n\n".join(told), encoding="utf-8")
        for line_id in ("new", "said"):
            (folder / f"{line_id}.txt").write_text("\n".join(_sampled(_items(digests, line_id))), encoding="utf-8")


if __name__ == "__main__":
    main()
