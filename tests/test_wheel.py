"""The wheel and the sdist: the same bytes from the same tree, and all within that a user needs."""

import subprocess
import sys
import tarfile
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from monitor import samples

HOUSE = Path(__file__).parents[1]
_BUILD = "import sys; from hatchling import build; build.build_{}(sys.argv[1])"


def built(kind, folder):
    folder.mkdir()
    subprocess.run(
        [sys.executable, "-c", _BUILD.format(kind), str(folder)],
        cwd=HOUSE, check=True, capture_output=True,
    )  # fmt: skip
    (file,) = folder.iterdir()
    return file


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return built("wheel", tmp_path_factory.mktemp("built") / "first")


def test_a_wheel_built_again_is_the_same(wheel, tmp_path):
    again = built("wheel", tmp_path / "second")
    assert sha256(again.read_bytes()).digest() == sha256(wheel.read_bytes()).digest()


def test_the_wheel_brings_samples_word_lists_the_man_page_and_completions(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    inside = {f"monitor/data/samples/config/{path.name}" for path in samples.config()}
    inside |= {f"monitor/data/samples/seeds/{path.name}" for path in samples.seeds()}
    inside |= {"monitor/py.typed", "monitor/languages/kk.toml", "monitor/data/countries.tsv"}
    inside |= {"monitor/data/prepared.json", "monitor/names/models/any.crfsuite"}
    assert inside <= names
    assert len(samples.seeds()) == 5
    shared = {name.split(".data/data/")[1] for name in names if ".data/data/" in name}
    assert shared == {
        "share/man/man1/monitor.1",
        "share/bash-completion/completions/monitor",
        "share/zsh/site-functions/_monitor",
        "share/fish/vendor_completions.d/monitor.fish",
    }


def test_what_a_checkout_holds_in_secret_is_in_neither(wheel, tmp_path):
    with tarfile.open(built("sdist", tmp_path / "sdist")) as sdist:
        names = [*zipfile.ZipFile(wheel).namelist(), *sdist.getnames()]
    assert not [name for name in names if "secrets.toml" in name or "/state/" in name]
    assert [name for name in names if name.endswith("config/topics.toml")]
