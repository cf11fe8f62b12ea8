"""Offices ("president", "foreign-minister") with the country, organisation or body they are bound
to, and who held them when.

Words stand in data/offices.toml, holders in data/office_holders.tsv.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TypeVar

from msgspec import Struct, structs

from monitor.datafiles import languages_with, listed, source, table
from monitor.gazetteer.countries import CountryMention
from monitor.model import CountryCode
from monitor.text.lexicon import Found
from monitor.text.normalize import plain
from monitor.text.tokens import Token, covered
from monitor.text.wordlists import Wordlist

# Cumhurbaşkanlığı is the presidency, Bakanlık the ministry.
TURKIC_BODY = re.compile(
    r"(?:kan|dent|nistr|zir|kim|elci)l[iu][gkqy]|(?:дент|нистр|зир|ким|төраға)л[иіыу][кқғг]"
)
# "Their presidents", "the president's": no name of one holder follows.
_TURKIC_OTHERS = re.compile(
    r"(?:l[ae]r(?:i(?:nin|ning|n|ni|ga|da)?)?|лар[ыиі]?|лер[ыиі]?|дар[ыиі]?|дер[ыиі]?|тар[ыиі]?|"
    r"тер[ыиі]?|n[iu]ng?|н[ыиі]ң|нинг|нын|нин)$"
)
_GEORGIAN_MANY = re.compile(r"ებ(?:ი|მა|ს|ის|ისა|ით|ად|თან|ზე)?$")  # "their prime ministers"
# states whose head is called a chairman by their neighbours
_HEADS_CALLED_CHAIRS = frozenset(("CN", "KP"))
_REACH_BACK = 4
_TO_ASSOCIATION = 3  # tokens between a country and the noun that it describes
_OF_ASSOCIATIONS = {"president": "chair", "vice-president": "deputy-chair"}
_TO_SEAT = 2  # tokens between an envoy's office and his seat
_WITH_PORTFOLIOS = frozenset(("minister", "deputy-minister"))
_PORTFOLIO_WORDS_MAX = 5
_DELEGATION = frozenset("团團")
_FOREIGN_SECRETARY = 2  # words
_AND = frozenset(("and", "ve", "və"))
_STATE_DEPARTMENTS = frozenset((None, "US", "VA", "GB"))
_NO_OWNER_BEHIND = frozenset(("han", "kana", "hangul"))
_GAP = " \u00a0'’‘«»“”\"-"  # what may stand between words that belong together
_OF = frozenset(listed("of de du des del dell della do da des"))
_STATES = frozenset(
    listed(
        "country state nation republic pays etat nation republique pais estado nacion paese stato "
        "republica nacao gobierno governo consejo"
    )
)
_REST_WORDS = 5  # of an office, behind the country that stands in its midst
_NAME_WORDS = 3  # with capitals, of a body that no list knows
_REACH = 14  # words after an office among which "of the Senate of the Republic of X" must end


@cache
def succession() -> Wordlist:
    """The words for who leaves an office, and who takes it over."""
    return Wordlist({"succession": table("offices.toml")["succession"]})


class OfficeMention(Struct, frozen=True, gc=False):
    """`tokens[first:last]` are the words of the office itself; what it is bound to may stand on
    either side.
    """

    office: str
    first: int
    last: int
    country: CountryCode | None = None
    organisation: str | None = None
    body: str | None = None  # as written
    reach: int = 0  # end of all its words: "Chairman of the Senate of Kazakhstan"
    start: int = 0  # where its words begin, country before it included
    like: bool = False  # a counterpart's: the office is that of whoever was named before

    @property
    def end(self) -> int:
        """Behind its last word, or that of what it is bound to."""
        return max(self.last, self.reach)


@cache
def _associations() -> Wordlist:
    return Wordlist({"associations": table("offices.toml")["associations"]}, own_lists=True)


@cache
def office_words() -> Wordlist:
    return Wordlist(table("offices.toml")["office"])


@cache
def body_words() -> Wordlist:
    return Wordlist(table("offices.toml")["body"])


@cache
def _links(language: str = "") -> frozenset[str]:
    """Words between an office and what it belongs to, the language's own among them."""
    data = table("cues.toml")
    own = data["own"].get(language, {}).get("of", ())
    return frozenset(map(plain, (*data["of"]["words"], *own)))


