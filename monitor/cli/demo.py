"""`demo`: the main job on the seed articles, in a home of its own that each run makes anew. What
`make run` shows.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import click
from msgspec import Struct

from monitor import samples
from monitor.cli import output
from monitor.cli.context import Shell, pass_shell
from monitor.cli.digest import composed_for, rendered
from monitor.cli.format import counted, name_of
from monitor.cli.home import bring_config, called
from monitor.cli.ingest import Batch, take
from monitor.cli.root import Command
from monitor.cli.stories import story_table
from monitor.digest.model import Digest
from monitor.errors import InputError, RefusedError
from monitor.log.protocol import Verification
from monitor.model import Fact, Reading
from monitor.views.documents import stories_document, story_document
from monitor.views.rows import ArticleRow, StoryRow
from monitor.views.views import Views

_LABEL = 13  # cells of the left column
_REFUSALS_SHOWN = 3
_FACTS_SHOWN = 4
_MARKER = "made-by-monitor-demo"


@click.command(cls=Command)
@click.option(
    "--reverse",
    is_flag=True,
    help="The articles in the opposite order: the stories must be the same.",
)
@pass_shell
def demo(shell: Shell, *, reverse: bool) -> int:
    """Play the seed articles into a home of its own, and show the result.

    The home is state/demo; every run makes it anew, and nothing else is touched. No network, no
    sending.

    \b
    Example:  monitor demo
              monitor --home state/demo stories
    """
    seeds = sorted(_seeds(shell), reverse=reverse)
    with _fresh_home(shell) as stage:
        played = _play(stage, seeds)
        if shell.json:
            output.emit(stories_document(stage.views, stage.views.stories(), stage.passing))
        else:
            _draw(stage, played.batch, folder=_shortest(seeds[0].parent))
            _draw_proof(stage, played)
            _draw_next(stage, played.batch)
    return 0 if played.fine else 1


class Played(Struct, frozen=True, kw_only=True):
    """What a run of the demo came to."""

    batch: Batch
    same: bool  # the state rebuilt from the log is the live one
    proof: Verification
    digest: Digest
    page: Path

    @property
    def fine(self) -> bool:
        return self.proof.ok and self.same and not self.batch.problems


def _play(stage: Shell, seeds: Sequence[Path]) -> Played:
    with stage.engine() as engine:
        batch = take(engine, seeds)
        same = bool(engine.replay().same)
    digest = composed_for(stage, since=None, until=stage.clock.now())
    page = stage.home / "digest.html"
    page.write_text(rendered(digest, "html"), encoding="utf-8")
    return Played(batch=batch, same=same, proof=stage.log.verify(), digest=digest, page=page)


def _seeds(shell: Shell) -> list[Path]:
    found = sorted((shell.home / "seeds").glob("*.txt")) or samples.seeds()
    if not found:
        raise InputError(
            f"there are no seed articles in {shell.home / 'seeds'}, and none came with monitor",
            hint="run it in the project's folder, or name it: --home",
        )
    return found


def _fresh_home(shell: Shell) -> Shell:
    """state/demo with a copy of config/. Refuses to empty a folder that another program or a person
    made.
    """
    home = shell.state / "demo"
    if home.exists() and not (home / _MARKER).exists():
        raise RefusedError(
            f"{home} was not made by `monitor demo`", hint="move it away, then run it again"
        )
    if home.exists():
        shutil.rmtree(home)
    home.mkdir(parents=True)
    (home / _MARKER).write_text(
        "Each run of `monitor demo` empties this folder.\n", encoding="utf-8"
    )
    if (shell.home / "config").is_dir():
        shutil.copytree(
            shell.home / "config", home / "config", ignore=shutil.ignore_patterns("secrets.*")
        )
    else:
        bring_config(home)
    stage = Shell(home)
    stage.json, stage.debug = shell.json, shell.debug
    return stage


# --- the screen ---


def _draw(stage: Shell, batch: Batch, *, folder: Path) -> None:
    views = stage.views
    _say("home", f"{stage.home} · made anew by every run · no token, no network, no sending")
    output.say()
    output.say(
        f"read {counted(len(batch.taken), 'article')} from {folder}/ in {batch.seconds:.1f} s"
    )
    rows = [row for taken in batch.taken if (row := views.article_by_id(taken.article_id))]
    output.say(_lines_words([row.reading for row in rows if row.reading]))
    stories = sorted(views.stories(), key=lambda story: story.number)
    output.say()
    output.say(
        output.style(
            f"{_many(len(rows), 'article')} → {_many(len(stories), 'story', 'stories')}", bold=True
        )
    )
    output.say(f"  {_counts(batch)}")
    output.say()
    output.say(
        story_table(
            [story_document(views, story, stage.passing) for story in stories],
            width_max=output.page_width(),
        )
    )
    output.say()
    for story in stories:
        _draw_told_again(views, story)
    _draw_refusals(views, rows)
    for row in rows:
        for slip in row.reading.slips if row.reading else ():
            _say(
                f"slip in {name_of(row.article)}",
                f"“{slip.as_written}” read as {slip.read_as}: {slip.because}",
            )
    for problem in batch.problems:
        _say("skipped", str(problem))
    output.say()


def _lines_words(readings: Sequence[Reading]) -> str:
    dropped: Counter[str] = Counter()
    for reading in readings:
        dropped.update(reading.lines_dropped)
    kept = sum(reading.lines_kept for reading in readings)
    what = ""
    if dropped:
        what = f" ({', '.join(f'{reason} {count}' for reason, count in dropped.most_common())})"
    return output.wrap(f"kept {kept} lines · dropped {dropped.total()}{what}", indent="  ")


def _counts(batch: Batch) -> str:
    counts = batch.counts
    shown = ("new", "development", "duplicate", "unsure", "set aside", "failed")
    parts = [f"{kind} {counts[kind]}" for kind in shown]
    whole = sum(counts[kind] for kind in shown) == len(batch.taken)
    return f"{' · '.join(parts)}  {'✓' if whole else 'some were known before'}"


def _draw_told_again(views: Views, story: StoryRow) -> None:
    rows = [
        row for member in views.members(story.id) if (row := views.article_by_id(member.article.id))
    ]
    if len(rows) == 1:
        return
    names = ", ".join(
        f"{row.article.outlet or 'unnamed outlet'} ({name_of(row.article)})" for row in rows
    )
    output.say(output.style(f"S{story.number} is told by {names}", bold=True))
    for row in rows:
        if row.evidence is None or row.verdict == "new":
            continue
        _say("  same", "; ".join(row.evidence.same) or row.evidence.rule)
        _say(f"  {row.verdict}", f"{name_of(row.article)}: {row.evidence.rule}")
        for fact in row.new_facts[:_FACTS_SHOWN]:
            _say(f"  new in {name_of(row.article)}", _fact(fact))
        if len(row.new_facts) > _FACTS_SHOWN:
            _say(
                "",
                f"and {len(row.new_facts) - _FACTS_SHOWN} more: monitor why {name_of(row.article)}",
            )
        for fact in row.differ:
            _say("  differ", _fact(fact))


def _fact(fact: Fact) -> str:
    whose = f"{fact.speaker}: " if fact.speaker else ""
    return f"{whose}{fact.text}{f' (elsewhere: {fact.was})' if fact.was else ''}"


def _draw_refusals(views: Views, rows: Iterable[ArticleRow]) -> None:
    """The nearest misses: stories that an article was compared with and kept apart from."""
    misses = [
        (row.evidence.runner_up.score, row, other)
        for row in rows
        if row.evidence
        and row.evidence.runner_up
        and (other := views.story(row.evidence.runner_up.story_id))
        if other.number != row.number
    ]
    for score, row, other in sorted(misses, key=lambda miss: -miss[0])[:_REFUSALS_SHOWN]:
        because = "nothing in common that tells"
        if row.evidence and row.evidence.differ:
            because = "; ".join(row.evidence.differ)
        _say(f"S{row.number} not S{other.number}", f"{because} (score {score:+.1f})")


def _draw_proof(stage: Shell, played: Played) -> None:
    output.say(output.style("What a reader would be told", bold=True))
    output.say()
    output.say(rendered(played.digest, "terminal").rstrip("\n"))
    output.say()
    _say("digest", f"{played.page}  (the same, to open in a browser)")
    proof = played.proof
    chain = "chain ok" if proof.ok else f"chain broken at {proof.broken_at}: {proof.why}"
    _say(
        "log",
        f"{stage.stores.log_place} · {proof.events} events · {chain} · head "
        f"{proof.head[:4]}…{proof.head[-3:]}",
    )
    same = "the same state ✓" if played.same else "ANOTHER state: please report this"
    _say("replay", f"rebuilt from the log: {same} · nothing sent")


def _draw_next(stage: Shell, batch: Batch) -> None:
    home = f"--home {_shortest(stage.home)} "
    later = next(
        (taken for taken in batch.taken if taken.kind in {"development", "duplicate"}), None
    )
    offers = [(f"{home}stories", "the list again")]
    if later:
        name, number = name_of(batch.articles[later.article_id].article), f"S{later.number}"
        offers += [
            (f"{home}story {number}", "its time line"),
            (f"{home}why {name}", "every score"),
            (f"{home}split {number} {name}", "you disagree? (undo)"),
        ]
    offers.append(("ingest FILE…", "your own, in your own log"))
    offers.append((f"{home}web", "as pages: http://127.0.0.1:8788/"))
    longest, program = max(len(command) for command, _ in offers), called()
    for place, (command, says) in enumerate(offers):
        lead = "    " if place else "\nnext"
        output.say(f"{lead}  {program} {command.ljust(longest)}  {says}")


def _shortest(path: Path) -> Path:
    """As the operator can type it: from the current folder, if it lies within."""
    if not path.is_relative_to(Path.cwd()):
        return path
    return path.relative_to(Path.cwd())


def _many(count: int, one: str, more: str | None = None) -> str:
    return f"{count} {one if count == 1 else more or one + 's'}"


def _say(label: str, text: str) -> None:
    wrapped = output.wrap(output.printable(text), indent=" " * (_LABEL + 1)).lstrip(" ")
    output.say(f"{output.style(label.ljust(_LABEL), dim=True)} {wrapped}")
