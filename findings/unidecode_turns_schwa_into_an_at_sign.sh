#!/usr/bin/env bash
# Guess: a romaniser answers a letter with letters, so that a slug or a search key of a Kazakh, Azerbaijani, Tatar or Bashkir name
# holds the whole name, and two different names do not become one.
# What happens (Unidecode 1.4.0, and text-unidecode 1.3 beneath python-slugify 9.2.0): the Cyrillic schwa U+04D8/U+04D9, which
# stands in Kazakh for "a" and begins many names, is the sign "@"; every slug drops it, so that Әли and Ли are one address.
# The Latin schwa of Azerbaijani is "@" as well. It comes from the Perl table of 2001 that both carry on.
# Why it matters: "Әлихан" sent to a chat becomes the mention "@likhan", and an archive by slug files two persons as one.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check Unidecode==1.4.0 python-slugify==9.2.0 text-unidecode==1.3 2>/dev/null
"$work/venv/bin/python" - <<'PY'
from importlib.metadata import version

from slugify import slugify
from text_unidecode import unidecode as older
from unidecode import unidecode

print("Unidecode", version("Unidecode"), "python-slugify", version("python-slugify"))
for name in ("Әлихан", "Мәулен", "Əli"):
    print(f"{name}: {unidecode(name)!r}, text-unidecode {older(name)!r}, slug {slugify(name)!r}")
assert unidecode("Әлихан") == "@likhan" and unidecode("Мәулен") == "M@ulen"
assert unidecode("Əli") == older("Əli") == "@li"
assert older("Әлихан").startswith("@")
assert slugify("Әли") == slugify("Ли") == "li"
assert unidecode("Өмір") == "Omir"  # its neighbour in the alphabet is a letter
print("slugs of Әли and Ли:", slugify("Әли"), slugify("Ли"))
PY
