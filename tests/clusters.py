"""A real PostgreSQL for the tests: a cluster of its own in a temporary folder, on loopback, that
ends with the tests.
"""

from __future__ import annotations

import base64
import ctypes
import hashlib
import hmac
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import psycopg
from psycopg.conninfo import make_conninfo

from monitor.log.postgres.url import ServerUrl

VERSION_MIN = 15
OWNER = "operator"
INSTALL = "apt-get install -y postgresql"
_START_S = 60
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def server_binaries() -> Path | None:
    """The folder of the newest server here that is new enough."""
    folders = [*Path("/usr/lib/postgresql").glob("*/bin"), *_on_path()]
    found = {version: folder for folder in folders if (version := _version(folder)) >= VERSION_MIN}
    return found[max(found)] if found else None


def _on_path() -> list[Path]:
    postgres = shutil.which("postgres")
    return [Path(postgres).resolve().parent] if postgres else []


def _version(folder: Path) -> int:
    if not (folder / "initdb").exists():
        return 0
    said = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=False
    ).stdout
    number = re.search(r"\d+", said)
    return int(number[0]) if number else 0


# What a test of every engine runs on.
ENGINES = ["file", *(["server"] if server_binaries() else [])]


class Cluster:
    """`settings` are those of postgresql.conf; `host` is its address."""

    def __init__(self, binaries: Path, *, host: str = "127.0.0.1", **settings: str) -> None:
        self.binaries, self.host = binaries, host
        self.password = secrets.token_urlsafe(12)
        self.folder = Path(tempfile.mkdtemp(prefix="monitor-postgres-"))
        self.data = self.folder / "data"
        self._user = _unprivileged()
        if self._user:
            os.chown(self.folder, self._user.pw_uid, self._user.pw_gid)
        self.port = _free_port()
        self.settings = {"fsync": "off", "max_connections": "60", **settings}
        self._process: subprocess.Popen[bytes] | None = None
        self._databases = 0
        self._shared: ServerUrl | None = None

    def make(self) -> None:
        password = self.folder / "password"
        password.write_text(_known_by(self.password))
        self._own(password)
        self.run(
            "initdb", "--no-sync", "--username", OWNER, "--pwfile", password, "--encoding=UTF8",
            "--locale=C", "--auth-host=scram-sha-256", "--auth-local=trust", "-D", self.data,
        )  # fmt: skip
        with (self.data / "pg_hba.conf").open("a") as file:
            for what in ("all", "replication"):
                file.write(f"host {what} all {self.host}/24 scram-sha-256\n")

    def copy_of(self, primary: Cluster, *, name: str = "standby") -> None:
        """A standby of it, in place of `make`."""
        self.password = primary.password
        conninfo = make_conninfo(
            host=primary.host,
            port=primary.port,
            user=OWNER,
            password=self.password,
            application_name=name,
        )
        self.run(
            "pg_basebackup", "-d", conninfo, "-D", self.data, "-R", "--checkpoint=fast",
            "--no-sync",
        )  # fmt: skip

    def run(self, name: str, *args: object, **environment: str) -> None:
        done = subprocess.run(
            [str(self.binaries / name), *map(str, args)],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            env={**os.environ, "PGPASSWORD": self.password, **environment},
            **self._as_user(),
        )
        assert done.returncode == 0, done.stderr

    def start(self) -> None:
        settings = {
            "port": str(self.port),
            "listen_addresses": self.host,
            "unix_socket_directories": str(self.folder),
            **self.settings,
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [self.binaries / "postgres", "-D", self.data, *options],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                preexec_fn=end_with_parent,  # noqa: PLW1509 — it loads nothing
                **self._as_user(),
            )
        self._await_ready()

    def _await_ready(self) -> None:
        end = time.monotonic() + _START_S
        while True:
            try:
                self.connect().close()
            except psycopg.OperationalError:
                assert self._process is not None
                assert self._process.poll() is None, (self.folder / "server.log").read_text()
                assert time.monotonic() < end, (self.folder / "server.log").read_text()
                time.sleep(0.05)
            else:
                return

    def processor_s(self) -> float:
        """Of the running server and all its processes."""
        return processor_s(self._process.pid) if self._process else 0.0

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT ends sessions and writes everything down; SIGQUIT is a crash."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(timeout=_START_S)
            self._process = None

    def remove(self) -> None:
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def connect(self, database: str = "postgres", **more: object) -> psycopg.Connection:
        given = {"user": OWNER, "password": self.password, **more}
        return psycopg.connect(
            host=self.host, port=self.port, dbname=database, autocommit=True, **given
        )

    def url(self, database: str, *, user: str = OWNER, more: str = "") -> ServerUrl:
        text = f"postgresql://{user}@{self.host}:{self.port}/{database}{more}"
        return ServerUrl(text=text, password=self.password)

    def database(self, *, template: str = "template0", more: str = "") -> ServerUrl:
        """A new one."""
        self._databases += 1
        name = f"log{self._databases}"
        with self.connect() as db:
            db.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name, more=more)

    def emptied(self) -> ServerUrl:
        """A database that tests share one after another, without a log: quicker than a new one."""
        if not self._shared:
            self._shared = self.database()
        with psycopg.connect(self.conninfo(self._shared), autocommit=True) as db:
            db.execute("SET lock_timeout = '10s'")  # a test that left its log open is at fault
            ours = db.execute(
                "SELECT nspname FROM pg_namespace WHERE nspname ~ '^monitor(_|$)'"
            ).fetchall()
            for (schema,) in ours:
                db.execute(f"DROP SCHEMA {schema} CASCADE")
        return self._shared

    def conninfo(self, url: ServerUrl) -> str:
        return make_conninfo(url.text, password=self.password)

    def _own(self, path: Path) -> None:
        if self._user:
            os.chown(path, self._user.pw_uid, self._user.pw_gid)

    def _as_user(self) -> dict[str, object]:
        if not self._user:
            return {}
        return {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []}


