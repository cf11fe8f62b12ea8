"""The operator's daily line: where yesterday's articles went, which feeds fail, what is owed and
since when, disk, log head.
"""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import datetime, timedelta

from monitor.engine.engine import Engine
from monitor.events.stories_and_feeds import HolderLearnt

_OUTCOMES = ("new", "development", "duplicate", "unsure", "set_aside", "new_version")


def daily_line(engine: Engine, at: datetime, *, today: bool = False) -> str:
    """As of the slot `at`: the day (UTC) before it, or the very day. The head of the log stands
    here so that an anchor exists elsewhere.
    """
    day = (at if today else at - timedelta(days=1)).date().isoformat()
    views = engine.archive.views
    counts: Counter[str] = Counter()
    for row in views.counts():
        if row.day == day:
            counts.update({name: getattr(row, name) for name in ("taken", *_OUTCOMES)})
    sums = " + ".join(f"{name.replace('_', ' ')} {counts[name]}" for name in _OUTCOMES)
    failing = {
        row.feed_id
        for row in views.feeds()
        if row.day == day and row.outcome in ("failing", "gone", "held")
    }
    head = engine.log.head()
    return (
        f"{day} (UTC): taken {counts['taken']} = {sums} · "
        f"unsure open {len(views.unsure())} · {_reports(engine)}"
        f"feeds failing {len(failing)} · {_learnt(engine, day)}"
        f"{_owed(engine, at)} · {_disk(engine)} · log {head.position} events, head {head.hash[:16]}"
    )


def _learnt(engine: Engine, day: str) -> str:
    """Who was learnt to hold an office on that day, each with the number that takes it back."""
    return "".join(
        f"learnt ({row.number}) {row.event.where} {row.event.office} {row.event.name} · "
        for row in engine.archive.views.corrections(since=day)
        if isinstance(row.event, HolderLearnt) and row.at.startswith(day)
    )


def _reports(engine: Engine) -> str:
    """Of readers, that wait for an answer."""
    waiting = len(engine.state.reports)
    return f"reports open {waiting} · " if waiting else ""


def _owed(engine: Engine, at: datetime) -> str:
    lanes = engine.state.lanes.values()
    since = [
        one.queued_at for lane in lanes for one in (*lane.replies.values(), *lane.owed.values())
    ]
    if not since:
        return "nothing owed"
    hours = max(0.0, (at - min(since)).total_seconds() / 3600)
    return f"owed {len(since)}, the oldest for {hours:.1f} h"


def _disk(engine: Engine) -> str:
    if engine.log.path is None:
        return "log in memory"
    free = shutil.disk_usage(engine.log.path.parent).free
    return f"disk free {free / 1e9:.1f} GB"
