"""A digest as Telegram messages in HTML parse mode: split between entries, numbered, each within
Telegram's limits.

Limits: 4,096 characters after parsing (counted here in UTF-16 units, which is never less), 100
entities, and about 9,500 bytes of entities, addresses included; more is refused, or links vanish
without an error. Nothing is left out: an entry that does not fit a message of its own goes on in
the next one, under its number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import accumulate, chain, takewhile

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
from monitor.digest.week.picture import threads_told, week_data
from monitor.digest.wording.locale import Words, words_for
from monitor.events.deliveries import Message

TEXT_UNITS_MAX = 4096
CAPTION_UNITS_MAX = 1024
_CAPTION_UNITS = 800  # the rest is kept free for the note of a correction that may come
ENTITIES_MAX = 100
ENTITY_BYTES_MAX = 9_000
_ENTITY_BYTES = 24  # an entity's own cost, beside its address
_HEAD_UNITS = 400  # kept free for the head and the number of the part
_HEAD_ENTITIES = 3  # of the head, and for the note of a correction that may come
_PIECE = 0.8  # of a message, that one row of an entry may fill: its number stands above it
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
            and self.entities <= ENTITIES_MAX - _HEAD_ENTITIES
            and self.entity_bytes <= ENTITY_BYTES_MAX
        )

    @property
    def is_a_piece(self) -> bool:
        """Whether it is small enough to stand in a message below the number of its entry."""
        return (
            self.units <= _PIECE * (TEXT_UNITS_MAX - _HEAD_UNITS)
            and self.entities <= _PIECE * ENTITIES_MAX
            and self.entity_bytes <= _PIECE * ENTITY_BYTES_MAX
        )


EMPTY = Block(markup="")


def render_telegram(digest: Digest) -> list[str]:
    """The markup of the messages in their order; at least one, for an empty digest is a line
    too.
    """
    return [message.text for message in telegram_messages(digest)]


def telegram_messages(digest: Digest, *, by_story: bool = False) -> list[Message]:
    """The messages in their order, each with the numbers of the entries that stand in it; what is
    shown are the stories' own, as in S12, if `by_story`.
    """
    words = words_for(digest.language)
    named = filter(None, (sanitize.text(digest.title, chars_max=_TITLE_CHARS), digest.dateline))
    title = _text(" · ".join(named), "b")
    _DRAWN.begin(digest.until)
    drawings: list[Sequence[Block]] = drawn(
        digest, _PostPen(words, _shown_in(digest, by_story=by_story))
    )
    parts = _parts(list(chain.from_iterable(drawings)))
    whole = (
        _head(title, number, len(parts), words) + part for number, part in enumerate(parts, start=1)
    )
    return [Message(text=block.markup, entries=block.entries) for block in whole]


def week_photo(digest: Digest) -> Message | None:
    """The week's threads, the largest of them named below it, as many as fit; None where there are
    none, or no picture can be made. Its entries are those that tell of a thread.
    """
    picture = week_data(digest)
    if digest.week is None or not picture:
        return None
    words = words_for(digest.language)
    named = filter(None, (digest.week.title, digest.dateline))
    rows = (_text(f"\n{told}") for told in threads_told(digest.week, words))
    captions = accumulate(rows, initial=_text(" · ".join(named), "b"))
    *_, caption = takewhile(lambda one: one.units <= _CAPTION_UNITS, captions)
    threads = {one.story_id for one in digest.week.threads}
    entries = tuple(one.number for one in digest.entries if one.story_id in threads)
    return Message(text=caption.markup, entries=entries, picture=picture)


def _shown_in(digest: Digest, *, by_story: bool) -> Callable[[Entry], str]:
    """What stands before an entry."""
    if digest.alert:
        return lambda _entry: ""
    if by_story:
        return lambda entry: f"S{entry.story_number}"
    return lambda entry: str(entry.number)


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


class _PostPen(Pen[Sequence[Block]]):
    """The title stands in the head of each message, not here. Each part of the digest is one block,
    or several where it is too much for one.
    """

    def __init__(self, words: Words, number_of: Callable[[Entry], str]) -> None:
        self._words, self._number_of = words, number_of
        self._heading = EMPTY  # it stays with the entry below it

    def masthead(self, digest: Digest) -> Sequence[Block] | None:
        if not digest.summary:
            return None
        mark = _text(" ") + _text(digest.mark, "i") if digest.mark else EMPTY
        return [_text(digest.summary) + mark]

    def archive_heading(self) -> None:
        self._heading = _text(self._words.say("frame.archive"), "b") + _text(_GAP)

    def entry(self, entry: Entry) -> Sequence[Block]:
        heading, self._heading = self._heading, EMPTY
        number = self._number_of(entry)
        first, *more = [_numbered(block, number) for block in _DRAWN.blocks(entry, self._words)]
        whole = [heading + first, *more]
        return [structs.replace(block, entries=(entry.number,)) for block in whole]

    def folded(self, line: str) -> Sequence[Block]:
        return [_text(line)]

    def set_aside(self, told: Sequence[Runs]) -> Sequence[Block]:
        heading = _text(self._words.say("frame.aside"), "b")
        rows = chain.from_iterable(map(_pieces, told))
        return _packed([heading, *rows], heading)

    def dates_ahead(self, coming: Sequence[Coming]) -> Sequence[Block]:
        rows = (_text(f"{item.when}: {matter_and_place(item)}") for item in coming)
        heading = _text(self._words.say("frame.coming"), "b")
        return _packed([heading, *rows], heading)

    def corrections(self, told: Sequence[str]) -> Sequence[Block]:
        heading = _text(self._words.say("frame.corrections"), "b")
        return _packed([heading, *map(_text, told)], heading)

    def closing(self, digest: Digest) -> Sequence[Block]:
        none = "" if digest.corrections else f" {self._words.say('frame.corrections_none')}"
        return [_text(f"{digest.conservation}{none} {digest.closing}", "i")]


class _Drawn:
    """Entries of one moment that were drawn already: digests for many wishes have most of theirs in
    common, and differ by their numbers. Those of another moment have none of them.

    An entry is known by its headline's own tuple, which a renumbered copy shares; it is held here,
    so that no other can take its place.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[int, tuple[str, ...], str], tuple[Entry, list[Block]]] = {}
        self._until: datetime | None = None

    def begin(self, until: datetime) -> None:
        if until != self._until:
            self._known.clear()
            self._until = until

    def clear(self) -> None:
        self._known.clear()

    def blocks(self, entry: Entry, words: Words) -> list[Block]:
        """Without its number, which `_NUMBER` stands for."""
        key = (id(entry.headline), entry.tags, words.language)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _DRAWN_MAX:
                del self._known[next(iter(self._known))]
            goes_on = _text(words.say("frame.goes_on", number=_NUMBER), "b")
            known = self._known[key] = entry, _packed(_entry_rows(entry, words), goes_on)
        return known[1]


