"""Labelled articles as a stream: read once, judged one after another, looked at again once a day;
weights may differ by fold.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from monitor.claims import read
from monitor.evaluation.scores import Labelled
from monitor.matching import late
from monitor.matching.index import Index
from monitor.matching.judge import judge
from monitor.matching.weights import Weights
from monitor.model import Article, Evidence, Reading, Rules

FOLDS = 5
ROUNDS_MAX = 3  # of looks, as in the engine


class Line(Struct, frozen=True, kw_only=True):
    article: Article
    text: str
    reading: Reading
    event: str | None
    thread: str | None
    also: tuple[str, ...] = ()


class Decision(Struct, frozen=True, kw_only=True):
    labelled: Labelled
    evidence: Evidence
    matching_s: float


def lines_of(path: Path) -> list[dict[str, Any]]:
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def load(*paths: Path, dated: bool = True, pause: Callable[[], None] = lambda: None) -> list[Line]:
    """Articles in published order, undated ones first, each read; all of them undated if they are
    not to be `dated`.
    """
    documents = [document for path in paths for document in lines_of(path)]
    if not dated:
        documents = [
            {name: value for name, value in d.items() if name != "published"} for d in documents
        ]
    documents.sort(key=lambda d: d.get("published") or "")
    lines = []
    for document in documents:
        lines.append(_line(document))
        pause()
    return lines


def _line(document: dict[str, Any]) -> Line:
    text = document["text"]
    article = Article(
        id=document["id"],
        version=hashlib.sha256(text.encode()).hexdigest()[:12],
        text_hash=hashlib.sha256(text.encode()).hexdigest(),
        text_bytes=len(text.encode()),
        given_id=document["id"],
        url=document.get("url"),
        outlet=document.get("outlet"),
        lang=document.get("lang"),
        published=document.get("published"),
        title=document.get("title"),
    )
    thread = document.get("story") or document.get("topic") or document.get("event")
    return Line(
        article=article,
        text=text,
        reading=read(article, text),
        event=document.get("event"),
        thread=thread,
        also=tuple(document.get("also", ())),
    )


def fold_of(thread: str | None, folds: int = FOLDS) -> int:
    return int(hashlib.sha256((thread or "").encode()).hexdigest(), 16) % folds


class Stream:
    """What the engine does with arriving articles, without its log."""

    def __init__(
        self, *, rules: Sequence[Rules], weights: Sequence[Weights], second_look: bool = True
    ) -> None:
        self.index = Index()
        self._rules, self._weights = rules, weights
        self._second_look = second_look
        self._arrived: dict[str, tuple[str, str, Evidence, float]] = {}
        self._lines: dict[str, Line] = {}
        self._touched: dict[str, None] = {}
        self._day: str | None = None
        self.changes: list[late.Regrouping] = []
        self.late_s = 0.0  # of processor time, on second looks
        self._event_of: dict[str, int] = {}

    def take(self, line: Line) -> None:
        day = (line.article.published or "")[:10]
        if day != self._day and self._second_look:
            self.look_again()
        self._day = day
        fold = fold_of(line.thread)
        started = time.process_time()
        verdict = judge(
            line.article,
            line.reading,
            index=self.index,
            rules=self._rules[fold],
            weights=self._weights[fold],
        )
        story_id = verdict.story_id or "story " + line.article.id
        self.index.add(story_id, line.article, line.reading)
        spent = time.process_time() - started
        self._touched[story_id] = None
        self._lines[line.article.id] = line
        self._arrived[line.article.id] = (story_id, verdict.kind, verdict.evidence, spent)

    def look_again(self) -> None:
        for _ in range(ROUNDS_MAX):
            by_fold: dict[int, list[str]] = {}
            for story_id in self._touched:
                by_fold.setdefault(self._fold(story_id), []).append(story_id)
            self._touched = {}
            for fold, touched in by_fold.items():
                started = time.process_time()
                changes = late.second_look(
                    self.index, touched, self._rules[fold], weights=self._weights[fold]
                )
                self.late_s += time.process_time() - started
                for change in changes:
                    self._apply(change)
            if not self._touched:
                break

    def look_at_all(self) -> None:
        """As if all had come at once: with nothing remembered of when it came, until nothing
        changes. Its time is not counted: nobody does so day by day.
        """
        spent = self.late_s
        for _ in range(ROUNDS_MAX):
            known = len(self.changes)
            self.index.pairs.clear()
            self._touched = dict.fromkeys(self.index.stories())
            self.look_again()
            if len(self.changes) == known:
                break
        self.late_s = spent

    def _fold(self, story_id: str) -> int:
        members = self.index.members(story_id, limit=1)
        return fold_of(self._lines[members[0][0].article_id].thread) if members else 0

    def _apply(self, change: late.Regrouping) -> None:
        self.changes.append(change)
        to_story = change.to_story or f"story {change.article_ids[0]}, parted {len(self.changes)}"
        if change.kind == "merge":
            self.index.merge(change.from_story, to_story)
        else:
            for article_id in change.article_ids:
                self.index.move(article_id, to_story)
        self._touched |= dict.fromkeys((change.from_story, to_story))

    def decisions(self) -> list[Decision]:
        if self._second_look:
            self.look_at_all()
        found = []
        for article_id, (story_id, verdict, evidence, spent) in self._arrived.items():
            line = self._lines[article_id]
            if line.event is None:
                continue
            labelled = Labelled(
                id=article_id,
                event=line.event,
                language=line.reading.language,
                story=self.index.story_of(article_id) or "",
                story_at_arrival=story_id,
                verdict=verdict,
                also=line.also,
            )
            found.append(Decision(labelled=labelled, evidence=evidence, matching_s=spent))
        return found


def run(
    lines: Iterable[Line],
    *,
    rules: Sequence[Rules],
    weights: Sequence[Weights],
    second_look: bool = True,
) -> Stream:
    stream = Stream(rules=rules, weights=weights, second_look=second_look)
    for line in lines:
        stream.take(line)
    return stream


def language_counts(lines: Iterable[Line]) -> Counter[str]:
    return Counter(line.reading.language for line in lines)
