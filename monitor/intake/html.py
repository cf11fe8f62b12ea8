"""An HTML page → what its article says and what its head declares. trafilatura finds the main text;
nothing is fetched.
"""

from __future__ import annotations

from typing import Any

import trafilatura
from lxml.etree import ParserError
from lxml.html import fromstring
from msgspec import Struct

from monitor.intake.markup import text_of

# a date in the body is no publishing date
_NO_DATE_HUNTING = {"extensive_search": False, "original_date": True}


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
    try:
        found: Any = trafilatura.bare_extraction(
            html,
            fast=True,
            with_metadata=True,
            include_comments=False,
            date_extraction_params=_NO_DATE_HUNTING,
        )
    # markup that is no document, or nested past all sense
    except (ParserError, ValueError, RecursionError):
        found = None
    if found is None:
        return Page(text="" if _is_parsed(html) else text_of(html))
    return Page(
        text=found.text or "",
        title=found.title,
        url=found.url,
        outlet=found.sitename or found.hostname,
        published=found.date,
        lang=found.language,
    )


def _is_parsed(html: str) -> bool:
    """Whether the parser saw words at all: from markup nested hundreds deep it returns an empty
    document.
    """
    try:
        return bool("".join(fromstring(html).itertext()).strip())
    except (ParserError, ValueError):
        return False