@cache
def _between() -> frozenset[str]:
    return frozenset(table("cues.toml")["of"]["between"])


_RANK = re.compile(r"^\[office\.([\w-]+)\]\n(?:#.*\n)*rank = (\d+)$", re.MULTILINE)
_RANK_UNKNOWN = 9


@cache
def _ranks() -> dict[str, int]:
    """From the lines below each office's heading: a digest asks for the ranks alone, and parsing
    the words of all offices for them took longer than composing it.
    """
    return {office: int(rank) for office, rank in _RANK.findall(source("offices.toml"))}


def rank_of(office: str | None) -> int:
    """1 is a head of state; larger is lesser; 9 if unknown."""
    return _ranks().get(office or "", _RANK_UNKNOWN)


class _OfficeGround(Struct):
    """What is known of a sentence's tokens: which thing begins where."""

    tokens: Sequence[Token]
    countries: dict[int, CountryMention]
    country_ends: dict[int, CountryMention]
    organisations: dict[int, Found[str]]
    organisation_ends: dict[int, Found[str]]
    bodies: dict[int, Found[str]]
    text: str
    ahead: bool  # what an office belongs to may stand behind it
    body_ends: dict[int, Found[str]]
    links: frozenset[str]
    associations: Sequence[Found[str]]


class _Bound(Struct):
    """What an office is bound to on one side, and where its words end there."""

    edge: int
    country: CountryCode | None = None
    organisation: str | None = None
    body: Found[str] | None = None


def _after(ground: _OfficeGround, place: int) -> _Bound:
    """Walks "of the Senate of the Republic of X" from `place` on."""
    bound, at, unknown = _Bound(place), place, False
    last = min(place + _REACH, len(ground.tokens))
    while at < last and bound.country is None and _near(ground, at):
        named = _named_at(ground, bound, at)
        if named is not None:
            at = named
            if unknown and bound.organisation is None:
                break  # a bank's or a university's is no country's
            bound.edge = at
        elif ground.tokens[at].stems[0] in ground.links:
            at += 1
        elif not unknown and bound.edge == place < at and ground.tokens[at].capital:
            unknown, at = True, at + 1  # "of the Commission of the African Union"
        else:
            break
    return _Bound(place) if unknown and bound.organisation is None else bound


def _named_at(ground: _OfficeGround, bound: _Bound, at: int) -> int | None:
    """Takes what is named here; where its words end, or None if nothing is."""
    if country := ground.countries.get(at):
        bound.country = country.code
        return country.last
    if body := ground.bodies.get(at):
        bound.body = bound.body or body
        return body.last
    if bound.organisation is None and (organisation := ground.organisations.get(at)):
        bound.organisation = organisation.value
        return organisation.last
    return None


def _near(ground: _OfficeGround, at: int) -> bool:
    """Nothing but a space stands before this token: no comma, no full stop."""
    if at == 0:
        return True
    return not ground.text[ground.tokens[at - 1].end : ground.tokens[at].start].strip(_GAP)


def _before(ground: _OfficeGround, place: int) -> _Bound:
    """Walks back over "Kazakhstan's", "the Russian", "new"."""
    bound, at = _Bound(place), place
    while at > 0 and place - at < _REACH_BACK and _near(ground, at):
        named = _named_until(ground, bound, at)
        if named is not None:
            bound.edge = at = named
        elif ground.tokens[at - 1].stems[0] in _between():
            at -= 1
        else:
            break
    return bound


def _with_portfolio(ground: _OfficeGround, office: Found[str]) -> _Bound:
    """As `_before`; some words of what a minister is for may stand between: "German Economy
    Minister".
    """
    nearest = _before(ground, office.first)
    if nearest.country or nearest.organisation or office.value not in _WITH_PORTFOLIOS:
        return nearest
    for at in range(office.first - 1, max(office.first - 1 - _PORTFOLIO_WORDS_MAX, 0), -1):
        if not _near(ground, at + 1) or not _may_name_a_portfolio(ground, at):
            break
        farther = _before(ground, at)
        if farther.country:
            return farther
    return nearest


