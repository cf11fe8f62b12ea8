"""OPML, the form in which readers exchange their lists of feeds. An imported file is a stranger's:
no entities, bounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lxml import etree
from msgspec import Struct

from monitor.errors import InputError
from monitor.feeds.values import Feed
from monitor.intake.urls import web_address
from monitor.model import Source

OPML_BYTES_MAX = 10_000_000


class Outlines(Struct, frozen=True):
    """`bad` are those that name no feed that can be asked, in words."""

    feeds: list[Feed]
    bad: list[str]


def feeds_in(raw: bytes) -> list[Feed]:
    """One of each address, in the file's order, nested folders opened. Raises InputError."""
    return outlines_in(raw).feeds


def outlines_in(raw: bytes) -> Outlines:
    """As `feeds_in`, with what is no feed."""
    if len(raw) > OPML_BYTES_MAX:
        raise InputError(
            f"larger than {OPML_BYTES_MAX // 1_000_000} MB",
            hint="a list of feeds is smaller: is this OPML?",
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(raw, parser=parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(
            f"not OPML: {error}", hint="an OPML file is XML that begins with <opml>"
        ) from error
    if etree.QName(root).localname.lower() != "opml":
        raise InputError("not OPML: XML of another kind", hint="an OPML file begins with <opml>")
    own_words = b"<!ENTITY" not in raw.upper()  # lxml puts a file's own entities into attributes
    found: dict[str, Feed] = {}
    bad: list[str] = []
    for outline in root.iter("{*}outline"):
        attributes = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
        url, title = attributes.get("xmlurl", "").strip(), _title(attributes) if own_words else None
        if may_be_asked(url):
            language = _language(attributes.get("language", ""))
            found.setdefault(url, Feed(url=url, title=title, language=language))
        elif url or attributes.get("type", "").lower() in _FEED_TYPES:
            bad.append(f"“{title or url}”: {_wrong(url)}")
    return Outlines(list(found.values()), bad)


_FEED_TYPES = frozenset(("rss", "atom"))
_TITLE_CHARS_MAX = 300


def _title(attributes: Mapping[str, str]) -> str | None:
    words = attributes.get("title") or attributes.get("text") or ""
    return " ".join(words.split())[:_TITLE_CHARS_MAX] or None


def _wrong(url: str) -> str:
    if not url:
        return "an outline of a feed without its address (xmlUrl)"
    if web_address(url):
        return "its address carries a password"
    return f"its address is not one of the web: {url[:80]}"


def may_be_asked(url: str) -> bool:
    """An address of the web that carries no password."""
    parts = web_address(url)
    return parts is not None and "@" not in parts.netloc


def _language(written: str) -> str | None:
    language = written.strip().lower().replace("_", "-").partition("-")[0]
    if language.isascii() and language.isalpha() and len(language) in {2, 3}:
        return language
    return None


def opml_of(feeds: Iterable[Feed], sources: Mapping[str, Source]) -> str:
    """OPML 2.0, one outline a feed."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = "Feeds of monitor"
    body = etree.SubElement(root, "body")
    for feed in feeds:
        if feed.kind != "feed":
            continue  # other readers cannot read it
        source = sources.get(feed.outlet or "")
        title = feed.title or (source.name if source else feed.name or feed.url)
        attributes = {"type": "rss", "text": title, "title": title, "xmlUrl": feed.url}
        if feed.language:
            attributes["language"] = feed.language
        etree.SubElement(body, "outline", attributes)
    written = etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="UTF-8")
    return str(written, "utf-8")
