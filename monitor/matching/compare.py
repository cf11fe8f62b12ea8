"""One article against one article: what speaks for and against their telling one story, as numbers
with names.

`factors` gives plain numbers, mostly within 0..1, in the order of `NAMES`; a factor that cannot be
judged because one side says nothing is 0. `notes` says the same in words, for those few comparisons
that are shown.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

from msgspec import Struct
from rapidfuzz import fuzz

from monitor.gazetteer.acts import acts_that_are
from monitor.matching.index import Index, Norms, lengths, signed
from monitor.matching.traits import WEIGHTS, WORDS_MAX, Traits, exact, gap

# of the stories, not of a pair: `against` a single article there is less to go by
ALONE = "one report against one"

# name → the sign its weight may have: evidence for, evidence against, or either (0)
SIGNS: dict[str, int] = {
    "published near": 1,
    "published apart": -1,
    "undated": 0,
    "both undated": 0,
    "same day": 1,
    "another day": -1,
    "another day, as counted": -1,
    "a day or two apart": -1,
    "day as published": 1,
    "day not as published": -1,
    "shared days": 1,
    "people": 1,
    "nobody shared": -1,
    "leads": 1,
    "other leads": -1,
    "the two": 1,
    "the two, at that time": 1,
    "people, at that time": 1,
    "another two": -1,
    "countries": 1,
    "other countries": -1,
    "no country shared": -1,
    "place": 1,
    "another place": -1,
    "organisations": 1,
    "other organisations": -1,
    "acts": 1,
    "other acts": -1,
    "call or meeting": -1,
    "ordinal": 1,
    "another ordinal": -1,
    "themes": 1,
    "figures": 1,
    "words": 1,
    "words across languages": 1,
    "words, undated": 1,
    "title": 1,
    "names said": 1,
    "other names said": -1,
    "another language": 0,
    "summit or bilateral": -1,
    "the same words": 1,
    ALONE: -1,
}
# What counts where neither article has a summit or two who met; each has a weight of its own there.
LITTLE = (
    "published near", "published apart", "undated", "both undated", "same day", "another day",
    "shared days", "people", "nobody shared", "themes", "figures", "words",
    "words across languages", "words, undated", "title", "names said", "other names said",
    "another language",
)  # fmt: skip
SIGNS |= {"little read": 0} | {f"little read: {name}": SIGNS[name] for name in LITTLE}
NAMES = tuple(SIGNS)
POSITION = {name: i for i, name in enumerate(NAMES)}

TWO = 2
SUMMIT_ACT, DECLARED = "summit", "statement"
SUMMIT_DAYS = 2  # that one lasts, and is told
SAID_MOST = 5  # names of an article that it must be about
WORDS_LONG = 36  # telling words of an article, not of an account in three sentences
WORDS_SHORT = 22.0  # of a short account; what longer ones share says more, in proportion
# in which shared words and names lose most of their meaning, where nothing else was read
FADE_DAYS = 2.0
# fewer may be zones, a visit of two days, or a report that counts from its own date
DAYS_APART_MIN = 3
NEAR_DAYS = (
    2.0  # in which nearness of publishing falls to a third: the news of a day is told in two
)
AS_SEEN = 0.5  # what the day of first seeing says, where no outlet gives one: it may be late
APART_MAX = 4.0  # of a logarithm: two months apart and a year apart say the same
LATE_MAX = 3.0  # of a logarithm: a report three weeks off its publishing is off for good
OTHERS_WEIGH = 0.3  # of somebody who is in one article only, against one person as rare as can be
FIGURES_SHARED_MAX = 3  # one number may be chance; three say as much as ten
TITLE_RATIO_MIN, TITLE_RATIO_MAX = 40.0, 100.0  # token_set_ratio; below, titles of any two events

Factors = tuple[float, ...]


class ArrivingArticle(Struct, frozen=True, kw_only=True):
    """The arriving article, laid out so that each comparison is a few look-ups. `weights` are
    TF-IDF, squared on the rarity's side.
    """

    traits: Traits
    words: dict[str, float]
    said: dict[str, float]  # as words, of those that are written as names
    names: dict[str, int]  # folded surname, or office-holder row → which of the people
    rarities: tuple[float, ...]  # of each of its people
    countries: dict[str, float]  # how rare each is among the open stories
    organisations: dict[str, float]
    place: float
    title: str


def arriving(traits: Traits, index: Index) -> ArrivingArticle:
    words, said = traits.words, traits.said
    rarities = index.rarities(words)
    norms = lengths(traits, rarities)
    weights = [
        rarity * rarity * WEIGHTS[times]
        for rarity, times in zip(rarities, traits.times, strict=True)
    ]
    of_countries = index.rarities(signed("=", traits.countries))
    return ArrivingArticle(
        traits=traits,
        words={word: weight / norms[0] for word, weight in zip(words, weights, strict=True)},
        said={words[at]: weights[at] / norms[1] for at in said},
        names=_positions_of_people(traits),
        rarities=tuple(index.rarities(signed("@", traits.names))),
        countries=dict(zip(traits.countries, of_countries, strict=True)),
        organisations={name: index.rarity("#" + name) for name in traits.organisations},
        place=index.rarity("&" + traits.place) if traits.place else 0.0,
        title=traits.title.casefold(),
    )


def _positions_of_people(traits: Traits) -> dict[str, int]:
    names: dict[str, int] = {}
    for i, (name, known) in enumerate(zip(traits.names, traits.known, strict=True)):
        names.setdefault(name, i)
        if known:
            names.setdefault(known, i)
    return names


def factors(a: ArrivingArticle, b: Traits, norms: Norms) -> Factors:
    """All factors of article `a` against a story's article `b`, whose vectors of words and of names
    said have these lengths.
    """
    values = [0.0] * len(NAMES)
    if _words_decide(a.traits, b):
        return _little_read(a, b, norms, values)
    _dates(a.traits, b, values)
    _people(a, b, values)
    _sets(a, b, values)
    _words(a, b, norms, values)
    _together(values)
    if _one_summit(a.traits, b):
        for at in (NOBODY, OTHER_LEADS, OTHER_COUNTRIES, NO_COUNTRY):
            values[at] = 0.0
    if values[SAME_DAY] or values[SHARED_DAYS] or _same_number_at_one_place(a.traits, b):
        values[APART] = 0.0
    return tuple(values)


def _same_number_at_one_place(a: Traits, b: Traits) -> bool:
    """The second summit is held once: it is that one, however late a report looks back at it."""
    numbered = a.ordinals[:1] == b.ordinals[:1] != ()
    return numbered and None is not a.place == b.place


def _one_summit(a: Traits, b: Traits) -> bool:
    """Both tell mainly of a summit in one place at one time: that each names its own leader and
    country says nothing.
    """
    apart_days = gap(a.published, b.published) or 0
    in_place = None is not a.place == b.place
    return in_place and apart_days <= SUMMIT_DAYS and _of_a_summit(a) and _of_a_summit(b)


def _of_a_summit(a: Traits) -> bool:
    """Mainly of it, or of what it declared."""
    mainly = a.acts[:1] in ((SUMMIT_ACT,), (DECLARED,)) and SUMMIT_ACT in a.acts
    return mainly and a.multilateral and not a.alone


def _words_decide(a: Traits, b: Traits) -> bool:
    """Neither was read to be diplomacy; or one was not, and both are long enough for their words to
    say it.
    """
    if a.language != b.language:
        return False
    if min(len(a.words), len(b.words)) < WORDS_LONG:
        return a.thin and b.thin
    return a.thin or b.thin


def _little_read(a: ArrivingArticle, b: Traits, norms: Norms, values: list[float]) -> Factors:
    """Neither reading has a summit or two who met: what else was read of them would mislead more
    than it tells.
    """
    _dates(a.traits, b, values)
    _people(a, b, values)
    _words(a, b, norms, values)
    if values[APART]:
        fade = math.exp(-math.expm1(values[APART]) / FADE_DAYS)
        for at in (WORDS, TITLE, PEOPLE):
            values[at] *= fade
    if not values[BOTH_UNDATED]:  # a long account in common words would pass for a near one
        sure = max(1.0, min(len(a.traits.words), len(b.words), WORDS_MAX) / WORDS_SHORT)
        values[WORDS] *= sure
        values[TITLE] *= sure
    values[OTHER_SAID] = _other_said(a.traits, b)
    _themes_and_figures(a.traits, b, values)
    kept = [0.0] * len(NAMES)
    kept[THIN] = 1.0
    for thin, full in zip(THINS, FULLS, strict=True):
        kept[thin] = values[full]
    return tuple(kept)


def _dates(a: Traits, b: Traits, values: list[float]) -> None:
    _published(a, b, values)
    if a.days and b.days:
        values[SHARED_DAYS] = float(not set(a.days).isdisjoint(b.days))
    apart_days = gap(a.when, b.when)
    if apart_days is None:
        _told_and_published(a, b, values)
    elif apart_days == 0 or _another_year_alone(a, b):
        values[SAME_DAY] = float(exact(a.when) and exact(b.when)) * a.sure_when * b.sure_when
    elif not values[SHARED_DAYS]:  # else, which of its days is the event's own was perhaps misread
        values[_apart_by(apart_days, counted=not (a.written and b.written))] = (
            a.sure_when * b.sure_when
        )


def _another_year_alone(a: Traits, b: Traits) -> bool:
    """The same day and month. Where no publishing date stands against a year, it may be a slip."""
    if None not in (a.published, b.published) or not (exact(a.when) and exact(b.when)):
        return False
    mine, theirs = (dt.date.fromordinal(when[0]) for when in (a.when, b.when))
    return (mine.month, mine.day) == (theirs.month, theirs.day)


def _published(a: Traits, b: Traits, values: list[float]) -> None:
    apart_days = gap(a.published, b.published)
    if apart_days is not None:
        sure = AS_SEEN if a.as_seen or b.as_seen else 1.0
        values[NEAR] = sure * math.exp(-apart_days / NEAR_DAYS)
        values[APART] = sure * min(math.log1p(apart_days), APART_MAX)
    elif a.published or b.published:
        values[UNDATED] = 1.0
    else:
        values[BOTH_UNDATED] = 1.0


def _apart_by(days: int, *, counted: bool) -> int:
    """Which factor says it. `counted`: one of the two days is not written out."""
    if days < DAYS_APART_MIN:
        return DAY_OR_TWO
    return ANOTHER_DAY_COUNTED if counted else ANOTHER_DAY


def _told_and_published(a: Traits, b: Traits, values: list[float]) -> None:
    """Only one of them says when: a report published on that day or the next is likely about it."""
    one, other = (a, b) if a.when is not None else (b, a)
    when, published = one.when, other.published
    if not exact(when) or not exact(published) or other.as_seen:
        return
    between_days = max(published[0] - when[1], when[0] - published[1])
    if between_days <= 1:
        values[AS_PUBLISHED] = 1.0
    else:
        values[NOT_AS_PUBLISHED] = min(math.log1p(between_days - 1), LATE_MAX) / LATE_MAX


def _people(a: ArrivingArticle, b: Traits, values: list[float]) -> None:
    if not a.rarities or not b.names:
        return
    same = _same_people(a, b)
    if same:
        values[PEOPLE] = _people_in_common(a, b, {mine for mine, _ in same})
    else:
        values[NOBODY] = 1.0
    if a.traits.paired and b.paired:
        two = _among_first(same, TWO, TWO)
        values[THE_TWO if two == TWO else ANOTHER_TWO] = 1.0
    if a.traits.leads and b.leads:
        leads = _among_first(same, a.traits.leads, b.leads)
        fewer = min(a.traits.leads, b.leads)
        values[LEADS] = leads / fewer
        values[OTHER_LEADS] = (fewer - leads) / fewer


def _people_in_common(a: ArrivingArticle, b: Traits, shared: set[int]) -> float:
    """By how rare they are, against those who are in one of the two only."""
    together = sum([a.rarities[i] for i in shared])
    others = len(a.rarities) + len(b.names) - 2 * len(shared)
    return together / (together + OTHERS_WEIGH * others + OTHERS_WEIGH)


def _same_people(a: ArrivingArticle, b: Traits) -> list[tuple[int, int]]:
    """Who is in both: their places in the one and in the other. An office holder is known in
    whatever spelling.
    """
    found: list[tuple[int, int]] = []
    for theirs, (name, known) in enumerate(zip(b.names, b.known, strict=True)):
        mine = a.names.get(known or name)
        if mine is None:
            mine = a.names.get(name)
        if mine is not None:
            found.append((mine, theirs))
    return found


def _among_first(same: Sequence[tuple[int, int]], mine_max: int, theirs_max: int) -> int:
    """How many of them are among the first of both."""
    return len({mine for mine, theirs in same if mine < mine_max and theirs < theirs_max})


def _sets(article: ArrivingArticle, b: Traits, values: list[float]) -> None:
    a = article.traits
    values[COUNTRIES], values[OTHER_COUNTRIES] = _rarely_shared(article.countries, b.countries)
    values[NO_COUNTRY] = float(values[OTHER_COUNTRIES] == 1.0)
    values[ORGANISATIONS], values[OTHER_ORGANISATIONS] = _rarely_shared(
        article.organisations, b.organisations
    )
    values[ACTS], values[OTHER_ACTS] = _shared(a.acts, b.acts)
    values[CALL] = float(from_afar(a.acts, b.acts))
    if a.place and b.place:
        _places(article, b, values)
    if a.ordinals and b.ordinals:
        _ordinals(a.ordinals, b.ordinals, values)
    _themes_and_figures(a, b, values)
    if a.multilateral or b.multilateral:
        values[SUMMIT] = float(_two_and_summit(a, b) or _two_and_summit(b, a))


def _places(article: ArrivingArticle, b: Traits, values: list[float]) -> None:
    a = article.traits
    if a.place == b.place:
        values[PLACE] = article.place
    elif a.place in b.places or b.place in a.places:
        values[PLACE] = article.place / 2.0
    else:
        values[ANOTHER_PLACE] = a.sure_place * b.sure_place


def _themes_and_figures(a: Traits, b: Traits, values: list[float]) -> None:
    values[THEMES], _ = _shared(a.themes, b.themes)
    if a.figures and b.figures:
        shared = len(set(a.figures).intersection(b.figures))
        values[FIGURES] = min(shared, FIGURES_SHARED_MAX) / FIGURES_SHARED_MAX


def _two_and_summit(a: Traits, b: Traits) -> bool:
    """The first tells of two who met, the other of a summit and of no two."""
    return a.paired and b.multilateral and not b.paired


def _ordinals(a: tuple[str, ...], b: tuple[str, ...], values: list[float]) -> None:
    """The first one is the event's own; a neighbour of it in the row ("after the third round") is
    named by both and is half of each.
    """
    if a[0] == b[0]:
        values[ORDINAL] = 1.0
    elif set(a).isdisjoint(b):
        values[ANOTHER_ORDINAL] = 1.0
    elif a[0].partition(" ")[2] == b[0].partition(" ")[2]:
        values[ORDINAL] = values[ANOTHER_ORDINAL] = 0.5
    else:
        values[ORDINAL] = 1.0


def _together(values: list[float]) -> None:
    """Who and when say more together than apart."""
    near = max(values[NEAR], values[SAME_DAY], values[AS_PUBLISHED])
    values[TWO_THEN] = values[THE_TWO] * near
    values[PEOPLE_THEN] = values[PEOPLE] * near


def from_afar(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """One is mainly about a call or message, and the other about none."""
    if not a or not b:
        return False
    return _from_afar_alone(a, b) or _from_afar_alone(b, a)


def _from_afar_alone(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    afar = acts_that_are("from_afar")
    return a[0] in afar and afar.isdisjoint(b)


def _rarely_shared(a: dict[str, float], b: tuple[str, ...]) -> tuple[float, float]:
    """What is shared, by how rare it is, and the share of names apart: what everybody names says
    nothing.
    """
    if not a or not b:
        return 0.0, 0.0
    shared = [a[name] for name in b if name in a]
    together = len(shared)
    return sum(shared) / (len(a) + len(b) - together), 1.0 - together / min(len(a), len(b))


def _shared(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[float, float]:
    """The share of names in common, and of those apart: (0, 0) when one side names none."""
    if not a or not b:
        return 0.0, 0.0
    together = len(set(a).intersection(b))
    return together / (len(a) + len(b) - together), 1.0 - together / min(len(a), len(b))


def _words(a: ArrivingArticle, b: Traits, norms: Norms, values: list[float]) -> None:
    cosine = _cosine(a.words, b) / norms[0]
    if a.said and b.said:
        values[SAID] = math.sqrt(min(1.0, _cosine_said(a.said, b) / norms[1]))
    if a.traits.language == b.language:
        values[WORDS] = math.sqrt(min(1.0, cosine))
        if a.traits.published is None and b.published is None:
            values[WORDS_UNDATED] = values[WORDS]
        values[TITLE] = _titles_alike(a.title, b.title.casefold())
    else:
        values[OTHER_LANGUAGE] = 1.0
        values[ACROSS] = math.sqrt(min(1.0, cosine))


def _titles_alike(a: str, b: str) -> float:
    """0 up to the likeness that any two titles have, 1 for the same words."""
    if not a or not b:
        return 0.0
    ratio = fuzz.token_set_ratio(a, b, score_cutoff=TITLE_RATIO_MIN)
    return max(0.0, ratio - TITLE_RATIO_MIN) / (TITLE_RATIO_MAX - TITLE_RATIO_MIN)


def _cosine(mine: dict[str, float], b: Traits) -> float:
    """Before it is divided by the length of the other's vector."""
    total = 0.0
    for weight, times in zip(map(mine.get, b.words), b.times, strict=True):
        if weight is not None:
            total += weight * WEIGHTS[times]
    return total


