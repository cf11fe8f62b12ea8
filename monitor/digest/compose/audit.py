"""Do editions repeat themselves? Counted over any run of digests, from what they told and nothing
else.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from monitor.digest.model import Digest, Entry, ToldBefore
from monitor.digest.told_before import told_after


class Audit(Struct, frozen=True, kw_only=True):
    """`repeats` and `doubled` should be 0; of the issue's goal, at most 1 entry in 20 may
    repeat.
    """

    editions: int = 0
    empty: int = 0
    entries: int = 0
    updates: int = 0
    repeats: int = 0  # a story told before, without a fact that no earlier edition had
    doubled: int = 0  # a story twice in one edition
    facts: int = 0  # new facts stated by updates


def audit(digests: Iterable[Digest]) -> Audit:
    """The counts of these editions, which stand in the order in which they were told to the same
    readers.
    """
    ledger: dict[str, ToldBefore] = {}
    counted = Audit()
    for digest in digests:
        counted = _with(counted, digest, ledger)
        ledger = told_after(ledger, digest)
    return counted


def _with(counted: Audit, digest: Digest, ledger: dict[str, ToldBefore]) -> Audit:
    entries = digest.entries
    return Audit(
        editions=counted.editions + 1,
        empty=counted.empty + (not entries),
        entries=counted.entries + len(entries),
        updates=counted.updates + sum(entry.first_told is not None for entry in entries),
        repeats=counted.repeats
        + sum(_repeats(entry, ledger.get(entry.story_id)) for entry in entries),
        doubled=counted.doubled + len(entries) - len({entry.story_id for entry in entries}),
        facts=counted.facts
        + sum(len(entry.facts) for entry in entries if entry.first_told is not None),
    )


def _repeats(entry: Entry, told: ToldBefore | None) -> bool:
    if told is None:
        return False
    stated = any(line.id == "new" for line in entry.lines)
    return not stated or not set(entry.facts) - set(told.facts)
