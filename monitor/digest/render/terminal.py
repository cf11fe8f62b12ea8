"""A digest for a terminal: `width` columns, with or without colour. No escape code but our own
reaches the screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from monitor.digest.model import Coming, Digest, Entry, Line, Runs
from monitor.digest.render.columns import Piece, width_of, wrapped
from monitor.digest.render.walk import (
    Pen,
    beside_place,
    drawn,
    joined,
    matter_and_place,
    update_mark,
    without_pictures,
)
from monitor.digest.wording.locale import Words, words_for

WIDTH_MIN = 40
_INDENT = 4
_LABEL = 17  # columns kept for a line's label and the gap after it
_LABEL_GAP = 2  # at least, between a label and what stands beside it
_ITEM = "– "  # before each of several items
_BOLD, _DIM, _CYAN, _YELLOW = "\x1b[1m", "\x1b[2m", "\x1b[36m", "\x1b[33m"
_RESET = "\x1b[0m"
_STYLES = {"": "", "strong": _BOLD, "quiet": _DIM}


def render_terminal(
    digest: Digest, *, width: int = 80, colour: bool = False, explain: bool = False
) -> str:
    """The digest's lines, ending in a newline. `explain` adds the summands of each entry's rank."""
    pen = _ScreenPen(words_for(digest.language), width=width, colour=colour, explain=explain)
    parts = drawn(digest, pen)
    return "\n".join(line.rstrip() for line in chain.from_iterable(parts)) + "\n"


class _ScreenPen(Pen[list[str]]):
    """Every part is its lines, the empty one before it included."""

    def __init__(self, words: Words, *, width: int, colour: bool, explain: bool) -> None:
        self._words, self._width = words, max(WIDTH_MIN, width)
        self._colour, self._explain = colour, explain
        self._after_brief = False

    def masthead(self, digest: Digest) -> list[str]:
        mark = f" {digest.mark}" if digest.mark else ""
        title = self._put([Piece(f"{digest.title} · {digest.dateline}", _BOLD)])
        return title + self._put([Piece(digest.summary), Piece(mark, _YELLOW)])

    def archive_heading(self) -> list[str]:
        return self._headed("frame.archive", _BOLD + _YELLOW)

    def entry(self, entry: Entry) -> list[str]:
        """Entries of one line stand together without a gap."""
        gap = [] if entry.brief and self._after_brief else [""]
        self._after_brief = entry.brief
        facts = joined(" · ", entry.where, beside_place(entry))
        lines = gap + self._headline(entry) + self._indented([Piece(facts, _CYAN)])
        if entry.brief:
            return lines
        return lines + self._readout(entry)

    def _headline(self, entry: Entry) -> list[str]:
        head = [
            Piece(update_mark(entry, self._words), _BOLD + _YELLOW),
            *self._pieces(entry.headline, _BOLD),
            Piece("".join(f" · {tag}" for tag in entry.tags)),
            Piece(f" · S{entry.story_number}", _DIM),
        ]
        number = Piece(f"{entry.number:>2}".ljust(_INDENT), _BOLD + _CYAN)
        return self._put(head, first=_INDENT, rest=_INDENT, lead=[number])

    def _readout(self, entry: Entry) -> list[str]:
        lines = list(chain.from_iterable(map(self._line, entry.lines)))
        lines += self._indented(self._pieces(entry.sourcing, _DIM))
        if not self._explain:
            return lines
        return lines + self._reasons(entry)

    def _line(self, line: Line) -> list[str]:
        """A short label stands in a column beside its first item, a long one in a line of its
        own.
        """
        label = line.label
        if not label:
            return self._items(line, lead=[Piece(" " * _INDENT)], at=_INDENT)
        at, room = _INDENT + _LABEL, _LABEL - width_of(label)
        if room < _LABEL_GAP:
            above = self._indented([Piece(label, _BOLD)])
            return above + self._items(line, lead=[Piece(" " * at)], at=at)
        beside = [Piece(" " * _INDENT), Piece(label, _BOLD)]
        return self._items(line, lead=beside, at=at, gap=" " * room)

    def _items(self, line: Line, *, lead: Sequence[Piece], at: int, gap: str = "") -> list[str]:
        """`lead` stands before the first item, the others begin in its column."""
        mark = _ITEM if len(line.items) > 1 else ""
        first = at + width_of(mark)
        lines: list[str] = []
        for item in line.items:
            pieces = self._pieces(item)
            lines += self._put(pieces, first=first, rest=first, lead=lead, spaces=gap + mark)
            lead, gap = [Piece(" " * at)], ""
        return lines

    def _reasons(self, entry: Entry) -> list[str]:
        lines = self._indented([Piece(f"score {entry.score:g}", _DIM)])
        for reason in entry.reasons:
            points = f"{'':{_INDENT}}{reason.points:>5.1f}  "
            at, note = len(points), Piece(f"{reason.name}: {reason.note}", _DIM)
            lines += self._put([note], first=at, rest=at, lead=[Piece(points, _DIM)])
        return lines

    def folded(self, line: str) -> list[str]:
        return ["", *self._put([Piece(line)])]

    def set_aside(self, told: Sequence[Runs]) -> list[str]:
        rows = (self._indented(self._pieces(one)) for one in told)
        return self._headed("frame.aside") + list(chain.from_iterable(rows))

    def dates_ahead(self, coming: Sequence[Coming]) -> list[str]:
        lines = self._headed("frame.coming")
        for item in coming:
            source = Piece(f" (S{item.story_number}, {item.source})", _DIM)
            told = [Piece(item.when, _CYAN), Piece(f"  {matter_and_place(item)}"), source]
            lines += self._put(told, first=_INDENT, rest=_INDENT + 2)
        return lines

    def corrections(self, told: Sequence[str]) -> list[str]:
        rows = (self._indented([Piece(one)]) for one in told)
        return self._headed("frame.corrections") + list(chain.from_iterable(rows))

    def closing(self, digest: Digest) -> list[str]:
        return ["", *self._put([Piece(f"{digest.conservation} {digest.closing}", _DIM)])]

    def _headed(self, key: str, paint: str = _BOLD) -> list[str]:
        return ["", *self._put([Piece(self._words.say(key), paint)])]

    def _pieces(self, runs: Runs, paint: str = "") -> list[Piece]:
        return [Piece(without_pictures(run), paint + _STYLES[run.style]) for run in runs]

    def _indented(self, pieces: Sequence[Piece]) -> list[str]:
        return self._put(pieces, first=_INDENT, rest=_INDENT)

    def _put(
        self,
        pieces: Sequence[Piece],
        *,
        first: int = 0,
        rest: int = 0,
        lead: Sequence[Piece] = (),
        spaces: str = "",
    ) -> list[str]:
        """Wrapped lines; `lead` and `spaces` already take up the columns before `first`."""
        if not any(piece.text for piece in pieces):
            return []
        told = wrapped(pieces, width=self._width, first=first, rest=rest)
        head, *tail = map(self._painted, told)
        before = self._painted(lead) + spaces if lead else " " * first
        return [before + head, *(" " * rest + line for line in tail)]

    def _painted(self, pieces: Iterable[Piece]) -> str:
        return "".join(map(self._paint, pieces))

    def _paint(self, piece: Piece) -> str:
        if not self._colour or not piece.paint:
            return piece.text
        return f"{piece.paint}{piece.text}{_RESET}"
