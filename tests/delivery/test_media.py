"""The table of media: what each hands out, and what it does not load."""

import asyncio
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings

from monitor.delivery.media.folder import PaperTransport
from monitor.delivery.media.medium import Corrections
from monitor.delivery.media.messages import read
from monitor.delivery.media.table import MEDIA, medium, prefixed
from monitor.delivery.transport import MessageComparison, Sent
from monitor.digest.compose.compose import compose
from monitor.errors import ConfigError
from tests.digest.digest_seeds import DAY_2, SOURCES, both_days
from tests.digest.digest_strategies import digests
from tests.house import examples

SEEDS = compose(both_days(), until=DAY_2, sources=SOURCES)
NOTES = Corrections(notes=("S1 is part of S2.",), language="en", day="28 Nov 2026")


@pytest.mark.parametrize("name", MEDIA)
def test_every_row_is_a_medium_of_that_name(name):
    assert medium(name).name == name


def test_a_medium_that_there_is_not_is_an_error():
    with pytest.raises(ConfigError, match="there is no medium pigeon"):
        medium("pigeon")


def test_a_prefix_names_a_medium_and_what_follows_is_its_address():
    found, address = prefixed("file:digest.jsonl")
    assert (found.name, address) == ("file", "digest.jsonl")
    assert prefixed("@channel") is prefixed("file:") is prefixed("paper:here") is None


@given(digest=digests())
@settings(max_examples=examples(15), deadline=None, suppress_health_check=list(HealthCheck))
def test_every_entry_stands_in_one_message_of_each_medium_in_order(digest):
    numbers = [entry.number for entry in digest.entries]
    for name in MEDIA:
        held = [one for message in medium(name).render(digest) for one in message.entries]
        assert held == numbers


@pytest.mark.parametrize("name", MEDIA)
def test_a_correction_keeps_the_entries_and_says_what_was_corrected(name):
    message = medium(name).render(SEEDS)[0]
    corrected = medium(name).corrected(message, NOTES)
    assert corrected.entries == message.entries
    assert "S1 is part of S2." in corrected.text


def test_only_telegram_is_told_a_notice_in_its_markup():
    told = {name: medium(name).notice("<b> & c").text for name in MEDIA}
    assert told == dict.fromkeys(MEDIA, "<b> & c") | {"telegram": "&lt;b&gt; &amp; c"}


def test_a_notice_in_a_folder_is_a_line_of_its_index_and_no_page(tmp_path):
    shown = []
    transport, address = PaperTransport(shown.append), medium("paper").address(str(tmp_path))
    notice = medium("paper").notice("hello")
    assert asyncio.run(transport.send(address, notice)) == Sent(message_id=1)
    assert asyncio.run(transport.compare(address, 1, notice)) == MessageComparison(found="same")
    assert [path.name for path in tmp_path.iterdir()] == ["index.jsonl"]
    assert shown == []


def test_a_digest_in_a_folder_is_its_pages(tmp_path):
    (message,) = medium("paper").render(SEEDS)
    address = medium("paper").address(str(tmp_path))
    assert read(message.text) == SEEDS
    assert asyncio.run(PaperTransport().send(address, message)) == Sent(message_id=1)
    assert {"latest.html", "feed.atom"} < {path.name for path in tmp_path.iterdir()}


def test_what_only_composes_and_prints_loads_no_library_that_sends():
    code = (
        "import sys, monitor.cli.digest, monitor.publishing.editor; "
        "from monitor.delivery.media.table import MEDIA, medium; "
        "[medium(name) for name in MEDIA]; senders = {'telegram', 'aiosmtplib', 'apprise', "
        "'css_inline'}; sys.exit(bool(senders & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
