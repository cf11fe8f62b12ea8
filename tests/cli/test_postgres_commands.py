"""A home whose log stands in PostgreSQL, as an operator meets it: moved there and back, backed up,
and what is said when the server is not what it should be.
"""

import json
import re
import shutil
import socket
import struct
import subprocess
import sys
from contextlib import closing
from datetime import datetime, timedelta
from threading import Thread

import msgspec
import psycopg
import pytest

from bench.made_up import made_up
from monitor.delivery.address_book import READERS
from monitor.delivery.transport import Address
from monitor.log.engines import open_log
from monitor.log.sqlite import SqliteLog
from monitor.stores import Stores
from monitor.workers import inbox
from monitor.workers.inbox import ARRIVALS
from tests.clusters import Cluster
from tests.house import HOUSE, copy_config
from tests.web.site import Site


@pytest.fixture
def url(cluster, monkeypatch):
    """Its password is in the environment."""
    monkeypatch.setenv("MONITOR_LOG_PASSWORD", cluster.password)
    return cluster.emptied()


def point(home, text: str) -> None:
    """[log] url of a home."""
    path = home / "config" / "monitor.toml"
    kept = path.read_text().split("\n[log]\n")[0]
    path.write_text(f'{kept}\n[log]\nurl = "{text}"\n')


@pytest.fixture
def moved(home, url, ask):
    """A home whose log went to the server."""
    done = ask("log", "move", url.text, home=home)
    assert done.status == 0, done.err
    point(home, url.text)
    return home


def test_a_log_moves_to_a_server_and_back_with_the_same_fingerprint(home, url, ask):
    before = ask("replay", home=home).out
    head = ask("log", "head", home=home).out
    done = ask("log", "move", url.text, home=home)
    assert done.status == 0, done.err
    assert "the same fingerprint" in done.out
    left = ask("log", "head", home=home)
    assert (left.status, "went on elsewhere" in left.err) == (1, True)
    point(home, url.text)
    assert ask("log", "head", home=home).out == head
    assert ask("replay", "--check", home=home).out == before.strip() + " · the same as live\n"
    assert ask("log", "verify", home=home).status == 0
    assert ask("merge", "S1", "S2", home=home).status == 0
    there = ask("log", "head", home=home).out
    assert there != head
    back = ask("--json", "log", "move", "file", home=home)
    assert json.loads(back.out)["events"] == int(there.split()[0])
    refused = ask("undo", home=home)
    assert (refused.status, "was moved away" in refused.err) == (1, True)
    point(home, "")
    assert ask("log", "head", home=home).out == there
    assert ask("log", "verify", home=home).status == 0
    assert ask("undo", home=home).status == 0
    again = ask("log", "move", url.text, home=home)  # it goes on from what is there
    assert again.status == 0, again.err
    point(home, url.text)
    assert ask("log", "verify", home=home).status == 0
    assert ask("stories", home=home).status == 0


def test_a_move_that_was_interrupted_goes_on(home, url, ask):
    with SqliteLog.open(home / "state" / "log.db") as file, open_log(url) as begun:
        rows = list(file.rows())
        assert list(begun.extend(rows[:4])) == [4]
        begun.extend_texts(list(file.texts())[:1])
        article = next(row.payload for row in rows if row.type == "ArticleTaken")
    name = json.loads(article)["article"]["id"]
    assert ask("redact", name, "--reason", "asked to", home=home).status == 0
    done = ask("log", "move", url.text, home=home)
    assert done.status == 0, done.err
    assert "1 erased" in done.out


# --- who readers are, and who may see the pages ---

CHAT = Address(medium="telegram", chat="-100200300", kind="channel")
READER = Address(medium="mail", chat="unmistakable@example.org", kind="private")


def known_to(home, url=None):
    with closing(Stores(home / "state", url)) as stores, stores.readers() as readers:
        return {readers.address(one): one for one in readers.reader_ids()}


def meet(home, *addresses, url=None):
    with closing(Stores(home / "state", url)) as stores, stores.readers() as readers:
        return [readers.known(address).reader_id for address in addresses]


def test_readers_and_sessions_move_with_the_log_there_and_back(home, url, ask):
    meet(home, READER)
    before = known_to(home)
    assert ask("web", "token", "newsroom", home=home).status == 0
    assert ask("log", "move", url.text, home=home).status == 0
    assert not list((home / "state").glob("readers.db*"))
    assert not list((home / "state").glob("web.db*"))
    point(home, url.text)
    assert known_to(home, url) == before
    assert "newsroom" in ask("web", "sessions", home=home).out
    meet(home, CHAT, url=url)
    there = known_to(home, url)
    assert len(there) == 2
    back = ask("log", "move", "file", home=home)
    assert back.status == 0, back.err
    point(home, "")
    assert known_to(home) == there
    assert "newsroom" in ask("web", "sessions", home=home).out
    with closing(Stores(home / "state", url)) as stores, stores.readers() as readers:
        assert readers.reader_ids() == []


