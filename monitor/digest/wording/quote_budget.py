"""Words taken from outlets: whole or not at all, attributed, and few.

A quotation longer than there is room for is told by the sentence of it that tells most, whole. Room
is `Rules.outlet_words_max` words of one outlet in one digest.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping

from monitor.digest import sanitize
from monitor.digest.wording.sentence_weight import telling
from monitor.text.sentences import split

QUOTE_WORDS_MAX = 32
QUOTE_CHARS_MAX = 420
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_DOTS = re.compile(r"\.(?:\s?\.)+")
_OPENING, _CLOSING = "“«„‹「", "”»」›"
_UNSPACED_LETTERS_A_WORD = 2


def words_in(text: str) -> int:
    """Words, counting two letters of a script without spaces as one."""
    unspaced = len(_UNSPACED.findall(text))
    return len(_UNSPACED.sub(" ", text).split()) + (unspaced + 1) // _UNSPACED_LETTERS_A_WORD


class Room:
    """How many words of each outlet may still be quoted in this digest."""

    def __init__(self, words_max: int) -> None:
        self._words_max = words_max
        self._used: dict[str, int] = {}

    def left(self, outlet: str) -> int:
        return max(0, self._words_max - self._used.get(outlet, 0))

    def take(self, outlet: str, text: str) -> None:
        self._used[outlet] = self._used.get(outlet, 0) + words_in(text)

    def pay(self, took: Mapping[str, int]) -> None:
        """As if these words of these outlets had been taken."""
        for outlet, words in took.items():
            self._used[outlet] = self._used.get(outlet, 0) + words

    def counting(self) -> CountingRoom:
        """As much room, which says what is taken of it; this one is left as it is."""
        room = CountingRoom(self._words_max)
        room.pay(self._used)
        return room

    def quoted(self, text: str, outlet: str, *, language: str, about: str = "") -> str | None:
        """The words that may be shown, whole; None if not one whole sentence fits. What is shown is
        counted.

        With `about`, only sentences that share words with it are shown.
        """
        whole = sanitize.text(text, chars_max=len(text) + 1)
        shown = fitting(
            whole,
            min(QUOTE_WORDS_MAX, self.left(outlet)),
            language=language,
            about=sanitize.text(about),
        )
        if shown:
            self.take(outlet, shown)
        return shown


class CountingRoom(Room):
    """Notes which outlets were asked for, what was left of them then, and what was taken."""

    def __init__(self, words_max: int) -> None:
        super().__init__(words_max)
        self.left_before: dict[str, int] = {}
        self.took: dict[str, int] = {}

    def left(self, outlet: str) -> int:
        left = super().left(outlet)
        self.left_before.setdefault(outlet, left)
        self.took.setdefault(outlet, 0)
        return left

    def take(self, outlet: str, text: str) -> None:
        super().take(outlet, text)
        self.took[outlet] = self.took.get(outlet, 0) + words_in(text)


def fitting(text: str, words_max: int, *, language: str, about: str = "") -> str | None:
    """`text`, or one whole sentence of it, in at most `words_max` words; None if there is none.

    The sentence is the one that shares most words with `about`, which is part of the text; else the
    one that tells most.
    """
    text = _DOTS.sub("…", text)
    if _fits(text, words_max) and not _has_gap(text):
        return text or None
    sentences = split(text, language)
    choices = [
        sentence
        for before, sentence in itertools.pairwise(["", *sentences])
        if _fits(sentence, words_max)
        and not _is_quoted_again(sentence)
        and not _has_gap(f"{before}{sentence}")
    ]
    if not choices or len(sentences) == 1:
        return None
    wanted = set(about.casefold().split()) if len(about) < len(text) else set()
    return max(
        choices, key=lambda sentence: (_shared(sentence, wanted), telling(sentence, language))
    )


def _is_quoted_again(sentence: str) -> bool:
    """Words that the speaker quotes are somebody else's: alone they would be told as the speaker's
    own.
    """
    marks = sum(map(sentence.count, _OPENING)) - sum(map(sentence.count, _CLOSING))
    return sentence[:1] in f"{_OPENING}{_CLOSING}'’‘" or marks != 0 or sentence.count('"') % 2 == 1


def _has_gap(sentence: str) -> bool:
    """Dots may stand for words that the outlet left out, of the sentence before them or of the one
    behind.
    """
    return "…" in sentence


def _shared(sentence: str, wanted: set[str]) -> int:
    return len(wanted & set(sentence.casefold().split()))


def _fits(text: str, words_max: int) -> bool:
    return words_in(text) <= words_max and len(text) <= QUOTE_CHARS_MAX
