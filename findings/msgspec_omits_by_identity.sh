#!/usr/bin/env bash
# Guess: with omit_defaults a field is left out when its value equals the default, so that equal structs have equal bytes.
# What happens (msgspec 0.22.0): except for an empty list, dict or set the comparison is "is". 0.5, 300, a date or a word that was read
# from JSON or reckoned is another object than the default, and is written; the default itself, small ints and None are
# left out. Two equal structs have two encodings, and decode-encode changes the bytes of nothing that it was given.
# omit_defaults is there since 0.6 (2022).
# Why it matters: hashing encoded events to find duplicates, to sign them or to chain a log takes one event for two.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check msgspec==0.22.0 2>/dev/null
"$work/venv/bin/python" - <<'PY'
from datetime import date

import msgspec


class Event(msgspec.Struct, omit_defaults=True):
    weight: float = 0.5
    words: int = 300
    kind: str = "visit"
    day: date = date(2025, 3, 1)
    small: int = 7
    places: list = []


print("msgspec", msgspec.__version__)
made = Event()
read = msgspec.json.decode(b'{"weight":0.5,"words":300,"kind":"visit","day":"2025-03-01","small":7,"places":[]}', type=Event)
print("equal:", made == read)
print("made:", msgspec.json.encode(made).decode())
print("read:", msgspec.json.encode(read).decode())
assert made == read
assert msgspec.json.encode(made) == b"{}"
assert msgspec.json.encode(read) == b'{"weight":0.5,"words":300,"kind":"visit","day":"2025-03-01"}'
PY
