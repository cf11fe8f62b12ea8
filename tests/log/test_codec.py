"""Events on their way to bytes and back, today's and older ones."""

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from log_samples import EVENT_TYPES, any_event, filled

from monitor.errors import LogDamagedError, LogNewerError
from monitor.events.stories_and_feeds import (
    VERSIONS,
    FeedFetched,
    FetchedEntry,
    StoryClosed,
    key_of,
)
from monitor.log import codec

GOLDEN = Path(__file__).with_name("golden.jsonl")


def golden() -> dict[tuple[str, int], str]:
    """(type, version) → the payload as it was written when that version was today's."""
    lines = [
        msgspec.json.decode(line, type=dict[str, msgspec.Raw])
        for line in GOLDEN.read_bytes().splitlines()
    ]
    return {
        (json.loads(bytes(line["type"])), int(bytes(line["version"]))): bytes(
            line["payload"]
        ).decode()
        for line in lines
    }


def test_every_type_and_version_that_was_ever_written_has_a_golden_line() -> None:
    expected = {
        (name, version) for name, last in VERSIONS.items() for version in range(1, last + 1)
    }
    assert expected <= set(golden()), (
        "add a line to tests/log/golden.jsonl: see filled() in log_samples.py"
    )


def test_every_type_has_a_version_and_every_version_a_type() -> None:
    assert {kind.__name__ for kind in EVENT_TYPES} == set(VERSIONS)


def test_golden_lines_of_today_are_written_again_byte_for_byte() -> None:
    for (name, version), payload in golden().items():
        if VERSIONS.get(name) == version:
            assert codec.encode(codec.decode(name, version, payload)) == (
                name,
                version,
                payload.encode(),
            )


def test_golden_lines_of_older_versions_are_read_as_today_s() -> None:
    for (name, version), payload in golden().items():
        event = codec.decode(name, version, payload)
        assert VERSIONS[type(event).__name__] >= 1


def test_golden_lines_fill_every_field() -> None:
    for kind in EVENT_TYPES:
        payload = golden()[kind.__name__, VERSIONS[kind.__name__]]
        assert msgspec.json.decode(payload, type=kind) == filled(kind), (
            f"the golden line of {kind.__name__} is thin"
        )


@given(any_event)
def test_whatever_is_written_is_read_again(event) -> None:
    name, version, payload = codec.encode(event)
    assert codec.decode(name, version, payload) == event
    assert codec.decode(name, version, payload.decode()) == event


def test_an_older_version_is_upgraded_step_by_step() -> None:
    def with_story_id(value):
        return {"type": "StoryEnded", "story_id": value["story"]}

    def renamed(value):
        return {**value, "type": "StoryClosed"}

    event = codec.decode(
        "StoryEnded",
        1,
        b'{"type":"StoryEnded","story":"s1"}',
        versions={"StoryClosed": 3},
        upgrades={("StoryEnded", 1): with_story_id, ("StoryEnded", 2): renamed},
    )
    assert event == StoryClosed(story_id="s1")


def test_a_version_that_is_not_known_yet_is_a_newer_program_s() -> None:
    with pytest.raises(LogNewerError):
        codec.decode("StoryClosed", 99, b'{"type":"StoryClosed","story_id":"s1"}')
    with pytest.raises(LogNewerError):
        codec.decode("StorySung", 1, b'{"type":"StorySung"}')


@pytest.mark.parametrize(
    "payload",
    [b"", b"{", b"[]", b'{"type":"StoryClosed"}', b'{"type":"x","story_id":"s"}', b"\xff"],
)
def test_a_payload_that_is_none_is_damage(payload) -> None:
    with pytest.raises(LogDamagedError):
        codec.decode("StoryClosed", 1, payload)


@pytest.mark.parametrize("thing", [object(), None, "StoryClosed", FetchedEntry(keys=("k",))])
def test_what_is_no_event_has_no_key(thing) -> None:
    with pytest.raises(AssertionError):
        key_of(thing, ordinal=0)


def test_feeds_events_of_one_kind_have_keys_of_their_own() -> None:
    feed = {"feed_id": "f", "url": "https://a.example/feed"}
    keys = [
        key_of(filled(kind), ordinal=n)
        for kind in EVENT_TYPES
        if kind.__name__.startswith("Feed")
        for n in (0, 1)
    ]
    entries = [
        key_of(FeedFetched(**feed, entries=(FetchedEntry(keys=(name,)),)), ordinal=0)
        for name in "ab"
    ]
    assert len(set(entries)) == 2
    assert len({key.split("/")[2] for key in keys}) >= 6


@pytest.mark.parametrize("kind", EVENT_TYPES, ids=lambda kind: kind.__name__)
def test_every_type_of_event_has_a_key_that_says_what_happened_to_what(kind: type) -> None:
    event = filled(kind)
    key = key_of(event, ordinal=7)
    assert key == key_of(event, ordinal=7)
    assert 0 < len(key) < 400
