"""What the gate set aside, for topics that ask for everything: outlets' own headlines, linked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.digest import sanitize
from monitor.digest.compose.context import EditionContext
from monitor.digest.compose.topics import wanted_by
from monitor.digest.model import Run, Runs
from monitor.events.stories_and_feeds import Member

ASIDE_MAX = 30  # listed; the last line counts all of them
HEADLINE_CHARS_MAX = 160


def listed_aside(aside: Sequence[Member], edition: EditionContext) -> tuple[Runs, ...]:
    """Newest first, each headline once."""
    asking = [topic for topic in edition.topics if topic.everything]
    wanted = (member for member in reversed(aside) if wanted_by(asking, [member]))
    lines: dict[str, Runs] = {}
    for line in _lines(wanted, edition):
        lines.setdefault(line[0].text.casefold(), line)
    return tuple(lines.values())[:ASIDE_MAX]


def _lines(members: Iterator[Member], edition: EditionContext) -> Iterator[Runs]:
    for member in members:
        article, reading = member.article, member.reading
        title = sanitize.text(article.title or reading.title, chars_max=HEADLINE_CHARS_MAX)
        other = reading.language if reading.language != edition.words.language else None
        head = Run(text=title, href=sanitize.link(article.url), language=other)
        yield (head, Run(text=f" – {edition.sources.name(article)}"))
