#!/usr/bin/env bash
# Guess: two libraries for "the Islamic calendar" differ on a few days a year, about the months whose moon was disputed.
# What happens (hijridate 2.6.0, convertdate 2.5.1): on 5,551 of the 9,862 days from 2000 to 2026 they differ, more often than not.
# hijridate has Saudi Arabia's Umm al-Qura table, convertdate the arithmetical calendar of the astronomers; neither says so in the
# name of its function. In those 27 years they agree on the first day of Shawwal in less than half.
# Why it matters: a message dated 1 Shawwal, a truce "until the end of Ramadan" or a fatwa's date is put on another day in most
# cases, and a check with one known date passes with either.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check hijridate==2.6.0 convertdate==2.5.1 2>/dev/null
"$work/venv/bin/python" - <<'PY'
from datetime import date, timedelta
from importlib.metadata import version

from convertdate import islamic
from hijridate import Gregorian, Hijri

print("hijridate", version("hijridate"), "convertdate", version("convertdate"))
days = [date(2000, 1, 1) + timedelta(n) for n in range((date(2027, 1, 1) - date(2000, 1, 1)).days)]
differ = [
    day for day in days
    if Gregorian(day.year, day.month, day.day).to_hijri().datetuple() != tuple(islamic.from_gregorian(day.year, day.month, day.day))
]
print(f"{len(differ)} of {len(days)} days differ")
assert len(differ) == 5551 and len(days) == 9862
feasts = {year: (Hijri(year, 10, 1).to_gregorian(), date(*islamic.to_gregorian(year, 10, 1))) for year in range(1421, 1448)}
same = sum(one == other for one, other in feasts.values())
print(f"1 Shawwal is the same day in {same} of {len(feasts)} years; 1446: {feasts[1446][0]} and {feasts[1446][1]}")
assert same < len(feasts) / 2
PY
