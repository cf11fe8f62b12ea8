"""Connections that end, answers that are lost, processes that are paused, a server that crashes:
nothing acknowledged is lost, nothing is written twice, and who lost the lease writes nothing.
"""

import os
import signal
import socket
import subprocess
import sys
from contextlib import closing, suppress
from threading import Event, Thread

import msgspec
import psycopg
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from log_samples import NOW

from monitor.errors import LogConflictError, LogError, LogLeaseLostError, LogUnreachableError
from monitor.events.stories_and_feeds import StoryClosed
from monitor.log.chain import text_hash
from monitor.log.postgres.log import PostgresLog
from tests.clusters import Cluster, pair, server_binaries


def named(key: str):
    return [(key, StoryClosed(story_id=key))]


@pytest.fixture
def url(cluster):
    return cluster.emptied()


@pytest.fixture
def owner(cluster, url):
    with psycopg.connect(cluster.conninfo(url), autocommit=True) as db:
        yield db


def end_others(owner) -> None:
    owner.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )


def run_out(owner) -> None:
    """The time of all leases, at once."""
    owner.execute("UPDATE monitor.leases SET ends = clock_timestamp()")


# --- leases ---


def test_one_has_the_lease_until_it_lets_go(url) -> None:
    with PostgresLog.open(url) as one, PostgresLog.open(url) as other:
        ours, theirs = one.lease("machine a"), other.lease("machine b")
        assert ours.take()
        assert not theirs.take()
        assert (theirs.holder(), ours.is_ours(), theirs.is_ours()) == ("machine a", True, False)
        ours.renew()
        one.append(named("a"), at=NOW, expected=0)
        ours.release()
        assert theirs.holder() == ""
        assert theirs.take()
        other.append(named("b"), at=NOW, expected=1)
        one.append(named("by hand"), at=NOW, expected=2)  # nobody's lease is in its way


def test_who_lost_the_lease_writes_nothing_even_on_the_newest_head(url, owner) -> None:
    with PostgresLog.open(url) as one, PostgresLog.open(url) as other:
        ours, theirs = one.lease("machine a"), other.lease("machine b")
        assert ours.take()
        run_out(owner)
        ours.renew()  # nobody took it
        run_out(owner)
        assert theirs.take()
        with pytest.raises(LogLeaseLostError, match="taken over"):
            one.append(named("late"), at=NOW, expected=one.head().position)
        with pytest.raises(LogLeaseLostError, match="machine b has taken over"):
            ours.renew()
        other.append(named("b"), at=NOW, expected=0)
        run_out(owner)
        assert ours.take()  # with a new number
        one.append(named("again"), at=NOW, expected=1)
        assert [row.key for row in one.rows()] == ["b", "again"]


def test_an_operator_may_correct_while_another_has_the_lease(url) -> None:
    with PostgresLog.open(url) as acting, PostgresLog.open(url) as by_hand:
        assert acting.lease("machine a").take()
        by_hand.append(named("correction"), at=NOW, expected=0)
        with pytest.raises(LogConflictError):
            acting.append(named("a"), at=NOW, expected=0)
        acting.append(named("a"), at=NOW, expected=1)


PAUSED = """
import os, sys
from datetime import UTC, datetime
from monitor.errors import LogLeaseLostError
from monitor.events.stories_and_feeds import StoryClosed
from monitor.log.postgres.log import PostgresLog
from monitor.log.postgres.url import ServerUrl

url = ServerUrl(text=sys.argv[1], password=os.environ["LOG_PASSWORD"])
with PostgresLog.open(url) as log:
    lease = log.lease("the paused one")
    assert lease.take()
    print("taken", flush=True)
    number = 0
    while True:
        number += 1
        key = f"paused {number}"
        try:
            head = log.head().position
            log.append([(key, StoryClosed(story_id=key))], at=datetime.now(UTC), expected=head)
        except LogLeaseLostError as error:
            print(f"lost: {error.message}", flush=True)
            break
"""


def test_a_process_that_was_paused_and_wakes_up_late_writes_nothing(cluster, url, owner) -> None:
    environment = {**os.environ, "LOG_PASSWORD": cluster.password}
    paused = subprocess.Popen(
        [sys.executable, "-c", PAUSED, url.text],
        stdout=subprocess.PIPE, env=environment, text=True,
    )  # fmt: skip
    try:
        with PostgresLog.open(url) as log:
            assert paused.stdout.readline() == "taken\n"
            paused.send_signal(signal.SIGSTOP)
            _end_paused_statement(owner)
            run_out(owner)
            assert log.lease("the other").take()
            before = log.head().position
            log.append(named("ours"), at=NOW, expected=before)
            paused.send_signal(signal.SIGCONT)
            assert "has taken over" in paused.communicate(timeout=30)[0]
            assert log.head().position == before + 1
            assert log.verify().ok
    finally:
        paused.kill()
        paused.wait(timeout=10)
        paused.stdout.close()


