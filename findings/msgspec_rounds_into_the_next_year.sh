#!/usr/bin/env bash
# Guess: of a time with more than six digits behind the second a reader keeps six and drops the rest, as Python does, so
# that two readers of one feed agree on its day.
# What happens (msgspec 0.22.0): it rounds. "2024-12-31T23:59:59.9999999Z", seven digits as .NET's feeds and APIs write them for "the end
# of the day", is 1 January 2025 to msgspec and 31 December 2024 to datetime.fromisoformat (3.11 on).
# Why it matters: the last moment of a term, of a sanction or of an embargo lands on the next day, month and year in the one
# part of a programme and not in the other.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check msgspec==0.22.0 2>/dev/null
"$work/venv/bin/python" - <<'PY'
from datetime import datetime

import msgspec

print("msgspec", msgspec.__version__)
for written, rounded in (("2024-12-31T23:59:59.9999999Z", "2025-01-01"), ("2024-12-31T23:59:59.9999994Z", "2024-12-31")):
    peer = datetime.fromisoformat(written)
    read = msgspec.json.decode(f'"{written}"', type=datetime)
    print(f"{written}: msgspec {read.isoformat()}, fromisoformat {peer.isoformat()}")
    assert read.date().isoformat() == rounded and peer.date().isoformat() == "2024-12-31"
assert msgspec.convert("2024-12-31T23:59:59.9999999Z", datetime).year == 2025
PY
