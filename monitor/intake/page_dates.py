"""When a page says that its article was published: first publication before modification, the
article itself before anything on its page. None if it does not say so plainly.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from monitor.datafiles import listed
from monitor.intake.normalize import partial_date

Element = Any  # lxml's, which has no types

_METAS = listed(
    "article:published_time og:article:published_time article:published datepublished "
    "og:published_time publish_date publishdate publish-date pubdate publication_date "
    "parsely-pub-date sailthru.date cxenseparse:recs:publishtime dc.date.issued dcterms.issued "
    "dcterms.created dc.date.created dc.date citation_publication_date rnews:datepublished"
)
_ARTICLES = frozenset(
    listed(
        "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle "
        "BackgroundNewsArticle ReviewNewsArticle BlogPosting LiveBlogPosting Report TechArticle "
        "SocialMediaPosting PressRelease SpecialAnnouncement"
    )
)
_SCRIPT = ".//script[@type='application/ld+json']"
_NESTED_MAX = 6
_TIMED = "YYYY-MM-DD"


def day_of(root: Element) -> str | None:
    """YYYY-MM-DD, by the outlet's own clock."""
    ways = (*_in_metas(root), *_in_json(root), *_in_microdata(root))
    return next((day for written in ways if (day := _day(written))), None)


def _day(written: object) -> str | None:
    known = partial_date(written[:40]) if isinstance(written, str) else None
    if known is None or len(known) < len(_TIMED):
        return None
    return date.fromisoformat(known[: len(_TIMED)]).isoformat()


def _in_metas(root: Element) -> Iterator[str]:
    said: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name") or ""
        said.setdefault(name.strip().lower(), meta.get("content") or "")
    yield from (said[name] for name in _METAS if name in said)


def _in_json(root: Element) -> Iterator[object]:
    for script in root.iterfind(_SCRIPT):
        try:
            found = json.loads(script.text_content(), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from (one["datePublished"] for one in _articles(found, 0) if "datePublished" in one)


def _articles(found: object, depth: int) -> Iterator[dict[str, Any]]:
    """Those that the page is about: not its comments, pictures or sources."""
    if depth > _NESTED_MAX:
        return
    if isinstance(found, list):
        for one in found:
            yield from _articles(one, depth + 1)
    elif isinstance(found, dict):
        kinds = found.get("@type")
        if _ARTICLES.intersection(kinds if isinstance(kinds, list) else [kinds]):
            yield found
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _articles(found.get(key), depth + 1)


def _in_microdata(root: Element) -> Iterator[str]:
    for one in root.iterfind(".//*[@itemprop='datePublished']"):
        item = next((up for up in one.iterancestors() if up.get("itemtype")), None)
        kind = item.get("itemtype").rstrip("/").rpartition("/")[2] if item is not None else ""
        if kind in _ARTICLES or item is None:
            yield one.get("content") or one.get("datetime") or one.text_content()
