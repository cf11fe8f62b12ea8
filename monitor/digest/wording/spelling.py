"""Names in Latin letters, where the script that they are met in says how they are spelt."""

from __future__ import annotations

import functools
import unicodedata

from anyascii import anyascii

from monitor.digest.wording.locale import table
from monitor.model import CountryCode
from monitor.names.east_asian import is_chinese, pinyin

_APOSTROPHES = str.maketrans("", "", "'’ʼ")  # of soft signs and ejectives: no passport has them


@functools.lru_cache(maxsize=4096)
def in_latin(name: str, country: CountryCode | None) -> str | None:
    """The name letter by letter; None if its script does not spell it.

    Only people from where a script is at home are spelt by it: of anybody else it gives the sound.
    Chinese names after Palladius are respelt as China does.
    """
    script = script_of(name)
    if script == "LATIN":
        return name
    words = name.split()
    if country == "CN" and is_chinese(words):
        return " ".join((pinyin(word) or word).capitalize() for word in words)
    if not _is_at_home(name, country, script):
        return None
    for sound, letters in table("spelling")["sounds"].items():
        name = name.replace(sound, letters)
    latin = anyascii(name).translate(_APOSTROPHES)
    return " ".join(word[:1].upper() + word[1:] for word in latin.split()) or None


def _is_at_home(name: str, country: CountryCode | None, script: str) -> bool:
    data = table("spelling")
    if country:
        return country in data["home"].get(script, ())
    return name.casefold().endswith(tuple(data["endings"].get(script, ())))


def script_of(name: str) -> str:
    """The one script of its letters, as Unicode's character names call it; empty if mixed."""
    scripts = {unicodedata.name(char, "").partition(" ")[0] for char in name if char.isalpha()}
    return scripts.pop() if len(scripts) == 1 else ""
