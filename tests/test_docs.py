"""The pages of docs/ are held against the code."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import get_args

import jsonschema
import pytest

from monitor.cli.commands import BY_NAME
from monitor.cli.documents import DOCUMENTS, schema_of
from monitor.cli.root import run
from monitor.config.keys import ENVIRONMENT, FEED, MONITOR, SECRETS, SOURCE, TOPIC
from monitor.events import stories_and_feeds
from tests.house import copy_config

HOUSE = Path(__file__).parents[1]
PAGES = sorted([*HOUSE.glob("*.md"), *(HOUSE / "docs").rglob("*.md")])
README = (HOUSE / "README.md").read_text()


def page(name):
    return (HOUSE / "docs" / name).read_text()


def test_the_generated_pages_are_current():
    done = subprocess.run(
        [sys.executable, "scripts/write_docs.py", "--check"],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"run `make docs`:\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("name", BY_NAME)
def test_every_command_stands_in_the_docs(name):
    assert f"### monitor {name}" in page("commands.md")


@pytest.mark.parametrize("kind", [kind.__name__ for kind in get_args(stories_and_feeds.Event)])
def test_every_event_stands_in_the_docs(kind):
    assert f"## {kind} (version " in page("events.md")


@pytest.mark.parametrize(
    "name",
    [key.name for key in (*MONITOR, *SOURCE, *FEED, *TOPIC, *SECRETS)]
    + [one.name for one in ENVIRONMENT],
)
def test_every_setting_stands_in_the_docs(name):
    assert f"`{name}`" in page("configuration.md")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_form_has_a_valid_schema(name):
    assert (HOUSE / "docs" / "schemas" / f"{name}.json").exists()
    jsonschema.Draft202012Validator.check_schema(schema_of(name))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_between_pages_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text()):
        if not target.startswith(("http://", "https://")):
            assert (path.parent / target).exists(), f"{path.name} → {target}"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_commands_named_in_the_pages_exist(path):
    named = re.findall(r"`(?:\.venv/bin/)?monitor ((?:--home \S+ )?[a-z]+)", path.read_text())
    assert {name.split()[-1] for name in named} <= BY_NAME.keys()


def test_the_readme_opens_with_the_two_commands():
    block = README.split("```")[1]
    assert [line.split("#")[0].strip() for line in block.strip().splitlines()] == [
        "make run",
        "make test",
    ]


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys):
    """A command as it stands on a page, typed in a copy of the house."""
    for name in ("seeds", "monitor"):
        (tmp_path / name).symlink_to(HOUSE / name)
    copy_config(tmp_path)
    monkeypatch.chdir(tmp_path)

    def typed(command):
        _, *arguments = shlex.split(command)
        capsys.readouterr()
        assert (run(arguments), capsys.readouterr().err) == (0, ""), command

    return typed


def commands_of(heading):
    block = README.split(heading)[1].split("```")[1].removeprefix("sh")
    return [line.split("#")[0].strip() for line in block.strip().splitlines()]


def test_the_first_five_minutes_run_as_they_stand(typed):
    """All but the installation."""
    first, *commands = commands_of("## The first five minutes")
    assert first == "make run"
    for command in [".venv/bin/monitor demo", *commands]:
        typed(command)


def test_the_first_channel_is_set_up_as_it_stands(typed, tmp_path, monkeypatch):
    """With a file for a channel, and up to the command that does not end."""
    (tmp_path / "state").mkdir()
    *commands, last = commands_of("## Your first channel in ten minutes")
    assert last == ".venv/bin/monitor run"
    monkeypatch.setenv("MONITOR_CHANNEL", "file:digest.jsonl")
    for command in commands:
        typed(command)
    assert "Matviyenko" in (tmp_path / "digest.jsonl").read_text()


@pytest.mark.parametrize(
    "threat", ["hostile feed", "hostile reader", "hostile admin", "stolen token"]
)
def test_each_threat_that_was_considered_has_its_answer(threat):
    section = (HOUSE / "SECURITY.md").read_text().split(f"### A {threat}")[1].split("###")[0]
    assert len(section.split()) > 30


def test_every_make_target_that_pages_name_exists_and_is_told_by_help():
    makefile = (HOUSE / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    told = set(re.findall(r'@echo "make ([a-z-]+)', makefile))
    named = {name for path in PAGES for name in re.findall(r"`make ([a-z-]+)", path.read_text())}
    assert named <= targets
    assert targets - {"help", "dev"} <= told
