"""The week's threads as a picture, and in words for who does not see it."""

from __future__ import annotations

from functools import lru_cache

import msgspec
from msgspec import Struct

from monitor.digest import sanitize
from monitor.digest.model import Digest, Week
from monitor.digest.wording.locale import Words, words_for
from monitor.pictures.png import missing, png_of
from monitor.pictures.svg import Picture
from monitor.pictures.week import Thread, week

_DRAWN_MAX = 8


class WeekInLanguage(Struct, frozen=True, kw_only=True):
    """All that the picture is drawn from."""

    week: Week
    language: str


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
    return " ".join(threads_told(found, words))


def threads_told(found: Week, words: Words) -> list[str]:
    """A sentence a thread, the largest first."""
    colon = words.say("entry.colon")
    return [
        f"{sanitize.isolated(one.title)}{colon}{words.count('frame.article', sum(one.accounts))}."
        for one in found.threads
    ]


def week_png(digest: Digest) -> bytes | None:
    """None where there is no week, or where PNGs cannot be made (`monitor check` says why)."""
    if digest.week is None or missing():
        return None
    return _png(digest.week, digest.language)


def week_data(digest: Digest) -> str:
    """What the picture can be drawn from later; empty where `week_png` would be None."""
    if digest.week is None or missing():
        return ""
    found = WeekInLanguage(week=digest.week, language=digest.language)
    return msgspec.json.encode(found).decode()


def png_of_data(data: str) -> bytes | None:
    """Of what `week_data` gave; None where PNGs cannot be made any more."""
    if missing():
        return None
    found = msgspec.json.decode(data, type=WeekInLanguage)
    return _png(found.week, found.language)


@lru_cache(_DRAWN_MAX)
def _png(found: Week, language: str) -> bytes:
    return png_of(picture_of(found, words_for(language)))
