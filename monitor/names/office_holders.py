"""Who held which office when, from data/office_holders.tsv, kept by hand, and the larger
data/office_holders_wikidata.tsv; the id of a person is "KZ:tokaev".

An open end is known only as long as its row says, and for half a year after. What an operator says
and what is learnt from the log stands above these rows: `known_holders`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from msgspec import Struct, structs

from monitor.datafiles import ids, rows
from monitor.names.east_asian import respellings
from monitor.names.transliteration import is_given, same_given
from monitor.text.lexicon import Found, Lexicon
from monitor.text.normalize import fold_name
from monitor.text.tokens import Token

_MONTH_CHARS = 7  # of a date: terms are told apart by months
_KNOWN_MONTHS = 36  # how long before and after an office a surname alone is its holder's
TRUSTED_MONTHS = 6  # after a row was last known to be true, in which it still says who holds it
_NEW_MONTHS = 12
_BY_HAND, _BULK = "office_holders.tsv", "office_holders_wikidata.tsv"
_CODE = 2  # letters of a country's code
_HARD_C = re.compile(r"c(?=[aoukrltn]|$)")
_SERVANT, _SERVANT_JOINED = re.compile(r"\b(عبد) (?=ال)"), re.compile(r"\b(عبد)(?=ال)")
_WITH_SOFT_G = frozenset(("UA", "BY"))  # whose г others spell with an h
_ALPHABETS_END = 0x530  # Latin, Greek and Cyrillic stand below


@cache
def countries_named(way: str) -> frozenset[str]:
    """The countries of data/naming.toml whose people are named in this way."""
    return frozenset(ids("naming.toml")[way])


class Holder(Struct, frozen=True):
    id: str
    where: str
    office: str
    name: str
    key: str
    given: str
    keys: tuple[str, ...]  # folded words by which a text may name him
    start: str
    end: str  # empty: still in office
    family: str = ""  # folded family name where it stands first and serves alone: Xi, Lee
    called: str = ""  # folded word of his name, not its last, by which he is known: Abiy, Lula
    source: str = ""
    known_until: str = ""  # of an open end: the day on which it was known; empty: for good
    alone: bool = True  # whether the surname alone may mean him

    @property
    def country(self) -> str | None:
        """None for an organisation; AU is Australia, but its chair the African Union's."""
        organisation = (
            len(self.where) > _CODE
            or self.where in ("EU", "UN")
            or (self.where, self.office) == ("AU", "chair")
        )
        return None if organisation else self.where


def _joined(name: str) -> str:
    return fold_name(name.replace(" ", "").replace("-", ""))


def holder(  # noqa: PLR0913 - a row
    *,
    where: str,
    office: str,
    name: str,
    other: Sequence[str] = (),
    start: str,
    end: str,
    source: str = "",
    known_until: str = "",
    alone: bool = True,
) -> Holder:
    """A term of somebody, with the folded words by which a text may name him."""
    words = name.split()
    plain = [alias for alias in other if ord(alias[0]) < _ALPHABETS_END]
    spelt = list(map(_as_alias, plain))
    if where in countries_named("family_first") and len(words) > 1:
        key, given, called = _joined(name), "", ""
        by_family = alone and where in countries_named("called_by_family")
        family = fold_name(words[0]) if by_family else ""
    else:
        key, given, family = fold_name(surname_of(words)), "", ""
        called = _called(where, words, plain)
        spelt += [fold_name(alias.split()[-1]) for alias in plain]
        if len(words) > 1:
            given = fold_name(words[0].split("-")[0])
    if where in _WITH_SOFT_G:
        spelt += [one.replace("h", "g") for one in (key, *spelt) if "h" in one]
    if where in countries_named("pinyin"):
        spelt += map(_joined, respellings(name))
    return Holder(
        id=f"{where}:{key}",
        where=where,
        office=office,
        name=name,
        key=key,
        given=given,
        keys=tuple(sorted({key, *spelt, *filter(None, (family,))})),
        start=start,
        end=end,
        family=family,
        called=called,
        source=source,
        known_until=known_until,
        # by the whole name where the family name stands first, else with the given name
        alone=alone or not given,
    )


