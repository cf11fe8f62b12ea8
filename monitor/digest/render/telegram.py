"""A digest as Telegram messages in HTML parse mode: split between entries, numbered, each within
Telegram's limits.

Limits: 4,096 characters after parsing (counted here in UTF-16 units, which is never less), 100
entities, and about 9,500 bytes of entities, addresses included; more is refused, or links vanish
without an error. An entry is never cut: one that would not fit a message of its own loses whole
lines from its end, and says how many.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from monitor.digest import sanitize
from monitor.digest.model import Digest, Entry, Line, Run, Runs
from monitor.digest.render import escape
from monitor.digest.wording.locale import Words, words_for

TEXT_UNITS_MAX = 4096
ENTITIES_MAX = 100
ENTITY_BYTES_MAX = 9_000
_ENTITY_BYTES = 24  # an entity's own cost, beside its address
_HEAD_UNITS = 400  # kept free for the head and the number of the part
_GAP = "\n\n"


class Block(Struct, frozen=True, kw_only=True):
    """Markup that stays together, and what it costs."""

    markup: str
    units: int = 0
    entities: int = 0
    entity_bytes: int = 0

    def __add__(self, other: Block) -> Block:
        return Block(
            markup=self.markup + other.markup,
            units=self.units + other.units,
            entities=self.entities + other.entities,
            entity_bytes=self.entity_bytes + other.entity_bytes,
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
    """The messages in their order; at least one, for an empty digest is a line too."""
    words = words_for(digest.language)
    head = _text(f"{_clipped(digest.title)} · {digest.dateline}", "b")
    summary = _text(digest.summary) + (
        _text(" ") + _text(digest.mark, "i") if digest.mark else EMPTY
    )
    parts = _parts([summary, *_entries(digest, words), *_closing(digest, words)])
    return [
        (_head(head, index, len(parts), words) + part).markup
        for index, part in enumerate(parts, start=1)
    ]


def _head(head: Block, number: int, of: int, words: Words) -> Block:
    part = _text(f" · {words.say('frame.part', n=number, of=of)}", "i") if of > 1 else EMPTY
    return head + part + _text("\n")


def _parts(blocks: Sequence[Block]) -> list[Block]:
    """Blocks put together in their order, as many to a message as fit."""
    parts: list[Block] = []
    for block in blocks:
        joined = parts[-1] + _text(_GAP) + block if parts else block
        if parts and joined.fits:
            parts[-1] = joined
        else:
            parts.append(block)
    return parts


def _entries(digest: Digest, words: Words) -> Iterable[Block]:
    today = any(not entry.archive for entry in digest.entries)
    archive = False
    for entry in digest.entries:
        heading = today and entry.archive and not archive
        archive = entry.archive
        before = _text(words.say("frame.archive"), "b") + _text(_GAP) if heading else EMPTY
        yield before + _entry(entry, words)


def _entry(entry: Entry, words: Words) -> Block:
    told = [] if entry.brief else list(entry.lines)
    whole = _with_lines(entry, told, 0, words)
    left_out = 0
    while told and not whole.fits:
        told.pop()
        left_out += 1
        whole = _with_lines(entry, told, left_out, words)
    return whole


def _with_lines(entry: Entry, told: Sequence[Line], left_out: int, words: Words) -> Block:
    rows = [_headline(entry, words), _facts(entry), *map(_line, told)]
    rows += [_text(words.count("lines.lines_left_out", left_out), "i")] if left_out else []
    rows += [_runs(entry.sourcing, "i")] if entry.sourcing else []
    return _joined(rows, "\n")


def _headline(entry: Entry, words: Words) -> Block:
    update = words.say("entry.update", headline="") if entry.first_told else ""
    tags = _text("".join(f" · {tag}" for tag in entry.tags))
    return _runs((Run(text=f"{entry.number} · {update}"), *entry.headline), "b") + tags


def _facts(entry: Entry) -> Block:
    after = entry.first_told or entry.offices
    where = _text(entry.where, "b") if entry.where else EMPTY
    return where + _text((" · " if entry.where else "") + after) if after else where


def _line(line: Line) -> Block:
    label = _text(line.label, "b") if line.label else EMPTY
    if len(line.items) == 1:
        return label + _text(" ") + _runs(line.items[0]) if line.label else _runs(line.items[0])
    return _joined([label, *(_text("– ") + _runs(item) for item in line.items)], "\n")


def _closing(digest: Digest, words: Words) -> Iterable[Block]:
    if digest.folded_line:
        yield _text(digest.folded_line)
    if digest.coming:
        rows = [
            _text(f"{item.when}: ") + _text(_place(item.what, item.place)) for item in digest.coming
        ]
        yield _joined([_text(words.say("frame.coming"), "b"), *rows], "\n")
    if digest.corrections:
        rows = [_text(told) for told in digest.corrections]
        yield _joined([_text(words.say("frame.corrections"), "b"), *rows], "\n")
    none = "" if digest.corrections else f" {words.say('frame.corrections_none')}"
    yield _text(f"{digest.conservation}{none} {digest.closing}", "i")


def _place(what: str, place: str) -> str:
    return ", ".join(part for part in (sanitize.isolated(what), place) if part)


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


def _clipped(title: str) -> str:
    return sanitize.text(title, chars_max=200)


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
