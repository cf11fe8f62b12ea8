"""`config`: what is in force, and which line of which file said so; the sample configuration."""

from __future__ import annotations

import click

from monitor.cli import forms_home as forms
from monitor.cli import output
from monitor.cli.context import Shell, pass_shell
from monitor.cli.home import bring_config
from monitor.cli.output import Column
from monitor.cli.root import Group
from monitor.config.key import Value


@click.group(cls=Group)
def config() -> None:
    """What is configured: config show; a sample to begin with: config sample."""


@config.command
@pass_shell
def show(shell: Shell) -> None:
    """Show every setting in force, and where it comes from: file and line, the environment, or the
    default.

    A secret is shown as “set”.

    \b
    Example:  monitor config show
              MONITOR_NOW=2026-11-23T09:00:00+05:00 monitor config show
    """
    found = shell.config
    if shell.json:
        home = str(found.home.resolve())
        output.emit(
            forms.Configured(
                home=home,
                settings=found.settings,
                sources=found.sources,
                topics=found.all_topics,
                feeds=found.feeds,
                people=found.people,
            )
        )
        return
    columns = [Column("setting"), Column("value", flexible=True), Column("from", flexible=True)]
    rows = [[setting.name, _worded(setting.value), setting.origin] for setting in found.settings]
    output.say(output.table(columns, rows))
    names = ", ".join(topic.id for topic in found.topics) or "none: every story"
    paused = sum(feed.paused for feed in found.feeds)
    output.say(f"\nhome     {found.home.resolve()}")
    output.say(f"topics   {names} (config/topics.toml)")
    output.say(f"sources  {len(found.sources)} (config/sources.toml)")
    output.say(f"people   {len(found.people)} (config/people.toml)")
    output.say(
        f"feeds    {len(found.feeds)}{f', {paused} paused' if paused else ''} (config/feeds.toml)"
    )


@config.command
@pass_shell
def sample(shell: Shell) -> None:
    """Lay the sample configuration and feeds into this home; a file that is there stays.

    \b
    Example:  monitor config sample
    """
    written = bring_config(shell.home)
    for file in written:
        output.say(f"written  {file}")
    if not written:
        output.say(f"{shell.home / 'config'} has all of it already; nothing was changed")
    output.say("next: monitor feeds check, monitor fetch, monitor digest")


def _worded(value: Value) -> str:
    match value:
        case None | () | "":
            return "–"
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ", ".join(value)
        case _:
            return str(value)
