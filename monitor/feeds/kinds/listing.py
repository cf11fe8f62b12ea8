"""A page that lists articles → their addresses, titles and days, as far as the page shows them.

Which links are articles says a pattern (`links.py`). `patterns_in` finds those that a page could
mean, for a person to choose. What surrounds a link, as far as no other article's link stands in it,
is its item: there its heading and its day are looked for.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lxml import etree
from msgspec import Struct

from monitor.feeds.kinds.kind import FeedKind, Pattern, SourcePage
from monitor.feeds.kinds.links import is_of, is_own, joined, target_of
from monitor.feeds.parse.raw import RawEntry, Written, dated, entries_of
from monitor.feeds.values import FetchError, Parsed
from monitor.intake.encoding import decode, labels_of_page

Element = Any  # lxml's, which has no types

LINKS_MAX = 2_000
ENTRIES_OF_A_PAGE_MAX = 200
PATTERNS_MAX = 3
SAMPLES = 5
_ARTICLES_MIN = 3  # links of one pattern that make a list
_TITLE_WIDTH_MIN = 15  # "Contacts", "Read more", "12" are no headlines
_TITLE_CHARS_MAX = 400
_MAY_BE_A_DAY = re.compile(r"(?=.*\d).{1,40}")
_BETWEEN = re.compile("[|·•]")  # what stands between a day and a rubric
_DAYS_TRIED_MAX = 12  # pieces of one item's text
_WIDE = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NO_WORDS = "*[self::script or self::style or self::noscript or self::template or self::svg]"


class _Item(Struct, frozen=True, kw_only=True):
    url: str
    title: str
    day: str


def _read(page: SourcePage) -> Parsed:
    """Raises FetchError."""
    root = _tree(page)
    language = root.get("lang") or page.content_language or ""
    links = [one for one in _links(root, page) if is_of(page.pattern, one[0])]
    items = _items(links)
    if not items:
        raise FetchError("not a feed", f"no link of the pattern {page.pattern} with a title")
    raws = [_entry(item, page.url) for item in items[:ENTRIES_OF_A_PAGE_MAX]]
    return Parsed(
        form="listing",
        title=_site_name(root),
        language=language.split(",", maxsplit=1)[0].strip() or None,
        entries=entries_of(raws, language=language),
        total=len(items),
    )


def _entry(item: _Item, base: str) -> RawEntry:
    times = (item.day,) if item.day else ()
    return RawEntry(url=item.url, base=base, title=Written(item.title, "text"), times=times)


def _tree(page: SourcePage) -> Element:
    text, _ = decode(page.body, declared=labels_of_page(page.body, page.content_type))
    parser = etree.HTMLParser(
        no_network=True, recover=True, huge_tree=False, encoding="utf-8", remove_comments=True
    )
    root = etree.fromstring(text.encode("utf-8", "replace") or b"<html/>", parser=parser)
    if root is None:
        raise FetchError("not a feed", "an empty page")
    return root


def _site_name(root: Element) -> str:
    said = root.xpath("//meta[@property='og:site_name']/@content")
    return _line(said[0]) if said else ""


# --- links ---


_LINKS = (
    "//a[@href][not(ancestor::nav)][not(ancestor::footer)][not(ancestor::*[@role='navigation'])]"
)


def _links(root: Element, page: SourcePage) -> list[tuple[str, Element]]:
    """The site's own links, in the page's order, but for those of its menus."""
    bases = root.xpath("//base/@href")
    base = joined(page.url, bases[0] if bases else "") or page.url
    anchors = root.xpath(_LINKS)[:LINKS_MAX]
    placed = ((joined(base, anchor.get("href")), anchor) for anchor in anchors)
    return [one for one in placed if _is_elsewhere_here(one[0], page)]


def _is_elsewhere_here(address: str, page: SourcePage) -> bool:
    """Another page of the same site."""
    return is_own(address, page.url) and target_of(address) != target_of(page.url)


# --- items ---


def _items(links: Iterable[tuple[str, Element]]) -> list[_Item]:
    """One for each address that has a title, in the page's order."""
    anchors: dict[str, list[Element]] = defaultdict(list)
    for address, anchor in links:
        anchors[address].append(anchor)
    shared = _shared_words(anchors)
    owners = _owners(anchors)
    made = (_item(address, own, owners, shared) for address, own in anchors.items())
    return [item for item in made if _is_headline(item.title)]


def _shared_words(anchors: Mapping[str, list[Element]]) -> frozenset[str]:
    """What several addresses are called is nobody's title: "Read more" in any language."""
    said = Counter(
        words for own in anchors.values() for words in {_line(_words(one)) for one in own}
    )
    return frozenset(words for words, count in said.items() if count > 1)


def _owners(anchors: Mapping[str, list[Element]]) -> dict[Element, set[str]]:
    """Element → the addresses that are linked within it: nothing beyond two is of interest."""
    owners: dict[Element, set[str]] = defaultdict(set)
    for address, own in anchors.items():
        for anchor in own:
            for element in (anchor, *anchor.iterancestors()):
                if len(owners[element]) < _SEVERAL:
                    owners[element].add(address)
    return owners


_SEVERAL = 2


