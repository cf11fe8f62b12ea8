"""What was signed, told by its kind and subject where no account in the reader's language names it:
"declaration (borders, water)".

The words themselves stay the outlet's, in its language, on the story's time line. A kind is told
only where the noun is one paper for certain: "договоры" may be any number.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence

from monitor.digest.wording.documents import NamedDocument, noun_word
from monitor.digest.wording.locale import Words, table
from monitor.gazetteer.themes import themes_in
from monitor.text.tokens import tokenize

_KINDS = frozenset({"signed", "concluded"})
_THEMES_MAX = 2
_YEAR_DIGITS = 4


def typed(named: Iterable[NamedDocument]) -> list[NamedDocument]:
    """Those of the one account that names most papers that can be told by their kind; accounts in
    other languages may mean the same ones.
    """
    by_account: dict[str, list[NamedDocument]] = {}
    for document in named:
        if _can_be_told(document):
            by_account.setdefault(document.member.article.id, []).append(document)
    return max(by_account.values(), key=len, default=[])


def kind_and_subject(document: NamedDocument, words: Words) -> str:
    """As "memorandum (energy)"; the kind alone where the phrase names no theme."""
    kind = words.label("documents", document.noun)
    language = document.member.reading.language
    themes = themes_of(document.outcome.what, language)[:_THEMES_MAX]
    if not themes:
        return kind
    subject = ", ".join(words.label("themes", theme) for theme in themes)
    return words.say("line.about", what=kind, subject=subject)


def themes_of(phrase: str, language: str) -> Sequence[str]:
    found = themes_in(tokenize(phrase), language)
    return list(dict.fromkeys(theme.value for theme in found))


def _can_be_told(document: NamedDocument) -> bool:
    outcome = document.outcome
    if outcome.background or outcome.kind not in _KINDS:
        return False
    if document.noun not in table("en")["documents"]:
        return False
    return _is_one(outcome.what, document.member.reading.language)


def _is_one(phrase: str, language: str) -> bool:
    """Whether the noun is in its singular; no, where the language's marks of a plural are not
    listed, nor where it is counted: "28 угод" has none of those marks.
    """
    if any(word.isdecimal() and len(word) < _YEAR_DIGITS for word in phrase.split()):
        return False
    many = _many(language)
    return many is not None and not many.search(noun_word(phrase, language))


@functools.cache
def _many(language: str) -> re.Pattern[str] | None:
    pattern = table("documents").get(language, {}).get("many", "")
    return re.compile(pattern) if pattern else None
