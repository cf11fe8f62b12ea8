"""Events ↔ what the log holds of them: a type, a version, and a JSON payload that a person can
read.

Each event type has one version that is written today (`events.VERSIONS`). Older ones are read for
ever: `UPGRADES` holds, for a (type, version), the function that turns its plain JSON object into
the next version's; upgrades are chained. A type that was renamed is upgraded under its old name and
changes the object's "type".
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any, cast, get_args

import msgspec

from monitor.errors import LogDamagedError, LogNewerError
from monitor.events.stories_and_feeds import VERSIONS, Event
from monitor.model import PackedStems

Upgrade = Callable[[dict[str, Any]], dict[str, Any]]


def _with_packed_words(reading: dict[str, Any] | None) -> None:
    """Until version 2 the words of a reading were an object, stem by stem; which of them are names
    was not kept.
    """
    if reading and isinstance(reading.get("words"), dict):
        stems = PackedStems.of((stem, times, False) for stem, times in reading["words"].items())
        reading["words"] = stems.packed


def _article_1(value: dict[str, Any]) -> dict[str, Any]:
    _with_packed_words(value.get("reading"))
    return value


def _members_1(value: dict[str, Any]) -> dict[str, Any]:
    for member in value.get("members", ()):
        _with_packed_words(member.get("reading"))
    return value


def _unchanged(value: dict[str, Any]) -> dict[str, Any]:
    return value


UPGRADES: dict[tuple[str, int], Upgrade] = {
    ("ArticleTaken", 1): _article_1,
    ("ArticleSetAside", 1): _article_1,
    ("ArticleRevised", 1): _article_1,
    ("StoryReopened", 1): _members_1,
    # until version 3 a reading had no claims, and until version 4 none that it is diplomatic, and
    # nobody noted how an outlet was known: it is told as it was then, and outlets go by their
    # names; until version 5 nobody noted whom a text calls the holder of an office, and until
    # version 6 between which two states it was
    **{
        (name, version): _unchanged
        for name in ("ArticleTaken", "ArticleSetAside", "ArticleRevised", "StoryReopened")
        for version in (2, 3, 4, 5)
    },
    **{("ArticleLetIn", version): _unchanged for version in (1, 2)},
    ("UpdateReceived", 1): _unchanged,  # no message id was noted
    ("EditionRendered", 1): _unchanged,  # no message had a preview
    ("EditionRendered", 2): _unchanged,  # no message was a picture
    # until version 2 every reader could be looked at: none was oneway; until version 3 nobody
    # followed anything by name, or was told at once
    **{(name, n): _unchanged for name in ("ReaderSubscribed", "DeliveryQueued") for n in (1, 2)},
    ("ReaderWished", 1): _unchanged,
}

TYPES: dict[str, type[msgspec.Struct]] = {kind.__name__: kind for kind in get_args(Event)}
_ENCODER = msgspec.json.Encoder()

Decode = Callable[[bytes | str], Event]


@functools.cache
def _decoder(name: str) -> Decode:
    """Made when the first event of its type is met: a log has few of the types on most days."""
    return cast(Decode, msgspec.json.Decoder(TYPES[name]).decode)


class _Readers(dict[tuple[str, int], Decode]):
    def __missing__(self, key: tuple[str, int]) -> Decode:
        name, version = key
        if VERSIONS.get(name) != version:
            raise KeyError(key)
        return self.setdefault(key, _decoder(name))


READERS: Mapping[tuple[str, int], Decode] = _Readers()
"""For each (type, version) that is written today, the function that decodes its payload: the fast
path. A KeyError says that it is another version's.
"""


def encode(event: Event) -> tuple[str, int, bytes]:
    """(type, version, payload). Raises UnicodeEncodeError for text that is no Unicode (a lone
    surrogate).
    """
    name = type(event).__name__
    return name, VERSIONS[name], _ENCODER.encode(event)


def decode(
    name: str,
    version: int,
    payload: bytes | str,
    *,
    versions: Mapping[str, int] = VERSIONS,
    upgrades: Mapping[tuple[str, int], Upgrade] = UPGRADES,
) -> Event:
    """The event, in today's form.

    Raises LogNewerError for a type or version this program does not know yet, LogDamagedError for a
    payload that is none.
    """
    try:
        if versions.get(name) == version and name in TYPES:
            return _decoder(name)(payload)
        return _upgraded(
            name, version, msgspec.json.decode(payload, type=dict[str, Any]), versions, upgrades
        )
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise LogDamagedError(f"this is not a {name} of version {version}: {error}") from error


def _upgraded(
    name: str,
    version: int,
    value: dict[str, Any],
    versions: Mapping[str, int],
    upgrades: Mapping[tuple[str, int], Upgrade],
) -> Event:
    while (name, version) in upgrades:
        value = upgrades[name, version](value)
        name, version = str(value["type"]), version + 1
    if versions.get(name) != version or name not in TYPES:
        raise LogNewerError(
            f"the log holds a {name} of version {version}, which this program does not know",
            hint="run the version of monitor that wrote it, or a newer one",
        )
    return cast(Event, msgspec.convert(value, TYPES[name]))
