"""A public Telegram channel, by the page that previews it: `t.me/s/NAME`, its last twenty posts.

Posts without words and service messages ("pinned …") are no entries. A forwarded post passes on
another's words and says whose. An edited one is the same post with other words.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from monitor.feeds.kinds.kind import FeedKind, SourcePage
from monitor.feeds.parse.raw import RawEntry, Written, entries_of
from monitor.feeds.values import FetchError, Parsed
from monitor.intake.markup import line_of

Element = Any  # lxml's, which has no types

_HOSTS = frozenset(("t.me", "telegram.me", "telegram.dog"))
_CHANNEL = re.compile(r"/(?:s/)?([A-Za-z]\w{3,31})(?:/\d+)?/?", re.ASCII)
_AT = re.compile(r"@([A-Za-z]\w{3,31})", re.ASCII)
_POST = re.compile(r"([A-Za-z]\w{3,31})/(\d{1,12})", re.ASCII)
_TITLE_CHARS = range(1, 301)
_POSTS_MAX = 100  # a preview shows twenty
# Names of its parts, as the page has them for its own style sheets.
_MESSAGE = "tgme_widget_message"
_TEXT = "tgme_widget_message_text"
_REPLIED_TO = "tgme_widget_message_reply"
_FORWARDED = "tgme_widget_message_forwarded_from"
_FORWARDED_NAME = "tgme_widget_message_forwarded_from_name"
_DATE = "tgme_widget_message_date"
_SERVICE = "service_message"
_HAS_CLASS = "[contains(concat(' ', normalize-space(@class), ' '), $name)]"
_CHANNEL_TITLE = "tgme_channel_info_header_title"


def channel_of(address: str) -> str:
    """The channel's name in small letters; "" if the address is of none."""
    if handle := _AT.fullmatch(address.strip()):
        return handle[1].lower()
    written = address.strip()
    try:
        parts = urlsplit(written if "://" in written else f"https://{written}")
    except ValueError:
        return ""
    found = _CHANNEL.fullmatch(parts.path)
    if found is None or (parts.hostname or "").removeprefix("www.") not in _HOSTS:
        return ""
    return found[1].lower()


def _preview_of(address: str) -> str:
    name = channel_of(address)
    return f"https://t.me/s/{name}" if name else ""


def _speaker_of(address: str) -> str:
    name = channel_of(address)
    return f"t.me/{name}" if name else ""


# --- the page ---


def _read(page: SourcePage) -> Parsed:
    """Raises FetchError."""
    parser = etree.HTMLParser(no_network=True, recover=True, huge_tree=False, encoding="utf-8")
    root = etree.fromstring(page.body or b"<html/>", parser=parser)
    messages = [] if root is None else _of_class(root, _MESSAGE)[-_POSTS_MAX:]
    if not messages:
        raise FetchError(
            "not a feed",
            "no preview: not a public channel, or its owner does not show one",
        )
    raws = [raw for one in reversed(messages) if (raw := _post(one)) is not None]
    left_out = len(messages) - len(raws)
    return Parsed(
        form="telegram preview",
        title=_line_of_first(_of_class(root, _CHANNEL_TITLE)),
        entries=entries_of(raws, language=None),
        total=len(raws),
        notes=(f"{left_out} posts without words or of the channel's own service: left out",)
        if left_out
        else (),
    )


def _of_class(element: Element, name: str) -> list[Element]:
    """Those of a class within it, as style sheets find them."""
    return list(element.xpath(f"descendant::*{_HAS_CLASS}", name=f" {name} "))


def _line(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _line_of_first(elements: list[Element]) -> str:
    return _line(elements[0]) if elements else ""


def _post(message: Element) -> RawEntry | None:
    """None for what nobody said."""
    place = _POST.fullmatch(message.get("data-post") or "")
    words = next((_markup(one) for one in _of_class(message, _TEXT) if _is_its_own(one)), "")
    if place is None or not words or _SERVICE in (message.get("class") or "").split():
        return None
    address = f"https://t.me/{place[1].lower()}/{place[2]}"
    title, text = _headline(words)
    return RawEntry(
        guid=address,
        url=address,
        title=Written(title),
        texts=(Written(text),),
        times=_times(message),
        via=_forwarded_from(message),
    )


def _is_its_own(text: Element) -> bool:
    """Not the words of the post that it answers."""
    return not text.xpath(f"ancestor::*{_HAS_CLASS}", name=f" {_REPLIED_TO} ")


def _markup(text: Element) -> str:
    written = str(etree.tostring(text, encoding="unicode", method="html", with_tail=False))
    return written if _line(text) else ""


_BREAK = re.compile(r"<br\s*/?>(?:\s*<br\s*/?>)*", re.IGNORECASE)


def _headline(words: str) -> tuple[str, str]:
    """The first line is the title if more follows; a post of one line has only words."""
    first, _, rest = _BREAK.sub("\n", words, count=1).partition("\n")
    title = line_of(first)
    if not line_of(rest) or len(title) not in _TITLE_CHARS:
        return "", words
    return title, rest


def _times(message: Element) -> list[str]:
    dates = _of_class(message, _DATE)
    return [said for date in dates for said in date.xpath("descendant::time/@datetime")]


def _forwarded_from(message: Element) -> str:
    """Whose words it passes on; "another channel" where that is hidden."""
    if not _of_class(message, _FORWARDED):
        return ""
    return _line_of_first(_of_class(message, _FORWARDED_NAME)) or "another channel"


KIND = FeedKind(
    name="telegram",
    says="Telegram preview",
    read=_read,
    address_of=_preview_of,
    speaker_of=_speaker_of,
)
