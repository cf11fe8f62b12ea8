"""Whether an article tells of diplomacy at all: states, or a state and an international body,
acting towards each other through those who hold office, or an act that is diplomacy whoever tells
it.

One candidate an article. Its features are those of the reading: which states and bodies stand
together with an act, and where; who leads, and in which office; how much of the article they fill;
whether it has words of relations between states. Words of sport, crime or weather are none of them:
all that is no diplomacy is known by what it lacks. Only where title and first sentences name a
firm, a club or a brand, and nobody who acts for a state, that settles it.

Little more than a headline says less of everything: there each feature has a weight of its own
beside the common one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from monitor.claims.confidence import ClaimCandidate, Features
from monitor.gazetteer.acts import acts_that_are
from monitor.gazetteer.offices import OfficeMention, rank_of
from monitor.gazetteer.relations import KINDS, is_common, private_in, relations_in
from monitor.model import Claim, CountryCode, Person, Reading
from monitor.reading.events.event import Sentence
from monitor.reading.evidence import ReadSoFar, where
from monitor.text.coverage import language_unread
from monitor.text.tokens import covered

_TWO = 2
_MANY = 3  # from which on more say no more
_FEW_SENTENCES = 3  # of an account that is little more than its headline
_HIGH_RANK = 4  # ambassadors, ministers and those above them
_FIRST = ("title", "lead", "second")
_RELATIONS_READ = 12  # sentences in which words of relations are looked for
_FIGURES_MAX = 2.0  # a sentence
_OF_FIRMS, _OF_TREATIES = 0.3, 0.8  # what is likely, whatever else the account says
_RATIFIED = "ratification"
_DEALS = frozenset({"signing", "agreement", "opening", "appointment", "statement", "aid"})
_OF_FIRMS_ALONE = _DEALS | {"meeting", "talks"}
_PRIVATE = _OF_FIRMS_ALONE | {
    "visit", "summit", "forum", "interview", "award", "call", "message", "mediation", "exchange"
}  # fmt: skip
_ENVOYS = frozenset({"ambassador", "special-envoy", "consul", "charge"})
_ANYBODYS = frozenset({"president", "chair"})


class _Tells(Struct, frozen=True, kw_only=True):
    """What one sentence says of who acts."""

    part: str  # of the article
    number: int
    states: set[CountryCode]
    bodies: set[str]
    acts: set[str]  # that it tells, outside quotations
    denies: bool  # an act, or that there is one
    relations: set[str]  # kinds of words of relations between states
    in_office: bool  # it names an office, or somebody known to hold one
    office_of_a_party: bool  # an office that it binds to a state or a body
    offices: int
    capital: bool  # it names one, government or town
    high_offices: int  # of a head of state or government, a minister, an ambassador

    @property
    def parties(self) -> set[str]:
        return {*self.states, *self.bodies}

    @property
    def is_tie(self) -> bool:
        """An act that is told, of two parties, through somebody in office."""
        return bool(self.acts) and self.in_office and len(self.parties) >= _TWO


def candidates(seen: ReadSoFar, claims: Iterable[Claim]) -> list[ClaimCandidate[bool]]:
    """`claims` are those of the article's other fields."""
    told = list(_told(seen, seen.sentences))
    features = {
        **_who(seen.reading),
        **_of_the_whole(seen.reading),
        **_of_the_first(told),
        **_of_relations(told),
        **_how_much(told, seen.reading),
        **_how_sure(claims),
    }
    acts = seen.reading.acts
    return [
        ClaimCandidate(
            value=True,
            key=acts[0] if acts else "no act",
            sentence=_foremost(told),
            features=_by_length(features, told),
        )
    ]


def bounded(sure: float, seen: ReadSoFar) -> float:
    """`sure` where the beginning settles it: what firms, clubs and brands do between them is no
    diplomacy, and a treaty with another state is ratified by nobody but a state, however short the
    account.
    """
    first = list(_told(seen, [one for one in seen.sentences if one.number <= 0]))
    if _is_private(seen, first):
        return min(sure, _OF_FIRMS)
    if any(_RATIFIED in one.acts and one.states for one in first):
        return max(sure, _OF_TREATIES)
    return sure


def _is_private(seen: ReadSoFar, first: Sequence[_Tells]) -> bool:
    """Title and first sentences name a firm, a club or a brand, and nobody who acts for a state."""
    language = seen.reading.language
    early = [one for one in seen.sentences if one.number <= 1]
    kinds = set[str]().union(*(private_in(one.scan.tokens, language) for one in early))
    acts = {act for one in first for act in one.acts}
    if not kinds or not acts <= (_PRIVATE if kinds - {"firms"} else _OF_FIRMS_ALONE):
        return False
    named = [mention for mention in seen.people if mention.named and mention.person.known]
    holders = {number for mention in named for number, *_ in mention.at}
    return not any(one.number in holders or _is_of_states(one, kinds, language) for one in early)


