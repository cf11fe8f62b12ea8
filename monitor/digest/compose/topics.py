"""Whether a story is what a reader follows: `wants(topic, members)`.

Every list of `topic.include` that is not empty must be met by one of its values (with `together`,
by all its countries); no value of `topic.exclude` may be. People match by name across spellings and
scripts; words by their fold, a phrase by all of its words, and a word with a closing * by its
beginning. All of it is linear in the readings' length.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from msgspec import Struct

from monitor.digest.compose.rank import standing
from monitor.digest.wording.summary import gist_of
from monitor.events.stories_and_feeds import Member
from monitor.model import Interests, Reading, Topic
from monitor.names.matching import same_name
from monitor.text.normalize import fold_word

# letters: a stem that is long enough to tell a word, an ending that may differ
_STEM, _ENDING = 5, 2
# of `same_name`: a surname alone meets the whole name, a namesake's other spelling too
_SAME_NAME = 0.75


class _Said(Struct, frozen=True):
    """What a story names; words folded for comparing, people as written."""

    countries: frozenset[str]
    people: frozenset[str]
    organisations: frozenset[str]
    acts: frozenset[str]
    words: frozenset[str]


def wants(topic: Topic, members: Sequence[Member]) -> bool:
    return bool(wanted_by([topic], members))


def wanted_by(topics: Sequence[Topic], members: Sequence[Member]) -> int:
    """How many of the topics the story meets."""
    said = _said(members, words=any(topic.include.words or topic.exclude.words for topic in topics))
    return sum(_wants(topic, said, members) for topic in topics)


def _wants(topic: Topic, said: _Said, members: Sequence[Member]) -> bool:
    if topic.together and not set(topic.include.countries) <= said.countries:
        return False
    if not _meets(topic.include, said, every=True) or _meets(topic.exclude, said, every=False):
        return False
    return topic.minimum_standing == 0 or standing(gist_of(members)) >= topic.minimum_standing


def _said(members: Sequence[Member], *, words: bool) -> _Said:
    """`words`, the dearest part, only where a topic asks for them."""
    readings = [member.reading for member in members]
    people = chain.from_iterable(reading.people for reading in readings)
    acting = [person for person in people if person.role != "mentioned"]
    countries = {*_all(reading.countries for reading in readings)}
    told = map(_words_of, readings) if words else ()
    return _Said(
        countries=frozenset(countries | {person.country for person in acting if person.country}),
        people=frozenset(person.name for person in acting),
        organisations=_all(reading.organisations for reading in readings),
        acts=_all(reading.acts for reading in readings),
        words=_all(told),
    )


def _all(lists: Iterable[Iterable[str]]) -> frozenset[str]:
    return frozenset(chain.from_iterable(lists))


def _words_of(reading: Reading) -> tuple[str, ...]:
    return (*_stems(reading), *_folded(reading.title))


def _stems(reading: Reading) -> Iterator[str]:
    return (stem for stem, _, _ in reading.words.stems())


def _meets(interests: Interests, said: _Said, *, every: bool) -> bool:
    """With `every`, each list that is not empty must be met; else any one of them is enough."""
    checks: tuple[tuple[Sequence[str], Callable[[str], bool]], ...] = (
        (interests.countries, said.countries.__contains__),
        (interests.organisations, said.organisations.__contains__),
        (interests.acts, said.acts.__contains__),
        (
            interests.people,
            lambda name: any(same_name(name, person) >= _SAME_NAME for person in said.people),
        ),
        (interests.words, lambda phrase: _says(phrase, said.words)),
    )
    met = (any(map(holds, values)) for values, holds in checks if values)
    return all(met) if every else any(met)


def _says(phrase: str, words: frozenset[str]) -> bool:
    return all(_says_word(word, words) for word in phrase.split())


def _says_word(word: str, words: frozenset[str]) -> bool:
    fold = _fold(word.rstrip("*"))
    if fold in words:
        return True
    if word.endswith("*"):
        return any(said.startswith(fold) for said in words)
    return len(fold) >= _STEM and any(_one_stem(fold, said) for said in words)


def _one_stem(fold: str, said: str) -> bool:
    """Folding leaves "railway" and "railwa" of a plural and a singular: one begins with the
    other.
    """
    return (
        abs(len(fold) - len(said)) <= _ENDING
        and len(said) >= _STEM
        and (said.startswith(fold) or fold.startswith(said))
    )


def _folded(text: str) -> tuple[str, ...]:
    return tuple(_fold(word.strip(".,:;!?\"'()«»“”")) for word in text.split())


@functools.lru_cache(maxsize=16_384)
def _fold(word: str) -> str:
    return fold_word(word)
