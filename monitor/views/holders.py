"""What the log teaches of who holds which office, as the State knows it (`stories.offices`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from monitor.events.stories_and_feeds import HolderLearnt
from monitor.model import Article, Reading
from monitor.stories.offices import last_called, outlet_of
from monitor.stories.state import Said

_CONFIRM = """\
UPDATE learnt SET until = max(until, ?) WHERE place = ? AND office = ?
       AND EXISTS (SELECT 1 FROM json_each(keys) WHERE value = ?)"""


def learnt(do: Callable[..., Any], event: HolderLearnt) -> None:
    do(
        "INSERT INTO learnt VALUES (?, ?, ?, ?, ?)",
        (
            event.correction,
            event.where,
            event.office,
            msgspec.json.encode(event.keys).decode(),
            last_called(event),
        ),
    )


def heard(do: Callable[..., Any], article: Article, reading: Reading | None) -> None:
    """Whom the article calls the holder of an office was still known on its day."""
    if reading is None or not reading.offices or not outlet_of(article):
        return
    for said in reading.offices:
        day = Said(article=article, said=said).day
        do(_CONFIRM, (day, said.where, said.office, said.key))
