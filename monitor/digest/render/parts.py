"""A digest in parts of a bounded size, as plain text or Markdown: for services that say how much a
message holds. Parts end between entries; within one only where it is longer than a part, and never
within a link.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

from monitor.digest.model import Coming, Digest, Entry
from monitor.digest.render.markdown import MarkdownPen
from monitor.digest.render.text import PlainPen
from monitor.digest.render.walk import Pen, drawn
from monitor.digest.wording.locale import words_for
from monitor.events.deliveries import Message

_GAP = "\n\n"
_WORD = re.compile(r"\[(?:\\.|[^\]\\])*\]\(<[^>]*>\)\S*|\S+")


class _Block(NamedTuple):
    text: str
    entries: tuple[int, ...] = ()


def in_parts(
    digest: Digest,
    *,
    form: Literal["text", "markdown"],
    size_max: int,
    size: Callable[[str], int] = len,
) -> tuple[Message, ...]:
    """At least one; `size` says how much a text takes of `size_max`."""
    words = words_for(digest.language)
    pen: Pen[str] = PlainPen(words) if form == "text" else MarkdownPen(words)
    parts: list[_Block] = []
    for block in drawn(digest, _BlockPen(pen)):
        for piece in _pieces(block, size_max, size):
            joined = f"{parts[-1].text}{_GAP}{piece.text}" if parts else piece.text
            if parts and size(joined) <= size_max:
                parts[-1] = _Block(joined, (*parts[-1].entries, *piece.entries))
            else:
                parts.append(piece)
    return tuple(Message(text=part.text, entries=part.entries) for part in parts)


def _pieces(block: _Block, size_max: int, size: Callable[[str], int]) -> Iterator[_Block]:
    """The block, or as many pieces as it needs; the first tells of its entry."""
    if size(block.text) <= size_max:
        yield block
        return
    lines = [
        piece for line in block.text.split("\n") for piece in _line_pieces(line, size_max, size)
    ]
    entries, filled = block.entries, ""
    for line in lines:
        longer = f"{filled}\n{line}" if filled else line
        if filled and size(longer) > size_max:
            yield _Block(filled.rstrip("\n"), entries)
            entries, longer = (), line
        filled = longer
    yield _Block(filled.rstrip("\n"), entries)


def _line_pieces(line: str, size_max: int, size: Callable[[str], int]) -> Iterator[str]:
    """A link that is longer than a part alone stays whole: what is cut leads nowhere."""
    if size(line) <= size_max:
        yield line
        return
    filled = ""
    for word in _WORD.findall(line):
        longer = f"{filled} {word}" if filled else word
        if filled and size(longer) > size_max:
            yield filled
            longer = word
        filled = longer
    yield filled


class _BlockPen(Pen[_Block]):
    """Another pen's parts, with the entries that stand in them; a heading stays with what is
    below it.
    """

    def __init__(self, pen: Pen[str]) -> None:
        self._pen, self._heading = pen, ""

    def masthead(self, digest: Digest) -> _Block | None:
        return self._block(self._pen.masthead(digest))

    def archive_heading(self) -> None:
        self._heading = self._pen.archive_heading() or ""

    def entry(self, entry: Entry) -> _Block | None:
        return self._block(self._pen.entry(entry), (entry.number,))

    def folded(self, line: str) -> _Block | None:
        return self._block(self._pen.folded(line))

    def dates_ahead(self, coming: Sequence[Coming]) -> _Block | None:
        return self._block(self._pen.dates_ahead(coming))

    def corrections(self, told: Sequence[str]) -> _Block | None:
        return self._block(self._pen.corrections(told))

    def closing(self, digest: Digest) -> _Block | None:
        return self._block(self._pen.closing(digest))

    def _block(self, text: str | None, entries: tuple[int, ...] = ()) -> _Block | None:
        if text is None:
            return None
        heading, self._heading = self._heading, ""
        return _Block(f"{heading}{_GAP}{text}" if heading else text, entries)
