"""Feeds as media: two files with a name that nobody guesses, which hold each telling once."""

import asyncio
import json
import re

import feedparser
from msgspec import structs

from monitor.delivery.media.feed_files import ITEMS_MAX, MEDIUM, FeedFiles, kept, wrong
from monitor.delivery.media.medium import Corrections
from monitor.delivery.transport import Envelope, Refused, Sent
from monitor.digest.compose.compose import compose
from monitor.digest.render.atom import render_atom
from tests.digest.digest_seeds import DAY_2, SOURCES, both_days

SEEDS = compose(both_days(), until=DAY_2, sources=SOURCES)


def put(path, *messages, envelope=None):
    address = MEDIUM.address(str(path))

    async def go():
        return [
            await FeedFiles().send(address, one, envelope=envelope or Envelope(key=f"d/{number}"))
            for number, one in enumerate(messages)
        ]

    return asyncio.run(go())


def items(path):
    return json.loads(path.with_suffix(".json").read_text())["items"]


def test_a_digest_stands_in_both_forms_and_putting_it_there_again_changes_nothing(tmp_path):
    (message,) = MEDIUM.render(SEEDS)
    path = tmp_path / "name"
    assert all(isinstance(one, Sent) for one in put(path, message, message))
    assert [one["title"] for one in items(path)] == [entry.title for entry in SEEDS.entries]
    feed = json.loads(path.with_suffix(".json").read_text())
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    parsed = feedparser.parse(path.with_suffix(".atom").read_bytes())
    assert not parsed.bozo
    assert [one.title for one in parsed.entries] == [entry.title for entry in SEEDS.entries]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["name.atom", "name.json"]


def test_older_items_stay_until_there_are_too_many(tmp_path):
    path = tmp_path / "name"
    entries = [
        structs.replace(SEEDS.entries[0], version=f"{number:012}", title=f"No. {number}")
        for number in range(ITEMS_MAX + 5)
    ]
    for start in (0, 100, 200):
        part = structs.replace(SEEDS, entries=tuple(entries[start : start + 100]))
        put(path, *MEDIUM.render(part))
    titles = [one["title"] for one in items(path)]
    assert len(titles) == ITEMS_MAX
    assert titles[:5] == [f"No. {number}" for number in range(200, 205)]
    assert len(feedparser.parse(path.with_suffix(".atom").read_bytes()).entries) == ITEMS_MAX


def test_a_correction_is_an_item_of_its_own(tmp_path):
    path, (message,) = tmp_path / "name", MEDIUM.render(SEEDS)
    put(path, message)
    notes = Corrections(notes=("S1 is part of S2.",), language="en", day="28 Nov 2026")
    envelope = Envelope(key="correction/1/d/0/0", answers="d/0")
    put(path, MEDIUM.corrected(message, notes), envelope=envelope)
    assert "S1 is part of S2." in items(path)[0]["title"]
    assert len(items(path)) == 1 + len(SEEDS.entries)


def test_a_folder_gets_a_name_that_nobody_guesses_and_a_file_keeps_its_own():
    first, second = kept("/srv/feeds/"), kept("/srv/feeds/")
    assert first != second
    assert re.fullmatch(r"/srv/feeds/[\w-]{32}", first)
    assert kept("/srv/feeds/all") == "/srv/feeds/all"


def test_a_folder_that_is_not_there_is_told_and_a_disk_that_is_full_is_tried_again(tmp_path):
    assert "make it" in wrong(str(tmp_path / "nowhere" / "name"))
    assert wrong(f"{tmp_path}/") == wrong(str(tmp_path / "name")) == ""
    (tmp_path / "file").write_text("")
    (outcome,) = put(tmp_path / "file" / "name", *MEDIUM.render(SEEDS))
    assert isinstance(outcome, Refused)
    assert outcome.why == "unreachable"


def test_a_digests_own_feed_is_as_it_was():
    """Its accounts stand as links, the first as the entry's page."""
    parsed = feedparser.parse(render_atom(SEEDS, self_url="https://x.example/feed.atom"))
    for entry, told in zip(parsed.entries, SEEDS.entries, strict=True):
        urls = list(dict.fromkeys(outlet.url for outlet in told.outlets if outlet.url))
        assert [link.href for link in entry.links] == urls
        assert entry.link == urls[0]
        assert entry.id.startswith("urn:uuid:")
