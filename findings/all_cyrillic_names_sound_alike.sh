#!/usr/bin/env bash
# Guess: a phonetic code refuses a name in a script that it does not know, or hands the letters back, so that names stay apart.
# What happens (jellyfish 1.3.0): metaphone() gives every name in Cyrillic, Georgian or Chinese the empty code, soundex() the first
# letter and 000, and match_rating_comparison() calls Иванов and Петров the same. None raises. nysiis() hands the letters back.
# Why it matters: a join "by sound" over a list of persons in two scripts makes one person of all who are in the other script.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check jellyfish==1.3.0 2>/dev/null
"$work/venv/bin/python" - <<'PY'
from importlib.metadata import version

from jellyfish import match_rating_comparison, metaphone, nysiis, soundex

print("jellyfish", version("jellyfish"))
for name in ("Иванов", "Петров", "Попов", "Әлиев", "მაისურაძე", "王明", "Ivanov", "Petrov"):
    print(f"{name}: metaphone {metaphone(name)!r}, soundex {soundex(name)!r}, nysiis {nysiis(name)!r}")
    assert name.isascii() or (metaphone(name) == "" and soundex(name) == name[0].upper() + "000"), name
print("Иванов and Петров by match rating:", match_rating_comparison("Иванов", "Петров"))
assert match_rating_comparison("Иванов", "Петров") is True and soundex("Петров") == soundex("Попов")
assert metaphone("Ivanov") != metaphone("Petrov") and soundex("Petrov") != soundex("Popov")
assert nysiis("Иванов") != nysiis("Петров")
PY