def test_readers_that_an_interrupted_move_left_there_are_replaced(home, url, ask):
    meet(home, READER)
    with closing(Stores(home / "state", url)) as there:
        Stores(home / "state").bring(READERS, there, replace=False)
    meet(home, CHAT)
    before = known_to(home)
    assert ask("log", "move", url.text, home=home).status == 0
    assert known_to(home, url) == before


def test_readers_that_were_left_in_a_file_are_brought_to_where_the_log_is(moved, url, ask, cluster):
    """As they stood until monitor kept them beside the log."""
    with psycopg.connect(cluster.conninfo(url), autocommit=True) as db:
        db.execute("DROP SCHEMA IF EXISTS monitor_readers CASCADE")
    meet(moved, READER)
    before = known_to(moved)
    refused = ask("readers", "list", home=moved)
    assert (refused.status, "holds readers of this home" in refused.err) == (1, True)
    done = ask("log", "move", url.text, home=moved)
    assert done.status == 0, done.err
    assert not list((moved / "state").glob("readers.db*"))
    assert known_to(moved, url) == before
    meet(moved, CHAT)
    refused = ask("log", "move", url.text, home=moved)
    assert (refused.status, "holds other readers than" in refused.err) == (1, True)
    assert set(known_to(moved)) == {CHAT}
    assert known_to(moved, url) == before


def test_a_backup_holds_the_readers_of_a_server(moved, url, ask, tmp_path, cluster):
    meet(moved, READER, url=url)
    before = known_to(moved, url)
    assert ask("backup", tmp_path / "b.tar", home=moved).status == 0
    assert ask("restore", tmp_path / "b.tar", home=tmp_path / "file").status == 0
    assert known_to(tmp_path / "file") == before
    there, new = tmp_path / "server", cluster.database()
    shutil.copytree(moved / "config", there / "config")
    point(there, new.text)
    done = ask("restore", tmp_path / "b.tar", home=there)
    assert done.status == 0, done.err
    assert known_to(there, new) == before
    assert not list((there / "state").glob("readers.db*"))


def test_other_readers_are_not_restored_over(moved, url, ask, tmp_path, cluster):
    meet(moved, READER, url=url)
    assert ask("backup", tmp_path / "b.tar", home=moved).status == 0
    there, new = tmp_path / "server", cluster.database()
    shutil.copytree(moved / "config", there / "config")
    meet(there, CHAT, url=new)
    point(there, new.text)
    refused = ask("restore", tmp_path / "b.tar", home=there)
    assert (refused.status, "holds other readers than" in refused.err) == (1, True)
    assert set(known_to(there, new)) == {CHAT}


def test_a_reader_that_an_operator_removes_is_gone_from_the_server(moved, url, ask, cluster):
    added = ask("readers", "add", CHAT.chat, "--hour", "07:30", home=moved)
    assert added.status == 0, added.err
    assert CHAT in known_to(moved, url)
    assert ask("readers", "remove", CHAT.chat, home=moved).status == 0
    assert known_to(moved, url) == {}
    with psycopg.connect(cluster.conninfo(url), autocommit=True) as db:
        db.execute("CHECKPOINT")
        paths = db.execute(
            "SELECT pg_relation_filepath(oid) FROM pg_class "
            "WHERE relnamespace = 'monitor_readers'::regnamespace AND relkind = 'r'"
        ).fetchall()
    assert not any(CHAT.chat.encode() in (cluster.data / one[0]).read_bytes() for one in paths)


def test_a_database_with_another_log_is_not_moved_into(home, url, ask):
    with SqliteLog.open(home / "state" / "log.db") as file, open_log(url) as other:
        assert list(other.extend(list(file.rows())[:4])) == [4]
        other.append([("k", next(iter(file.read())).event)], at=next(file.read()).at, expected=4)
    done = ask("log", "move", url.text, home=home)
    assert (done.status, "holds another log (5 events)" in done.err) == (1, True)
    assert ask("log", "verify", home=home).status == 0


def test_a_new_home_does_not_begin_anew_beside_its_file(home, url, ask):
    point(home, url.text)
    done = ask("ingest", "-q", home / "config", home=home)
    assert done.status == 1
    assert "log move" in done.err


