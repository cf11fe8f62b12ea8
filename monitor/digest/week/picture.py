"""The week's threads as a picture, and in words for who does not see it."""

from __future__ import annotations

from functools import lru_cache

from monitor.digest.model import Digest, Week
from monitor.digest.wording.locale import Words, words_for
from monitor.pictures.png import missing, png_of
from monitor.pictures.svg import Picture
from monitor.pictures.week import Thread, week

_DRAWN_MAX = 8


def picture_of(found: Week, words: Words) -> Picture:
    threads = [
        Thread(
            title=one.title,
            accounts=one.accounts,
            note=words.count("frame.story", one.stories) if one.stories > 1 else "",
        )
        for one in found.threads
    ]
    return week(
        threads,
        first=found.first,
        language=words.language,
        heading=found.title,
        desc=described(found, words),
    )


def described(found: Week, words: Words) -> str:
    """As "Talks in Astana: 7 articles. …"."""
    return " ".join(
        f"{one.title}{words.say('entry.colon')}{words.count('frame.article', sum(one.accounts))}."
        for one in found.threads
    )


def week_png(digest: Digest) -> bytes | None:
    """None where there is no week, or where PNGs cannot be made (`monitor check` says why)."""
    if digest.week is None or missing():
        return None
    return _png(digest.week, digest.language)


@lru_cache(_DRAWN_MAX)
def _png(found: Week, language: str) -> bytes:
    return png_of(picture_of(found, words_for(language)))
