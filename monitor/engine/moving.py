"""A log that goes on elsewhere: from its file to a server, or back; and what stands beside it with
it.

Rows and texts are copied in lots, each on disk before the next, so that a move that was interrupted
goes on where it was. The last lots are copied while nobody can append; then the copy is proved (its
chain, its texts, and that a replay of both gives the same State), the tables beside it are copied
and proved, and only then the old log takes nothing more.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from msgspec import Struct

from monitor.engine.replay import replay
from monitor.errors import LogDamagedError, RefusedError
from monitor.log.protocol import LogHead, StoredLog, TextCounts


class MovedLog(Struct, frozen=True, kw_only=True):
    """`fingerprint` is the State's, as a replay of either log gives it."""

    head: LogHead
    texts: TextCounts
    fingerprint: str


def move(
    source: StoredLog,
    target: StoredLog,
    *,
    beside: Callable[[], object] = lambda: None,
    told: Callable[[int], object] = lambda _: None,
) -> MovedLog:
    """Copy all of `source` to `target`, prove it, and let `source` take nothing more. `beside`
    copies what goes with it, while nobody appends; `told` hears of each lot's last position.

    Raises RefusedError if `target` holds something that is not the beginning of `source`,
    LogDamagedError if the copy does not prove; `source` goes on as before then.
    """
    _check_beginning(source, target)
    target.reopen()
    _copy(source, target, told)
    with source.leaving(target.name):
        _copy(source, target, told)
        found = _proven(source, target)
        beside()
        return found


def _check_beginning(source: StoredLog, target: StoredLog) -> None:
    head = target.head()
    if not head.position:
        return
    same = next(source.read(after=head.position - 1, until=head.position), None)
    if same is None or same.hash != head.hash:
        raise RefusedError(
            f"{target.name} holds another log ({head.position} events)",
            hint="name an empty database, or one that an earlier move of this log began",
        )


def _copy(source: StoredLog, target: StoredLog, told: Callable[[int], object]) -> None:
    for position in target.extend(source.rows(after=target.head().position)):
        told(position)
    counts = target.count_texts()
    target.extend_texts(islice(source.texts(), counts.kept + counts.erased, None))


def _proven(source: StoredLog, target: StoredLog) -> MovedLog:
    _erase_what_was_erased(source, target)
    proof, head = target.verify(head=source.head().hash), source.head()
    if not proof.ok or proof.events != head.position:
        raise LogDamagedError(
            f"what was copied to {target.name} does not prove: {proof.why}",
            broken_at=proof.broken_at,
            hint="empty it and move again; nothing was changed here",
        )
    ours, theirs = replay(source).fingerprint, replay(target).fingerprint
    if ours != theirs:
        raise LogDamagedError(
            f"a replay of {target.name} gives another state",
            hint="empty it and move again; nothing was changed here",
        )
    return MovedLog(head=head, texts=target.count_texts(), fingerprint=theirs)


def _erase_what_was_erased(source: StoredLog, target: StoredLog) -> None:
    """Since an earlier move copied it."""
    for (name, text), (copied, kept) in zip(source.texts(), target.texts(), strict=True):
        if name != copied or (kept is None and text is not None):
            raise RefusedError(
                f"{target.name} holds other texts than {source.name}",
                hint="name an empty database",
            )
        if text is None and kept is not None:
            target.redact(name)
