"""Nobody drowns the others in an edition.

Whatever its score, a story that only outlets tell which nobody here knows stands behind what known
ones tell: several of them before what one alone tells, since several may be one. And no owner alone
leads more of an edition than all others together, `SHARE_MIN` at least: what it brought beyond that
stands last, and is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from monitor.digest.compose.entry import Draft
from monitor.digest.model import Reason
from monitor.digest.wording.sourcing import Backing, Sources
from monitor.events.stories_and_feeds import Member

SHARE_MIN = 8  # stories of one owner that stand among the others, however few those are
_BEYOND_SHARE = len(Backing)  # behind them all


class Share(Struct, frozen=True, kw_only=True):
    """What one voice alone brought, and how much of it stands behind the others for that."""

    name: str
    stories: int
    beyond: int


class Shares(Struct, frozen=True, kw_only=True):
    level: dict[str, int]  # story id → its backing, or behind them all
    told: tuple[Share, ...] = ()  # of those who brought more than their share, the most first


def shares_of(drafts: Sequence[Draft], sources: Sources) -> Shares:
    """Of an edition's stories, today's and the archive's each by themselves."""
    level: dict[str, int] = {draft.story.id: Backing.KNOWN for draft in drafts}
    told: list[Share] = []
    for archive in (False, True):
        some = sorted(
            (draft for draft in drafts if draft.archive is archive),
            key=lambda draft: (-draft.score, draft.story.number),
        )
        for owners, own in _by_voice(some, sources):
            room = max(SHARE_MIN, len(some) - len(own))
            backing = sources.backing(owners)
            level |= {draft.story.id: backing for draft in own[:room]}
            level |= {draft.story.id: _BEYOND_SHARE for draft in own[room:]}
            if own[room:]:
                name = sources.name(own[0].fresh[0].article)
                told.append(Share(name=name, stories=len(own), beyond=len(own[room:])))
    return Shares(level=level, told=tuple(sorted(told, key=lambda share: -share.beyond)))


def _by_voice(
    drafts: Iterable[Draft], sources: Sources
) -> Iterable[tuple[frozenset[str], list[Draft]]]:
    """The stories for which nobody but these owners speaks. Several, one of them known, make a
    story everybody's; several unknown ones may be one.
    """
    found: dict[frozenset[str], list[Draft]] = {}
    for draft in drafts:
        owners = frozenset(sources.owner(member.article) for member in _tellers(draft))
        if len(owners) == 1 or sources.backing(owners) is not Backing.KNOWN:
            found.setdefault(owners, []).append(draft)
    return found.items()


def _tellers(draft: Draft) -> Iterable[Member]:
    """Of a story that was told before, those who bring what is new: an update is theirs alone."""
    if draft.again:
        return [member for member, _ in draft.facts]
    return (*draft.before, *draft.fresh)


def share_reason(level: int) -> tuple[Reason, ...]:
    """Why a story does not stand where its score would put it."""
    note = _SHARE_NOTES.get(level)
    return () if note is None else (Reason(name="share", points=0.0, note=note),)


_SHARE_NOTES = {
    Backing.SEVERAL_UNKNOWN: "told only by outlets that nobody here knows: behind what known ones "
    "tell",
    Backing.ONE_UNKNOWN: "the account of one outlet that nobody here knows: behind what others "
    "tell",
    _BEYOND_SHARE: "beyond the share of one owner: behind all others",
}
