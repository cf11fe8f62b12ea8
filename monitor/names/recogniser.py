"""A sentence → the persons named in it, each with how likely the span is right.

    recognise(["Der", "Kanzler", "traf", "Xi", "Jinping", "."], "de")

A model is read when it is first needed, and stays in memory. There is one for a family of
languages, one for the other languages in Latin letters, and one that knows no words at all, only
shapes and tables, for the rest. `words` are those of `tokens`: with the punctuation, and in
Chinese, Japanese and Korean a character each.
"""

from __future__ import annotations

import gzip
import struct
import zlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from threading import Lock
from typing import Any, NamedTuple

import pycrfsuite

from monitor.datafiles import parsed
from monitor.names import characters, features
from monitor.names.tokens import SOLID, NameToken, tokens

FLOOR = 0.35  # below it a word is in no name
_MODELS = files("monitor.names") / "models"
_SHOWN = 40  # words that tell a sentence's script
_LONGEST = 400  # words read at a time: a sentence is shorter
_FAMILIES_OF_SCRIPT = {
    "cyrillic": frozenset(("east", "steppe")),
    "latin": frozenset(
        ("germanic", "romance", "slavic", "turkic", "finnish", "hungarian", "latin")
    ),
    "arabic": frozenset(("arabic",)),
}
_DELEXICAL = "any"


class NameSpan(NamedTuple):
    """`words[start:end]`, or `text[start:end]`; `marginal`: how likely a person is named just
    there.
    """

    start: int
    end: int
    marginal: float


class _Model(NamedTuple):
    """The library reads `data` in place and does not keep it alive; a tagger has one sentence at a
    time.
    """

    tagger: pycrfsuite.Tagger
    data: bytes
    lock: Lock


def recognise(words: Sequence[str], lang: str) -> list[NameSpan]:
    """The persons in a sentence, in order and apart."""
    if not words:
        return []
    name = model_for(lang, words)
    model = _read(name)
    with model.lock:
        return recognise_with(model.tagger, name, words, lang)


def recognise_text(text: str, lang: str) -> list[NameSpan]:
    """The same with characters of `text` in place of words."""
    cut = tokens(text, lang)
    return in_characters(recognise([token.text for token in cut], lang), cut)


def in_characters(spans: Sequence[NameSpan], cut: Sequence[NameToken]) -> list[NameSpan]:
    return [NameSpan(cut[span.start].start, cut[span.end - 1].end, span.marginal) for span in spans]


def recognise_with(
    tagger: pycrfsuite.Tagger, model: str, words: Sequence[str], lang: str
) -> list[NameSpan]:
    """As `recognise`, with a model at hand: `model` is its name."""
    found: list[NameSpan] = []
    for begin in range(0, len(words), _LONGEST):
        part = words[begin : begin + _LONGEST]
        tagger.set(features_for(model, part, lang))
        inside = [tagger.marginal("I", at) for at in range(len(part))]
        starts = [tagger.marginal("B", at) for at in range(len(part))]
        found += (
            NameSpan(begin + a, begin + b, marginal) for a, b, marginal in _spans(starts, inside)
        )
    return found


def careful(lang: str) -> float:
    """From this marginal on, persons are right nine times in ten or better."""
    return _threshold("careful", lang)


def balanced(lang: str) -> float:
    """From this marginal on, as many are found as missed or invented: the best F1."""
    return _threshold("balanced", lang)


def _threshold(which: str, lang: str) -> float:
    known: dict[str, float] = _settings().get(which, {})
    return known.get(lang, known.get("other", 0.5))


def _spans(begin: Sequence[float], inside: Sequence[float]) -> list[NameSpan]:
    """Runs of words likelier than FLOOR in a name; as likely as the least likely word or end."""
    found: list[NameSpan] = []
    name = [a + b for a, b in zip(begin, inside, strict=True)]
    at = 0
    while at < len(name):
        if name[at] < FLOOR:
            at += 1
            continue
        end = at + 1
        while end < len(name) and name[end] >= FLOOR and inside[end] >= begin[end]:
            end += 1
        ends = 1 - inside[end] if end < len(name) else 1.0
        found.append(NameSpan(at, end, max(0.0, min(*name[at:end], ends, 1.0))))
        at = end
    return found


def features_for(model: str, words: Sequence[str], lang: str) -> list[list[str]]:
    """What the model of this name is shown of a sentence; learning and reading share it."""
    if lang in SOLID and model != _DELEXICAL:
        return characters.features(words)
    return features.features(words, lang, wordless=model == _DELEXICAL)


def model_for(lang: str, words: Sequence[str]) -> str:
    """The name of the model: the language's, unless these words are in another script."""
    model = _model_of_language().get(lang)
    script = _script(words)
    scripts: dict[str, str] = _settings()["scripts"]
    fitting = _FAMILIES_OF_SCRIPT.get(script)
    if lang in SOLID or (model and (fitting is None or model in fitting)):
        return model or scripts["other"]
    if model and not any(model in family for family in _FAMILIES_OF_SCRIPT.values()):
        return model
    return scripts.get(script, scripts["other"])


def _script(words: Sequence[str]) -> str:
    letters = [word[0] for word in words[:_SHOWN] if word[0].isalpha()]
    counts = {
        "latin": sum(letter < "\u0250" or "\u1e00" <= letter < "\u1f00" for letter in letters),
        "cyrillic": sum("\u0400" <= letter < "\u0530" for letter in letters),
        "arabic": sum("\u0600" <= letter < "\u0780" for letter in letters),
    }
    best = max(counts, key=counts.__getitem__)
    return best if 2 * counts[best] > len(letters) else "other"


@cache
def _settings() -> dict[str, dict[str, Any]]:
    return parsed((_MODELS / "models.toml").read_text(encoding="utf-8"))


@cache
def _model_of_language() -> dict[str, str]:
    return {lang: model for model, langs in _settings()["models"].items() for lang in langs}


def models() -> tuple[str, ...]:
    """The names of the models that languages have of their own."""
    return tuple(_settings()["models"])


def labels(model: str) -> list[str]:
    return list(_read(model).tagger.labels())


def unpacked(model: str, folder: Traversable = _MODELS) -> bytes:
    """A wheel has it so. A checkout has it packed, and as the install unpacked it: the end of a
    gzip file says whether that is of the same model (RFC 1952), which takes a tenth of unpacking.
    """
    packed, ready = folder / f"{model}.crfsuite.gz", folder / f"{model}.crfsuite"
    if not packed.is_file():
        return ready.read_bytes()
    content = packed.read_bytes()
    if ready.is_file():
        data = ready.read_bytes()
        if content[-8:] == struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF):
            return data
    return gzip.decompress(content)


@cache  # all of them: a day of feeds has every language
def _read(model: str) -> _Model:
    data = unpacked(model)
    tagger = pycrfsuite.Tagger()
    tagger.open_inmemory(data)
    return _Model(tagger, data, Lock())
