"""Writes monitor/data/office_holders_wikidata.tsv from a table of ministers and heads of states.

The table is tab-separated, may be gzipped, and has the columns id, latin, country, office, from, to
and source, as the CC0 data of Wikidata fills them:

    python scripts/build_office_holders.py cabinets.tsv.gz

A row that doubles or contradicts office_holders.tsv, which people keep by hand, is left out; how
many are, and how many terms the two have alike, is printed. An open end says only that no end was
known when the table was made: the newest day that a source names is as far as its rows are known.
"""

from __future__ import annotations

import csv
import gzip
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct, structs

from monitor.datafiles import rows as rows_of
from monitor.names.office_holders import TRUSTED_MONTHS, months, surname_of
from monitor.names.transliteration import same_given
from monitor.text.normalize import fold_name

DATA = Path(__file__).parent.parent / "monitor" / "data"
NAME = "office_holders_wikidata.tsv"
HEAD = """# Who held an office when: heads of state and government, foreign and defence ministers.
# From Wikidata (CC0, https://creativecommons.org/publicdomain/zero/1.0/), as the tables of
# everypolitician-scrapers had it in 2022; the last column is the item of Wikidata.
# Written by scripts/build_office_holders.py: do not edit. What is missing or wrong belongs into
# office_holders.tsv, whose rows go before these, with the same columns.
# country	office	name	other spellings	from	to	source	known until
"""
FIRST_YEAR = "2012"  # terms that ended earlier are left out, as in office_holders.tsv
KNOWN_AT_LEAST = "2022-07"  # when the oldest of the tables were made
MADE = "2023-02"  # no table is newer: a later day is planned
SURE_MONTHS_MIN = 3  # of a term of which little more than the year is known
OVERLAP_MONTHS = 1  # by which two terms may meet without contradicting each other

_MINISTER = "(?:federal )?minister (?:of|for)"
_SECRETARY = "secretary of(?: state for)?"
_FOREIGN = "(?:(?:europe and )?foreign|external|foreign and european) (?:affairs|relations)"
_OFFICES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (office, re.compile(pattern, re.IGNORECASE))
    for office, pattern in (
        ("president", r"president(?: of (?:the )?(?:republic of )?(?:{state}))?"),
        ("king", r"(?:king|monarch|emir|sultan)(?: of (?:the )?(?:{state}))?"),
        ("supreme-leader", r"supreme leader(?: of {state})?"),
        ("prime-minister", r"(?:prime minister|premier|taoiseach)(?: of (?:the )?(?:{state}))?"),
        ("chancellor", r"federal chancellor(?: of (?:{state}))?"),
        ("vice-president", r"vice.president"),
        ("foreign-minister", f"{_MINISTER} {_FOREIGN}(?: and (?:worship|trade))?"),
        ("defence-minister", f"(?:{_MINISTER}|{_SECRETARY}) (?:national )?defen[cs]e"),
    )
)
# Where the minister of foreign affairs is a secretary; elsewhere that is an official below him.
_SECRETARIES: dict[str, tuple[str, ...]] = {
    "Secretary of State": ("US",),
    "Secretary of Foreign Affairs": ("PH", "MX"),
    "Secretary of State for Foreign and Commonwealth Affairs": ("GB",),
}
_OTHER_NAMES = {
    "us": "US", "uae": "AE", "czech": "CZ", "united states of america": "US", "the bahamas": "BS",
    "the gambia": "GM", "ivory coast": "CI", "swaziland": "SZ", "east timor": "TL",
    "state of palestine": "PS", "republic of the congo": "CG", "turkey": "TR",
    "democratic republic of the congo": "CD", "bosnia and herzegovina": "BA", "macedonia": "MK",
    "bosnia herzegovina": "BA", "people's republic of china": "CN", "vatican city": "VA",
    "saint kitts and nevis": "KN", "saint lucia": "LC", "cape verde": "CV",
}  # fmt: skip
# The table calls the official a minister.
_OTHERS = (("IN", "foreign-minister"),)
_ROMAN = re.compile(r"[IVX]+")
_NAME = re.compile(r"[^\W\d_][\w.'’ʻ-]*(?: [^\W\d_][\w.'’ʻ-]*){1,4}")


class Term(Struct, frozen=True):
    where: str
    office: str
    name: str
    other: str
    start: str
    end: str
    source: str
    known_until: str

    @property
    def key(self) -> str:
        return fold_name(surname_of(self.name.split()))

    @property
    def row(self) -> str:
        return "\t".join(structs.astuple(self))

    def last_month(self) -> int:
        return months(self.end) if self.end else months(self.known_until or MADE) + TRUSTED_MONTHS


def main() -> None:
    given = list(_given(Path(sys.argv[1])))
    by_hand = [Term(*row) for row in rows_of("office_holders.tsv")]
    told: Counter[str] = Counter()
    kept = _without_doubles(sorted(_fitting(given, by_hand, told), key=_order))
    (DATA / NAME).write_text(HEAD + "".join(f"{term.row}\n" for term in kept), encoding="utf-8")
    print(f"{len(given)} terms of these offices, {len(kept)} written:", dict(told))


def _order(term: Term) -> tuple[str, str, str, str]:
    return term.where, term.office, term.start, term.name


def _given(path: Path) -> Iterator[Term]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file, delimiter="\t"))
    known = _known_until(lines)
    countries = _countries()
    for line in lines:
        state = line["country"].lower().replace("-", " ")
        where = countries.get(state)
        office = where and _office(line["office"], where, state)
        if where and office and _is_recent(line) and (where, office) not in _OTHERS:
            yield from _term(line, where, office, known[line["source"]])


