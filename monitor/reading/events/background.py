"""Which sentences tell of something else than the article's own event: recalled, dated otherwise,
or set in the scene.

"hard" sentences open with a word of recalling ("Earlier, …", "Напомним, …", "此前") or hold a
pluperfect phrase; nothing in them is the article's own event. "dated" ones name another day than
the event's, so that their days, places and acts are not its own. "context" ones ("To note, …") give
the occasion: what kind of visit it is counts, outcomes in them do not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Literal

from monitor.datafiles import table
from monitor.dates.spans import days_apart, is_after
from monitor.model import Span
from monitor.text.lexicon import Found

Kind = Literal["hard", "dated", "context"]

_BEGINNING_CHARS = 80  # of a sentence, in which it opens
APART_DAYS = 3  # a day this much before the event's own tells of another event
_LEAD = re.compile(r"^[\s\"'«“„–—•*(-]+")
_APOSTROPHES = str.maketrans(dict.fromkeys("‘’ʻʼ`´", "'"))


@cache
def _openings(group: str, language: str) -> re.Pattern[str]:
    """All phrases of a language; of every language where its own list is missing."""
    lists = table("recall.toml")["background"][group]
    words = lists.get(language) or [word for words in lists.values() for word in words]
    ordered = sorted({word.translate(_APOSTROPHES) for word in words}, key=len, reverse=True)
    edges = "" if language in ("zh", "ja", "th") else r"(?!\w)"
    return re.compile(rf"(?:{'|'.join(map(re.escape, ordered))}){edges}", re.IGNORECASE)


@cache
def causes(language: str) -> re.Pattern[str]:
    """The words by which an act is said to answer something."""
    words = table("recall.toml")["written"]["cause"].get(language)
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)" if words else "(?!)", re.IGNORECASE)


def opens_with(group: str, sentence: str, language: str) -> bool:
    """Whether the sentence opens with a phrase of data/recall.toml [background.`group`]."""
    beginning = _beginning(sentence[:_BEGINNING_CHARS])
    return _openings(group, language).match(beginning) is not None


@lru_cache(maxsize=128)  # several groups are asked of a sentence
def _beginning(of_sentence: str) -> str:
    return _LEAD.sub("", of_sentence).translate(_APOSTROPHES)


def marked(sentence: str, cues: Sequence[Found[str]], language: str) -> Kind | None:
    """What the words of one sentence say by themselves."""
    if opens_with("opening", sentence, language) or any(cue.value == "within" for cue in cues):
        return "hard"
    if opens_with("context", sentence, language):
        return "context"
    return None


def goes_on(cues: Sequence[Found[str]]) -> bool:
    """Whether a sentence right after a background one continues it."""
    return any(cue.value == "going_on" for cue in cues)


def is_elsewhen(spans: Sequence[Span], own: Span | None) -> bool:
    """Every day or month named lies clearly before the event's own date. Bare years, and days
    counted from today, say nothing.
    """
    dated = [span for span in spans if len(span.start) > len("2024") and span.basis == "text"]
    return bool(dated) and all(_before(span, own) for span in dated)


def _before(span: Span, own: Span | None) -> bool:
    return is_after(own, span) and days_apart(span, own) > APART_DAYS
