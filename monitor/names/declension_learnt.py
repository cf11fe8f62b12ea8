"""A name as it stands in a sentence → its base form, or None where that cannot be told.

    nominative("Хаканом Фиданом", "ru") == "Хакан Фидан"

Each word has candidates: itself, and what endings (by hand and learnt) make of it. How often an
ending went so, whether the table of name parts knows the result, and whether the words agree with
one another in gender and case decide. What stays close is None.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import product
from math import prod
from operator import itemgetter
from pathlib import Path
from typing import Final, NamedTuple

from monitor.names.tables import COMMON, FAMILY, GIVEN, name_parts, plain

DATA: Final = Path(str(files("monitor.names") / "data"))
CONTEXT: Final = 6  # letters of an ending that is looked at
SURE: Final = 0.8  # the least share of the best reading: no name may become another one
_SURE_OF_TWO = 0.6  # the same where another word of the name changed too
_CASES = (  # a man's, by what stands in place of his ending
    ("genitive", re.compile("(?:[аяa]|[оеє]го|ього|ego)$")),
    ("dative", re.compile("(?:[ую]|[оеє]му|ьому|[оеє]ві|owi|emu)$")),
    ("instrumental", re.compile("(?:[оеёє]м|[ыиі]м|em|om)$")),
)
_BY_HAND = 6  # an ending by hand counts as so many names
_BACKOFF = 2.0
_CANDIDATES = 4
_WORDS_MAX = 5
_STEM_MIN = 2
_AGAINST = 0.02  # what speaks against a name weighs so
_BASE_FORMS = 1.5  # most names stand in a text in their base form
_KNOWN = (
    3.0,
    8.0,
    14.0,
    20.0,
)  # how much likelier a base form is that the tables know, by how common it is
_AS_IT_STANDS = 8.0
_WITH_S = frozenset(("de", "nl", "sv", "da", "nb"))
_BALTIC = frozenset(("lt", "lv"))
_A_LIKE = frozenset("аяa")
_VOWELS = frozenset("уеыоэяиюіїєaeiouy")
# Men's surnames of which women have a form of their own.
_HAS_WOMAN = re.compile(r"(?:[оеё]в|[иы]н|[іїє]в|ий|ski|cki|ský|cký)$")
# Where every word of a name takes a case; elsewhere the last one does.
_EVERY_WORD = frozenset(("ru", "uk", "pl", "cs", "sk", "sl", "hr", "sr", "lt", "lv"))
_LIKE = {"bs": "hr", "no": "nb", "nn": "nb", "sr": "hr"}
_SUFFIXED = re.compile(r"^(.{2,}?\w)['’ʼ`´]([^\W\d_A-Z]{1,6})$")
_BARE_APOSTROPHES = ("s'", "s’", "z'", "z’", "x'", "x’", "ß'", "ß’")
_UNSUFFIXED = frozenset(("uk", "be", "ru"))
_SCRIPTS = {
    "cyrillic": ("\u0400", "\u0530"),
    "georgian": ("\u10a0", "\u1100"),
    "armenian": ("\u0530", "\u0590"),
}


# Serbian is written in both, letter for letter.
_SERBIAN_CYRILLIC = re.compile("[\u0400-\u045f]")
_POSSESSIVE_INSTRUMENTAL = re.compile("[oe]vim$")
_SERBIAN = dict(
    zip(
        "љњџабвгдђежзијклмнопрстћуфхцчш",
        ("lj", "nj", "dž", *"abvgdđežzijklmnoprstćufhcčš"),
        strict=True,
    )
)
_SERBIAN |= {cyrillic.upper(): latin.capitalize() for cyrillic, latin in _SERBIAN.items()}


def _as_serbs_write(name: str, letters: dict[str, str]) -> str:
    for written in sorted(letters, key=len, reverse=True):  # those of two letters first
        name = name.replace(written, letters[written])
    return name


class BaseForm(NamedTuple):
    """A candidate for one word, how it weighs, and whose name it would be: m, f or, unseen, -."""

    word: str
    weight: float
    gender: str


def nominative(name: str, lang: str) -> str | None:
    """The base form; the name itself where it is one, or where the language inflects no names."""
    words = name.split()
    if not words or len(words) > _WORDS_MAX:
        return None
    if lang == "sr" and _SERBIAN_CYRILLIC.search(name):
        latin_name = _as_serbs_write(name, _SERBIAN)
        if _SERBIAN_CYRILLIC.search(latin_name):
            return None  # a letter that Serbs do not write: another language's name
        base = nominative(latin_name, lang)
        return base and _as_serbs_write(base, {latin: cyr for cyr, latin in _SERBIAN.items()})
    lang = _LIKE.get(lang, lang)
    parted = _without_suffix(words, lang) or _of_possessive(words, lang)
    if parted is not None:
        return parted
    if not _inflects_names(lang):
        return name
    read = [_readings(word, lang) for word in words]
    fixed = [[BaseForm(word, 1.0, "-")] for word in words[:-1]]
    return _best(read if lang in _EVERY_WORD else [*fixed, read[-1]], words, lang)


def _without_suffix(words: Sequence[str], lang: str) -> str | None:
    """What an apostrophe parts from a name is never of the name: Erdoğan'ın, Putin's."""
    found = _SUFFIXED.match(words[-1]) if lang not in _UNSUFFIXED else None
    if found and lang == "uz" and found[1][-1] in "oOgG":
        return None
    if found or not words[-1].endswith(_BARE_APOSTROPHES):
        return " ".join((*words[:-1], found[1])) if found else None
    return " ".join(words)[:-1]


def _of_possessive(words: Sequence[str], lang: str) -> str | None:
    """As "Petrom Ivanovim": a surname that is declined as a possessive shows its case for sure."""
    if lang != "hr" or not _POSSESSIVE_INSTRUMENTAL.search(words[-1]):
        return None
    return " ".join((*(re.sub("[oe]m$", "", word) for word in words[:-1]), words[-1][:-2]))


def _best(read: Sequence[Sequence[BaseForm]], words: Sequence[str], lang: str) -> str | None:
    scores: dict[str, float] = defaultdict(float)
    for chosen in product(*read):
        weight = prod(one.weight for one in chosen)
        if lang in _EVERY_WORD:
            weight *= _agreement(chosen, words) * _of_one_case(chosen, words, lang)
            weight *= 1.0 if _in_one_case(chosen, words) else _AGAINST
        unchanged = all(one.word == word for one, word in zip(chosen, words, strict=True))
        scores[" ".join(one.word for one in chosen)] += weight * (_BASE_FORMS if unchanged else 1.0)
    best, weight = max(scores.items(), key=itemgetter(1))
    changed = sum(base != word for base, word in zip(best.split(), words, strict=True))
    sure = _SURE_OF_TWO if changed > 1 else SURE
    return best if weight >= sure * sum(scores.values()) else None


def _in_one_case(chosen: Sequence[BaseForm], words: Sequence[str]) -> bool:
    """Whether the words of a man's name, as far as they changed, stand in one case."""
    cases = {
        _case_of(word)
        for one, word in zip(chosen, words, strict=True)
        if one.word != word and plain(one.word)[-1] not in _A_LIKE
    }
    return len(cases - {None}) < 2  # noqa: PLR2004 - two cases are one too many


