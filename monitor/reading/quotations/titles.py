"""What may stand between marks and their verb of saying: the names, offices and small words of who
speaks, and nothing else.
"""

from __future__ import annotations

from monitor.reading.quotations import attribution
from monitor.reading.quotations.sentence_roles import HeardLine, word_list
from monitor.text.lexicon import Found
from monitor.text.wordlists import is_pronoun


def only_titles(line: HeardLine, low: int, high: int) -> bool:
    """All tokens between belong to a name, an office, a country or are small words: nothing else is
    said there.
    """
    if high - low > attribution.RIGHT_WORDS_MAX + 4:
        return False
    return all(titular(line, at) for at in range(low, high)) or _is_described(line, low, high)


def _is_described(line: HeardLine, low: int, high: int) -> bool:
    """A few words in small letters before a whole name that stands right before the verb: "energy
    economist Ann Hall said".
    """
    first = next((first for first, end, _ in line.heard if end == high), low)
    near = low < first <= min(low + _DESCRIBING_MAX, high - _WHOLE_NAME)
    lead = line.scan.text[line.scan.tokens[low].start : line.scan.tokens[first].start]
    is_plain = _COMMAS.isdisjoint(lead) and all(
        map(attribution.is_title_word, line.words(low, first))
    )
    return near and is_plain


def unknown(line: HeardLine, at: int) -> bool:
    """A word with a capital that is no name, office or country: somebody acts whom nobody knows,
    "the Colorado Democrat told".
    """
    is_small = line.word(at) in attribution.small_words()
    return line.scan.tokens[at].capital and not is_small and not line.covers(at)


def titular(line: HeardLine, at: int) -> bool:
    """A word with a capital, a small word, or one that a list knows."""
    word = line.word(at)
    is_small = word in attribution.small_words() or is_pronoun(word)
    return line.scan.tokens[at].capital or is_small or line.covers(at)


_COMMAS = frozenset(",،，")


_WHOLE_NAME = 2  # words
_DESCRIBING_MAX = 6


def says_nothing_else(line: HeardLine, verb: Found[str], low: int, high: int) -> bool:
    """Tokens `low:high` are one clause, that of the verb, but for who is described between commas:
    in "said, adding that the fund" a second one begins.
    """
    parts = [[low]]
    for at in range(low + 1, high):
        if _COMMAS.isdisjoint(line.gap(at - 1, at)):
            parts[-1].append(at)
        else:
            parts.append([at])
    others = [part for part in parts if verb.first not in part]
    return all(_describes(line, part) for part in others)


def _describes(line: HeardLine, part: list[int]) -> bool:
    """Names and offices, or what a "who" leads on to."""
    is_relative = line.word(part[0]) in word_list("small", "relative")
    return is_relative or all(titular(line, at) for at in part)


def tells_more(line: HeardLine, low: int, high: int) -> bool:
    """A second thing is told there: "said, adding that", "said and called"."""
    words = line.words(low, high)
    more = word_list("partial", "that") | word_list("passes", "telling")
    return not more.isdisjoint(words) or sum(low <= one.first < high for one in line.wording) > 1


def quoting_words(line: HeardLine, low: int) -> int:
    """How many words stand there that only mark what is quoted: Korean 고, 라고."""
    return int(line.word(low) in word_list("small", "quoting"))