def test_a_new_home_begins_on_a_server(url, ask, tmp_path):
    copy_config(tmp_path)
    point(tmp_path, url.text)
    done = ask("ingest", "-q", HOUSE / "seeds", home=tmp_path)
    assert done.status == 0, done.err
    assert not list((tmp_path / "state").glob("log.db*"))
    assert ask("stories", home=tmp_path).out.count("S") >= 4
    assert ask("replay", "--check", home=tmp_path).status == 0


def test_what_stands_there_is_told_of_a_server_too(moved, url, ask, cluster):
    status = ask("--json", "status", home=moved)
    document = json.loads(status.out)
    assert document["log_at"] == url.text
    assert document["log_bytes"] > 0
    assert f"server    {url.text}" in ask("status", home=moved).out
    check = ask("check", home=moved)
    assert "chain ok" in check.out
    assert cluster.password not in check.out + status.out + ask("config", "show", home=moved).out


def test_pages_are_read_from_a_server_too(moved, url):
    with Site(moved, log_url=url) as site:
        assert "Tokayev" in site.get("/").text
        assert site.json("/today.json")


def test_what_acts_waits_for_who_acts_on_another_machine(moved, url, ask):
    (moved / "config" / "feeds.toml").write_text('[a]\nurl = "http://127.0.0.1:9/feed"\n')
    with open_log(url) as elsewhere:
        lease = elsewhere.lease("process 7 on another")
        assert lease.take()
        for command in (["fetch"], ["digest", "--send"], ["log", "move", "file"]):
            done = ask(*command, home=moved)
            assert (done.status, "process 7 on another already acts" in done.err) == (1, True)
        assert ask("merge", "S1", "S2", home=moved).status == 0
        lease.release()
    assert "already acts" not in ask("fetch", home=moved).err


def test_clocks_that_are_apart_are_told(moved, ask, monkeypatch):
    class Behind(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) - timedelta(hours=1)

    assert "are 0 s apart" in ask("check", home=moved).out
    monkeypatch.setattr("monitor.log.postgres.log.datetime", Behind)
    out = ask("check", home=moved).out
    assert re.search(r"clock and this machine's are 3[56]\d\d s apart", out)
    assert "by NTP" in out


def test_a_server_that_may_lose_what_it_said_is_kept_is_told(moved, ask):
    done = ask("check", home=moved)  # the tests' cluster runs without fsync
    assert (done.status, "fsync off" in done.out) == (1, True)


def test_a_backup_of_it_is_restored_to_a_file_and_to_a_server(moved, ask, tmp_path, cluster):
    head = ask("log", "head", home=moved).out
    assert ask("backup", tmp_path / "b.tar", home=moved).status == 0
    assert ask("restore", tmp_path / "b.tar", home=tmp_path / "file").status == 0
    assert ask("log", "head", home=tmp_path / "file").out == head
    there = tmp_path / "server"
    shutil.copytree(moved / "config", there / "config")
    refused = ask("restore", tmp_path / "b.tar", home=there)
    assert (refused.status, "holds events" in refused.err) == (1, True)
    point(there, cluster.database().text)
    done = ask("restore", tmp_path / "b.tar", home=there)
    assert done.status == 0, done.err
    assert ask("log", "head", home=there).out == head
    assert ask("log", "verify", home=there).status == 0


def test_an_export_is_the_same_from_either_and_imported_into_either(
    home, ask, url, tmp_path, cluster
):
    before = ask("log", "export", "--texts", home=home).out
    assert ask("log", "move", url.text, home=home).status == 0
    point(home, url.text)
    assert ask("log", "export", "--texts", home=home).out == before
    (tmp_path / "log.jsonl").write_text(before)
    shutil.copytree(home / "config", tmp_path / "copy" / "config")
    point(tmp_path / "copy", cluster.database().text)
    done = ask("log", "import", tmp_path / "log.jsonl", home=tmp_path / "copy")
    assert done.status == 0, done.err
    assert ask("log", "export", "--texts", home=tmp_path / "copy").out == before


def test_a_role_is_let_in_by_a_command(moved, ask, url, cluster):
    with psycopg.connect(cluster.conninfo(url), autocommit=True) as db:
        db.execute(f"CREATE ROLE desk LOGIN PASSWORD '{cluster.password}'")
        try:
            assert ask("log", "grant", "desk", home=moved).status == 0
            point(moved, url.text.replace("operator@", "desk@"))
            assert ask("undo", home=moved).status == 1
            assert ask("merge", "S1", "S2", home=moved).status == 0
            nobody = ask("log", "grant", "nobody", home=moved)
            assert (nobody.status, "does not exist" in nobody.err) == (1, True)
        finally:
            db.execute("DROP OWNED BY desk")
            db.execute("DROP ROLE desk")


