"""What passes between the parts of this package: a feed to poll, what was fetched, what was parsed
out of it.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Literal

from msgspec import Struct

from monitor.errors import InputError

ACCEPT_FEED = (
    "application/rss+xml, application/atom+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
ACCEPT_PAGE = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"

FeedHealth = Literal["well", "stumbling", "failing", "gone", "paused", "not asked yet"]


class Feed(Struct, frozen=True, kw_only=True):
    """An address to poll, as config/feeds.toml has it."""

    url: str
    name: str = ""  # its table's name there, for people
    kind: str = "feed"  # how it is read: a name of `kinds.table`
    pattern: str | None = None  # for a kind that asks for one: which links of a page are articles
    title: str | None = None  # as it, or a list of feeds, calls it: a label
    outlet: str | None = None  # id of a source in config/sources.toml
    language: str | None = None  # as declared by hand; else what the feed itself declares
    zone: str | None = None  # IANA name, for its times that carry none
    full_text: bool = False  # fetch each article's page too; off by default, licences differ
    # only where an outlet refuses the honest one and has agreed to another
    user_agent: str | None = None
    paused: bool = False


def feed_id_of(url: str) -> str:
    """12 hex digits by which the log names the feed that was configured at this address."""
    return sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:12]


class Limits(Struct, frozen=True, kw_only=True):
    """What one exchange may cost. Seconds and bytes."""

    connect_s: float = 10.0
    read_s: float = 20.0
    whole_s: float = 60.0
    body_bytes_max: int = 5_000_000  # as sent, and again as decompressed
    ratio_max: int = 200  # decompressed bytes to one sent byte; XML rarely passes 30
    redirects_max: int = 5


class Validators(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What makes the next request conditional, word for word as the server gave it."""

    etag: str | None = None
    last_modified: str | None = None


class Part(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A further document of a source, such as a sitemap of an index, as it was read last."""

    url: str
    validators: Validators = Validators()
    body_hash: str = ""


class Ask(Struct, frozen=True, kw_only=True):
    """One request as it will be made."""

    url: str
    accept: str
    validators: Validators = Validators()
    user_agent: str | None = None  # instead of the usual one


class HttpAnswer(Struct, frozen=True, kw_only=True):
    """A finished exchange, whatever its status."""

    url: str  # where the answer came from, after redirects
    status: int
    body: bytes = b""
    content_type: str = ""
    content_language: str = ""
    validators: Validators = Validators()
    cache_control: str = ""
    expires: str = ""
    date: str = ""
    retry_after: str = ""
    moved_to: str | None = None  # where a run of permanent redirects from the asked address leads


FailureKind = Literal[
    "unreachable",  # no such name, no route, refused, reset
    "slow",
    "certificate",
    "address",  # not http(s), or not public
    "redirects",
    "too large",
    "protocol",  # not HTTP as it should be; a broken or bomb-like encoding of the body
    "status",
    "gone",  # 410
    "host waits",  # Retry-After, said to another feed of the same host: this one was not asked
    "not a feed",
    "parser",
]


class FetchError(InputError):
    """No usable answer. `kind` is its family, `message` what happened, in words for the
    operator.
    """

    def __init__(
        self, kind: FailureKind, message: str, *, hint: str = "", answer: HttpAnswer | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.kind = kind
        self.answer = answer  # if there was one, with a status that helps nobody


class FeedEntry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An entry as parsed: plain text, bounded, still only claims."""

    guid: str | None = None
    url: str | None = None
    address: str | None = None  # the canonical form of `url`
    title: str = ""
    text: str = ""
    text_bytes: int | None = None  # of the whole text, where `text` is only the first of it
    # a day, a month, a year, or a full ISO time; without an offset if the feed gave none
    published: str | None = None
    zone: str = ""  # the name that gave the offset, or none, if it means several zones
    unread_time: str = ""  # what it gave as its time, if nobody can say when that is
    language: str | None = None
    # since when it is as it is, at the latest; what is older than some weeks is no news
    touched: str | None = None
    via: str = ""  # whose words it passes on, if it says so itself


class Parsed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A document that is a feed, or another kind of source."""

    form: str  # "rss20", "atom10", "json feed" …
    title: str = ""
    language: str | None = None
    entries: tuple[FeedEntry, ...] = ()
    total: int = 0  # entries the document holds, as far as it was counted
    ttl_s: int | None = None
    complete: bool = True  # it was not cut off on its way
    notes: tuple[str, ...] = ()
    further: tuple[str, ...] = ()  # addresses that hold more of the same source: read with it
