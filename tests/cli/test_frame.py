"""The frame of the command line: help, errors, exit statuses. Commands run in this process; one
test starts a real one.
"""

import inspect
import json
import os
import shutil
import subprocess
import sys

import click
import pytest

from monitor import __version__
from monitor.cli.commands import BY_NAME
from monitor.cli.root import Command, cli, run
from tests.house import HOUSE, copy_config


def commands():
    context = click.Context(cli, info_name="monitor")
    for name in BY_NAME:
        command = cli.get_command(context, name)
        yield name, command
        if isinstance(command, click.Group):
            for inner in command.list_commands(context):
                yield f"{name} {inner}", command.get_command(context, inner)


ALL = dict(commands())


@pytest.fixture
def told(capsys, tmp_path):
    """Run a command in an empty home; its exit status and what it said."""

    def told(*args):
        status = run(["--home", str(tmp_path), *args])
        said = capsys.readouterr()
        return status, said.out, said.err

    return told


@pytest.mark.parametrize("name", BY_NAME)
def test_the_catalogue_says_what_the_command_says(name):
    said = " ".join((ALL[name].help or "").split())
    assert said.startswith(BY_NAME[name].says)


@pytest.mark.parametrize(
    "name", [name for name, command in ALL.items() if not isinstance(command, click.Group)]
)
def test_every_command_teaches_with_an_example(name):
    # a raw docstring would show click's mark instead of obeying it
    assert "\\b" not in ALL[name].help
    assert (
        f"Example:  monitor {name.split()[0]}" in inspect.cleandoc(ALL[name].help)
        or "Example:" in ALL[name].help
    )
    assert all(
        option.help
        for option in ALL[name].params
        if isinstance(option, click.Option) and option.name not in {"shape", "limit", "mistakes"}
    )


def test_help_lists_every_command(told):
    status, out, _ = told("--help")
    assert status == 0
    assert all(f"  {name} " in out for name in BY_NAME)


def test_no_command_at_all_shows_the_help(capsys):
    assert run([]) == 0
    assert "Begin:" in capsys.readouterr().out


def test_the_version_is_the_packages(told):
    assert told("--version")[1].strip() == f"monitor, version {__version__}"


@pytest.mark.parametrize(
    ("args", "status", "said"),
    [
        (["storys"], 2, "did you mean “story”"),
        (["log", "verfy"], 2, "did you mean “verify”"),
        (["stories", "--fromat", "csv"], 2, "--format"),
        (["ingest"], 2, "PATH"),
        (["ingest", "nowhere.txt"], 2, "nowhere.txt"),
        (["stories", "--as-of", "tomorrow"], 2, "is not a time"),
        (["stories"], 1, "there is no log"),
        (["why", "000"], 1, "there is no log"),
        (["merge", "S1", "S2"], 1, "there is no log"),
        (["log", "verify"], 1, "there is no log"),
        (["replay", "--check"], 1, "there is no log"),
        (["redact", "000"], 2, "--reason"),
    ],
)
def test_a_mistake_is_one_line_and_a_hint_and_its_status(told, args, status, said):
    found, out, err = told(*args)
    assert (found, out) == (status, "")
    assert said in err
    first, *rest = err.splitlines()
    assert first.startswith("monitor: ")
    assert [line.startswith("  hint: ") for line in rest] == [True]


def test_a_mistake_in_use_shows_how_it_is_done(told):
    assert (
        "hint: for example: monitor ingest seeds · more: monitor ingest --help" in told("ingest")[2]
    )


@pytest.mark.parametrize(
    "args", [["--json", "stories"], ["stories", "--json"], ["storys", "--json"]]
)
def test_with_json_a_mistake_is_a_document(told, args):
    _, out, err = told(*args)
    assert out == ""
    assert set(json.loads(err)) == {"error", "hint"}


