"""Who takes part: names with their offices and countries, one entry a person however often and in
whatever form named.

A capitalised run is a person if something else says so: a given name, an office beside it, a known
holder, a verb of saying or meeting, or the same surname established elsewhere in the article.
Offices without a name count when their holder is known.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from msgspec import Struct, structs

from monitor.datafiles import languages_with, listed
from monitor.gazetteer.offices import OfficeMention, rank_of
from monitor.model import Person
from monitor.names import office_holders
from monitor.names.declension_learnt import nominative
from monitor.names.east_asian import is_chinese, pinyin
from monitor.names.matching import same_name
from monitor.names.office_holders import Holder
from monitor.names.recogniser import NameSpan
from monitor.names.transliteration import is_given, respelt, same_given
from monitor.reading.events.annotate import Scan
from monitor.reading.people import learnt
from monitor.reading.people.bare_offices import means_its_holder
from monitor.reading.people.candidates import Candidate, candidate_at, candidates
from monitor.reading.people.mention_places import Standing
from monitor.reading.people.unsegmented import Name, unspaced
from monitor.text.declension import SURNAME, given_forms, surname_forms
from monitor.text.normalize import fold_name, latin

_SYLLABLES = re.compile(r"(?!(?:Al|El|Ul|Abu|Ibn|Ben|Bin)-)[A-Z][a-z]{1,6}-[a-z]{1,7}")
_TYPO_MIN = 0.8  # likeness of two surnames that one office makes one person's
_LEAD_SENTENCES = 2
_BIN = re.compile(r"^(?:bin|ibn|ben|бин|бен) ", re.IGNORECASE)
_PARTICLES = frozenset(listed("von der van den de da di la le al el el фон дер ван аль эль"))
_SONS = frozenset(listed("bin ibn ben bint бин бен ибн"))
_ARTICLE = re.compile(
    r"^(?:al|el|as|ash|an|ar|az|at|ad|аль|эль|ас|аш|ан|ар|аз|ат|ад)[ \-‑](?=\w\w\w)", re.IGNORECASE
)
_EASTERN_WORDS = 3
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


def people_in(
    scans: Sequence[Scan],
    *,
    language: str = "",
    published: str | None = None,
    title: Scan | None = None,
    runs: Sequence[Sequence[Candidate]] | None = None,
) -> list[PersonMention]:
    """Most prominent first. `scans` are the sentences of the body, in order; `published` is a
    partial date.

    `runs` are the candidates of each of `scans`, if somebody has them already.
    """
    found: list[Name] = []
    numbered = [(-1, title)] if title is not None else []
    numbered += list(enumerate(scans))
    for number, scan in numbered:
        by_rule = candidates(scan, number, language) if runs is None or number < 0 else runs[number]
        here = [
            _read(candidate, language, published)
            for run in by_rule
            for candidate in _apart(run, language, published)
        ] + unspaced(scan, number, published)
        found += _with_learnt(here, scan, number, language, published)
        if len(found) > _NAMES_MAX:
            break
    kept = _established(found)
    groups = _merged(kept)
    bare = _bare_offices(numbered, groups, published, language)
    mentions = [_mention(group, published) for group in groups]
    mentions += [structs.replace(_mention(group, published), named=False) for group in bare]
    return sorted(mentions, key=lambda mention: (-mention.weight, mention.person.key))[:_PEOPLE_MAX]


def _with_learnt(
    here: list[Name], scan: Scan, number: int, language: str, published: str | None
) -> list[Name]:
    """In title and first sentences: how sure the recogniser is of each, and whom it alone sees."""
    known = {at for name in here if name.known for at in range(name.at[1], name.at[2])}
    if number >= learnt.LOOKED_AT or not learnt.may_name(scan, known):
        return here
    spans = learnt.spans_in(scan, language)
    here = [_in_its_borders(name, scan, spans, language, published) for name in here]
    for name in here:
        name.learnt = learnt.surest(spans, name.at[1], name.at[2])
    taken = {at for name in here if name.strong for at in range(name.at[1], name.at[2])}
    new = [
        _learnt_name(scan, number, span, language, published)
        for span in learnt.unseen(scan, spans, taken, language)
    ]
    covered = {at for name in new for at in range(name.at[1], name.at[2])}
    return [name for name in here if covered.isdisjoint(range(name.at[1], name.at[2]))] + new


def _in_its_borders(
    name: Name, scan: Scan, spans: Sequence[NameSpan], language: str, published: str | None
) -> Name:
    """Without the words before it that are none of his: of an office, a ministry, a verb."""
    number, first, end = name.at
    span = learnt.within(spans, first, end, language) if name.known is None else None
    if span is None or any(is_given(token.text) for token in scan.tokens[first : span.start]):
        return name
    other = _read(candidate_at(scan, number, span.start, span.end, language), language, published)
    other.strong = name.strong or other.strong
    return other


def _learnt_name(
    scan: Scan, number: int, span: NameSpan, language: str, published: str | None
) -> Name:
    name = _read(candidate_at(scan, number, span.start, span.end, language), language, published)
    name.strong, name.learnt = True, span.marginal
    return name


def _apart(run: Candidate, language: str, published: str | None) -> list[Candidate]:
    """Languages that put verbs last, and headlines, set two people side by side: "Мирзиёев Тоқаевты
    құттықтады".
    """
    if (
        run.shouted
        and len(run.words) > 1
        and not run.given
        and _holder(run.words, language, published) is None
    ):
        alone = next(
            (at for at, word in enumerate(run.words) if _holder((word,), language, published)), None
        )
        if alone is not None and not (alone == 0 and _of_the_east(run.words, language, published)):
            place = run.first + alone
            return [
                structs.replace(run, first=place, end=place + 1, words=(run.words[alone],), gaps=())
            ]
    for cut in range(1, len(run.words)):
        one, other = run.words[:cut], run.words[cut:]
        both = [_holder(words, language, published) for words in (one, other)]
        two = both[0] is not None and both[1] is not None and both[0].id != both[1].id
        four = (
            len(run.words) == 4  # noqa: PLR2004 — given surname given surname
            and cut == 2  # noqa: PLR2004 — as above
            and is_given(one[0])
            and is_given(other[0])
            and _is_surname(one[1])
        )
        aide = (
            language in languages_with("east_slavic")
            and both[0] is not None
            and _is_genitive(one[-1])
            and _is_whole(other, language)
        )
        if two or four or aide:
            middle = run.first + cut
            left = structs.replace(
                run,
                end=middle,
                words=one,
                gaps=run.gaps[: cut - 1],
                given=len(one) > 1 and run.given,
            )
            right = structs.replace(
                run,
                first=middle,
                words=other,
                gaps=run.gaps[cut:],
                given=len(other) > 1 and is_given(other[0]),
                office=None,
                listed=True,
            )
            return [left, right]
    return [run]


def _of_the_east(words: Sequence[str], language: str, published: str | None) -> bool:
    """Surname and a given name of two syllables: Kim Yo Jong is another Kim than the one the table
    knows.
    """
    row = _holder(words[:1], language, published)
    if row is None or len(words) != _EASTERN_WORDS:
        return False
    return row.where in office_holders.countries_named("family_first")


def _is_genitive(word: str) -> bool:
    """As "Путина" in "спецпосланник Путина Кирилл Дмитриев"."""
    return word.endswith(("а", "я", "ого", "его")) and len(surname_forms(word, "ru")) > 1


def _is_whole(words: Sequence[str], language: str) -> bool:
    """A given name and a surname, in this order."""
    patronymic = latin(words[-1]).endswith(("ovich", "evich", "ovna", "evna"))
    given = any(is_given(form) for form in given_forms(words[0], language))
    return len(words) == 2 and given and _is_surname(words[1]) and not patronymic  # noqa: PLR2004 - given name and surname


def _is_surname(word: str) -> bool:
    return not is_given(word) and word.lower() not in _PARTICLES | _SONS


def _holder(words: Sequence[str], language: str, published: str | None) -> Holder | None:
    keys = [fold_name(form) for form in surname_forms(words[-1], language)]
    given = given_forms(words[0], language) if len(words) > 1 else ()
    if len(words) == 1 and any(is_given(form) for form in given_forms(words[0], language)):
        return None
    folded = next(
        (fold_name(form) for form in given if is_given(form)),
        fold_name(given[0]) if given else None,
    )
    whole = (
        [fold_name("".join((*words[:-1], form))) for form in surname_forms(words[-1], language)]
        if given
        else []
    )
    return office_holders.find(whole, None, published) or office_holders.find(
        keys, folded, published
    )


def _family_first(words: Sequence[str]) -> bool:
    """As in "Иванов Сергей", "Orbán Viktor"; two given names in a row are no sign: Azlan Hashim."""
    if (
        len(words) < 2  # noqa: PLR2004 — a given name and a surname
        or not is_given(words[-1])
        or is_given(words[0])
        or any(word.islower() for word in words)
    ):
        return False
    return bool(SURNAME.search(words[0])) or bool(
        office_holders.find([fold_name(words[0])], fold_name(words[-1]), None)
    )


def _eastern(words: Sequence[str]) -> bool:
    """As in "Youn Kwan-suk", "Tsai Ing-wen": a given name of two syllables, the second one small,
    behind the surname.
    """
    return len(words) == 2 and _SYLLABLES.fullmatch(words[1]) is not None and not is_given(words[0])  # noqa: PLR2004 - surname and given name


def _split(words: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(given and middle words, surname words); "Putin V.V." and "Lavrov, Sergey" have the surname
    first.
    """
    if len(words) > 1 and len(words[-1]) == 1 and not (len(words) == 2 and is_chinese(words)):  # noqa: PLR2004 - Ван И
        return tuple(words[1:]), (words[0],)
    if _family_first(words) or _eastern(words):
        return (words[-1],), tuple(words[:-1])
    if len(words) > 2 and words[-2].lower() in _SONS:  # noqa: PLR2004 - given bin father
        return tuple(words[:-2]), tuple(words[-2:])
    if len(words) > 1 and words[-2].lower() in ("st", "ste"):  # St. Clair
        return tuple(words[:-2]), tuple(words[-2:])
    if all(word.lower() in _PARTICLES for word in words[:-1]):
        return (), tuple(words)
    patronymic = len(words) > 2 and latin(words[-1]).endswith(("ovich", "evich", "ovna", "evna"))  # noqa: PLR2004 - given surname patronymic
    return (tuple(words[1:]), (words[0],)) if patronymic else (tuple(words[:-1]), (words[-1],))


