"""Words of a named speaker within another's sentence: X called it "a late but welcome step".

The verb that governs them stands in the same sentence: the last one before the marks, or "…, X
said." at the sentence's end. Its subject is named there, or is "he" of the sentence before. Where
another verb of saying tells of somebody else, where the words are another's claim or a title, or
where it is said that they were not said, nobody speaks.
"""

from __future__ import annotations

import re
from functools import cache
from typing import cast

from monitor.datafiles import languages_with, table
from monitor.reading.people.coreference import SOMEBODY, Subject
from monitor.reading.quotations import attribution
from monitor.reading.quotations.sentence_roles import HeardLine, word_list
from monitor.text.lexicon import Found

REACH_WORDS_MAX = 45  # between a verb and the words it tells
TAIL_WORDS_MAX = 6  # of ", X said" at a sentence's end

_OPENING = re.compile(r"^\W*(\w)")
_ELLIPSIS = re.compile(r"^\W*(?:…|\.\.\.)|(?:…|\.\.\.)\W*$")
_COMMA_BEFORE = re.compile(r"[,،，–—-]\s*+[–—-]?\s*+$")


def may_be_partial(content: str) -> bool:
    """Begins with a small letter, or in a script that has none: titles and slogans begin with a
    capital.
    """
    first = _OPENING.match(content)
    if first is None or _ELLIPSIS.search(content):
        return False
    letter = first[1]
    return letter.islower() or letter.isdecimal() or letter.lower() == letter.upper()


def is_term(behind: str, language: str) -> bool:
    """What follows the marks tells that a term stands in them, where a particle marks words that
    are said: 「シャトル外交」の定着, not 「…」と述べた.
    """
    said = _particle(language)
    return said is not None and said.match(behind) is None


@cache
def _particle(language: str) -> re.Pattern[str] | None:
    """Behind what is said, and no marks that open at once."""
    particles = table("speech.toml")["particles"].get(language)
    return re.compile(f"(?:{'|'.join(particles)})(?![「『])") if particles else None


def speaker_of(line: HeardLine, first: int, end: int, language: str) -> Subject | None:
    """Who says what stands at tokens `first:end`, between marks; None if that is not certain."""
    if _is_anothers(line, first) or _is_denied(line, first):
        return None
    if language in languages_with("verb_last"):
        found = _before_last_verb(line, first, end)
    else:
        found = _of_verb_before(line, first, language) or _of_tail(line, end)
    if found is None or _is_somebody(found) or _contradicted(line, found, first, end, language):
        return None
    return found


def _is_somebody(subject: Subject) -> bool:
    return subject[0] == "person" and subject[1] is SOMEBODY


def _is_anothers(line: HeardLine, first: int) -> bool:
    """A name, or "so-called", stands right before the marks."""
    if not first:
        return False
    word = line.scan.tokens[first - 1].text.casefold()
    named = any(last == first for _, last, _ in line.heard)
    return named or (word in word_list("partial", "others") and not _is_wording(line, first - 1))


def _is_denied(line: HeardLine, first: int) -> bool:
    """Before the words somebody denies, or another is spoken of: "a man who had written that"."""
    before = line.scan.tokens[:first]
    denials, others = word_list("partial", "denials"), word_list("partial", "persons")
    since = max((verb.last for verb in line.wording if verb.last <= first), default=0)
    return any(
        token.text.casefold() in denials or (at >= since and token.text.casefold() in others)
        for at, token in enumerate(before)
    )


def _is_wording(line: HeardLine, at: int) -> bool:
    return any(verb.first <= at < verb.last for verb in line.wording)


def _of_verb_before(line: HeardLine, first: int, language: str) -> Subject | None:
    """The subject of the last verb of saying or naming before the words."""
    verb = next((verb for verb in reversed(line.wording) if verb.last <= first), None)
    if verb is None:
        return _according(line, language)
    if first - verb.last > REACH_WORDS_MAX or attribution.passes_on(line, verb, first):
        return None
    if _is_unsaid(line, verb) or _tells_of_anothers(line, verb, first):
        return None
    subject = attribution.subject_of(line, verb, 0, first)
    if subject is None:
        return None
    if attribution.is_second_hand(line, verb, subject, 0, language):
        return None
    return subject


def _according(line: HeardLine, language: str) -> Subject | None:
    """X of "according to X", where no verb tells of anybody else."""
    if line.wording:
        return None
    return attribution.according(line, language)


def _is_unsaid(line: HeardLine, verb: Found[str]) -> bool:
    beside = line.scan.tokens[verb.last : verb.last + 1]
    return bool(beside) and beside[0].text.casefold() in word_list("small", "not_said")


def _tells_of_anothers(line: HeardLine, verb: Found[str], first: int) -> bool:
    """As in: said the claim that Guyana "belongs to us all" was false."""
    between = {token.text.casefold() for token in line.scan.tokens[verb.last : first]}
    if verb.value == "names" and not between & word_list("partial", "that"):
        return False
    return not between.isdisjoint(word_list("partial", "others"))


def _of_tail(line: HeardLine, end: int) -> Subject | None:
    """X of "…, X said." behind the words, where the sentence says nothing else of anybody."""
    verb = _tail_verb(line, end)
    if verb is None or len(line.wording) != 1:
        return None
    subject = attribution.subject_of(line, verb, _tail_start(line, verb), len(line.scan.tokens))
    named = {id(person) for _, _, person in line.heard}
    if subject is None:
        return None
    mine = {id(subject[1])} if subject[0] == "person" else set[int]()
    return subject if named <= mine else None


def _tail_verb(line: HeardLine, end: int) -> Found[str] | None:
    behind = [verb for verb in line.wording if verb.first >= end and verb.value == "said"]
    if not behind:
        return None
    start = _tail_start(line, behind[-1])
    if end <= start and len(line.scan.tokens) - start <= TAIL_WORDS_MAX:
        return behind[-1]
    return None


def _tail_start(line: HeardLine, verb: Found[str]) -> int:
    """Where the clause of the verb begins: behind the last comma before it."""
    tokens = line.scan.tokens
    for at in range(verb.first, 0, -1):
        if _COMMA_BEFORE.search(line.scan.text[: tokens[at].start]):
            return at
    return 0


def _before_last_verb(line: HeardLine, first: int, end: int) -> Subject | None:
    """Where verbs stand last: whoever opens the sentence, alone in the subject's own case, and the
    one verb of saying behind the words.
    """
    behind = [verb for verb in line.wording if verb.first >= end]
    if not behind or len({verb.first for verb in line.wording}) != 1:
        return None
    opener = next(iter(line.heard), None)
    if opener is None or opener[0] in line.oblique or _other_subjects(line, opener[0], end):
        return None
    early = attribution.opens(line, opener[0])
    if early and opener[1] <= first:
        return cast("Subject", ("person", opener[2]))
    return None


def _other_subjects(line: HeardLine, first: int, end: int) -> bool:
    """Another is named besides, in a case that could be a subject's, before the words end."""
    return any(first < other < end and other not in line.oblique for other, _, _ in line.heard)


def _contradicted(line: HeardLine, found: Subject, first: int, end: int, language: str) -> bool:
    """Another's name stands at the sentence's end as of who said it all: "…, Tokayev said"."""
    if language in languages_with("verb_last"):
        return False
    verb = _tail_verb(line, end)
    if verb is None or verb.first < first:
        return False
    teller = attribution.subject_of(line, verb, _tail_start(line, verb), len(line.scan.tokens))
    return teller != found