def test_a_configuration_mistake_names_its_line(told, tmp_path):
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "monitor.toml").write_text('\nzone = "Asia/Almatty"\n')
    status, _, err = told("config", "show")
    assert status == 2
    assert "config/monitor.toml, line 2" in err
    assert "Asia/Almaty" in err


def raising(error):
    @click.command(cls=Command)
    def broken():
        raise error

    return broken


def test_a_bug_is_one_line_and_a_traceback_only_with_debug(capsys):
    assert run([], raising(KeyError("x"))) == 2
    err = capsys.readouterr().err
    assert err.startswith("monitor: a bug in monitor")
    assert "Traceback" not in err
    assert run(["--debug"], raising(KeyError("x"))) == 2
    assert "Traceback" in capsys.readouterr().err


def test_ctrl_c_ends_with_one_line(capsys):
    assert run([], raising(KeyboardInterrupt())) == 130
    assert capsys.readouterr().err.strip() == "stopped; nothing that was acknowledged is lost"


def test_a_full_disk_is_one_line_and_its_mend(capsys):
    assert run([], raising(OSError(28, "No space left on device", "state/log.db"))) == 2
    line, hint = capsys.readouterr().err.splitlines()
    assert line == "monitor: state/log.db: No space left on device"
    assert "make room" in hint


def test_a_reader_that_had_enough_is_no_error():
    code = "import click, sys; from monitor.cli.root import Command, run; "
    code += "sys.exit(run([], click.command(cls=Command)(lambda: click.echo('x' * 1_000_000))))"
    command = f'{sys.executable} -c "{code}" | head -c 1; exit ${{PIPESTATUS[0]}}'
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "x", "")


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from monitor.cli.root import run; run(['--help']); print([m for m in "
        "('rich.console', 'sqlite3', 'monitor.reading', 'monitor.config', 'trafilatura') if m in "
        "sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-"])
def test_a_closed_stream_is_nobody_listening(closed):
    done = subprocess.run(
        ["sh", "-c", f"exec {sys.executable} -m monitor config show {closed}"],
        check=False,
        capture_output=True,
    )
    assert done.returncode == 0
    assert b"bug" not in done.stderr


def test_a_group_without_its_command_shows_help_or_with_json_a_mistake(told):
    assert told("log")[0] == 0
    status, out, err = told("--json", "log")
    assert (status, out) == (2, "")
    assert json.loads(err)["error"]


def test_asking_a_home_without_a_log_makes_nothing(told, tmp_path):
    assert told("--home", str(tmp_path / "none"), "stories")[0] == 1
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("now", ["nonsense", "9999-12-31", "0001-01-01T00:00+05:00", "1969-01-01"])
def test_a_time_that_is_none_or_leaves_no_room_is_wrong_configuration(told, monkeypatch, now):
    monkeypatch.setenv("MONITOR_NOW", now)
    status, _, err = told("config", "show")
    assert status == 2
    assert "MONITOR_NOW" in err


def test_what_the_system_refuses_is_told_with_what_mends_it(ask, tmp_path):
    (tmp_path / "a.jsonl").write_text('{"title": "Berg received Lund"}\n')
    told = ask("evaluate", tmp_path / "a.jsonl", "--out", tmp_path / "none" / "b.jsonl")
    assert (told.status, told.err.count("\n")) == (2, 2)
    assert "check the path" in told.err
    assert "hint" in json.loads(ask("log", "import", tmp_path / "none", "--json").err)


def test_no_test_sees_what_the_operator_keeps_in_the_checkout(tmp_path):
    shutil.copytree(HOUSE / "config", tmp_path / "house" / "config")
    (tmp_path / "house" / "config" / "secrets.toml").write_text('telegram_token = "live"\n')
    (tmp_path / "home").mkdir()
    copy_config(tmp_path / "home", house=tmp_path / "house")
    shipped = {path.name for path in (tmp_path / "home" / "config").iterdir()}
    assert shipped == {"feeds.toml", "monitor.toml", "sources.toml", "topics.toml"}
    assert not [name for name in os.environ if name.startswith("MONITOR_")]
