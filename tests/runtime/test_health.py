"""What watches the service: /healthz, /metrics, log lines, and the numbers of `status`."""

import asyncio
import json
import logging
import re
from datetime import UTC, datetime, timedelta

import pytest

from monitor.events.deliveries import DeliveryQueued, Wishes
from monitor.runtime.health import Metric, ailing, exposed, listening
from monitor.runtime.incidents import Troubles, cause_of
from monitor.runtime.lock import acting, holder
from monitor.runtime.log_lines import Lines, as_json, for_people
from monitor.runtime.loop_lag import Lag, probed
from monitor.runtime.service import settle_memory
from monitor.runtime.status import next_slots, outbox_of
from tests.runtime.service_house import NOW, SLOW, WISHES, Play, news, subscribe, until

SAMPLE = re.compile(r'[a-z_]+(\{[a-z]+="[^"]*"\})? [0-9.e+-]+')


@pytest.fixture
def play(tmp_path):
    return Play(tmp_path)


async def asked(port, path, *, method="GET"):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{method} {path} HTTP/1.1\r\nHost: here\r\n\r\n".encode())
    raw = (await reader.read()).decode()
    writer.close()
    head, _, body = raw.partition("\r\n\r\n")
    return int(head.split()[1]), body


def test_health_is_200_while_all_is_well_and_503_with_the_reason_otherwise(play):
    async def living():
        async with (
            play.serving() as running,
            await listening(running, running.lag, port=0) as server,
        ):
            port = server.sockets[0].getsockname()[1]
            await until(lambda: "digests" in running.seen.done)
            assert await asked(port, "/healthz") == (200, '{"ok": true, "wrong": []}\n')
            running.troubles.failed("feeds", OSError(28, "No space left on device"))
            status, body = await asked(port, "/healthz")
            assert (status, json.loads(body)["ok"]) == (503, False)
            assert "the disk is full" in json.loads(body)["wrong"][0]

    asyncio.run(living())


def test_a_job_that_was_not_done_for_long_is_an_ailment(play):
    play.rhythm = SLOW

    async def living():
        async with play.serving() as running:
            await until(lambda: "digests" in running.seen.done)
            assert await ailing(running) == []
            play.clock.at = NOW + timedelta(days=5)
            assert any(
                line.startswith("digests: not done since 2026-11-23T08:00:00")
                for line in await ailing(running)
            )

    asyncio.run(living())


def test_metrics_are_what_prometheus_reads_and_name_no_reader(play):
    async def living():
        async with play.serving() as running:
            await running.house.hand(lambda: news(running.house.engine, "water"))
            play.clock.at = NOW + timedelta(hours=1)
            await until(lambda: play.shown)
            async with await listening(running, running.lag, port=0) as server:
                return await asked(server.sockets[0].getsockname()[1], "/metrics")

    status, body = asyncio.run(living())
    assert status == 200
    samples = [line for line in body.splitlines() if not line.startswith("#")]
    assert all(SAMPLE.fullmatch(line) for line in samples), samples
    values = dict(line.rsplit(" ", 1) for line in samples)
    assert (values["monitor_stories_open"], values["monitor_readers"]) == ("1", "1")
    assert values["monitor_next_slot_timestamp_seconds"] == str(
        datetime(2026, 11, 24, 9, tzinfo=UTC).timestamp()
    )
    assert 'monitor_job_done_timestamp_seconds{job="digests"}' in values
    assert str(play.home) not in body


def test_anything_else_is_refused(play):
    async def living():
        async with (
            play.running() as running,
            await listening(running, running.lag, port=0) as server,
        ):
            port = server.sockets[0].getsockname()[1]
            return (await asked(port, "/else"))[0], (await asked(port, "/healthz", method="POST"))[
                0
            ]

    assert asyncio.run(living()) == (404, 405)


def test_a_label_cannot_break_out_of_its_line():
    metric = Metric(name="m", says="s", kind="counter", values=(('job="a"', 2.0),))
    assert exposed([metric]) == '# HELP m_total s\n# TYPE m_total counter\nm_total{job="a"} 2.0\n'


