#!/usr/bin/env bash
# Guess: two libraries over the same CLDR write a date and a number of a language alike, and "the locale's default numbering
# system" in Babel writes the digits of that system.
# What happens (Babel 2.19.0 beside ICU 72.1 in PyICU-binary 2.7.4): ICU writes Persian dates in Solar Hijri, Thai ones in the
# Buddhist era, Saudi ones in lunar Hijri, each in its own digits; Babel has only the Gregorian calendar and Latin digits. With
# numbering_system="default" it takes the Persian marks and leaves the digits: "1٬234٬567٫8", half of each.
# Why it matters: the same day is "9 مه 2025" from one part of a programme and "۱۹ اردیبهشت ۱۴۰۴" from another, 621 years apart.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check babel==2.19.0 PyICU-binary==2.7.4 2>/dev/null
"$work/venv/bin/python" - <<'PY'
from datetime import date, datetime, timezone

import icu
from babel import Locale, __version__
from babel.dates import format_date
from babel.numbers import format_decimal

print("Babel", __version__, "ICU", icu.ICU_VERSION)


def by_icu(code):
    form = icu.DateFormat.createDateInstance(icu.DateFormat.LONG, icu.Locale(code))
    form.setTimeZone(icu.TimeZone.createTimeZone("UTC"))
    return form.format(datetime(2025, 5, 9, 12, tzinfo=timezone.utc))


for code, year in (("fa", "۱۴۰۴"), ("th", "2568"), ("ar_SA", "١٤٤٦")):
    babel, peer = format_date(date(2025, 5, 9), "long", code), by_icu(code)
    print(f"{code}: Babel {babel!r}, ICU {peer!r}")
    assert "2025" in babel and year in peer and "2025" not in peer, code
own = Locale("fa").default_numbering_system
mixed = format_decimal(1234567.8, locale="fa", numbering_system="default")
whole = icu.NumberFormat.createInstance(icu.Locale("fa")).format(1234567.8)
print(f"fa numbers: Babel calls {own!r} the default and writes {mixed!r}; ICU {whole!r}")
assert own == "arabext" and mixed == "1٬234٬567٫8" and whole == "۱٬۲۳۴٬۵۶۷٫۸"
PY
