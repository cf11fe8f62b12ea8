"""One spelling for many: letters made plain in their own script, and words and names folded into
one Latin shape.

`plain` keeps the script (for the word lists of one language), `fold_word` and `fold_name` leave it
(for comparing across).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

from monitor.text.datafiles import listed
from monitor.text.han_variants import SIMPLIFIED

# Letters that a decomposition would not make plain, or that it would make too plain.
_LETTERS = {
    "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ə": "a",
    "ё": "е", "ґ": "г", "ѝ": "и",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ؤ": "و", "ئ": "ي", "ـ": "",
    "ʻ": "", "ʼ": "", "‘": "", "’": "", "'": "", "`": "", "´": "", "′": "", "\u00ad": "", "\u200b": "", "\u200c": "", "\u200d": "",
    "\u200e": "", "\u200f": "",
}  # fmt: skip


def _plain_table() -> dict[int, str]:
    table = {ord(letter): plain for letter, plain in _LETTERS.items()}
    latin = [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]
    for code in latin:
        base = unicodedata.normalize("NFKD", chr(code).lower())
        bare = "".join(c for c in base if not unicodedata.combining(c))
        table.setdefault(code, "".join(_LETTERS.get(c, c) for c in bare))
    for code in [*range(0x300, 0x370), *range(0x64B, 0x660), 0x670]:
        table.setdefault(code, "")
    table.update({ord(old): new for old, new in SIMPLIFIED.items()})
    return table


_PLAIN = _plain_table()


def plain(text: str) -> str:
    """Lower case, without accents, vowel signs and apostrophes; traditional Chinese as simplified.
    The script stays.
    """
    lowered = text.casefold() if not text.isascii() else text.lower()
    return lowered.replace("и\u0306", "й").translate(_PLAIN)


# anyascii reads these as in Russian or in English; names need them as they are spoken.
_BEFORE = str.maketrans({
    "Қ": "K", "қ": "k", "Ә": "A", "ә": "a", "Ə": "A", "ə": "a", "І": "I", "і": "i", "Ғ": "G", "ғ": "g", "Ұ": "U", "ұ": "u", "Ү": "U", "ү": "u", "Ө": "O", "ө": "o",
    "Ң": "N", "ң": "n", "Һ": "H", "һ": "h", "Ў": "O", "ў": "o", "Ҳ": "H", "ҳ": "h", "Х": "H", "х": "h", "Щ": "Sh", "щ": "sh", "Ё": "E", "ё": "e", "Э": "E", "э": "e",
    "Ж": "Zh", "ж": "zh", "Ҷ": "J", "ҷ": "j", "Ӣ": "I", "ӣ": "i", "Ӯ": "U", "ӯ": "u", "Ъ": "", "ъ": "", "Ь": "", "ь": "", "’": "", "‘": "", "ʻ": "", "ʼ": "", "`": "", "'": "",
    "ş": "sh", "Ş": "Sh", "ç": "ch", "Ç": "Ch", "š": "sh", "Š": "Sh", "č": "ch", "Č": "Ch", "ć": "ch", "Ć": "Ch", "ž": "zh", "Ž": "Zh", "ğ": "g", "Ğ": "G",
})  # fmt: skip


def latin(text: str) -> str:
    """Lower-case ASCII letters; what has no reading is dropped."""
    return (text if text.isascii() else anyascii(text.translate(_BEFORE))).lower()


_NAME_PARTS = tuple(
    pair.split(">")
    for pair in listed(
        "schtsch>sh tsch>ch tsh>ch tch>ch shch>sh dsch>j sch>sh dzh>j zh>j dj>j kh>h gh>g ph>f ck>k q>k x>ks w>v ou>u iye>e ye>e ie>e jed>ed jev>ev jem>em jek>ek"
    )
)
_NOT_LETTER = re.compile(r"[^a-z]+")
_RUNS = re.compile(r"[iy]+|(.)\1+")


@lru_cache(maxsize=32_768)
def fold_name(text: str) -> str:
    """One word of a name, as it would be spelt if all scripts and countries agreed; for comparing,
    not for showing.
    """
    folded = _NOT_LETTER.sub("", latin(text))
    for part, new in _NAME_PARTS:
        if part in folded:
            folded = folded.replace(part, new)
    return _RUNS.sub(lambda run: run[1] or "i", folded)


_ENDINGS = frozenset(
    listed(
        "yami iyami ogo emu omu ymi imi ami ach yah ah oj yj ij aya oe ie ye iya ii iyu ov ev om em ing ed es s en er e a o i y u"
    )
)
_LONGEST_ENDING = 5
_NOT_WORD = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=65_536)
def fold_word(text: str) -> str:
    """A word in Latin letters, lower case, its commonest ending cut off. Its first five letters
    meet best across languages.
    """
    folded = latin(text)
    if not folded.isalnum():
        folded = _NOT_WORD.sub("", folded)
    for size in range(_LONGEST_ENDING, 0, -1):
        if folded[-size:] in _ENDINGS:
            return folded[:-size] if len(folded) - size >= 3 else folded  # noqa: PLR2004 - three letters still tell a word
    return folded