class Pair(NamedTuple):
    """A primary and its synchronous standby, which are one address to who writes."""

    primary: Cluster
    standby: Cluster
    url: ServerUrl

    def lose_primary(self) -> None:
        self.primary.stop(signal.SIGQUIT)

    def promote(self) -> None:
        self.standby.run("pg_ctl", "promote", "-w", "-D", self.standby.data)


@contextmanager
def pair(binaries: Path) -> Iterator[Pair]:
    primary, standby = Cluster(binaries), Cluster(binaries)
    try:
        primary.make()
        primary.start()
        url = primary.database()
        standby.copy_of(primary, name="standby1")
        standby.start()
        with primary.connect() as db:
            db.execute("ALTER SYSTEM SET synchronous_standby_names = 'standby1'")
            db.execute("SELECT pg_reload_conf()")
        hosts = f"127.0.0.1:{primary.port},127.0.0.1:{standby.port}"
        text = url.text.replace(f"127.0.0.1:{primary.port}", hosts)
        both = ServerUrl(text=f"{text}?target_session_attrs=read-write", password=url.password)
        yield Pair(primary, standby, both)
    finally:
        primary.remove()
        standby.remove()


def _known_by(password: str) -> str:
    """What the server keeps of it, in place of it: derived in one round instead of 4096, since both
    sides derive it anew for each of some thousand connections.
    """
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 1)
    client, server = (hmac.digest(salted, key, "sha256") for key in (b"Client Key", b"Server Key"))
    kept = (salt, hashlib.sha256(client).digest(), server)
    salt_said, client_said, server_said = (base64.b64encode(one).decode() for one in kept)
    return f"SCRAM-SHA-256$1:{salt_said}${client_said}:{server_said}"


def _unprivileged() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    with suppress(KeyError):
        return pwd.getpwnam("postgres")
    return pwd.getpwnam("nobody")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def processor_s(pid: int) -> float:
    """Of that process and all it began, so far; 0 of one that is gone."""
    with suppress(OSError):
        after = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        own = sum(int(ticks) for ticks in after[11:15]) / os.sysconf("SC_CLK_TCK")
        begun = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return own + sum(processor_s(int(child)) for child in begun)
    return 0.0


def end_with_parent() -> None:
    """However the tests end, nothing that they began stays behind. For a child, before it becomes
    what is begun: nothing is loaded there, since another thread may hold that lock.
    """
    if _LIBC is not None:
        _LIBC.prctl(1, signal.SIGQUIT)
