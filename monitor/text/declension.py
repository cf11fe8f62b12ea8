"""The form of a name that stands in a dictionary: case endings and suffixes cut off, most likely
form first.

Хаканом Фиданом → Хакан Фидан; Тоқаевты → Тоқаев; Əliyevlə → Əliyev; Putins → Putin.
"""

from __future__ import annotations

import re
from functools import lru_cache

from monitor.datafiles import languages_with

_SURNAME = (
    "(?:[оеё]в|[иы]н|ын|ян|ич|ук|юк|ко|ий|дзе|ли|ов|ев|ик|ак|ан|ен|он|ер|ар|ор|ур|мп|"
    "л|к|т|д|г|з|р|м|н|у|о)"
)
_RULES = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        (r"(с|ц)ьк(?:ого|ому|им)$", r"\1ький"),
        (r"(с|ц)к(?:ого|ому|им|ом)$", r"\1кий"),
        (r"((?:[оеё]|ї)в|[иы]н|ін)(?:ым|ом|у|ой|е|а|им|ові|і|ою)$", r"\1"),
        (r"(ян|дан|ран|тан|ган|лан|ман)(?:а|у|ом|е|ові|і)$", r"\1"),
        (r"(енк)(?:а|у|ом|ові)$", r"\1о"),
        (r"(ич|ыч|ій|ей|ай|ль|нь|ш|ж|ц)(?:а|у|ем|е|ом|еві|ові)$", r"\1"),
        (r"([бвгдзклмнпрстфх])(?:ой|ою|ы)$", r"\1а"),
        (r"([бгдзклмнпртфх]|с)(?:ом|ові)$", r"\1"),
        (r"ием$", "ий"),
        (r"(р|л|н|т|д)ием$", r"\1ий"),
        (r"([еаэ])(?:ем|я|ю)$", r"\1й"),
    )
)
_ADJECTIVE_WOMAN = re.compile(r"(ск)(?:ой|ую|ая)$")
_GIVEN_RULES = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        (r"([иі])(?:єм|ем|я|ю)$", r"\1й"),
        (r"([еа])(?:ем|я|ю)$", r"\1й"),
        (r"(ль|рь)(?:я|ю|ем)$", r"\1"),
        (r"([лр])(?:ем)$", r"\1ь"),
        (r"(и)(?:ей|и|ю)$", r"\1я"),
        (r"([бвгдзклмнпрстфх])(?:ой|ы|у)$", r"\1а"),
        (r"([бвгдзклмнпрстфхшжчц])(?:ом|ем|а|у|е)$", r"\1"),
    )
)
_GEORGIAN = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        (r"(ძ)(?:ე?ს|ემ|ის|ესთან|ისთვის|ისგან|ით)$", r"\1ე"),
        (r"([^აეიოუ])(?:მა|ს|ის|თან|სთან|ისთვის|ისგან|ით)$", r"\1ი"),
        (r"([აეიოუ])(?:მ|ს|სთან)$", r"\1"),
    )
)
_TURKIC = re.compile(
    r"(?:н[ыі]ң|д[ыі]ң|т[ыі]ң|н[ыі]|д[ыі]|т[ыі]|қа|ке|ға|ге|дан|ден|тан|тен|нан|нен|да|де|та|те|"
    r"мен|бен|пен|нинг|ни|га|ка|ти|тин|нин|дин|дун|ду|ро)$"
)
# Endings that no name has of its own, whatever stands before them.
_TURKIC_SURE = {
    "kk": re.compile(r"(?<=[^нң])(?:[мбп]ен|[нтд]ың|[нтд]ің)$"),
    "ky": re.compile(r"(?:н[ыиуү]н|д[ыиуү]н)$"),
    "uz": re.compile(r"(?:ning|нинг)$"),
}
_TURKIC_LATIN = re.compile(
    r"(?:ning|ni|ga|dan|da|n?[ıiuü]n|[ıiuü]|[aə]|l[aə]|d[aə]n?|y[aə]|n[ae])$"
)
_LATIN_SURNAME = re.compile(r"(?:[yeo]v|in|an|ov|[iı]y|ski|dze|li|y)$", re.IGNORECASE)
_CYRILLIC_SURNAME = re.compile(_SURNAME + "$")

