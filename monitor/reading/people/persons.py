"""Who takes part: names with their offices and countries, one entry a person however often and in
whatever form named.

A capitalised run is a person if something else says so: a given name, an office beside it, a known
holder, a verb of saying or meeting, or the same surname established elsewhere in the article.
Offices without a name count when their holder is known.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct, structs

from monitor.gazetteer.offices import OfficeMention, rank_of
from monitor.model import Person
from monitor.names.known_holders import WRITTEN, KnownHolders
from monitor.names.matching import same_name
from monitor.names.office_holders import Holder, countries_named, is_new
from monitor.names.recogniser import NameSpan
from monitor.names.transliteration import is_given, same_given
from monitor.reading.events.annotate import Scan
from monitor.reading.people import learnt
from monitor.reading.people.bare_offices import is_fresh, means_its_holder
from monitor.reading.people.candidates import Candidate, candidate_at, candidates
from monitor.reading.people.mention_places import Standing
from monitor.reading.people.name_forms import apart, name_of
from monitor.reading.people.repeated import repeated
from monitor.reading.people.unlisted import key_of_han
from monitor.reading.people.unsegmented import Name, tokens_of, unspaced
from monitor.text.declension import SURNAME
from monitor.text.normalize import fold_name

_TYPO_MIN = 0.8  # likeness of two surnames that one office makes one person's
_ENVOYS = frozenset({"ambassador", "charge", "consul"})
_ENVOY = "special-envoy"  # what an article calls them, and many others, too
_LEAD_SENTENCES = 2
_HANGUL = ("\uac00", "\ud7a3")  # first and last syllable
_NAMES_MAX = 800  # mentions; lists of names go on without us
_PEOPLE_MAX = 40  # an article names no more whom a reader would want


class PersonMention(Struct, frozen=True, kw_only=True):
    """One person; `at` are (sentence, first token, end token), the title being sentence -1.
    `weight` orders by prominence.
    """

    person: Person
    at: tuple[tuple[int, int, int], ...]
    weight: float
    named: bool = True  # else the article says only the office, and our table who holds it
    learnt: float | None = None  # how sure the recogniser is, where it looked
    standing: Standing | None = None  # how it stands in the sentences that tell the event


def people_in(  # noqa: PLR0913 - what is known of an article
    scans: Sequence[Scan],
    *,
    language: str = "",
    published: str | None = None,
    title: Scan | None = None,
    runs: Sequence[Sequence[Candidate]] | None = None,
    holders: KnownHolders = WRITTEN,
) -> list[PersonMention]:
    """Most prominent first. `scans` are the sentences of the body, in order; `published` is a
    partial date.

    `runs` are the candidates of each of `scans`, if somebody has them already; `holders` who is
    known to hold which office.
    """
    found: list[Name] = []
    numbered = [(-1, title)] if title is not None else []
    numbered += list(enumerate(scans))
    for number, scan in numbered:
        by_rule = candidates(scan, number, language) if runs is None or number < 0 else runs[number]
        here = [
            name_of(candidate, language, published)
            for run in by_rule
            for candidate in apart(run, language, published)
        ] + unspaced(scan, number, published)
        found += _with_learnt(here, scan, number, language, published)
        if len(found) > _NAMES_MAX:
            break
    found += repeated(numbered, found)
    for name in found:
        _recognise(name, holders, published)
    kept = _established(found)
    groups = _merged(kept)
    bare = _bare_offices(numbered, groups, published, language, holders)
    mentions = [_mention(group, published, holders) for group in groups]
    mentions += [
        structs.replace(_mention(group, published, holders), named=False) for group in bare
    ]
    return sorted(mentions, key=lambda mention: (-mention.weight, mention.person.key))[:_PEOPLE_MAX]


def _recognise(name: Name, holders: KnownHolders, published: str | None) -> None:
    """Whom the data files do not know, or know in another office, an operator or the log may."""
    if name.known is None:
        name.known = holders.named(name.key, name.given, name.name)
        name.strong = name.strong or (name.known is not None and name.given is not None)
    if name.known is not None:
        name.known = holders.row_at(name.known.id, published)
        name.key = name.known.key


def _with_learnt(
    here: list[Name], scan: Scan, number: int, language: str, published: str | None
) -> list[Name]:
    """In title and first sentences: how sure the recogniser is of each, and whom it alone sees."""
    known = tokens_of(name for name in here if name.known)
    if number >= learnt.LOOKED_AT or not learnt.may_name(scan, known):
        return here
    spans = learnt.spans_in(scan, language)
    here = [_in_its_borders(name, scan, spans, language, published) for name in here]
    for name in here:
        name.learnt = learnt.surest(spans, name.at[1], name.at[2])
    taken = tokens_of(name for name in here if name.strong)
    new = [
        _learnt_name(scan, number, span, language, published)
        for span in learnt.unseen(scan, spans, taken, language)
    ]
    covered = tokens_of(new)
    return [name for name in here if covered.isdisjoint(range(name.at[1], name.at[2]))] + new


def _in_its_borders(
    name: Name, scan: Scan, spans: Sequence[NameSpan], language: str, published: str | None
) -> Name:
    """Without the words before it that are none of his: of an office, a ministry, a verb."""
    number, first, end = name.at
    span = learnt.within(spans, first, end, language) if name.known is None else None
    if span is None or any(is_given(token.text) for token in scan.tokens[first : span.start]):
        return name
    other = name_of(candidate_at(scan, number, span.start, span.end, language), language, published)
    other.strong = name.strong or other.strong
    return other


def _learnt_name(
    scan: Scan, number: int, span: NameSpan, language: str, published: str | None
) -> Name:
    candidate = candidate_at(scan, number, span.start, span.end, language)
    name = name_of(candidate, language, published)
    if all(token.script == "han" for token in scan.tokens[span.start : span.end]):
        written = "".join(candidate.words)  # surname first, and no space: 毛宁
        name.name = name.surname = written
        name.given = None
        name.key = name.known.key if name.known else key_of_han(written)
    name.strong, name.learnt = True, span.marginal
    return name


def _established(found: Iterable[Name]) -> list[Name]:
    """Strong mentions, and those that repeat the surname of a strong one."""
    names = list(found)
    for before, name in itertools.pairwise(names):
        name.strong = name.strong or (name.listed and before.strong and before.at[0] == name.at[0])
    often = Counter(name.key for name in names)
    for name in names:
        name.strong = name.strong or (
            often[name.key] > 1 and (name.said or bool(SURNAME.search(name.surname)))
        )
    sure = {name.key for name in names if name.strong}
    sure |= {name.given for name in names if name.strong and name.given and _given_called([name])}
    for name in names:
        _trim(name, sure)
    return [name for name in names if name.key and (name.strong or name.key in sure)]


def _trim(name: Name, sure: set[str]) -> None:
    """In "Tokayev Welcomes" only the word that is a name elsewhere is one."""
    if name.known is None and name.key not in sure and name.given:
        word = next((word for word in name.name.split(" ") if fold_name(word) in sure), None)
        if word is not None:
            name.key, name.name, name.surname, name.given, name.strong = (
                fold_name(word),
                word,
                word,
                None,
                True,
            )


def _merged(names: Sequence[Name]) -> list[list[Name]]:
    groups: list[list[Name]] = []
    by_fullness = sorted(names, key=lambda one: (_is_one_syllable(one), one.given is None, one.at))
    for name in by_fullness:
        is_home = _repeats if _is_one_syllable(name) else _same
        homes = [group for group in groups if is_home(group, name)]
        home = homes[0] if homes else None
        # two Kims, of whom one may be meant
        if home is None or (len(homes) > 1 and home[0].key != name.key):
            groups.append([name])
        else:
            home.append(name)
    return [group for group in groups if not _is_one_syllable(group[0])]


def _is_one_syllable(name: Name) -> bool:
    """A Korean surname alone, as in "윤 대통령": it repeats a name, and is none."""
    return len(name.name) == 1 and _HANGUL[0] <= name.name <= _HANGUL[1]


def _repeats(group: Sequence[Name], name: Name) -> bool:
    """The syllable begins his name, and another office does not stand beside it."""
    if not group[0].name.startswith(name.name):
        return False
    offices = {one.office.office for one in group if one.office}
    return name.office is None or not offices or name.office.office in offices


def _same(group: Sequence[Name], name: Name) -> bool:
    head = group[0]
    if head.known and name.known:
        return head.known.id == name.known.id
    if head.known and head.known.family == name.key and not name.given and not name.known:
        return True  # "Cho said" after "Cho Hyun": the family name serves alone
    if head.key == name.key:
        if not head.given or not name.given:
            return True
        return same_given(head.given, name.given) or _ends_one_of(group, name)
    if not name.office or not _bound(name.office)[1]:
        return False
    if all(one.office is None or _bound(one.office) != _bound(name.office) for one in group):
        return False
    alike = (
        same_name(head.name, name.name)
        if head.given and name.given
        else same_name(head.surname, name.surname)
    )
    return alike >= _TYPO_MIN


def _ends_one_of(group: Sequence[Name], name: Name) -> bool:
    """As "Vasconcelos Pimentel" ends "Duarte Vasconcelos Pimentel": two surnames, once alone."""
    end = f" {name.name}".casefold()
    return any(one.name.casefold().endswith(end) for one in group)


def _given_called(group: Sequence[Name]) -> bool:
    """Whether they are of a country where people go by their given name."""
    return any(
        name.by_given or (name.office and name.office.country in countries_named("called_by_given"))
        for name in group
    )


def _bound(office: OfficeMention) -> tuple[str, str | None]:
    return office.office, office.country or office.organisation


def _by_office(groups: Sequence[Sequence[Name]]) -> dict[tuple[str, str | None], Sequence[Name]]:
    """Whom an office alone can mean: nobody where the article knows two who hold it."""
    held: dict[tuple[str, str | None], list[Sequence[Name]]] = {}
    for group in groups:
        for office in {_bound(name.office) for name in group if name.office}:
            held.setdefault(office, []).append(group)
    return {office: holders_[0] for office, holders_ in held.items() if len(holders_) == 1}


def _tokens_of_names(groups: Sequence[Sequence[Name]]) -> dict[int, set[int]]:
    """Sentence → the tokens that are part of a name."""
    named: dict[int, set[int]] = {}
    for number, first, last in (name.at for group in groups for name in group):
        named.setdefault(number, set()).update(range(first, last))
    return named


def _bare_offices(
    numbered: Sequence[tuple[int, Scan]],
    groups: Sequence[Sequence[Name]],
    published: str | None,
    language: str,
    holders: KnownHolders,
) -> list[list[Name]]:
    """As in "the Turkish foreign minister", who is a person when his name is known for that date,
    or stands elsewhere.
    """
    taken = {
        (name.at[0], at)
        for group in groups
        for name in group
        if name.office
        for at in range(name.office.first, max(name.office.reach, name.office.last))
    }
    named = _tokens_of_names(groups)
    bare: dict[str, list[Name]] = {}
    by_office = _by_office(groups)
    by_known = {group[0].known.id: group for group in groups if group[0].known}
    for number, scan in numbered:
        for office in scan.offices:
            where = office.country or office.organisation
            if (number, office.first) in taken or where is None or not published:
                continue
            if not means_its_holder(scan, office, named.get(number, frozenset()), language):
                continue
            row = holders.holder_of(office.office, where, published)
            if row is not None and is_fresh(scan, office) and not is_new(row, published):
                row = None  # "the new foreign minister" is somebody who came since
            home = by_office.get(_bound(office)) or (by_known.get(row.id) if row else None)
            at = (number, office.first, office.last)
            if home is not None and isinstance(home, list):
                home.append(
                    Name(
                        at=at,
                        key=home[0].key,
                        name=home[0].name,
                        surname=home[0].surname,
                        given=None,
                        known=home[0].known,
                        office=office,
                        strong=True,
                    )
                )
            elif row is not None:
                name = Name(
                    at=at,
                    key=row.key,
                    name=row.name,
                    surname=row.name.split()[-1],
                    given=None,
                    known=row,
                    office=office,
                    strong=True,
                )
                bare.setdefault(row.id, []).append(name)
    return list(bare.values())


def _mention(group: Sequence[Name], published: str | None, holders: KnownHolders) -> PersonMention:
    known = next((name.known for name in group if name.known), None)
    known = (
        None
        if known and _is_namesake(group, known)
        else known or _misspelt(group, published, holders)
    )
    offices = [name.office for name in group if name.office]
    row = in_office = known if known and holders.is_in_office(known, published) else None
    offices = [
        office
        for office in offices
        if row is None or office.country in (None, row.where) or len(row.where) > 2  # noqa: PLR2004 — an organisation
    ]
    office = min(
        offices,
        key=lambda office: (
            office.country is None and office.organisation is None,
            office.office == _ENVOY,
            rank_of(office.office),
        ),
        default=None,
    )
    fullest = max(group, key=lambda name: (name.given is not None, len(name.name)))
    at = tuple(sorted({name.at for name in group}))
    by_surname = any(
        name.given is None
        and name.key == fullest.key
        and (name.office is None or name.at[1] != name.office.first)
        for name in group
    )
    by_given = (
        known is None and fullest.given is not None and not by_surname and _given_called(group)
    )
    person = Person(
        key=known.key if known else (fullest.given or "") if by_given else group[0].key,
        name=fullest.name,
        surname=_called(fullest, known.called if known else fullest.given if by_given else ""),
        office=_office(office, in_office),
        body=office.body if office else None,
        country=(office.country if office else None) or (known.country if known else None),
        organisation=(office.organisation if office else None)
        or (in_office.where if in_office and in_office.country is None else None),
        role="lead" if at[0][0] < _LEAD_SENTENCES else "mentioned",
        given=next((name.given for name in group if name.given), None),
        known=known.id if known else None,
    )
    looked = [name.learnt for name in group if name.learnt is not None]
    return PersonMention(
        person=person, at=at, weight=_weight(person, at), learnt=max(looked, default=None)
    )


def _called(name: Name, called: str | None) -> str:
    """The word of the name by which somebody goes, as written; the surname, unless it is another
    one.
    """
    return next(
        (word for word in name.name.split(" ") if called and fold_name(word) == called),
        name.surname,
    )


def _is_namesake(group: Sequence[Name], known: Holder) -> bool:
    """Whether the given name elsewhere in the text is another's: Melania Trump, Gary Johnson."""
    if not any(name.given for name in group) and _is_another_envoy(group, known):
        return True
    others = [name.given for name in group if name.given and name.known is None]
    if any(name.known and name.given and len(name.given) > 1 for name in group):
        others = [given for given in others if len(given) > 1]  # C. Bayramov is Jeyhun's
    return bool(others) and not any(same_given(given, known.given or known.key) for given in others)


