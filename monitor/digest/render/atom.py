"""A digest as an Atom feed (RFC 4287): one entry a story version, with ids that stay the same for
the same telling.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from monitor.digest.model import Digest
from monitor.digest.render.escape import escaped
from monitor.digest.render.json_form import FeedItem, feed_items, moment, urn_of

_GENERATOR = "monitor"


class FeedHead(Struct, frozen=True, kw_only=True):
    """What a feed says of itself; `updated` as RFC 3339 has it."""

    id: str
    title: str
    subtitle: str
    language: str
    updated: str


def render_atom(digest: Digest, *, self_url: str | None = None) -> str:
    """One feed document, ending in a newline. `self_url` is where it will be published, if that is
    known.
    """
    return atom_of(head_of(digest), feed_items(digest), self_url=self_url)


def head_of(digest: Digest) -> FeedHead:
    """Its id is the same for the same topics and language, whatever day it is."""
    return FeedHead(
        id=urn_of("\n".join([digest.language, *digest.topics])),
        title=digest.title,
        subtitle=digest.summary,
        language=digest.language,
        updated=moment(digest.until),
    )


def atom_of(head: FeedHead, items: Iterable[FeedItem], *, self_url: str | None = None) -> str:
    link = f'<link rel="self" href="{escaped(self_url)}"/>\n' if self_url else ""
    entries = "".join(map(_entry, items))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escaped(head.language)}">\n'
        f"<id>{head.id}</id>\n<title>{escaped(head.title)}</title>\n"
        f"<subtitle>{escaped(head.subtitle)}</subtitle>\n"
        f"<updated>{head.updated}</updated>\n<author><name>{_GENERATOR}</name></author>\n"
        f"<generator>{_GENERATOR}</generator>\n{link}{entries}</feed>\n"
    )


def _entry(item: FeedItem) -> str:
    categories = (f'<category term="{escaped(code)}"/>\n' for code in item.tags)
    return (
        f"<entry>\n<id>{item.id}</id>\n<title>{escaped(item.title)}</title>\n"
        f"<updated>{item.date_modified}</updated>\n{_links(item)}{''.join(categories)}"
        f'<content type="html">{escaped(item.content_html)}</content>\n</entry>\n'
    )


def _links(item: FeedItem) -> str:
    """The first account is the entry's page; the others are related."""
    urls = (("alternate", item.url), *(("related", url) for url in item.related))
    return "".join(f'<link rel="{kind}" href="{escaped(url)}"/>\n' for kind, url in urls if url)
