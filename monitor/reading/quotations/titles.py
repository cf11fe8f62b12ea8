"""What may stand between marks and their verb of saying: the names, offices and small words of who
speaks, and nothing else.
"""

from __future__ import annotations

from monitor.reading.quotations import attribution
from monitor.reading.quotations.sentence_roles import HeardLine
from monitor.text.wordlists import is_pronoun


def only_titles(line: HeardLine, low: int, high: int) -> bool:
    """All tokens between belong to a name, an office, a country or are small words: nothing else is
    said there.
    """
    if high - low > attribution.RIGHT_WORDS_MAX + 4:
        return False
    return all(titular(line, at) for at in range(low, high))


def unknown(line: HeardLine, at: int) -> bool:
    """A word with a capital that is no name, office or country: somebody acts whom nobody knows,
    "the Colorado Democrat told".
    """
    if not line.scan.tokens[at].capital or line.word(at) in attribution.small_words():
        return False
    return not line.covers(at)


def titular(line: HeardLine, at: int) -> bool:
    one, word = line.scan, line.word(at)
    if one.tokens[at].capital or word in attribution.small_words() or is_pronoun(word):
        return True
    if any(first <= at < last for first, last, _ in line.heard):
        return True
    if any(office.start <= at < office.end for office in one.offices):
        return True
    return any(mention.first <= at < mention.last for mention in one.countries)
