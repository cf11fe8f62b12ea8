"""The diplomacy set played day by day, as a reader gets it: do editions repeat themselves, and what
do they state as new?

`python -m bench.days [FOLDER]` plays bench/data/diplomacy.jsonl, and the same articles in one year,
with a daily slot at 09:00 (articles not dated to the day are left out). It prints two counts of
repeats:

- as the audit sees it: a story told again without a fact that no earlier edition had, or twice in
one edition;
- as the data's labels see it: an entry whose event was told before, as whatever story, although no
article that brings
  it was judged to have anything new (bench/data/diplomacy-novelty.jsonl). At most 1 entry in 20 may
  be one.

With FOLDER, the editions and all new facts are written there, to be judged by reading.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct

from monitor.clock import SetClock
from monitor.digest.compose.audit import Audit, audit
from monitor.digest.compose.compose import compose
from monitor.digest.compose.headline import plain
from monitor.digest.model import Digest, Entry, ToldBefore
from monitor.digest.render.text import render_text
from monitor.digest.slots import slots
from monitor.digest.told_before import told_after, with_ledger
from monitor.engine.engine import Engine
from monitor.intake.files import incoming_from
from monitor.log.memory import MemoryLog
from monitor.model import Incoming, Rules
from monitor.publishing.window import window
from monitor.views.views import Views

DATA = Path(__file__).parent / "data"
SETS = ("diplomacy", "diplomacy-one-year")
ZONE, HOUR = "Asia/Almaty", time(9)
LIMIT = 5.0  # repeats in 100 entries


class Labels(Struct, frozen=True):
    """By article id: the event that it was labelled with, and the articles that were judged to
    bring something new.
    """

    events: Mapping[str, str]
    developments: frozenset[str]


def played(articles: Sequence[Incoming], *, rules: Rules) -> Iterator[Digest]:
    """The edition of each day on which something came in, all told to the same readers."""
    by_slot = _by_slot(articles)
    if not by_slot:
        return
    since = min(by_slot) - timedelta(days=1)
    clock, log, ledger = SetClock(since), MemoryLog(), dict[str, ToldBefore]()
    with tempfile.TemporaryDirectory() as folder, Views.open(Path(folder) / "views.db") as views:
        engine = Engine(log=log, views=lambda: views, rules=rules, clock=clock)
        for until, waiting in sorted(by_slot.items()):
            clock.at = until - timedelta(hours=1)
            engine.tick()
            for one in waiting:
                engine.take(one)
            clock.at = until
            views.catch_up(log)
            yield (digest := _edition(views, since, until, ledger, rules))
            ledger, since = told_after(ledger, digest), until


def _by_slot(articles: Sequence[Incoming]) -> dict[datetime, list[Incoming]]:
    """The first slot after each article's day → the articles of that day, in their order."""
    dated = sorted(((day, one) for one in articles if (day := _day(one))), key=lambda pair: pair[0])
    found: dict[datetime, list[Incoming]] = {}
    for day, one in dated:
        slot = slots(day, day + timedelta(days=2), hour=HOUR, zone=ZONE)[0]
        found.setdefault(slot, []).append(one)
    return found


def _edition(
    views: Views, since: datetime, until: datetime, ledger: dict[str, ToldBefore], rules: Rules
) -> Digest:
    found = window(views, since=since, until=until)
    return compose(
        with_ledger(found.stories, ledger),
        since=since,
        until=until,
        zone=ZONE,
        rules=rules,
        set_aside=found.set_aside,
        held=found.held,
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


# --- repeats, by the labels of the data ---


def labelled_repeats(digests: Sequence[Digest], labels: Labels) -> list[tuple[Digest, Entry]]:
    """Entries of an event that an earlier edition told, without an article that was judged to bring
    something new.
    """
    told: set[str] = set()
    repeats = []
    for digest in digests:
        events = {entry.number: _event(entry, labels) for entry in digest.entries}
        for entry in digest.entries:
            brings = {outlet.article_id for outlet in entry.outlets}
            if events[entry.number] in told and not brings & labels.developments:
                repeats.append((digest, entry))
        told.update(event for event in events.values() if event)
    return repeats


def _event(entry: Entry, labels: Labels) -> str:
    """The label that most of its articles have."""
    counts = Counter(labels.events.get(outlet.article_id, "") for outlet in entry.outlets)
    return counts.most_common(1)[0][0] if counts else ""


def labels_of(articles: Sequence[Incoming]) -> Labels:
    ids = {one.article.given_id: one.article.id for one in articles}
    lines = (DATA / "diplomacy-novelty.jsonl").read_text(encoding="utf-8").splitlines()
    judged = [json.loads(line) for line in lines]
    return Labels(
        {one.article.id: one.event or "" for one in articles},
        frozenset(
            ids[row["later"]]
            for row in judged
            if row["relation"] == "development" and row["later"] in ids
        ),
    )


# --- what is printed and written ---


def stated(digests: Sequence[Digest], line_id: str) -> list[str]:
    """Each item of these lines: day, story, headline, the item, and the articles that bring it."""
    return [
        (
            f"{digest.until:%Y-%m-%d} no. {entry.number} S{entry.story_number} {entry.title} | "
            f"{plain(item)} | {_sources(entry)}"
        )
        for digest in digests
        for entry in digest.entries
        for line in entry.lines
        if line.id == line_id
        for item in line.items
    ]


def _sources(entry: Entry) -> str:
    return ", ".join(f"{outlet.name} ({outlet.article_id})" for outlet in entry.outlets)


def _printed(
    name: str, counts: Audit, digests: Sequence[Digest], repeats: Sequence[tuple[Digest, Entry]]
) -> None:
    entries = max(1, counts.entries)
    print(name)
    for field, value in msgspec.to_builtins(counts).items():
        print(f"  {field:<36} {value:>6}")
    print(f"  {'new facts in their lines':<36} {len(stated(digests, 'new')):>6}")
    print(f"  {'quotations in first tellings':<36} {len(stated(digests, 'said')):>6}")
    print(
        f"  repeats in 100 entries, by the audit {100 * counts.repeats / entries:>6.1f}   limit "
        f"{LIMIT}"
    )
    print(
        f"  repeats in 100 entries, by labels    {100 * len(repeats) / entries:>6.1f}   limit "
        f"{LIMIT}"
    )
    for digest, entry in repeats:
        print(
            f"    {digest.until:%Y-%m-%d} S{entry.story_number} {entry.title} "
            f"{entry.first_told or 'told as new'}"
        )


def main() -> None:
    for name in SETS:
        articles = [
            one for one in incoming_from([DATA / f"{name}.jsonl"]) if isinstance(one, Incoming)
        ]
        digests = list(played(articles, rules=Rules()))
        _printed(name, audit(digests), digests, labelled_repeats(digests, labels_of(articles)))
        if sys.argv[1:]:
            folder = Path(sys.argv[1]) / name
            folder.mkdir(parents=True, exist_ok=True)
            told = [render_text(digest) for digest in digests if digest.entries]
            (folder / "editions.txt").write_text("\n\n".join(told), encoding="utf-8")
            for line_id in ("new", "said"):
                (folder / f"{line_id}.txt").write_text(
                    "\n".join(stated(digests, line_id)), encoding="utf-8"
                )


if __name__ == "__main__":
    main()
