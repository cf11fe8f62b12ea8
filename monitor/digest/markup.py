"""Escaping for HTML, XML and Telegram: the one place where words become markup's text."""

from __future__ import annotations


def escaped(text: str) -> str:
    """Words that may stand between tags or inside a quoted attribute."""
    return (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
        .replace("'", "&#39;")
    )
