"""Which folder is the home, what a new one begins with, and what is packed for those who mend."""

import json
import os
import subprocess
import sys

import pytest

from monitor.cli import home
from monitor.cli.completion import SHELLS, script
from monitor.cli.root import run
from tests.house import HOUSE

SEED = HOUSE / "seeds" / "000_7579cf46c0f0670e.txt"


@pytest.fixture
def own(tmp_path, monkeypatch):
    """The user's own folder, not made yet; the current folder is another, and empty."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr(home, "of_user", lambda: tmp_path / "data" / "monitor")
    return tmp_path / "data" / "monitor"


def test_a_named_home_stands_before_all_others(own, tmp_path):
    (tmp_path / "here" / "state").mkdir()
    (own / "config").mkdir(parents=True)
    assert home.found({"MONITOR_HOME": str(tmp_path)}) == tmp_path


def test_a_folder_that_is_a_home_stands_before_the_users_own(own, tmp_path):
    (own / "config").mkdir(parents=True)
    (tmp_path / "here" / "config").mkdir()
    assert home.found({}).resolve() == tmp_path / "here"


def test_elsewhere_the_users_own_is_found_once_it_was_made(own, tmp_path):
    assert home.found({}).resolve() == tmp_path / "here"
    (own / "config").mkdir(parents=True)
    assert home.found({}) == own


@pytest.mark.usefixtures("own")
def test_an_empty_folder_is_offered_a_beginning(capsys):
    assert run([]) == 0
    assert "`monitor init` makes this folder a" in capsys.readouterr().out


@pytest.mark.usefixtures("own")
def test_the_sample_configuration_is_in_order_and_leaves_what_is_there(tmp_path, capsys):
    (tmp_path / "here" / "config").mkdir()
    mine = tmp_path / "here" / "config" / "topics.toml"
    mine.write_text("# mine\n")
    assert run(["config", "sample"]) == 0
    assert mine.read_text() == "# mine\n"
    assert {path.name for path in mine.parent.iterdir()} == {
        "monitor.toml", "feeds.toml", "sources.toml", "topics.toml", "people.toml",
    }  # fmt: skip
    assert run(["config", "show"]) == 0
    assert run(["config", "sample"]) == 0
    assert "nothing was changed" in capsys.readouterr().out


@pytest.mark.usefixtures("own")
def test_the_demo_plays_in_any_folder(tmp_path, capsys):
    assert run(["demo"]) == 0
    assert "5 articles → 4 stories" in capsys.readouterr().out
    assert (tmp_path / "here" / "state" / "demo" / "config" / "sources.toml").exists()


@pytest.mark.usefixtures("own")
def test_a_report_holds_what_lies_behind_a_word_and_nothing_of_the_home(tmp_path, capsys):
    folder = tmp_path / "here"
    (folder / "config").mkdir()
    (folder / "config" / "monitor.toml").write_text('[chat]\noperators = ["123456789"]\n')
    assert run(["ingest", str(SEED)]) == 0
    capsys.readouterr()
    assert run(["report", "000", "--output", "word.json"]) == 0
    text = (folder / "word.json").read_text()
    packed = json.loads(text)
    assert packed["why"]["verdict"] == "new"
    assert packed["told"]["headline"]
    assert packed["versions"]["packages"]["rapidfuzz"]
    assert packed["rules"]["sure_lead"] > 0
    assert packed["text"] is None
    assert "123456789" not in text
    assert str(tmp_path) not in text
    assert run(["report", "000", "--with-text", "--output", "word.json"]) == 0
    assert len(json.loads((folder / "word.json").read_text())["text"]) > 500


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_gets_a_script_that_asks_the_program(shell, capsys):
    assert run(["completion", shell]) == 0
    assert capsys.readouterr().out.strip() == script(shell).strip()
    assert f"_MONITOR_COMPLETE={shell}_complete" in script(shell)


def test_the_program_answers_what_a_shell_asks(tmp_path):
    asked = {"_MONITOR_COMPLETE": "bash_complete", "COMP_WORDS": "monitor sto", "COMP_CWORD": "1"}
    done = subprocess.run(
        [sys.executable, "-c", "from monitor.cli import main; main()"],
        env={**os.environ, **asked}, cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert {"plain,stories", "plain,story"} == set(done.stdout.split())
