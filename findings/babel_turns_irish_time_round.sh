#!/usr/bin/env bash
# Guess: asked what the time in Dublin is called, Babel says "Greenwich Mean Time" in January and "Irish Standard Time" in July, as
# Irish law and CLDR have it.
# What happens (Babel 2.19.0 with zoneinfo and tzdata 2026.6): the other way round. The tz database has Irish *winter* as the
# exception (dst() of minus one hour, 2018 on); Babel takes any dst() that is not zero for summer, and CLDR keeps the summer's
# name under "daylight". The offset beside the name is right, so that the line contradicts itself.
# Why it matters: "12:00 Irish Standard Time" under a winter summit in Dublin is read as 11:00 UTC, and it is noon UTC.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check babel==2.19.0 tzdata==2026.6 2>/dev/null
"$work/venv/bin/python" - <<'PY'
import zoneinfo
from datetime import datetime
from importlib.metadata import version

from babel.dates import get_timezone_name

zoneinfo.reset_tzpath(to=[])  # the tzdata package, not the machine's
print("Babel", version("babel"), "tzdata", version("tzdata"))


def said(zone, month):
    when = datetime(2025, month, 15, 12, tzinfo=zoneinfo.ZoneInfo(zone))
    name = get_timezone_name(when, locale="en_IE")
    print(f"{zone} {when:%d %B %H:%M %z %Z}: {name}")
    return name


assert said("Europe/Dublin", 1) == "Irish Standard Time"
assert said("Europe/Dublin", 7) == "Greenwich Mean Time"
assert said("Europe/London", 1) == "Greenwich Mean Time"  # its neighbour is right
assert said("Europe/London", 7) == "British Summer Time"
PY
