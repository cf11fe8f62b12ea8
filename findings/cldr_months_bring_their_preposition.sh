#!/usr/bin/env bash
# Guess: a month's name in CLDR's "format" form is the word that stands in a date, so that a pattern "day, space, name" finds
# "4 d'abril" and "4 abril" alike, or at least the one that people type.
# What happens (Babel 2.18.0 with its CLDR): in Catalan, Occitan, Aragonese and Asturian the format form holds the preposition,
# "d’abril", "de maig", and its apostrophe is U+2019, which keyboards and many news sites do not write. The bare name is only in
# the stand-alone form. Neither form holds it with the straight apostrophe.
# Why it matters: a reader of dates that takes "format" names finds no date in a Catalan feed that writes 4 abril 2025 or
# 4 d'abril de 2025, and one that takes both must know that "de" is not the language's word between day and month any more.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check babel==2.18.0 2>/dev/null
"$work/venv/bin/python" - <<'PY'
from babel import Locale, __version__

print("Babel", __version__)
for code in ("ca", "oc", "an", "ast"):
    months = Locale(code).months
    form, alone = months["format"]["wide"], months["stand-alone"]["wide"]
    print(f"{code}: format {form[4]!r} {form[5]!r}, stand-alone {alone[4]!r} {alone[5]!r}")
    assert form[4].startswith("d\u2019") and alone[4] == "abril", (code, form[4])
    assert alone[4] not in (form[4], form[4].replace("\u2019", "'"))
assert Locale("es").months["format"]["wide"][4] == "abril"  # its neighbour has none
print("es: format", Locale("es").months["format"]["wide"][4])
PY