# Endings that surnames have and other words seldom.
SURNAME = re.compile(
    r"(?:sky|skiy|skyy|ski|skyj|enko|yan|ian|shvili|vich|[oe]v|[oe]va|ский|ський|ская|енко|ян|"
    r"швили|швілі|дзе|вич|[оеё]в|[оеё]ва|[иы]н)$"
)
_STEM_MIN = 3
_ANY = re.compile("")
_APOSTROPHE = re.compile("['’ʼ]")
_CLITIC = re.compile("['’ʼ](?:s|[a-zıəöü]{1,4})$")
_GIVEN_CLITIC = re.compile("['’ʼ]s?$")
_ARMENIAN = re.compile("(?:ներ)?(?:ը|ն|ի|ին|ից|ով|ում)$")
_GEORGIAN_IN_ARMENIAN = re.compile("^(.+(?:շվիլի|ձե|ձի))[նս]?$")  # an -ի of their own
_GENITIVE_IN_S = frozenset(("de", "sv", "nl", "da", "nb"))
_SOUTH_SLAVIC = frozenset(("sr", "hr", "bs"))
# "sa Lavrovim": foreign surnames that end as possessives do are declined as those are
_POSSESSIVE_INSTRUMENTAL = re.compile("(?:[oe]v|[ое]в)(?:im|им)$")
_CONSONANT_CASE = re.compile(r"[бвгджзклмнпрстфхцчшщ][ауе]$")


@lru_cache(maxsize=8_192)
def surname_forms(word: str, language: str = "") -> tuple[str, ...]:
    """Possible dictionary forms, the likeliest first; the word itself is always among them."""
    word = _without_clitic(word, _CLITIC)
    forms = (*_without_sure_ending(word, language), *_cut(word, language))
    likely = (form for form in forms if len(form) >= _STEM_MIN)
    return tuple(dict.fromkeys((*likely, word, *_foreign_genitive(word, language))))


def _without_clitic(word: str, clitic: re.Pattern[str]) -> str:
    if not clitic.search(word):
        return word
    return _APOSTROPHE.split(word, maxsplit=1)[0]


def _cut(word: str, language: str) -> list[str]:
    """Without the case endings of its script, or of the language in Latin letters."""
    head = word[:1]
    if language in _SOUTH_SLAVIC and _POSSESSIVE_INSTRUMENTAL.search(word):
        return [word[:-2]]
    if "\u0400" <= head <= "\u052f":
        woman = [_ADJECTIVE_WOMAN.sub(r"\1ая", word)] if _ADJECTIVE_WOMAN.search(word) else []
        return [*_turkic(word, language), *_slavic(word, _RULES)[:1], *woman]
    if "\u0530" < head < "\u0590":
        georgian = _GEORGIAN_IN_ARMENIAN.search(word)
        return [georgian[1] if georgian else _ARMENIAN.sub("", word)]
    if "\u10d0" <= head <= "\u10ff":
        return _georgian(word)
    if language in ("az", "uz", "tk", "tr"):
        cuts = [_TURKIC_LATIN.sub("", word)]
        if language == "az" and word.endswith(("a", "ə")):
            cuts.append(word[:-1])  # the dative: Ərdoğana
        return next(filter(None, (_if_left(cut, word, _LATIN_SURNAME) for cut in cuts)), [])
    is_genitive = language in _GENITIVE_IN_S and word.endswith("s") and len(word) > _STEM_MIN + 1
    return [word, word[:-1]] if is_genitive else []


def _if_left(cut: str, word: str, ending: re.Pattern[str]) -> list[str]:
    """The cut form, where something was cut off and what is left is long and ends as names do."""
    if cut != word and len(cut) > _STEM_MIN and ending.search(cut):
        return [cut]
    return []


def _foreign_genitive(word: str, language: str) -> tuple[str, ...]:
    """Трампа, Вэнсу: a form to look up, but no guess, since Дуда and Кулеба end so too."""
    if language not in languages_with("east_slavic") or len(word) <= _STEM_MIN + 1:
        return ()
    if not _CONSONANT_CASE.search(word):
        return ()
    return (word[:-1],)


def _without_sure_ending(word: str, language: str) -> list[str]:
    ending = _TURKIC_SURE.get(language)
    if not ending:
        return []
    return _if_left(ending.sub("", word), word, _ANY)


def _turkic(word: str, language: str) -> list[str]:
    if language not in ("kk", "ky", "uz", "tg", "tt", ""):
        return []
    return _if_left(_TURKIC.sub("", word), word, _CYRILLIC_SURNAME)


def _georgian(word: str) -> list[str]:
    """Names in -ძე and -ია, -ვა, -ა end in a vowel; in -შვილი and most others the stem does not."""
    return [pattern.sub(new, word) for pattern, new in _GEORGIAN if pattern.search(word)][:1]


def _slavic(word: str, rules: tuple[tuple[re.Pattern[str], str], ...]) -> list[str]:
    return [pattern.sub(new, word) for pattern, new in rules if pattern.search(word)]


@lru_cache(maxsize=2_048)
def given_forms(word: str, language: str = "") -> tuple[str, ...]:
    """As `surname_forms`, for given names."""
    word = _without_clitic(word, _GIVEN_CLITIC)
    if not "\u0400" <= word[:1] <= "\u052f":
        return (word,)
    return tuple(dict.fromkeys((*_turkic(word, language), word, *_slavic(word, _GIVEN_RULES))))
