"""config/feeds.toml as people keep it: feeds are added and taken out, comments and order stay.

Reading it for use is the configuration's business; this edits. The file is replaced in one step, so
that a crash leaves the old one or the new one.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

import tomlkit
from anyascii import anyascii
from msgspec.structs import replace
from tomlkit.exceptions import TOMLKitError

from monitor.errors import ConfigError, NotFoundError
from monitor.feeds.http.rate_limit import host_of
from monitor.feeds.values import Feed
from monitor.model import Source

_NAME_CHARS_MAX = 60
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")
_TELLS_NOTHING = frozenset(
    [
        "www",
        "rss",
        "feed",
        "feeds",
        "xml",
        "index",
        "atom",
        "news",
        "all",
        "en",
        "com",
        "org",
        "net",
        "http",
        "https",
        "php",
        "api",
    ]
)


def add(path: Path, feeds: Iterable[Feed]) -> list[Feed]:
    """Those that were not there yet, with the names they got; the address decides."""
    document = _read(path)
    there = {str(table.get("url", "")) for table in document.values() if isinstance(table, dict)}
    added: list[Feed] = []
    for feed in feeds:
        if feed.url in there:
            continue
        name = _free_name(feed, set(document))
        document.append(name, _table(feed))
        there.add(feed.url)
        added.append(replace(feed, name=name))
    if added:
        _write(path, document)
    return added


def add_outlet(path: Path, source: Source) -> None:
    """A table of its own in config/sources.toml."""
    document = _read(path)
    table = tomlkit.table()
    table.add("name", source.name)
    if source.hosts:
        table.add("hosts", list(source.hosts))
    document.append(source.id, table)
    _write(path, document)


def remove(path: Path, wanted: str) -> str:
    """Take out the feed of this name or address; its address. Raises NotFoundError."""
    document = _read(path)
    for name, table in document.items():
        if isinstance(table, dict) and wanted in {name, str(table.get("url", ""))}:
            url = str(table.get("url", ""))
            document.remove(name)
            _write(path, document)
            return url
    raise NotFoundError(
        f"no feed is called “{wanted}”", hint="monitor feeds list shows their names and addresses"
    )


def _read(path: Path) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        document = tomlkit.document()
        document.add(
            tomlkit.comment(
                "The feeds that `monitor fetch` asks. `monitor feeds add` adds to it; so may you."
            )
        )
        return document
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"config/{path.name}: not TOML: {error}", hint="mend it first: monitor check"
        ) from error


def _write(path: Path, document: tomlkit.TOMLDocument) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        file.write(tomlkit.dumps(document).rstrip("\n") + "\n")
        file.flush()
        os.fsync(file.fileno())
    written = Path(file.name)
    written.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
    written.replace(path)


def _table(feed: Feed) -> tomlkit.items.Table:
    table = tomlkit.table()
    table.add("url", feed.url)
    if feed.kind != "feed":
        table.add("kind", feed.kind)
    if feed.pattern:
        table.add("pattern", feed.pattern)
    if feed.title:
        table.add("title", feed.title)
    if feed.outlet:
        table.add("outlet", feed.outlet)
    if feed.language:
        table.add("language", feed.language)
    if feed.full_text:
        table.add("full_text", feed.full_text)
    return table


def _free_name(feed: Feed, taken: set[str]) -> str:
    """From the outlet and language, else from its title, else from what its address tells:
    "tass-en", "the-astana-times", "example-world".
    """
    base = (
        feed.name
        or "-".join(part for part in (feed.outlet, feed.language) if part)
        or slug(feed.title or "")
        or _told_by(feed.url)
    )
    base = slug(base) or "feed"
    names = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def slug(words: str) -> str:
    """A name for a table, in Latin letters, cut between words."""
    name = _NOT_IN_A_NAME.sub("-", anyascii(words).lower()).strip("-")
    if len(name) <= _NAME_CHARS_MAX:
        return name
    return name[: _NAME_CHARS_MAX + 1].rpartition("-")[0] or name[:_NAME_CHARS_MAX]


def _told_by(url: str) -> str:
    host = host_of(url).split(".")
    path = _NOT_IN_A_NAME.split(url.rsplit("://", maxsplit=1)[-1].partition("/")[2].lower())
    words = [word for word in (*host[:-1], *path) if word and word not in _TELLS_NOTHING]
    return "-".join(dict.fromkeys(words))