def _read(candidate: Candidate, language: str, published: str | None) -> Name:
    if len(candidate.words) > 1 and candidate.words[-1].lower() in ("jr", "sr", "ii", "iii"):
        candidate = structs.replace(candidate, words=candidate.words[:-1], gaps=candidate.gaps[:-1])
    if (
        candidate.gaps[-1:] == ("-",)
        and not is_given(candidate.words[-2])
        and candidate.words[-2].lower() not in _PARTICLES
    ):
        double = f"{candidate.words[-2]}-{candidate.words[-1]}"  # González-Olaechea is one surname
        candidate = structs.replace(
            candidate, words=(*candidate.words[:-2], double), gaps=candidate.gaps[:-1]
        )
    spoken = _base_form(candidate.words, language) or _by_rule(candidate.words, language)
    bare, form, others = spoken
    folded_given = fold_name(bare[0]) if bare else None
    known = _known((form, *others), bare, folded_given, language, published)
    form = _of_holder((form, *others), known, folded_given, published) or form
    office = candidate.office if known or not candidate.of_something else None
    strong = office is not None or candidate.given or known is not None
    weak = candidate.beside_verb and not candidate.opens
    return Name(
        at=(candidate.sentence, candidate.first, candidate.end),
        key=known.key if known else _key(candidate, form, language),
        name=_shown(candidate, bare, form),
        surname=form,
        given=folded_given,
        known=known,
        office=office,
        strong=(
            strong
            and not (candidate.shouted and known is None and not candidate.given and office is None)
        )
        or (weak and not candidate.shouted),
        listed=candidate.listed and not candidate.shouted,
        said=candidate.beside_verb and candidate.opens,
        by_given=language in languages_with("by_given_name")
        and (candidate.office is None or candidate.office.country is None),
    )


