#!/usr/bin/env bash
# Guess: a calendar file carries the rules of its zones (RFC 5545 demands the VTIMEZONE), so that its times are read by them.
# What happens (icalendar 7.3.2): if the TZID is a name that the tz database has, the file's own rules are passed over. A calendar
# made with "Asia/Almaty" at +06:00, as it was until 1 March 2024 and is on systems without the update, is read at +05:00; the same
# rules under a name of the file's own are obeyed. Only names with a "/" in front have a meaning outside the file by the RFC.
# Why it matters: a visit at 10:00 is announced for another hour than the file's maker meant, in just those states whose clocks
# were changed by a decree.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check icalendar==7.3.2 tzdata==2026.6 2>/dev/null
PYTHONTZPATH="" "$work/venv/bin/python" - <<'PY'
from importlib.metadata import version

from icalendar import Calendar

print("icalendar", version("icalendar"), "tzdata", version("tzdata"))


def offset(name):
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//EN",
        "BEGIN:VTIMEZONE", f"TZID:{name}", "BEGIN:STANDARD", "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0600", "TZOFFSETTO:+0600", "END:STANDARD", "END:VTIMEZONE",
        "BEGIN:VEVENT", "UID:1@monitor.example", "DTSTAMP:20240101T000000Z",
        f"DTSTART;TZID={name}:20250305T100000", "END:VEVENT", "END:VCALENDAR", "",
    ]
    start = Calendar.from_ical("\r\n".join(lines)).walk("VEVENT")[0].start
    print(f"TZID {name!r}, its rules say +0600: {start:%H:%M %z}")
    return f"{start:%z}"


assert offset("Asia/Almaty") == "+0500"
assert offset("Almaty of this file") == "+0600"
PY