def _is_of_states(one: Sentence, kinds: set[str], language: str) -> bool:
    """It names a body, an office that only states have, two states in its headline, or words that
    only states use of themselves; an envoy's life is told in them too.
    """
    states = {mention.code for mention in one.scan.countries if mention.how == "name"}
    headline = one.number < 0 and "clubs" not in kinds
    if one.scan.organisations or (headline and len(states) >= _TWO):
        return True
    offices = (found for found in one.scan.offices if rank_of(found.office) <= _HIGH_RANK)
    if any(_is_a_states(office, kinds) for office in offices):
        return True
    if "lives" in kinds:
        return False
    taken = covered(one.scan.acts, one.scan.offices)
    return any(
        taken.isdisjoint(range(found.first, found.last)) and not is_common(one.scan.tokens, found)
        for found in relations_in(one.scan.tokens, language)
    )


def _is_a_states(office: OfficeMention, kinds: set[str]) -> bool:
    """Clubs and brands have presidents and ambassadors too, and firms presidents; and whoever died
    may have been one.
    """
    if office.office in _ENVOYS:
        is_called_so = "clubs" in kinds and office.country is None  # by the other players
        return kinds.isdisjoint(("brands", "lives")) and not is_called_so
    if office.office in _ANYBODYS:
        return "clubs" not in kinds and office.country is not None
    return True


def _by_length(features: Features, told: Sequence[_Tells]) -> Features:
    short = sum(one.number >= 0 for one in told) < _FEW_SENTENCES
    kind = "in brief" if short else "at length"
    return {kind: 1.0, **features, **{f"{name}, {kind}": at for name, at in features.items()}}


def _told(seen: ReadSoFar, sentences: Sequence[Sentence]) -> Iterator[_Tells]:
    holders: defaultdict[int, list[Person]] = defaultdict(list)
    for mention in seen.people:
        if mention.person.office or mention.person.known:
            for number in {at[0] for at in mention.at}:
                holders[number].append(mention.person)
    language = seen.reading.language
    return (_tells(one, holders[one.number], language) for one in sentences)


def _tells(one: Sentence, holders: Sequence[Person], language: str) -> _Tells:
    read = relations_in(one.scan.tokens, language) if one.number < _RELATIONS_READ else ()
    return _Tells(
        part=where(one.number),
        number=one.number,
        states={*_states_named(one), *_states_of(holders)},
        bodies={found.value for found in one.scan.organisations},
        acts={act.value for act in one.said.acts},
        denies=bool(one.said.undone) or one.said.stage == "denied",
        relations={found.value for found in read},
        in_office=bool(holders or one.scan.offices),
        office_of_a_party=any(one.country or one.organisation for one in one.scan.offices),
        capital=any(mention.capital for mention in one.scan.places),
        offices=len(one.scan.offices),
        high_offices=sum(rank_of(office.office) <= _HIGH_RANK for office in one.scan.offices),
    )


def _states_named(one: Sentence) -> Iterator[CountryCode]:
    """A town does not make its country a party; a capital that stands for its government does."""
    yield from (mention.code for mention in one.scan.countries)
    for mention in one.scan.places:
        if mention.capital and mention.cue == "none" and mention.place.country:
            yield mention.place.country


def _foremost(told: Sequence[_Tells]) -> int | None:
    """The sentence that ties the parties; where none does, the first that tells an act."""
    ties = [one.number for one in told if one.is_tie]
    return next(iter(ties or [one.number for one in told if one.acts]), None)


# --- who takes part ---


def _who(reading: Reading) -> Features:
    leads = [person for person in reading.people if person.role == "lead"]
    in_office = [person for person in leads if person.office or person.known]
    return {
        f"{_at_most(len(_states_of(leads)))} states lead": 1.0,
        f"leads of rank {min(map(_rank, leads), default='none')}": 1.0,
        **{f"{person.office} leads": 1.0 for person in leads if person.office},
        "two in office of two states": float(len(_states_of(in_office)) >= _TWO),
        "in office for a state and for a body": float(_of_a_state_and_a_body(in_office)),
        "a known holder leads": float(any(person.known for person in leads)),
        "nobody in office leads": float(not in_office),
        "no high office is named": float(min(map(_rank, reading.people), default=9) > _HIGH_RANK),
        "somebody in office is quoted": float(_in_office_speaks(reading)),
        "in a place of another state": float(_is_abroad(reading, _states_of(leads))),
    }


def _at_most(count: int) -> str:
    return f"{count}" if count < _MANY else f"{_MANY} or more"


def _rank(person: Person) -> int:
    return rank_of(person.office)


def _states_of(people: Iterable[Person]) -> set[CountryCode]:
    return {person.country for person in people if person.country}


def _of_a_state_and_a_body(people: Sequence[Person]) -> bool:
    of_states = [one for one in people if one.country and not one.organisation]
    return bool(of_states) and any(one.organisation for one in people)


