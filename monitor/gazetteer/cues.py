"""The small words of all text rules in one list, looked up once a sentence: saying, recalling,
looking ahead, signing, visiting.

Each found cue has an id: "said", "cites", "within", "going_on", "proposed", "planned",
"outcome:signed", "visit:state", …
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from monitor.datafiles import table
from monitor.text.lexicon import Found
from monitor.text.tokens import Token
from monitor.text.wordlists import Wordlist


def _groups() -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, words in table("speech.toml")["verb"].items():
        yield name, words
    recall = table("recall.toml")
    for name in ("within", "going_on"):
        yield name, recall["background"][name]
    for name, words in recall["ahead"].items():
        yield name, words
    deeds = table("deeds.toml")
    for name in ("presence", "broken_off"):
        yield name, deeds[name]
    for group in ("outcome", "visit"):
        for name, words in deeds[group].items():
            yield f"{group}:{name}", words


@cache
def small_words() -> Wordlist:
    return Wordlist(dict(_groups()))


def cues_in(tokens: Sequence[Token], language: str) -> Sequence[Found[str]]:
    """In order of place; several ids may stand for the same words."""
    return small_words().find(tokens, language)
