"""A feed's bytes → Parsed, or a FetchError that says what else it is. Runs in a worker process
(pool.py): feedparser and its sgmllib may take any time over what was made to hurt them.
"""

from __future__ import annotations

import re

from monitor.feeds.parse.documents import ENTRIES_MAX, DecodedDocument, document_of
from monitor.feeds.parse.json_feed import read_json
from monitor.feeds.parse.mending import closed, mended
from monitor.feeds.parse.raw import TITLE_CHARS_MAX, RawEntry, entries_of, one_line
from monitor.feeds.parse.xml_feed import XmlFeed, read_tree, tree_of
from monitor.feeds.values import FetchError, Parsed
from monitor.intake.markup import first_words, line_of

_TTL_S_MAX = 7 * 86_400
_CUT_OFF = "the document is cut off: its last entry is not taken"
_BROKEN = "broken XML: read as far as it goes"


def parse(body: bytes, *, url: str, content_type: str, content_language: str = "") -> Parsed:
    """`content_language`: the header, for a feed that does not say its language."""
    document = document_of(body, content_type)
    if document.text.startswith("{"):
        return _json_feed(document, url, content_language)
    if not document.is_feed:
        raise FetchError("not a feed", _what_it_is(document.text, content_type))
    return _xml_feed(document, url, content_language)


def _what_it_is(text: str, content_type: str) -> str:
    if not text.strip():
        return "an empty answer, not a feed"
    if re.match(r"\s*(?:<!doctype\s+html|<html)\b", text, re.IGNORECASE) or "html" in content_type:
        return "a web page, not a feed"
    return "not a feed"


# --- RSS, RDF, Atom ---


def _xml_feed(document: DecodedDocument, url: str, header: str) -> Parsed:
    feed, note = _read(document, url)
    if feed is None:
        raise FetchError("not a feed", "XML, but no feed")
    raws, notes = feed.entries[:ENTRIES_MAX], (*document.notes, *filter(None, (note,)))
    language = _language(feed.language, header)
    return Parsed(
        form=feed.form,
        title=first_words(line_of(feed.title.value, feed.title.kind), TITLE_CHARS_MAX),
        language=language,
        entries=entries_of(raws, language=language),
        total=max(document.total, len(feed.entries)),
        ttl_s=_ttl_s(feed.ttl),
        complete=note != _CUT_OFF,
        notes=notes,
    )


def _read(document: DecodedDocument, url: str) -> tuple[XmlFeed | None, str]:
    """Nine of ten are well-formed, most others after mending; the rest is feedparser's."""
    text = document.text
    if (root := tree_of(text)) is not None:
        return read_tree(root, url=url), ""
    if document.complete and (root := tree_of(mended(text))) is not None:
        return read_tree(root, url=url), _BROKEN
    if (
        not document.complete
        and (whole := closed(text))
        and (root := tree_of(mended(whole))) is not None
    ):
        return read_tree(root, url=url), _CUT_OFF
    return _loosely(document, url)


def _loosely(document: DecodedDocument, url: str) -> tuple[XmlFeed | None, str]:
    from monitor.feeds.parse.loose_feed import read_loosely  # noqa: PLC0415 — feedparser takes .2 s to load, and few feeds need it

    loose = read_loosely(document.text, url=url)
    if loose is None or not loose.broken:
        return (loose.feed if loose else None), ""
    if loose.feed.entries and not document.complete:
        loose.feed.entries.pop()  # it may be half of one
        return loose.feed, _CUT_OFF
    return loose.feed, _BROKEN


def _ttl_s(minutes: str) -> int | None:
    written = minutes.strip()
    return min(int(written) * 60, _TTL_S_MAX) if written.isdecimal() and len(written) < 9 else None  # noqa: PLR2004 — digits


def _language(said: str, header: str) -> str | None:
    """A header that names several languages says nothing of the words."""
    return one_line(said) or (header.strip() if "," not in header else "") or None


# --- JSON Feed ---


def _json_feed(document: DecodedDocument, url: str, header: str) -> Parsed:
    feed = read_json(document.text, url=url)
    raws: list[RawEntry] = feed.entries
    notes = document.notes
    if len(raws) > ENTRIES_MAX:
        notes = (*notes, f"{len(raws)} entries: only the first {ENTRIES_MAX} are looked at")
    language = _language(feed.language, header)
    return Parsed(
        form="json feed",
        title=first_words(line_of(feed.title, "text"), TITLE_CHARS_MAX),
        language=language,
        entries=entries_of(raws[:ENTRIES_MAX], language=language),
        total=len(raws),
        notes=notes,
    )