def _may_name_a_portfolio(ground: _OfficeGround, at: int) -> bool:
    token = ground.tokens[at]
    return (token.capital and at not in ground.bodies) or token.stems[0] in _AND


def _named_until(ground: _OfficeGround, bound: _Bound, at: int) -> int | None:
    """As `_named_at`, of what ends here: where its words begin."""
    if bound.country is None and (country := ground.country_ends.get(at)):
        bound.country = country.code
        return country.first
    if bound.organisation is None and (organisation := ground.organisation_ends.get(at)):
        bound.organisation = organisation.value
        return organisation.first
    if bound.body is None and (body := ground.body_ends.get(at)):
        bound.body = body
        return body.first
    return None


def offices_in(
    tokens: Sequence[Token],
    *,
    countries: Sequence[CountryMention],
    organisations: Sequence[Found[str]],
    text: str,
    language: str = "",
) -> list[OfficeMention]:
    """Every office, in order, with what it is bound to in its own sentence."""
    found = office_words().find(tokens, language)
    if (none := _no_office(language)) is not None:
        found = [office for office in found if not none.search(tokens[office.last - 1].stems[0])]
    found = [office for office in found if not _is_delegation(tokens, office)]
    if not found:
        return []
    bodies = body_words().find(tokens, language)
    named = _by_first(countries)
    found = [_around_country(tokens, office, named, language) for office in found]
    ground = _OfficeGround(
        tokens,
        named,
        _by_last(countries),
        _by_first(organisations),
        _by_last(organisations),
        _by_first(bodies),
        text,
        language not in languages_with("office_behind"),
        _by_last(bodies),
        _links(language),
        _associations().find(tokens, language),
    )
    return _counterparts([_bound(ground, office) for office in found])


def _around_country(
    tokens: Sequence[Token],
    office: Found[str],
    countries: dict[int, CountryMention],
    language: str,
) -> Found[str]:
    """As in "ministre turc des Affaires étrangères": the rest of its words stands behind its
    country.
    """
    country = countries.get(office.last)
    if country is None:
        return office
    own = tokens[office.first : office.last]
    joined = (*own, *tokens[country.last : country.last + _REST_WORDS])
    whole = next(iter(office_words().find(joined, language)), office)
    if whole.first > 0 or whole.last <= len(own):
        return office
    return structs.replace(whole, first=office.first, last=country.last + whole.last - len(own))


Placed = TypeVar("Placed", CountryMention, Found[str])


def _by_first(things: Sequence[Placed]) -> dict[int, Placed]:
    return {thing.first: thing for thing in things}


def _by_last(things: Sequence[Placed]) -> dict[int, Placed]:
    return {thing.last: thing for thing in things}


def _is_delegation(tokens: Sequence[Token], office: Found[str]) -> bool:
    """代表 is a representative, 代表团 a delegation."""
    behind = tokens[office.last].text if office.last < len(tokens) else ""
    return behind in _DELEGATION


def _no_office(language: str) -> re.Pattern[str] | None:
    """Endings that make of the word for an office its body, or several who hold it."""
    if language in languages_with("turkic"):
        return TURKIC_BODY
    return _GEORGIAN_MANY if language == "ka" else None


def _counterparts(offices: list[OfficeMention]) -> list[OfficeMention]:
    """A counterpart holds the office named before him in the sentence; without one the word says
    nothing.
    """
    kept: list[OfficeMention] = []
    for office in offices:
        if office.office != "counterpart":
            kept.append(office)
        elif kept:
            kept.append(structs.replace(office, office=kept[-1].office, like=True))
    return kept


def _bound(ground: _OfficeGround, office: Found[str]) -> OfficeMention:
    behind = _Bound(office.last)
    if ground.ahead and ground.tokens[office.first].script not in _NO_OWNER_BEHIND:
        behind = _after(ground, office.last)
    before = _with_portfolio(ground, office)
    if _is_an_associations(ground, office, before, behind):
        behind, before = _Bound(office.last), _Bound(office.first)
        office = structs.replace(office, value=_OF_ASSOCIATIONS.get(office.value, office.value))
    country = _inside(ground, office) or behind.country or before.country
    if _is_sent_there(ground, office, behind):
        country = before.country
    organisation = behind.organisation or before.organisation
    body = behind.body or before.body
    about = table("offices.toml")["body"].get(body.value, {}) if body else {}
    name = _in_body(_exactly(ground, office, bound=country or organisation), about)
    if name in ("chair", "speaker") and body is None and country in _HEADS_CALLED_CHAIRS:
        name = "president"
    return OfficeMention(
        office=name,
        first=office.first,
        last=office.last,
        country=country or about.get("country"),
        organisation=organisation,
        body=_as_written(ground, body) if body else None,
        reach=behind.edge,
        start=before.edge,
    )


