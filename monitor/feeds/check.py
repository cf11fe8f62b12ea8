"""Asks feeds only to see how they are (`feeds check`), and finds the feed that is meant by an
address (`feeds add`).

Nothing is written down: neither the log nor what fetching remembers knows of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from monitor.feeds.client import Answered, FeedClient
from monitor.feeds.full_text import Pages
from monitor.feeds.http.fetch import fetch
from monitor.feeds.kinds.asking import SourceClient
from monitor.feeds.parse.discovery import usual_places
from monitor.feeds.parse.entries import candidates
from monitor.feeds.values import ACCEPT_PAGE, Ask, Feed, FetchError, Parsed, Validators

STALE = timedelta(days=60)
_NAMED_TRIED_MAX = 4


class FeedCheck(Struct, frozen=True, kw_only=True):
    feed: Feed
    ok: bool
    says: str
    hint: str = ""


async def check(
    feed_client: FeedClient,
    feeds: Sequence[Feed],
    *,
    now: datetime,
    told: Callable[[FeedCheck], object],
) -> list[FeedCheck]:
    """In the order given; `told` hears each as it comes."""
    source_client = SourceClient(feed_client, Pages(feed_client))

    async def one(feed: Feed) -> FeedCheck:
        finding = await _checked(source_client, feed, now=now)
        told(finding)
        return finding

    return list(await asyncio.gather(*map(one, feeds)))


async def _checked(source_client: SourceClient, feed: Feed, *, now: datetime) -> FeedCheck:
    try:
        answered = await source_client.ask(feed, url=feed.url)
    except FetchError as error:
        return FeedCheck(feed=feed, ok=False, says=error.message, hint=error.hint)
    says, hint = _about(answered, now=now)
    return FeedCheck(feed=feed, ok=not hint, says=says, hint=hint)


def _about(answered: Answered, *, now: datetime) -> tuple[str, str]:
    """What to say of a feed that answered, and how to mend it if something is wrong."""
    parsed = answered.parsed
    if answered.fetched.moved_to:
        return (
            f"moved for good to {answered.fetched.moved_to}",
            "remove it, and add the new address",
        )
    if parsed is None or not parsed.entries:
        return "empty: a feed without entries", "see whether the outlet still uses it"
    newest = _newest(parsed, now=now)
    said = f"{parsed.form}, {parsed.total} entries{f', newest {newest.date()}' if newest else ''}"
    if newest and now - newest > STALE:
        return (
            said,
            f"nothing new for {(now - newest).days} days: see whether the outlet still uses it",
        )
    return "; ".join((said, *parsed.notes)), ""


def _newest(parsed: Parsed, *, now: datetime) -> datetime | None:
    return max((one.moment for one in candidates(parsed, now=now) if one.moment), default=None)


# --- which feed is meant ---


class Discovered(Struct, frozen=True, kw_only=True):
    """`url` answers with a feed; `others` are further feeds that its page names, unasked."""

    url: str
    parsed: Parsed
    others: tuple[str, ...] = ()


async def discover_first(feed_client: FeedClient, ways: Sequence[str]) -> Discovered:
    """By the first of these addresses that answers. Raises FetchError: what the first one said."""
    for at, url in enumerate(ways):
        try:
            return await discover(feed_client, url)
        except FetchError as error:
            if at == len(ways) - 1 or error.kind not in _UNANSWERED:
                raise
    raise FetchError("address", "no address was given")


_UNANSWERED = frozenset(("unreachable", "certificate", "slow"))


async def discover(feed_client: FeedClient, url: str) -> Discovered:
    """The feed at `url`, or the first one that the page at `url` names, or one in a usual place.
    Raises FetchError.
    """
    try:
        return await _feed_at(feed_client, url)
    except FetchError as error:
        if error.kind != "not a feed":
            raise
        nothing = error
    named = await _named_in(feed_client, url)
    for place in (*named[:_NAMED_TRIED_MAX], *(usual_places(url) if not named else ())):
        try:
            found = await _feed_at(feed_client, place)
        except FetchError:  # not this one: the next may be
            continue
        others = tuple(other for other in named if other not in {place, found.url})
        return Discovered(url=found.url, parsed=found.parsed, others=others)
    raise FetchError(
        "not a feed", f"{nothing.message}, and it names none that answers", hint=_LOOK
    ) from nothing


_AGAIN = "try again later; --no-check takes it unasked"
_LOOK = "look on the outlet's pages for its RSS address"


async def _feed_at(feed_client: FeedClient, url: str) -> Discovered:
    answered = await feed_client.ask(Feed(url=url), url=url, validators=Validators())
    if answered.parsed is None:
        raise FetchError("not a feed", "an empty answer, not a feed")
    if not answered.parsed.complete:
        raise FetchError("parser", "the feed is cut off in the middle", hint=_AGAIN)
    return Discovered(url=answered.fetched.moved_to or url, parsed=answered.parsed)


async def _named_in(feed_client: FeedClient, url: str) -> tuple[str, ...]:
    async with feed_client.rate_limit.slot(url):
        page = await fetch(
            feed_client.client, Ask(url=url, accept=ACCEPT_PAGE), limits=feed_client.limits
        )
    return await feed_client.workers.links(page.body, url=page.url, content_type=page.content_type)
