"""The entry point: options that stand anywhere, commands loaded when they run, every error as one
line and a hint.
"""

from __future__ import annotations

import errno
import gc
import importlib
import os
import re
import sys
from pathlib import Path
from typing import Any, cast

import click
from click.exceptions import Exit, NoArgsIsHelpError

from monitor import __version__
from monitor.cli import home
from monitor.cli.commands import BY_NAME, SECTIONS
from monitor.cli.context import Shell
from monitor.cli.output import printable
from monitor.errors import MonitorError

# What a command loads stays until it ends: looking through it for garbage again and again took a
# tenth of a short command's time. `main` puts that off until the command begins; the service sets
# its own.
_GARBAGE_OBJECTS = 50_000
_EXAMPLE = re.compile(r"Example: +(\S.*)")

_BEGIN = """
There is nothing here yet: `monitor demo` shows the main job, `monitor init` makes this folder a
home of your own with a channel (`--user`: in your data folder, found from everywhere), `monitor
config sample` one with a sample configuration and feeds, without asking anything."""

INTERRUPTED = 130  # as shells call a program that Ctrl-C ended


class Command(click.Command):
    """A command that also takes the options which stand anywhere."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.help:
            self.help = _first_in_one_line(self.help)
        self.params += _anywhere()

    def invoke(self, ctx: click.Context) -> Any:
        look_for_garbage()
        return super().invoke(ctx)


class Group(click.Group):
    command_class = Command

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params += _anywhere()

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if self.get_command(ctx, args[0]) is None:
            raise click.UsageError(
                f"there is no command “{args[0]}”{_meant(args[0], self.list_commands(ctx))}", ctx
            )
        return super().resolve_command(ctx, args)


class Root(Group):
    """Loads a command's module when the command is asked for, and lists all of them without loading
    any.
    """

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(BY_NAME)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in BY_NAME:
            return None
        module, name = BY_NAME[cmd_name].at.split(":")
        return cast(click.Command, getattr(importlib.import_module(f"monitor.cli.{module}"), name))

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        longest = max(map(len, BY_NAME))
        for heading, listed in SECTIONS.items():
            with formatter.section(heading):
                formatter.write_dl([(one.name.ljust(longest), one.says) for one in listed])


def look_for_garbage() -> None:
    """From now on, and not among what was loaded."""
    if not gc.isenabled():
        gc.freeze()
        gc.set_threshold(_GARBAGE_OBJECTS)
        gc.enable()


def _first_in_one_line(text: str) -> str:
    """The first sentence stands in lists: where its line breaks in the source is not what it
    says.
    """
    first, mark, rest = text.partition("\n\n")
    return " ".join(first.split()) + mark + rest


def _anywhere() -> list[click.Parameter]:
    return [
        click.Option(
            ["--home"],
            type=click.Path(file_okay=False, path_type=Path),
            callback=_set_home,
            expose_value=False,
            help="Folder with config/, state/ and seeds/.  [default: the current one; where it "
            "holds none of them, the user's own, if there is one]",
        ),
        click.Option(
            ["--json"],
            is_flag=True,
            callback=_set_json,
            expose_value=False,
            help="One JSON document.",
        ),
        click.Option(
            ["--debug"],
            is_flag=True,
            callback=_set_debug,
            expose_value=False,
            help="Show where a bug is.",
        ),
    ]


def _set_home(ctx: click.Context, _option: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.ensure_object(Shell).home = value


def _set_json(ctx: click.Context, _option: click.Parameter, value: bool) -> None:  # noqa: FBT001 — click's signature
    if value:
        ctx.ensure_object(Shell).json = True


def _set_debug(ctx: click.Context, _option: click.Parameter, value: bool) -> None:  # noqa: FBT001 — click's signature
    if value:
        ctx.ensure_object(Shell).debug = True


def _meant(word: str, words: list[str]) -> str:
    from rapidfuzz import fuzz, process  # only a mistake needs it

    best = process.extractOne(word, words, scorer=fuzz.ratio, score_cutoff=50)
    if not best:
        return ""
    return f"; did you mean “{best[0]}”?"


@click.group(cls=Root, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "--version", prog_name="monitor")
def cli() -> None:
    """Follow diplomatic news: articles in, stories worked out, one digest a day.

    \b
    Begin:  monitor demo              the main job, on the articles it brings
            monitor ingest FILE…      your own articles
            monitor stories           what they tell
            monitor digest            what is new

    --home, --json and --debug may stand before or after the command. Exit status: 0 done, 1 the
    answer is no, 2 wrong use, configuration or input.
    """


def main() -> None:
    """Run the command line; the process ends with its exit status."""
    gc.disable()
    with Path(os.devnull).open("w", encoding="utf-8") as nobody:
        sys.stdout = sys.stdout or nobody  # None if it was closed, as by `>&-`
        sys.stderr = sys.stderr or nobody
        sys.exit(run(sys.argv[1:]))


def run(args: list[str], program: click.Command = cli) -> int:
    """The exit status. Nothing escapes: a bug is told in a line too."""
    shell = Shell(home.found(os.environ))
    try:
        with shell:
            status = _status(
                program.main(args, prog_name="monitor", standalone_mode=False, obj=shell)
            )
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):
        # The reader of our output had enough: `monitor stories | head`. Where click notices first,
        # it asks to leave.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except NoArgsIsHelpError as help_wanted:
        if _json_wanted(shell, args):
            return _tell("Missing command.", hint=_usage_hint(help_wanted), as_json=True, status=2)
        click.echo(help_wanted.ctx.get_help() if help_wanted.ctx else "")
        if not home.is_home(shell.home):
            click.echo(_BEGIN)
        return 0
    except click.ClickException as error:
        return _tell(
            error.format_message(),
            hint=_usage_hint(error),
            as_json=_json_wanted(shell, args),
            status=2,
        )
    except MonitorError as error:
        return _tell(
            error.message,
            hint=error.hint,
            as_json=_json_wanted(shell, args),
            status=error.exit_status,
        )
    except (KeyboardInterrupt, click.Abort):
        click.echo("stopped; nothing that was acknowledged is lost", err=True)
        return INTERRUPTED
    except OSError as error:
        return _tell(
            _os_error(error), hint=_os_hint(error), as_json=_json_wanted(shell, args), status=2
        )
    except Exception as error:  # noqa: BLE001 — the last line of defence: a person sees a line, not a traceback
        return _bug(error, shell, args)
    return status


def _status(returned: object) -> int:
    return returned if isinstance(returned, int) else 0


def _json_wanted(shell: Shell, args: list[str]) -> bool:
    return shell.json or "--json" in args  # wrong use is told before options are read


def _usage_hint(error: click.ClickException) -> str:
    if not isinstance(error, click.UsageError) or error.ctx is None:
        return "monitor --help"
    usage = f"{error.ctx.command_path} --help"
    example = _EXAMPLE.search(error.ctx.command.help or "")
    return f"for example: {example[1]} · more: {usage}" if example else usage


def _os_error(error: OSError) -> str:
    if error.filename:
        return f"{error.filename}: {error.strerror}"
    return str(error.strerror or error)


def _os_hint(error: OSError) -> str:
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR:
            return "check the path, and that its folder is there"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return "check its permissions, or choose another place"
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return "make room on that disk, then run the same command again"
        case errno.EISDIR:
            return "it is a folder: name a file in it"
        case _:
            return "see whether that file or device is in order, then run the same command again"


def _bug(error: Exception, shell: Shell, args: list[str]) -> int:
    import traceback

    if shell.debug:
        traceback.print_exception(error)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    what = (
        f"a bug in monitor {__version__}: {type(error).__name__}: {error} "
        f"({Path(frame.filename).name}:{frame.lineno})"
    )
    hint = "the log is safe; please report this line, and what `monitor --debug …` adds"
    return _tell(" ".join(what.split()), hint=hint, as_json=_json_wanted(shell, args), status=2)


def _tell(message: str, *, hint: str, as_json: bool, status: int) -> int:
    if as_json:
        import json

        from monitor.digest import sanitize

        told = json.dumps({"error": message, "hint": hint}, ensure_ascii=False)
        click.echo(sanitize.json_escaped(told), err=True)
    else:
        click.echo(printable(f"monitor: {message}{_on_a_new_line(hint)}"), err=True)
    return status


def _on_a_new_line(hint: str) -> str:
    return f"\n  hint: {hint}" if hint else ""


__all__ = ["Command", "Exit", "Group", "cli", "main", "run"]
