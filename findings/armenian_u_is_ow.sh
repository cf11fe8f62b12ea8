#!/usr/bin/env bash
# Guess: romanisers that call themselves readable write Armenian ու, its letter for "u", as u: Suren, Artsruni, Sumgait.
# What happens (anyascii 0.3.3, Unidecode 1.4.0): "ow". Both go letter by letter, and ու is written with two, ո and the Western
# Armenian v; the sign և, two letters in one, they do know. So Սուրեն is Sowren and Լուսինե Lowsine, and no Armenian text has
# an "u" in it. Nothing in the tables can mend it: the pair has to be replaced before.
# Why it matters: no agency spells a minister so; matched by spelling against the Latin name, each such name
# is two letters off, which in a name of five is past any threshold.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check anyascii==0.3.3 Unidecode==1.4.0 2>/dev/null
"$work/venv/bin/python" - <<'PY'
from importlib.metadata import version

from anyascii import anyascii
from unidecode import unidecode

print("anyascii", version("anyascii"), "Unidecode", version("Unidecode"))
for name in ("Սուրեն", "Հրանուշ", "Լուսինե", "ՈՒՆԵՍԿՕ"):
    print(f"{name}: {anyascii(name)}, {unidecode(name)}")
assert anyascii("Սուրեն") == unidecode("Սուրեն") == "Sowren"
assert anyascii("Լուսինե") == unidecode("Լուսինե") == "Lowsine"
for letter in map(chr, range(0x531, 0x588)):
    assert "u" not in anyascii(letter).lower(), letter
assert anyascii("Երևան") == "Erevan"
PY
