"""Whether words say that a number is not exact, or not reached yet: "around", "plans to"."""

from __future__ import annotations

import functools
import re

from monitor.text.datafiles import table


def says_hedge(words: str) -> bool:
    return _hedges().search(words) is not None


@functools.cache
def _hedges() -> re.Pattern[str]:
    """Of all languages; a word with a closing * by its beginning."""
    listed = table("figures.toml")["hedge"]
    words = sorted({word for kind in listed.values() for word in kind}, key=len, reverse=True)
    return re.compile("|".join(map(_pattern, words)), re.IGNORECASE)


def _pattern(word: str) -> str:
    if not word.isascii() and word.isalpha() and word[0] >= "\u2e80":
        return re.escape(word)  # scripts without spaces
    end = r"\w*" if word.endswith("*") else ""
    return rf"(?<!\w){re.escape(word.rstrip('*'))}{end}(?!\w)"
