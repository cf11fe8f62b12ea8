"""An entry as its feed wrote it → an FeedEntry: plain text, bounded, its time read, its address
found.

What reads a form of feed (xml_feed, loose_feed, json_feed) only says what stands where.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urljoin

from msgspec import Struct

from monitor.feeds.times.dates import WrittenTime, orders_of, read_time
from monitor.feeds.values import FeedEntry
from monitor.intake.markup import Kind, first_words, line_of, text_of
from monitor.intake.normalize import cut
from monitor.intake.urls import canonical, web_address

TITLE_CHARS_MAX = 5_000
ADDRESS_CHARS_MAX = 2_000
_TIME_CHARS_TOLD = 40
_NAME_CHARS_MAX = 100


class Written(Struct, frozen=True):
    """Words, and what they are."""

    value: str = ""
    kind: Kind = "html"


class RawEntry(Struct, frozen=True, kw_only=True):
    """`url` is absolute or relative to `base`; `permalink` a guid that may be the address."""

    guid: str = ""
    url: str = ""
    permalink: str = ""
    base: str = ""
    title: Written = Written()
    texts: Sequence[Written] = ()  # the fullest is the entry's text
    caption: Written = Written()  # what stands for the text if there is none
    times: Sequence[str] = ()  # publication before modification
    language: str = ""
    via: str = ""
    touched: str = ""  # as FeedEntry has it


def entries_of(raws: Sequence[RawEntry], *, language: str | None) -> tuple[FeedEntry, ...]:
    """`language` is the feed's: it says which names of months are likely."""
    order = orders_of(time for raw in raws for time in raw.times[:1])
    return tuple(_entry(raw, language=raw.language or language, order=order) for raw in raws)


def _entry(raw: RawEntry, *, language: str | None, order: str) -> FeedEntry:
    url = _address(raw)
    text = _fullest(raw.texts) or text_of(raw.caption.value, raw.caption.kind)
    kept = _kept(text)
    time = _first_read(raw.times, language=language, order=order)
    return FeedEntry(
        guid=one_line(raw.guid) or None,
        url=url,
        address=canonical(url) if url else None,
        title=first_words(line_of(raw.title.value, raw.title.kind), TITLE_CHARS_MAX),
        text=kept,
        text_bytes=len(text.encode("utf-8", "replace")) if kept != text else None,
        published=_in_utc(time.iso) if time else None,
        zone=time.zone if time else "",
        unread_time="" if time else one_line(" ".join(raw.times))[:_TIME_CHARS_TOLD],
        language=one_line(raw.language) or None,
        via=one_line(raw.via)[:_NAME_CHARS_MAX],
        touched=raw.touched or None,
    )


def _fullest(texts: Sequence[Written]) -> str:
    """A summary that tells more than what calls itself the content is the text."""
    return max((text_of(one.value, one.kind) for one in texts if one.value), key=len, default="")


def _kept(text: str) -> str:
    """As much as is kept of any article, and no word cut in two."""
    part = cut(text)
    return part if len(part) == len(text) else first_words(text, len(part))


def _first_read(times: Sequence[str], *, language: str | None, order: str) -> WrittenTime | None:
    read = (read_time(time, language=language, order=order) for time in times)
    return next((time for time in read if time), None)


def dated(written: str) -> str:
    """A time in UTC, or a day, month or year, that can be ordered; "" for none."""
    time = read_time(written) if written else None
    return _in_utc(time.iso) if time else ""


def _in_utc(iso: str) -> str:
    """A time whose offset is known, in UTC; whatever else as it is."""
    moment = datetime.fromisoformat(iso) if "T" in iso else None
    return moment.astimezone(UTC).isoformat() if moment and moment.tzinfo else iso


def one_line(value: str) -> str:
    return " ".join(value.split())[:ADDRESS_CHARS_MAX]


_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


def _address(raw: RawEntry) -> str | None:
    """Its link, else a guid that is an address as it stands: none is made of a number."""
    written = raw.url.strip()
    if written and len(written) <= ADDRESS_CHARS_MAX:
        try:
            return urljoin(raw.base, written)
        except ValueError:
            return None
    guid = raw.permalink.strip()
    return guid if _SCHEME.match(guid) and web_address(guid) else None
