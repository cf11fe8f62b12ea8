#!/usr/bin/env bash
# Guess: CronTrigger.from_crontab reads a line as cron does: day 0 is Sunday, 1 is Monday, and "the 1st, or Mondays" if both a day
# of the month and one of the week are given (crontab(5), POSIX).
# What happens (APScheduler 3.11.3): 0 is Monday and 1 Tuesday, 7 is refused, and both days must hold: "0 9 1 * 1" runs on Tuesdays
# that are a first, once or twice a year. Reported since 2011, kept in 3.x for those who rely on it, other in the 4.0 series;
# names (mon, sun) are right in both.
# Why it matters: the weekly review "Sundays at nine" comes on Monday, and the monthly one hardly ever, without an error.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check APScheduler==3.11.3 tzdata==2026.6 2>/dev/null
"$work/venv/bin/python" - <<'PY'
from datetime import datetime, timedelta, timezone
from importlib.metadata import version

from apscheduler.triggers.cron import CronTrigger

print("APScheduler", version("APScheduler"))


def runs(line, count=4):
    trigger, now, found = CronTrigger.from_crontab(line, "UTC"), datetime(2024, 3, 2, tzinfo=timezone.utc), []
    for _ in range(count):
        now = trigger.get_next_fire_time(None, now + timedelta(seconds=1))
        found.append(f"{now:%a %Y-%m-%d}")
    print(f"{line}: {', '.join(found)}")
    return found


assert runs("0 9 * * 0")[0].startswith("Mon") and runs("0 9 * * 1")[0].startswith("Tue")
assert runs("0 9 * * sun")[0].startswith("Sun")
both = runs("0 9 1 * 1")
assert both == ["Tue 2024-10-01", "Tue 2025-04-01", "Tue 2025-07-01", "Tue 2026-09-01"]  # cron: Mon 2024-03-04, 11, 18 …
try:
    CronTrigger.from_crontab("0 9 * * 7", "UTC")
except ValueError as error:
    print("0 9 * * 7:", error)
else:
    raise SystemExit("day 7 is taken")
PY