def test_the_probe_sees_what_holds_the_loop_up():
    async def living():
        async with probed(Lag(), every_s=0.005) as lag:
            await asyncio.sleep(0.05)
            deadline = datetime.now(UTC) + timedelta(seconds=0.2)
            while datetime.now(UTC) < deadline:
                pass
            await asyncio.sleep(0.02)
        return lag

    lag = asyncio.run(living())
    assert lag.worst_s > 0.15
    assert lag.over >= 1
    settle_memory()


# --- log lines ---


def line(write, secrets=(), **values):
    record = logging.makeLogRecord(
        {"msg": "feed asked", "levelno": logging.INFO, "levelname": "INFO", "created": 0.0}
    )
    record.__dict__.update(values)
    return Lines(write, secrets=secrets).format(record)


def test_a_line_for_machines_is_one_json_document_with_its_values_by_key():
    found = json.loads(line(as_json, feed="https://news.example/", new=3))
    assert (found["says"], found["feed"], found["new"]) == (
        "feed asked",
        "https://news.example/",
        3,
    )
    assert found["at"] == "1970-01-01T00:00:00.000+00:00"


def test_a_line_for_people_is_timed_by_the_clock_of_the_home():
    at = datetime(2026, 11, 29, 8, 0, tzinfo=UTC).timestamp()
    record = logging.makeLogRecord({"msg": "words", "levelno": logging.INFO, "created": at})
    assert for_people(record, "", zone="Asia/Almaty").startswith("2026-11-29 13:00:00  words")


def test_a_line_for_people_shows_values_by_key_and_nothing_a_terminal_obeys():
    assert line(for_people, reason="no answer\x1b[31m", new=3).endswith(
        "feed asked  reason=“no answer�[31m”  new=3"
    )


@pytest.mark.parametrize("write", [as_json, for_people])
def test_a_secret_never_comes_out_wherever_it_stood(write):
    assert "s3cret" not in line(
        write, secrets=["s3cret", ""], url="https://api.example/bots3cret/getMe"
    )


# --- troubles ---


def test_one_cause_is_one_line_however_many_jobs_meet_it_and_one_when_all_are_well():
    said = []
    troubles = Troubles(said.append)
    full = OSError(28, "No space left on device")
    for _ in range(3):
        for job in ("feeds", "digests"):
            troubles.failed(job, full)
    assert len(said) == 1
    troubles.well("feeds")
    assert len(said) == 1
    troubles.well("digests")
    troubles.well("digests")
    assert [words.split(": ")[1].split(";")[0] for words in said] == [
        "the disk is full",
        "goes on again",
    ]


def test_another_cause_is_another_line():
    said = []
    troubles = Troubles(said.append)
    troubles.failed("feeds", OSError(28, "No space left on device"))
    troubles.failed("feeds", ValueError("odd"))
    assert len(said) == 2
    assert cause_of(ValueError("odd")).says.startswith("a bug of ours, ValueError")


# --- how things stand ---


def test_what_is_owed_and_which_slots_come_next_is_counted(play):
    async def living():
        async with play.running() as running:
            house = running.house
            await house.hand(lambda: [subscribe(house, n, one) for n, one in enumerate(_wishes())])
            state = house.engine.state
            reader = next(iter(state.readers.values()))
            queued = DeliveryQueued(
                delivery_id="d",
                reader_id=reader.id,
                lane=reader.lane,
                purpose="digest",
                parts=1,
                edition="e",
            )
            await house.hand(lambda: house.engine.record(lambda: [queued]))
            return outbox_of(state), next_slots(state.readers.values(), NOW)

    outbox, slots = asyncio.run(living())
    assert (outbox.owed, outbox.oldest_at, outbox.on_hold) == (1, NOW, 0)
    assert [(slot.hour, slot.zone, slot.readers) for slot in slots] == [
        ("09:00", "UTC", 2),
        ("09:00", "America/New_York", 1),
    ]


def _wishes():
    return [
        WISHES,
        Wishes(topics=("all",), zone="America/New_York", hour="09:00"),
        Wishes(paused=True),
    ]


def test_who_runs_here_is_known_while_it_runs(tmp_path):
    lock = tmp_path / "run.lock"
    assert holder(lock) is None
    with acting(lock):
        assert holder(lock)
    assert holder(lock) is None
