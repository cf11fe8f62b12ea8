"""`people`: who is believed to hold which office, since when and why; and that it is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from monitor.cli import forms_people as forms
from monitor.cli import output
from monitor.cli.context import Shell, pass_shell
from monitor.cli.corrections import told
from monitor.cli.output import Column
from monitor.cli.root import Command
from monitor.config.keys import country_meant, organisation_meant, organisations
from monitor.datafiles import rows
from monitor.digest.wording.locale import words_for
from monitor.engine import corrections
from monitor.engine.holders import LONG_AGO, Learner
from monitor.errors import NotFoundError, UsageError
from monitor.names.office_holders import Holder
from monitor.stories.state import LearntHolder, State
from monitor.text.lexicon import key_words

_WRONG = "wrong"
_WHY: tuple[forms.Why, ...] = ("operator", "learnt", "file")
_COLUMNS = (
    Column("of"),
    Column("office"),
    Column("who", flexible=True),
    Column("since"),
    Column("why", flexible=True),
)


@click.command(cls=Command)
@click.argument("asked", metavar="[COUNTRY | wrong NUMBER]", nargs=-1)
@click.option("--reason", metavar="TEXT", default="", help="Why it is wrong: it is logged.")
@pass_shell
def people(shell: Shell, asked: Sequence[str], reason: str) -> None:
    """Show who is believed to hold which office, since when and why.

    COUNTRY is a code, or a name in any language that is known; an organisation too. What goes
    before what: config/people.toml, what was learnt from articles, the data files. With `wrong` and
    the number of what was learnt: it is not believed any more, nor learnt again; `monitor undo`
    takes that back.

    \b
    Example:  monitor people KZ
              monitor people Швеция
              monitor people wrong 3 --reason "an agency's mistake"
    """
    match asked:
        case ():
            _show(shell, None)
        case (str() as word, str() as number) if word == _WRONG:
            _deny(shell, number, reason)
        case (str() as first, *_) if first != _WRONG:
            _show(shell, _where(" ".join(asked)))
        case _:
            raise UsageError("what is wrong?", hint="`monitor people wrong 3` names its number")


def _deny(shell: Shell, number: str, reason: str) -> None:
    if not number.isdecimal():
        hint = "`monitor people` shows what was learnt, with its number"
        raise UsageError(f"“{number[:40]}” is not the number of anything learnt", hint=hint)
    with shell.engine(create=False) as engine:
        events = corrections.deny_holder(engine, int(number), reason=reason)
        told(shell, engine, events, nothing="it was not believed")


def _where(asked: str) -> str:
    """The code of a country, or an organisation's short name."""
    known = {row[3]: row[0] for row in rows("countries.tsv")}
    short = {name.casefold(): name for name in organisations()}
    country = country_meant(asked) or known.get(key_words(asked))
    found = country or organisation_meant(asked) or short.get(asked.casefold())
    if not found:
        hint = "a code or a name: `monitor people KZ`, `monitor people Kazakhstan`"
        raise NotFoundError(f"there is no country “{asked[:40]}” that is known", hint=hint)
    return found


def _show(shell: Shell, where: str | None) -> None:
    day = shell.clock.now().date().isoformat()
    found = tuple(_believed(shell, where, day))
    if shell.json:
        output.emit(forms.People(where=where, day=day, people=found))
    elif found:
        output.say(output.table(_COLUMNS, [_row(one) for one in found]))
        for one in found:
            _say_evidence(one, full=where is not None)
    else:
        output.say(f"nobody is known to hold an office of {where}: config/people.toml can say who")


def _believed(shell: Shell, where: str | None, day: str) -> Iterator[forms.OfficeHolder]:
    state = _state(shell)
    learner = Learner(people=shell.config.people, owner_of=lambda article: article.outlet or "")
    for layer, one in sorted(learner.holders(state).everyone(day), key=_order):
        if where in (None, one.where):
            learnt = next(filter(lambda each: _taught(each, one), state.learnt.values()), None)
            yield _form(layer, one, learnt)


def _order(found: tuple[int, Holder]) -> tuple[str, str, str]:
    _, one = found
    return one.where, one.office, one.name


def _taught(learnt: LearntHolder, one: Holder) -> bool:
    event = learnt.event
    return one.source == f"learnt, correction {event.correction}"


def _state(shell: Shell) -> State:
    """Of a home without a log nothing was learnt."""
    if not shell.stores.has_log():
        return State()
    with shell.engine(create=False) as engine:
        return engine.state


def _form(layer: int, one: Holder, learnt: LearntHolder | None) -> forms.OfficeHolder:
    return forms.OfficeHolder(
        where=one.where,
        office=one.office,
        name=one.name,
        since=one.start,
        until=one.end,
        why=_WHY[layer],
        source=one.source,
        known=one.known_until,
        number=learnt.event.correction if learnt else None,
        evidence=learnt.event.evidence if learnt else (),
    )


def _row(one: forms.OfficeHolder) -> Sequence[str]:
    since = "–" if one.since == LONG_AGO else one.since
    until = f" to {one.until}" if one.until else ""
    return one.where, words_for("en").office(one.office), one.name, since + until, _why(one)


def _why(one: forms.OfficeHolder) -> str:
    if one.number is not None:
        outlets = dict.fromkeys(word.outlet for word in one.evidence)
        return f"learnt ({one.number}) from {', '.join(outlets)}; last said {one.known}"
    known = f", known {one.known}" if one.known else ""
    return one.source + known


def _say_evidence(one: forms.OfficeHolder, *, full: bool) -> None:
    """The sentences, where one country is asked for, and how to take it back."""
    if one.number is None:
        return
    output.say()
    output.say(f"{one.name} · wrong? monitor people wrong {one.number}")
    for word in one.evidence if full else ():
        output.say(
            output.wrap(
                f"{word.published} {word.outlet} ({word.article_id[:8]}): "
                f"{output.printable(word.text)}",
                indent="  ",
            )
        )
