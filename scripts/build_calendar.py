"""Writes monitor/data/calendar.tsv: names of months and weekdays in many languages, from CLDR as
Babel carries it.

Run it again when Babel is updated: `python scripts/build_calendar.py > monitor/data/calendar.tsv`.
CLDR is © Unicode, Inc., under the Unicode License v3; Babel's data files are made from it.
"""

from __future__ import annotations

import babel
from babel import Locale, localedata

# Locales by the language they are written under; several of one language add their forms (Levantine
# and Maghrebi months).
LOCALES = {
    "en": ["en", "en_GB"], "ru": ["ru"], "kk": ["kk"], "fr": ["fr", "fr_CA"], "de": ["de", "de_AT"],
    "es": ["es"], "it": ["it"], "tr": ["tr"],
    "ar": ["ar", "ar_IQ", "ar_LB", "ar_DZ", "ar_TN", "ar_MA"], "uk": ["uk"],
    "az": ["az", "az_Cyrl"], "uz": ["uz", "uz_Cyrl"], "pt": ["pt", "pt_PT"], "pl": ["pl"],
    "sw": ["sw"], "hy": ["hy"], "bg": ["bg"], "id": ["id"], "ms": ["ms"], "ky": ["ky"],
    "nl": ["nl"], "sv": ["sv"], "da": ["da"], "nb": ["nb"], "fi": ["fi"], "el": ["el"],
    "ro": ["ro"], "cs": ["cs"], "sk": ["sk"], "hu": ["hu"], "sr": ["sr", "sr_Latn"], "hr": ["hr"],
    "bs": ["bs"], "sl": ["sl"], "mk": ["mk"], "lt": ["lt"], "lv": ["lv"], "et": ["et"],
    "sq": ["sq"], "fa": ["fa"], "he": ["he"], "hi": ["hi"], "ur": ["ur"], "bn": ["bn"],
    "ka": ["ka"], "be": ["be"], "tg": ["tg"], "tk": ["tk"], "mn": ["mn"], "am": ["am"],
    "th": ["th"], "ca": ["ca"], "gl": ["gl"], "eu": ["eu"], "af": ["af"], "tt": ["tt"],
    "so": ["so"], "ha": ["ha"], "ne": ["ne"], "ta": ["ta"], "te": ["te"], "ps": ["ps"],
    "km": ["km"], "my": ["my"], "si": ["si"], "is": ["is"], "ga": ["ga"],
}  # fmt: skip
ROMAN = {"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"}


def forms(locale: Locale, kind: str) -> set[tuple[int, str]]:
    """(number, form) of months (1 = January) or weekdays (0 = Monday), written out and
    abbreviated.
    """
    table = locale.months if kind == "month" else locale.days
    found = set()
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in table.get(context, {}).get(width, {}).items():
                found.add((int(number), name.casefold().strip(" .").replace("\u200c", "")))
    return found


def main() -> None:
    print(
        "# language, kind, number, form. Months 1-12; weekdays 0 = Monday. CLDR by way of Babel "
        f"{babel.__version__}"
    )
    print(
        "# (© Unicode, Inc., Unicode License v3). Made by scripts/build_calendar.py: correct "
        "calendar.toml, not this file."
    )
    for language, names in LOCALES.items():
        for kind in ("month", "day"):
            found: set[tuple[int, str]] = set()
            for name in names:
                # Babel's loaded locales share tables, and one that was read leaves its names in the
                # next: each begins afresh.
                localedata._cache.clear()  # noqa: SLF001 - there is no public way
                found |= forms(Locale.parse(name), kind)
            for number, form in sorted(found):
                letters = (
                    form.replace(" ", "")
                    .replace(".", "")
                    .replace("-", "")
                    .replace("'", "")
                    .replace("’", "")
                )
                short = 3 if letters.isascii() else 2
                if any(char.isdigit() for char in form) or form in ROMAN or len(letters) < short:
                    continue
                print(language, kind, number, form, sep="\t")


if __name__ == "__main__":
    main()
