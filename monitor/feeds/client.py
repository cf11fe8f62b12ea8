"""Asks one feed: the exchange, its status in words, the document parsed. Nothing here knows of the
log.
"""

from __future__ import annotations

from hashlib import sha256

from msgspec import Struct
from msgspec.structs import replace

from monitor.feeds.http.fetch import Client, fetch
from monitor.feeds.http.rate_limit import RateLimit
from monitor.feeds.kinds.kind import SourcePage
from monitor.feeds.kinds.table import kind_of
from monitor.feeds.parse.pool import Workers
from monitor.feeds.values import (
    Ask,
    Feed,
    FetchError,
    HttpAnswer,
    Limits,
    Parsed,
    Part,
    Validators,
)

_OK = frozenset({200, 203})
_NOT_MODIFIED = 304
_GONE = 410
_WORDS = {
    401: "wants a password",
    403: "refuses us",
    404: "no such page",
    406: "does not serve feeds to us",
    429: "too many requests: asks us to wait",
    451: "withheld for legal reasons",
    503: "is overloaded or being mended",
}
_HINTS = {
    401: "feeds behind a password are not supported",
    403: "ask the outlet; `user_agent` in config/feeds.toml changes how we introduce ourselves",
    404: "look for the feed's new address: monitor feeds add PAGE",
}


class Answered(Struct, frozen=True, kw_only=True):
    """`parsed` is None if the feed said, or its bytes show, that nothing changed."""

    fetched: HttpAnswer
    parsed: Parsed | None = None
    body_hash: str = ""
    parts: tuple[Part, ...] = ()


class FeedClient:
    """What asking takes, once for all feeds."""

    def __init__(
        self, *, client: Client, workers: Workers, rate_limit: RateLimit, limits: Limits
    ) -> None:
        self.client = client
        self.workers = workers
        self.rate_limit = rate_limit
        self.limits = limits

    async def ask(
        self, feed: Feed, *, url: str, validators: Validators, body_hash: str = ""
    ) -> Answered:
        """`body_hash` is of the body read last. Raises FetchError for everything that is no feed,
        or no news of one.
        """
        kind = kind_of(feed.kind)
        limits = replace(
            self.limits, body_bytes_max=kind.body_bytes_max or self.limits.body_bytes_max
        )
        async with self.rate_limit.slot(url):
            wanted = Ask(
                url=url, accept=kind.accept, validators=validators, user_agent=feed.user_agent
            )
            fetched = await fetch(self.client, wanted, limits=limits)
            if fetched.status == _NOT_MODIFIED and validators != Validators():
                return Answered(fetched=fetched, body_hash=body_hash)
            self._check(fetched)
            digest = sha256(fetched.body).hexdigest()[:16]
            if digest == body_hash:
                return Answered(fetched=fetched, body_hash=digest)
            page = page_of(fetched, feed, asked=url)
            parsed = await self.workers.read(page, kind=feed.kind)
        return Answered(fetched=fetched, parsed=parsed, body_hash=digest)

    def _check(self, fetched: HttpAnswer) -> None:
        try:
            _check_status(fetched)
        except FetchError as error:
            if fetched.retry_after:
                self.rate_limit.close(fetched.url, error)
            raise


def page_of(fetched: HttpAnswer, feed: Feed, *, asked: str) -> SourcePage:
    return SourcePage(
        body=fetched.body,
        url=fetched.url,
        asked=asked,
        content_type=fetched.content_type,
        content_language=fetched.content_language,
        pattern=feed.pattern or "",
    )


def _check_status(fetched: HttpAnswer) -> None:
    status = fetched.status
    if status in _OK:
        return
    if status == _GONE:
        raise FetchError("gone", "410: gone for ever", answer=fetched)
    if status == _NOT_MODIFIED:
        raise FetchError(
            "status", "304: “not modified”, though nothing was asked about", answer=fetched
        )
    words = _WORDS.get(status) or (
        "the server fails" if status >= 500 else "not what a feed answers"  # noqa: PLR2004 — HTTP's own classes
    )
    raise FetchError("status", f"{status}: {words}", hint=_HINTS.get(status, ""), answer=fetched)