def _is_another_envoy(group: Sequence[Name], known: Holder) -> bool:
    """An ambassador with the surname of somebody who never was one, and of no country of his."""
    offices = [name.office for name in group if name.office]
    return known.office not in _ENVOYS and any(
        office.office in _ENVOYS and office.country != known.where for office in offices
    )


def _misspelt(group: Sequence[Name], published: str | None, holders: KnownHolders) -> Holder | None:
    """The holder of the very office that the text gives, if he has nearly that name: Ashimnayev,
    chairman of the Senate.
    """
    for name in group:
        where = name.office and (name.office.country or name.office.organisation)
        row = (
            holders.holder_of(name.office.office, where, published)
            if name.office and where and published
            else None
        )
        given = row is not None and (name.given is None or same_given(name.given, row.given))
        if row is not None and given and same_name(row.name.split()[-1], name.surname) >= _TYPO_MIN:
            return row
    return None


def _office(office: OfficeMention | None, row: Holder | None) -> str | None:
    """As the text says, unless it says only "the head of" and the table knows of what."""
    if office is None or row is None:
        return office.office if office else row.office if row else None
    higher = (
        rank_of(row.office) < rank_of(office.office) and (office.country or row.where) == row.where
    )
    # a counterpart, a prince called emir
    loose = office.like or (office.office == "king" and row.office != "king")
    return row.office if higher or loose else office.office


def _weight(person: Person, at: Sequence[tuple[int, int, int]]) -> float:
    sentences = sorted({sentence for sentence, _, _ in at})
    places = sum(3.0 if sentence < 0 else 2.0 / (1 + sentence) for sentence in sentences[:6])
    return round(places + 0.2 * min(len(at), 10) + 0.8 / rank_of(person.office), 4)
