"""What others ask of a State. Nothing here changes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import chain

import msgspec
from msgspec import Struct

from monitor.events.stories_and_feeds import Member
from monitor.model import Binding, CountryCode, PartialDate, Person, Reading, Slip, Stage
from monitor.stories.state import State, Story

_encode = msgspec.json.Encoder(order="sorted").encode

_NAMED_MAX = 2  # leads in a title
_ORDER = (
    "cancelled",
    "postponed",
    "denied",
    "ratified",
    "signed",
    "happened",
    "under way",
    "announced",
    "proposed",
)


def fingerprint(state: State) -> str:
    """SHA-256, hex, of the State as canonical JSON: sorted names, so that how it was reached does
    not matter.

    Erasing texts leaves it as it was.
    """
    fields = msgspec.structs.asdict(state)
    del fields["erased_to"]
    fields["numbers"] = {str(number): story_id for number, story_id in state.numbers.items()}
    fields["updates"] = {str(update_id): update for update_id, update in state.updates.items()}
    # of a log in which nothing was learnt or reported, as before it could be
    for name in ("said", "learnt", "reports", "reported"):
        if not fields[name]:
            del fields[name]
    if state.reports:
        fields["reports"] = {str(number): report for number, report in state.reports.items()}
    if state.learnt:
        fields["learnt"] = {str(number): learnt for number, learnt in state.learnt.items()}
    fields["claims"] = {str(correction): claim for correction, claim in state.claims.items()}
    return sha256(_encode(fields)).hexdigest()


def resolve(state: State, story_id: str) -> str | None:
    """The open story of that id, or the one that it ended in; None if there is none in memory."""
    found = state.aliases.get(story_id, story_id)
    return found if found in state.stories else None


def by_number(state: State, number: int) -> str | None:
    """The open story that the public number leads to."""
    story_id = state.numbers.get(number)
    return None if story_id is None else resolve(state, story_id)


def bindings(state: State) -> tuple[Binding, ...]:
    """In force on articles of open stories; where corrections disagree about two articles, the last
    one counts.
    """
    last: dict[frozenset[str], Binding] = {}
    for correction in sorted(state.claims):
        for binding in state.claims[correction].bindings:
            last[frozenset((binding.a, binding.b))] = binding
    return tuple(last.values())


def maybe(state: State, story: Story) -> str | None:
    """The story that this one may belong to, by today's id; None once a correction has settled
    that.
    """
    if story.maybe is None:
        return None
    now = state.aliases.get(story.maybe, story.maybe)
    return None if now == story.id or _kept_apart(state, story, now) else now


def _kept_apart(state: State, story: Story, other_id: str) -> bool:
    """Whether a correction in force says that an article of the one does not tell the other."""
    numbers = {
        correction
        for article_id in story.members
        for correction in state.claimed.get(article_id, ())
    }
    apart = (
        binding
        for number in numbers
        for binding in state.claims[number].bindings
        if not binding.together
    )
    pairs = ({state.where.get(binding.a), state.where.get(binding.b)} for binding in apart)
    return any(pair == {story.id, other_id} for pair in pairs)


def unsure(state: State) -> list[Story]:
    """Open stories that a person should look at."""
    return [story for story in state.stories.values() if maybe(state, story)]


def threads(state: State) -> list[list[str]]:
    """Open stories that belong together because articles of one recall another, each thread as
    story ids.
    """
    parent = {story_id: story_id for story_id in state.stories}
    for story in state.stories.values():
        for link in linked(state, story):
            parent[_root(parent, link)] = _root(parent, story.id)
    grouped: dict[str, list[str]] = {}
    for story_id in state.stories:
        grouped.setdefault(_root(parent, story_id), []).append(story_id)
    return [thread for thread in grouped.values() if len(thread) > 1]


def linked(state: State, story: Story) -> list[str]:
    """Open stories that this one's articles recall, with those that stories now part of it
    recalled.
    """
    recalled = [*story.links, *(link for alias in story.aliases for link in alias.links)]
    found = dict.fromkeys(resolve(state, link) for link in recalled)
    return [link for link in found if link is not None and link != story.id]


def _root(parent: dict[str, str], story_id: str) -> str:
    while parent[story_id] != story_id:
        parent[story_id] = parent[parent[story_id]]
        story_id = parent[story_id]
    return story_id


# --- a story in short ---


class Participant(Struct, frozen=True, kw_only=True):
    name: str
    office: str | None = None
    country: CountryCode | None = None


class StorySummary(Struct, frozen=True, kw_only=True):
    """What a list of stories shows. `title` is in the house's form: "KZ Tokayev – RU
    Matviyenko".
    """

    title: str
    act: str | None
    stage: Stage | None
    date: PartialDate | None
    place: str | None
    people: tuple[Participant, ...]
    countries: tuple[CountryCode, ...]
    languages: tuple[str, ...]


def summary(members: Sequence[Member]) -> StorySummary:
    """From the articles of a story alone, whether it is open or closed. What most of them say
    counts; the earlier breaks ties.
    """
    readings = [_mended(member.reading) for member in members]
    people = _people(readings)
    return StorySummary(
        title=_title(readings, people),
        act=_act(readings),
        stage=_stage(readings),
        date=_date(readings),
        place=_place(readings),
        people=tuple(_participant(people_of) for people_of in people),
        countries=tuple(_counted(country for reading in readings for country in reading.countries)),
        languages=tuple(dict.fromkeys(reading.language for reading in readings)),
    )


def _mended(reading: Reading) -> Reading:
    """With people under the names that were meant, where the source slipped."""
    if not reading.slips:
        return reading
    return msgspec.structs.replace(
        reading, people=tuple(_renamed(one, reading.slips) for one in reading.people)
    )


def _renamed(person: Person, slips: Iterable[Slip]) -> Person:
    for slip in slips:
        if slip.as_written in person.name.split():
            name, surname = (
                part.replace(slip.as_written, slip.read_as)
                for part in (person.name, person.surname)
            )
            return msgspec.structs.replace(person, name=name, surname=surname)
    return person


def _most(values: Iterable[str]) -> str | None:
    return next(iter(_counted(values)), None)


def _counted(values: Iterable[str]) -> list[str]:
    """The values, the most frequent first; the earlier first among equals."""
    return [value for value, _ in Counter(values).most_common()]


def _stage(readings: Sequence[Reading]) -> Stage | None:
    """The furthest that any article says."""
    said = {reading.stage for reading in readings}
    return next((stage for stage in _ORDER if stage in said), None)


def _date(readings: Sequence[Reading]) -> PartialDate | None:
    """The most precise written date that most articles give; one merely taken from publishing
    counts last.
    """
    spans = [reading.date for reading in readings if reading.date]
    written = [span.start for span in spans if span.basis != "published"]
    counts = Counter(written or [span.start for span in spans])
    return max(counts, key=lambda date: (len(date), counts[date]), default=None)


def _people(readings: Sequence[Reading]) -> list[list[Person]]:
    """Those who act, each as all the articles name them; whom most articles put first stands
    first.
    """
    found: dict[str, list[Person]] = {}
    rank: dict[str, float] = {}
    for reading in readings:
        for place, person in enumerate(reading.people):
            if person.role == "mentioned":
                continue
            key = person.known or person.key
            found.setdefault(key, []).append(person)
            rank[key] = rank.get(key, 0.0) + 1 / (1 + place)
    leads = {key: sum(person.role == "lead" for person in people) for key, people in found.items()}
    ordered = sorted(found, key=lambda key: (-leads[key], -rank[key]))
    return [found[key] for key in ordered]


def _participant(people: Sequence[Person]) -> Participant:
    return Participant(
        name=_name(people, full=True),
        office=_most(person.office for person in people if person.office),
        country=_most(person.country for person in people if person.country),
    )


def _name(people: Sequence[Person], *, full: bool) -> str:
    """As most articles write it, in Latin letters if any does."""
    names = [person.name if full else person.surname or person.name for person in people]
    latin = [name for name in names if name.isascii()]
    return _most(latin or names) or ""


def _title(readings: Sequence[Reading], people: Sequence[Sequence[Person]]) -> str:
    if _is_multilateral(readings):
        organisation = _most(chain.from_iterable(reading.organisations for reading in readings))
        if organisation:
            act = _act(readings) or ""
            return ", ".join(filter(None, (f"{organisation} {act}".strip(), _place(readings))))
    leads = list(filter(_leads, people))
    if leads:
        return " – ".join(map(_labelled, leads[:_NAMED_MAX]))
    return next((reading.title for reading in readings if reading.title), "(no title)")


def _leads(persons: Sequence[Person]) -> bool:
    return any(person.role == "lead" for person in persons)


def _act(readings: Sequence[Reading]) -> str | None:
    return _most(reading.acts[0] for reading in readings if reading.acts)


def _place(readings: Sequence[Reading]) -> str | None:
    return _most(reading.place.name for reading in readings if reading.place)


def _is_multilateral(readings: Sequence[Reading]) -> bool:
    return 2 * sum(reading.multilateral for reading in readings) > len(readings)


def _labelled(persons: Sequence[Person]) -> str:
    country = _most(person.country for person in persons if person.country)
    return " ".join(part for part in (country, _name(persons, full=False)) if part)
