"""How good the decisions are on labelled articles: the real engine on a log in memory, articles in
the order given.

The clock stands at each article's published time, never back; quiet stories close as they would,
but where a file is not in the order of publishing, not before their last article has had its turn.
Labels are looked at only when all is decided. Novelty is measured apart: the `earlier` articles are
taken as a story, `later` is put into it, and its verdict is read.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from monitor.clock import SetClock
from monitor.engine.engine import Engine
from monitor.engine.outcome import IntakeOutcome
from monitor.evaluation.mistakes import Mistake, mistakes
from monitor.evaluation.scores import (
    Arrivals,
    Labelled,
    Score,
    across_languages,
    arrivals,
    bcubed,
    macro_f1,
    pairs,
)
from monitor.log.memory import MemoryLog
from monitor.matching.novelty import novelty
from monitor.matching.weights import packaged
from monitor.model import Article, Evidence, Incoming, PartialDate, Reading, Rules, Verdict
from monitor.names.known_holders import KnownHolders
from monitor.parallel.ahead import ReadAhead
from monitor.parallel.pool import ReadingPool
from monitor.stores import Stores
from monitor.views.views import Views

NO_EVIDENCE = Evidence(rule="")
_ReadText = tuple[Article, Reading, str]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Judgement(Struct, frozen=True, kw_only=True):
    """What a person said of `later` in a story of the `earlier` articles; ids as in the articles'
    file.
    """

    later: str
    earlier: tuple[str, ...]
    relation: str  # "duplicate" or "development"
    new_facts: tuple[str, ...] = ()


class Decision(Struct, frozen=True, kw_only=True):
    """What became of one article; stories and articles by the ids of the file (a story by its first
    article's).
    """

    id: str
    verdict: str
    story: str | None = None  # at the end
    story_at_arrival: str | None = None
    of: str | None = None
    maybe: str | None = None
    new_facts: tuple[str, ...] = ()
    score: float | None = None


class Speed(Struct, frozen=True, kw_only=True):
    """The first article of each language loads that language's word lists: that time stands apart,
    as `loading_s`; where several processes read, so does every one, and only the first's does.
    """

    articles: int
    loading_s: float
    reading_per_s: float
    matching_per_s: float
    matching_p50_ms: float
    matching_p99_ms: float
    peak_mb: float


class Evaluation(Struct, frozen=True, kw_only=True):
    """All figures; None where nothing was labelled or no judgement given."""

    decisions: tuple[Decision, ...]
    speed: Speed
    bcubed: Score | None = None
    pairs: Score | None = None
    across_languages: tuple[int, int] | None = None
    arrivals: Arrivals | None = None
    novelty: float | None = None
    novelty_judged: int = 0
    mistakes: tuple[Mistake, ...] = ()


class _Seen(Struct, frozen=True, kw_only=True):
    """One line as it went through the engine."""

    id: str
    incoming: Incoming
    taken: IntakeOutcome
    language: str
    matching_s: float


def evaluate(
    articles: Iterable[Incoming],
    *,
    rules: Rules,
    judgements: Sequence[Judgement] = (),
    pool: ReadingPool | None = None,
    progress: Callable[[], object] = lambda: None,
) -> Evaluation:
    """Take the articles into a state of their own, and score what was decided. `pool` reads, if it
    is given; `progress` is called after each article.
    """
    articles = list(articles)
    ahead = ReadAhead(pool)
    with tempfile.TemporaryDirectory() as folder:
        trial = _Trial(articles, rules=rules, views=Stores(Path(folder)).views, ahead=ahead)
        quiet = _quiet_times(articles)
        for incoming, quiet_until in zip(ahead.articles(articles), quiet, strict=True):
            trial.take(incoming, quiet_until=quiet_until)
            progress()
        return _evaluation(trial, _novelty(articles, judgements, rules=rules, ahead=ahead))


class _Trial:
    """An engine on a log in memory, its clock, and what it did with each article."""

    def __init__(
        self,
        articles: Sequence[Incoming],
        *,
        rules: Rules,
        views: Callable[[], Views],
        ahead: ReadAhead,
    ) -> None:
        self._ahead = ahead
        self.clock = SetClock(_first_time(articles))
        self.engine = Engine(
            log=MemoryLog(), views=views, rules=rules, clock=self.clock, read=self._read
        )
        self.seen: list[_Seen] = []
        self.reading_s: list[float] = []
        self.loading_s = 0.0
        self._languages: set[str] = set()
        packaged()  # loaded now, so that the first verdict does not pay for it
        self._language = ""

    def take(self, incoming: Incoming, *, quiet_until: datetime) -> None:
        now = max(self.clock.at, _time_of(incoming.article.published) or self.clock.at)
        self.clock.at = min(now, quiet_until)
        self.engine.tick()
        self.clock.at = now
        taken = self.engine.attempt(incoming)
        self.seen.append(
            _Seen(
                id=incoming.article.given_id or incoming.article.id,
                incoming=incoming,
                taken=taken,
                language=self._language,
                matching_s=self.engine.matcher.spent_s if taken.verdict else 0.0,
            )
        )

    def _read(self, article: Article, text: str, _holders: KnownHolders) -> Reading:
        started = time.thread_time()
        reading, there_s = self._ahead.read(article, text)
        spent = time.thread_time() - started if there_s is None else there_s
        self._language = reading.language
        if reading.language in self._languages:
            self.reading_s.append(spent)
        else:
            self._languages.add(reading.language)
            self.loading_s += spent
        return reading

    def story_now(self, article_id: str) -> str | None:
        return self.engine.state.where.get(article_id) or self.engine.archive.home_of(article_id)


def _quiet_times(articles: Sequence[Incoming]) -> list[datetime]:
    """For each article, the earliest time that it or one after it was published: no story is closed
    ahead of that.
    """
    times: list[datetime] = []
    earliest = datetime.max.replace(tzinfo=UTC)
    for one in reversed(articles):
        earliest = min(earliest, _time_of(one.article.published) or earliest)
        times.append(earliest)
    return times[::-1]


def _first_time(articles: Sequence[Incoming]) -> datetime:
    return next((at for one in articles if (at := _time_of(one.article.published))), EPOCH)


def _time_of(published: PartialDate | None) -> datetime | None:
    """The earliest moment that a partial date can mean."""
    if not published:
        return None
    try:
        at = datetime.fromisoformat(
            (published + "-01-01")[:10] if len(published) <= len("2024-01-01") else published
        )
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _evaluation(trial: _Trial, judged: Sequence[tuple[str, str]]) -> Evaluation:
    names: dict[str, str] = {}
    for seen in trial.seen:
        if seen.taken.story_id:
            names.setdefault(seen.taken.story_id, seen.id)
    articles = {seen.incoming.article.id: seen.id for seen in trial.seen}
    decisions = tuple(_decision(trial, seen, names, articles) for seen in trial.seen)
    evaluation = Evaluation(
        decisions=decisions,
        speed=_speed(trial),
        novelty=macro_f1(judged) if judged else None,
        novelty_judged=len(judged),
    )
    labelled = list(_labelled(trial.seen, decisions))
    if not labelled:
        return evaluation
    stories, events = [one.story for one in labelled], [one.event for one in labelled]
    evidence = {seen.id: _verdict(seen).evidence for seen in trial.seen}
    return msgspec.structs.replace(
        evaluation,
        bcubed=bcubed(stories, events),
        pairs=pairs(stories, events),
        across_languages=across_languages(labelled),
        arrivals=arrivals(labelled),
        mistakes=tuple(mistakes(labelled, evidence)),
    )


def _labelled(seen: Sequence[_Seen], decisions: Sequence[Decision]) -> Iterator[Labelled]:
    for one, decision in zip(seen, decisions, strict=True):
        event = one.incoming.event
        if event is None or decision.story is None:
            continue
        yield Labelled(
            id=one.id,
            event=event,
            language=one.incoming.article.lang or one.language,
            story=decision.story,
            story_at_arrival=decision.story_at_arrival or "",
            verdict=decision.verdict,
        )


def _decision(
    trial: _Trial, seen: _Seen, names: dict[str, str], articles: dict[str, str]
) -> Decision:
    verdict = _verdict(seen)
    now = trial.story_now(seen.incoming.article.id)
    return Decision(
        id=seen.id,
        verdict=seen.taken.kind,
        story=names.get(now, now) if now else None,
        story_at_arrival=names.get(seen.taken.story_id or ""),
        of=articles.get(verdict.of or ""),
        maybe=names.get(verdict.maybe or ""),
        new_facts=tuple(fact.text for fact in verdict.new_facts),
        score=verdict.evidence.chosen.score if verdict.evidence.chosen else None,
    )


def _speed(trial: _Trial) -> Speed:
    spent = sorted(seen.matching_s for seen in trial.seen if seen.matching_s) or [0.0]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return Speed(
        articles=len(trial.seen),
        loading_s=trial.loading_s,
        reading_per_s=len(trial.reading_s) / (sum(trial.reading_s) or 1.0),
        matching_per_s=len(spent) / (sum(spent) or 1.0),
        matching_p50_ms=1000 * spent[len(spent) // 2],
        matching_p99_ms=1000 * spent[min(len(spent) - 1, len(spent) * 99 // 100)],
        peak_mb=peak / (1 << 20 if sys.platform == "darwin" else 1 << 10),
    )


def _verdict(seen: _Seen) -> Verdict:
    return seen.taken.verdict or Verdict(kind="new", evidence=NO_EVIDENCE)


def _novelty(
    articles: Sequence[Incoming],
    judgements: Sequence[Judgement],
    *,
    rules: Rules,
    ahead: ReadAhead,
) -> list[tuple[str, str]]:
    """(said, true) for each judgement whose articles are all there."""
    by_id = {one.article.given_id or one.article.id: one for one in articles}
    asked = [one for one in judgements if one.earlier and by_id.keys() >= {one.later, *one.earlier}]
    names = list(dict.fromkeys(name for one in asked for name in (one.later, *one.earlier)))
    read = {
        name: (one.article, ahead(one.article, one.text), one.text)
        for name, one in zip(names, ahead.articles(map(by_id.__getitem__, names)), strict=True)
    }
    return [
        (
            _novelty_of(read[one.later], [read[name] for name in one.earlier], rules=rules),
            one.relation,
        )
        for one in asked
    ]


def _novelty_of(later: _ReadText, earlier: Sequence[_ReadText], *, rules: Rules) -> str:
    found = novelty(*later, earlier=earlier, rules=rules, weights=packaged())
    return found.kind


# --- in words ---


def render(evaluation: Evaluation, *, mistakes_max: int = 20) -> str:
    """For a terminal or a file: the figures, then the mistakes, worst first."""
    lines = [*_figures(evaluation), *_speeds(evaluation.speed)]
    shown = evaluation.mistakes[:mistakes_max]
    if shown:
        lines += ["", f"mistakes, worst first ({len(shown)} of {len(evaluation.mistakes)})"]
    for mistake in shown:
        lines += [f"  {mistake.id}  {mistake.what}", *(f"      {line}" for line in mistake.why)]
    return "\n".join(lines) + "\n"


def _figures(evaluation: Evaluation) -> list[str]:
    lines = [*_scores(evaluation), *_across_languages(evaluation.across_languages)]
    if not lines and evaluation.novelty is None:
        lines.append("no article carries a label: nothing to score")
    lines += _aside(evaluation.decisions)
    if evaluation.arrivals:
        lines += _arrivals(evaluation.arrivals)
    if evaluation.novelty is not None:
        judged = f"({evaluation.novelty_judged} judged)"
        lines.append(f"{'duplicate or development, F1':<34}{evaluation.novelty:.3f}  {judged}")
    return lines


def _scores(evaluation: Evaluation) -> Iterator[str]:
    for name, score in (("BCubed", evaluation.bcubed), ("pairs", evaluation.pairs)):
        if score:
            parts = f"P {score.precision:.3f}  R {score.recall:.3f}  F1 {score.f1:.3f}"
            yield f"{name:<34}{parts}"


def _across_languages(found: tuple[int, int] | None) -> Iterator[str]:
    right, total = found or (0, 0)
    if total:
        share = f"{right / total:.3f}  ({right} of {total} pairs)"
        yield f"{'cross-language recall':<34}{share}"


def _aside(decisions: Sequence[Decision]) -> Iterator[str]:
    aside = sum(decision.verdict == "set aside" for decision in decisions)
    if aside:
        yield f"{'set aside, not scored':<34}{aside} of {len(decisions)}"


def _arrivals(found: Arrivals) -> list[str]:
    share = found.unsure / found.decisions if found.decisions else 0.0
    held = found.unsure_wrong / found.wrong if found.wrong else 0.0
    return [
        f"{'later reports attached':<34}{found.later_right} of {found.later}",
        f"{'new stories wrongly attached':<34}{found.first_wrong} of {found.first}",
        (
            f"{'unsure':<34}{share:.1%} of decisions, {held:.0%} of the wrong ones "
            f"({found.unsure_wrong} of {found.wrong})"
        ),
    ]


def _speeds(speed: Speed) -> list[str]:
    return [
        (
            f"{'reading':<34}{speed.reading_per_s:.0f} articles/s of processor time, after "
            f"{speed.loading_s:.1f} s for the first of each language"
        ),
        (
            f"{'matching':<34}{speed.matching_per_s:.0f} articles/s, p50 "
            f"{speed.matching_p50_ms:.2f} ms, p99 {speed.matching_p99_ms:.2f} ms"
        ),
        f"{'peak memory':<34}{speed.peak_mb:.0f} MB",
    ]
