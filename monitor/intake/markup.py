"""Markup in titles and summaries → plain text, in linear time, whatever is broken in it.

What was struck out, readings above Japanese words, scripts and comments are not told. Words in
angle brackets that are no element, as in “Return of <Siege>”, stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Literal

from monitor.datafiles import listed

# `html`: markup, perhaps escaped once too often; `exact`: markup, escaped as it should be;
# `text`: words as they are.
Kind = Literal["html", "exact", "text"]

_TAG = re.compile(r"<(/?)([a-zA-Z!?][^\s<>/]*+)([^<>]*)>|</[^a-zA-Z<>][^<>]*>|</>")
_BLOCK = re.compile(
    r"<\s*+/?\s*+(?:p|div|br|li|ul|ol|dl|dt|dd|tr|td|th|table|h[1-6]|blockquote|section|article|figure|figcaption|hr|pre|header|footer|main|aside)\b[^<>]*>",
    re.IGNORECASE,
)
_HIDDEN_EDGE = re.compile(
    r"<(/?)(?:script|style|iframe|template|noembed|noframes)\b[^<>]*>", re.IGNORECASE
)
_STRUCK_EDGE = re.compile(r"<(/?)(?:del|s|strike)(?:\s[^<>]*)?>", re.IGNORECASE)
_READING = re.compile(r"<(?:rt|rp|rtc)\b[^<>]*>[^<]*", re.IGNORECASE)
_RAISED = re.compile(r"<sup\b[^<>]*>\s*([+\-−]?\d{1,4})\s*</sup\s*>", re.IGNORECASE)
_SUPERSCRIPTS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|\w+);", re.IGNORECASE)
_COMMENT_EDGE = re.compile(r"<!--|-->")
_CLOSED = re.compile(r"</\s*([a-zA-Z][^\s<>/]*)")
_ELEMENTS = frozenset(
    listed(
        "a abbr acronym address applet area article aside audio b base basefont bdi bdo "
        "bgsound big blink blockquote body br button canvas caption center circle cite code "
        "col colgroup data datalist dd del details dfn dialog dir div dl dt em embed fieldset "
        "figcaption figure font footer form frame frameset g h1 h2 h3 h4 h5 h6 head header "
        "hgroup hr html i iframe image img input ins isindex kbd keygen label legend li line "
        "link listing main map mark marquee math menu menuitem meta meter mi mn mo mrow msup "
        "msub nav nobr noembed noframes noscript object ol optgroup option output p param "
        "path picture plaintext polygon portal pre progress q rb rect rp rt rtc ruby s samp "
        "script search section select slot small source spacer span strike strong style sub "
        "summary sup svg table tbody td template text textarea tfoot th thead time title tr "
        "track tspan tt u ul use var video wbr xmp"
    )
)


def line_of(markup: str, kind: Kind = "html") -> str:
    """One line: a title."""
    return " ".join(text_of(markup, kind).split())


def text_of(markup: str, kind: Kind = "html") -> str:
    """Paragraphs stand on lines of their own."""
    text = _unescaped(markup) if kind == "text" else _without_markup(markup, twice=kind == "html")
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def first_words(text: str, size: int) -> str:
    """At most `size` characters, and no word cut in two: where there are spaces to cut at."""
    if len(text) <= size:
        return text
    kept = text[:size]
    if text[size].isspace():
        return kept.rstrip()
    at_space = max(kept.rfind(" "), kept.rfind("\n"))
    return (kept[:at_space] if at_space > size - _WORD_CHARS_MAX else kept).rstrip()


_WORD_CHARS_MAX = 100  # what has no space in so many characters is written without any


def _unescaped(text: str) -> str:
    return unescape(text) if _ENTITY.search(text) else text


def _without_markup(markup: str, *, twice: bool) -> str:
    if "<" in markup:
        markup = _bare(_without_hidden(_without_comments(markup)))
    if _ENTITY.search(markup):
        markup = unescape(markup)
        if twice and "<" in markup:
            markup = _bare(markup)
    return markup


def _bare(markup: str) -> str:
    """Without tags; blocks leave a line's end."""
    markup = _RAISED.sub(lambda found: found[1].translate(_SUPERSCRIPTS), _READING.sub("", markup))
    closed = {name.lower() for name in _CLOSED.findall(markup)}
    return _TAG.sub(lambda tag: tag[0] if _is_words(tag, closed) else "", _BLOCK.sub("\n", markup))


def _is_words(tag: re.Match[str], closed: set[str]) -> bool:
    """What stands in angle brackets and is no element: none that anybody knows, never closed."""
    name, rest = (tag[2] or "").lower(), tag[3] or ""
    if tag[1] or not name or name in _ELEMENTS or name in closed:
        return False
    return name.isalnum() and "=" not in rest and not rest.endswith("/")


def _without_comments(markup: str) -> str:
    edges = ((e.span(), e.group().startswith("<")) for e in _COMMENT_EDGE.finditer(markup))
    return "".join(_outside(markup, edges))


def _without_hidden(markup: str) -> str:
    edges = ((edge.span(), not edge.group(1)) for edge in _HIDDEN_EDGE.finditer(markup))
    markup = "".join(_outside(markup, edges))
    edges = ((edge.span(), not edge.group(1)) for edge in _STRUCK_EDGE.finditer(markup))
    return "".join(_outside(markup, edges, unclosed_hides=False))


def _outside(
    markup: str, edges: Iterable[tuple[tuple[int, int], bool]], *, unclosed_hides: bool = True
) -> Iterator[str]:
    """What stands outside the pairs of edges; one that is never closed hides the rest."""
    position, hidden = 0, False
    for (start, end), opens in edges:
        if not hidden:
            yield markup[position:start]
        if opens and hidden and not unclosed_hides:
            yield markup[position:start]
        if opens or hidden:
            hidden = opens
        position = end
    if not hidden or not unclosed_hides:
        yield markup[position:]
