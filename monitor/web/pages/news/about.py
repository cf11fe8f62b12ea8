"""What this is, by which rules it decides, and how sure it must be to tell something."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from monitor import __version__
from monitor.matching.news.sure import thresholds
from monitor.views.rows import Totals
from monitor.web.requests import PageRequest


class AboutPage(Struct, frozen=True, kw_only=True):
    """`thresholds` are probabilities below which a part is not told; `rules` all settings of
    matching and telling by their names in the configuration. `totals` is its own score: how much
    there is, and how much of it people put right.
    """

    version: str
    events: int
    head: str
    topics: tuple[str, ...]
    outlets: int
    totals: Totals
    thresholds: dict[str, float]
    rules: dict[str, float]


def about(ask: PageRequest) -> AboutPage:
    settings, head = ask.settings, ask.log.head()
    return AboutPage(
        version=__version__,
        events=head.position,
        head=head.hash,
        topics=tuple(topic.name or topic.id for topic in settings.topics),
        outlets=len(settings.sources),
        totals=ask.views.totals(),
        thresholds={str(field): least for field, least in thresholds(settings.rules).items()},
        rules=msgspec.structs.asdict(settings.rules),
    )
