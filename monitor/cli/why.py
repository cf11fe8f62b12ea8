"""`why`: everything behind a decision, as it was logged when it was made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import click
import msgspec

from monitor.cli import documents, output
from monitor.cli.context import Shell, article_of, pass_shell
from monitor.cli.format import date_words, fact_words, moment, name_of, title_of
from monitor.cli.output import Column
from monitor.cli.root import Command
from monitor.digest.sure import thresholds
from monitor.events.stories_and_feeds import Event
from monitor.model import ClaimField, Comparison, Evidence, Reading
from monitor.views.rows import ArticleRow, StoryRow
from monitor.views.views import Views

_STORY = re.compile(r"[Ss]\d+")
_LABEL = 12  # cells of the left column


@click.command(cls=Command)
@click.argument("ref", metavar="ARTICLE|S12")
@pass_shell
def why(shell: Shell, ref: str) -> None:
    """Explain a decision: every score, the rule, the runner-up.

    An article goes by its id, its address or what its file called it; S12 explains how a story came
    about.

    \b
    Example:  monitor why 001
              monitor why S2
    """
    views = shell.views
    if _STORY.fullmatch(ref) and (story := views.story(ref)):
        _why_story(shell, views, story)
        return
    row = article_of(views, ref)
    if shell.json:
        output.emit(_document(views, row))
    else:
        _draw(shell, views, row)


# --- an article ---


def _document(views: Views, row: ArticleRow) -> documents.Why:
    corrections = tuple(
        documents.Corrected(number=number, type=type(event).__name__, event=event, undone=undone)
        for number, event, undone in _corrections(views, row)
    )
    return documents.Why(**msgspec.structs.asdict(row), corrections=corrections)


def _draw(shell: Shell, views: Views, row: ArticleRow) -> None:
    article, zone = row.article, shell.config.zone
    title = (row.reading.title if row.reading else "") or article.title
    title = title_of(title, shell.log.text(article.text_hash))
    output.say(output.style(output.printable(f"{name_of(article)}  {title}"), bold=True))
    _line(
        "article",
        f"{article.outlet or 'unnamed outlet'} · published {article.published or 'unknown'} · id {article.id}",
    )
    _line(
        "taken",
        f"{moment(row.taken_at, zone)} · {article.text_bytes} bytes{', cut' if article.cut else ''}"
        f"{f' · later versions: {row.revisions}' if row.revisions else ''}"
        f"{f' · text erased {moment(row.redacted_at, zone)}' if row.redacted_at else ''}",
    )
    if row.reading:
        _draw_reading(row.reading, thresholds(shell.config.rules))
    _draw_verdict(views, row)
    for number, event, undone in _corrections(views, row):
        reason = getattr(event, "reason", "")
        _line(
            "corrected",
            f"no. {number}: {type(event).__name__}{f', {reason}' if reason else ''}{', undone' if undone else ''}",
        )


def _draw_reading(reading: Reading, least: Mapping[ClaimField, float]) -> None:
    people = [
        f"{person.country or '–'} {person.name} ({', '.join(part for part in (person.office, person.role) if part)})"
        for person in reading.people
    ]
    _line("read: who", " · ".join(people) or "nobody")
    date = reading.date
    when = (
        f"{date_words(date.start)}{f' to {date_words(date.end)}' if date.end else ''} ({date.basis})"
        if date
        else "no date"
    )
    place = reading.place.name if reading.place else "no place"
    _line("where, when", f"{place} · {when}")
    acts = ", ".join(reading.acts) or "no act"
    organisations = f" · {', '.join(reading.organisations)}" if reading.organisations else ""
    _line(
        "what",
        f"{acts} · {reading.stage or 'no stage'}{organisations} · language {reading.language}",
    )
    _draw_claims(reading, least)
    dropped = ", ".join(f"{reason} {count}" for reason, count in reading.lines_dropped.items())
    _line("lines", f"kept {reading.lines_kept}{f' · dropped {dropped}' if dropped else ''}")
    for mention in reading.background:
        _line("background", mention.text)
    for slip in reading.slips:
        _line("slip", f"“{slip.as_written}” read as {slip.read_as}: {slip.because}")
    for note in reading.notes:
        _line("note", note)


def _draw_claims(reading: Reading, least: Mapping[ClaimField, float]) -> None:
    """How sure each part is, whether that is enough to be told, what it rests on, and where."""
    for claim in reading.claims:
        told = "told" if claim.confidence >= least[claim.field] else "left out"
        because = f" · {', '.join(claim.how)}" if claim.how else ""
        _line(
            "claim",
            f"{claim.field} {claim.of}: {claim.confidence:.2f} of {least[claim.field]:.2f}, {told}{because}",
        )
        if claim.evidence is not None:
            _line("", f"“{reading.evidence[claim.evidence]}”")


def _draw_verdict(views: Views, row: ArticleRow) -> None:
    if row.verdict == "set aside":
        _line("verdict", f"set aside: {row.reason}")
        return
    parts = [f"{row.verdict or 'undecided'}{f', S{row.number}' if row.number else ''}"]
    if row.of and (repeated := views.article_by_id(row.of)):
        parts.append(f"closest to {name_of(repeated.article)}")
    if row.maybe and (other := views.story(row.maybe)):
        parts.append(f"may be S{other.number}")
    _line("verdict", " · ".join(parts))
    if row.evidence:
        _draw_evidence(views, row.evidence)
    for fact in row.new_facts:
        _line("new", fact_words(fact))
    for fact in row.differ:
        _line("differs", fact_words(fact))


def _draw_evidence(views: Views, evidence: Evidence) -> None:
    rules = f" · rules {evidence.rules}" if evidence.rules else ""
    _line("because", f"{evidence.rule} ({evidence.considered} stories compared{rules})")
    if evidence.same:
        _line("same", "; ".join(evidence.same))
    if evidence.differ:
        _line("differ", "; ".join(evidence.differ))
    for label, comparison in (("chosen", evidence.chosen), ("runner-up", evidence.runner_up)):
        if comparison:
            _draw_comparison(views, label, comparison)


def _draw_comparison(views: Views, label: str, comparison: Comparison) -> None:
    story = views.story(comparison.story_id)
    barred = f" · barred: {comparison.barred}" if comparison.barred else ""
    output.say()
    _line(label, f"S{story.number if story else '?'} · score {comparison.score:+.2f}{barred}")
    if not comparison.factors:
        return
    columns = [
        Column("reason"),
        Column("value", right=True),
        Column("weight", right=True),
        Column("points", right=True),
        Column("compared", flexible=True),
    ]
    rows = [
        (
            factor.name,
            f"{factor.value:.2f}",
            f"{factor.weight:+.2f}",
            f"{factor.value * factor.weight:+.2f}",
            factor.note,
        )
        for factor in sorted(comparison.factors, key=lambda one: -abs(one.value * one.weight))
    ]
    indent = "  "
    wide = output.width() - len(indent) if output.on_terminal() else None
    output.say(
        "\n".join(
            indent + line for line in output.table(columns, rows, width_max=wide).splitlines()
        )
    )


def _corrections(views: Views, row: ArticleRow) -> Iterator[tuple[int, Event, bool]]:
    """The corrections that name the article, the first first."""
    for correction in reversed(views.corrections()):
        named = msgspec.structs.asdict(correction.event)
        moved = [move[0] for move in named.get("moves", ())]
        if row.article.id in (*named.get("article_ids", ()), named.get("article_id"), *moved):
            yield correction.number, correction.event, correction.undone_by is not None


# --- a story ---


def _why_story(shell: Shell, views: Views, story: StoryRow) -> None:
    rows = [
        row for member in views.members(story.id) if (row := views.article_by_id(member.article.id))
    ]
    if shell.json:
        output.emit(
            documents.WhyStory(
                id=story.id,
                number=story.number,
                articles=tuple(_document(views, row) for row in rows),
            )
        )
        return
    for row in rows:
        _draw(shell, views, row)
        output.say()


def _line(label: str, text: str) -> None:
    wrapped = output.wrap(output.printable(text), indent=" " * (_LABEL + 1)).lstrip(" ")
    output.say(f"{output.style(label.ljust(_LABEL), dim=True)} {wrapped}")
