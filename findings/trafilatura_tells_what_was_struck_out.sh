#!/usr/bin/env bash
# Guess: the plain text of an article has what a reader sees as said: what is struck out (<del>, <s>) is left out or marked,
# and a raised figure stays a power.
# What happens (trafilatura 2.3.1): "resigned" struck out and "stayed" put in become "resigned stayed", "not five but six" keeps
# both numbers, and 10<sup>6</sup> euros are "106 euros". With include_formatting there are ~~ and <sup> around them; the
# XML form marks the deletion, and without formatting not the power. The default is the text.
# Why it matters: papers correct themselves just so, and the correction is what one subscribes for; 106 euros is a figure.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check trafilatura==2.3.1 lxml_html_clean==0.4.6 2>/dev/null
"$work/venv/bin/python" - <<'PY'
from importlib.metadata import version

from trafilatura import extract

print("trafilatura", version("trafilatura"))
LEAD = "<p>The ministers of the two countries met in the capital on Tuesday and agreed on a further round, officials said.</p>"
CORRECTED = (
    "<p>The minister <del>resigned</del> <ins>stayed</ins> after the talks; not <s>five</s> but six envoys came, "
    "and 10<sup>6</sup> euros were given to them.</p>"
)
PAGE = f"<html><head><title>T</title></head><body><article><h1>Talks</h1>{LEAD}{CORRECTED}</article></body></html>"


def told(**how):
    found = next(line.strip() for line in extract(PAGE, **how).splitlines() if "envoys" in line)
    print(how, found)
    return found


text = told()
assert "minister resigned stayed" in text and "five but six" in text and "106 euros" in text
marked = told(include_formatting=True)
assert "~~resigned~~ stayed" in marked and "10<sup>6</sup> euros" in marked
assert '<del rend="overstrike">resigned</del>' in told(output_format="xml")
PY
