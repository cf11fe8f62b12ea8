"""`why`: everything behind a decision, as it was logged when it was made."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import click

from monitor.cli import output
from monitor.cli.context import Shell, article_of, pass_shell
from monitor.cli.format import date_words, fact_words, moment, name_of
from monitor.cli.output import Column
from monitor.cli.root import Command
from monitor.matching.news.sure import thresholds
from monitor.model import (
    Claim,
    ClaimField,
    Comparison,
    Evidence,
    Person,
    Provenance,
    Reading,
    Rules,
)
from monitor.views.documents import (
    Corrected,
    Why,
    WhyAddress,
    WhyStory,
    title_of,
    why_address_document,
    why_document,
    why_story_document,
)
from monitor.views.views import Views

_STORY = re.compile(r"[Ss]\d+")
_LABEL = 12  # cells of the left column
_FACTOR_COLUMNS = (
    Column("reason"),
    Column("value", right=True),
    Column("weight", right=True),
    Column("points", right=True),
    Column("compared", flexible=True),
)


@click.command(cls=Command)
@click.argument("ref", metavar="ARTICLE|S12")
@pass_shell
def why(shell: Shell, ref: str) -> None:
    """Explain a decision: every score, the rule, the runner-up.

    An article goes by its id, its address or what its file called it; an address under which
    several accounts were taken explains each; S12 explains how a story came about.

    \b
    Example:  monitor why 001
              monitor why S2
    """
    views = shell.views
    found = _found(views, ref, shell.config.rules)
    if shell.json:
        output.emit(found)
    elif isinstance(found, Why):
        _draw(shell, views, found)
    else:
        for one in found.articles:
            _draw(shell, views, one)
            output.say()


def _found(views: Views, ref: str, rules: Rules) -> Why | WhyStory | WhyAddress:
    story = views.story(ref) if _STORY.fullmatch(ref) else None
    if story:
        return why_story_document(views, story, rules)
    accounts = views.accounts_at(ref)
    if len(accounts) > 1:
        return why_address_document(views, accounts, rules)
    return why_document(views, article_of(views, ref), rules)


def _draw(shell: Shell, views: Views, found: Why) -> None:
    article, zone = found.article, shell.config.zone
    title = (found.reading.title if found.reading else "") or article.title
    title = title_of(title, shell.log.text(article.text_hash))
    output.say(output.style(output.printable(f"{name_of(article)}  {title}"), bold=True))
    published = f"published {article.published or 'unknown'}"
    _line("article", f"{article.outlet or 'unnamed outlet'} · {published} · id {article.id}")
    if article.provenance:
        _line("outlet known", _known_words(article.provenance))
    _line("taken", _taken_words(found, zone))
    if found.reading:
        _draw_reading(found.reading, thresholds(shell.config.rules))
    _draw_verdict(views, found)
    for one in found.corrections:
        _line("corrected", _correction_words(one))


def _known_words(known: Provenance) -> str:
    said = {
        "operator": f"by config/feeds.toml: [{known.source}]; fetched from {known.host}",
        "host": f"by the host that it was fetched from: {known.host}, of [{known.source}]",
        "feed": f"by its feed alone, fetched from {known.host}: its title is a label",
    }[known.known_by]
    return f"{said} · via: its link leads to another host" if known.via else said


def _taken_words(found: Why, zone: str) -> str:
    cut = ", cut" if found.article.cut else ""
    parts = [moment(found.taken_at, zone), f"{found.article.text_bytes} bytes{cut}"]
    if found.revisions:
        parts.append(f"later versions: {found.revisions}")
    if found.redacted_at:
        parts.append(f"text erased {moment(found.redacted_at, zone)}")
    return " · ".join(parts)


def _correction_words(one: Corrected) -> str:
    parts = [f"no. {one.number}: {one.type}", getattr(one.event, "reason", "")]
    parts.append("undone" if one.undone else "")
    return ", ".join(filter(None, parts))


def _draw_reading(reading: Reading, least: Mapping[ClaimField, float]) -> None:
    _line("read: who", " · ".join(map(_person_words, reading.people)) or "nobody")
    place = reading.place.name if reading.place else "no place"
    _line("where, when", f"{place} · {_when_words(reading)}")
    acts = ", ".join(reading.acts) or "no act"
    organisations = f" · {', '.join(reading.organisations)}" if reading.organisations else ""
    _line(
        "what",
        f"{acts} · {reading.stage or 'no stage'}{organisations} · language {reading.language}",
    )
    for claim in reading.claims:
        _draw_claim(claim, least[claim.field], reading.evidence)
    dropped = ", ".join(f"{reason} {count}" for reason, count in reading.lines_dropped.items())
    _line("lines", f"kept {reading.lines_kept}{f' · dropped {dropped}' if dropped else ''}")
    for mention in reading.background:
        _line("background", mention.text)
    for slip in reading.slips:
        _line("slip", f"“{slip.as_written}” read as {slip.read_as}: {slip.because}")
    for note in reading.notes:
        _line("note", note)


def _person_words(person: Person) -> str:
    does = ", ".join(filter(None, (person.office, person.role)))
    return f"{person.country or '–'} {person.name} ({does})"


def _when_words(reading: Reading) -> str:
    date = reading.date
    if date is None:
        return "no date"
    end = f" to {date_words(date.end)}" if date.end else ""
    return f"{date_words(date.start)}{end} ({date.basis})"


def _draw_claim(claim: Claim, least: float, evidence: Sequence[str]) -> None:
    """How sure a part is, whether that is enough to be told, what it rests on, and where."""
    told = "told" if claim.confidence >= least else "left out"
    sure = f"{claim.field} {claim.of}: {claim.confidence:.2f} of {least:.2f}, {told}"
    _line("claim", " · ".join([sure, ", ".join(claim.how)] if claim.how else [sure]))
    if claim.evidence is not None:
        _line("", f"“{evidence[claim.evidence]}”")


def _draw_verdict(views: Views, row: Why) -> None:
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
        _draw_evidence(views, row.evidence, turning=row.turning)
    for fact in row.new_facts:
        _line("new", fact_words(fact))
    for fact in row.differ:
        _line("differs", fact_words(fact))


def _draw_evidence(views: Views, evidence: Evidence, *, turning: str) -> None:
    rules = f" · rules {evidence.rules}" if evidence.rules else ""
    _line("because", f"{evidence.rule} ({evidence.considered} stories compared{rules})")
    if turning:
        _line("turning", turning)
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
            indent + line
            for line in output.table(_FACTOR_COLUMNS, rows, width_max=wide).splitlines()
        )
    )


def _line(label: str, text: str) -> None:
    wrapped = output.wrap(output.printable(text), indent=" " * (_LABEL + 1)).lstrip(" ")
    output.say(f"{output.style(label.ljust(_LABEL), dim=True)} {wrapped}")
