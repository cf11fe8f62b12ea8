"""What the pages are told by the configuration, as plain values."""

from __future__ import annotations

from urllib.parse import urlsplit

from msgspec import Struct

from monitor.feeds.values import Feed
from monitor.log.postgres.url import ServerUrl
from monitor.model import Incumbent, Rules, Source, Topic
from monitor.views.facts.forms import FactSettings

PORT = 8788  # of `monitor web`, where none is configured
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


class WebSettings(Struct, frozen=True, kw_only=True):
    """`address` is how readers reach it through a proxy, empty without one; `proxies` are the
    proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. `public`: anybody may read,
    not only who has a token.
    """

    host: str = "127.0.0.1"
    port: int = PORT
    address: str = ""
    proxies: tuple[str, ...] = ()
    public: bool = True
    session_minutes: int = 720
    idle_minutes: int = 60
    requests_per_minute: int = 240
    zone: str = "UTC"
    language: str = "en"
    stream: str = ""  # of the default channel's editions: those that pages show
    rules: Rules = Rules()
    sources: tuple[Source, ...] = ()
    topics: tuple[Topic, ...] = ()
    people: tuple[Incumbent, ...] = ()
    feeds: tuple[Feed, ...] = ()
    log_url: ServerUrl | None = None  # of the server that has the log; None: a file in state/

    @property
    def base(self) -> str:
        """The path under which a proxy shows it, without a slash at its end."""
        return urlsplit(self.address).path.rstrip("/")

    @property
    def secure(self) -> bool:
        """Whether readers come by https alone, so that cookies go no other way."""
        return self.address.startswith("https://")

    @property
    def hosts(self) -> frozenset[str]:
        """The names by which it may be asked: what asks by another was led here by somebody
        else's.
        """
        own = urlsplit(self.address).hostname
        bound = f"[{self.host}]" if ":" in self.host else self.host
        return frozenset(filter(None, (*LOOPBACK, own, bound)))

    @property
    def everywhere(self) -> bool:
        """Whether it listens on every network of the machine: then its addresses are its names."""
        return self.host in {"0.0.0.0", "::"}  # noqa: S104 — asked, not bound

    @property
    def facts(self) -> FactSettings:
        """What decides what is told of stories."""
        return FactSettings(rules=self.rules, sources=self.sources, topics=self.topics)

    def url(self, path: str = "/") -> str:
        """A whole address, for a link that is handed to somebody."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        begin = self.address.rstrip("/") or f"http://{host}:{self.port}"
        return begin + path
