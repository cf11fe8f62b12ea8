"""Services through Apprise, against loopback servers: parts that fit, links that stay, an outcome
for each.
"""

import asyncio
import json
import subprocess
import sys
from urllib.parse import unquote_plus

import pytest
from hypothesis import given, settings

from monitor.delivery.media.apprise_services import (
    MEDIUM,
    AppriseServices,
    form_of,
    meaning,
    posts_for,
    room_of,
    wrong,
)
from monitor.delivery.transport import Envelope, Refused, Sent, Unknown
from monitor.digest.compose.compose import compose
from monitor.digest.render.parts import in_parts
from tests.delivery.receivers import CUT, SILENCE, Receiver
from tests.digest.digest_seeds import DAY_2, SOURCES, both_days
from tests.digest.digest_strategies import digests
from tests.house import HOUSE, examples

SEEDS = compose(both_days(), until=DAY_2, sources=SOURCES)
DISCORD = f"discord://123456789012345678/{'a' * 68}"
SLACK = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#one"
SERVICES = [
    DISCORD,
    SLACK,
    "ntfy://127.0.0.1:9/topic",
    "json://127.0.0.1:9/",
    "gotify://127.0.0.1/abcdefghijklmno",
    "mmost://127.0.0.1/3ccdd113474722377935511fc85d3dd4",
    "rocket://u:p@127.0.0.1/#a",
]


@pytest.fixture
def receiver():
    with Receiver() as server:
        yield server


def hrefs_of(value):
    """Every link that a digest's entries have."""
    if isinstance(value, tuple):
        return set().union(*map(hrefs_of, value))
    found = {value.href} if getattr(value, "href", None) else set()
    for name in getattr(value, "__struct_fields__", ()):
        found |= hrefs_of(getattr(value, name))
    return found


def longest(text):
    """Of its words: a link stays whole whatever a service holds."""
    return max(map(len, text.split()))


def sent(url, *texts):
    messages = texts or posts_for(SEEDS, url)
    address = MEDIUM.address(url)

    async def go():
        way = AppriseServices()
        return [
            await way.send(address, one, envelope=Envelope(key=f"d/{number}"))
            for number, one in enumerate(messages)
        ]

    return asyncio.run(go())


FORMS = {
    "json": lambda one: json.loads(one.body)["message"],
    "xml": lambda one: one.body.decode(),
    "form": lambda one: one.body.decode(),
    "ntfy": lambda one: json.loads(one.body)["message"],
    "gotify": lambda one: json.loads(one.body)["message"],
    "mmost": lambda one: json.loads(one.body)["text"],
    "matrix": lambda one: json.loads(one.body)["body"],
}
REST = {
    "gotify": "/abcdefghijklmno",
    "mmost": "/3ccdd113474722377935511fc85d3dd4",
    "ntfy": "/topic",
    "matrix": "/!room:127.0.0.1?mode=off",
}


@pytest.mark.parametrize("schema", FORMS)
def test_a_service_gets_every_part_and_every_link(receiver, schema):
    login = "user:pass@" if schema == "matrix" else ""
    url = f"{schema}://{login}127.0.0.1:{receiver.port}{REST.get(schema, '/')}"
    outcomes = sent(url)
    assert all(isinstance(one, Sent) for one in outcomes), outcomes
    came = [one for one in receiver.posted if b"Tokayev" in one.body or b"%20" in one.body]
    assert len(came) >= len(outcomes)
    everything = "\n".join(FORMS[schema](one) for one in came)
    everything = unquote_plus(everything) if schema == "form" else everything
    everything = everything.replace("&amp;", "&")
    assert hrefs_of(SEEDS.entries)
    assert [href for href in hrefs_of(SEEDS.entries) if href not in everything] == []


@pytest.mark.filterwarnings("ignore:Unverified HTTPS")
@pytest.mark.parametrize(
    ("url", "written"),
    [
        (f"{DISCORD}?verify=no", "(<{href}>)"),
        (f"{SLACK.removesuffix('/#one')}/%23one?verify=no", "<{href}|"),
    ],
)
def test_a_service_with_an_address_of_its_own_is_sent_links_in_its_own_form(
    receiver, url, written, monkeypatch
):
    """Through a proxy on loopback, which answers for it."""
    monkeypatch.setenv("HTTPS_PROXY", receiver.url)
    outcomes = sent(url)
    bodies = [json.loads(one.body) for one in receiver.posted if one.body]
    assert len(outcomes) == len(bodies)
    texts = [
        one.get("content") or one.get("text") or one["attachments"][0]["text"] for one in bodies
    ]
    limit = 2000 if "discord" in url else 35000
    assert all(len(text) <= limit for text in texts)
    everything = "\n".join(texts).replace("&amp;", "&")
    hrefs = hrefs_of(SEEDS.entries)
    assert [href for href in hrefs if written.format(href=href) not in everything] == []


