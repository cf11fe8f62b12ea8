"""A few words' hashes that stand for a document: enough to tell an edited one from quite another
under the same id, and little enough to be kept with each entry in the log.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256

SKETCH = "w"  # what a sketch begins with, among an entry's keys
_OWNER_CHARS = 8  # of the key that it belongs to
_HASH_CHARS = 4
_WORDS_MAX = 24  # the smallest hashes: those of one document are mostly those of its next edition
_WORDS_MIN = 8  # a headline alone may be worded anew
_CHARS_LOOKED_AT = 2_000
_SHARED_MAX = 0.1  # of the words of both: more, and it is an edition
_WITHOUT_SPACES = "\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff"
_WORD = re.compile(rf"[^\W_{_WITHOUT_SPACES}]{{4,}}")
_PAIR = re.compile(rf"(?=([{_WITHOUT_SPACES}]{{2}}))")


def owner_of(key: str) -> str:
    """What the sketches under this key begin with."""
    return SKETCH + key[1 : 1 + _OWNER_CHARS]


def sketch_of(text: str, *, under: str) -> str:
    """Empty for a text that is too short to say anything."""
    text = text[:_CHARS_LOOKED_AT].casefold()
    words = {*_WORD.findall(text), *_PAIR.findall(text)}
    if len(words) < _WORDS_MIN:
        return ""
    hashes = sorted({sha256(word.encode()).hexdigest()[:_HASH_CHARS] for word in words})
    return owner_of(under) + "".join(hashes[:_WORDS_MAX])


def is_another(sketch: str, before: Iterable[str]) -> bool:
    """Whether next to none of its words stood in any of its editions before."""
    now = _hashes(sketch)
    editions = [_hashes(one) for one in before]
    if not now or not all(editions) or not editions:
        return False
    return all(len(now & one) <= _SHARED_MAX * min(len(now), len(one)) for one in editions)


def _hashes(sketch: str) -> set[str]:
    written = sketch[1 + _OWNER_CHARS :]
    return {written[at : at + _HASH_CHARS] for at in range(0, len(written), _HASH_CHARS)}
