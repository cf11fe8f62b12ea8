"""How much of an article is new to its story, as numbers with names: what it claims, weighed by how
sure it is of it, and then its very words.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from operator import itemgetter

from monitor.matching import facts
from monitor.matching.news.sure import confidence
from monitor.matching.traits import Period, exact, gap, period_of, period_of_event
from monitor.model import Article, Fact, Outcome, Reading, Stage
from monitor.text import sentences

Earlier = Sequence[tuple[Article, Reading, str | None]]

SENTENCES_MAX = 60
SENTENCE_CHARS_MIN = 30
SENTENCE_CHARS_MAX = 400
STEMS_COMPARED_MAX = 40  # the most telling ones; what follows them is much the same everywhere
STEMS_OF_LEAD = 12  # of title and lead, which stand first
SHORT_CHARS = 160  # a headline, or one sentence
LATER_MAX = 2.5  # of a logarithm: eleven days later and a year later say the same
FEW, TWO = 3, 2  # of a kind: more of it make an article no newer

# name → the sign its weight may have
SIGNS: dict[str, int] = {
    "phase": 1,
    "acts": 1,
    "kinds of outcome": 1,
    "figures": 1,
    "quotations": 1,
    "words of title and lead": 1,
    "words": 1,
    "words of another language": 1,
    "days later": 1,
    "event between": 1,
    "longer": 1,
    "short": -1,
}
NAMES = tuple(SIGNS)

# planned, going on, done, in force, undone
PHASES: dict[Stage, int] = {
    "proposed": 0, "announced": 0, "under way": 1, "happened": 2, "signed": 2,
    "ratified": 3, "postponed": 4, "cancelled": 4, "denied": 4,
}  # fmt: skip
PLANNED = 0


def measured(
    article: Article, reading: Reading, text: str | None, *, earlier: Earlier, found: Sequence[Fact]
) -> list[float]:
    """The factors, in the order of NAMES. `found` are the new facts that are sure."""
    kinds = Counter(fact.kind for fact in found)
    readings = [before for _, before, _ in earlier]
    another_language = reading.language not in {before.language for before in readings}
    words = _share_of_new(stems(reading)[:STEMS_COMPARED_MAX], readings)
    values = {
        "phase": _phase(reading, readings),
        "acts": _few(len(set(reading.acts).difference(*(one.acts for one in readings))), TWO),
        "kinds of outcome": float(not _kinds(reading.outcomes) <= _kinds_before(readings)),
        "figures": _few(kinds["figure"], FEW),
        "quotations": _few(kinds["quotation"], TWO),
        "words of title and lead": _share_of_new(stems(reading)[:STEMS_OF_LEAD], readings),
        "words": 0.0 if another_language else words,
        "words of another language": words if another_language else 0.0,
        "days later": _days_later(article, earlier),
        "event between": _event_between(article, reading, earlier),
        "longer": _longer(text, earlier),
        "short": float(len(text or "") < SHORT_CHARS),
    }
    return [values[name] for name in NAMES]


def _few(count: float, most: int) -> float:
    return min(count, most) / most


# --- what it claims ---


def _phase(reading: Reading, earlier: Sequence[Reading]) -> float:
    """It tells of what the others planned as going on, and so on; as far as it is sure."""
    known = [PHASES[before.stage] for before in earlier if before.stage]
    if reading.stage is None or not known or PHASES[reading.stage] <= max(known):
        return 0.0
    return confidence(reading, "stage", reading.stage)


def _kinds(outcomes: Iterable[Outcome]) -> set[str]:
    return {outcome.kind for outcome in outcomes}


def _kinds_before(earlier: Sequence[Reading]) -> set[str]:
    return _kinds(itertools.chain.from_iterable(before.outcomes for before in earlier))


# --- its words ---


def _share_of_new(telling: Sequence[str], earlier: Sequence[Reading]) -> float:
    """The share of words that no earlier report has."""
    known: set[str] = set().union(*map(stems, earlier))
    return sum(word not in known for word in telling) / (len(telling) or 1)


def stems(reading: Reading) -> list[str]:
    """The telling ones, those of title and lead first."""
    return list(map(itemgetter(0), reading.words.stems()))


def _sentences(reading: Reading, text: str | None) -> list[str]:
    return sentences.split(text or "", reading.language)[:SENTENCES_MAX]


def new_sentences(reading: Reading, text: str | None, earlier: Earlier) -> list[Fact]:
    """Sentences that no earlier report in the same language has in other words, the most telling
    first.
    """
    known: list[str] = []
    for _, before, old in earlier:
        if before.language == reading.language:
            known += _sentences(before, old)
    return [
        Fact(kind="sentence", text=sentence)
        for sentence in filter(_may_be_shown, _sentences(reading, text))
        if not facts.is_known(sentence, known)
    ]


def _may_be_shown(sentence: str) -> bool:
    return SENTENCE_CHARS_MIN <= len(sentence) <= SENTENCE_CHARS_MAX


def _longer(text: str | None, earlier: Earlier) -> float:
    longest = max([len(before or "") for _, _, before in earlier], default=0)
    if not text or not longest:
        return 0.0
    return max(0.0, min(1.0, math.log(len(text) / longest)))


# --- its time ---


def _days_later(article: Article, earlier: Earlier) -> float:
    mine = period_of(article.published)
    days = [gap(mine, published) for published in _published(earlier)]
    fewest = min([day for day in days if day is not None], default=0)
    return min(math.log1p(fewest), LATER_MAX)


def _published(earlier: Earlier) -> list[Period | None]:
    return [period_of(before.published) for before, _, _ in earlier]


def _event_between(article: Article, reading: Reading, earlier: Earlier) -> float:
    """All earlier reports were published before the event's own day, and this one on it or after,
    and not as a plan.
    """
    mine = period_of(article.published)
    event = _day_told([reading, *(before for _, before, _ in earlier)])
    planned = reading.stage is not None and PHASES[reading.stage] == PLANNED
    if planned or event is None or mine is None or mine[0] < event[0]:
        return 0.0
    return float(all(_ends_before(day, event) for day in _published(earlier)))


def _day_told(readings: Sequence[Reading]) -> Period | None:
    """The event's own day, from the first that says it."""
    days = [period_of_event(reading.date) for reading in readings]
    return next(filter(exact, days), None)


def _ends_before(day: Period | None, event: Period) -> bool:
    return day is not None and day[1] < event[0]
