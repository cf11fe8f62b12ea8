"""Webhooks: signed, known again by their ids, tried again, and never at a private address."""

import asyncio
import base64
import hmac
import json
import re
from pathlib import Path

import pytest

from monitor.delivery.media.medium import Access, Corrections
from monitor.delivery.media.webhook import MEDIUM, Webhook, id_of, key_of_secret, wrong
from monitor.delivery.transport import Address, Envelope, Refused, Sent, Unknown
from monitor.digest.compose.compose import compose
from monitor.events.deliveries import Message
from tests.delivery.receivers import CUT, SILENCE, Receiver
from tests.digest.digest_seeds import DAY_2, SOURCES, both_days

SEEDS = compose(both_days(), until=DAY_2, sources=SOURCES)
SECRET = f"whsec_{base64.b64encode(b'k' * 32).decode()}"
NOW = 1_795_000_000
ENVELOPE = Envelope(key="digest/daily/2026-11-23/all/en/r1/0", reader_id="r1")
DOCS = Path(__file__).parents[2] / "docs" / "media.md"


@pytest.fixture
def receiver():
    with Receiver() as server:
        yield server


def posted(receiver, *messages, url="", envelope=ENVELOPE, **more):
    async def go():
        fields = {"key": key_of_secret(SECRET), "allow_private": True, "read_s": 0.5, **more}
        async with Webhook(**fields, now_s=lambda: NOW) as way:
            address = Address(medium="webhook", chat=url or f"{receiver.url}/news", kind="oneway")
            return [
                await way.send(address, one, envelope=envelope)
                for one in messages or MEDIUM.render(SEEDS)
            ]

    return asyncio.run(go())


def verified(secret, headers, body):
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = base64.b64encode(hmac.new(key, signed, "sha256").digest()).decode()
    return f"v1,{digest}" in headers["webhook-signature"].split()


def test_a_digest_is_posted_signed_and_whole(receiver):
    (outcome,) = posted(receiver)
    assert isinstance(outcome, Sent)
    (came,) = receiver.posted
    assert (came.path, came.headers["content-type"]) == ("/news", "application/json")
    assert came.headers["webhook-timestamp"] == str(NOW)
    assert verified(SECRET, came.headers, came.body)
    assert not verified(SECRET, came.headers, came.body + b" ")
    assert not verified(f"whsec_{base64.b64encode(b'x' * 32).decode()}", came.headers, came.body)
    body = json.loads(came.body)
    assert (body["type"], body["id"]) == ("digest", came.headers["webhook-id"])
    assert [entry["number"] for entry in body["digest"]["entries"]] == [1, 2, 3, 4]


def test_the_receiver_of_the_page_verifies_what_is_sent(receiver):
    posted(receiver)
    (came,) = receiver.posted
    (code,) = re.findall(r"```python\n(# verify.+?)\n```", DOCS.read_text(), re.DOTALL)
    names = {}
    exec(code, names)  # the page's own words
    names["seen"] = set()
    assert names["verified"](came.headers, came.body, SECRET, now=NOW)
    assert not names["verified"](came.headers, came.body, SECRET, now=NOW + 3600)
    assert not names["verified"](came.headers, came.body + b"x", SECRET, now=NOW)


def test_a_second_try_has_the_same_id_and_a_correction_names_what_it_corrects(receiver):
    (message,) = MEDIUM.render(SEEDS)
    posted(receiver, message, message)
    assert len({one.headers["webhook-id"] for one in receiver.posted}) == 1
    notes = Corrections(notes=("S1 is part of S2.",), language="en", day="28 Nov 2026")
    envelope = Envelope(key=f"correction/1/{ENVELOPE.key}/0", answers=ENVELOPE.key)
    posted(receiver, MEDIUM.corrected(message, notes), envelope=envelope)
    body = json.loads(receiver.posted[-1].body)
    assert (body["type"], body["corrects"]) == ("correction", id_of(ENVELOPE.key))
    assert "S1 is part of S2." in body["digest"]["summary"]


def test_a_notice_is_words(receiver):
    posted(receiver, Message(text="hello"), envelope=Envelope(key="notice/greeting/r1/0"))
    body = json.loads(receiver.posted[0].body)
    assert (body["type"], body["text"]) == ("notice", "hello")


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Sent),
        (204, Sent),
        (410, ("closed", "chat")),
        (400, ("setup", "message")),
        (404, ("setup", "message")),
        (301, ("setup", "message")),
        (500, Unknown),
        (503, Unknown),
        (408, Unknown),
        (CUT, Unknown),
        (SILENCE, Unknown),
    ],
)
def test_what_an_answer_means(receiver, status, outcome):
    receiver.answers = lambda _posted: (status, {"Location": "/elsewhere"})
    (came,) = posted(receiver)
    assert len(receiver.posted) == 1
    if isinstance(outcome, type):
        assert isinstance(came, outcome)
    else:
        assert isinstance(came, Refused)
        assert (came.why, came.scope) == outcome
        assert "127.0.0.1" not in came.reason


def test_who_says_wait_is_left_alone_for_so_long(receiver):
    receiver.answers = lambda _posted: (429, {"Retry-After": "90"})
    (came,) = posted(receiver)
    assert (came.why, came.retry_after_s) == ("flood", 90.0)
    receiver.answers = lambda _posted: (429, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"})
    (came,) = posted(receiver)
    assert came.retry_after_s == 60.0


def test_nobody_there_is_certainly_not_sent():
    with Receiver() as closed:
        url = closed.url
    (came,) = posted(None, url=url)
    assert (came.why, came.scope) == ("unreachable", "message")


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:9/x", "http://[::1]:9/x", "http://10.0.0.1/x", "https://rebound.example/"],
)
def test_a_private_address_is_asked_only_if_the_operator_says_so(receiver, url):
    async def resolve(_host, _port):
        return ["192.168.1.1"]

    (came,) = posted(receiver, url=url, allow_private=False, resolve=resolve)
    assert (came.why, came.scope) == ("setup", "chat")
    assert "MONITOR_ALLOW_PRIVATE_ADDRESSES" in came.reason
    assert receiver.posted == []


@pytest.mark.parametrize(
    "address",
    [
        "ftp://x.example",
        "https://",
        "https://u:p@x.example/",
        "https://x.example/a b",
        "x",
        "https://x.example:port/",
        "https://x.example:65536/",
        "https://xn--/",
        "https://?x",
        "https://x.example/\0",
    ],
)
def test_what_is_no_web_address_is_told(address):
    assert wrong(address)
    assert not wrong("https://hooks.example:8443/a?b=c")


@pytest.mark.parametrize("url", ["https://x.example:port/", "https://xn--/"])
def test_what_was_added_and_is_no_web_address_is_refused_and_stops_nobody(url):
    (came,) = posted(None, url=url)
    assert (came.why, came.scope) == ("setup", "chat")
    assert "x.example" not in came.reason


def test_without_a_secret_there_is_no_way_and_check_says_how_to_make_one():
    assert MEDIUM.transport(Access()) is None
    proof = asyncio.run(MEDIUM.prove(Access()))
    assert (proof.ok, "openssl rand" in proof.hint) == (False, True)
    assert asyncio.run(MEDIUM.prove(Access(webhook_secret=SECRET))).ok