_Spoken = tuple[tuple[str, ...], str, tuple[str, ...]]  # given names, surname, its other forms


def _base_form(words: Sequence[str], language: str) -> _Spoken | None:
    """The name as a dictionary has it, where that was learnt and is sure."""
    base = nominative(" ".join(words), language)
    if base is None or len(base.split()) != len(words):
        return None
    given, surname = _split(base.split())
    return given, " ".join(surname), surname_forms(words[-1], language)


def _by_rule(words: Sequence[str], language: str) -> _Spoken:
    given, surname = _split(words)
    last = surname_forms(surname[-1], language)
    if (
        given
        and last[0] == surname[-1]
        and given[0] not in given_forms(given[0], language)[-1:]
        and _declined(given[0], language)
    ):
        last = (re.sub(r"(?<=[бвгдзклмнпрстфх])[ауе]$", "", surname[-1]), surname[-1])
    forms = [" ".join((*surname[:-1], form)) for form in last]
    bare = tuple(_given(word, language, inflected=forms[0] != " ".join(surname)) for word in given)
    woman = bool(bare) and is_given(bare[0]) and latin(bare[0]).endswith("a")
    form = surname[-1] if woman and surname[-1].endswith(("а", "a", "ая")) else forms[0]
    return bare, form, (*forms, *last)


def _of_holder(
    forms: Sequence[str], known: Holder | None, given: str | None, published: str | None
) -> str | None:
    """The form that the table has: Трампа is Трамп, Кулеба stays."""
    if known is None or len(forms) < 2:  # noqa: PLR2004 — nothing to choose from
        return None
    found = (form for form in forms if _is_form_of(form, known, given, published))
    return next(found, None)


def _is_form_of(form: str, known: Holder, given: str | None, published: str | None) -> bool:
    row = office_holders.find([_folded(form)], given, published)
    return row is not None and row.id == known.id


