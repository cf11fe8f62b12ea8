"""What composing and rendering cost: `make bench PART=digest`.

20,000 open stories made from the readings of bench/data/diplomacy.jsonl, of which 400 moved since
the last edition; then 200 entries in every medium. Composing should take less than 100 ms,
rendering less than 50 ms.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from monitor.claims import read
from monitor.digest.compose.compose import compose
from monitor.digest.model import Digest, SeenMember, StoryForDigest
from monitor.digest.render.atom import render_atom
from monitor.digest.render.html import render_html
from monitor.digest.render.json_form import render_json
from monitor.digest.render.markdown import render_markdown
from monitor.digest.render.telegram import render_telegram
from monitor.digest.render.terminal import render_terminal
from monitor.digest.render.text import render_text
from monitor.events.stories_and_feeds import Member
from monitor.intake.files import incoming_from
from monitor.model import Incoming, Interests, Topic

SET = Path(__file__).parent / "data" / "diplomacy.jsonl"
STORIES, MOVED, ENTRIES, ROUNDS = 20_000, 400, 200, 7
NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
COMPOSE_MS, RENDER_MS = 100, 50


def made_up_stories(members: list[Member]) -> list[StoryForDigest]:
    """Stories of one to four articles each; every fiftieth got its newest article today."""
    stories = []
    for number in range(1, STORIES + 1):
        last = (
            NOW - timedelta(hours=1)
            if number % (STORIES // MOVED) == 0
            else NOW - timedelta(days=2 + number % 40)
        )
        own = [members[(number * 7 + offset) % len(members)] for offset in range(1 + number % 4)]
        seen = [
            SeenMember(member=member, at=last - timedelta(minutes=len(own) - at))
            for at, member in enumerate(own)
        ]
        stories.append(StoryForDigest(id=f"{number:016x}", number=number, seen=tuple(seen)))
    return stories


def read_members() -> list[Member]:
    articles = [one for one in incoming_from([SET]) if isinstance(one, Incoming)]
    return [
        Member(article=one.article, reading=read(one.article, one.text), verdict="new")
        for one in articles
    ]


def milliseconds(work: Callable[[], object]) -> float:
    """Processor time, the median of a few rounds: other work on the machine does not count."""
    spent = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        spent.append((time.process_time() - started) * 1000)
    return statistics.median(spent)


def row(name: str, spent_ms: float, limit_ms: float) -> None:
    print(
        f"{name:<46}{spent_ms:>9.1f} ms   limit {limit_ms:>5.0f}   "
        f"{'ok' if spent_ms < limit_ms else 'TOO SLOW'}"
    )


def main() -> None:
    stories = made_up_stories(read_members())
    day = NOW - timedelta(days=1)
    asia = Topic(id="asia", include=Interests(countries=("KZ", "RU", "UZ", "TR", "CN")))

    def composed(topics: tuple[Topic, ...] = ()) -> Digest:
        return compose(stories, since=day, until=NOW, zone="Asia/Almaty", topics=topics)

    def full() -> Digest:
        return compose(stories, since=day, until=NOW, zone="Asia/Almaty", readouts_max=ENTRIES)

    row(f"compose, {STORIES:,} stories, {MOVED} moved", milliseconds(composed), COMPOSE_MS)
    row("the same, for one topic", milliseconds(lambda: composed((asia,))), COMPOSE_MS)
    whole = full()
    row(f"compose, {ENTRIES} full readouts", milliseconds(full), COMPOSE_MS)
    renderers: dict[str, Callable[[Digest], object]] = {
        "telegram": render_telegram,
        "terminal": render_terminal,
        "html": render_html,
        "markdown": render_markdown,
        "text": render_text,
        "json": render_json,
        "atom": render_atom,
    }
    for name, render in renderers.items():
        row(
            f"{name}, {len(whole.entries)} entries", milliseconds(partial(render, whole)), RENDER_MS
        )


if __name__ == "__main__":
    main()
