"""One article against one article: what speaks for and against their telling one story, as numbers
with names.

`factors` gives plain numbers, mostly within 0..1, in the order of `NAMES`; a factor that cannot be
judged because one side says nothing is 0. `notes` says the same in words, for those few comparisons
that are shown.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct
from rapidfuzz import fuzz

from monitor.gazetteer.acts import acts_that_are
from monitor.matching.index import Index, Norms, lengths
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
    ALONE: -1,
}
# What counts where neither article has a summit or two who met; each has a weight of its own there.
LITTLE = (
    "published near", "published apart", "undated", "both undated", "same day", "another day", "shared days", "people",
    "nobody shared", "themes", "figures", "words", "words across languages", "words, undated", "title", "names said",
    "other names said", "another language",
)  # fmt: skip
SIGNS |= {"little read": 0} | {f"little read: {name}": SIGNS[name] for name in LITTLE}
NAMES = tuple(SIGNS)
POSITION = {name: i for i, name in enumerate(NAMES)}

TWO = 2
SAID_MOST = 5  # names of an article that it must be about
WORDS_LONG = 36  # telling words of an article, not of an account in three sentences
WORDS_SHORT = 22.0  # of a short account; what longer ones share says more, in proportion
# in which shared words and names lose most of their meaning, where nothing else was read
FADE_DAYS = 2.0
# fewer may be zones, a visit of two days, or a report that counts from its own date
DAYS_APART_MIN = 3

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
    names: dict[str, int] = {}
    for i, (name, known) in enumerate(zip(traits.names, traits.known, strict=True)):
        names.setdefault(name, i)
        if known:
            names.setdefault(known, i)
    return ArrivingArticle(
        traits=traits,
        words={word: weight / norms[0] for word, weight in zip(words, weights, strict=True)},
        said={words[at]: weights[at] / norms[1] for at in said},
        names=names,
        rarities=tuple(index.rarities(["@" + name for name in traits.names])),
        countries=dict(
            zip(
                traits.countries,
                index.rarities(["=" + code for code in traits.countries]),
                strict=True,
            )
        ),
        organisations={name: index.rarity("#" + name) for name in traits.organisations},
        place=index.rarity("&" + traits.place) if traits.place else 0.0,
        title=traits.title.casefold(),
    )


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
    return tuple(values)


def _words_decide(a: Traits, b: Traits) -> bool:
    """Neither was read to be diplomacy; or one was not, and both are long enough for their words to
    say it.
    """
    if a.language != b.language:
        return False
    if a.thin and b.thin:
        return True
    return (a.thin or b.thin) and len(a.words) >= WORDS_LONG and len(b.words) >= WORDS_LONG


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
    values[THEMES], _ = _shared(a.traits.themes, b.themes)
    if a.traits.figures and b.figures:
        values[FIGURES] = min(len(set(a.traits.figures).intersection(b.figures)), 3) / 3.0
    kept = [0.0] * len(NAMES)
    kept[THIN] = 1.0
    for thin, full in zip(THINS, FULLS, strict=True):
        kept[thin] = values[full]
    return tuple(kept)


def _dates(a: Traits, b: Traits, values: list[float]) -> None:
    apart = gap(a.published, b.published)
    if apart is None:
        values[UNDATED if a.published or b.published else BOTH_UNDATED] = 1.0
    else:
        values[NEAR] = math.exp(-apart / 2.0)
        values[APART] = min(math.log1p(apart), 4.0)
    if a.days and b.days and not set(a.days).isdisjoint(b.days):
        values[SHARED_DAYS] = 1.0
    told = gap(a.when, b.when)
    if told is None:
        _told_and_published(a, b, values)
    elif told == 0:
        values[SAME_DAY] = float(exact(a.when) and exact(b.when))
    elif not values[SHARED_DAYS]:  # else, which of its days is the event's own was perhaps misread
        if told < DAYS_APART_MIN:
            values[DAY_OR_TWO] = 1.0
        else:
            values[ANOTHER_DAY if a.written and b.written else ANOTHER_DAY_COUNTED] = 1.0


def _told_and_published(a: Traits, b: Traits, values: list[float]) -> None:
    """Only one of them says when: a report published on that day or the next is likely about it."""
    when, published = (a.when, b.published) if a.when is not None else (b.when, a.published)
    if when is None or published is None or not exact(when) or not exact(published):
        return
    late = published[0] - when[1]
    early = when[0] - published[1]
    if late <= 1 and early <= 1:
        values[AS_PUBLISHED] = 1.0
    else:
        values[NOT_AS_PUBLISHED] = min(math.log1p(max(late, early) - 1), 3.0) / 3.0


def _people(a: ArrivingArticle, b: Traits, values: list[float]) -> None:
    if not a.rarities or not b.names:
        return
    shared: set[int] = set()
    leads: set[int] = set()
    two: set[int] = set()
    for at, (name, known) in enumerate(zip(b.names, b.known, strict=True)):
        mine = a.names.get(known) if known else None
        if mine is None:
            mine = a.names.get(name)
        if mine is None:
            continue
        shared.add(mine)
        if at < b.leads and mine < a.traits.leads:
            leads.add(mine)
        if at < TWO and mine < TWO:
            two.add(mine)
    if not shared:
        values[NOBODY] = 1.0
    together = sum(a.rarities[i] for i in shared)
    values[PEOPLE] = (
        together / (together + 0.3 * (len(a.rarities) + len(b.names) - 2 * len(shared)) + 0.3)
        if shared
        else 0.0
    )
    if a.traits.paired and b.paired:
        values[THE_TWO if len(two) == TWO else ANOTHER_TWO] = 1.0
    if a.traits.leads and b.leads:
        fewer = min(a.traits.leads, b.leads)
        values[LEADS] = len(leads) / fewer
        values[OTHER_LEADS] = (fewer - len(leads)) / fewer


def _sets(arriving_article: ArrivingArticle, b: Traits, values: list[float]) -> None:
    a = arriving_article.traits
    values[COUNTRIES], values[OTHER_COUNTRIES] = _rarely_shared(
        arriving_article.countries, b.countries
    )
    if a.countries and b.countries and values[COUNTRIES] == 0.0:
        values[NO_COUNTRY] = 1.0
    values[ORGANISATIONS], values[OTHER_ORGANISATIONS] = _rarely_shared(
        arriving_article.organisations, b.organisations
    )
    values[ACTS], values[OTHER_ACTS] = _shared(a.acts, b.acts)
    if from_afar(a.acts, b.acts):
        values[CALL] = 1.0
    if a.place and b.place:
        if a.place == b.place:
            values[PLACE] = arriving_article.place
        elif a.place in b.places or b.place in a.places:
            values[PLACE] = arriving_article.place / 2.0
        else:
            values[ANOTHER_PLACE] = 1.0
    if a.ordinals and b.ordinals:
        _ordinals(a.ordinals, b.ordinals, values)
    values[THEMES], _ = _shared(a.themes, b.themes)
    if a.figures and b.figures:
        values[FIGURES] = min(len(set(a.figures).intersection(b.figures)), 3) / 3.0
    if (a.paired and b.multilateral and not b.paired) or (
        b.paired and a.multilateral and not a.paired
    ):
        values[SUMMIT] = 1.0


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
    afar = acts_that_are("from_afar")
    return (a[0] in afar and afar.isdisjoint(b)) or (b[0] in afar and afar.isdisjoint(a))


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
        if a.title and b.title:
            values[TITLE] = (
                max(
                    0.0, fuzz.token_set_ratio(a.title, b.title.casefold(), score_cutoff=40.0) - 40.0
                )
                / 60.0
            )
    else:
        values[OTHER_LANGUAGE] = 1.0
        values[ACROSS] = math.sqrt(min(1.0, cosine))


def _cosine(mine: dict[str, float], b: Traits) -> float:
    """Before it is divided by the length of the other's vector."""
    total, known = 0.0, mine.get
    for word, times in zip(b.words, b.times, strict=True):
        weight = known(word)
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


def mean(rows: Sequence[Factors], *, alone: bool) -> Factors:
    """The factors against a story: the mean over its articles, and whether one report stands
    against one.
    """
    means = list(
        rows[0]
        if len(rows) == 1
        else [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    )
    if alone and not means[THIN]:
        means[ONE] = 1.0
    return tuple(means)


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
THIN = POSITION["little read"]
FULLS = tuple(POSITION[name] for name in LITTLE)
THINS = tuple(POSITION[f"little read: {name}"] for name in LITTLE)
