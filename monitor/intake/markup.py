"""Markup in titles and summaries → plain text, in linear time, whatever is broken in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape

_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*>")
_BLOCK = re.compile(
    r"<\s*/?\s*(?:p|div|br|li|ul|ol|tr|td|table|h[1-6]|blockquote|section|article|figure|hr)\b[^<>]*>",
    re.IGNORECASE,
)
_HIDDEN_EDGE = re.compile(r"<(/?)(script|style|iframe|template)\b[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|\w+);", re.IGNORECASE)
_COMMENT_EDGE = re.compile(r"<!--|-->")


def line_of(markup: str) -> str:
    """One line: a title."""
    return " ".join(text_of(markup).split())


def text_of(markup: str) -> str:
    """Paragraphs stand on lines of their own."""
    if "<" in markup:
        markup = _without_hidden(_without_comments(markup))
        markup = _TAG.sub("", _BLOCK.sub("\n", markup))
    if _ENTITY.search(markup):
        markup = unescape(markup)
        # escaped twice
        markup = _TAG.sub("", _BLOCK.sub("\n", markup)) if "<" in markup else markup
    lines = (" ".join(line.split()) for line in markup.splitlines())
    return "\n".join(filter(None, lines))


def _without_comments(markup: str) -> str:
    return "".join(
        _outside(
            markup,
            (
                (edge.span(), edge.group().startswith("<"))
                for edge in _COMMENT_EDGE.finditer(markup)
            ),
        )
    )


def _without_hidden(markup: str) -> str:
    return "".join(
        _outside(
            markup, ((edge.span(), not edge.group(1)) for edge in _HIDDEN_EDGE.finditer(markup))
        )
    )


def _outside(markup: str, edges: Iterable[tuple[tuple[int, int], bool]]) -> Iterator[str]:
    """What stands outside the pairs of edges; one that is never closed hides the rest."""
    position, hidden = 0, False
    for (start, end), opens in edges:
        if not hidden:
            yield markup[position:start]
        if opens or hidden:
            hidden = opens
        position = end
    if not hidden:
        yield markup[position:]
