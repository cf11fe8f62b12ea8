#!/usr/bin/env bash
# Guess: the Public Suffix List treats government domains alike, so that "registered domain" makes each ministry one outlet.
# What happens (tldextract 5.4.0 with the list it carries): gov.kz, gov.kg and gov.ua are suffixes and each ministry is a site; gov.ru
# stands in the private part, left out by default, gov.uz and gov.cz nowhere, so that all Russian, Uzbek and Czech ministries are
# one site each, and so is the whole EU, "europa.eu". For gov.ie, a suffix and a site, the answer is empty.
# Why it matters: "three outlets report it" counts two ministries of one state once, of another twice; an empty name joins
# what has nothing in common.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check tldextract==5.4.0 2>/dev/null
"$work/venv/bin/python" - <<'PY'
from importlib.metadata import version

from tldextract import TLDExtract

print("tldextract", version("tldextract"), "with its own snapshot of the list")
default = TLDExtract(suffix_list_urls=(), cache_dir=None)
private = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def site(host, extract=default):
    found = extract(host).top_domain_under_public_suffix
    print(f"{host}: {found!r}")
    return found


assert site("mfa.gov.kz") == "mfa.gov.kz" and site("mfa.gov.kg") == "mfa.gov.kg"
assert site("one.gov.ru") == site("other.gov.ru") == "gov.ru"
assert site("one.gov.ru", private) == "one.gov.ru"
assert site("one.gov.cz", private) == "gov.cz" and site("one.gov.uz", private) == "gov.uz"
assert site("eeas.europa.eu") == site("ec.europa.eu") == "europa.eu"
assert site("www.gov.uk") == "www.gov.uk" and site("gov.ie") == ""
PY