def _row(row: list[str], *, alone: bool) -> tuple[Holder, tuple[str, ...]]:
    where, office, name, aliases, start, end, source, known_until = row
    other = tuple(filter(None, aliases.split(", ")))
    made = holder(
        where=where,
        office=office,
        name=name,
        other=other,
        start=start,
        end=end,
        source=source,
        known_until=known_until,
        alone=alone,
    )
    return made, tuple(alias for alias in other if ord(alias[0]) >= _ALPHABETS_END)


def _as_alias(alias: str) -> str:
    return _joined(alias) if " " in alias else fold_name(alias)


def surname_of(words: Sequence[str]) -> str:
    """The last word; of a son of somebody with it: "bin Salman"."""
    if "bin" in words[1:-1]:
        return f"bin{words[-1]}"
    return words[-1].removeprefix("al-").removeprefix("el-")


def _called(where: str, words: Sequence[str], aliases: Sequence[str]) -> str:
    """The word that the table gives as another spelling of the whole name, or the given name where
    people go by it.
    """
    alone = [word for word in words[:-1] if word in aliases]
    if not alone and len(words) > 1 and where in countries_named("called_by_given"):
        alone = [words[0]]
    return fold_name(alone[0]) if alone else ""


@cache
def _with_aliases() -> list[tuple[Holder, tuple[str, ...]]]:
    """Each holder with the names that are written in scripts without capitals."""
    pairs = [_row(row, alone=True) for row in rows(_BY_HAND)]
    pairs += [_row(row, alone=False) for row in rows(_BULK)]
    # The same name in two places is one person: Costa of Portugal, then of the European Council.
    first: dict[str, str] = {}
    taken: set[str] = set()
    for one, _ in pairs:
        another = one.id in taken and one.name not in first
        first.setdefault(one.name, f"{one.id}-{one.given}" if another else one.id)
        taken.add(first[one.name])
    return [(structs.replace(one, id=first[one.name]), aliases) for one, aliases in pairs]


@cache
def holders() -> tuple[Holder, ...]:
    """One a term; a name that one row of a person gives is his in every row."""
    every = [holder for holder, _ in _with_aliases()]
    keys: dict[str, set[str]] = {}
    for holder in every:
        keys.setdefault(holder.id, set()).update(holder.keys, _as_heard(holder.key))
    return tuple(structs.replace(one, keys=tuple(sorted(keys[one.id]))) for one in every)


def _as_heard(key: str) -> tuple[str, ...]:
    """As other scripts spell it, whose letter for a hard C is a K: Macron, Makron."""
    heard = _HARD_C.sub("k", key)
    return (heard,) if heard != key else ()


@cache
def _by_key() -> dict[str, tuple[Holder, ...]]:
    index: dict[str, list[Holder]] = {}
    for holder in holders():
        for key in {*holder.keys, *([holder.called] if holder.called else [])}:
            index.setdefault(key, []).append(holder)
    return {key: tuple(found) for key, found in index.items()}


@cache
def _foreign() -> Lexicon[str]:
    return Lexicon(
        (form, holder.id)
        for holder, aliases in _with_aliases()
        for alias in aliases
        for form in {alias, _SERVANT.sub(r"\1", alias), _SERVANT_JOINED.sub(r"\1 ", alias)}
    )


@cache
def _families() -> dict[str, str]:
    return {holder.id: holder.family for holder in holders()}


def family_of(person_id: str) -> str:
    """The folded family name by which alone he is called where it stands first; else empty."""
    return _families().get(person_id, "")


def named(tokens: Sequence[Token]) -> list[Found[str]]:
    """Ids of holders named in scripts without capitals (Chinese, Arabic, Japanese …)."""
    return _foreign().find(tokens)


@cache
def _newest() -> str:
    """When the rows were last gone through: as good as now for what bears no date."""
    return max(one.known_until for one in holders())


def is_in_office(
    holder: Holder, published: str | None, *, slack_months: int = 0, early_months: int = 0
) -> bool:
    """Whether he held it when this was published, as far as is known, or that long after or before;
    unknown dates count as now.
    """
    day = months((published or _newest())[:_MONTH_CHARS])
    begins = months(holder.start, year_only=_DECEMBER) - early_months
    return begins <= day <= _known_end(holder, day) + slack_months


