"""What is told of each article alone, held against readouts that a person wrote down: told, wrong
of told, recall, a field and a language.

A readout says what a careful editor would take from the article's title and text alone; its form
and what its labels mean stand in bench/data/README.md. Names meet by likeness of their words, since
a readout has them in the text's script and in Latin letters, and what is told may have either.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, get_args

import msgspec
from anyascii import anyascii
from msgspec import Struct
from rapidfuzz import fuzz

from monitor.digest.alone import ToldAlone, ToldDate, told_alone
from monitor.errors import InputError
from monitor.gazetteer.acts import acts_that_are
from monitor.gazetteer.countries import countries_in
from monitor.gazetteer.places import places_in
from monitor.model import AHEAD, OFF, Incoming, PartialDate, Rules
from monitor.parallel.ahead import ReadAhead
from monitor.parallel.pool import ReadingPool
from monitor.text.tokens import tokenize

Field = Literal[
    "diplomatic", "actors", "with", "sides", "act", "stage", "place", "date", "quotes", "figures"
]
FIELDS: tuple[Field, ...] = get_args(Field)

_WHOLE_ALIKE, _WORD_ALIKE, _SHORT_WORD_ALIKE = 80, 80, 90  # of 100: rapidfuzz's ratio
_WORD_LETTERS, _LONG_WORD_LETTERS = 3, 5
_PLACE_ALIKE = 85
_QUOTE_BEGINS, _QUOTE_LOOKED_AT = 12, 80  # folded characters
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


class NamedInReadout(Struct, frozen=True):
    name: str | None = None
    latin: str | None = None
    country: str | None = None
    office: str | None = None
    body: bool | str | None = None


class QuoteInReadout(Struct, frozen=True):
    speaker: str | None = None
    first_words: str | None = None
    latin: str | None = None


class FigureInReadout(Struct, frozen=True):
    number: str | None = None
    of: str | None = None
    owner: str | None = None


class Readout(Struct, frozen=True):
    """What an article says. Other fields of the form are for people."""

    id: str
    diplomatic: bool = True
    leads: tuple[NamedInReadout, ...] = ()
    present: tuple[NamedInReadout | str, ...] = ()
    acts: tuple[str, ...] = ()
    stage: str | None = None
    place: str | None = None
    date: str | None = None
    quotes: tuple[QuoteInReadout, ...] = ()
    figures: tuple[FigureInReadout, ...] = ()

    @property
    def named_leads(self) -> tuple[NamedInReadout, ...]:
        return tuple(lead for lead in self.leads if lead.name and not lead.body)

    @property
    def named_present(self) -> tuple[NamedInReadout, ...]:
        return tuple(
            NamedInReadout(name=one) if isinstance(one, str) else one for one in self.present
        )

    @property
    def everybody(self) -> tuple[NamedInReadout, ...]:
        return (*self.named_present, *self.named_leads)


class Judged(Struct, frozen=True, kw_only=True):
    """One claim, as it was told and as it should have been."""

    id: str
    field: Field
    right: bool
    told: str
    should: str


class FieldScore(Struct, frozen=True, kw_only=True):
    """`wrong` is a share of `told`, `recall` of `wanted`; None where there is nothing to divide
    by.
    """

    told: int
    wrong: float | None
    recall: float | None
    wanted: int


class ReadoutScores(Struct, frozen=True, kw_only=True):
    fields: dict[Field, FieldScore]
    told: int
    wrong: float | None
    entries_wrong: float | None  # share of told entries that hold at least one wrong claim
    languages: dict[str, FieldScore] = {}  # all fields together
    mistakes: tuple[Judged, ...] = ()


def score(
    readouts: Iterable[Readout],
    told: Mapping[str, ToldAlone],
    *,
    published: Mapping[str, PartialDate] | None = None,
    languages: Mapping[str, str] | None = None,
) -> ReadoutScores:
    """`told` by the articles' ids. A told day that is only the article's `published` one counts
    neither way where the readout has none.
    """
    count = _Count()
    for readout in readouts:
        if (line := told.get(readout.id)) is not None:
            day = (published or {}).get(readout.id, "")[:10]
            count.take(readout, line, day, (languages or {}).get(readout.id, ""))
    return count.scores()


class _Count:
    def __init__(self) -> None:
        self.wanted: Counter[str] = Counter()
        self.found: Counter[str] = Counter()  # of what was wanted; else what was told right
        self.judged: list[Judged] = []
        self.language: dict[str, str] = {}

    def take(self, readout: Readout, line: ToldAlone, published: str, language: str) -> None:
        self.language[readout.id] = language
        self.wanted["diplomatic"] += readout.diplomatic
        if readout.diplomatic:
            self.wanted.update(wanted(readout))
        if line.told:
            self.judged += judged(readout, line, published)
        if line.told and readout.diplomatic:
            self.found["actors"] += _leads_found(readout, line)

    def scores(self) -> ReadoutScores:
        fields = {name: self._score(name) for name in FIELDS}
        wrong = [one for one in self.judged if not one.right]
        entries = {one.id for one in self.judged}
        return ReadoutScores(
            fields=fields,
            told=len(self.judged),
            wrong=_share(len(wrong), len(self.judged)),
            entries_wrong=_share(len({one.id for one in wrong}), len(entries)),
            languages=self._languages(),
            mistakes=tuple(wrong),
        )

    def _score(self, name: Field) -> FieldScore:
        told = [one for one in self.judged if one.field == name]
        right = sum(one.right for one in told)
        found = self.found[name] if name == "actors" else right
        return FieldScore(
            told=len(told),
            wrong=_share(len(told) - right, len(told)),
            recall=_share(min(found, self.wanted[name]), self.wanted[name]),
            wanted=self.wanted[name],
        )

    def _languages(self) -> dict[str, FieldScore]:
        by_language: defaultdict[str, list[Judged]] = defaultdict(list)
        for one in self.judged:
            by_language[self.language[one.id]].append(one)
        return {
            language: FieldScore(
                told=len(told),
                wrong=_share(sum(not one.right for one in told), len(told)),
                recall=None,
                wanted=0,
            )
            for language, told in sorted(by_language.items())
            if language
        }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


def wanted(readout: Readout) -> dict[str, int]:
    """How much of each field the readout holds."""
    return {
        "actors": len(readout.named_leads),
        "with": len(readout.present),
        "sides": len(_states(readout.leads)) > 1,
        "act": bool(readout.acts),
        "stage": readout.stage is not None,
        "place": bool(readout.place),
        "date": bool(readout.date),
        "quotes": sum(bool(one.speaker) for one in readout.quotes),
        "figures": len(readout.figures),
    }


def judged(readout: Readout, line: ToldAlone, published: str = "") -> Iterator[Judged]:
    """Every claim of one article."""
    yield _judged(readout, "diplomatic", readout.diplomatic, "told", "diplomatic")
    if not readout.diplomatic:
        return
    everybody = ", ".join(one.name or "" for one in readout.everybody)
    for person in line.actors:
        yield _judged(
            readout, "actors", is_one_of(person.name, readout.everybody), person.name, everybody
        )
    for person in line.with_:
        yield _judged(
            readout, "with", is_one_of(person.name, readout.everybody), person.name, everybody
        )
    if line.sides:
        right = are_sides(line.sides, readout, line.act or next(iter(readout.acts), None))
        yield _judged(readout, "sides", right, "-".join(line.sides), everybody)
    yield from _judged_event(readout, line, published)
    for quote in line.quotes:
        right = is_quoted(quote.text, quote.speaker, readout.quotes)
        yield _judged(readout, "quotes", right, f"{quote.speaker}: {quote.text}", "")
    for figure in line.figures:
        right = is_counted(figure.text, figure.owner, readout.figures)
        yield _judged(readout, "figures", right, f"{figure.text} ({figure.owner})", "")


def are_sides(pair: Sequence[str], readout: Readout, act: str | None = None) -> bool:
    """Whether both states took part, through somebody who is named or not, and no third one leads;
    of what one does to another, readouts name only who does it, and of a visit the place.
    """
    leading = _states(readout.leads)
    if not leading.issubset(pair):
        return False
    states = leading | _states(readout.named_present)
    if "visit" in readout.acts:
        states |= _states_of(readout.place or "")
    return not states.isdisjoint(pair) if act in _done_by_one() else states.issuperset(pair)


def _done_by_one() -> frozenset[str]:
    return acts_that_are("between_states") - acts_that_are("of_two") - {"exchange", "exercise"}


def _states_of(place: str) -> set[str]:
    words = tokenize(place)
    places = {one.place.country for one in places_in(words)}
    return {one.code for one in countries_in(words)}.union(filter(None, places))


def _states(named: Iterable[NamedInReadout]) -> set[str]:
    return {one.country for one in named if one.country}


def _judged_event(readout: Readout, line: ToldAlone, published: str) -> Iterator[Judged]:
    if line.act:
        right = line.act in readout.acts
        yield _judged(readout, "act", right, line.act, " ".join(readout.acts))
    if readout.stage and (line.stage or line.act):
        stage = line.stage or "happened"
        right = coarse(stage) == coarse(readout.stage)
        yield _judged(readout, "stage", right, stage, readout.stage)
    if line.place:
        right = is_place(line.place.name, readout.place)
        yield _judged(readout, "place", right, line.place.name, readout.place or "")
    if line.date and _is_claim(line.date, readout, published):
        right = meets(line.date.start, line.date.end, readout.date)
        yield _judged(readout, "date", right, line.date.start, readout.date or "")


def _is_claim(day: ToldDate, readout: Readout, published: str) -> bool:
    return day.basis != "published" and bool(readout.date or day.start != published)


def _judged(readout: Readout, field: Field, right: bool, told: str, should: str) -> Judged:  # noqa: FBT001 — whether it is right is the point
    return Judged(id=readout.id, field=field, right=right, told=told, should=should)


def _leads_found(readout: Readout, line: ToldAlone) -> int:
    """How many of its leads are told as actors, each once."""
    left = list(readout.named_leads)
    for person in line.actors:
        hit = next((one for one in left if is_same(person.name, one)), None)
        if hit is not None:
            left.remove(hit)
    return len(readout.named_leads) - len(left)


# --- one claim ---


def is_one_of(name: str, people: Iterable[NamedInReadout]) -> bool:
    return any(is_same(name, one) for one in people)


def is_same(name: str, labelled: NamedInReadout) -> bool:
    """A surname-like word of both nearly alike, or the whole names."""
    told = _folded(name)
    return any(_is_alike(told, _folded(form)) for form in (labelled.latin, labelled.name) if form)


def _is_alike(a: str, b: str) -> bool:
    if fuzz.token_sort_ratio(a, b) >= _WHOLE_ALIKE:
        return True
    return any(_is_word_alike(x, y) for x in a.split() for y in b.split())


def _is_word_alike(x: str, y: str) -> bool:
    shortest = min(len(x), len(y))
    least = _WORD_ALIKE if shortest >= _LONG_WORD_LETTERS else _SHORT_WORD_ALIKE
    return shortest >= _WORD_LETTERS and fuzz.ratio(x, y) >= least


def coarse(stage: str) -> str:
    """Ahead, done or off: what a reader must not get wrong."""
    if stage in AHEAD:
        return "ahead"
    if stage in OFF:
        return "off"
    return "done"


def is_place(name: str, labelled: str | None) -> bool:
    other = _folded(labelled or "")
    return bool(other) and fuzz.partial_ratio(_folded(name), other) >= _PLACE_ALIKE


def meets(start: str, end: str | None, labelled: str | None) -> bool:
    """The two spans have a day in common."""
    if not labelled:
        return False
    told, should = _days(f"{start}/{end}" if end else start), _days(labelled)
    return told[0] <= should[1] and should[0] <= told[1]


def _days(text: str) -> tuple[str, str]:
    first, _, last = text.partition("/")
    return _ends(first)[0], _ends(last or first)[1]


def _ends(day: str) -> tuple[str, str]:
    day = day[:10]
    spans = {len("2024"): ("-01-01", "-12-31"), len("2024-03"): ("-01", "-31")}
    first, last = spans.get(len(day), ("", ""))
    return day + first, day + last


def is_quoted(text: str, speaker: str, labelled: Sequence[QuoteInReadout]) -> bool:
    said = _folded(text)[:_QUOTE_LOOKED_AT]
    hit = next((one for one in labelled if _begins(one, said)), None)
    if hit is None or not hit.speaker:
        return False
    return is_same(speaker, NamedInReadout(name=hit.speaker, latin=hit.latin))


def _begins(quote: QuoteInReadout, said: str) -> bool:
    first = _folded(quote.first_words or "")[:_QUOTE_BEGINS]
    return bool(first) and first in said


def is_counted(text: str, owner: str | None, labelled: Sequence[FigureInReadout]) -> bool:
    numbers = set(_NUMBER.findall(text))
    hit = next((one for one in labelled if numbers & set(_NUMBER.findall(one.number or ""))), None)
    if hit is None:
        return False
    return not owner or not hit.owner or is_same(owner, NamedInReadout(name=hit.owner))


def _folded(text: str) -> str:
    return re.sub(r"[^a-z0-9 ]+", " ", anyascii(text).lower()).strip()


# --- a whole set ---


def lines_of(file: Path) -> list[Readout]:
    """Raises InputError for a line that is no readout."""
    found = []
    for number, line in enumerate(file.read_bytes().splitlines(), start=1):
        try:
            if line.strip():
                found.append(_readout(msgspec.json.decode(line, type=dict[str, Any])))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            hint = 'one readout a line: {"id": "…", "leads": [{"name": "…"}], "acts": ["…"], …}'
            raise InputError(f"{file}, line {number}: {error}", hint=hint) from error
    return found


def _readout(fields: Mapping[str, Any]) -> Readout:
    """A field that is null says nothing, as one that is absent."""
    said = {name: value for name, value in fields.items() if value is not None}
    return msgspec.convert(said, Readout)


def name_in_file(item: Incoming) -> str:
    """By which labels, judgements and readouts name it."""
    return item.article.given_id or item.article.id


def score_telling(
    articles: Sequence[Incoming],
    readouts: Sequence[Readout],
    *,
    rules: Rules,
    pool: ReadingPool | None = None,
) -> ReadoutScores:
    """What is told of each of the articles alone, against its readout."""
    wanted_ids = {readout.id for readout in readouts}
    told, published, languages = {}, {}, {}
    labelled = [item for item in articles if name_in_file(item) in wanted_ids]
    ahead = ReadAhead(pool)
    for item in ahead.articles(labelled):
        name = name_in_file(item)
        reading = ahead(item.article, item.text)
        told[name] = told_alone(item.article, reading, rules)
        published[name] = item.article.published or ""
        languages[name] = reading.language
    return score(readouts, told, published=published, languages=languages)


def render_scores(scores: ReadoutScores, *, mistakes_max: int) -> str:
    """As text for people: a line a field, a line a language, and mistakes of each field."""
    lines = [f"{'field':<12}{'told':>6}{'wrong of told':>16}{'recall':>9}{'wanted':>8}"]
    for name, one in scores.fields.items():
        lines.append(
            f"{name:<12}{one.told:>6}{_figure(one.wrong):>16}{_figure(one.recall):>9}{one.wanted:>8}"
        )
    lines.append(f"{'all fields':<12}{scores.told:>6}{_figure(scores.wrong):>16}")
    lines.append(f"entries with a wrong claim {_figure(scores.entries_wrong)}")
    by_language = (f"{name} {_figure(one.wrong)}" for name, one in scores.languages.items())
    lines.append("wrong of told by language: " + " · ".join(by_language))
    lines += [
        f"  {mistake.id:<14}{mistake.field:<10} told {mistake.told[:70]!r}, read {mistake.should!r}"
        for mistake in scores.mistakes[:mistakes_max]
    ]
    return "\n".join(lines) + "\n"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
