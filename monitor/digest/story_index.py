"""Which stories meet what readers follow by name: all stories of an edition are filed once under
what they name, and each follow is then a look-up.

A person is met by who it is, however it is written: by the row of the data files that an account's
person was read to be, else by name across spellings and scripts. A story is met by itself and by
those that recall it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from monitor.digest.model import StoryForDigest
from monitor.events.stories_and_feeds import Member
from monitor.model import Follow, Person
from monitor.names import office_holders
from monitor.names.matching import name_key, name_words, same_name
from monitor.text.forms import Phrase, Sayings, said_in_title

_SAME_NAME = 0.75  # of `same_name`, as for topics
_NOBODY: frozenset[str] = frozenset()
Accounts = Sequence[tuple[str, Member]]


class StoryIndex:
    """Stories of an edition with the accounts that it knows, by what they name."""

    def __init__(self, stories: Iterable[tuple[StoryForDigest, Sequence[Member]]]) -> None:
        self._filed: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self._people: defaultdict[str, dict[tuple[str, str | None], set[str]]] = defaultdict(dict)
        self._accounts: list[tuple[str, Member]] = []
        self._met: dict[str, frozenset[str]] = {}
        for story, members in stories:
            self._file(story, members)

    def meeting(self, follow: Follow) -> frozenset[str]:
        """Ids of the stories that meet it."""
        if follow.id not in self._met:
            self._met[follow.id] = self._meeting(follow)
        return self._met[follow.id]

    def _meeting(self, follow: Follow) -> frozenset[str]:
        match follow.kind:
            case "word":
                said = self._sayings.saying(Phrase.of(follow.of))
                return frozenset(self._accounts[number][0] for number in said)
            case "person":
                return self._known(follow)
            case "name":
                return frozenset(self._called((follow.of,), None))
            case kind:
                return frozenset(self._filed.get((kind, follow.of), _NOBODY))

    # --- filing ---

    def _file(self, story: StoryForDigest, members: Sequence[Member]) -> None:
        for kind, of in {("story", story.id), *(("story", link) for link in story.links)}:
            self._filed[kind, of].add(story.id)
        for member in members:
            self._accounts.append((story.id, member))
            for named in _named(member):
                self._filed[named].add(story.id)
            for person in member.reading.people:
                if person.role != "mentioned":
                    self._file_person(story.id, person)

    def _file_person(self, story_id: str, person: Person) -> None:
        if person.known:
            self._filed["person", person.known].add(story_id)
        for key in {person.key, *_keys_of(person.name)}:
            self._people[key].setdefault((person.name, person.known), set()).add(story_id)

    @cached_property
    def _sayings(self) -> Sayings:
        return Sayings(
            (number, _words_of(member)) for number, (_, member) in enumerate(self._accounts)
        )

    # --- people ---

    def _known(self, follow: Follow) -> frozenset[str]:
        """Also accounts that name him and were not read to mean any row."""
        sure = self._filed.get(("person", follow.of), _NOBODY)
        names = {follow.name, *_names_of(follow.of)} - {""}
        return frozenset(sure | self._called(tuple(names), follow.of))

    def _called(self, names: Sequence[str], known: str | None) -> set[str]:
        """Stories with somebody of one of these names; another row of the data files is somebody
        else.
        """
        found: set[str] = set()
        for key in {key for name in names for key in _keys_of(name)}:
            for (called, his), stories in self._people.get(key, {}).items():
                is_other = known is not None and his is not None and his != known
                if not is_other and any(same_name(name, called) >= _SAME_NAME for name in names):
                    found |= stories
        return found


def _named(member: Member) -> Iterator[tuple[str, str]]:
    reading = member.reading
    acting = (person for person in reading.people if person.role != "mentioned")
    countries = {*reading.countries, *(person.country for person in acting if person.country)}
    yield from (("country", code) for code in countries)
    yield from (("organisation", name) for name in reading.organisations)
    yield from (("act", act) for act in reading.acts)


def _keys_of(name: str) -> set[str]:
    """How somebody of this name is filed, whichever of its words is the surname."""
    return {name_key(word) for word in name_words(name)} - {""}


def _names_of(person_id: str) -> Iterator[str]:
    return (one.name for one in office_holders.holders() if one.id == person_id)


def _words_of(member: Member) -> Iterator[str]:
    yield from (stem for stem, _, _ in member.reading.words.stems())
    yield from said_in_title(member.reading.title)
