#!/usr/bin/env bash
# Guess: a stemmer takes an ending off and leaves the rest as it stands, capitals and script included.
# What happens (snowballstemmer 3.1.1): the Serbian one writes Cyrillic words in Latin letters: београду is beograd. It knows small
# letters only, so that a word with a capital comes out in two scripts at once, a Cyrillic Б before the Latin "eograd", and
# is no prefix of its own word any more. It also makes the western ije/je into e. The other stemmers keep their script.
# Why it matters: marking the found word in the text by its stem fails for every word of a Serbian paper in Cyrillic, and names,
# which are capital, match neither the Cyrillic nor the Latin index.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check snowballstemmer==3.1.1 2>/dev/null
"$work/venv/bin/python" - <<'PY'
import unicodedata
from importlib.metadata import version

import snowballstemmer

print("snowballstemmer", version("snowballstemmer"))


def stem(language, word):
    found = snowballstemmer.stemmer(language).stemWord(word)
    scripts = sorted({unicodedata.name(letter).split()[0] for letter in found})
    print(f"{language}: {word} -> {found} ({', '.join(scripts)})")
    return found, scripts


assert stem("serbian", "београду") == ("beograd", ["LATIN"]) == stem("serbian", "beogradu")
assert stem("serbian", "Београду")[1] == ["CYRILLIC", "LATIN"]
assert stem("serbian", "предсједник")[0] == stem("serbian", "председник")[0] == "predsednik"
assert stem("russian", "министров")[1] == ["CYRILLIC"] and stem("greek", "προέδρου")[1] == ["GREEK"]
PY
