"""Escaping for HTML, XML and Telegram: the one place where words become markup's text."""

from __future__ import annotations

import re

_WORD_JOINER = "\u2060"  # no width, no break: `safe.text` lets none through from outside
# Telegram's hashtags may have a middle dot and a joiner among their letters, and it takes for
# letters what Unicode has not given out yet
_WOULD_BE_LIVE = re.compile(
    r"[@#$/](?=[\w·\u200c])|#(?=[\U00010000-\U0010ffff])"
    r"|:(?=//)|(?<=[^\s.])\.(?=[^\W\d_]{2}|xn--|\d+\.\d)"
)


def escaped(text: str) -> str:
    """Words that may stand between tags or inside a quoted attribute."""
    return (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
        .replace("'", "&#39;")
    )


def inert(text: str) -> str:
    """Words only, for Telegram, which makes a link, a mention or a command of whatever looks like
    one. Not yet escaped.
    """
    return _WOULD_BE_LIVE.sub(rf"\g<0>{_WORD_JOINER}", text)
