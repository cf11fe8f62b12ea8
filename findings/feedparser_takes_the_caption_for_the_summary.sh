#!/usr/bin/env bash
# Guess: an RSS item's <description> is entry.summary, whatever stands beside it; what describes a picture stands with the picture.
# What happens (feedparser 6.0.14): media:description, Media RSS's caption within media:content, is taken for the item's own. If it
# stands before <description>, the caption is the summary and the description moves to entry.content; if it stands after,
# it is the other way round. A media:title in front does not do that to the title.
# Why it matters: agencies put the picture first. "The flags of both states, archive" is then read as what happened, and where
# a feed changes the order of its elements, all its items have changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check feedparser==6.0.14 2>/dev/null
"$work/venv/bin/python" - <<'PY'
import feedparser

print("feedparser", feedparser.__version__)
BODY = "<description>The ministers met.</description>"
PICTURE = (
    '<media:content url="https://paper.example/1.jpg" medium="image"><media:title>Flags</media:title>'
    "<media:description>Flags, archive.</media:description></media:content>"
)


def read(*parts):
    feed = (
        '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>T</title><link>https://paper.example/</link>'
        f"<description>D</description><item>{''.join(parts)}</item></channel></rss>"
    )
    parsed = feedparser.parse(feed)
    assert not parsed.bozo
    entry = parsed.entries[0]
    print(f"title {entry.title!r}, summary {entry.summary!r}, content {[one.value for one in entry.get('content', [])]}")
    return entry.title, entry.summary


TITLE = "<title>Talks</title>"
assert read(PICTURE, TITLE, BODY) == ("Talks", "Flags, archive.")
assert read(TITLE, BODY, PICTURE) == ("Talks", "The ministers met.")
assert read(TITLE, BODY) == ("Talks", "The ministers met.")
PY