def _is_an_associations(
    ground: _OfficeGround, office: Found[str], before: _Bound, behind: _Bound
) -> bool:
    """As in "president of the Italian football federation": a country is named with what it is in,
    and it is not that country's.
    """
    named = covered(
        ground.countries.values(), ground.bodies.values(), ground.organisations.values()
    )
    nouns = [noun for noun in ground.associations if noun.first not in named]
    if any(
        noun.first < office.last < noun.last or _is_led(ground, noun.last, office.first)
        for noun in nouns
    ):
        return True
    starts = {noun.first for noun in nouns}
    if before.country and not starts.isdisjoint(range(before.edge, office.first)):
        return True
    if behind.country is None:
        return office.last in starts
    federal = _federations() if behind.country in _called_federations() else frozenset[str]()
    last = behind.edge
    while last < min(behind.edge + _TO_ASSOCIATION, len(ground.tokens)) and _near(ground, last):
        last += 1
    return any(
        at in starts and ground.tokens[at].stems[0] not in federal
        for at in range(office.last, last)
    )


def _is_led(ground: _OfficeGround, behind: int, office: int) -> bool:
    """Only what it is of stands between them: "Latvian Chamber of Commerce president"."""
    between = ground.tokens[behind:office] if behind <= office else ()
    if behind > office or not all(_near(ground, at) for at in range(behind, office + 1)):
        return False
    of, *rest = between or (None,)
    return of is None or (of.stems[0] in _OF and bool(rest) and all(one.capital for one in rest))


@cache
def _called_federations() -> frozenset[str]:
    return frozenset(table("offices.toml")["federations"]["countries"])


@cache
def _federations() -> frozenset[str]:
    return frozenset(map(plain, table("offices.toml")["federations"]["words"]))


def _inside(ground: _OfficeGround, office: Found[str]) -> CountryCode | None:
    """Whose it is, where its country stands in its midst."""
    within = range(office.first, office.last)
    return next((ground.countries[at].code for at in within if at in ground.countries), None)


def _is_sent_there(ground: _OfficeGround, office: Found[str], behind: _Bound) -> bool:
    """As in "Mongolia's ambassador to Slovenia": the country behind is where he serves."""
    if behind.country is None or office.value not in _sent():
        return False
    last = office.last  # "high commissioner to" is one phrase
    beside = ground.tokens[last - 1 : last + 1]
    return any(token.stems[0] in _sent_to() for token in beside)


def is_seat(offices: Sequence[OfficeMention], at: int) -> bool:
    """Whether what stands there says where an envoy serves: "the French ambassador in Tunis"."""
    return any(one.office in _sent() and 0 <= at - one.end <= _TO_SEAT for one in offices)


@cache
def _sent() -> frozenset[str]:
    return frozenset(table("offices.toml")["sent"]["offices"])


@cache
def _sent_to() -> frozenset[str]:
    return frozenset(table("offices.toml")["sent"]["to"])


def _as_written(ground: _OfficeGround, body: Found[str]) -> str:
    return " ".join(token.text for token in ground.tokens[body.first : body.last])


def _exactly(ground: _OfficeGround, office: Found[str], *, bound: str | None) -> str:
    """A president of a museum is no head of state; nor does Georgia's secretary of state, in
    America, speak to the world.
    """
    stem = ground.tokens[office.first].stems[0]
    if office.value == "foreign-minister" and stem == "secretary":
        return office.value if bound in _STATE_DEPARTMENTS else "minister"
    if stem in _called_chancellors() and bound in table("offices.toml")["chancellors"]["countries"]:
        return "chancellor"
    if office.value == "foreign-minister" and _is_civil_servant(ground, office, bound):
        return "deputy-foreign-minister"
    if office.value == "ambassador" and stem == "high" and _is_for(ground, office.last):
        return "commissioner"
    if office.value == "president" and bound is None and _is_of_something(ground, office.last):
        return "chair"
    return office.value


