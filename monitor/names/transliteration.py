"""How alike two words of names are, letters weighed: what scripts and languages spell differently
costs little.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import product

from monitor.datafiles import listed, rows
from monitor.names.east_asian import pinyin
from monitor.text.normalize import fold_name, latin

_VOWELS = frozenset("aeiou")
_NEAR = frozenset(
    frozenset(pair)
    for pair in (
        "sz",
        "sc",
        "ck",
        "jc",
        "bp",
        "dt",
        "gk",
        "vf",
        "vb",
        "hk",
        "gh",
        "ij",
        "mn",
        "vu",
        "js",
        "jz",
        "cj",
    )
)
_VOWEL = 0.35
_FIRST_VOWEL = 0.9  # Peskov, Piskov and Pskov: the first vowel tells names apart
_NEAR_COST = 0.4


@cache
def _families() -> dict[str, int]:
    """Folded given name → number of its family: Aleksandr, Oleksandr and Alexander are one."""
    table = enumerate(rows("given_names.tsv"))
    return {fold_name(name): number for number, (_, names) in table for name in names.split()}


def is_given(word: str) -> bool:
    return fold_name(word) in _families()


def _rewritten(word: str, *rules: tuple[str, str]) -> str:
    for pattern, new in _compiled(rules):
        word = pattern.sub(new, word)
    return word


@cache
def _compiled(rules: tuple[tuple[str, str], ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), new) for pattern, new in rules)


_GERMAN = (
    ("dsch", "j"), ("tsch", "ch"), ("sch", "sh"), ("z", "ts"),
    (r"^s(?=[aeiou])|(?<=[aeiouylmnr])s(?=[aeiouyj])", "z"), ("j", "y"), ("w", "v"), ("ei", "ai"),
)  # fmt: skip
_FRENCH = (
    ("aye$", "ai"),
    ("tch", "T"),
    ("dj", "j"),
    ("ch", "sh"),
    ("T", "ch"),
    ("ou", "u"),
    ("au", "o"),
    ("in$", "en"),
    ("gn", "n"),
    ("gu(?=[ei])", "g"),
    ("e$", ""),
    ("ay$|oulay$", "e"),
)
_POLISH = (
    ("szcz", "sh"),
    ("sz", "sh"),
    ("cz", "X"),
    ("ci|c(?=e|h)", "ts"),
    ("tsh", "h"),
    ("ch", "h"),
    ("X", "ch"),
    ("rz", "zh"),
    ("w", "v"),
    ("j", "y"),
)
_PORTUGUESE = (
    ("c(?=[ei])", "s"),
    ("g(?=[ei])|j", "zh"),
    ("lh", "l"),
    ("nh", "n"),
    ("ou", "o"),
    ("o$", "u"),
    ("os$", "us"),
    ("(?<=[aeiu])[sz]$", "sh"),
    ("m$", "n"),
    ("x", "sh"),
)
_HUNGARIAN = (
    ("sz", "S"),
    ("zs", "Z"),
    ("cs", "C"),
    ("s", "sh"),
    ("S", "s"),
    ("Z", "zh"),
    ("C", "ch"),
    ("gy", "d"),
    ("ly", "i"),
    ("ny", "n"),
    ("c", "ts"),
)
_VIETNAMESE = (("uo", "io"), ("tr", "ch"), ("ue$", "ie"), ("^gi", "z"), ("^d(?=[aeiou])", "z"))
_SILENT = (("(?<=[aeiou])[tdxs]$", ""),)  # Barrot is Барро
_ROUNDED = {"ü": "iu", "ö": "e", "ø": "e", "ő": "e", "ű": "iu"}
_SPANISH = (("g(?=[ei])", "h"), ("z", "s"), ("c(?=[ei])", "s"), ("j", "h"), ("qu|c", "k"))
_JAPANESE = (
    ("дз", "z"),
    ("си", "ши"),
    ("ти", "чи"),
    ("с(?=[яюё])", "ш"),
    ("т(?=[яюё])", "ч"),
    ("ё", "йо"),
)
_KANA = re.compile("(?:(?:дз|[кстнхмрвгдбпцф])?[аиуэояюё]|н|й)+")
_TURKIC_LETTERS = frozenset("ıəğşİƏĞŞ")
_TURKIC = (("x", "kh"), ("c(?!h)", "j"))
_BELARUSIAN = (
    ("ula", "vla"),
    ("dz", "d"),
    ("c(?=[aeiy])", "t"),
    ("aliak|alyak", "alek"),
    ("enka$", "enko"),
)


@lru_cache(maxsize=1_024)
def spellings(word: str) -> tuple[str, ...]:
    """Folded forms of a word, as it would be read by each language whose marks it bears; the plain
    reading first.
    """
    bare, low = re.sub(r"[^a-z]", "", latin(word)), word.lower()
    forms = [fold_name(word)]
    if word.isascii() or all(ord(letter) < 0x250 for letter in word):  # noqa: PLR2004 - the end of Latin letters
        forms += [fold_name(_rewritten(bare, ("sch", "zh"), *_GERMAN[4:]))] if "sch" in bare else []
        forms += (
            [fold_name(_rewritten(bare, *_GERMAN))]
            if re.search(r"[jw]|sch|z[aeiouk]", bare)
            else []
        )
        forms += (
            [fold_name(_rewritten(bare, *_FRENCH))]
            if re.search(r"ch|ou|au|gn|in$|e$|ay$", bare)
            else []
        )
        forms += [fold_name(_rewritten(bare, *_POLISH))] if re.search(r"sz|cz|w", bare) else []
        forms += (
            [fold_name(_rewritten(bare, *_TURKIC))]
            if re.search(r"^c[aeiou]|x", bare) or _TURKIC_LETTERS & set(word)
            else []
        )
        forms += (
            [fold_name(_rewritten(latin(low.replace("ç", "s")), *_PORTUGUESE))]
            if re.search(r"[çãõ]|c[ei]|lh|nh|[aio]m$|eir[oa]$", low)
            else []
        )
        forms += (
            [fold_name(_rewritten(bare, *_BELARUSIAN))]
            if re.search(r"ula|aliak|alyak|c[aeiy]|enka$", bare)
            else []
        )
        forms += (
            [fold_name(_rewritten(bare, *_SPANISH))]
            if re.search(r"[áéíóúñ]|[aeio]z$|c[aou]|g[ei]", low)
            else []
        )
        forms += _rounded(low) + _by_marks(bare, low)
    else:
        forms += _eastern(word.lower()) if word[0] < "\u0530" else ()
    forms += [form.replace("th", "t") for form in forms if "th" in form]
    forms += [re.sub(r"(?<=[cjs]h|.j)io(?=v)", "e", form) for form in forms if "io" in form]
    forms += [form[:-1] for form in forms if len(form) > 3 and form.endswith("ah")]  # noqa: PLR2004 - Mensah is Менса
    return tuple(dict.fromkeys(filter(None, forms)))


def _rounded(low: str) -> list[str]:
    """Güler is Гюлер, Løkke Лёкке: rounded vowels as Cyrillic letters hear them."""
    if not any(letter in low for letter in _ROUNDED):
        return []
    return [fold_name("".join(_ROUNDED.get(letter, letter) for letter in low))]


def _by_marks(bare: str, low: str) -> list[str]:
    """Readings whose marks are weaker: Portuguese endings, Hungarian pairs of letters, Vietnamese
    syllables, silent endings.
    """
    forms = []
    if re.search(r"[aeiou]s$|g[ei]|^x|j|[a-z]o$", bare):
        forms.append(fold_name(_rewritten(bare, *_PORTUGUESE)))
    if re.search(r"sz|zs|cs|gy|ly|[áéíóöőúüű]s$|[áéíóöőúüű].*s", low):
        forms.append(fold_name(_rewritten(bare, *_HUNGARIAN)))
    if re.search(r"^tr|uon|^ng|ue$|^gi", bare) and len(bare) <= _SYLLABLE_MAX:
        forms.append(fold_name(_rewritten(bare, *_VIETNAMESE)))
    if re.search(r"(?:o|au|e|a)[tdx]$", bare) and len(bare) > _SILENT_MIN:
        forms.append(fold_name(_rewritten(bare, *_FRENCH, *_SILENT)))
    if bare.startswith("chr"):
        forms.append(fold_name(bare[0:1].replace("c", "") + re.sub("es$", "is", bare[1:])))
    return forms


_SYLLABLE_MAX = 6  # letters of a Vietnamese syllable
_SILENT_MIN = 4
_BY_LANGUAGE = {
    "de": _GERMAN,
    "fr": _FRENCH,
    "pl": _POLISH,
    "pt": _PORTUGUESE,
    "es": _SPANISH,
    "tr": _TURKIC,
    "az": _TURKIC,
    **dict.fromkeys(listed("sr hr bs sl cs sk lt lv et fi sv nb da nl hu"), (("j", "y"),)),
}
# States whose names are not written in Latin letters at home, or were not a lifetime ago: each
# language spells them by its own sounds.
_OTHER_SCRIPTS = frozenset(
    listed(
        "RU UA BY KZ KG TJ UZ TM AZ BG RS MK MN GE AM GR CY SY IQ JO SA AE QA KW BH OM YE EG SD LY "
        "PS IR AF PK IN BD NP LK IL CN JP KR KP TH MM KH LA ET ER"
    )
)


@lru_cache(maxsize=2_048)
def respelt(name: str, language: str, country: str | None = None) -> str:
    """A foreign name read as the language of the text spells it: Charaa in French is Shara. As it
    stands where no such rule is known.

    `country`: whose it is, if that is known; what is written in Latin letters at home keeps its
    letters.
    """
    if language == "ka":
        return " ".join(_out_of_georgian(word) for word in name.split(" "))
    rules = _BY_LANGUAGE.get(language)
    if rules is None or (country is not None and country not in _OTHER_SCRIPTS):
        return name
    return " ".join(
        _rewritten(re.sub(r"[^a-z]", "", latin(word)), *rules) or word for word in name.split(" ")
    )


def _out_of_georgian(word: str) -> str:
    """Georgian ends foreign names in its nominative -ი, and writes f as it writes p: ფიდანი."""
    return latin(word.removesuffix("ი").replace("ფ", "f"))


def _eastern(word: str) -> tuple[str, ...]:
    """A word in Cyrillic as a Chinese and as a Japanese name, if it has their syllables."""
    chinese = pinyin(word)
    japanese = _rewritten(word, *_JAPANESE) if _KANA.fullmatch(word) else None
    return tuple(map(fold_name, filter(None, (chinese, japanese))))


_VOWEL_MARKS = str.maketrans({"ו": "", "י": "", "א": "", "ע": ""})  # Hebrew's


def skeleton(word: str) -> str:
    """Consonants alone, for scripts that write no vowels: محمد and Mohammed are both mhmd."""
    bare = re.sub(r"[^a-z]", "", latin(word.translate(_VOWEL_MARKS)))
    bare = re.sub(r"^abd[aeu]l", "abd", bare).replace("dj", "j")
    return re.sub(
        r"(.)\1+",
        r"\1",
        re.sub(
            r"[aeiouyw]",
            "",
            bare.replace("th", "t")
            .replace("gh", "g")
            .replace("kh", "k")
            .replace("q", "k")
            .replace("p", "b"),
        ),
    )


def _weight(letter: str) -> float:
    if letter in _VOWELS:
        return _VOWEL
    if letter in "hj":
        return 0.5
    return 1.0


def _change(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if one in _VOWELS and other in _VOWELS:
        return _VOWEL
    return _NEAR_COST if frozenset((one, other)) in _NEAR else 1.1


def distance(one: str, other: str) -> float:
    """Edit distance in which vowels are cheap, but the first letter and the first vowel are dear,
    and so is a final a.
    """
    row = [0.0]
    for place, letter in enumerate(other):
        row.append(row[-1] + (1.0 if place == 0 else _weight(letter)))
    for at, letter in enumerate(one):
        before, row = row, [row[0] + (1.0 if at == 0 else _weight(letter))]
        for place, against in enumerate(other):
            early = at <= 1 and place <= 1
            cost = _change(letter, against)
            cost = (
                max(cost, _FIRST_VOWEL)
                if early and cost and _soft(letter, against)
                else cost * (1.5 if at == place == 0 else 1.0)
            )
            drop = 1.0 if at <= 1 else _weight(letter)
            add = 1.0 if place <= 1 else _weight(against)
            row.append(min(before[place] + cost, before[place + 1] + drop, row[-1] + add))
    return row[-1] + (0.9 if one.endswith("a") != other.endswith("a") else 0.0)


def _soft(letter: str, against: str) -> bool:
    return (
        letter in _VOWELS
        and against in _VOWELS
        and frozenset((letter, against)) not in _SOUNDS_ALIKE
    )


_SOUNDS_ALIKE = frozenset((frozenset("ou"), frozenset("ae")))


@lru_cache(maxsize=2_048)
def alike(one: str, other: str) -> float:
    """0..1 for two words as written, in any script."""
    if len(one) == 1 or len(other) == 1:
        if fold_name(one)[:1] == fold_name(other)[:1]:
            return 0.9
        return 0.0
    families = _families()
    forms, others = spellings(one), spellings(other)
    family = {families[form] for form in forms if form in families}
    if family & {families[form] for form in others if form in families}:
        return 1.0
    if _is_abjad(one) != _is_abjad(other):
        pairs = product(_skeletons(one), _skeletons(other))
        return max(_likeness_of_bones(bones, against) for bones, against in pairs)
    return max((_likeness(form, against) for form in forms for against in others), default=0.0)


_LETTERS_MIN = 5  # consonants of a whole name that tell people apart


def same_letters(one: str, other: str) -> bool:
    """Of two names without their spaces, one in a script without vowels: the same consonants."""
    if _is_abjad(one) == _is_abjad(other):
        return False
    common = _skeletons(one) & _skeletons(other)
    return any(len(bones) >= _LETTERS_MIN for bones in common)


def _skeletons(word: str) -> set[str]:
    """Of رضا both rd and rz: Arabic says Rida, Persian Reza."""
    return {skeleton(word), skeleton(word.replace("ض", "ز"))}


def _likeness_of_bones(bones: str, against: str) -> float:
    if bones == against and len(bones) > 1:
        return 1.0
    return max(0.0, 1 - 2 * distance(bones, against) / max(len(bones) + len(against), 1))


def _is_abjad(word: str) -> bool:
    # Indian scripts write no short a
    return "\u0590" <= word[:1] <= "\u077f" or "\u0900" <= word[:1] < "\u0e00"


def _likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    size = sum(map(_weight, one)) + sum(map(_weight, other))
    return max(0.0, 1.0 - 2.0 * distance(one, other) / size)


def same_given(one: str, other: str) -> bool:
    """Two given names: equal, of one family, one the other's initial, or spelt nearly alike."""
    return alike(one, other) >= 0.75  # noqa: PLR2004 - a misspelling in six letters
