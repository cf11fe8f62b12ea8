"""Whether a page is about an entry: its words are the entry's. Used before a page's text replaces
what the feed gave.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

_WITHOUT_SPACES = "\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff"
_WORD = re.compile(rf"[^\W_{_WITHOUT_SPACES}]{{3,}}")
_PAIR = re.compile(rf"(?=([{_WITHOUT_SPACES}]{{2}}))")
_BEGINNING_CHARS = 5  # of a word: its endings change from a headline to a sentence
_LEAD_CHARS = 500  # of the feed's text
_TITLE_SHARE_MIN = 0.6  # of the headline's words in the page's title: it is this article's page
_TEXT_SHARE_MIN = 0.4  # then so many of the entry's words stand in the text
_ALONE_SHARE_MIN = 0.7  # without a title that says so: a neighbour has the same names
_ENOUGH_WORDS = 3


def is_about(*, title: str, text: str, page_title: str, page_text: str) -> bool:
    """`title` and `text` are the entry's."""
    wanted = _words(f"{title} {text[:_LEAD_CHARS]}")
    if len(wanted) < _ENOUGH_WORDS:
        return _share(wanted, _words(page_title)) == 1.0
    share = _share(wanted, _words(page_text))
    if _share(_words(title), _words(page_title)) >= _TITLE_SHARE_MIN:
        return share >= _TEXT_SHARE_MIN
    return share >= _ALONE_SHARE_MIN


def _words(text: str) -> frozenset[str]:
    lowered = text.casefold()
    begun = (word[:_BEGINNING_CHARS] for word in _WORD.findall(lowered))
    return frozenset((*begun, *_PAIR.findall(lowered)))


def _share(wanted: AbstractSet[str], found: AbstractSet[str]) -> float:
    return len(wanted & found) / len(wanted) if wanted else 0.0
