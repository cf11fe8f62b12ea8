"""What a call to a medium bears on its outside, and how many may be under way at once. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from monitor.delivery.transport import Envelope
from monitor.stories.deliveries import Lane, Owed


@dataclass(slots=True, kw_only=True)
class Slots:
    """How many more calls may be under way at once, by what `of` says of a lane; where it says
    nothing, as many as there are lanes. A call that waits for a connection would be one of which
    nobody knows, should the program be killed.
    """

    of: Callable[[Lane], str]
    free: dict[str, int]

    def take(self, lane: Lane) -> bool:
        kind = self.of(lane)
        if kind not in self.free:
            return True
        self.free[kind] -= 1
        return self.free[kind] >= 0


def envelope_of(owed: Owed) -> Envelope:
    """A correction of a post is queued as correction/<number>/<delivery>/<part>."""
    return Envelope(
        key=f"{owed.id}/{owed.part}",
        reader_id=owed.reader_id,
        thread=f"{_DAY.sub('', owed.edition)}/{owed.reader_id}",
        answers=owed.id.split("/", 2)[2] if owed.purpose == "correction" else "",
    )


_DAY = re.compile(r"/\d{4}-\d\d-\d\d(?=/|$)")