def _cosine_said(mine: dict[str, float], b: Traits) -> float:
    total, words, times = 0.0, b.words, b.times
    for at in b.said:
        weight = mine.get(words[at])
        if weight is not None:
            total += weight * WEIGHTS[times[at]]
    return total


def _other_said(a: Traits, b: Traits) -> float:
    """The share of the names most said in either that the other does not know at all."""
    mine, theirs = a.names_said(SAID_MOST), b.names_said(SAID_MOST)
    if not mine or not theirs:
        return 0.0
    return (_unknown(mine, b) / len(mine) + _unknown(theirs, a) / len(theirs)) / 2.0


def _unknown(names: Sequence[str], to: Traits) -> int:
    return sum(name not in to.words for name in names)


def in_the_same_words(factors: Factors) -> Factors:
    """These factors, of two articles that are one copy."""
    return (*factors[:COPY], 1.0, *factors[COPY + 1 :])


def mean(rows: Sequence[Factors], *, alone: bool) -> Factors:
    """The factors against a story: the mean over its articles, and whether one report stands
    against one.
    """
    means = list(rows[0]) if len(rows) == 1 else _means_of_columns(rows)
    if alone and not means[THIN]:
        means[ONE] = 1.0
    return tuple(means)


def _means_of_columns(rows: Sequence[Factors]) -> list[float]:
    return [sum(column) / len(rows) for column in zip(*rows, strict=True)]


