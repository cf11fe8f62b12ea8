#!/usr/bin/env bash
# Guess: a list of the commonest words in Kazakh, Azerbaijani, Uzbek or Georgian is either there or an error, and Serbian's holds
# Serbian as it is mostly written in the state's own papers, in Cyrillic.
# What happens (wordfreq 3.1.1, the last release): asked for kk, az or uz it hands out Russian, asked for ka English, with a line in
# the log and no error; the list of sr is Serbo-Croatian in Latin letters only, though a look-up of a Cyrillic word is answered.
# Why it matters: a table "by language" that is built from it teaches a reader of Kazakh or Latin-script Azerbaijani that "в", "и",
# "на" are its commonest words, and no Serbian text in Cyrillic ever meets a word of the list.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check wordfreq==3.1.1 2>/dev/null
"$work/venv/bin/python" - 2>/dev/null <<'PY'
from importlib.metadata import version

from wordfreq import top_n_list, word_frequency

print("wordfreq", version("wordfreq"))
for asked, other in (("kk", "ru"), ("az", "ru"), ("uz", "ru"), ("ka", "en")):
    words = top_n_list(asked, 5)
    print(f"top five of {asked}: {' '.join(words)}")
    assert words == top_n_list(other, 5), (asked, words)
serbian = top_n_list("sr", 5000)
cyrillic = [word for word in serbian if "\u0400" <= word[0] <= "\u04ff"]
print(f"sr: {len(cyrillic)} of {len(serbian)} words in Cyrillic; србија {word_frequency('србија', 'sr')}")
assert not cyrillic
assert word_frequency("србија", "sr") == word_frequency("srbija", "sr") > 0
PY
