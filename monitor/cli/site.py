"""`site`: the pages as files."""

from __future__ import annotations

from pathlib import Path

import click
from msgspec import structs

from monitor.cli import output
from monitor.cli.context import Shell, pass_shell
from monitor.cli.forms_web import SitePublished
from monitor.cli.root import Command
from monitor.cli.web import settings_of
from monitor.digest.wording.locale import languages


@click.command(cls=Command)
@click.argument("folder", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--language", type=click.Choice(languages()), help="Of the pages.  [default: the home's]"
)
@pass_shell
def site(shell: Shell, folder: Path, language: str | None) -> None:
    """Write the pages as files, to be put on any host: links are relative, and a search is among
    them. Written again, only what changed since is.

    Whoever has the folder can read all of it. What is no page any more is taken away.

    \b
    Example:  monitor site public
              monitor site public --language ru
    """
    settings = settings_of(shell.config)
    from monitor.web.site.publish import publish

    settings = structs.replace(settings, language=language or settings.language)
    done = publish(shell.stores, settings, folder, now=shell.clock.now())
    if shell.json:
        output.emit(SitePublished(folder=str(folder), **structs.asdict(done)))
        return
    output.say(
        f"{folder}: {done.stories} stories, {done.pages} pages · "
        f"{done.written} files written, {done.removed} removed"
    )
