#!/usr/bin/env bash
# Guess: French, Spanish, Italian, Portuguese and Catalan have two plural forms, so that a table with "one" and "other" is whole;
# and "zero" in Latvian is the form for no thing at all.
# What happens (Babel 2.19.0; in CLDR since early 2022 at the latest): the form of 1,000,000 and 2,000,000, not of 1,000,001, is
# "many" in those five ("un million *de* touristes"). Latvian's "zero" is the form of 0, 10 to 20, 100 and a million as well.
# Why it matters: a digest that looks its phrase up by the form fails on the day of the first round million of refugees or euros,
# long after its tests with 0, 1, 2, 5 and 21; and "nobody" written as Latvian's zero is said of ten persons.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check babel==2.19.0 2>/dev/null
"$work/venv/bin/python" - <<'PY'
from babel import Locale, __version__

print("Babel", __version__)
for code in ("fr", "es", "it", "pt", "ca"):
    form = Locale(code).plural_form
    said = {n: form(n) for n in (1, 2, 1_000, 1_000_000, 2_000_000, 1_000_001)}
    print(code, said)
    assert {form(n) for n in range(3_000)} == {"one", "other"}, code
    assert form(1_000_000) == form(2_000_000) == "many" and form(1_000_001) == "other", code
latvian = Locale("lv").plural_form
print("lv", {n: latvian(n) for n in (0, 1, 10, 11, 20, 100, 1_000_000)})
assert {latvian(n) for n in (0, 10, 11, 20, 100, 1_000_000)} == {"zero"}
assert Locale("de").plural_form(1_000_000) == "other"
PY
