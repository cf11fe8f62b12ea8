"""What a page is that is no article: a question for consent, a check for robots, an error, a wall
for payers. Known by its words (data/walls.toml), whatever its status.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from monitor.datafiles import table

Wall = Literal["consent", "challenge", "error", "payers"]

SAYS: dict[Wall, str] = {
    "consent": "asks for consent",
    "challenge": "checks for robots",
    "error": "is an error page",
    "payers": "is for payers only",
}
_SHORT_CHARS = 900  # a page of so few words may be nothing else
_TITLED_CHARS = 2_700  # of a page whose title says what it is
_TITLE_SHARE_MIN = 0.3  # of a title: in a headline, "captcha" is news
_CONSENT_PHRASES = 2  # in one paragraph


def wall_of(title: str, text: str) -> Wall | None:
    """By its title, and by its words if they are few; by most of its paragraphs, for consent."""
    named = _named(title, ("challenge", "error", "consent"), share=_TITLE_SHARE_MIN)
    if named and len(text) <= _TITLED_CHARS:
        return named
    if _mostly_consent(text):
        return "consent"
    return _named(text, ("challenge", "error", "payers")) if len(text) <= _SHORT_CHARS else None


def without_consent(text: str) -> str:
    """The paragraphs that do not ask for it."""
    return "\n".join(line for line in text.splitlines() if not asks_for_consent(line))


def asks_for_consent(paragraph: str) -> bool:
    lowered = paragraph.lower()
    return sum(phrase in lowered for phrase in _phrases("consent")) >= _CONSENT_PHRASES


def elements() -> tuple[str, ...]:
    """What ids and classes of consent managers hold."""
    return _phrases("elements")


def _mostly_consent(text: str) -> bool:
    asking = sum(len(line) for line in text.splitlines() if asks_for_consent(line))
    return asking * 2 > len(text)


def _named(text: str, walls: tuple[Wall, ...], *, share: float = 0.0) -> Wall | None:
    """The first that has a phrase here, which makes at least this share of it."""
    lowered, enough = text.lower(), share * len(text)
    return next(
        (
            wall
            for wall in walls
            if any(phrase in lowered and len(phrase) >= enough for phrase in _phrases(wall))
        ),
        None,
    )


@cache
def _phrases(kind: str) -> tuple[str, ...]:
    return tuple(table("walls.toml")[kind])
