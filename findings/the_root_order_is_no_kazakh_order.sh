#!/usr/bin/env bash
# Guess: the Unicode Collation Algorithm puts Cyrillic letters as their alphabets do, so that a plain implementation (pyuca), or
# ICU asked for any language of that script, sorts a list of names.
# What happens (pyuca 1.2; ICU 72.1 in PyICU-binary 2.7.4): by the root table Kazakh І stands between И and Й, where it is Ukrainian's;
# in the Kazakh alphabet it is the fifth from the end; Ұ and Ү are turned round. ICU mends that for "kk", and for "uz" in Latin;
# asked for Uzbek in Cyrillic, Bashkir or Karakalpak it answers with the root order: Ғ, Қ, Ҳ, Ў are not at the end. No error.
# Why it matters: an index of persons in the order of another language's alphabet looks complete, and names are not found in it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pyuca==1.2 PyICU-binary==2.7.4 2>/dev/null
"$work/venv/bin/python" - <<'PY'
from importlib.metadata import version

import icu
import pyuca

print("pyuca", version("pyuca"), "ICU", icu.ICU_VERSION)
ALPHABETS = {
    "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "uz_Cyrl": "абвгдеёжзийклмнопрстуфхцчшъэюяўқғҳ",
    "ba": "абвгғдҙеёжзийкҡлмнңоөпрсҫтуүфхһцчшщъыьэәюя",
}
root = pyuca.Collator().sort_key


def right(language):
    letters = ALPHABETS[language]
    by_icu = icu.Collator.createInstance(icu.Locale(language)).getSortKey
    plain, own = "".join(sorted(letters, key=root)), "".join(sorted(letters, key=by_icu))
    print(f"{language}: alphabet {letters}\n  pyuca {plain}\n  ICU   {own}")
    return plain == letters, own == letters


assert right("kk") == (False, True)
assert right("uk") == (True, True)
assert right("uz_Cyrl") == (False, False)
assert right("ba") == (False, False)
PY
