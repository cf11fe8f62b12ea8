"""Names from where Cyrillic is written or was, met in Latin letters only, as a Russian frame writes
them: "Токаев".
"""

from __future__ import annotations

import functools

from monitor.digest.wording.locale import table
from monitor.model import CountryCode


def in_cyrillic(name: str, country: CountryCode | None) -> str:
    """The name letter by letter; as it is, if it comes from elsewhere or has a letter that the
    table does not know.
    """
    data = table("cyrillic")
    if country not in data["countries"]:
        return name
    words = [_word(word.casefold(), country) for word in name.split()]
    if not all(words):
        return name
    return " ".join(word[:1].upper() + word[1:] for word in words)


@functools.lru_cache(maxsize=4096)
def _word(word: str, country: CountryCode) -> str:
    """Empty if a letter is unknown."""
    data = table("cyrillic")
    end = next(
        (end for end in data["ends"] if word.endswith(end) and _follows_consonant(word, end)), ""
    )
    stem = word.removesuffix(end)
    letters = data["letters"] | data["letters_of"].get(country, {})
    written: list[str] = []
    while stem:
        found = next(
            (stem[:size] for size in range(min(4, len(stem)), 0, -1) if stem[:size] in letters),
            None,
        )
        if found is None:
            return ""
        written.append(letters[found])
        stem = stem[len(found) :]
    return "".join(written) + str(data["ends"].get(end, ""))


def _follows_consonant(word: str, end: str) -> bool:
    before = word[: len(word) - len(end)][-1:]
    return bool(before) and before not in "aeiouy"