def _end_paused_statement(owner) -> None:
    """What it had sent before it was paused is carried out; then nothing of it is under way."""
    owner.execute("SELECT monitor.settle()")


# --- answers that are lost ---


class Proxy:
    """Between a client and the server; it can swallow what the server answers."""

    def __init__(self, port: int) -> None:
        self._server = ("127.0.0.1", port)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.swallow = Event()
        self._thread = Thread(target=self._accept, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.create_connection(self._server)
                Thread(target=self._pass, args=(client, server, False), daemon=True).start()
                Thread(target=self._pass, args=(server, client, True), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, answers: bool) -> None:  # noqa: FBT001 - of a thread
        with suppress(OSError), closing(source), closing(target):
            while data := source.recv(65536):
                if answers and self.swallow.is_set():
                    self.swallow.clear()
                    for one in (source, target):
                        one.shutdown(socket.SHUT_RDWR)
                    return
                target.sendall(data)


def test_an_append_whose_answer_is_lost_is_known_to_be_written(cluster, url) -> None:
    with closing(Proxy(cluster.port)) as proxy:
        through = msgspec.structs.replace(
            url, text=url.text.replace(str(cluster.port), str(proxy.port))
        )
        with PostgresLog.open(through) as log:
            log.append(named("a"), at=NOW, expected=0)
            proxy.swallow.set()
            (recorded,) = log.append(
                named("b"), at=NOW, expected=1, texts={text_hash("text"): "text"}
            )
            assert not proxy.swallow.is_set()
            assert recorded.position == 2
            assert [one.key for one in log.read()] == ["a", "b"]
            assert log.text(text_hash("text")) == "text"


def test_a_transaction_begins_whichever_connection_of_the_pool_broke(url, owner) -> None:
    """The pool gives them by turns: that one answers says nothing about the next."""
    with PostgresLog.open(url) as log:
        server = log.server
        with server.connection() as later, server.connection() as first:
            broken, whole = later.info.backend_pid, first.info.backend_pid
        assert owner.execute("SELECT pg_terminate_backend(%s, 5000)", (broken,)).fetchone()[0]
        met = [_backend_of(server) for _ in range(2)]
        assert met[0] == whole
        assert met[1] != broken


def _backend_of(server) -> int:
    with server.transaction() as db:
        return db.info.backend_pid


def test_an_append_that_was_cut_off_before_it_was_written_is_not(url, owner) -> None:
    """Its connection is ended while it waits for another's transaction."""
    with PostgresLog.open(url) as log:
        log.append(named("a"), at=NOW, expected=0)
        raised = []
        with psycopg.connect(owner.info.dsn, password=owner.info.password) as slow:
            slow.execute("SELECT monitor.settle()")
            appending = Thread(target=lambda: raised.append(_error_of(log)))
            appending.start()
            while not _end_waiting(owner):
                assert appending.is_alive()
            slow.rollback()
            appending.join(timeout=30)
        assert raised == [LogUnreachableError]
        assert [one.key for one in log.read()] == ["a"]
        log.append(named("b"), at=NOW, expected=1)


def _error_of(log):
    try:
        log.append(named("b"), at=NOW, expected=1)
    except LogError as error:
        return type(error)
    return None


def _end_waiting(owner) -> int:
    found = owner.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    return found.rowcount


@pytest.mark.slow
def test_a_server_that_crashes_and_comes_back_has_all_it_acknowledged() -> None:
    cluster = Cluster(server_binaries())
    try:
        cluster.make()
        cluster.start()
        url = cluster.database()
        with PostgresLog.open(url) as log:
            acknowledged = []
            for life in range(3):
                for number in range(5):
                    key = f"{life}/{number}"
                    log.append(named(key), at=NOW, expected=len(acknowledged))
                    acknowledged.append(key)
                cluster.stop(signal.SIGQUIT)
                with pytest.raises(LogUnreachableError, match=r"reached|went away"):
                    log.append(named("away"), at=NOW, expected=len(acknowledged))
                cluster.start()
                assert [one.key for one in log.read()] == acknowledged
            assert log.verify().ok
    finally:
        cluster.remove()


@pytest.mark.slow
def test_a_primary_that_dies_under_load_loses_nothing_acknowledged() -> None:
    """Its standby is synchronous; once it is promoted, the URL with both hosts finds it."""
    with pair(server_binaries()) as servers:
        acknowledged: list[str] = []
        dying, raised = Event(), []
        with PostgresLog.open(servers.url) as log:
            appending = Thread(target=_append_on, args=(log, acknowledged, dying, raised))
            appending.start()
            assert dying.wait(timeout=30)
            servers.lose_primary()
            appending.join(timeout=30)
            assert raised == [LogUnreachableError]
            with pytest.raises(LogUnreachableError):
                log.append(named("meanwhile"), at=NOW, expected=len(acknowledged))
            servers.promote()
            there = [one.key for one in log.read()]
            assert there[: len(acknowledged)] == acknowledged
            assert len(there) <= len(acknowledged) + 1  # what it could not yet speak of
            log.append(named("after"), at=NOW, expected=len(there))
            assert log.verify().ok


def _append_on(log, acknowledged, dying, raised) -> None:
    while not raised:
        key = str(len(acknowledged))
        try:
            log.append(named(key), at=NOW, expected=len(acknowledged))
            acknowledged.append(key)
        except LogError as error:
            raised.append(type(error))
        if len(acknowledged) >= 20:
            dying.set()


# --- any order of it all ---


class Schedules(RuleBasedStateMachine):
    """Writers, a reader and an executioner, in any order; the model is the list of keys."""

    cluster: Cluster

    @initialize()
    def begin(self) -> None:
        self.url = self.cluster.emptied()
        self.writers = [PostgresLog.open(self.url) for _ in range(2)]
        self.leases = [log.lease(f"writer {n}") for n, log in enumerate(self.writers)]
        self.fenced: set[int] = set()  # had the lease, and another has it now
        self.leading: int | None = None
        self.reader = PostgresLog.open(self.url, readonly=True)
        self.keys: list[str] = []
        self.heard: list[str] = []
        self.owner = psycopg.connect(self.cluster.conninfo(self.url), autocommit=True)

    @rule(who=st.integers(0, 1), many=st.integers(1, 3), kept=st.booleans())
    def append(self, who: int, many: int, *, kept: bool) -> None:
        keys = [f"{len(self.keys) + n}" for n in range(many)]
        events = [(key, StoryClosed(story_id=key)) for key in keys]
        texts = {text_hash(keys[0]): keys[0]} if kept else {}
        try:
            self.writers[who].append(events, at=NOW, expected=len(self.keys), texts=texts)
        except LogLeaseLostError:
            assert who in self.fenced
        else:
            assert who not in self.fenced
            self.keys += keys

    @rule(who=st.integers(0, 1), behind=st.integers(1, 3))
    def append_late(self, who: int, behind: int) -> None:
        expected = len(self.keys) - behind
        if expected >= 0:
            with pytest.raises((LogConflictError, LogLeaseLostError)):
                self.writers[who].append(named("late"), at=NOW, expected=expected)

    @rule(who=st.integers(0, 1))
    def take_the_lease(self, who: int) -> None:
        run_out(self.owner)
        assert self.leases[who].take()
        if self.leading not in {None, who}:
            self.fenced.add(self.leading)
        self.leading = who
        self.fenced.discard(who)

    @rule()
    def end_connections(self) -> None:
        end_others(self.owner)
        for log in self.writers:
            log.head()  # a reading statement finds a new one

    @rule()
    def read_on(self) -> None:
        self.heard += [one.key for one in self.reader.read(after=len(self.heard))]
        assert self.heard == self.keys

    @invariant()
    def positions_have_no_gaps(self) -> None:
        if hasattr(self, "owner"):
            rows = self.owner.execute("SELECT position FROM monitor.events ORDER BY 1").fetchall()
            assert [row[0] for row in rows] == list(range(1, len(self.keys) + 1))

    def teardown(self) -> None:
        if hasattr(self, "owner"):
            proof = self.writers[0].verify()
            for one in (*self.writers, self.reader, self.owner):
                one.close()
            assert (proof.ok, proof.events) == (True, len(self.keys))


@pytest.mark.slow
def test_any_schedule_of_writers_readers_and_kills_holds_the_contract(cluster) -> None:
    machine = type("Schedules", (Schedules,), {"cluster": cluster})
    case = machine.TestCase
    case.settings = settings(max_examples=8, stateful_step_count=20, deadline=None)
    case("runTest").runTest()
