"""Writes monitor/data/countries.tsv and cities.tsv from the Unicode CLDR data that Babel carries.

Run it after a new Babel, or after a change of `stems.key_of`, since the files carry ready-made
keys:

    python scripts/build_gazetteers.py
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import babel
from babel import Locale
from babel.core import get_global

from monitor.datafiles import listed
from monitor.datafiles import rows as rows_of
from monitor.text.lexicon import key_words

# Islands and dependencies without a foreign policy of their own; their names are often other places
# too.
_UNWANTED_TERRITORIES = frozenset(
    listed(
        "AC AI AQ AS AW AX BL BM BQ BV CC CK CP CQ CX DG EA EU EZ FK FO GF GG GI GP GS GU HM IC IM "
        "IO JE KY MF MP MQ MS NC NF NU PF PM PN QO RE SH SJ SX TA TC TF TK UM UN VG VI WF XA XB YT "
        "ZZ CW EH"
    )
)

DATA = Path(__file__).parent.parent / "monitor" / "data"
LOCALES = listed(
    "en ru kk fr de es it tr zh zh_Hant ar uk az az_Cyrl uz uz_Cyrl pt pl ja hy bg id sw ky tg fa "
    "ka ko hi nl sv cs sk hu ro el he sr sr_Latn hr mn tk vi th bn ur lt lv et fi da nb be ms sq "
    "mk sl am ps sw ha so"
)
HEAD = """# {what}
# From the Unicode CLDR, as Babel {version} carries it; Unicode License v3 \
(https://www.unicode.org/license.txt).
# Written by scripts/build_gazetteers.py: do not edit, put what is missing into the hand-kept \
files beside it.
# {columns}
"""


def _parts(text: str) -> list[str]:
    """ "Myanmar (Burma)" is two names; a hint in lower case ("Congo - Kinshasa" style) stays with
    its name.

    A single character is no name: 刚果（金） tells its capital by a word that is "gold" anywhere
    else.
    """
    base, _, inner = text.replace("（", "(").replace("）", ")").partition("(")
    inner = inner.rstrip(") ")
    return [
        name
        for name in (base.strip(), inner)
        if len(name) > 1
        and name not in UNWANTED_NAMES
        and name[0]
        == name[0].title()  # Georgian letters are lower case to Unicode, without capitals
    ]


def names_of_countries() -> Iterator[tuple[str, str, str]]:
    """(country code, language, name)"""
    for name in LOCALES:
        locale = Locale.parse(name)
        for code, text in locale.territories.items():
            if len(code) == len("KZ") and code.isalpha() and code not in _UNWANTED_TERRITORIES:
                yield from ((code, locale.language, part) for part in _parts(text))


UNWANTED_NAMES = frozenset(("Brasilia",))  # a country in some languages, a capital in others
# Zone cities that are large or meet often, beside those of places.tsv.
WANTED_CITIES = frozenset(
    listed(
        "Almaty Aqtau Aqtobe Atyrau Qyzylorda Shanghai Karachi Kolkata Lagos Johannesburg Sydney "
        "Melbourne Toronto Vancouver Chicago Casablanca Hebron Aden Hong_Kong Macao Singapore "
        "Samarkand Omsk Novosibirsk Samara Volgograd Vladivostok Yekaterinburg Astrakhan "
        "Kaliningrad Simferopol"
    )
)


@cache
def _by_hand() -> frozenset[tuple[str, str]]:
    return frozenset((row[0], row[1]) for row in rows_of("places.tsv"))


def _wanted(code: str, city: str) -> bool:
    return city.replace(" ", "_") in WANTED_CITIES or (code, city) in _by_hand()


def names_of_cities() -> Iterator[tuple[str, str, str]]:
    """(country code and English name, language, name) of the cities that give time zones their
    names.
    """
    country_of = {
        zone: code for code, zones in get_global("territory_zones").items() for zone in zones
    }
    for name in LOCALES:
        locale = Locale.parse(name)
        for zone, about in locale.time_zones.items():
            code = country_of.get(zone, "")
            english = Locale.parse("en").time_zones.get(zone, {}).get("city") or zone.rsplit(
                "/", 1
            )[-1].replace("_", " ")
            if (
                "city" in about
                and code
                and code not in _UNWANTED_TERRITORIES
                and _wanted(code, english)
                and "/" in zone
                and not zone.startswith("Etc")
            ):
                yield f"{code}\t{english}", locale.language, about["city"]


def rows(names: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """One row a spelling, with the languages that use it."""
    languages: dict[tuple[str, str], list[str]] = {}
    for thing, language, text in names:
        known = languages.setdefault((thing, text), [])
        if language not in known:
            known.append(language)
    for (thing, text), known in sorted(languages.items()):
        yield f"{thing}\t{text}\t{' '.join(known)}\t{key_words(text)}\n"


def main() -> None:
    files = (
        (
            "countries.tsv",
            "Names of countries in many languages.",
            "code, name, languages, key",
            names_of_countries(),
        ),
        (
            "cities.tsv",
            "Cities that name a time zone, in many languages.",
            "country, city, name, languages, key",
            names_of_cities(),
        ),
    )
    for file, what, columns, names in files:
        head = HEAD.format(
            what=what, version=babel.__version__, columns=columns.replace(", ", "\t")
        )
        (DATA / file).write_text(head + "".join(rows(names)), encoding="utf-8")
        print(file, sum(1 for _ in (DATA / file).open(encoding="utf-8")))


if __name__ == "__main__":
    main()
