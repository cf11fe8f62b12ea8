"""A digest for a terminal: `width` columns, with or without colour. No escape code but our own
reaches the screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from monitor.digest import sanitize
from monitor.digest.model import Digest, Entry, Line, Run, Runs
from monitor.digest.render.columns import Piece, width_of, wrapped
from monitor.digest.wording.locale import Words, words_for

WIDTH_MIN = 40
_INDENT = 4
_LABEL = 17  # columns kept for a line's label and the gap after it
_ITEM = "– "  # before each of several items
_BOLD, _DIM, _CYAN, _YELLOW = "\x1b[1m", "\x1b[2m", "\x1b[36m", "\x1b[33m"
_RESET = "\x1b[0m"
_STYLES = {"": "", "strong": _BOLD, "quiet": _DIM}


def render_terminal(
    digest: Digest, *, width: int = 80, colour: bool = False, explain: bool = False
) -> str:
    """The digest's lines, ending in a newline. `explain` adds the summands of each entry's rank."""
    return _Screen(digest, max(WIDTH_MIN, width), colour=colour, explain=explain).drawn()


class _Screen:
    def __init__(self, digest: Digest, width: int, *, colour: bool, explain: bool) -> None:
        self._digest, self._width, self._colour, self._explain = digest, width, colour, explain
        self._words: Words = words_for(digest.language)
        self._lines: list[str] = []

    def drawn(self) -> str:
        digest = self._digest
        self._put([Piece(f"{digest.title} · {digest.dateline}", _BOLD)])
        self._put(
            [Piece(digest.summary), *([Piece(f" {digest.mark}", _YELLOW)] if digest.mark else [])]
        )
        for index, entry in enumerate(digest.entries):
            self._heading_before(index)
            self._entry(entry)
        if digest.folded_line:
            self._gap()
            self._put([Piece(digest.folded_line)])
        self._coming()
        self._corrections()
        self._gap()
        self._put([Piece(f"{digest.conservation} {digest.closing}", _DIM)])
        return "\n".join(line.rstrip() for line in self._lines) + "\n"

    def _heading_before(self, index: int) -> None:
        """As "From the archive" stands before the first old story, if today's stood before it."""
        entry, before = (
            self._digest.entries[index],
            self._digest.entries[index - 1] if index else None,
        )
        if entry.archive and before and not before.archive:
            self._gap()
            self._put([Piece(self._words.say("frame.archive"), _BOLD + _YELLOW)])
        if not (entry.brief and before and before.brief):
            self._gap()

    def _entry(self, entry: Entry) -> None:
        number = f"{entry.number:>2}".ljust(_INDENT)
        update = f"{self._words.say('entry.update', headline='')}" if entry.first_told else ""
        tags = "".join(f" · {tag}" for tag in entry.tags)
        head = [Piece(update, _BOLD + _YELLOW), *self._pieces(entry.headline, _BOLD), Piece(tags)]
        head.append(Piece(f" · S{entry.story_number}", _DIM))
        self._put(head, first=_INDENT, rest=_INDENT, lead=[Piece(number, _BOLD + _CYAN)])
        facts = " · ".join(
            part for part in (entry.where, entry.first_told or entry.offices) if part
        )
        self._put([Piece(facts, _CYAN)] if facts else [], first=_INDENT, rest=_INDENT)
        if entry.brief:
            return
        for line in entry.lines:
            self._line(line)
        self._put(self._pieces(entry.sourcing, _DIM), first=_INDENT, rest=_INDENT)
        if self._explain:
            self._reasons(entry)

    def _line(self, line: Line) -> None:
        """A short label stands in a column beside its first item, a long one in a line of its own."""
        label = line.label
        beside = 0 < width_of(label) <= _LABEL - 2
        if label and not beside:
            self._put([Piece(label, _BOLD)], first=_INDENT, rest=_INDENT)
        at = _INDENT + (_LABEL if label else 0)
        mark = _ITEM if len(line.items) > 1 else ""
        for index, item in enumerate(line.items):
            headed = beside and not index
            lead = [Piece(" " * _INDENT), Piece(label, _BOLD)] if headed else [Piece(" " * at)]
            gap = " " * (_LABEL - width_of(label)) if headed else ""
            first = at + width_of(mark)
            self._put(self._pieces(item), first=first, rest=first, lead=lead, spaces=gap + mark)

    def _reasons(self, entry: Entry) -> None:
        self._put([Piece(f"score {entry.score:g}", _DIM)], first=_INDENT, rest=_INDENT)
        for reason in entry.reasons:
            points = f"{'':{_INDENT}}{reason.points:>5.1f}  "
            at = len(points)
            self._put(
                [Piece(f"{reason.name}: {reason.note}", _DIM)],
                first=at,
                rest=at,
                lead=[Piece(points, _DIM)],
            )

    def _coming(self) -> None:
        if not self._digest.coming:
            return
        self._gap()
        self._put([Piece(self._words.say("frame.coming"), _BOLD)])
        for item in self._digest.coming:
            told = ", ".join(part for part in (_shown(item.what), item.place) if part)
            source = f" (S{item.story_number}, {item.source})"
            self._put(
                [Piece(item.when, _CYAN), Piece(f"  {told}"), Piece(source, _DIM)],
                first=_INDENT,
                rest=_INDENT + 2,
            )

    def _corrections(self) -> None:
        if not self._digest.corrections:
            return
        self._gap()
        self._put([Piece(self._words.say("frame.corrections"), _BOLD)])
        for told in self._digest.corrections:
            self._put([Piece(told)], first=_INDENT, rest=_INDENT)

    def _pieces(self, runs: Runs, paint: str = "") -> list[Piece]:
        return [Piece(_shown(_words(run)), paint + _STYLES[run.style]) for run in runs]

    def _gap(self) -> None:
        self._lines.append("")

    def _put(
        self,
        pieces: Sequence[Piece],
        *,
        first: int = 0,
        rest: int = 0,
        lead: Sequence[Piece] = (),
        spaces: str = "",
    ) -> None:
        """Wrapped lines; `lead` and `spaces` already take up the columns before `first`."""
        if not any(piece.text for piece in pieces):
            return
        for index, line in enumerate(wrapped(pieces, width=self._width, first=first, rest=rest)):
            if index or not lead:
                self._lines.append(" " * (rest if index else first) + self._painted(line))
            else:
                self._lines.append(self._painted(lead) + spaces + self._painted(line))

    def _painted(self, pieces: Iterable[Piece]) -> str:
        if not self._colour:
            return "".join(piece.text for piece in pieces)
        return "".join(
            f"{piece.paint}{piece.text}{_RESET}" if piece.paint else piece.text for piece in pieces
        )


def _words(run: Run) -> str:
    return run.text if run.plain is None else run.plain


def _shown(words: str) -> str:
    return sanitize.isolated(words)