_DRAWN_MAX = 2048
_DRAWN = _Drawn()


def forget_drawn() -> None:
    """Lets go of entries that were drawn: later editions have others."""
    _DRAWN.clear()


_NUMBER = "\ue000\ue000\ue000"  # stands for a number of up to three digits; a private character
_NUMBER_ENDS = " · "


def _numbered(block: Block, number: str) -> Block:
    """With the number, or without any where it is the only entry."""
    gone = _NUMBER if number else f"{_NUMBER}{_NUMBER_ENDS}"
    if gone not in block.markup:
        return block
    return structs.replace(
        block,
        markup=block.markup.replace(gone, number, 1),
        units=block.units + len(number) - len(gone),
    )


def _packed(rows: Iterable[Block], goes_on: Block) -> list[Block]:
    """Rows under each other, as many to a block as fit; each further block begins with
    `goes_on`.
    """
    packed: list[Block] = []
    for row in filter(lambda one: one.markup, rows):
        if packed and (joined := packed[-1] + _text("\n") + row).fits:
            packed[-1] = joined
        else:
            packed.append(goes_on + _text("\n") + row if packed else row)
    return packed or [EMPTY]


def _entry_rows(entry: Entry, words: Words) -> Iterator[Block]:
    yield from _headline(entry, words)
    yield _facts(entry)
    for line in lines_told(entry):
        yield from _line(line)
    yield from _pieces(entry.sourcing)


def _headline(entry: Entry, words: Words) -> Iterator[Block]:
    *first, last = _pieces(
        (Run(text=f"{_NUMBER}{_NUMBER_ENDS}{update_mark(entry, words)}"), *entry.headline), "b"
    )
    yield from first
    yield last + _text("".join(f" · {tag}" for tag in entry.tags))


def _facts(entry: Entry) -> Block:
    after = beside_place(entry)
    return _joined((_text(entry.where), _text(after)), " · ")


def _line(line: Line) -> Iterator[Block]:
    label = _text(line.label, "b")
    if len(line.items) == 1:
        first, *more = _pieces(line.items[0])
        yield _joined((label, first), " ")
        yield from more
        return
    yield label
    for item in line.items:
        first, *more = _pieces(item)
        yield _text("– ") + first
        yield from more


def _pieces(runs: Runs, tag: str = "") -> list[Block]:
    """Runs as one block, or as several where they are too much for a message."""
    pieces = [EMPTY]
    for drawn_run in _drawn_runs(runs, tag):
        if (joined := pieces[-1] + drawn_run).is_a_piece or not pieces[-1].markup:
            pieces[-1] = joined
        else:
            pieces.append(drawn_run)
    return pieces


def _drawn_runs(runs: Runs, tag: str) -> Iterator[Block]:
    """A block a link, and one for the words between two; neighbours without links share one
    `tag`.
    """
    plain = ""
    for run in runs:
        if run.href:
            yield from _words_in_blocks(plain, tag)
            yield _link(run, tag)
            plain = ""
        else:
            plain += sanitize.isolated(run.text)
    yield from _words_in_blocks(plain, tag)


_UNITS_AT_ONCE = 1_000


def _words_in_blocks(text: str, tag: str) -> Iterator[Block]:
    """Nearly always one."""
    while len(text) > _UNITS_AT_ONCE:
        end = text.rfind(" ", 0, _UNITS_AT_ONCE) + 1 or _UNITS_AT_ONCE
        yield _text(text[:end], tag)
        text = text[end:]
    if text:
        yield _text(text, tag)


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
