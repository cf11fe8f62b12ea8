"""Who reads is said by an option or in config/, and what is wrong there in a line."""

import json

import pytest

from monitor.cli.root import run
from monitor.config import load
from monitor.errors import ConfigError
from monitor.parallel.choice import ReadingWorkers, open_pool
from tests.parallel.test_cluster import free_port


@pytest.fixture
def home(tmp_path, articles):
    lines = [
        {"id": str(number), "url": one.article.url, "text": one.text, "event": str(number % 3)}
        for number, one in enumerate(articles[:12])
    ]
    (tmp_path / "few.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (tmp_path / "config").mkdir()
    return tmp_path


def configured(home, words):
    (home / "config" / "monitor.toml").write_text(words)
    return load(home, {})


def test_without_a_word_as_many_processes_read_as_there_are_cores(home):
    assert configured(home, "").reading == ReadingWorkers(processes=0)


def test_config_says_how_many_or_which_cluster(home):
    assert configured(home, "[reading]\nworkers = 1").reading.processes == 1
    there = configured(home, '[reading]\ncluster = "dask://[::1]:8786"')
    assert there.reading.cluster == "dask://[::1]:8786"
    assert open_pool(ReadingWorkers(processes=1)) is None


@pytest.mark.parametrize(
    "words", ["[reading]\nworkers = -1", '[reading]\ncluster = "tcp://127.0.0.1:8786"']
)
def test_what_config_cannot_mean_is_said(home, words):
    with pytest.raises(ConfigError, match=r"reading"):
        configured(home, words)


@pytest.mark.parametrize("given", ["0", "-2", "many", "dask://", "tcp://127.0.0.1:8786"])
def test_an_option_that_is_neither_number_nor_cluster_is_said(home, capsys, given):
    status = run(["--home", str(home), "evaluate", str(home / "few.jsonl"), f"--workers={given}"])
    assert status == 2
    assert "neither a number from 1 to 256 nor dask://HOST:8786" in capsys.readouterr().err


def test_a_cluster_that_nobody_answers_for_stops_the_command_in_a_line(home, capsys, monkeypatch):
    monkeypatch.setattr("monitor.parallel.cluster.CONNECT_S_MAX", 1.0)
    at = f"dask://127.0.0.1:{free_port()}"
    assert run(["--home", str(home), "ingest", str(home / "few.jsonl"), "--workers", at]) == 1
    said = capsys.readouterr().err
    assert "no Dask scheduler answers" in said
    assert "--workers 2" in said
    assert not (home / "state").exists()


@pytest.mark.parametrize("command", ["ingest", "evaluate"])
def test_a_few_articles_are_read_by_the_command_whatever_was_asked(home, capsys, command):
    told = []
    for workers in ("1", "2"):
        folder = home / f"home{workers}"
        folder.mkdir()
        file = str(home / "few.jsonl")
        assert run(["--home", str(folder), "--json", command, file, "--workers", workers]) == 0
        found = json.loads(capsys.readouterr().out)
        told.append({name: found[name] for name in found if name != "speed"})
    assert told[0] == told[1]
