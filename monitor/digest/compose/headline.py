"""An entry's headline, "🇰🇿 Tokayev received 🇷🇺 Matviyenko", made from readings and never copied
from an outlet.

With people: the act's phrase for the first lead and the others. With none: countries or
organisations and the act's noun. With nothing read at all: the outlet's own headline, in quotation
marks and with the outlet's name.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from monitor.digest.compose.rank import level
from monitor.digest.dates import days_of, last_day
from monitor.digest.model import Run, Runs
from monitor.digest.wording.locale import Words, flag, table
from monitor.digest.wording.summary import Gist, Names
from monitor.events.stories_and_feeds import Member
from monitor.gazetteer.acts import acts_in, acts_that_are
from monitor.gazetteer.organisations import organisations_in
from monitor.model import AHEAD, OFF, CountryCode, Person
from monitor.text.tokens import tokenize

_VISIT = "visit"
# of two people than that they met
_SAYS_LESS = {"visit", "forum", "statement", "interview", "opening", "election", "signing"}
_NAMED_MAX = 4  # people or countries that a headline names; the rest are "others"
HEAD_OF_STATE = 5
_ENVOYS = frozenset({"ambassador", "charge", "consul", "special-envoy"})
_CARRIED = frozenset({"message"})  # what others bring and take
_BOTH = 2  # sides
_BESIDE_TOKENS = 3  # between a body and its act: "the 25th annual summit of the SCO"
_SIDE_A, _SIDE_B, _SIDES = "\0a\0", "\0b\0", "\0all\0"


def headline(gist: Gist, names: Names, words: Words) -> Runs:
    """Runs of the headline; empty if nothing was read that could make one."""
    runs = _headline(gist, names, words)
    if runs and runs[0].plain is None:  # no flag stands first
        first = structs.replace(runs[0], text=runs[0].text[:1].upper() + runs[0].text[1:])
        return (first, *runs[1:])
    return runs


def _headline(gist: Gist, names: Names, words: Words) -> Runs:
    sides = _people_sides(gist, names, words) or _country_sides(gist, words)
    noun = _noun(gist, words)
    if not sides:
        return (Run(text=noun),) if noun else ()
    if gist.stage in OFF or not gist.act:
        return _noun_headline(sides, noun, gist, words)
    visited = _visited(gist, words)
    if visited and len(sides) == 1:
        sides = [*sides, visited]
    phrase = _phrase(gist, len(sides), words) if _may_have_a_verb(gist, words) else None
    if phrase:
        return _filled(phrase, sides, words)
    return _noun_headline(sides, noun, gist, words)


def _may_have_a_verb(gist: Gist, words: Words) -> bool:
    """Where a country or an office would want its article, only names alone have one."""
    if words.table.get("grammar", {}).get("verbs_for") != "people":
        return True
    return bool(gist.leads) and not any(map(_is_titled, gist.leads))


def _is_titled(person: Person) -> bool:
    return person.office in table("standing")["titled"]["offices"]


def states_headline(gist: Gist, words: Words) -> Runs:
    """As "🇰🇿 Kazakhstan and 🇨🇳 China: meeting", where who took part is not sure, but between which
    two states it was; without the act, where that is not sure either; else none.
    """
    is_between = gist.act is None or gist.act in acts_that_are("between_states")
    if not is_between or gist.multilateral or len(gist.sides) != _BOTH:
        return ()
    if gist.act is None:
        return tuple(_joined([_country(code, words) for code in gist.sides], words))
    ahead = words.label("stages", gist.stage) if gist.stage in AHEAD and gist.stage else ""
    noun = " ".join(filter(None, (words.act(gist.act or ""), ahead)))
    return _noun_headline([_country(code, words) for code in gist.sides], noun, gist, words)


def sure_headline(gist: Gist, members: Sequence[Member], names: Names, words: Words) -> Runs:
    """The headline, where who and what are sure and can be spelt; else none."""
    if not _says_who_and_what(gist, members) or not all(map(names.can_say, gist.leads)):
        return ()
    return headline(gist, names, words)


def _says_who_and_what(gist: Gist, members: Sequence[Member]) -> bool:
    """Whether a headline can be made of what is sure: an act, and who did it.

    Names of whom nobody says whose they are tell a reader nothing. One who visits needs the
    country that is visited. A body is the headline of what it holds only, one person of nothing
    that takes two, nobody of what a state or a body does ("X and Y: accession"), and an envoy not
    of the protest that he was handed. Readings of versions without claims say all that they hold.
    """
    if not any(member.reading.claims for member in members):
        return True
    if gist.act is None or _is_of_two_times(gist, members) or is_of_two_acts(gist, members):
        return False
    if gist.leads and not any(map(_is_of_anything, gist.leads)):
        return False
    if gist.act in _CARRIED and _is_carried(gist, members):
        return False
    if gist.multilateral and gist.organisations:
        return gist.act in acts_that_are("held_by_a_body") and _is_held(gist, members)
    if gist.act in acts_that_are("by_a_body") or _is_handed(gist):
        return False
    if gist.act == _VISIT and len(gist.leads) == 1 and gist.stage not in OFF:
        return _visited_country(gist) is not None
    both = acts_that_are("of_two") | acts_that_are("from_afar")
    of_two = gist.act in both and gist.act != _VISIT
    return len(gist.leads) >= (_BOTH if of_two else 1)


def _is_of_anything(person: Person) -> bool:
    return bool(person.country or person.organisation or person.office or person.known)


def _is_of_two_times(gist: Gist, members: Sequence[Member]) -> bool:
    """It is said to come, of a day that was over when all accounts were published, or was that
    very day: it is one thing that was and another that is to be.
    """
    day = last_day(gist.date)
    if gist.stage not in AHEAD or day is None or gist.date is None:
        return False
    published = [days_of(member.article.published or "")[0] for member in members]
    return gist.date.basis != "published" and all(one and day <= one for one in published)


def is_of_two_acts(gist: Gist, members: Sequence[Member]) -> bool:
    """One of those who lead is in no account that is about this act: he did another, which an
    account of the same story tells.
    """
    about = [one.reading for one in members if one.reading.acts[:1] == (gist.act,)]
    if not about or len(about) == len(members):
        return False
    doers = {
        name
        for reading in about
        for person in reading.people
        if person.role != "mentioned"
        for name in (person.key, person.known)
    }
    return any(doers.isdisjoint({lead.key, lead.known or lead.key}) for lead in gist.leads)


def _is_carried(gist: Gist, members: Sequence[Member]) -> bool:
    """A side has several: one whose message it is, and one who brings it or takes it for another.
    Which of them is which is not sure.
    """
    sides = {lead.country for lead in gist.leads if lead.country}
    return any(
        len({one.known or one.key for one in member.reading.people if _is_of(side, one)}) > 1
        for member in members
        for side in sides
    )


def _is_of(side: CountryCode, person: Person) -> bool:
    return person.country == side and bool(person.known or person.office)


def _is_held(gist: Gist, members: Sequence[Member]) -> bool:
    """Some account names the body right beside its act: an EU that sends money holds no summit."""
    body, act = gist.organisations[0], gist.act or ""
    return any(
        _stand_together(body, act, sentence, member.reading.language)
        for member in members
        for sentence in (member.reading.title, *member.reading.evidence)
    )


def _stand_together(body: str, act: str, sentence: str, language: str) -> bool:
    tokens = tokenize(sentence)
    bodies = [one for one in organisations_in(tokens, language) if one.value == body]
    acts = [one for one in acts_in(tokens, language) if one.value == act]
    return any(
        max(one.first - other.last, other.first - one.last) <= _BESIDE_TOKENS
        for one in bodies
        for other in acts
    )


def _is_handed(gist: Gist) -> bool:
    return gist.act == "protest" and all(lead.office in _ENVOYS for lead in gist.leads)


def plain(runs: Runs) -> str:
    """The words alone, with country codes instead of flags."""
    return "".join(run.text if run.plain is None else run.plain for run in runs)


def _people_sides(gist: Gist, names: Names, words: Words) -> list[list[Run]]:
    if gist.multilateral and gist.organisations:
        return []
    shown = gist.leads[:_NAMED_MAX]
    return [_person(person, names, words) for person in shown]


def _person(person: Person, names: Names, words: Words) -> list[Run]:
    name = names.of(person)
    if _is_titled(person):
        name = f"{words.office(person.office or '')} {name}"
    shown = _flag(person.country)  # where a flag is not shown, the code stands there
    return [
        *(shown or ([Run(text=f"{person.country} ")] if person.country else [])),
        Run(text=name),
    ]


def _country_sides(gist: Gist, words: Words) -> list[list[Run]]:
    if gist.organisations and gist.multilateral:
        return []
    shown = gist.countries[:_NAMED_MAX]
    return [_country(code, words) for code in shown]


def _country(code: CountryCode, words: Words) -> list[Run]:
    """Where flags are not shown, the name says it all: no code stands before it."""
    return [*(Run(text=run.text, plain="") for run in _flag(code)), Run(text=words.country(code))]


def _flag(code: CountryCode | None) -> list[Run]:
    shown = flag(code) if code else ""
    if not shown:
        return []
    return [Run(text=f"{shown}\u00a0", plain=f"{code} ")]


def _noun(gist: Gist, words: Words) -> str:
    act = told_act(gist, 0 if gist.multilateral else len(gist.leads))
    noun = (words.act(act) if act else "") or ""
    organisation = ""
    if gist.multilateral:
        organisation = ", ".join(map(words.organisation, gist.organisations[:1]))
    return " ".join(filter(None, (organisation, noun)))


def _phrase(gist: Gist, sides: int, words: Words) -> str | None:
    act = told_act(gist, sides)
    tense = "will" if gist.stage in AHEAD else "did"
    if act == _VISIT and _visited(gist, words):
        if len(gist.leads or gist.countries) != 1:
            return None
        return words.act(act, f"{tense}_to")
    if sides == 1:
        return words.act(act, f"{tense}_one")
    if act in acts_that_are("one_way") and not _is_to_another(gist):
        return None
    if tense == "did" and act == "meeting" and _is_reception(gist):
        return words.act(act, "received") or words.act(act, tense)
    return words.act(act, tense)


def _is_to_another(gist: Gist) -> bool:
    """Of three, or of two from one country, nobody knows who sent it to whom."""
    return len(gist.leads) == _BOTH and len({lead.country for lead in gist.leads}) == _BOTH


def told_act(gist: Gist, sides: int) -> str:
    """That two met says more of them than that there was a visit or a forum; and what was signed
    as they met, others may have signed.
    """
    signs = gist.act == "signing" and gist.stage in AHEAD
    travels = gist.act == _VISIT and len(gist.leads) == 1  # the country is the other side
    is_off = gist.stage in OFF  # what was called off is the act, and not that they met beside it
    if gist.met and gist.act in _SAYS_LESS and sides > 1 and not (signs or travels or is_off):
        return gist.met
    return gist.act or ""


def _visited(gist: Gist, words: Words) -> list[Run]:
    """The country that is visited, if the act is a visit: that of its place, else the only other
    one that takes part.
    """
    country = _visited_country(gist)
    return _country(country, words) if country else []


def _visited_country(gist: Gist) -> CountryCode | None:
    if gist.act != _VISIT:
        return None
    home = gist.leads[0].country if gist.leads else next(iter(gist.countries), None)
    country = gist.place.country if gist.place else _only_other(home, gist)
    return None if country == home else country


def _only_other(home: CountryCode | None, gist: Gist) -> CountryCode | None:
    others = [code for code in gist.countries if code != home]
    return others[0] if gist.leads and len(others) == 1 else None


def _is_reception(gist: Gist) -> bool:
    """A head of state or government, at home, with guests from abroad who stand lower."""
    if not gist.leads:
        return False
    host, *guests = gist.leads
    at_home = (
        gist.place is not None
        and gist.place.country is not None
        and gist.place.country == host.country
    )
    lower = all(
        level(guest.office) < HEAD_OF_STATE and guest.country != host.country for guest in guests
    )
    return at_home and level(host.office) == HEAD_OF_STATE and bool(guests) and lower


def _filled(phrase: str, sides: Sequence[list[Run]], words: Words) -> Runs:
    text = phrase.format(a=_SIDE_A, b=_SIDE_B, all=_SIDES)
    runs: list[Run] = []
    rest = text
    for slot, parts in _slots(text, sides):
        before, found, rest = rest.partition(slot)
        runs.extend([Run(text=before)] if before else [])
        runs.extend(_joined(parts, words) if found else [])
    if not rest:
        return tuple(runs)
    return (*runs, Run(text=rest))


def _slots(text: str, sides: Sequence[list[Run]]) -> list[tuple[str, list[list[Run]]]]:
    """A joint act names all sides alike; a directed one the first, and then the others."""
    if _SIDES in text:
        return [(_SIDES, list(sides))]
    return [(_SIDE_A, [sides[0]]), (_SIDE_B, list(sides[1:]))]


def _joined(parts: Sequence[list[Run]], words: Words) -> list[Run]:
    runs: list[Run] = []
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        between = f" {words.say('entry.and')} " if last else ", "
        runs.extend([Run(text=between), *part] if index else part)
    return runs


def _noun_headline(sides: Sequence[list[Run]], noun: str, gist: Gist, words: Words) -> Runs:
    off = words.label("stages", gist.stage) if gist.stage in OFF and gist.stage else ""
    what = " ".join(filter(None, (noun, off)))
    joined = _joined(sides, words)
    if not what:
        return tuple(joined)
    return (*joined, Run(text=f"{words.say('entry.colon')}{what}"))
