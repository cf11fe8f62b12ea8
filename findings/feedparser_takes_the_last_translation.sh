#!/usr/bin/env bash
# Guess: where an Atom entry has its page in several languages (rel="alternate" with hreflang, as RFC 4287 4.1.1 allows), entry.link is
# the first, or the one in the entry's own language.
# What happens (feedparser 6.0.14): it is the last one, whatever its language. An entry in Kazakh whose list is kk, ru, en links
# to the English page, and to the Kazakh one as soon as somebody sorts the list. All of them are in entry.links, in order.
# Why it matters: ministries and the UN publish so. An item filed by its link is another one after a re-ordering, and the
# title in one language stands over the text of another.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check feedparser==6.0.14 2>/dev/null
"$work/venv/bin/python" - <<'PY'
import feedparser

print("feedparser", feedparser.__version__)


def link(*languages):
    links = "".join(f'<link rel="alternate" hreflang="{one}" href="https://mfa.example/{one}/1"/>' for one in languages)
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><id>urn:f</id><updated>2025-03-05T10:00:00Z</updated>'
        f'<entry xml:lang="kk"><title>Кездесу</title><id>urn:e</id><updated>2025-03-05T10:00:00Z</updated>{links}</entry></feed>'
    )
    parsed = feedparser.parse(feed)
    assert not parsed.bozo
    entry = parsed.entries[0]
    print(f"{entry.title_detail.language}, pages in {', '.join(languages)}: link {entry.link}")
    assert [one.hreflang for one in entry.links] == list(languages)
    return entry.link


assert link("kk", "ru", "en").endswith("/en/1")
assert link("en", "ru", "kk").endswith("/kk/1")
PY