def _item(
    address: str, own: list[Element], owners: Mapping[Element, set[str]], shared: frozenset[str]
) -> _Item:
    blocks = list(dict.fromkeys(_block(anchor, owners) for anchor in own))
    titles = {_line(words) for anchor in own for words in (_title(anchor), anchor.get("title", ""))}
    named = sorted(titles - shared)
    headings = [_line(_words(one)) for block in blocks for one in block.iter(*_HEADINGS)]
    title = max((*headings, *named), key=_rank(headings), default="")
    return _Item(url=address, title=title[:_TITLE_CHARS_MAX], day=_day(blocks))


_PARTS = "self::div or self::p or self::span or self::time"
_LEAVES = f"descendant::*[{_PARTS}][not(descendant::*[{_PARTS}])]"


def _title(anchor: Element) -> str:
    """Of a link around a day, a title and a lead: the first part that reads like a headline."""
    parts = [_line(_words(one)) for one in anchor.xpath(_LEAVES)]
    telling = (part for part in parts if _is_headline(part) and not dated(part))
    return next(telling, "") or _line(_words(anchor))


def _rank(headings: list[str]) -> Any:
    """A heading that reads like a headline before any other words, then the longest."""
    return lambda title: (title in headings and _is_headline(title), len(title))


def _block(anchor: Element, owners: Mapping[Element, set[str]]) -> Element:
    """The largest element around it in which no other article is linked."""
    block = anchor
    for element in anchor.iterancestors():
        if len(owners[element]) > 1 or element.tag == "body":
            break
        block = element
    return block


def _is_headline(words: str) -> bool:
    return len(words) + len(_WIDE.findall(words)) >= _TITLE_WIDTH_MIN


# --- words and days ---


def _pieces(element: Element) -> list[str]:
    """Its texts, without those of scripts."""
    return list(element.xpath(f"descendant::text()[not(ancestor::{_NO_WORDS})]"))


def _words(element: Element) -> str:
    return " ".join(_pieces(element))


def _line(words: str) -> str:
    return " ".join(words.split())


def _day(blocks: Iterable[Element]) -> str:
    """As the item writes it: what says that it is a time first."""
    written = (piece for block in blocks for piece in (*_said_times(block), *_short(block)))
    return next((piece for piece in written if len(dated(piece)) >= len("YYYY-MM-DD")), "")


def _said_times(block: Element) -> list[str]:
    return list(block.xpath("descendant::time/@datetime"))


def _short(block: Element) -> list[str]:
    """Pieces that can be a day and nothing else: a few words with a figure in them."""
    lines = map(_line, _BETWEEN.split("|".join(_pieces(block))))
    return [line for line in lines if _MAY_BE_A_DAY.fullmatch(line)][:_DAYS_TRIED_MAX]


# --- which pattern ---


def patterns_in(page: SourcePage) -> tuple[Pattern, ...]:
    """Those that find several headlines, the most first; of equal ones the narrowest."""
    links = _links(_tree(page), page)
    items = _items(links)
    shapes: dict[str, set[str]] = defaultdict(set)
    for item in items:
        for shape in _shapes(item.url):
            shapes[shape].add(item.url)
    order = sorted(shapes, key=lambda shape: (-len(shapes[shape]), shape.count("*"), shape))
    good = [shape for shape in order if len(shapes[shape]) >= _ARTICLES_MIN]
    return tuple(
        Pattern(pattern=shape, count=len(shapes[shape]), samples=_samples(items, shapes[shape]))
        for shape in _apart(good, shapes)
    )


def _apart(ordered: Iterable[str], shapes: Mapping[str, set[str]]) -> list[str]:
    """Without those that find what a narrower one finds too."""
    narrowest: dict[frozenset[str], str] = {}
    for shape in ordered:
        narrowest.setdefault(frozenset(shapes[shape]), shape)
    return list(narrowest.values())[:PATTERNS_MAX]


def _samples(items: Iterable[_Item], urls: set[str]) -> tuple[str, ...]:
    return tuple(item.title for item in items if item.url in urls)[:SAMPLES]


_FIGURES = re.compile(r"[0-9]+")
_NUMBER = re.compile(r"^[0-9]+$")
_ENDING = re.compile(r"\.[a-z]{2,5}$")


def _shapes(url: str) -> Iterator[str]:
    """What its address could be an example of: its last part varies, and perhaps the one before."""
    path, mark, query = target_of(url).partition("?")
    first, *parts = path.split("/")
    telling = [at for at, part in enumerate(parts) if part]
    fixed = [_NUMBER.sub("#", part) for part in parts]
    behind = mark + _FIGURES.sub("#", query)
    if "#" in behind or not telling:
        yield "/".join((first, *fixed)) + behind
        return
    last = telling[-1]
    fixed[last] = _varying(parts[last])
    yield "/".join((first, *fixed)) + behind
    if len(telling) > _SEVERAL:
        before = telling[-2]
        fixed[before] = _varying(parts[before])
        yield "/".join((first, *fixed)) + behind


def _varying(part: str) -> str:
    if _NUMBER.match(part):
        return "#"
    ending = _ENDING.search(part)
    return "*" + (ending[0] if ending else "")


KIND = FeedKind(name="listing", says="listing", read=_read, wants_pattern=True)