def test_a_role_serves_pages_and_sees_no_readers(moved, ask, url, cluster):
    meet(moved, READER, url=url)
    assert ask("log", "grant", "x", "--pages", "--read-only", home=moved).status == 2
    with psycopg.connect(cluster.conninfo(url), autocommit=True) as db:
        db.execute(f"CREATE ROLE pages LOGIN PASSWORD '{cluster.password}'")
        try:
            assert ask("log", "grant", "pages", "--pages", home=moved).status == 0
            theirs = msgspec.structs.replace(url, text=url.text.replace("operator@", "pages@"))
            point(moved, theirs.text)
            assert ask("web", "login", home=moved).status == 0
            with Site(moved, log_url=theirs) as site:
                assert "Tokayev" in site.log_in().get("/stories").text
                assert site.get("/feeds").status_code == 200
            for command in (["readers", "list"], ["merge", "S1", "S2"]):
                refused = ask(*command, home=moved)
                assert (refused.status, "permission denied" in refused.err) == (2, True)
        finally:
            db.execute("DROP OWNED BY pages")
            db.execute("DROP ROLE pages")


def test_a_file_knows_no_roles(home, ask):
    done = ask("log", "grant", "desk", home=home)
    assert (done.status, "knows no role" in done.err) == (1, True)


# --- words ---


def said(ask, home, text: str, *args: str) -> str:
    """The one line and the hint of a command on a home with that server."""
    point(home, text)
    done = ask(*(args or ("log", "head")), home=home)
    assert done.status in {1, 2}
    assert done.out == ""
    assert len(done.err.strip().splitlines()) <= 2, done.err
    return done.err


def test_a_server_that_is_away(url, ask, home):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    err = said(ask, home, f"postgresql://operator@127.0.0.1:{port}/log")
    assert f"the server of postgresql://operator@127.0.0.1:{port}/log cannot be reached" in err
    assert "nothing is lost" in err
    del url


def test_a_wrong_password_is_not_repeated(url, ask, home, monkeypatch):
    monkeypatch.setenv("MONITOR_LOG_PASSWORD", "wrong-password")
    err = said(ask, home, url.text)
    assert "does not let us in: password authentication failed" in err
    assert "log_password" in err
    assert "wrong-password" not in err


def test_a_password_in_the_url_is_refused_and_not_repeated(url, ask, home):
    for text in (
        url.text.replace("operator@", "operator:hush-hush@"),
        f"{url.text}?password=hush-hush",
    ):
        err = said(ask, home, text)
        assert "config/secrets.toml (log_password)" in err
        assert "hush" not in err
        done = ask("log", "move", text, home=home)
        assert (done.status, "hush" in done.err + done.out) == (2, False)
    assert "hush" not in ask("check", home=home).out


def test_a_password_may_stand_in_the_secrets(url, ask, moved, monkeypatch, cluster):
    monkeypatch.delenv("MONITOR_LOG_PASSWORD")
    secrets = moved / "config" / "secrets.toml"
    secrets.touch(mode=0o600)
    secrets.write_text(f'log_password = "{cluster.password}"\n')
    assert ask("log", "verify", home=moved).status == 0
    assert cluster.password not in ask("config", "show", home=moved).out
    del url


def test_a_database_or_role_that_is_not_there(url, ask, home):
    err = said(ask, home, url.text.rpartition("/")[0] + "/nowhere")
    assert "does not let us in" in err
    assert "createdb" in err
    # whether a role exists is nobody's business, says the server
    assert "password" in said(ask, home, url.text.replace("operator@", "nobody@"))


def test_a_setting_that_libpq_does_not_know(url, ask, home):
    err = said(ask, home, f"{url.text}?colour=red")
    assert "cannot be used" in err
    assert "colour" in err


def test_a_foreign_database(url, ask, home, cluster):
    with psycopg.connect(cluster.conninfo(url), autocommit=True) as db:
        db.execute("CREATE SCHEMA monitor CREATE TABLE cables (id integer)")
    assert "another program's, not an event log" in said(ask, home, url.text, "log", "verify")
    with cluster.connect() as db:
        db.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    assert "is in LATIN1, and UTF8 is needed" in said(ask, home, cluster.url("latin").text)