NEAR, APART, UNDATED = POSITION["published near"], POSITION["published apart"], POSITION["undated"]
SAME_DAY, ANOTHER_DAY = POSITION["same day"], POSITION["another day"]
ANOTHER_DAY_COUNTED, DAY_OR_TWO = (
    POSITION["another day, as counted"],
    POSITION["a day or two apart"],
)
AS_PUBLISHED, NOT_AS_PUBLISHED = POSITION["day as published"], POSITION["day not as published"]
SHARED_DAYS = POSITION["shared days"]
PEOPLE, NOBODY = POSITION["people"], POSITION["nobody shared"]
LEADS, OTHER_LEADS = POSITION["leads"], POSITION["other leads"]
THE_TWO, ANOTHER_TWO = POSITION["the two"], POSITION["another two"]
COUNTRIES, OTHER_COUNTRIES = POSITION["countries"], POSITION["other countries"]
TWO_THEN, PEOPLE_THEN = POSITION["the two, at that time"], POSITION["people, at that time"]
NO_COUNTRY = POSITION["no country shared"]
PLACE, ANOTHER_PLACE = POSITION["place"], POSITION["another place"]
ORGANISATIONS, OTHER_ORGANISATIONS = POSITION["organisations"], POSITION["other organisations"]
ACTS, OTHER_ACTS = POSITION["acts"], POSITION["other acts"]
ORDINAL, ANOTHER_ORDINAL = POSITION["ordinal"], POSITION["another ordinal"]
CALL = POSITION["call or meeting"]
THEMES, FIGURES, TITLE = POSITION["themes"], POSITION["figures"], POSITION["title"]
WORDS, ACROSS, OTHER_LANGUAGE = (
    POSITION["words"],
    POSITION["words across languages"],
    POSITION["another language"],
)
BOTH_UNDATED, WORDS_UNDATED = POSITION["both undated"], POSITION["words, undated"]
SAID, OTHER_SAID = POSITION["names said"], POSITION["other names said"]
ONE = POSITION[ALONE]
SUMMIT = POSITION["summit or bilateral"]
COPY = POSITION["the same words"]
THIN = POSITION["little read"]
FULLS = tuple(POSITION[name] for name in LITTLE)
THINS = tuple(POSITION[f"little read: {name}"] for name in LITTLE)