def _case_of(word: str) -> str | None:
    return next((case for case, ending in _CASES if ending.search(plain(word))), None)


def _agreement(chosen: Sequence[BaseForm], words: Sequence[str]) -> float:
    """A man's given name and a woman's surname do not go together; her foreign surname tells
    nothing.
    """
    first, last = chosen[0], chosen[-1]
    if len(chosen) == 1 or {first.gender, last.gender} != {"m", "f"} or not _tells(last.word):
        return 1.0
    foreign = first.gender == "f" and last.word == words[-1] and not _HAS_WOMAN.search(last.word)
    return 1.0 if foreign else _AGAINST


def _of_one_case(chosen: Sequence[BaseForm], words: Sequence[str], lang: str) -> float:
    """A word in its base form beside one that is not: likely only where it has no cases."""
    kept = [
        one.word
        for one, word in zip(chosen, words, strict=True)
        if one.word == word and word[0].isupper()
    ]
    if len(kept) in {0, len([word for word in words if word[0].isupper()])}:
        return 1.0
    woman = chosen[0].gender == "f" and chosen[0].word != words[0]
    return _AGAINST if any(_inflects(word, lang, woman=woman) for word in kept) else 1.0


def _inflects(word: str, lang: str, *, woman: bool) -> bool:
    """Whether a name of this look has cases: a Slavic woman's that ends in a consonant has none."""
    last = plain(word)[-1]
    if lang in _BALTIC or last in _A_LIKE:
        return True
    return last not in _VOWELS and (not woman or bool(_HAS_WOMAN.search(word)))


@lru_cache(maxsize=4_096)
def _readings(word: str, lang: str) -> tuple[BaseForm, ...]:
    if len(word) <= _STEM_MIN or (not word[0].isupper() and lang in _EVERY_WORD):
        return (BaseForm(word, 1.0, "-"),)  # Xi, Ху, von der, al: nobody inflects them
    if "-" in word and lang in _EVERY_WORD:
        return _hyphened(word, lang)
    if not _of_this_script(word, lang):
        return (BaseForm(word, 1.0, "-"),)
    shares = _shares(word.lower(), lang)
    made = (BaseForm(_applied(word, edit), share, "") for edit, share in shares.items())
    weighed = [
        BaseForm(
            one.word, one.weight * _known(one.word) * _kept(one.word, word, lang), _gender(one.word)
        )
        for one in made
        if len(one.word) >= _STEM_MIN and not _UNSAYABLE.search(one.word)
    ]
    joined: dict[str, BaseForm] = {}
    for one in sorted(weighed, key=lambda one: -one.weight):
        joined.setdefault(one.word, one)
    return tuple(list(joined.values())[:_CANDIDATES])


