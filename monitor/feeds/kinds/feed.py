"""RSS, RDF, Atom and JSON Feed. An outlet offers its feed for reading: robots.txt is not asked."""

from __future__ import annotations

from monitor.feeds.kinds.kind import FeedKind, SourcePage
from monitor.feeds.values import ACCEPT_FEED, Parsed


def _read(page: SourcePage) -> Parsed:
    from monitor.feeds.parse.parse import parse  # noqa: PLC0415 — only a worker reads

    return parse(
        page.body,
        url=page.url,
        content_type=page.content_type,
        content_language=page.content_language,
    )


KIND = FeedKind(name="feed", says="feed", read=_read, accept=ACCEPT_FEED, obeys_robots=False)