def _known_end(holder: Holder, day: int) -> int:
    """The last month in which he surely held it."""
    if holder.end:
        return months(holder.end, year_only=_JANUARY)
    return months(holder.known_until) + TRUSTED_MONTHS if holder.known_until else day


# Of a year alone: a term that begins in it has surely begun in its last month, and one that ends in
# it has surely not ended in its first.
_JANUARY, _JULY, _DECEMBER = 0, 6, 11


@lru_cache(maxsize=4_096)
def months(date: str, *, year_only: int = _JULY) -> int:
    year, _, month = date.partition("-")
    return int(year) * 12 + (int(month[:2]) - 1 if month else year_only)


def is_new(holder: Holder, published: str) -> bool:
    """Whether he had not held it for a year then."""
    return months(published[:_MONTH_CHARS]) - months(holder.start) < _NEW_MONTHS


@cache
def _rows_of() -> dict[str, list[Holder]]:
    """Rows by person, and by the place of the office."""
    found: dict[str, list[Holder]] = {}
    for holder in holders():
        found.setdefault(holder.id, []).append(holder)
        found.setdefault(holder.where, []).append(holder)
    return found


def knows(person_id: str) -> bool:
    return person_id in _rows_of()


def row_at(person_id: str, published: str | None) -> Holder:
    """The row of this person that fits the date best."""
    return min(
        _rows_of()[person_id],
        key=lambda holder: (not is_in_office(holder, published), -months(holder.start)),
    )


def find(keys: Sequence[str], given: str | None, published: str | None) -> Holder | None:
    """The holder whom these folded surnames mean; another given name means somebody else."""
    known = _by_key()
    if not any(key in known for key in keys):
        return None
    return _find(tuple(keys), given, published and published[:_MONTH_CHARS])


@lru_cache(maxsize=4_096)
def _find(keys: tuple[str, ...], given: str | None, published: str | None) -> Holder | None:
    index = _by_key()
    found = [holder for key in keys for holder in index.get(key, ())]
    if given:
        found = [holder for holder in found if _is_called(holder, given, keys)]
    else:
        found = _alone([holder for holder in found if _goes_by(holder, keys)], published)
    if not found:
        return None
    best = min(found, key=lambda holder: not is_in_office(holder, published))
    return row_at(best.id, published)


def _is_called(holder: Holder, given: str, keys: Sequence[str]) -> bool:
    """By this given name; a family name that stands first is none."""
    first = holder.name.split()[0]
    if holder.given or is_given(first):  # Lawrence Wong, where families stand first
        return same_given(given, holder.given or fold_name(first))
    return not holder.family or holder.family not in keys


def _goes_by(holder: Holder, keys: Sequence[str]) -> bool:
    """Whether one of these words alone may mean him: Ahmed, a given name, says too little of Abiy
    Ahmed.
    """
    if not holder.alone:
        return False
    if not holder.called or not is_given(holder.key):
        return True
    own = {*holder.keys, holder.called} - {holder.key}
    return not own.isdisjoint(keys)


def _alone(found: Sequence[Holder], published: str | None) -> list[Holder]:
    """Whom a surname alone means: the only one who was known then, or a head of state before his
    namesakes at home.
    """
    known = [holder for holder in found if _was_known(holder, published)]
    if not _are_one(known) and len({holder.where for holder in known}) == 1:
        presidents = (holder for holder in known if holder.office == "president")
        known = [holder for holder in presidents if is_in_office(holder, published)]
    return known if _are_one(known) else []


def _are_one(holders_: Sequence[Holder]) -> bool:
    return len({holder.id for holder in holders_}) == 1


def _was_known(holder: Holder, published: str | None) -> bool:
    if not published:
        return True
    near = _KNOWN_MONTHS
    return is_in_office(holder, published, slack_months=near, early_months=near)


def holder_of(office: str, where: str, published: str | None) -> Holder | None:
    """Who held this office there and then, if exactly one did as far as the rows know."""
    found = [one for one in terms_of(office, where) if is_in_office(one, published)]
    return found[0] if len({one.id for one in found}) == 1 else None


def terms_of(office: str, where: str) -> list[Holder]:
    alike = offices_like(office)
    return [one for one in _rows_of().get(where, ()) if one.office in alike]


def offices_like(office: str) -> tuple[str, ...]:
    return ("president", "king", "supreme-leader") if office == "head-of-state" else (office,)