def _known(
    forms: Sequence[str],
    bare: Sequence[str],
    given: str | None,
    language: str,
    published: str | None,
) -> Holder | None:
    """The office holder: by the whole name, by the surname, by the surname as this language spells
    foreign ones.
    """
    whole = (
        [fold_name("".join(parts)) for form in forms for parts in ((*bare, form), (form, *bare))]
        if bare
        else []
    )
    if bare and is_chinese((bare[0], forms[0])):
        whole.append(fold_name("".join(pinyin(word) or word for word in (*bare, forms[0]))))
    keys = [_folded(form) for form in forms]
    known = office_holders.find(whole, None, published) or office_holders.find(
        keys, given, published
    )
    if known is None and given:
        other = [_folded(respelt(form, language)) for form in forms]
        known = office_holders.find(other, given, published) if other != keys else None
    return known


@lru_cache(maxsize=16_384)
def _folded(surname: str) -> str:
    """Without the Arabic article; "bin" is part of the name behind it."""
    return fold_name(_BIN.sub("bin", _ARTICLE.sub("", surname)))


def _key(candidate: Candidate, surname: str, language: str) -> str:
    """The folded surname; of a Chinese name in Cyrillic, what it is in Latin letters."""
    country = candidate.office.country if candidate.office else None
    foreign = respelt(surname, language, country) if country else surname
    return _folded((pinyin(surname) if is_chinese(candidate.words) else None) or foreign)


def _declined(word: str, language: str) -> bool:
    """Whether a given name stands in another case than a dictionary's."""
    return not is_given(word) and any(is_given(form) for form in given_forms(word, language))


def _given(word: str, language: str, *, inflected: bool) -> str:
    forms = given_forms(word, language)
    return next((form for form in forms if is_given(form)), forms[-1] if inflected else word)


def _shown(candidate: Candidate, given: Sequence[str], surname: str) -> str:
    """The name with its own hyphens; turned round if its surname stands first in the text."""
    words = [*given, *surname.split(" ")]
    gaps = candidate.gaps if len(words) == len(candidate.words) else (" ",) * len(words)
    if _eastern(candidate.words):
        return " ".join(candidate.words)
    turned = bool(given) and candidate.words[0] == surname
    return (
        " ".join(words)
        if turned
        else "".join(word + gap for word, gap in zip(words, (*gaps, ""), strict=False))
    )


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
    for name in sorted(names, key=lambda name: (name.given is None, name.at)):
        homes = [group for group in groups if _same(group, name)]
        home = homes[0] if homes else None
        # two Kims, of whom one may be meant
        if home is None or (len(homes) > 1 and home[0].key != name.key):
            groups.append([name])
        else:
            home.append(name)
    return groups


def _same(group: Sequence[Name], name: Name) -> bool:
    head = group[0]
    if head.known and name.known:
        return head.known.id == name.known.id
    if head.known and head.known.family == name.key and not name.given and not name.known:
        return True  # "Cho said" after "Cho Hyun": the family name serves alone
    if head.key == name.key:
        return not (head.given and name.given) or same_given(head.given, name.given)
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


def _given_called(group: Sequence[Name]) -> bool:
    """Whether they are of a country where people go by their given name."""
    return any(
        name.by_given
        or (
            name.office and name.office.country in office_holders.countries_named("called_by_given")
        )
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
            row = office_holders.holder_of(office.office, where, published)
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


def _mention(group: Sequence[Name], published: str | None) -> PersonMention:
    known = next((name.known for name in group if name.known), None)
    known = None if known and _is_namesake(group, known) else known or _misspelt(group, published)
    offices = [name.office for name in group if name.office]
    row = known if known and office_holders.is_in_office(known, published) else None
    offices = [
        office
        for office in offices
        if row is None or office.country in (None, row.where) or len(row.where) > 2  # noqa: PLR2004 — an organisation
    ]
    office = min(
        offices,
        key=lambda office: (
            office.country is None and office.organisation is None,
            rank_of(office.office),
        ),
        default=None,
    )
    fullest = max(group, key=lambda name: (name.given is not None, len(name.name)))
    at = tuple(sorted({name.at for name in group}))
    in_office = known if known and office_holders.is_in_office(known, published) else None
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
    others = [name.given for name in group if name.given and name.known is None]
    return bool(others) and not any(same_given(given, known.given or known.key) for given in others)


def _misspelt(group: Sequence[Name], published: str | None) -> Holder | None:
    """The holder of the very office that the text gives, if he has nearly that name: Ashimnayev,
    chairman of the Senate.
    """
    for name in group:
        where = name.office and (name.office.country or name.office.organisation)
        row = (
            office_holders.holder_of(name.office.office, where, published)
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
