#!/usr/bin/env bash
# Guess: rapidfuzz's default_process takes punctuation away and leaves the words of every script alone.
# What happens (rapidfuzz 3.14.6): it makes a space of all that is no letter or digit, and the vowel signs of Hindi, Bengali, Tamil,
# Thai, Khmer and Burmese are "marks" in Unicode, no letters. Words fall into consonants: India and "Bharati" score 100, China
# and a made-up चुन 100, and each consonant is a word of its own for whatever counts words afterwards.
# The same letters without the processor score well below 100. It is so since FuzzyWuzzy, whose regular expression it copies.
# Why it matters: "same name" at 100 is the one threshold nobody checks by hand.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check rapidfuzz==3.14.6 2>/dev/null
"$work/venv/bin/python" - <<'PY'
import rapidfuzz
from rapidfuzz.fuzz import ratio
from rapidfuzz.utils import default_process

print("rapidfuzz", rapidfuzz.__version__)
for one, other in (("भारत", "भारती"), ("चीन", "चुन"), ("मोदी", "मादा")):
    bare, processed = ratio(one, other), ratio(one, other, processor=default_process)
    print(f"{one} {other}: {bare:.0f}, processed {processed:.0f} ({default_process(one)!r})")
    assert bare < 90 and processed == 100
for word in ("বাংলা", "กัมพูชา", "မြန်မာ", "தமிழ்"):
    print(f"{word}: {default_process(word)!r}")
    assert len(default_process(word).split()) > 1
assert default_process("Тоқаев") == "тоқаев" and default_process("გერმანია") == "გერმანია"
PY
