"""RSS, RDF and Atom as trees → what stands where. Only what is well-formed, or was made so; all
else is loose_feed's.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin

from lxml import etree
from msgspec import Struct

from monitor.datafiles import listed
from monitor.feeds.parse.raw import RawEntry, Written

Element = Any  # lxml's, which has no types

# Vocabularies by their namespaces, as far as anything is taken from them; "" is RSS and Atom.
_CORE = frozenset(
    (
        "",
        "http://www.w3.org/2005/Atom",
        "http://purl.org/atom/ns#",
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://channel.netscape.com/rdf/simple/0.9/",
        "http://purl.org/net/rss1.1#",
        "http://backend.userland.com/rss",
        "http://backend.userland.com/rss2",
        "http://blogs.law.harvard.edu/tech/rss",
        "http://backend.userland.com/rss091",
        "http://backend.userland.com/rss092",
        "http://cyber.law.harvard.edu/rss/rss.html",
    )
)
_OTHERS = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://search.yahoo.com/mrss/": "media",
    "http://search.yahoo.com/mrss": "media",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.itunes.com/DTDs/PodCast-1.0.dtd": "itunes",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
}
PREFIXES = {prefix: namespace for namespace, prefix in _OTHERS.items()} | {
    "atom": "http://www.w3.org/2005/Atom"
}
_XML = "{http://www.w3.org/XML/1998/namespace}"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_ATOM = "http://www.w3.org/2005/Atom"
_ATOM_03 = "http://purl.org/atom/ns#"
# Publication before modification: what an entry calls its time.
_TIMES = listed(
    "pubdate published issued dc:date dcterms:issued dcterms:available dcterms:created created "
    "dc:created date updated modified dcterms:modified dc:modified lastbuilddate"
)
_TEXTS = listed(
    "content:encoded content description summary fulltext content:items xhtml:body xhtml:div body "
    "dc:description itunes:summary"
)
_TITLES = listed("title dc:title media:title itunes:title")


class XmlFeed(Struct, frozen=True, kw_only=True):
    form: str
    title: Written
    language: str
    ttl: str
    entries: list[RawEntry]


def tree_of(text: str) -> Element | None:
    """None if it is not well-formed."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def read_tree(root: Element, *, url: str) -> XmlFeed | None:
    """None if it is no feed."""
    form = _form(root)
    entries = [one for one in root.iter(etree.Element) if _name(one.tag) in {"item", "entry"}]
    head = next((one for one in root.iter(etree.Element) if _name(one.tag) == "channel"), root)
    if not form or (not entries and head is root and form != "atom10" and not _is_rss(root)):
        return None
    parts = _parts(head)
    language = _first(parts, ("language", "dc:language"))
    return XmlFeed(
        form=form,
        title=_title(parts),
        language=_words(language) if language is not None else root.get(f"{_XML}lang", ""),
        ttl=_words(_first(parts, ("ttl",))),
        entries=[_entry(one, url) for one in entries],
    )


# --- names ---


@lru_cache(maxsize=4_096)
def _name(tag: str) -> str:
    """`title` of RSS and Atom, `dc:date` of a vocabulary that is known, else `?`."""
    namespace, _, local = tag.rpartition("}")
    namespace, local = namespace[1:], local.lower()
    if namespace in _CORE:
        return local
    prefix = _OTHERS.get(namespace)
    return f"{prefix}:{local}" if prefix else "?"


def _is_rss(root: Element) -> bool:
    return bool(_name(root.tag) == "rss")


def _form(root: Element) -> str:
    """As feedparser names the forms: rss20, rss092, rss10, atom10."""
    namespace, _, local = root.tag.rpartition("}")
    match local.lower():
        case "rss":
            return "rss" + re.sub(r"[^0-9]", "", root.get("version", ""))[:3]
        case "rdf":
            return "rss090" if "netscape" in str(root.nsmap.values()) else "rss10"
        case "feed":
            return {f"{{{_ATOM}": "atom10", f"{{{_ATOM_03}": "atom03"}.get(namespace, "atom")
    return ""


# --- an entry ---


def _parts(element: Element) -> dict[str, list[Element]]:
    """The elements right within it, by name."""
    found: dict[str, list[Element]] = {}
    for one in element.iterchildren(etree.Element):
        found.setdefault(_name(one.tag), []).append(one)
    return found


def _entry(element: Element, url: str) -> RawEntry:
    parts = _parts(element)
    base = _base(element, url)
    guid = _first(parts, ("guid", "id", "dc:identifier"))
    written = _words(guid) or element.get(_ABOUT, "")
    return RawEntry(
        guid=written,
        url=_link(parts),
        permalink=written if _is_permalink(guid) else "",
        base=base,
        title=_title(parts),
        texts=tuple(_texts(parts)),
        caption=_caption(element),
        times=tuple(_times(parts)),
        language=_language(element, parts),
    )


def _is_permalink(guid: Element | None) -> bool:
    """RSS: unless it says that it is none. An Atom id is a name, and mostly no place."""
    if guid is None:
        return True  # then what is "written" is RDF's about
    return _name(guid.tag) == "guid" and guid.get("isPermaLink", "true").strip().lower() != "false"


def _times(parts: dict[str, list[Element]]) -> Iterator[str]:
    for name in _TIMES:
        yield from (words for one in parts.get(name, ()) if (words := _words(one).strip()))