def _countries() -> dict[str, str]:
    english = {
        name.lower(): code for code, name, languages, _ in rows_of("countries.tsv")
        if not languages or "en" in languages.split()
    }  # fmt: skip
    return english | _OTHER_NAMES


def _known_until(lines: Iterable[dict[str, str]]) -> dict[str, str]:
    """Source → the month of the newest day that it names."""
    newest: defaultdict[str, str] = defaultdict(lambda: KNOWN_AT_LEAST)
    for line in lines:
        days = [day[:7] for day in (line["from"], line["to"]) if day < MADE]
        newest[line["source"]] = max(newest[line["source"]], *days, KNOWN_AT_LEAST)
    return newest


def _office(said: str, where: str, state: str) -> str | None:
    if where in _SECRETARIES.get(said, ()):
        return "foreign-minister"
    named = rf"(?:{re.escape(state)}|french republic|swiss confederation|united states)"
    for office, pattern in _OFFICES:
        if re.fullmatch(pattern.pattern.replace("{state}", named), said, re.IGNORECASE):
            return office
    return None


def _is_recent(line: dict[str, str]) -> bool:
    in_order = not line["to"] or line["from"] <= line["to"]
    return bool(line["from"]) and in_order and (not line["to"] or line["to"] >= FIRST_YEAR)


def _term(line: dict[str, str], where: str, office: str, known: str) -> Iterator[Term]:
    names = [name for name in line["latin"].split("|") if _NAME.fullmatch(name)]
    if not names or _ROMAN.fullmatch(names[0].split()[-1]):
        return
    yield Term(
        where,
        office,
        names[0],
        ", ".join(_other_spellings(names)),
        line["from"][:7],
        line["to"][:7],
        f"Wikidata {line['id']}",
        "" if line["to"] else known,
    )


def _other_spellings(names: Sequence[str]) -> list[str]:
    """Surnames that are spelt otherwise, one of each way."""
    found: dict[str, str] = {fold_name(surname_of(names[0].split())): ""}
    for name in names[1:]:
        word = name.split()[-1]
        if word[1:].islower() and len(word) > len("abc"):
            found.setdefault(fold_name(word), word)
    return [word for word in found.values() if word]


def _fitting(given: Iterable[Term], by_hand: Sequence[Term], told: Counter[str]) -> Iterator[Term]:
    here: defaultdict[tuple[str, str], list[Term]] = defaultdict(list)
    people: defaultdict[str, list[Term]] = defaultdict(list)
    for term in by_hand:
        here[term.where, _alike(term.office)].append(term)
        people[term.where].append(term)
    for term in given:
        beside = [one for one in here[term.where, _alike(term.office)] if _shared(one, term) >= 0]
        against = [one for one in beside if _shared(one, term) > OVERLAP_MONTHS]
        if any(_is_same(one, term) for one in beside):
            told["alike in both"] += 1
        elif term.last_month() - months(term.start, year_only=11) < SURE_MONTHS_MIN:
            told["hardly a sure month, left out"] += 1
        elif against:
            told["contradict office_holders.tsv, left out"] += 1
            print("  left out:", term.row.replace("\t", " "), "| has", against[0].name)
        else:
            yield _before_its_heir(_as_known(term, people[term.where]), here)


def _alike(office: str) -> str:
    return {"chancellor": "prime-minister", "supreme-leader": "president"}.get(office, office)


def _shared(one: Term, other: Term) -> int:
    """Months that both have; what starts in the trusted time of an open end follows it."""
    ends = [
        months(term.end) if term.end else months(term.known_until or MADE) for term in (one, other)
    ]
    begins = max(months(one.start), months(other.start))
    return min(ends) - begins


def _is_same(one: Term, other: Term) -> bool:
    """By surname, in any order of its words, and the given names do not differ."""
    words, others = ({fold_name(word) for word in term.name.split()} for term in (one, other))
    spelt = {fold_name(word) for word in one.other.replace(",", " ").split()}
    meet = words & others or other.key in spelt
    first = [term.name.split()[0] for term in (one, other)]
    return bool(meet) and (one.key == other.key or len(words & others) > 1 or same_given(*first))


def _as_known(term: Term, people: Sequence[Term]) -> Term:
    """Under the name that office_holders.tsv gives the same person in another office."""
    for one in people:
        first = [fold_name(each.name.split()[0]) for each in (one, term)]
        if one.key == term.key and same_given(*first):
            return structs.replace(term, name=one.name)
    return term


def _before_its_heir(term: Term, here: dict[tuple[str, str], list[Term]]) -> Term:
    """An open end ends where a term that is kept by hand begins."""
    later = [
        one.start
        for one in here.get((term.where, _alike(term.office)), ())
        if months(one.start) > months(term.start)
    ]
    if term.end or not later or months(min(later)) > term.last_month():
        return term
    return structs.replace(term, end=min(later), known_until="")


def _without_doubles(terms: Iterable[Term]) -> list[Term]:
    """One of each person's terms that meet: the one whose days are known best."""
    kept: list[Term] = []
    for term in terms:
        double = next(
            (
                at
                for at, one in enumerate(kept)
                if (one.where, one.office) == (term.where, term.office)
                and _is_same(one, term)
                and (_shared(one, term) >= 0 or one.start[:4] == term.start[:4])
            ),
            None,
        )
        if double is None:
            kept.append(term)
        elif len(term.start) > len(kept[double].start):
            kept[double] = term
    return kept


if __name__ == "__main__":
    main()
