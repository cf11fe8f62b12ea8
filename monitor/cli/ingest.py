"""`ingest`: articles from files into the log, each told in a line."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import get_args

import click
from msgspec import Struct

from monitor.cli import forms_taking as forms
from monitor.cli import output
from monitor.cli.context import Shell, pass_shell
from monitor.cli.format import counted, name_of
from monitor.cli.root import Command
from monitor.cli.workers import reading_pool, workers_option
from monitor.engine.engine import Engine
from monitor.engine.outcome import IntakeOutcome, TakenKind
from monitor.intake.files import Problem, expected, incoming_from
from monitor.model import Article, Incoming
from monitor.parallel.choice import ReadingWorkers

KINDS: tuple[TakenKind, ...] = get_args(TakenKind)


class Batch(Struct, kw_only=True):
    """What came out of some files: what became of each article, and what was none."""

    taken: list[IntakeOutcome]
    articles: dict[str, Incoming]  # by id, without their texts
    problems: list[Problem]
    seconds: float

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(one.kind for one in self.taken)
        return {kind: found[kind] for kind in KINDS}


@click.command(cls=Command)
@click.argument(
    "paths",
    metavar="PATH...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, path_type=Path),
)
@click.option("-q", "--quiet", is_flag=True, help="Only the counts.")
@workers_option
@pass_shell
def ingest(
    shell: Shell, paths: Sequence[Path], *, quiet: bool, workers: ReadingWorkers | None
) -> int:
    """Take articles from files and folders, and sort them into stories.

    \b
    .txt    scraped text; sidecar.toml beside it says outlet, url, published
    .html   pages: their main text is found
    .jsonl  one article a line: {"url", "outlet", "published", "title", "text", …}

    Taking the same article twice changes nothing. Exit status 1 if nothing could be taken, or an
    article failed.

    \b
    Example:  monitor ingest seeds
              monitor ingest today.jsonl page.html
              monitor ingest archive.jsonl --workers 4
    """
    with reading_pool(shell, workers) as pool, shell.engine() as engine:
        engine.read_on(pool)
        batch = take(
            engine,
            paths,
            each=None if quiet or shell.json else lambda *told: output.say(taken_line(*told)),
        )
    if shell.json:
        output.emit(_document(batch))
    else:
        for problem in batch.problems:
            click.echo(output.printable(f"{problem}\n  hint: {problem.hint}"), err=True)
        output.say(counts_line(batch))
    if batch.counts["failed"] or (batch.problems and not batch.taken):
        return 1
    return 0


def take(
    engine: Engine,
    paths: Sequence[Path],
    *,
    each: Callable[[Incoming, IntakeOutcome], object] | None = None,
) -> Batch:
    """Take everything under `paths`; `each` hears of every article as it is on disk. Ends with a
    look at what may be closed.
    """
    batch = Batch(taken=[], articles={}, problems=[], seconds=0.0)
    began = time.perf_counter()
    lines_shown = each is not None and output.on_terminal()  # then they are progress enough
    with output.progress("reading", expected(paths), shown=not lines_shown) as advance:

        def told(taken: IntakeOutcome) -> None:
            advance()
            if each:
                each(batch.articles[taken.article_id], taken)

        batch.taken = engine.take_many(engine.ahead(_incoming(paths, batch)), progress=told)
    engine.tick()
    batch.seconds = time.perf_counter() - began
    return batch


def _incoming(paths: Sequence[Path], batch: Batch) -> Iterator[Incoming]:
    for item in incoming_from(paths):
        if isinstance(item, Problem):
            batch.problems.append(item)
            continue
        batch.articles[item.article.id] = Incoming(article=item.article, text="", notes=item.notes)
        yield item


def taken_line(incoming: Incoming, taken: IntakeOutcome) -> str:
    """One article in a line: its name, what became of it, its story, and what was mended."""
    story = f"S{taken.number}" if taken.number else "–"
    said = "; ".join(filter(None, (taken.reason, *(taken.notes or incoming.notes))))
    return output.printable(
        f"{name_of(incoming.article):<10}  {taken.kind:<12}  {story:<5}  "
        f"{label(incoming.article)}{f'  ({said})' if said else ''}"
    )


def label(article: Article) -> str:
    return (
        " · ".join(filter(None, (article.outlet, article.published, article.title))) or article.id
    )


def counts_line(batch: Batch) -> str:
    """How many articles, and where they went: the parts are their sum."""
    parts = [
        f"{kind} {count}"
        for kind, count in batch.counts.items()
        if count or kind in {"new", "development", "duplicate"}
    ]
    skipped = f" · {len(batch.problems)} skipped" if batch.problems else ""
    return (
        f"{counted(len(batch.taken), 'article')} = {' + '.join(parts)}{skipped} · "
        f"{batch.seconds:.1f} s"
    )


def _document(batch: Batch) -> forms.Ingested:
    return forms.Ingested(
        articles=tuple(
            forms.TakenArticle(
                id=taken.article_id,
                given_id=batch.articles[taken.article_id].article.given_id,
                verdict=taken.kind,
                story=taken.number,
                reason=taken.reason,
                notes=taken.notes or batch.articles[taken.article_id].notes,
            )
            for taken in batch.taken
        ),
        counts=batch.counts,
        problems=tuple(
            forms.Told(path=problem.path, line=problem.line, what=problem.what, hint=problem.hint)
            for problem in batch.problems
        ),
    )
