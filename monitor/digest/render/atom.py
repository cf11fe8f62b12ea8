"""A digest as an Atom feed (RFC 4287): one entry a story version, with ids that stay the same for
the same telling.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from monitor.digest.model import Digest, Entry
from monitor.digest.render.escape import escaped
from monitor.digest.render.html import render_entry_body
from monitor.digest.render.walk import Pen, drawn, update_mark
from monitor.digest.wording.locale import words_for

_GENERATOR = "monitor"


def render_atom(digest: Digest, *, self_url: str | None = None) -> str:
    """One feed document, ending in a newline. `self_url` is where it will be published, if that is
    known.
    """
    link = f'<link rel="self" href="{escaped(self_url)}"/>\n' if self_url else ""
    entries = "".join(drawn(digest, _FeedPen(digest)))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escaped(digest.language)}">\n'
        f"<id>{_feed_id(digest)}</id>\n<title>{escaped(digest.title)}</title>\n"
        f"<subtitle>{escaped(digest.summary)}</subtitle>\n"
        f"<updated>{_moment(digest.until)}</updated>\n<author><name>{_GENERATOR}</name></author>\n"
        f"<generator>{_GENERATOR}</generator>\n{link}{entries}</feed>\n"
    )


def _feed_id(digest: Digest) -> str:
    """The same for the same topics and language, whatever day it is."""
    asked = "\n".join([digest.language, *digest.topics])
    return f"urn:uuid:{_uuid(asked)}"


class _FeedPen(Pen[str]):
    """A feed has entries alone: its frame is the feed's own head."""

    def __init__(self, digest: Digest) -> None:
        self._words, self._until = words_for(digest.language), digest.until

    def entry(self, entry: Entry) -> str:
        title = f"{update_mark(entry, self._words)}{entry.title}"
        categories = (f'<category term="{escaped(code)}"/>\n' for code in entry.countries)
        return (
            f"<entry>\n<id>urn:uuid:{_uuid(f'{entry.story_id}/{entry.version}')}</id>\n"
            f"<title>{escaped(title)}</title>\n"
            f"<updated>{_moment(entry.updated_at or self._until)}</updated>\n"
            f"{_links(entry)}{''.join(categories)}"
            f'<content type="html">{escaped(render_entry_body(entry))}</content>\n</entry>\n'
        )


def _links(entry: Entry) -> str:
    """The first account is the entry's page; the others are related."""
    urls = dict.fromkeys(outlet.url for outlet in entry.outlets if outlet.url)
    kinds = ("alternate", *("related" for _ in urls))
    return "".join(
        f'<link rel="{kind}" href="{escaped(url)}"/>\n'
        for kind, url in zip(kinds, urls, strict=False)
    )


def _uuid(name: str) -> str:
    """A name-based UUID (RFC 9562, version 8: our own hash)."""
    digits = bytearray(hashlib.sha256(f"monitor digest\n{name}".encode()).digest()[:16])
    digits[6] = digits[6] & 0x0F | 0x80
    digits[8] = digits[8] & 0x3F | 0x80
    hexed = digits.hex()
    return "-".join((hexed[:8], hexed[8:12], hexed[12:16], hexed[16:20], hexed[20:]))


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
