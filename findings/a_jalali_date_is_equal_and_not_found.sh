#!/usr/bin/env bash
# Guess: 1 Farvardin 1404 and 21 March 2025 are one day; if a library lets them be equal, a set or a dict of days takes them for one.
# What happens (persiantools 6.2.0): JalaliDate(1404, 1, 1) == date(2025, 3, 21) is true, their hashes differ, and so a look-up of
# the one in a dict of the other finds nothing and a set keeps both. jdatetime 6.1.1 does it right. Both, asked for ISO weekdays,
# count from Saturday: a Friday is 7 to isoweekday(), and the "ISO week" of Nowruz is week 1.
# Why it matters: an agenda merged from Iranian and other sources has each day twice, though every "==" in its tests holds, and
# "the fifth day" is Wednesday.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check persiantools==6.2.0 jdatetime==6.1.1 2>/dev/null
"$work/venv/bin/python" - <<'PY'
from datetime import date
from importlib.metadata import version

import jdatetime
from persiantools.jdatetime import JalaliDate

print("persiantools", version("persiantools"), "jdatetime", version("jdatetime"))
day = date(2025, 3, 21)
ours, peer = JalaliDate(1404, 1, 1), jdatetime.date(1404, 1, 1)
print("equal:", ours == day, day == ours, "found:", {day: "Nowruz"}.get(ours), "in a set:", len({day, ours}))
assert ours == day and day == ours
assert {day: "Nowruz"}.get(ours) is None and len({day, ours}) == 2
assert peer == day and {day: "Nowruz"}.get(peer) == "Nowruz" and len({day, peer}) == 1
print("isoweekday of a Friday:", day.isoweekday(), ours.isoweekday(), peer.isoweekday(), "week", peer.isocalendar()[1])
assert day.isoweekday() == 5 and ours.isoweekday() == peer.isoweekday() == 7
PY
