"""`evaluate` and `rematch`: how good the decisions are, and what today's rules would change about
them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from monitor.cli import output
from monitor.cli.context import Shell, pass_shell
from monitor.cli.format import counted, name_of
from monitor.cli.forms_evaluation import Evaluated, Scored
from monitor.cli.forms_taking import Told
from monitor.cli.output import Column
from monitor.cli.root import Command
from monitor.cli.workers import reading_pool, workers_option
from monitor.errors import InputError, UsageError
from monitor.evaluation import evaluate as evaluation
from monitor.evaluation.evaluate import Evaluation, Judgement
from monitor.evaluation.readouts import lines_of, name_in_file, render_scores, score_telling
from monitor.evaluation.rematch import Placed
from monitor.evaluation.rematch import rematch as compare
from monitor.evaluation.scores import Score
from monitor.intake.files import Problem, incoming_from
from monitor.model import Incoming
from monitor.parallel.choice import ReadingWorkers
from monitor.parallel.pool import ReadingPool
from monitor.views.views import Views

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(cls=Command)
@click.argument("file", metavar="FILE.jsonl", type=_FILE)
@click.option(
    "--novelty", metavar="FILE", type=_FILE, help="Judgements: {later, earlier, relation} a line."
)
@click.option(
    "--readouts",
    metavar="FILE",
    type=_FILE,
    help="What each article says, written by hand: score what is told of it alone, a field "
    "and a language.",
)
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Every decision, as lines.",
)
@click.option(
    "--mistakes",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="How many to show.",
)
@workers_option
@pass_shell
def evaluate(  # noqa: PLR0913,PLR0917 — one argument an option
    shell: Shell,
    file: Path,
    novelty: Path | None,
    readouts: Path | None,
    out: Path | None,
    mistakes: int,
    workers: ReadingWorkers | None,
) -> None:
    """Score the decisions on labelled articles, in a state of its own.

    Articles are taken in the order of the file; each label `event` says which event an article
    tells. Unlabelled ones are taken and not scored. The home's rules apply; its log is not touched.

    \b
    Example:  monitor evaluate articles.jsonl
              monitor evaluate articles.jsonl --novelty novelty.jsonl --out decisions.jsonl
              monitor evaluate articles.jsonl --readouts readouts.jsonl
    """
    if out and any(given and out.exists() and out.samefile(given) for given in (file, novelty)):
        raise UsageError(
            f"--out {out} is what is to be read: it would be lost",
            hint="give the decisions a file of their own",
        )
    items = list(incoming_from([file]))
    articles = [item for item in items if isinstance(item, Incoming)]
    problems = [item for item in items if isinstance(item, Problem)]
    if not articles:
        raise InputError(
            f"{file} has no articles",
            hint=str(problems[0]) if problems else "one JSON object a line",
        )
    if readouts:
        with reading_pool(shell, workers) as pool:
            _score_telling(shell, articles, readouts, mistakes, pool)
        return
    judgements = _judgements(novelty, articles) if novelty else []
    with (
        reading_pool(shell, workers) as pool,
        output.progress("deciding", len(articles)) as advance,
    ):
        found = evaluation.evaluate(
            articles,
            rules=shell.config.rules,
            judgements=judgements,
            pool=pool,
            progress=advance,
        )
    if out:
        out.write_bytes(
            b"".join(msgspec.json.encode(decision) + b"\n" for decision in found.decisions)
        )
    if shell.json:
        output.emit(_document(found, problems))
        return
    for problem in problems:
        click.echo(f"{problem}\n  hint: {problem.hint}", err=True)
    output.say(evaluation.render(found, mistakes_max=mistakes).rstrip("\n"))


def _score_telling(
    shell: Shell,
    articles: Sequence[Incoming],
    readouts: Path,
    mistakes_max: int,
    pool: ReadingPool | None,
) -> None:
    """What is told of each article alone against its readout; no decision is made."""
    wanted = lines_of(readouts)
    if not {one.id for one in wanted} & set(map(name_in_file, articles)):
        raise _of_other_articles(readouts)
    scores = score_telling(articles, wanted, rules=shell.config.rules, pool=pool)
    if shell.json:
        output.emit(scores)
        return
    output.say(render_scores(scores, mistakes_max=mistakes_max).rstrip("\n"))


def _of_other_articles(file: Path) -> InputError:
    return InputError(
        f"{file} is of other articles: none of its ids is in the file of articles",
        hint="the lines of both name an article by the same `id`",
    )


def _judgements(file: Path, articles: Sequence[Incoming]) -> list[Judgement]:
    found = []
    for number, line in enumerate(file.read_bytes().splitlines(), start=1):
        try:
            if line.strip():
                found.append(msgspec.json.decode(line, type=Judgement))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            hint = '{"later": "…", "earlier": ["…"], "relation": "duplicate" or "development"}'
            raise InputError(f"{file}, line {number}: {error}", hint=hint) from error
    names = set(map(name_in_file, articles))
    if not any(one.earlier and names >= {one.later, *one.earlier} for one in found):
        raise _of_other_articles(file)
    return found


def _document(found: Evaluation, problems: Sequence[Problem]) -> Evaluated:
    return Evaluated(
        articles=len(found.decisions),
        bcubed=_scored(found.bcubed),
        pairs=_scored(found.pairs),
        cross_language=found.across_languages,
        arrivals=found.arrivals,
        novelty_f1=found.novelty,
        novelty_judged=found.novelty_judged,
        speed=found.speed,
        mistakes=found.mistakes,
        problems=tuple(
            Told(path=one.path, line=one.line, what=one.what, hint=one.hint) for one in problems
        ),
    )


def _scored(score: Score | None) -> Scored | None:
    if score is None:
        return None
    return Scored(precision=score.precision, recall=score.recall, f1=score.f1)


@click.command(cls=Command)
@workers_option
@pass_shell
def rematch(shell: Shell, workers: ReadingWorkers | None) -> None:
    """Show what today's rules would decide differently.

    The texts still kept are read and matched again, in a state of their own; nothing is written.

    \b
    Example:  monitor rematch
              monitor rematch --workers dask://127.0.0.1:8786
    """
    with (
        reading_pool(shell, workers) as pool,
        output.progress("deciding again", None) as advance,
    ):
        found = compare(shell.log, rules=shell.config.rules, pool=pool, progress=advance)
    if shell.json:
        output.emit(found)
        return
    erased = f" · {found.erased} have no text any more" if found.erased else ""
    output.say(
        f"{counted(found.compared, 'article')} decided again · {len(found.changes)} "
        f"differently{erased}"
    )
    if not found.changes:
        return
    views = shell.views
    columns = [Column("article"), Column("then"), Column("now"), Column("because", flexible=True)]
    rows = [
        (
            name_of(change.article),
            _words(views, change.then),
            _words(views, change.now),
            change.now.rule,
        )
        for change in found.changes
    ]
    output.say(output.table(columns, rows))


def _words(views: Views, placed: Placed) -> str:
    other = views.article_by_id(placed.with_id) if placed.with_id else None
    return f"{placed.verdict}{f' with {name_of(other.article)}' if other else ''}"
