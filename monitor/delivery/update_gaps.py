"""Whether all that was said to the bot came to us: updates are numbered one by one, so a number
that never came went elsewhere.

Telegram keeps an update for a day, and begins at any number after a week without one: what is
missing then proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

KEPT = timedelta(hours=23)
COUNTED_ON = timedelta(days=6)


class Heard(NamedTuple):
    """The last update that came, when it came, and when we asked last."""

    update_id: int
    came_at: datetime
    asked_at: datetime


def missed(before: Heard | None, came: Iterable[int], *, now: datetime) -> list[int]:
    """The numbers between those that came and the last one before, which nobody handed to us."""
    if before is None or now - before.asked_at > KEPT or now - before.came_at > COUNTED_ON:
        return []
    here = sorted(update_id for update_id in came if update_id > before.update_id)
    return [
        number
        for one, next_ in pairwise([before.update_id, *here])
        for number in _between(one, next_)
    ]


def _between(one: int, next_: int) -> range:
    return range(one + 1, min(next_, one + 1 + _NUMBERS_MAX))


_NUMBERS_MAX = 1000


def heard(before: Heard | None, came: Iterable[int], *, now: datetime) -> Heard | None:
    """What is known after one more asking."""
    last = max(came, default=None)
    if last is not None and (
        before is None or last > before.update_id or now - before.came_at > COUNTED_ON
    ):
        return Heard(last, now, now)
    if not before:
        return None
    return before._replace(asked_at=now)
