"""Asks a source of any kind: robots.txt first where its kind obeys it, then its document, then the
further documents that this names, each with its own validators, one after another.

The further documents are of the same source: one that fails makes the reading fail, so that what it
holds is never missing from a baseline; one that is not there holds nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import nullcontext

from msgspec import Struct
from msgspec.structs import replace

from monitor.feeds.client import Answered, FeedClient
from monitor.feeds.full_text import Pages
from monitor.feeds.http.fetch import fetch
from monitor.feeds.kinds.table import kind_of
from monitor.feeds.parse.documents import ENTRIES_MAX
from monitor.feeds.values import (
    ACCEPT_PAGE,
    Ask,
    Feed,
    FetchError,
    HttpAnswer,
    Parsed,
    Part,
    Validators,
)

PARTS_MAX = 5
_LARGE_AT_ONCE = 2  # of documents that may be larger than a feed: they are held in memory
_NOT_THERE = frozenset((404, 410))


class _PartRead(Struct, frozen=True, kw_only=True):
    part: Part | None = None
    parsed: Parsed | None = None
    note: str = ""


class SourceClient:
    def __init__(self, feed_client: FeedClient, pages: Pages) -> None:
        self.feed_client = feed_client
        self._pages = pages
        self._large = asyncio.Semaphore(_LARGE_AT_ONCE)

    async def ask(
        self,
        feed: Feed,
        *,
        url: str,
        validators: Validators = Validators(),  # noqa: B008 — frozen
        body_hash: str = "",
        parts: Sequence[Part] = (),
    ) -> Answered:
        """`parts` are the further documents as they were read last. Raises FetchError as
        FeedClient's `ask` does.
        """
        if kind_of(feed.kind).obeys_robots:
            await self._check_robots(url)
        answered = await self._asked(
            feed, Part(url=url, validators=validators, body_hash=body_hash)
        )
        if answered.parsed is None or not answered.parsed.further:
            return answered
        return await self._with_parts(feed, answered, answered.parsed, parts)

    async def _asked(self, feed: Feed, part: Part) -> Answered:
        """Without the document's bytes, but for the first: they are read, and a run is long."""
        large = self._large if kind_of(feed.kind).body_bytes_max else nullcontext()
        async with large:
            answered = await self.feed_client.ask(
                feed, url=part.url, validators=part.validators, body_hash=part.body_hash
            )
        fetched = replace(answered.fetched, body=answered.fetched.body[:1])
        return replace(answered, fetched=fetched)

    async def page(self, url: str) -> HttpAnswer:
        """A page that is looked at only to find what it could be."""
        await self._check_robots(url)
        client = self.feed_client
        async with client.rate_limit.slot(url):
            return await fetch(
                client.client, Ask(url=url, accept=ACCEPT_PAGE), limits=client.limits
            )

    async def _check_robots(self, url: str) -> None:
        if not await self._pages.allows(url):
            raise FetchError(
                "address",
                "robots.txt does not allow it, or cannot be read",
                hint="ask the outlet, or take another of its addresses",
            )

    async def _with_parts(
        self, feed: Feed, answered: Answered, root: Parsed, before: Sequence[Part]
    ) -> Answered:
        """The index itself is asked for whole each time: it may not change when its parts do."""
        known = {part.url: part for part in before}
        wanted = dict.fromkeys(one for one in root.further if one != answered.fetched.url)
        asked = [known.get(one, Part(url=one)) for one in [*wanted][:PARTS_MAX]]
        read = [await self._part(feed, part) for part in asked]
        if all(one.part is None for one in read):
            raise FetchError("status", "nothing of what its index lists is there")
        parsed = [one.parsed for one in read if one.parsed is not None]
        return replace(
            answered,
            fetched=replace(answered.fetched, validators=Validators()),
            body_hash="",
            parts=tuple(one.part for one in read if one.part is not None),
            parsed=_joined(root, parsed, [one.note for one in read], named=len(wanted)),
        )

    async def _part(self, feed: Feed, part: Part) -> _PartRead:
        await self._check_robots(part.url)
        try:
            answered = await self._asked(feed, part)
        except FetchError as error:
            if error.answer is None or error.answer.status not in _NOT_THERE:
                raise
            return _PartRead(note=f"{part.url}: {error.message}")
        validators = answered.fetched.validators if answered.parsed else part.validators
        return _PartRead(
            part=Part(url=part.url, validators=validators, body_hash=answered.body_hash),
            parsed=answered.parsed,
            note="an index within an index: not followed"
            if answered.parsed and answered.parsed.further
            else "",
        )


def _joined(
    root: Parsed, parts: Sequence[Parsed], notes: Sequence[str], *, named: int
) -> Parsed | None:
    """One document of them all, the newest entries first; None if none of them changed."""
    if not parts:
        return None
    entries = [entry for part in parts for entry in part.entries]
    entries.sort(key=lambda entry: entry.touched or entry.published or "", reverse=True)
    said = [*root.notes, *(note for part in parts for note in part.notes), *notes]
    if named > PARTS_MAX:
        said.append(f"{named} parts: the newest {PARTS_MAX} are read")
    return replace(
        root,
        title=next(filter(None, (part.title for part in parts)), root.title),
        language=next(filter(None, (part.language for part in parts)), root.language),
        entries=tuple(entries[:ENTRIES_MAX]),
        total=sum(part.total for part in parts),
        notes=tuple(dict.fromkeys(filter(None, said))),
        further=(),
    )
