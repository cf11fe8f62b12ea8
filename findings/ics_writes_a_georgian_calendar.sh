#!/usr/bin/env bash
# Guess: a calendar library that reads a file and writes it again leaves what it does not touch: no calendar scale where there
# was none, times in the zone they were in.
# What happens (ics 0.7.3, the last release; mended only in 0.8, unreleased): it adds CALSCALE:GEORGIAN, where the RFC knows only
# GREGORIAN; a daily session at 10:00 in Brussels becomes 09:00Z for ever, an hour off from the day the clocks change; and a time
# without a zone ("10:00 wherever you are") becomes 10:00 UTC.
# Why it matters: strict readers refuse an unknown scale, and a repeated briefing moves by an hour for half of the year.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check ics==0.7.3 arrow==1.4.0 tatsu==5.15.1 2>/dev/null
"$work/venv/bin/python" - <<'PY'
from importlib.metadata import version

from ics import Calendar

print("ics", version("ics"))


def again(start, *more):
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//EN", "BEGIN:VEVENT", "UID:1@monitor.example",
        "DTSTAMP:20240101T000000Z", f"DTSTART{start}", "SUMMARY:Briefing", *more, "END:VEVENT", "END:VCALENDAR", "",
    ]
    written = Calendar("\r\n".join(lines)).serialize().splitlines()
    print(f"DTSTART{start}", *more, "->", *(line for line in written if line.startswith(("CALSCALE", "DTSTART", "RRULE"))))
    return written


assert "CALSCALE:GEORGIAN" in again(":20250305T100000Z")
daily = again(";TZID=Europe/Brussels:20250305T100000", "RRULE:FREQ=DAILY;COUNT=60")
assert "DTSTART:20250305T090000Z" in daily and "RRULE:FREQ=DAILY;COUNT=60" in daily
assert "DTSTART:20250305T100000Z" in again(":20250305T100000")
PY
