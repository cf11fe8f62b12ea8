"""Looking for a message of which it is unknown whether it arrived: which id to look at next, and
what the answers prove. Pure.

- Channels and supergroups count their messages one by one. The ids after the last known one are
compared, until the message is
  found or three in a row hold nothing.
- Where no id is known yet, a mark is sent, and the ids before it are compared. Marks whose answer
was lost may stand there too;
  comparing turns them into the message, so all of them are found before the oldest is kept and the
  others are taken away.
- Private chats and small groups count together. An id lies above all that were known when the call
began, and below those of
  messages that were sent once it had to be settled; ids that are known to be another's need no
  look. This is believed only after several messages have shown that these chats do count together.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct, structs

from monitor.delivery.transport import MessageComparison
from monitor.stories.deliveries import Lane, Owed, Shared

# ids in a row at which nothing is: so many deleted posts in between would mislead us
PROBE_MISSES = 3
PROBE_MISSES_DOWN = 20  # before a mark: earlier marks of the same search may be gone already
PROBE_IDS_MAX = 60
_GUESSES = 24  # where there are more ids: it may be found, and cannot be proved absent
SHARED_PROOFS = 3  # messages that showed that chats count together
# messages to us and by us since, of which nothing is known yet, where nothing newer was sent
SHARED_BEYOND = 20


class ProbeResult(Struct, frozen=True, kw_only=True):
    """`message_id` where it is, None: it is not there. `remove` are messages of ours that carry
    nothing, or the same again.
    """

    message_id: int | None
    remove: tuple[int, ...] = ()


class Lost(Struct, frozen=True, kw_only=True):
    """The ids look foreign: it cannot be told."""

    remove: tuple[int, ...] = ()


class Probe(Struct, frozen=True, kw_only=True):
    """How far a search for a message has come. `mark` is the id of our mark, searched downwards
    from; 0: upwards.

    `ours` are ids that hold these words: the message itself, or marks of an earlier try that were
    turned into it, `tried` of those at most; of `strays` nothing is known yet. Another message of
    ours that took the words is an old post: none of those is ever removed. `listed` are the ids to
    look at after the next one, where they are known beforehand.
    """

    next_id: int
    mark: int = 0
    misses: int = 0
    seen: int = 0
    ours: tuple[int, ...] = ()
    tried: int = 0
    strays: int = 0
    listed: tuple[int, ...] | None = None
    proves: bool = True  # all ids that can be its own are listed
    # the search is over; what is to be removed is still removed
    verdict: ProbeResult | Lost | None = None


def begin_probe(lane: Lane) -> Probe:
    """Where messages are counted one by one."""
    if not lane.mark:
        return Probe(next_id=lane.last_id + 1)
    strays = max(0, lane.marks - 1)
    return Probe(next_id=lane.mark - 1, mark=lane.mark, tried=strays, strays=strays)


def begin_shared(owed: Owed, shared: Shared, *, later: Iterable[int], unsettled: int) -> Probe:
    """Where chats count together. `later` are ids of messages whose sending began once this one had
    to be settled; so many are `unsettled` in all these chats.
    """
    if shared.odd or shared.proofs < SHARED_PROOFS:
        return Probe(next_id=0, verdict=Lost())
    above = [one for one in later if one > owed.floor]
    end = min(above) if above else max(shared.top, owed.floor) + unsettled + SHARED_BEYOND + 1
    known = set(shared.ids)
    ids = [
        one for one in range(owed.floor + 1, min(end, owed.floor + _SPAN_MAX)) if one not in known
    ]
    if not ids:
        return Probe(next_id=0, verdict=ProbeResult(message_id=None))
    proves = end <= owed.floor + _SPAN_MAX and len(ids) <= PROBE_IDS_MAX
    return Probe(next_id=ids[0], listed=tuple(ids[1 : None if proves else _GUESSES]), proves=proves)


_SPAN_MAX = 2000


def go_on(probe: Probe, answer: MessageComparison) -> Probe:
    """What one more id has shown."""
    if probe.listed is not None:
        return _through_list(probe, answer, probe.listed)
    return _by_step(probe, answer)


def _through_list(probe: Probe, answer: MessageComparison, listed: tuple[int, ...]) -> Probe:
    if answer.found in ("same", "changed"):
        return structs.replace(probe, verdict=ProbeResult(message_id=probe.next_id))
    if not listed:
        return structs.replace(
            probe, verdict=ProbeResult(message_id=None) if probe.proves else Lost()
        )
    return structs.replace(probe, next_id=listed[0], listed=listed[1:])


def _by_step(probe: Probe, answer: MessageComparison) -> Probe:
    """Upwards the first is the message: marks are only sent where no id is known, and the search
    from the newest mark down clears all of them before an id is.
    """
    here = probe.next_id
    ours = (*probe.ours, here) if answer.found in ("same", "changed") else probe.ours
    following = Probe(
        next_id=here - 1 if probe.mark else here + 1,
        mark=probe.mark,
        misses=probe.misses + 1 if answer.found == "absent" else 0,
        seen=probe.seen + 1,
        ours=ours,
        tried=probe.tried,
        strays=max(0, probe.strays - (answer.found == "changed")),
    )
    old_post = bool(probe.mark) and answer.found == "changed" and probe.strays == 0
    return structs.replace(following, verdict=_verdict(following, old_post=old_post))


def _verdict(probe: Probe, *, old_post: bool) -> ProbeResult | Lost | None:
    marks = (probe.mark,) if probe.mark else ()
    ended = (
        probe.misses >= (PROBE_MISSES_DOWN if probe.strays else PROBE_MISSES) or probe.next_id < 1
    )
    all_found = len(probe.ours) > probe.tried
    if probe.ours and (ended or old_post or all_found or probe.seen >= PROBE_IDS_MAX):
        old = probe.ours[-1:] if old_post else ()
        kept = min(probe.ours[: len(probe.ours) - len(old)] or probe.ours)
        return ProbeResult(
            message_id=kept,
            remove=(*marks, *(one for one in probe.ours if one not in (kept, *old))),
        )
    if ended:
        return ProbeResult(message_id=None, remove=marks)
    if probe.seen < PROBE_IDS_MAX:
        return None
    return Lost(remove=marks)


def removed(probe: Probe) -> Probe:
    """The first of what was to be removed is gone."""
    if probe.verdict is None:
        return probe
    return structs.replace(
        probe, verdict=structs.replace(probe.verdict, remove=probe.verdict.remove[1:])
    )
