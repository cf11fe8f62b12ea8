#!/usr/bin/env bash
# Guess: params given to a client ("lang" for every request, a key, a campaign's name) are added to the query that an address has
# already, as with requests, and as httpx itself did.
# What happens (httpx 0.28.1): they replace it. With Client(params={"lang": "kk"}) the feed "/?format=rss&section=2" is asked for
# as "/?lang=kk"; params={} erases the query, None leaves it. Since 0.28.0 of November 2024, by a change noted afterwards.
# Why it matters: feeds of one ministry often differ only in their query; each answers 200 with the front page, which is no
# feed, or worse with another section's.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check httpx==0.28.1 requests==2.34.2 2>/dev/null
"$work/venv/bin/python" - <<'PY'
import httpx
import requests

print("httpx", httpx.__version__, "requests", requests.__version__)
FEED = "https://mfa.example/?format=rss&section=2"


def asked(client_params, **how):
    transport = httpx.MockTransport(lambda request: httpx.Response(200, text=str(request.url)))
    with httpx.Client(params=client_params, transport=transport) as client:
        found = client.get(FEED, **how).text
    print(f"client {client_params}, request {how}: {found}")
    return found


assert asked(None) == FEED
assert asked({"lang": "kk"}) == "https://mfa.example/?lang=kk"
assert asked(None, params={"page": 2}) == "https://mfa.example/?page=2"
assert asked(None, params={}) == "https://mfa.example/"
assert requests.Request("GET", FEED, params={"page": 2}).prepare().url == FEED + "&page=2"
PY
