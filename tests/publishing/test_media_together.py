"""One publisher with readers on several media: what each is told of an edition and of what
corrects it.
"""

import asyncio
import base64
import json
from datetime import timedelta

import pytest

from bench.soak_media import soak
from monitor.delivery.media.apprise_services import AppriseServices
from monitor.delivery.media.feed_files import FeedFiles
from monitor.delivery.media.jsonl_file import FileTransport
from monitor.delivery.media.mail import Mailing
from monitor.delivery.media.smtp import CONNECTIONS, MailServer, Smtp
from monitor.delivery.media.table import medium
from monitor.delivery.media.webhook import Webhook
from monitor.delivery.transport import OneWay
from monitor.engine import corrections
from monitor.events.deliveries import EditionRendered, ReaderSubscribed
from monitor.publishing.publisher import Publisher
from tests.delivery.bot_api import BotApi
from tests.delivery.mail_server import CERTIFICATE, SILENCE, MailHouse
from tests.delivery.receivers import Receiver
from tests.publishing.newsrooms import QUICK, WISHES, newsroom

NAMES = ("mail", "webhook", "apprise", "feed")


@pytest.fixture
def world(tmp_path, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with (
        MailHouse() as mails,
        Receiver() as hooks,
        Receiver() as services,
        BotApi() as api,
        newsroom(tmp_path, api) as play,
    ):
        yield World(tmp_path, play, mails, hooks, services)


class World:
    def __init__(self, folder, play, mails, hooks, services):
        self.folder, self.play, self.mails = folder, play, mails
        self.hooks, self.services = hooks, services
        self.addresses = {
            "mail": "reader@example.org",
            "webhook": f"{hooks.url}/news",
            "apprise": f"json://127.0.0.1:{services.port}/",
            "feed": str(folder / "feed"),
        }

    def subscribe(self):
        readers = {}
        for name, chat in self.addresses.items():
            address = medium(name).address(chat)
            known = self.play.readers.known(address)
            self.play.readers.add(known.reader_id)
            event = ReaderSubscribed(
                reader_id=known.reader_id, lane=known.lane, kind=address.kind, wishes=WISHES
            )
            self.play.engine.record(lambda event=event: [event])
            readers[name] = known.reader_id
        return readers

    def send(self, **others):
        async def go():
            mailing = Mailing(sender="desk@monitor.example")
            async with (
                Smtp(MailServer.of(self.mails.url), mailing) as smtp,
                Webhook(key=b"k" * 32, allow_private=True, read_s=2.0) as webhook,
            ):
                room = Publisher(
                    engine=self.play.engine,
                    readers=self.play.readers,
                    transports={
                        "mail": smtp,
                        "webhook": webhook,
                        "apprise": AppriseServices(),
                        "feed": FeedFiles(),
                        "file": FileTransport(),
                        **others,
                    },
                    brief=self.play.brief,
                    pace=QUICK,
                    alarm=self.play.alarms.append,
                )
                channel = medium("file").address(str(self.folder / "channel.jsonl"))
                return await room.send_today(room.channel(channel), patience_s=20.0)

        return asyncio.run(go())

    def told(self):
        """What stands at each, as words."""
        feed = self.folder / "feed.json"
        items = json.loads(feed.read_text())["items"] if feed.exists() else []
        return {
            "mail": [str(one.mail.get_body(("plain",)).get_content()) for one in self.mails.mails],
            "webhook": [one.body.decode() for one in self.hooks.posted],
            "apprise": [json.loads(one.body)["message"] for one in self.services.posted],
            "feed": [f"{one['title']} {one['content_html']}" for one in items],
        }


def test_an_edition_goes_to_every_medium_once(world):
    world.subscribe()
    world.play.news("alpha")
    assert world.send().owed == ()
    assert world.send().owed == ()
    told = world.told()
    assert {name: len(texts) for name, texts in told.items()} == dict.fromkeys(NAMES, 1)
    assert all("Alpha" in texts[0] for texts in told.values())
    rendered = [
        recorded.event.medium
        for recorded in world.play.engine.log.read()
        if isinstance(recorded.event, EditionRendered)
    ]
    assert sorted(rendered) == ["apprise", "feed", "file", "mail", "webhook"]
    assert world.play.engine.replay().same


def test_a_correction_follows_where_nothing_can_be_edited(world):
    world.subscribe()
    world.play.news("alpha", "beta")
    world.send()
    before = world.told()
    world.play.engine.clock._start += timedelta(minutes=1)
    corrections.merge(world.play.engine, "S1", "S2")
    assert world.send().owed == ()
    assert world.send().owed == ()
    after = world.told()
    for name in NAMES:
        assert len(after[name]) == len(before[name]) + 1
        newest = after[name][0 if name == "feed" else -1]
        assert "Corrected 23 Nov 2026: No. 2 tells the same event as no. 1." in newest
    first, second = (one.mail for one in world.mails.mails)
    assert second["In-Reply-To"] == first["Message-ID"]
    assert json.loads(after["webhook"][1])["corrects"] == json.loads(after["webhook"][0])["id"]


def test_a_muted_story_is_left_out_and_corrected_for_nobody_twice(world):
    readers = world.subscribe()
    world.play.news("alpha", "beta")
    state = world.play.engine.state
    story = next(iter(state.stories))
    for reader_id in readers.values():
        state.readers[reader_id].wishes = state.readers[reader_id].wishes.__class__(
            topics=WISHES.topics, language="en", zone="UTC", hour="09:00", muted=(story,)
        )
    world.send()
    told = world.told()
    assert all("Alpha" not in texts[0] or "Beta" not in texts[0] for texts in told.values())


def test_who_is_refused_for_good_is_off_and_nobody_else_waits(world):
    readers = world.subscribe()
    world.mails.fault = lambda at, _to: "550 5.1.1 no such user" if at == "RCPT" else ""
    world.hooks.answers = lambda _posted: (410, {})
    world.play.news("alpha")
    assert world.send().owed == ()
    off = {name: world.play.engine.state.readers[one].off for name, one in readers.items()}
    assert off == {"mail": "closed", "webhook": "closed", "apprise": "", "feed": ""}
    assert len([line for line in world.play.alarms if "gets nothing any more" in line]) == 2
    logged = b"".join(path.read_bytes() for path in (world.folder / "state").glob("log.db*"))
    assert b"reader@example.org" not in logged
    assert base64.b64encode(b"k" * 32) not in logged


class Faulty(OneWay):
    """A medium whose program has a mistake."""

    medium = "mail"

    async def send(self, address, _message, **_how):
        raise LookupError(address.chat)


def test_a_mediums_own_mistake_keeps_nobody_elses_messages_back(world):
    readers = world.subscribe()
    world.play.news("alpha")
    assert world.send(mail=Faulty()).owed == ()
    told = world.told()
    assert {name: len(texts) for name, texts in told.items()} == {
        **dict.fromkeys(NAMES, 1),
        "mail": 0,
    }
    (lost,) = world.play.engine.archive.views.posts_unknown()
    assert lost.reader_id == readers["mail"]
    assert [
        line for line in world.play.alarms if "the medium mail has a fault (LookupError)" in line
    ]
    logged = b"".join(path.read_bytes() for path in (world.folder / "state").glob("log.db*"))
    assert b"reader@example.org" not in logged
    assert "reader@example.org" not in "".join(world.play.alarms)


def test_what_only_waits_for_a_connection_has_not_begun(world):
    """A kill leaves unknown what was in a call: no more calls than the server is asked at once."""
    subscribed = [
        medium("mail").address(f"reader{number}@example.org") for number in range(3 * CONNECTIONS)
    ]
    world.play.news("alpha")
    world.mails.fault = lambda _stage, _to: SILENCE
    engine, began = world.play.engine, []  # how many calls were under way, each time it looked

    async def go():
        async with Smtp(MailServer.of(world.mails.url), Mailing(sender="desk@x.example")) as smtp:
            room = Publisher(
                engine=engine,
                readers=world.play.readers,
                transports={"mail": smtp},
                brief=world.play.brief,
                pace=QUICK,
            )
            readers = [room.channel(one) for one in subscribed]
            for one in subscribed:
                known = world.play.readers.known(one)
                event = ReaderSubscribed(
                    reader_id=known.reader_id, lane=known.lane, kind="oneway", wishes=WISHES
                )
                engine.record(lambda event=event: [event])
            room.editor.queue(
                "digest/daily/2026-11-23/all/en",
                [engine.state.readers[one.id] for one in readers],
            )

            def enough():
                room.office.wake()  # look again at once
                began.append(sum(lane.in_call for lane in engine.state.lanes.values()))
                return len(began) > 20_000 or began[-50:].count(CONNECTIONS) == 50

            await room.office.serve(until=enough, finish_s=0.1)

    asyncio.run(go())
    assert max(began) == CONNECTIONS


@pytest.mark.slow
def test_killed_again_and_again_no_medium_has_anything_twice_and_what_is_lost_is_listed():
    found = soak(readers=10, editions=2, kills=2, speed=20.0)
    wrong = {
        name: count for name, count in found.items()
        if name.startswith(("doubled", "lost", "off,", "still owed", "calls made by"))
    }  # fmt: skip
    assert len(wrong) == 13
    assert set(wrong.values()) == {0}
    assert (found["ended with"], found["replay same"], found["log proven"]) == (0, True, True)
