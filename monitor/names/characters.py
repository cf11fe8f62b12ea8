"""As `features`, for Chinese, Japanese and Korean, where a token is a character: n-grams, name
parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files

from monitor.names.tables import COMMON, FAMILY, GIVEN, name_parts

_LONGEST = 6  # characters of a name part


def features(words: Sequence[str]) -> list[list[str]]:
    kinds = [_kind(word) for word in words]
    padded = ["^", "^", *words, "$", "$"]
    marks = _marks(words, kinds)
    around = ["-", *marks, "-", "-"]
    return [
        _of(
            padded,
            at + 2,
            kinds[at],
            [*_kinds_near(kinds, at), marks[at], around[at], around[at + 2], around[at + 3]],
        )
        for at in range(len(words))
    ]


def _of(chars: list[str], at: int, kind: str, seen: list[str]) -> list[str]:
    a, b, c, d, e = chars[at - 2 : at + 3]
    row = [
        "b", f"0{c}", f"-1{b}", f"-2{a}", f"+1{d}", f"+2{e}", f"-10{b}{c}", f"01{c}{d}",
        f"-2-1{a}{b}", f"12{d}{e}", f"-11{b}|{d}",
        f"-101{b}{c}{d}", f"012{c}{d}{e}", f"-2-10{a}{b}{c}", f"K{kind}",
        f"K-{seen[0]}{kind}", f"K+{kind}{seen[1]}", f"K={seen[0]}{kind}{seen[1]}", f"m{seen[2]}",
        f"m-{seen[3]}{seen[2]}", f"m+{seen[2]}{seen[4]}", f"m2{seen[2]}{seen[4]}{seen[5]}",
        f"M{seen[2]}{c}", f"M+{seen[2]}|{d}", f"M-{b}|{seen[2]}", f"Mk{seen[0]}{seen[2]}{seen[1]}",
    ]  # fmt: skip
    row += _hanzi_near([a, b, c, d, e])
    if len(c) > 1 and c[0] != " ":
        row += [
            f"p{c[:2]}",
            f"e{c[-2:]}",
            f"n{min(len(c), 8)}",
            f"x{_known(c)}",
            f"x+{_known(c)}{d}",
        ]
    return row


def _hanzi_near(chars: list[str]) -> list[str]:
    """How much these characters are those of foreign names, and of the country's own."""
    a, b, c, d, e = (_hanzi().get(char, "--") for char in chars)
    return [
        f"t{c}", f"t-{b[0]}{c[0]}", f"t+{c[0]}{d[0]}", f"t={b[0]}{c[0]}{d[0]}",
        f"t5{a[0]}{b[0]}{c[0]}{d[0]}{e[0]}",
        f"u-{b[1]}{c[1]}", f"u+{c[1]}{d[1]}", f"u={b[1]}{c[1]}{d[1]}", f"u2{c[1]}{d[1]}{e[1]}",
        f"u<{a[1]}{b[1]}{c[1]}",
    ]  # fmt: skip


@cache
def _hanzi() -> dict[str, str]:
    lines = (
        (files("monitor.names") / "data" / "hanzi_of_names.txt")
        .read_text(encoding="utf-8")
        .splitlines()
    )
    return {line[0]: line[1:] for line in lines}


def _kinds_near(kinds: list[str], at: int) -> tuple[str, str]:
    return kinds[at - 1] if at else "^", kinds[at + 1] if at + 1 < len(kinds) else "$"


@lru_cache(maxsize=2_048)
def _kind(word: str) -> str:
    first = word[-1]
    if "\u3400" <= first <= "\u9fff":
        return "H"
    if "\uac00" <= first <= "\ud7a3":
        return "G"
    if "\u3041" <= first <= "\u309f":
        return "h"
    if "\u30a1" <= first <= "\u30ff":
        return "·" if word == "・" else "k"
    word = word.strip()
    return (
        "0"
        if first.isdigit()
        else "a"
        if first.isalpha()
        else first
        if first in "·・，。、（）「」《》,.()"
        else "."
    )


def _marks(words: Sequence[str], kinds: list[str]) -> list[str]:
    """For each character: the longest known part that begins there, and one that covers it."""
    begins = ["0"] * len(words)
    covers = [""] * len(words)
    for at, kind in enumerate(kinds):
        if kind not in "HGh":
            begins[at] = _known(words[at]) if kind == "k" else "-"
            continue
        size, known = _longest(words, kinds, at)
        begins[at] = f"{size}{known}{_known(words[at])}"
        for inside in range(at + 1, at + size):
            covers[inside] = covers[inside] or f"{inside - at}{size}"
    return [begin + cover for begin, cover in zip(begins, covers, strict=True)]


def _longest(words: Sequence[str], kinds: list[str], at: int) -> tuple[int, str]:
    end = at + 1
    while (
        end < len(words)
        and end - at < _LONGEST
        and kinds[end] == kinds[at]
        and words[end][0] != " "
    ):
        end += 1
    for stop in range(end, at + 1, -1):
        known = _known("".join(words[at:stop]).lstrip())
        if known != "-":
            return stop - at, known
    return 1, ""


@lru_cache(maxsize=8_192)
def _known(word: str) -> str:
    known = name_parts().get(word.strip())
    if known is None:
        return "-"
    return ("f" if known & FAMILY else "n") + ("g" if known & GIVEN else "") + str(known & COMMON)
