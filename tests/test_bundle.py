"""The installer of the offline bundle, on a bundle with one small wheel, without any index."""

import os
import re
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from scripts.bundle import _lock_of, _sums

HOUSE = Path(__file__).parents[1]


@pytest.fixture
def bundle(tmp_path):
    folder = tmp_path / "bundle"
    (folder / "wheels").mkdir(parents=True)
    wheel = folder / "wheels" / "greeting-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        packed.writestr("greeting.py", "WORD = 'hello'\n")
        packed.writestr(
            "greeting-1.0.dist-info/METADATA",
            "Metadata-Version: 2.1\nName: greeting\nVersion: 1.0\n",
        )
        packed.writestr(
            "greeting-1.0.dist-info/WHEEL",
            "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        packed.writestr("greeting-1.0.dist-info/RECORD", "")
    (folder / "requirements.lock").write_text(_lock_of([wheel]))
    (folder / "install.sh").write_text((HOUSE / "scripts" / "install_bundle.sh").read_text())
    (folder / "SHA256SUMS").write_text(_sums(folder))
    return folder


def install(bundle, **more):
    environment = {**os.environ, "PYTHON": sys.executable, "PIP_CONFIG_FILE": os.devnull, **more}
    return subprocess.run(
        ["sh", bundle / "install.sh"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.slow
def test_a_bundle_installs_from_its_own_wheels(bundle):
    done = install(bundle, PIP_INDEX_URL="http://127.0.0.1:9/nowhere")
    assert done.returncode == 0, done.stderr
    said = subprocess.run(
        [bundle / ".venv/bin/python", "-c", "import greeting; print(greeting.WORD)"],
        check=True,
        capture_output=True,
    )
    assert said.stdout == b"hello\n"


def test_a_bundle_that_was_changed_on_its_way_is_refused_before_anything_is_installed(bundle):
    with (bundle / "wheels" / "greeting-1.0-py3-none-any.whl").open("ab") as file:
        file.write(b"more")
    done = install(bundle)
    assert done.returncode == 2
    assert "a file of this bundle is not as it was made\n  hint: copy it again" in done.stderr
    assert not (bundle / ".venv").exists()


@pytest.mark.slow
def test_a_wheel_of_another_hash_is_refused_even_where_the_sums_were_made_anew(bundle):
    lock = bundle / "requirements.lock"
    lock.write_text(
        re.sub(r"sha256:\w+", f"sha256:{sha256(b'another').hexdigest()}", lock.read_text())
    )
    (bundle / "SHA256SUMS").unlink()
    done = install(bundle)
    assert (done.returncode, "the wheels could not be installed" in done.stderr) == (2, True)


def test_a_python_that_is_not_there_is_told_with_what_to_do(bundle):
    done = install(bundle, PYTHON="no-such-python")
    assert done.returncode == 2
    assert "no-such-python is no Python 3.11 or newer\n  hint: name one: PYTHON=" in done.stderr
