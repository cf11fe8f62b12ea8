"""Loose fields → one Article and its text. Whoever brings articles in (files, feeds) comes through
here.

Every field is bounded, and what was mended or left out is said in `notes`; nothing here refuses an
article.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from monitor.intake.urls import article_id, encoded, text_hash_of, version_of, web_address
from monitor.model import TEXT_BYTES_MAX, Article, Incoming

TITLE_CHARS_MAX = 1_000
NAME_CHARS_MAX = 300  # outlets, guids, given ids
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*")
# what news can be of; calendars end at 1 and 9999, and what counts days from there breaks
YEARS = range(1900, 2101)
_PARTIAL = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def incoming(  # noqa: PLR0913 — one keyword for each field of the article form
    *,
    text: str,
    title: str | None = None,
    url: str | None = None,
    guid: str | None = None,
    outlet: str | None = None,
    lang: str | None = None,
    published: str | None = None,
    given_id: str | None = None,
    event: str | None = None,
    text_bytes: int | None = None,
    notes: tuple[str, ...] = (),
) -> Incoming:
    """`text_bytes` is what the article came with, if more than `text` was there; `event` a label
    for `evaluate`.
    """
    said = [_clean(note, []) for note in notes]
    url, guid = _link(url, said), _name(guid)
    title, outlet = _title(title, said), _name(outlet)
    whole = _clean(text, said)
    came_with = max(text_bytes or 0, len(whole.encode()))
    kept = cut(whole)
    if came_with > TEXT_BYTES_MAX:
        said.append(f"only the first {TEXT_BYTES_MAX} of {came_with} bytes were read")
    article = Article(
        id=article_id(url=url, outlet=outlet, guid=guid, title=title, text=kept),
        version=version_of(title=title, text=kept),
        text_hash=text_hash_of(kept),
        text_bytes=came_with,
        cut=came_with > TEXT_BYTES_MAX,
        given_id=_name(given_id),
        url=url,
        guid=guid,
        outlet=outlet,
        lang=_language(lang, said),
        published=_published(published, said),
        title=title,
    )
    return Incoming(article=article, text=kept, notes=tuple(said), event=_name(event))


def cut(text: str) -> str:
    """The text's first `TEXT_BYTES_MAX` bytes of UTF-8, never half a character."""
    raw = text.encode()
    if len(raw) <= TEXT_BYTES_MAX:
        return text
    return raw[:TEXT_BYTES_MAX].decode("utf-8", "ignore")


def partial_date(written: str) -> str | None:
    """`written` as a partial date (YYYY, YYYY-MM, YYYY-MM-DD, full ISO time), or None if it is none
    of `YEARS`.
    """
    written = written.strip()
    try:
        if _PARTIAL.fullmatch(written):
            year, known = date.fromisoformat((written + "-01-01")[:10]).year, written
        elif "-" in written[:5]:
            time = datetime.fromisoformat(written)
            year, known = time.year, time.isoformat()
        else:
            return None
    except ValueError:
        return None
    return known if year in YEARS else None


def _clean(text: str, said: list[str]) -> str:
    if nuls := text.count("\x00"):
        said.append(f"{nuls} NUL {'byte' if nuls == 1 else 'bytes'} removed")
        text = text.replace("\x00", "")
    return _without_surrogates(text, said)


def _without_surrogates(text: str, said: list[str]) -> str:
    mended, halves = _LONE_SURROGATE.subn("\ufffd", text)
    if halves:
        said.append(f"{halves} half characters (lone surrogates) replaced")
    return mended


def _link(url: str | None, said: list[str]) -> str | None:
    if not url or not url.strip():
        return None
    if web_address(url) is None:
        said.append("its address is not a web address: left out")
        return None
    return encoded(url)


def _title(title: str | None, said: list[str]) -> str | None:
    line = " ".join(_clean(title or "", said).split())
    if len(line) > TITLE_CHARS_MAX:
        said.append(f"title cut to {TITLE_CHARS_MAX} characters")
    return line[:TITLE_CHARS_MAX] or None


def _name(name: str | None) -> str | None:
    line = " ".join(_clean(name or "", []).split())
    return line[:NAME_CHARS_MAX] or None


def _language(lang: str | None, said: list[str]) -> str | None:
    if not lang:
        return None
    if found := _LANGUAGE.fullmatch(lang.strip()):
        return found.group(1).lower()
    said.append(f"language “{_clean(lang[:20], [])}” is not a language code: left out")
    return None


def _published(written: str | None, said: list[str]) -> str | None:
    if not written or not written.strip():
        return None
    known = partial_date(written)
    if known is None:
        said.append(
            f"published “{_clean(written[:40], [])}” is not a date (YYYY, YYYY-MM, YYYY-MM-DD or "
            f"ISO time, {YEARS[0]}-{YEARS[-1]}): taken as unknown"
        )
    return known
