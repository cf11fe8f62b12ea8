#!/usr/bin/env bash
# Guess: a time written with the zone's own abbreviation (%Z) and read by a library that knows such abbreviations is the time
# it was; at worst an unknown one is refused.
# What happens (zoneinfo with tzdata 2026.6; feedparser 6.0.14 and Python's e-mail reader): Manila's abbreviation is "PST", by a
# law of 2013 and again in the tz database since 2018; both readers take PST for Los Angeles, as RFC 822 does, and a statement of
# noon in Manila is 16 hours late: from eight in the morning on, on the next day.
# Why it matters: the disputes of the South China Sea are told first from Manila, and "who said it first" turns round.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check feedparser==6.0.14 tzdata==2026.6 2>/dev/null
"$work/venv/bin/python" - <<'PY'
import zoneinfo
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from importlib.metadata import version

import feedparser

zoneinfo.reset_tzpath(to=[])  # the tzdata package, not the machine's
print("feedparser", version("feedparser"), "tzdata", version("tzdata"))
FEED = '<rss version="2.0"><channel><title>T</title><item><title>A</title><pubDate>{}</pubDate></item></channel></rss>'


def late(zone):
    meant = datetime(2025, 3, 5, 12, tzinfo=zoneinfo.ZoneInfo(zone))
    written = f"{meant:%a, %d %b %Y %H:%M:%S %Z}"
    read = feedparser.parse(FEED.format(written)).entries[0].published_parsed
    by_feed = datetime(*read[:6], tzinfo=timezone.utc) - meant
    by_mail = parsedate_to_datetime(written)
    print(f"{zone} {written}: feedparser {by_feed} late, e-mail {by_mail.isoformat()}")
    return by_feed, by_mail - meant if by_mail.tzinfo else None


assert late("Asia/Manila") == (timedelta(hours=16), timedelta(hours=16))
assert late("America/Los_Angeles") == (timedelta(0), timedelta(0))
PY
