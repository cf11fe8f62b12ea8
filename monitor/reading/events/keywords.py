"""The telling words of an article: folded stems, how often each is said, and which of them are
written as names.

A capital says that a word is a name where nothing else asks for one: not at the beginning of a
sentence or a quotation, not in a headline that gives every word a capital, not for a month or a
weekday, and in German never. So names are known as such that no list holds and nothing was read of:
companies, ships, courts, suspects.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

from monitor.model import PackedStems
from monitor.reading.dates.calendars import calendar_of
from monitor.reading.events.event import Sentence
from monitor.text.datafiles import languages_with, table
from monitor.text.tokens import Token

WORDS_MAX = 64
NAMES_MIN = 20  # are kept if there are as many, however seldom they are said
_LETTERS_MIN = 4
_NAME_LETTERS_MIN = 3
_SHOUTED_MIN = 0.6  # the share of long words with capitals from which a capital says nothing
_OPENS = frozenset(".:;!?…«»“”„\"'`‘([—–-•")


@cache
def _stop() -> frozenset[str]:
    return frozenset(table("stopwords.toml")["all"])


@cache
def _of_calendars(language: str) -> frozenset[str]:
    calendar = calendar_of(language)
    return frozenset((*calendar.months, *calendar.short_months, *calendar.weekdays))


def words_of(sentences: Sequence[Sentence], language: str) -> PackedStems:
    """The title's first, then the most frequent, then names that found no room, packed; two Han
    characters make one word.
    """
    title: Counter[str] = Counter()
    body: Counter[str] = Counter()
    names = _Names(language)
    for sentence in sentences:
        (title if sentence.number < 0 else body).update(_stems(sentence.scan.tokens))
        names.count(sentence)
    total = title + body
    ordered = [*title, *(word for word, _ in body.most_common() if word not in title)]
    told = ordered[:WORDS_MAX]
    room = NAMES_MIN - sum(names.score[word] > 0 for word in told)
    told += [word for word, _ in names.most_said() if word not in told][: max(room, 0)]
    return PackedStems.of(
        (word, total[word] or names.score[word], names.score[word] > 0) for word in told
    )


def _stems(tokens: Sequence[Token]) -> Iterable[str]:
    last: Token | None = None
    stop = _stop()
    for token in tokens:
        if token.script in ("han", "kana"):
            if last is not None and last.script == token.script and last.end == token.start:
                yield last.stems[0] + token.stems[0]
            elif len(token.text) > 1:
                yield token.fold
        elif (
            token.script != "number"
            and len(token.fold) >= _LETTERS_MIN
            and token.text.casefold() not in stop
        ):
            yield token.fold
        last = token


class _Names:
    """How much oftener each word is written with a capital of its own than without."""

    def __init__(self, language: str) -> None:
        self.score: Counter[str] = Counter()
        self._no_capitals = language in languages_with("noun_capitals")
        self._no_names = _of_calendars(language) | _stop()

    def most_said(self) -> list[tuple[str, int]]:
        return [(word, times) for word, times in self.score.most_common() if times > 0]

    def count(self, sentence: Sentence) -> None:
        tokens, text = sentence.scan.tokens, sentence.text
        words = [
            token
            for token in tokens
            if len(token.fold) >= _NAME_LETTERS_MIN and token.script != "number"
        ]
        if self._no_capitals or _shouted(words):
            return
        for token in words:
            if not token.capital:
                self.score[token.fold] -= 1
            elif token is not tokens[0] and not _opened(text, token.start):
                self.score[token.fold] += token.text.casefold() not in self._no_names


def _shouted(words: Sequence[Token]) -> bool:
    long = [token for token in words if len(token.fold) >= _LETTERS_MIN]
    return sum(token.capital for token in long) > _SHOUTED_MIN * len(long)


def _opened(text: str, start: int) -> bool:
    """Whether a sentence or quotation begins at this word."""
    before = text[max(0, start - 2) : start].rstrip()
    return before[-1:] in _OPENS if before else True
