"""An HTML page → what its article says and what its head declares. trafilatura finds the main text;
nothing is fetched. What asks for consent is taken out before, and never is the text.
"""

from __future__ import annotations

from typing import Any

import trafilatura
from lxml.etree import ParserError
from lxml.html import fromstring
from msgspec import Struct

from monitor.intake.markup import text_of
from monitor.intake.page_dates import day_of
from monitor.intake.walls import Wall, elements, wall_of, without_consent

Element = Any  # lxml's, which has no types

# a date in the body is no publishing date
_NO_DATE_HUNTING = {"extensive_search": False, "original_date": True}
_PARAGRAPH_CHARS_MIN = 40
_STRUCK_MAX = 0.5  # share of a page


class Page(Struct, frozen=True, kw_only=True):
    text: str
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    published: str | None = None
    lang: str | None = None


def page_of(html: str) -> Page:
    """The main text ("" if there is none) and the head's own words. Never raises on broken
    markup.
    """
    root = _root(html)
    if root is None:
        return Page(text=text_of(html))
    day = day_of(root)
    found = _extracted(root)
    text = without_consent(found.text or "") if found is not None else ""
    if not text:
        text = _where_articles_stand(_root(html))
    said = found if found is not None else _described(html)
    if not text and said is None:
        return Page(text="" if _is_parsed(html) else text_of(html))
    return Page(
        text=text,
        title=said and said.title,
        url=said and said.url,
        outlet=said and (said.sitename or said.hostname),
        published=day or (said and said.date),
        lang=getattr(said, "language", None),
    )


def _extracted(root: Element) -> Any:
    try:
        return trafilatura.bare_extraction(
            root,
            fast=True,
            with_metadata=True,
            include_comments=False,
            date_extraction_params=_NO_DATE_HUNTING,
        )
    # markup that is no document, or nested past all sense
    except (ParserError, ValueError, RecursionError):
        return None


def _described(html: str) -> Any:
    """The head's own words, of a page in which no article was found; None if it has no title."""
    try:
        said = trafilatura.extract_metadata(html, date_config=_NO_DATE_HUNTING, extensive=False)
    except (ParserError, ValueError, RecursionError):
        return None
    return said if said is not None and said.title else None


def wall_of_page(page: Page) -> Wall | None:
    return wall_of(page.title or "", page.text)


def _root(html: str) -> Element | None:
    """The tree without what asks for consent and what was struck out."""
    try:
        root = fromstring(html)
    except (ParserError, ValueError, RecursionError):
        return None
    for element in [
        one for one in root.iter("div", "section", "aside", "form", "dialog") if _asks(one)
    ]:
        if element.getparent() is not None:
            element.drop_tree()
    _drop_struck(root)
    return root


def _drop_struck(root: Element) -> None:
    """Without what was struck out; markup that strikes most of a page out was left open by
    mistake, and nothing is meant by it.
    """
    struck = [one for one in root.iter("del", "s", "strike") if one.getparent() is not None]
    size = sum(len(one.text_content()) for one in struck)
    if size > _STRUCK_MAX * len(root.text_content()):
        return
    for element in struck:
        if element.getparent() is not None:
            element.drop_tree()


def _asks(element: Element) -> bool:
    """By the names that consent managers give their boxes."""
    named = f"{element.get('id', '')} {element.get('class', '')}".lower()
    return any(name in named for name in elements())


def _where_articles_stand(root: Element | None) -> str:
    """The paragraphs of what calls itself the page's main part, or an article."""
    if root is None:
        return ""
    paragraphs = (
        " ".join(one.text_content().split())
        for place in root.iter("main", "article")
        for one in place.iter("p")
    )
    long = dict.fromkeys(one for one in paragraphs if len(one) >= _PARAGRAPH_CHARS_MIN)
    return without_consent("\n".join(long))


def _is_parsed(html: str) -> bool:
    """Whether the parser saw words at all: from markup nested hundreds deep it returns an empty
    document.
    """
    try:
        return bool("".join(fromstring(html).itertext()).strip())
    except (ParserError, ValueError):
        return False
