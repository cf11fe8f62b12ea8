"""Writes monitor/data/date_words.tsv: how months, weekdays and halves of the day are written in the
languages of the rooms, short forms too, for the times that feeds carry. From CLDR by way of Babel;
prefixes and the months of the Solar Hijri year from the rooms.

Run it again when Babel is updated, or a room is added:
`python scripts/build_date_words.py > monitor/data/date_words.tsv`.
CLDR is © Unicode, Inc., under the Unicode License v3; Babel's data files are made from it.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator

import babel
from babel import Locale, localedata

from monitor.datafiles import languages, table

# Locales of one language that write other months (Levantine and Maghrebi) or in another script.
ALSO = {
    "ar": ["ar_IQ", "ar_LB", "ar_DZ", "ar_TN", "ar_MA"], "az": ["az_Cyrl"], "de": ["de_AT"],
    "en": ["en_GB", "en_AU"],
    "es": ["es_MX"], "fa": ["fa_AF"], "fr": ["fr_CA"], "pt": ["pt_PT"], "sr": ["sr_Latn"],
    "uz": ["uz_Cyrl"], "zh": ["zh_Hant"],
}  # fmt: skip
LENGTHS = {"month": ("wide", "abbreviated"), "day": ("wide", "abbreviated", "short")}
DAY_HALVES = ("am", "pm")


def plain(form: str) -> str:
    """As feeds/times/dates.py compares words."""
    kept = (
        char for char in unicodedata.normalize("NFKC", form) if unicodedata.category(char) != "Cf"
    )
    return " ".join("".join(kept).casefold().replace(".", " ").split())


def named(locale: Locale, kind: str) -> Iterator[tuple[str, str]]:
    """(number, form): months from 1 = January, days from 0 = Monday."""
    tables = locale.months if kind == "month" else locale.days
    for context in ("format", "stand-alone"):
        for length in LENGTHS[kind]:
            for number, form in tables.get(context, {}).get(length, {}).items():
                yield str(number), plain(form)


def halves(locale: Locale) -> Iterator[tuple[str, str]]:
    for context in ("format", "stand-alone"):
        for length in ("wide", "abbreviated"):
            periods = locale.day_periods.get(context, {}).get(length, {})
            yield from ((half, plain(periods[half])) for half in DAY_HALVES if half in periods)


def rows(language: str) -> Iterator[tuple[str, str, str, str]]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name in (language, *ALSO.get(language, ())):
        # Babel's loaded locales share tables, and one that was read leaves its names in the next
        localedata._cache.clear()  # noqa: SLF001 - there is no public way
        locale = Locale.parse(name)
        for kind in ("month", "day"):
            for number, form in named(locale, kind):
                found[kind, number].add(form)
        for half, form in halves(locale):
            found["half", half].add(form)
    rule = table("calendar.toml")["languages"].get(language, {})
    for (kind, _), forms in found.items():
        if kind == "month":
            forms |= {prefix + form for prefix in rule.get("prefixes", ()) for form in forms}
    for at, names in enumerate(rule.get("solar_months", ()), start=1):
        found["solar month", str(at)] = set(map(plain, names))
    for (kind, number), forms in found.items():
        yield language, kind, number, "|".join(sorted(form for form in forms if not form.isdigit()))


def main() -> None:
    print(
        "# language, kind, number, forms. Months 1-12 (solar ones of the Solar Hijri year); "
        f"days 0 = Monday; halves am and pm. CLDR by way of Babel {babel.__version__}"
    )
    print(
        "# (© Unicode, Inc., Unicode License v3). Made by "
        "scripts/build_date_words.py: correct times.toml, not this file."
    )
    for language in languages():
        for row in rows(language):
            print(*row, sep="\t")


if __name__ == "__main__":
    main()
