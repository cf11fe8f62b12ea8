#!/usr/bin/env bash
# Guess: a library that filters addresses for crawlers of text knows pages by more than their ending, and takes away of a query
# only what is tracking.
# What happens (courlan 1.4.0, beneath trafilatura's crawling and sitemaps): an ending of letters that its list does not hold is no
# page. Turkey's foreign ministry ends its pages in ".en.mfa", and each is refused. A query without "=" is dropped: the
# releases of India's, "press-releases.htm?dtl/NUMBER/…", are all the one address without it. "?seq=322" of Korea's stays.
# Why it matters: of two of the busiest ministries one is never fetched and of the other one page; no error says so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check courlan==1.4.0 2>/dev/null
"$work/venv/bin/python" - <<'PY'
from importlib.metadata import version

from courlan import check_url

print("courlan", version("courlan"))


def kept(url):
    found = check_url(url)
    print(f"{url}: {found}")
    return found and found[0]


for page in ("default.en.mfa", "talks-in-the-capital.en.mfa", "talks-in-the-capital.tr.mfa"):
    assert kept(f"https://www.mfa.gov.tr/{page}") is None
assert kept("https://www.mfa.gov.tr/talks-in-the-capital.en.html")
one, other = (kept(f"https://www.mea.gov.in/press-releases.htm?dtl/{number}/talks") for number in (1, 2))
assert one == other == "https://www.mea.gov.in/press-releases.htm"
assert kept("https://www.mofa.go.kr/eng/brd/m_5676/view.do?seq=322").endswith("?seq=322")
PY