def _language(element: Element, parts: dict[str, list[Element]]) -> str:
    """The entry's own: said of it, or of its words."""
    said = _words(_first(parts, ("dc:language", "language")))
    spoken = (
        element,
        *(one for name in ("content", "summary", "title") for one in parts.get(name, ())),
    )
    return said or next((lang for one in spoken if (lang := one.get(f"{_XML}lang"))), "")


def _base(element: Element, url: str) -> str:
    bases = [one.get(f"{_XML}base") for one in (element, *element.iterancestors())]
    for base in reversed([base for base in bases if base]):
        try:
            url = urljoin(url, base.strip())
        except ValueError:
            continue
    return url


# --- links ---

_PAGES = ("text/html", "application/xhtml+xml", "text/plain")
_RELATION = re.compile(r"^https?://www\.iana\.org/assignments/(?:link-)?relations?/", re.IGNORECASE)
_HTTP = re.compile(r"https?://", re.IGNORECASE)


def _link(parts: dict[str, list[Element]]) -> str:
    """Where the entry is read: behind a counter the address that it counts for."""
    origin = _words(_first(parts, ("feedburner:origlink",))).strip()
    if _HTTP.match(origin):
        return origin
    links = parts.get("link", ())
    spoken = (words for one in links if (words := _words(one).strip()))
    return next(spoken, "") or _alternate(links) or _source_of_content(parts)


def _alternate(links: Iterable[Element]) -> str:
    """The first page among an entry's links; one of another type only if there is no page."""
    wanted = [one for one in links if one.get("href") and _relation(one) == "alternate"]
    wanted.sort(key=_strangeness)
    return wanted[0].get("href").strip() if wanted else ""


def _relation(link: Element) -> str:
    return _RELATION.sub("", (link.get("rel") or "alternate").strip()).lower()


def _strangeness(link: Element) -> int:
    kind = (link.get("type") or "").partition(";")[0].strip().lower()
    if not kind:
        return 1
    return 0 if kind in _PAGES else 2


def _source_of_content(parts: dict[str, list[Element]]) -> str:
    """Atom's content that stands elsewhere: <content src="…"/>."""
    sources = (one for one in parts.get("content", ()) if _is_text(_type(one)))
    return next((one.get("src") for one in sources if one.get("src")), "")


# --- words ---


def _first(parts: dict[str, list[Element]], names: Iterable[str]) -> Element | None:
    """The first that has words."""
    found = (one for name in names for one in parts.get(name, ()) if _words(one).strip())
    return next(found, None)


def _words(element: Element | None) -> str:
    return "" if element is None else "".join(element.itertext())


def _title(parts: dict[str, list[Element]]) -> Written:
    element = _first(parts, _TITLES)
    return Written() if element is None else (_written(element) or Written())


def _texts(parts: dict[str, list[Element]]) -> Iterator[Written]:
    for name in _TEXTS:
        for one in parts.get(name, ()):
            if written := _written(one):
                yield written


def _type(element: Element) -> str:
    return (element.get("type") or "").partition(";")[0].strip().lower()


def _is_text(kind: str) -> bool:
    """Of Atom's types and MIME's: what can be read as words."""
    if "/" not in kind:
        return True
    return kind.startswith("text/") or kind.endswith(("+xml", "/xml", "xhtml"))


def _written(element: Element) -> Written | None:
    """Its words as it says that they are; None for pictures and the like."""
    kind = _type(element)
    if not _is_text(kind):
        return None
    if (element.get("mode") or "").strip().lower() == "base64":
        return _from_base64(_words(element))
    if len(element):
        return Written(_inner(element), "exact")
    plain = kind in {"text", "text/plain"} or (not kind and _is_atoms(element))
    return Written(_words(element), "text" if plain else "html")


def _is_atoms(element: Element) -> bool:
    """Atom's words are plain unless they say otherwise; 0.3 and RSS leave it open."""
    return bool(element.tag.startswith(f"{{{_ATOM}}}"))


def _inner(element: Element) -> str:
    """The markup within, as markup."""
    inside = (etree.tostring(one, encoding="unicode", method="xml") for one in element)
    return _NAMESPACED.sub(r"<\1", (_escaped(element.text) + "".join(inside)))


_NAMESPACED = re.compile(r"<(/?)(?:x?html|h|x|xh):", re.IGNORECASE)


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;")


def _from_base64(words: str) -> Written | None:
    try:
        return Written(b64decode(words, validate=False).decode("utf-8"), "html")
    except (binascii.Error, UnicodeDecodeError):
        return None


# --- pictures and films ---


def _caption(element: Element) -> Written:
    """What is said of a film stands for a text that is not there; what is said of a picture never
    does.
    """
    media = [one for one in element.iter(etree.Element) if _name(one.tag).startswith("media:")]
    if any(_is_picture(one) for one in media):
        return Written()
    said = next((one for one in media if _name(one.tag) == "media:description"), None)
    return (_written(said) or Written()) if said is not None else Written()


def _is_picture(media: Element) -> bool:
    if _name(media.tag) != "media:content":
        return False
    address = (media.get("url") or "").partition("?")[0].lower()
    said = f"{media.get('medium') or ''} {media.get('type') or ''}".lower()
    return "image" in said or (not said.strip() and address.endswith(_PICTURES))


_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg")