def test_no_log_on_a_server_yet(url, ask, home, tmp_path):
    shutil.copytree(home / "config", tmp_path / "new" / "config")
    assert "there is no log at" in said(ask, tmp_path / "new", url.text)


def _old_server(listening: socket.socket) -> None:
    """Says of itself that it is PostgreSQL 14, to one client."""
    client, _ = listening.accept()
    with client:
        while client.recv(8)[4:] != struct.pack("!I", 196608):  # asks for encryption first
            client.sendall(b"N")
        client.recv(4096)

        def message(kind: bytes, body: bytes) -> bytes:
            return kind + struct.pack("!I", len(body) + 4) + body

        client.sendall(
            message(b"R", struct.pack("!I", 0))
            + message(b"S", b"server_version\x0014.9\x00")
            + message(b"S", b"client_encoding\x00UTF8\x00")
            + message(b"Z", b"I")
        )
        client.recv(4096)


def test_a_server_that_is_too_old(url, ask, home):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = Thread(target=_old_server, args=(listening,))
        serving.start()
        port = listening.getsockname()[1]
        err = said(ask, home, f"postgresql://operator@127.0.0.1:{port}/log")
        serving.join(timeout=10)
    assert "is PostgreSQL 14, and 15 or newer is needed" in err
    del url


FULL = """
CREATE FUNCTION public.full() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$"""


def test_a_full_disk_loses_nothing(moved, ask, url, cluster):
    """The server's own error, raised where it would write."""
    head = ask("log", "head", home=moved).out
    with psycopg.connect(cluster.conninfo(url), autocommit=True) as db:
        db.execute(FULL)
        db.execute(
            "CREATE TRIGGER full_disk BEFORE INSERT ON monitor.events FOR EACH STATEMENT "
            "EXECUTE FUNCTION public.full()"
        )
        done = ask("merge", "S1", "S2", home=moved)
        assert done.status == 1
        assert f"the disk is full: nothing was written to {url.text}" in done.err
        assert ask("log", "head", home=moved).out == head
        db.execute("DROP FUNCTION public.full() CASCADE")
    assert ask("merge", "S1", "S2", home=moved).status == 0


def test_a_standby_is_read_and_not_written(moved, ask, url, cluster):
    standby = Cluster(cluster.binaries)
    try:
        standby.copy_of(cluster)
        standby.start()
        there = standby.url(url.text.rpartition("/")[2])
        assert "is a standby, which is only read" in said(ask, moved, there.text, "undo")
        point(moved, there.text)
        assert ask("log", "verify", home=moved).status == 0
        both = f"postgresql://operator@127.0.0.1:{standby.port},127.0.0.1:{cluster.port}/"
        point(moved, f"{both}{there.text.rpartition('/')[2]}?target_session_attrs=read-write")
        done = ask("merge", "S1", "S2", home=moved)
        assert done.status == 0, done.err
    finally:
        standby.remove()


def test_without_its_library_a_server_is_not_spoken_to(url, home):
    point(home, url.text)
    hidden = "import sys; sys.modules['psycopg'] = sys.modules['psycopg_pool'] = None\n"
    code = hidden + "from monitor.cli.root import run; sys.exit(run(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", code, "--home", home, "log", "head"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, "pip install 'psycopg" in done.stderr) == (2, True)


def test_a_log_stays_while_fetched_articles_wait_to_be_decided(moved, url, ask):
    with closing(Stores(moved / "state", url)) as stores, open_log(url) as log:
        stores.tables(ARRIVALS)
        with log.server.connection() as db:
            arrived = inbox.put(db, [made_up(1)])
        refused = ask("log", "move", "file", home=moved)
        assert (refused.status, "1 articles that were fetched wait" in refused.err) == (1, True)
        with log.server.connection() as db:
            inbox.gone(db, arrived)
    done = ask("log", "move", "file", home=moved)
    assert done.status == 0, done.err


def test_a_service_without_roles_does_not_begin_while_fetched_articles_wait(moved, url):
    """It knows nothing of them: they would wait for ever, and their feeds drop them."""
    with closing(Stores(moved / "state", url)) as stores, open_log(url) as log:
        stores.tables(ARRIVALS)
        with log.server.connection() as db:
            inbox.put(db, [made_up(1)])
    done = subprocess.run(
        [sys.executable, "-m", "monitor", "--home", moved, "run"],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert "1 articles that were fetched wait to be decided" in done.stderr
    assert "`monitor run --role read,match`" in done.stderr
    assert "Traceback" not in done.stderr
    with open_log(url) as log:
        assert not log.lease("anybody").holder()  # given back
