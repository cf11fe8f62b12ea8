"""Offices ("president", "foreign-minister") with the country, organisation or body they are bound
to, and who held them when.

Words stand in data/offices.toml, holders in data/office_holders.tsv.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from msgspec import Struct, structs

from monitor.datafiles import languages_with, listed, source, table
from monitor.gazetteer.countries import CountryMention
from monitor.model import CountryCode
from monitor.text.lexicon import Found
from monitor.text.tokens import Token
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
_STATE_DEPARTMENTS = frozenset((None, "US", "VA", "GB"))
_OF = frozenset(listed("of de du des del dell della do da des"))
_STATES = frozenset(
    listed(
        "country state nation republic pays etat nation republique pais estado nacion paese stato "
        "republica nacao gobierno governo consejo"
    )
)
_NAME_WORDS = 3  # with capitals, of a body that no list knows
_REACH = 14  # words after an office among which "of the Senate of the Republic of X" must end


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


@cache
def office_words() -> Wordlist:
    return Wordlist(table("offices.toml")["office"])


@cache
def body_words() -> Wordlist:
    return Wordlist(table("offices.toml")["body"])


@cache
def _links() -> frozenset[str]:
    return frozenset(table("cues.toml")["of"]["words"])


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


def _after(
    ground: _OfficeGround, place: int
) -> tuple[int, CountryCode | None, str | None, Found[str] | None]:
    """Walks "of the Senate of the Republic of X" from `place` on."""
    country, organisation, body, end, at = None, None, None, place, place
    unknown = False
    while at < min(place + _REACH, len(ground.tokens)) and _near(ground, at):
        if at in ground.countries and country is None:
            country, at = ground.countries[at].code, ground.countries[at].last
        elif at in ground.bodies:
            body = body or ground.bodies[at]
            at = ground.bodies[at].last
        elif at in ground.organisations and organisation is None:
            organisation, at = ground.organisations[at].value, ground.organisations[at].last
        elif ground.tokens[at].stems[0] in _links():
            at += 1
            continue
        elif not unknown and end == place < at and ground.tokens[at].capital:
            unknown, at = True, at + 1  # "of the Commission of the African Union"
            continue
        else:
            break
        if unknown and organisation is None:
            break  # a bank's or a university's is no country's
        end = at
        if country is not None:
            break
    if unknown and organisation is None:
        return (place, None, None, None)
    return (end, country, organisation, body)


def _near(ground: _OfficeGround, at: int) -> bool:
    """Nothing but a space stands before this token: no comma, no full stop."""
    return (
        at == 0
        or ground.text[ground.tokens[at - 1].end : ground.tokens[at].start].strip(
            " \u00a0'’‘«»“”\"-"
        )
        == ""
    )


def _before(
    ground: _OfficeGround, place: int
) -> tuple[int, CountryCode | None, str | None, Found[str] | None]:
    """Walks back over "Kazakhstan's", "the Russian", "new"."""
    country, organisation, body, start, at = None, None, None, place, place
    while at > 0 and place - at < _REACH_BACK:
        if not _near(ground, at):
            break
        if at in ground.country_ends and country is None:
            country, at = ground.country_ends[at].code, ground.country_ends[at].first
        elif at in ground.organisation_ends and organisation is None:
            organisation, at = (
                ground.organisation_ends[at].value,
                ground.organisation_ends[at].first,
            )
        elif at in ground.body_ends and body is None:
            body = ground.body_ends[at]
            at = body.first
        elif ground.tokens[at - 1].stems[0] in _between():
            at -= 1
            continue
        else:
            break
        start = at
    return start, country, organisation, body


def offices_in(  # noqa: PLR0913 - a sentence, taken apart
    tokens: Sequence[Token],
    *,
    countries: Sequence[CountryMention],
    organisations: Sequence[Found[str]],
    text: str,
    language: str = "",
    places: tuple[Sequence[int], Sequence[int]] | None = None,
) -> list[OfficeMention]:
    """Every office, in order, with what it is bound to in its own sentence; `places` are where
    offices and bodies may begin.
    """
    found = office_words().find(tokens, language, places[0] if places else None)
    if (none := _no_office(language)) is not None:
        found = [office for office in found if not none.search(tokens[office.last - 1].stems[0])]
    if not found:
        return []
    bodies = body_words().find(tokens, language, places[1] if places else None)
    ground = _OfficeGround(
        tokens,
        {mention.first: mention for mention in countries},
        {mention.last: mention for mention in countries},
        {mention.first: mention for mention in organisations},
        {mention.last: mention for mention in organisations},
        {body.first: body for body in bodies},
        text,
        language not in languages_with("office_behind"),
        {body.last: body for body in bodies},
    )
    return _counterparts([_bound(ground, office) for office in found])


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
    ahead = ground.ahead and ground.tokens[office.first].script not in ("han", "kana", "hangul")
    end, country, organisation, body = (
        _after(ground, office.last) if ahead else (office.last, None, None, None)
    )
    start, country_before, organisation_before, body_before = _before(ground, office.first)
    body = body or body_before
    about = table("offices.toml")["body"].get(body.value, {}) if body else {}
    name = _in_body(
        _exactly(
            ground, office, bound=country or country_before or organisation or organisation_before
        ),
        about,
    )
    if (
        name in ("chair", "speaker")
        and body is None
        and (country or country_before) in _HEADS_CALLED_CHAIRS
    ):
        name = "president"
    return OfficeMention(
        office=name,
        first=office.first,
        last=office.last,
        country=country or country_before or about.get("country"),
        organisation=organisation or organisation_before,
        body=" ".join(token.text for token in ground.tokens[body.first : body.last])
        if body
        else None,
        reach=end,
        start=start,
    )


def _exactly(ground: _OfficeGround, office: Found[str], *, bound: str | None) -> str:
    """A president of a museum is no head of state; nor does Georgia's secretary of state, in
    America, speak to the world.
    """
    tokens, at = ground.tokens, office.last
    if office.value == "foreign-minister" and tokens[office.first].stems[0] == "secretary":
        if bound in _STATE_DEPARTMENTS:
            return office.value
        return "minister"
    if (
        office.value != "president"
        or bound is not None
        or at >= len(tokens)
        or tokens[at].stems[0] not in _OF
    ):
        return office.value
    at += 1
    while at < len(tokens) and tokens[at].stems[0] in _links() and at - office.last < _REACH_BACK:
        at += 1
    something = (
        at < len(tokens)
        and not tokens[at].capital
        and tokens[at].stems[0] not in _STATES
        and at not in ground.bodies
    )
    if something and _near(ground, at):
        return "chair"
    return office.value


def names_others(token: Token, language: str) -> bool:
    """Whether an office ends in the plural or the genitive of a language that puts the name right
    behind: no holder is named next.
    """
    others = _GEORGIAN_MANY if language == "ka" else None
    others = _TURKIC_OTHERS if language in languages_with("turkic") else others
    return others is not None and others.search(token.stems[0]) is not None


def _in_body(office: str, body: dict[str, str]) -> str:
    """A speaker is one of a chamber, a minister one of a ministry."""
    if office in ("speaker", "deputy-speaker", "chair", "deputy-chair") and "chamber" in body:
        deputy = "deputy-" if office.startswith("deputy") else ""
        chamber = body["chamber"]
        if chamber in ("upper", "lower"):
            return f"{deputy}speaker-{chamber}"
        return f"{deputy}speaker"
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
        end = max(office.reach, office.last)
        taken.update(range(office.start, end))
        taken.update(_named_body(tokens, end, text))
    return taken


def _named_body(tokens: Sequence[Token], at: int, text: str) -> range:
    """The words with capitals behind an office, after "of" in Latin letters; the genitive of others
    needs no such word.
    """
    start, capitals = at, 0
    if at < len(tokens) and tokens[at].script == "latin" and tokens[at].stems[0] not in _OF:
        return range(0)
    while at < len(tokens) and capitals < _NAME_WORDS:
        gap = text[tokens[at - 1].end : tokens[at].start]
        if gap.strip(" \u00a0'’‘«»“”\"-") or not (
            tokens[at].capital or tokens[at].stems[0] in _links()
        ):
            break
        capitals += tokens[at].capital
        at += 1
    return range(start, at)
