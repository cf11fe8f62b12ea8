"""The browser of this machine. None is downloaded: where there is none, its tests are not there."""

from __future__ import annotations

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
LACKING = (
    "browser tests: not run, there is no Chromium here · `make web-test` (on Debian, as root), "
    "or: apt install chromium"
)


def found() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def arguments() -> list[str]:
    """No name is looked up but this machine's; root has no sandbox of its own to make."""
    own = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--disable-dev-shm-usage"]
    return [*own, "--no-sandbox"] if os.geteuid() == 0 else own
