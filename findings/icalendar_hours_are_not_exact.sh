#!/usr/bin/env bash
# Guess: RFC 5545 tells a day from 24 hours ("P1D" is the same time tomorrow, "PT24H" and "PT2H" are exact), so that a reader of
# calendars ends an event of PT2H two hours later.
# What happens (icalendar 7.3.2): the length becomes a timedelta, P1D and PT24H are one value, and the end is reckoned on the
# wall clock. In the night the clocks go back an event of two hours lasts three; over the spring change PT24H lasts 23.
# Why it matters: night sessions of the Council, votes and ceasefires "for 24 hours" fall on such nights; the reminder for their
# end comes an hour off, and no test on another day shows it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check icalendar==7.3.2 tzdata==2026.6 2>/dev/null
"$work/venv/bin/python" - <<'PY'
from datetime import timedelta, timezone
from importlib.metadata import version

from icalendar import Calendar

print("icalendar", version("icalendar"))


def hours(start, length):
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//EN", "BEGIN:VEVENT", "UID:1@monitor.example",
        "DTSTAMP:20240101T000000Z", f"DTSTART;TZID=Europe/Brussels:{start}", f"DURATION:{length}",
        "END:VEVENT", "END:VCALENDAR", "",
    ]
    event = Calendar.from_ical("\r\n".join(lines)).walk("VEVENT")[0]
    lasts = (event.end.astimezone(timezone.utc) - event.start.astimezone(timezone.utc)) / timedelta(hours=1)
    print(f"{event.start} + {length}: ends {event.end}, {lasts:g} hours")
    return lasts


assert hours("20241027T013000", "PT2H") == 3
assert hours("20240330T120000", "PT24H") == 23
assert hours("20240330T120000", "P1D") == 23  # rightly: the same time on the next day
assert hours("20240601T013000", "PT2H") == 2
PY
