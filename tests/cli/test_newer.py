"""`check --newer` against an index on loopback; nobody is asked without it."""

import json

import pytest

from monitor import __version__
from monitor.cli.root import run
from tests.feeds.feed_servers import Server, answer, in_a_loop_of_its_own, says


@pytest.fixture
def check(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("MONITOR_ALLOW_PRIVATE_ADDRESSES", "1")

    def check(*args):
        status = run(["--home", str(tmp_path), "check", "--json", *args])
        found = json.loads(capsys.readouterr().out)["findings"]
        return status, [one for one in found if one["what"] == "release"]

    return check


def index_of(*versions, yanked=()):
    def file(version):
        name = f"diplomacy_monitor-{version}-py3-none-any.whl"
        return {"filename": name, "yanked": "broken" if version in yanked else False}

    listed = {"versions": list(versions), "files": list(map(file, versions))}
    return Server(says(answer(body=json.dumps(listed).encode())))


def test_without_being_asked_to_it_says_nothing_of_releases(check):
    assert check() == (0, [])


def test_a_newer_release_is_named_and_is_nothing_wrong(check):
    with in_a_loop_of_its_own(index_of(__version__, "7.9.0", "7.10.0")) as index:
        status, (found,) = check("--newer", index.url)
    assert (status, found["ok"]) == (0, True)
    assert found["says"] == f"7.10.0 is out, this is {__version__}"
    assert index.requests[0].path == "/feed/diplomacy-monitor/"


@pytest.mark.parametrize(
    "index",
    [
        index_of(__version__),
        index_of("0.0.1", f"{__version__}.0"),
        index_of(__version__, "9.0.0rc1", "9.0.0.dev3"),
        index_of(__version__, "9.0.0", yanked=("9.0.0",)),
        index_of(),
    ],
    ids=["the same", "written otherwise", "trials", "withdrawn", "none at all"],
)
def test_what_is_no_newer_release_is_not_named(check, index):
    with in_a_loop_of_its_own(index):
        status, (found,) = check("--newer", index.url)
    assert (status, found["ok"], found["says"]) == (0, True, f"{__version__}: none is newer")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (answer("404 Not Found"), "it knows no diplomacy-monitor"),
        (answer("503 Service Unavailable"), "it answers with 503"),
        (answer(body=b"<html>"), "what it says is no list of releases"),
    ],
)
def test_an_index_that_cannot_tell_is_named_with_the_reason(check, raw, words):
    with in_a_loop_of_its_own(Server(says(raw))) as index:
        status, (found,) = check("--newer", index.url)
    assert (status, found["ok"]) == (1, False)
    assert found["says"] == f"the package index {index.url} gives no answer: {words}"
    assert found["hint"]


def test_an_index_that_is_not_there_is_said(check):
    status, (found,) = check("--newer", "http://127.0.0.1:9/simple/")
    assert (status, found["ok"]) == (1, False)
    assert "gives no answer: " in found["says"]
