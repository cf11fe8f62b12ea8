"""A digest as Telegram messages in HTML parse mode: split between entries, numbered, each within
Telegram's limits.

Limits: 4,096 characters after parsing (counted here in UTF-16 units, which is never less), 100
entities, and about 9,500 bytes of entities, addresses included; more is refused, or links vanish
without an error. An entry is never cut: one that would not fit a message of its own loses whole
lines from its end, and says how many.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, structs

from monitor.digest import sanitize
from monitor.digest.model import Coming, Digest, Entry, Line, Run, Runs
from monitor.digest.render import escape
from monitor.digest.render.walk import (
    Pen,
    beside_place,
    drawn,
    lines_told,
    matter_and_place,
    update_mark,
)
from monitor.digest.wording.locale import Words, words_for
from monitor.events.deliveries import Message

TEXT_UNITS_MAX = 4096
ENTITIES_MAX = 100
ENTITY_BYTES_MAX = 9_000
_ENTITY_BYTES = 24  # an entity's own cost, beside its address
_HEAD_UNITS = 400  # kept free for the head and the number of the part
_GAP = "\n\n"
_TITLE_CHARS = 200


class Block(Struct, frozen=True, kw_only=True):
    """Markup that stays together, what it costs, and the numbers of the entries that stand in
    it.
    """

    markup: str
    units: int = 0
    entities: int = 0
    entity_bytes: int = 0
    entries: tuple[int, ...] = ()

    def __add__(self, other: Block) -> Block:
        return Block(
            markup=self.markup + other.markup,
            units=self.units + other.units,
            entities=self.entities + other.entities,
            entity_bytes=self.entity_bytes + other.entity_bytes,
            entries=self.entries + other.entries,
        )

    @property
    def fits(self) -> bool:
        return (
            self.units <= TEXT_UNITS_MAX - _HEAD_UNITS
            and self.entities < ENTITIES_MAX
            and self.entity_bytes <= ENTITY_BYTES_MAX
        )


EMPTY = Block(markup="")


def render_telegram(digest: Digest) -> list[str]:
    """The markup of the messages in their order; at least one, for an empty digest is a line
    too.
    """
    return [message.text for message in telegram_messages(digest)]


def telegram_messages(digest: Digest) -> list[Message]:
    """The messages in their order, each with the numbers of the entries that stand in it."""
    words = words_for(digest.language)
    title = _text(f"{sanitize.text(digest.title, chars_max=_TITLE_CHARS)} · {digest.dateline}", "b")
    parts = _parts(drawn(digest, _PostPen(words)))
    whole = (
        _head(title, number, len(parts), words) + part for number, part in enumerate(parts, start=1)
    )
    return [Message(text=block.markup, entries=block.entries) for block in whole]


def _head(title: Block, number: int, of: int, words: Words) -> Block:
    part = _text(f" · {words.say('frame.part', n=number, of=of)}", "i") if of > 1 else EMPTY
    return title + part + _text("\n")


def _parts(blocks: Sequence[Block]) -> list[Block]:
    """Blocks put together in their order, as many to a message as fit."""
    parts = [blocks[0]]
    for block in blocks[1:]:
        joined = parts[-1] + _text(_GAP) + block
        if joined.fits:
            parts[-1] = joined
        else:
            parts.append(block)
    return parts


class _PostPen(Pen[Block]):
    """The title stands in the head of each message, not here."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._heading = EMPTY  # it stays with the entry below it

    def masthead(self, digest: Digest) -> Block:
        mark = _text(" ") + _text(digest.mark, "i") if digest.mark else EMPTY
        return _text(digest.summary) + mark

    def archive_heading(self) -> None:
        self._heading = _text(self._words.say("frame.archive"), "b") + _text(_GAP)

    def entry(self, entry: Entry) -> Block:
        heading, self._heading = self._heading, EMPTY
        return heading + _fitted(entry, self._words)

    def folded(self, line: str) -> Block:
        return _text(line)

    def dates_ahead(self, coming: Sequence[Coming]) -> Block:
        rows = (_text(f"{item.when}: {matter_and_place(item)}") for item in coming)
        return _joined([_text(self._words.say("frame.coming"), "b"), *rows], "\n")

    def corrections(self, told: Sequence[str]) -> Block:
        return _joined([_text(self._words.say("frame.corrections"), "b"), *map(_text, told)], "\n")

    def closing(self, digest: Digest) -> Block:
        none = "" if digest.corrections else f" {self._words.say('frame.corrections_none')}"
        return _text(f"{digest.conservation}{none} {digest.closing}", "i")


def _fitted(entry: Entry, words: Words) -> Block:
    """With as many of its lines as fit a message."""
    told = lines_told(entry)
    for left_out in range(len(told)):
        whole = _with_lines(entry, told[: len(told) - left_out], left_out, words)
        if whole.fits:
            return whole
    return _with_lines(entry, (), len(told), words)


def _with_lines(entry: Entry, told: Sequence[Line], left_out: int, words: Words) -> Block:
    note = _text(words.count("lines.lines_left_out", left_out), "i") if left_out else EMPTY
    rows = (
        _headline(entry, words),
        _facts(entry),
        *map(_line, told),
        note,
        _runs(entry.sourcing, "i"),
    )
    return structs.replace(_joined(rows, "\n"), entries=(entry.number,))


def _headline(entry: Entry, words: Words) -> Block:
    tags = _text("".join(f" · {tag}" for tag in entry.tags))
    number = Run(text=f"{entry.number} · {update_mark(entry, words)}")
    return _runs((number, *entry.headline), "b") + tags


def _facts(entry: Entry) -> Block:
    after = beside_place(entry)
    return _joined((_text(entry.where, "b"), _text(after)), " · ")


def _line(line: Line) -> Block:
    label = _text(line.label, "b")
    if len(line.items) == 1:
        return _joined((label, _runs(line.items[0])), " ")
    return _joined([label, *(_text("– ") + _runs(item) for item in line.items)], "\n")


def _runs(runs: Runs, tag: str = "") -> Block:
    """Runs as one block; neighbours without links share one `tag`."""
    block, plain = EMPTY, ""
    for run in runs:
        if run.href:
            block, plain = block + _text(plain, tag) + _link(run, tag), ""
        else:
            plain += sanitize.isolated(run.text)
    return block + _text(plain, tag)


def _text(text: str, tag: str = "") -> Block:
    if not text:
        return EMPTY
    shown = escape.inert(text)
    escaped = escape.escaped(shown)
    if not tag or not text.strip():
        return Block(markup=escaped, units=_units(shown))
    return Block(
        markup=f"<{tag}>{escaped}</{tag}>",
        units=_units(shown),
        entities=1,
        entity_bytes=_ENTITY_BYTES,
    )


def _link(run: Run, tag: str) -> Block:
    text = sanitize.isolated(run.text)
    href = escape.escaped(run.href or "")
    inner = _text(text, tag)
    return Block(
        markup=f'<a href="{href}">{inner.markup}</a>',
        units=inner.units,
        entities=inner.entities + 1,
        entity_bytes=inner.entity_bytes + _ENTITY_BYTES + len((run.href or "").encode()),
    )


def _joined(blocks: Sequence[Block], between: str) -> Block:
    kept = [block for block in blocks if block.markup]
    joined = kept[0] if kept else EMPTY
    for block in kept[1:]:
        joined = joined + _text(between) + block
    return joined


def _units(text: str) -> int:
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le")) // 2