def _hyphened(word: str, lang: str) -> tuple[BaseForm, ...]:
    head, _, tail = word.rpartition("-")
    heads = _readings(head, lang)[:2]
    tails = _readings(tail, lang)[:3]
    whole = [
        BaseForm(f"{a.word}-{b.word}", a.weight * b.weight, b.gender)
        for a in heads for b in tails
    ]  # fmt: skip
    return tuple(sorted(whole, key=lambda one: -one.weight)[:_CANDIDATES])


def _of_this_script(word: str, lang: str) -> bool:
    low, high = _SCRIPTS.get(_script_of(lang, word), ("A", "\u0370"))
    return low <= word[-1] < high


def _script_of(lang: str, word: str) -> str:
    if lang in ("ka", "hy"):
        return {"ka": "georgian", "hy": "armenian"}[lang]
    cyrillic = lang in ("ru", "uk", "kk", "ky", "tg") or (lang == "uz" and word[0] >= "\u0400")
    return "cyrillic" if cyrillic else "latin"


def _applied(word: str, edit: tuple[int, str]) -> str:
    cut, add = edit
    base = word[: len(word) - cut] + add
    return base if not word.isupper() else base.upper()


def _shares(low: str, lang: str) -> dict[tuple[int, str], float]:
    """How likely each edit is: the longest ending that was met first, shorter ones behind it."""
    shares: dict[tuple[int, str], float] = {(0, ""): 1.0}
    for size in range(1, min(CONTEXT, len(low)) + 1):
        if counted := _edits(lang, low[-size:]):
            total = counted.total() + _BACKOFF
            every = dict.fromkeys((*shares, *counted))
            shares = {
                edit: (counted[edit] + _BACKOFF * shares.get(edit, 0.0)) / total for edit in every
            }
    return shares


def _known(word: str) -> float:
    """How much likelier it is that a word is a base form when the tables have it as a name."""
    known = name_parts().get(plain(word))
    if known is None:
        return 1.0
    return _KNOWN[known & COMMON] * (2.0 if known & (GIVEN | FAMILY) else 1.0)


def _kept(base: str, word: str, lang: str) -> float:
    """Where only endings of one kind are added, a word that is a known name as it stands is one."""
    if base != word or lang in _EVERY_WORD:
        return 1.0
    known = name_parts().get(plain(word)) or 0
    return _AS_IT_STANDS if known & GIVEN or (known and lang not in _WITH_S) else 1.0


# No name ends so: й after a consonant, ь after a vowel.
_UNSAYABLE = re.compile(r"[бвгджзклмнпрстфхцчшщьъ]й$|[аеёиоуыэюяіїє]ь$")
_HERS = re.compile(
    r"(?:[оеё]ва|[иы]на|[іїє]ва|ая|ська|цька|льна|ska|cka|ová|ová|ienė|ytė|aitė|utė|[oe]va)$"
)
_WOMAN = re.compile(rf"{_HERS.pattern}|[аяaė]$")
_MAN = re.compile(
    r"(?:[бвгджзклмнпрстфхцчшщйь]|[bcdfghjklmnprstvwzčćšžńśł]|ski|cki|ský|ий|ый|as|is|us)$"
)


def _tells(surname: str) -> bool:
    """Whether a surname's look tells man from woman: Duda, Kuleba and Fiala are anybody's."""
    return bool(_HERS.search(surname)) or not _WOMAN.search(surname)


def _gender(word: str) -> str:
    low = word.lower()
    return "f" if _WOMAN.search(low) else "m" if _MAN.search(low) and low[-1] != "ь" else "-"


@lru_cache(maxsize=8_192)
def _edits(lang: str, met: str) -> Counter[tuple[int, str]]:
    """What was done to names with this ending, and how often."""
    found: Counter[tuple[int, str]] = Counter()
    for base in _by_hand().get(lang, {}).get(met, ()):
        found[_edit(met, base)] += _BY_HAND
    for reading in _learnt().get(lang, {}).get(met, "").split():
        cut, add, count = reading.split(":")
        found[int(cut), add] += int(count)
    return found


@cache
def _by_hand() -> dict[str, dict[str, list[str]]]:
    """Endings of the base form by language and ending as met."""
    found: dict[str, dict[str, list[str]]] = {}
    for lang, rules in _rows("endings.tsv"):
        for rule in rules.split():
            met, base = rule.replace("-", "").split(">")
            found.setdefault(lang, {}).setdefault(met, []).append(base)
    return found


@cache
def _learnt() -> dict[str, dict[str, str]]:
    """As the file has them, by language and ending as met."""
    found: dict[str, dict[str, str]] = {}
    for lang, met, readings in _rows("endings_learnt.tsv"):
        found.setdefault(lang, {})[met] = readings
    return found


def _inflects_names(lang: str) -> bool:
    return lang in _by_hand() or lang in _learnt()


def _edit(met: str, base: str) -> tuple[int, str]:
    same = next(
        (at for at, (a, b) in enumerate(zip(met, base, strict=False)) if a != b),
        min(len(met), len(base)),
    )
    return len(met) - same, base[same:]


def _rows(name: str) -> Iterator[list[str]]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return (line.split("\t") for line in lines if line and line[0] != "#")