def _is_abroad(reading: Reading, states: set[CountryCode]) -> bool:
    return bool(reading.place and reading.place.country and states - {reading.place.country})


def _in_office_speaks(reading: Reading) -> bool:
    in_office = {person.key for person in reading.people if person.office}
    return any(quotation.speaker_key in in_office for quotation in reading.quotations)


# --- of the whole reading ---


def _of_the_whole(reading: Reading) -> Features:
    return {
        f"{_at_most(len(reading.countries))} states act": 1.0,
        f"{_at_most(len(reading.organisations))} bodies named": 1.0,
        "no act": float(not reading.acts),
        "several states meet": float(reading.multilateral),
        "a kind of visit": float(reading.visit is not None),
        "a number in a row": float(bool(reading.ordinals)),
        "recalls another event": float(any(one.act for one in reading.background)),
        "something signed or agreed": float(bool(reading.outcomes)),
        "language not read": float(language_unread(reading.notes) is not None),
    }


# --- of title and first sentences ---


def _of_the_first(told: Sequence[_Tells]) -> Features:
    found: Features = {}
    for one in told:
        if one.part in _FIRST:
            found |= _of_part(one)
    first = [one for one in told if one.number <= 0]
    parties = {party for one in first for party in one.parties}
    return found | {
        "a tie anywhere": float(any(one.is_tie for one in told)),
        "a tie in title or lead": float(any(one.is_tie for one in first)),
        f"{_at_most(len(parties))} parties in title and lead": 1.0,
        "no act in title or lead": float(not any(one.acts for one in first)),
        "nobody in office in title or lead": float(not any(one.in_office for one in first)),
    }


def _of_part(one: _Tells) -> Features:
    part = one.part
    of_two = not one.acts.isdisjoint(acts_that_are("of_two"))
    return {
        f"{_at_most(len(one.parties))} parties in {part}": 1.0,
        f"act told in {part}": float(bool(one.acts)),
        f"act of two told in {part}": float(of_two),
        f"act of two by a high office in {part}": float(of_two and one.high_offices > 0),
        f"act of two by two high offices in {part}": float(of_two and one.high_offices >= _TWO),
        f"tie in {part}": float(one.is_tie),
        f"act and two parties in {part}": float(bool(one.acts) and len(one.parties) >= _TWO),
        f"office of a party in {part}": float(one.office_of_a_party),
        f"somebody in office in {part}": float(one.in_office),
        f"several offices in {part}": float(one.offices >= _TWO),
        f"denial in {part}": float(one.denies),
        f"denial of {'two parties' if len(one.parties) >= _TWO else 'a party'} in {part}": float(
            one.denies and bool(one.parties)
        ),
        f"denial and missions in {part}": float(one.denies and "missions" in one.relations),
        f"a body in {part}": float(bool(one.bodies)),
        f"a capital in {part}": float(one.capital),
        f"a high office and a capital in {part}": float(one.capital and one.high_offices > 0),
    }


# --- words of relations ---


def _of_relations(told: Sequence[_Tells]) -> Features:
    read = [one for one in told if one.number < _RELATIONS_READ]
    every = max(1, len(read))
    share = {kind: sum(kind in one.relations for one in read) / every for kind in KINDS}
    title_and_lead = [one for one in read if one.number <= 0]
    return {
        **{f"{kind} in {one.part}": 1.0 for one in title_and_lead for kind in one.relations},
        **{f"relations in {one.part}": float(bool(one.relations)) for one in title_and_lead},
        **{f"share with {kind}": part for kind, part in share.items()},
        **{f"{kind} anywhere": float(part > 0) for kind, part in share.items()},
        "no word of relations": float(not any(share.values())),
    }


# --- how much of the article it is, and how sure the rest ---


def _how_much(told: Sequence[_Tells], reading: Reading) -> Features:
    body = [one for one in told if one.number >= 0] or told
    every = max(1, len(body))
    return {
        "share with a party": sum(bool(one.parties) for one in body) / every,
        "share with two parties": sum(len(one.parties) >= _TWO for one in body) / every,
        "share with an act": sum(bool(one.acts) for one in body) / every,
        "share with somebody in office": sum(one.in_office for one in body) / every,
        "share with a tie": sum(one.is_tie for one in body) / every,
        "figures a sentence": min(_FIGURES_MAX, len(reading.figures) / every),
        "quotations a sentence": min(1.0, len(reading.quotations) / every),
        "quotations of nobody": float(reading.quotes_refused > 0),
    }


def _how_sure(claims: Iterable[Claim]) -> Features:
    sure = [(claim.field, claim.confidence) for claim in claims]
    leads = sorted((at for field, at in sure if field == "lead"), reverse=True)
    first, second, *_ = *leads, 0.0, 0.0
    return {
        "act is sure": max((at for field, at in sure if field == "act"), default=0.0),
        "who leads is sure": first,
        "who leads beside is sure": second,
    }
