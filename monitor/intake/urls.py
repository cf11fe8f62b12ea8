"""One article, one id, however its address was passed around.

Taken in: an http(s) address as found in a file, feed or page. Handed out: its canonical form, which
is compared and hashed but never fetched or shown, and the ids that follow from it.
"""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from importlib.resources import files
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from monitor.model import Article

URL_CHARS_MAX = 2_000
_DEFAULT_PORTS = {"http": 80, "https": 443}
_AMP_PATH = re.compile(r"(?:[/.]amp)+(?=/?$|\.html?$)", re.IGNORECASE)
_INDEX_PAGE = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_SAME_SITE = re.compile(r"^(?:(?:www|amp|m)\.)+(?=[^.]+\.)")
_HOST_END = re.compile(r"[/?#\\]")
_REPEATED_SLASH = re.compile(r"/{2,}")
# no address has these, not even one that was copied badly: it would end what it stands in
_FOREIGN_TO_AN_ADDRESS = re.compile(r"[<>\"\x00-\x1f\x7f\ud800-\udfff]")
_FOREIGN_TO_A_HOST = re.compile(r"[\s\\^`{|}%]")
_ENCODED = re.compile(r"[\s^`{|}]")  # of the rest, what browsers encode behind the host
_DROPPED = re.compile(r"[\t\n\r]")  # as browsers do, anywhere in an address
_KEPT_ESCAPES = re.compile(
    r"%(?:2[Ff]|25|3[Ff]|23|5[Cc])"
)  # of / % ? # \: without them another path


def article_id(
    *, url: str | None, outlet: str | None, guid: str | None, title: str | None, text: str
) -> str:
    """16 hex digits: hash of the canonical address, else of outlet + guid, else of title + text."""
    address = canonical(url) if url else None
    if address:
        return _digest("url", address)[:16]
    if guid:
        return _digest("guid", outlet or "", guid)[:16]
    return _digest("text", title or "", text)[:16]


def account_id(article: Article, owner: str) -> str:
    """16 hex digits for what this owner says under an address, or a guid, that is not its own."""
    return _digest("account", owner, article.id)[:16]


def another_id(article: Article) -> str:
    """16 hex digits for what stands under the address or guid of an older article and is none of
    its versions.
    """
    return _digest("another", article.id, article.version)[:16]


def version_of(*, title: str | None, text: str) -> str:
    """12 hex digits that change when an outlet edits its article."""
    return _digest("version", title or "", text)[:12]


def text_hash_of(text: str) -> str:
    """SHA-256, 64 hex digits, of the text as UTF-8."""
    return sha256(text.encode()).hexdigest()


def canonical(url: str) -> str | None:
    """The address without what does not change the article: scheme, www., port, tracking, AMP,
    fragment, trailing slash.

    None if it is not an http(s) address with a host.
    """
    parts = web_address(url)
    if parts is None:
        return None
    query = urlencode(sorted(_telling(parts.query)))
    return f"https://{_host(parts)}{_path(parts.path)}{'?' + query if query else ''}"


def web_address(url: str) -> SplitResult | None:
    """The parts of an http(s) address that is safe to show as a link, encoded as browsers do it;
    None for anything else.
    """
    url = _DROPPED.sub("", url.strip())
    if len(url) > URL_CHARS_MAX or _FOREIGN_TO_AN_ADDRESS.search(url):
        return None
    try:
        parts = urlsplit(encoded(url))
        usable = parts.scheme.lower() in _DEFAULT_PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a broken port or IPv6 host
        return None
    return parts if usable and not _FOREIGN_TO_A_HOST.search(parts.netloc) else None


def encoded(url: str) -> str:
    """The address as it may be shown and asked: what would end it or break it is percent-encoded
    behind the host, a backslash is a slash there, and the rest stays as it is written.
    """
    scheme, mark, rest = _DROPPED.sub("", url.strip()).partition("://")
    at = _HOST_END.search(rest)
    host, path = (rest[: at.start()], rest[at.start() :]) if at else (rest, "")
    before, query_mark, behind = path.partition("?")
    path = before.replace("\\", "/") + query_mark + behind.replace("\\", "%5C")
    return f"{scheme}{mark}{host}{_ENCODED.sub(_percent, path)}"


def _percent(found: re.Match[str]) -> str:
    return quote(found[0])


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    host = _SAME_SITE.sub("", host)
    try:
        host = host.encode("idna").decode("ascii")
    except UnicodeError:  # an empty or over-long label: keep it as it is written
        host = quote(host)
    port = parts.port
    if port in {None, _DEFAULT_PORTS[parts.scheme.lower()]}:
        return host
    return f"{host}:{port}"


def _path(path: str) -> str:
    """Each character one way: only what an escape keeps apart from a slash stays escaped."""
    pieces = _KEPT_ESCAPES.split(path)
    kept = [escape.upper() for escape in _KEPT_ESCAPES.findall(path)]
    bare = "".join(
        quote(unquote(piece), safe="/:@!$&'()*+,;=~-._") + escape
        for piece, escape in zip(pieces, [*kept, ""], strict=True)
    )
    return _bared(bare)


def _bared(path: str) -> str:
    """Without endings that show the same page; taking one off may bare another:
    `/amp/index.html`.
    """
    bared = _INDEX_PAGE.sub("", _AMP_PATH.sub("", _REPEATED_SLASH.sub("/", path).rstrip("/")))
    return path if bared == path else _bared(bared)


def _telling(query: str) -> list[tuple[str, str]]:
    names, prefixes = _tracking_parameters()
    return [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if name.lower() not in names and not name.lower().startswith(prefixes)
    ]


@cache
def _tracking_parameters() -> tuple[frozenset[str], tuple[str, ...]]:
    lines = (
        files("monitor.intake")
        .joinpath("data/tracking_parameters.txt")
        .read_text(encoding="utf-8")
        .splitlines()
    )
    words = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    names = frozenset(word for word in words if not word.endswith("*"))
    return names, tuple(word.removesuffix("*") for word in words if word.endswith("*"))


def _digest(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
