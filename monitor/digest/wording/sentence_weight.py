"""How much a sentence of a quotation tells: of ties and decisions, about countries it names;
greetings and thanks say little.

    weight = countries named (at most 2) + words of ties and of decisions (at most 4)
             − 3 for courtesy − 2 for leaning on the sentence before − 2 for hardly any words − 2
             for a figure that is told anyway

The words stand in data/telling.toml.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import date
from typing import Any

from monitor.digest.wording.locale import table
from monitor.gazetteer.countries import countries_in
from monitor.model import PartialDate
from monitor.text.sentences import split
from monitor.text.tokens import tokenize

_COUNTRIES_MAX, _WORDS_MAX = 2, 4
_COURTESY, _POINTING, _SHORT, _FIGURE = 3.0, 2.0, 2.0, 2.0
_WORDS_MIN = 5  # fewer say little by themselves
CONCRETE = 1.0  # below this, a sentence says nothing that a reader would miss


def telling(sentence: str, language: str, *, told: Sequence[str] = ()) -> float:
    """The sentence's weight; `told` are figures as written that stand in another line."""
    return _weight(sentence, language) - (
        _FIGURE if any(figure in sentence for figure in told) else 0.0
    )


# the same sentence is weighed for each edition that may quote it
@functools.lru_cache(maxsize=4096)
def _weight(sentence: str, language: str) -> float:
    tokens = tokenize(sentence)
    words = [token.text.casefold() for token in tokens]
    countries = {mention.code for mention in countries_in(tokens, language)}
    weight = float(
        min(_COUNTRIES_MAX, len(countries))
        + min(_WORDS_MAX, _stems_met(words, language, "relations", "decisions"))
    )
    weight -= _COURTESY if _stems_met(words, language, "courtesy") else 0.0
    weight -= _POINTING if words[:1] and words[0] in _listed(language).get("pointing", ()) else 0.0
    return weight - (_SHORT if len(words) < _WORDS_MIN else 0.0)


def most_telling(text: str, language: str, *, told: Sequence[str] = ()) -> float:
    """The weight of the text's weightiest sentence."""
    return max(
        (telling(sentence, language, told=told) for sentence in split(text, language)), default=0.0
    )


def leans(sentence: str, language: str) -> bool:
    """It needs the sentence before it: it begins with a word that points back, or does something
    with "it".
    """
    words = [token.text.casefold() for token in tokenize(sentence)]
    listed = _listed(language)
    said = f" {' '.join(words)} "
    return words[:1] != [] and (
        words[0] in listed.get("pointing", ())
        or any(f" {phrase} " in said for phrase in listed.get("resuming", ()))
    )


def _stems_met(words: Sequence[str], language: str, *lists: str) -> int:
    """How many of the lists' beginnings are met: a word that comes twice counts once."""
    stems = [stem for name in lists for stem in _listed(language).get(name, ())]
    return sum(any(_begins(word, stem) for word in words) for stem in stems)


_UNSPACED = "\u2e80"  # from here on scripts that part no words


def _begins(word: str, stem: str) -> bool:
    if stem.endswith("."):
        return word == stem[:-1]
    return word.startswith(stem)


@functools.cache
def _listed(language: str) -> dict[str, Any]:
    return dict(table("telling").get(language, {}))


def dated(words: str, language: str, published: PartialDate | None, today: date) -> str:
    """The words with the year that "this year" means, for readers of another one: "this year
    [2025]", in brackets as what an editor puts into another's words.
    """
    year = (published or "")[:4]
    if not year.isdecimal() or int(year) == today.year:
        return words
    small = words.casefold()
    for phrase, years in table("telling").get("years", {}).get(language, {}).items():
        at = small.find(phrase)
        end = at + len(phrase)
        if at >= 0 and len(small) == len(words) and not _goes_on(words, end):
            return f"{words[:end]} [{int(year) + years}]{words[end:]}"
    return words


def _goes_on(words: str, end: int) -> bool:
    """Whether an ending follows there: "биылғы" is one word; Chinese writes no spaces."""
    behind = words[end : end + 1]
    return behind.isalpha() and behind < _UNSPACED
