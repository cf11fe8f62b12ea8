"""An example of a plugin: a gazette that lists its notices as lines of `day<tab>address<tab>title`.

It stands in docs/sources.md too.
"""

from __future__ import annotations

from monitor.feeds.kinds.kind import FeedKind, SourcePage
from monitor.feeds.parse.raw import RawEntry, Written, entries_of
from monitor.feeds.values import FetchError, Parsed


def _read(page: SourcePage) -> Parsed:
    lines = [line.split("\t") for line in page.body.decode("utf-8").splitlines()]
    if not lines or any(len(line) != 3 for line in lines):
        raise FetchError("not a feed", "no list of notices")
    raws = [
        RawEntry(url=address, base=page.url, title=Written(title, "text"), times=(day,))
        for day, address, title in lines
    ]
    return Parsed(form="gazette", entries=entries_of(raws, language="en"), total=len(raws))


def _address_of(typed: str) -> str:
    name = typed.removeprefix("gazette:")
    return f"https://gazette.example/{name}.tsv" if name != typed else ""


KIND = FeedKind(
    name="gazette", says="gazette", read=_read, accept="text/plain", address_of=_address_of
)
BROKEN = "no FeedKind"
