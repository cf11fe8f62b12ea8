"""A digest as plain text: nothing but words, with the addresses of linked articles below each
entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.digest.model import Coming, Digest, Entry, Line, Run, Runs
from monitor.digest.render.walk import (
    Pen,
    beside_place,
    drawn,
    joined,
    lines_told,
    matter_and_place,
    update_mark,
    without_pictures,
)
from monitor.digest.wording.locale import Words, words_for


def render_text(digest: Digest, *, explain: bool = False) -> str:
    """Unwrapped lines, ending in a newline: the reading program wraps."""
    pen = PlainPen(words_for(digest.language), explain=explain)
    return "\n\n".join(drawn(digest, pen)) + "\n"


class PlainPen(Pen[str]):
    def __init__(self, words: Words, *, explain: bool = False) -> None:
        self._words, self._explain = words, explain

    def masthead(self, digest: Digest) -> str:
        summary = joined(" ", digest.summary, digest.mark)
        return f"{digest.title} · {digest.dateline}\n{summary}"

    def archive_heading(self) -> str:
        return self._words.say("frame.archive").upper()

    def entry(self, entry: Entry) -> str:
        return joined("\n", *self._rows(entry, links=[]))

    def _rows(self, entry: Entry, links: list[str]) -> Iterator[str]:
        title = f"{update_mark(entry, self._words)}{_plain(entry.headline, links)}"
        yield joined(" · ", f"{entry.number}. {title}", *entry.tags, f"S{entry.story_number}")
        yield joined(" · ", entry.where, beside_place(entry))
        for line in lines_told(entry):
            yield _line(line, links)
        yield _plain(entry.sourcing, links)
        for number, href in enumerate(links, start=1):
            yield f"[{number}] {href}"
        if self._explain:
            yield f"score {entry.score:g}"
            yield from (f"{one.points:g} {one.name}: {one.note}" for one in entry.reasons)

    def folded(self, line: str) -> str:
        return line

    def set_aside(self, told: Sequence[Runs]) -> str:
        links: list[str] = []
        rows = [_plain(one, links) for one in told]
        return joined(
            "\n",
            _listed(self._words.say("frame.aside"), rows),
            *(f"[{number}] {href}" for number, href in enumerate(links, start=1)),
        )

    def dates_ahead(self, coming: Sequence[Coming]) -> str:
        return _listed(self._words.say("frame.coming"), list(map(_date_ahead, coming)))

    def corrections(self, told: Sequence[str]) -> str:
        return _listed(self._words.say("frame.corrections"), told)

    def closing(self, digest: Digest) -> str:
        return f"{digest.conservation} {digest.closing}"


def _line(line: Line, links: list[str]) -> str:
    items = [_plain(item, links) for item in line.items]
    if not line.label:
        return "\n".join(items)
    if len(items) > 1:
        return _listed(f"{line.label}:", items)
    return f"{line.label}: {items[0]}"


def _listed(heading: str, rows: Sequence[str]) -> str:
    return "\n".join([heading, *(f"- {row}" for row in rows)])


def _date_ahead(item: Coming) -> str:
    return f"{item.when}: {matter_and_place(item)} (S{item.story_number}, {item.source})"


def _plain(runs: Runs, links: list[str]) -> str:
    """The words; a linked run is followed by the number of its address, which is added to
    `links`.
    """
    return "".join(_numbered(run, links) for run in runs)


def _numbered(run: Run, links: list[str]) -> str:
    text = without_pictures(run)
    if not run.href:
        return text
    if run.href not in links:
        links.append(run.href)
    return f"{text} [{links.index(run.href) + 1}]"