def _is_civil_servant(ground: _OfficeGround, office: Found[str], bound: str | None) -> bool:
    """A foreign secretary is a minister, but in states that have a minister beside him."""
    last = ground.tokens[office.last - 1].stems[0]
    if last != "secretary" or office.last - office.first != _FOREIGN_SECRETARY:
        return False
    beside = {one.code for one in ground.countries.values()} if bound is None else {bound}
    return not beside.isdisjoint(table("offices.toml")["secretaries"]["countries"])


def _is_for(ground: _OfficeGround, place: int) -> bool:
    """As "for Human Rights", "on National Minorities": a body's, and no envoy."""
    return place < len(ground.tokens) and ground.tokens[place].stems[0] in ("for", "on")


@cache
def _called_chancellors() -> frozenset[str]:
    return frozenset(table("offices.toml")["chancellors"]["words"])


@cache
def held_by_one(*, in_body: bool) -> frozenset[str]:
    """Offices of a state, or of an organisation, that have one holder at a time."""
    return frozenset(table("offices.toml")["held"]["in_bodies" if in_body else "by_one"])


def chief_minister(office: str, where: str | None) -> str:
    """A prime minister is a chancellor where the head of government is called so."""
    chancellors = table("offices.toml")["chancellors"]["countries"]
    return "chancellor" if office == "prime-minister" and where in chancellors else office


def respells(language: str) -> bool:
    return language in table("offices.toml")["held"]["respelt_in"]


def _is_of_something(ground: _OfficeGround, place: int) -> bool:
    """As "of the museum": no name, no state, and no body that is known."""
    tokens, at = ground.tokens, place
    if at >= len(tokens) or tokens[at].stems[0] not in _OF:
        return False
    at += 1
    while at < len(tokens) and at - place < _REACH_BACK and tokens[at].stems[0] in _links():
        at += 1
    if at >= len(tokens) or at in ground.bodies or not _near(ground, at):
        return False
    return not tokens[at].capital and tokens[at].stems[0] not in _STATES


def names_others(token: Token, language: str) -> bool:
    """Whether an office ends in the plural or the genitive of a language that puts the name right
    behind: no holder is named next.
    """
    others = _GEORGIAN_MANY if language == "ka" else None
    others = _TURKIC_OTHERS if language in languages_with("turkic") else others
    return others is not None and others.search(token.stems[0]) is not None


def _in_body(office: str, body: dict[str, str]) -> str:
    """A speaker is one of a chamber, a minister one of a ministry."""
    led = office.removeprefix("deputy-")
    if led in ("speaker", "chair") and "chamber" in body:
        chamber = f"-{body['chamber']}" if body["chamber"] in ("upper", "lower") else ""
        return f"{office.removesuffix(led)}speaker{chamber}"
    if office in ("head", "chair") and "minister" in body:
        return body["minister"]
    return office


def words_of_offices(
    tokens: Sequence[Token], offices: Sequence[OfficeMention], text: str
) -> set[int]:
    """Token places of offices and of the bodies they lead, known or not: "the speaker of the
    Federal Assembly".
    """
    taken: set[int] = set()
    for office in offices:
        taken.update(range(office.start, office.end))
        taken.update(_named_body(tokens, office.end, text))
    return taken


def _named_body(tokens: Sequence[Token], at: int, text: str) -> range:
    """The words with capitals behind an office, after "of" in Latin letters; the genitive of others
    needs no such word.
    """
    start, capitals = at, 0
    if at < len(tokens) and tokens[at].script == "latin" and tokens[at].stems[0] not in _OF:
        return range(0)
    while at < len(tokens) and capitals < _NAME_WORDS:
        if text[tokens[at - 1].end : tokens[at].start].strip(_GAP):
            break
        if not tokens[at].capital and tokens[at].stems[0] not in _links():
            break
        capitals += tokens[at].capital
        at += 1
    return range(start, at)