@pytest.mark.parametrize("url", SERVICES)
@given(digest=digests())
@settings(max_examples=examples(10), deadline=None)
def test_parts_fit_what_a_service_holds_and_no_link_is_lost_or_cut(url, digest):
    messages = posts_for(digest, url)
    everything = "\n".join(message.text for message in messages)
    whole = in_parts(digest, form=form_of(url), size_max=10**7)[0].text
    assert [href for href in hrefs_of(digest) if (href in whole) != (href in everything)] == []
    room = room_of(url)
    assert all(len(one.text) <= room or longest(one.text) > 100 for one in messages)
    held = [number for message in messages for number in message.entries]
    assert held == [entry.number for entry in digest.entries]


@given(digest=digests())
@settings(max_examples=examples(25), deadline=None)
@pytest.mark.parametrize("form", ["text", "markdown"])
def test_only_a_link_may_be_longer_than_a_part(form, digest):
    for message in in_parts(digest, form=form, size_max=300):
        assert len(message.text) <= 300 or len(message.text.split()) == 1 or "](<" in message.text


def test_links_that_render_whole_stay_whole_in_the_smallest_parts():
    whole = in_parts(SEEDS, form="markdown", size_max=10**6)
    (one,) = whole
    small = in_parts(SEEDS, form="markdown", size_max=120)
    for href in hrefs_of(SEEDS.entries):
        assert (f"(<{href}>)" in one.text) == any(f"(<{href}>)" in part.text for part in small)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Sent),
        (403, ("setup", "chat")),
        (404, ("setup", "chat")),
        (410, ("closed", "chat")),
        (413, ("content", "message")),
        (429, ("flood", "message")),
        (500, Unknown),
        (CUT, Unknown),
        (SILENCE, Unknown),
    ],
)
def test_each_outcome_is_kept_and_names_no_place(receiver, status, outcome):
    receiver.answers = lambda _posted: (status, {})
    (came, *_) = sent(f"json://127.0.0.1:{receiver.port}/secret?rto=1&cto=1")
    if isinstance(outcome, type):
        assert isinstance(came, outcome)
    else:
        assert isinstance(came, Refused)
        assert (came.why, came.scope) == outcome
    assert "127.0.0.1" not in getattr(came, "reason", "")
    assert "secret" not in getattr(came, "reason", "")


def test_nobody_there_is_certainly_not_sent():
    with Receiver() as closed:
        port = closed.port
    (came, *_) = sent(f"json://127.0.0.1:{port}/")
    assert came == Refused(why="unreachable", reason="no connection to the service")


def test_what_is_not_clear_is_unknown():
    assert isinstance(meaning([]), Unknown)
    assert isinstance(meaning(["Socket Exception: Read timed out."]), Unknown)


def test_nothing_of_apprises_own_words_is_logged(receiver):
    """In a process of its own, for pytest listens to every logger."""
    url = f"json://127.0.0.1:{receiver.port}/very-secret"
    code = (
        "import asyncio, logging; logging.basicConfig(level=logging.DEBUG)\n"
        "from monitor.delivery.media.apprise_services import MEDIUM, AppriseServices\n"
        "from monitor.events.deliveries import Message\n"
        f"way, address = AppriseServices(), MEDIUM.address({url!r})\n"
        "print(asyncio.run(way.send(address, Message(text='hello'))))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=HOUSE
    )
    assert done.stdout.startswith("Sent")
    assert len(receiver.posted) == 1
    assert "secret" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense://x", "does not understand"),
        ("hello", "does not understand"),
        (f"{SLACK}/#two", "names several places"),
        (SLACK, ""),
    ],
)
def test_an_address_is_one_place_that_apprise_understands(url, said):
    assert said in wrong(url)
    assert bool(wrong(url)) == bool(said)


def test_check_says_which_version():
    proof = asyncio.run(MEDIUM.prove(None))
    assert (proof.ok, proof.says.startswith("version 2.")) == (True, True)


def test_without_the_library_one_line_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr("monitor.delivery.media.apprise_services.find_spec", lambda _name: None)
    assert MEDIUM.transport(None) is None
    assert "pip install" in wrong(SLACK)
    (came,) = sent(SLACK, *posts_for(SEEDS, SLACK)[:1])
    assert (came.why, came.scope) == ("setup", "chat")
