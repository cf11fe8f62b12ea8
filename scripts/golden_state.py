"""Plays one fixed history and packs the state/ it leaves: what a home of today looks like to the
programs of years to come.

    python -m scripts.golden_state tests/log/states/2026-11-27.tar.xz

Run it with the version that is to be remembered, and add the file's figures to
tests/log/test_upgrade.py; older files stay as they are, for ever. The articles are invented; the
feed and the chat server are on this machine; the clock is MONITOR_NOW.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from monitor.clock import Clock
from monitor.engine.engine import Engine
from monitor.model import Rules
from monitor.web.security.access import AccessStore, SessionLimits
from tests.delivery.bot_api import TOKEN, BotApi

CHANNEL, READER = -1001, 501
NORTH = {"outlet": "The Northern Post", "lang": "en"}
_MEETING = (
    "President Vera Orlova received Foreign Minister Timur Serikov in Astana on 12 March 2026. "
    "They discussed trade and transport."
)
_AGAIN = (
    "Foreign Minister Timur Serikov held talks with President Vera Orlova in Astana on 12 March "
    "2026. A plan on transport was signed."
)
_RUSSIAN = (
    "Президент Вера Орлова приняла в Астане 12 марта 2026 года министра иностранных дел Тимура "
    "Серикова. Они обсудили торговлю."
)
_CALL = (
    "Prime Minister Anna Weber spoke by telephone with President Vera Orlova on 14 March 2026 "
    "about grain and ports."
)
_OTHER = (
    "Foreign Minister Luis Costa visited Rome on 15 March 2026 and met President Marco Falcone. "
    "They discussed energy."
)
_EDITED = f"{_OTHER} The two signed an agreement on gas worth 3 billion euros."
ARTICLES = [
    {
        "id": "meeting",
        "published": "2026-03-12",
        "title": "Orlova received Serikov",
        "text": _MEETING,
        **NORTH,
    },
    {
        "id": "again",
        "published": "2026-03-13",
        "title": "Serikov in Astana",
        "text": _AGAIN,
        "outlet": "Courier",
        "lang": "en",
    },
    {
        "id": "russian",
        "published": "2026-03-13",
        "title": "Орлова и Сериков",
        "text": _RUSSIAN,
        "outlet": "Вестник",
        "lang": "ru",
    },
    {
        "id": "call",
        "published": "2026-03-14",
        "title": "Weber telephoned Orlova",
        "text": _CALL,
        **NORTH,
    },
    {"id": "other", "published": "2026-03-15", "title": "Costa in Rome", "text": _OTHER, **NORTH},
    {"id": "empty", "published": "2026-03-15", "title": "…", "text": "…", **NORTH},
]
LATER = [
    {"id": "other", "published": "2026-03-15", "title": "Costa in Rome", "text": _EDITED, **NORTH},
    {"id": "late", "published": "2026-06-20", "title": "Weber in Paris",
        "text": "Prime Minister Anna Weber arrived in Paris on 20 June 2026.", **NORTH},
]  # fmt: skip
_FEED = (
    """<?xml version="1.0"?><rss version="2.0"><channel><title>A feed</title>{}</channel></rss>"""
)
_ITEM = (
    "<item><guid>{0}</guid><link>https://feed.example/{0}</link><title>Talks number "
    "{0}</title><description>President Marco Falcone met Minister Olga Lenz in Vienna, meeting "
    "number {0}.</description></item>"
)


class _Feed(BaseHTTPRequestHandler):
    """One more entry each day; knows its own ETag."""

    items = 2

    def do_GET(self) -> None:
        if self.path != "/feed":
            self.send_error(404)
            return
        tag = f'"{self.items}"'
        known = self.headers.get("If-None-Match") == tag
        body = (
            b"" if known else _FEED.format("".join(map(_ITEM.format, range(self.items)))).encode()
        )
        self.send_response(304 if known else 200)
        self.send_header("ETag", tag)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def main(file: Path) -> None:
    with tempfile.TemporaryDirectory() as place, BotApi() as api:
        api.channel(CHANNEL, "the_channel")
        api.person(READER)
        server = ThreadingHTTPServer(("127.0.0.1", 0), _Feed)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            _play(Path(place), api, f"http://127.0.0.1:{server.server_address[1]}/feed")
        finally:
            server.shutdown()
        with Engine.open(Path(place), rules=Rules(), clock=Clock(None)) as engine:
            engine.save_snapshot(events_min=0)
        let_in = _log_in(Path(place))
        file.parent.mkdir(parents=True, exist_ok=True)
        with tarfile.open(file, "x:xz") as tar:
            for name in (
                "log.db",
                "readers.db",
                "views.db",
                "feeds.db",
                "web.db",
                "snapshots/state.snapshot",
            ):
                tar.add(Path(place) / "state" / name, arcname=name)
        file.with_name(file.name.replace(".tar.xz", ".json")).write_text(
            _said(Path(place), api, let_in), encoding="utf-8"
        )


def _log_in(home: Path) -> dict[str, str]:
    """What lets an operator, a reader and a program into the pages."""
    now = datetime(2026, 6, 21, 9, 40, tzinfo=UTC)
    limits = SessionLimits(whole=timedelta(days=30), idle=timedelta(days=7))
    with AccessStore.open(home / "state" / "web.db") as access:
        token = access.token("reader", now=now)
        return {
            "token": token,
            "reader": access.enter(token, limits, now=now),
            "operator": access.log_in(access.link("operator", now=now), limits, now=now),
        }


def _said(home: Path, api: BotApi, let_in: dict[str, str]) -> str:
    """What this version says of it."""
    head = json.loads(_monitor(home, api, "log", "head", "--json"))
    told = json.loads(
        _monitor(home, api, "stories", "--json", MONITOR_NOW="2026-06-21T09:40:00+05:00")
    )["stories"]
    stories = [
        {
            "number": one["number"],
            "status": one["status"],
            "articles": {
                article["given_id"] or article["title"]: article["verdict"]
                for article in one["articles"]
            },
        }
        for one in told
    ]
    return (
        json.dumps({**head, "stories": stories, "web": let_in}, indent=1, ensure_ascii=False) + "\n"
    )


def _play(home: Path, api: BotApi, feed: str) -> None:
    (home / "config").mkdir()
    (home / "config" / "topics.toml").write_text('[all]\nname = "Diplomatic news"\n')
    (home / "config" / "monitor.toml").write_text("[rules]\nsure_diplomatic = 0\n")  # all is told
    (home / "config" / "feeds.toml").write_text(f'[a-feed]\nurl = "{feed}"\n')

    def at(day: str, *arguments: str) -> str:
        return _monitor(home, api, *arguments, MONITOR_NOW=f"{day}T09:30:00+05:00")

    at("2026-03-16", "fetch")
    at("2026-03-16", "ingest", str(_lines(home / "first.jsonl", ARTICLES)))
    at("2026-03-16", "digest", "--send")
    _Feed.items = 3
    at("2026-03-17", "fetch", "--now")
    numbers = {
        one["articles"][0]["id"]: one["number"]
        for one in json.loads(at("2026-03-17", "stories", "--json"))["stories"]
    }
    print(numbers)
    at("2026-03-17", "merge", "S2", "S3", "--reason", "tried out")
    at("2026-03-17", "undo")
    at("2026-03-17", "apart", "S1", "S2")
    at("2026-03-17", "split", "S1", "again", "--reason", "tried out")
    at("2026-03-17", "move", "again", "S1")
    at("2026-03-17", "digest", "--send")
    _run(home, api)
    at("2026-06-21", "ingest", str(_lines(home / "later.jsonl", LATER)))
    at("2026-06-21", "redact", "call", "--reason", "asked for")
    at("2026-06-21", "stories")


def _lines(path: Path, articles: list[dict[str, str]]) -> Path:
    named = [{"url": f"https://news.example/{one['id']}", **one} for one in articles]
    path.write_text(
        "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in named), encoding="utf-8"
    )
    return path


def _run(home: Path, api: BotApi) -> None:
    """A person says hello to the bot and sets an hour."""
    process = subprocess.Popen(
        [sys.executable, "-m", "monitor", "--home", str(home), "run"],
        env=_environment(api, {"MONITOR_NOW": "2026-03-18T03:00:00+05:00"}),
    )
    try:
        api.say(READER, "/start")
        api.say(READER, "/time 08:15 Asia/Almaty")
        deadline = time.monotonic() + 60
        while (
            len(api.chats[READER].texts) < len(("/start", "/time")) and time.monotonic() < deadline
        ):
            time.sleep(0.2)
        time.sleep(2)
    finally:
        process.terminate()
        process.wait(30)


def _environment(api: BotApi, more: dict[str, str]) -> dict[str, str]:
    ours = {
        "MONITOR_TELEGRAM_TOKEN": TOKEN,
        "MONITOR_TELEGRAM_URL": api.url,
        "MONITOR_CHANNEL": str(CHANNEL),
    }
    return {**os.environ, **ours, "MONITOR_ALLOW_PRIVATE_ADDRESSES": "1", **more}


def _monitor(home: Path, api: BotApi, *arguments: str, **more: str) -> str:
    command = [sys.executable, "-m", "monitor", "--home", str(home), *arguments]
    done = subprocess.run(
        command, env=_environment(api, more), capture_output=True, text=True, check=False
    )
    print(*arguments, "→", done.returncode, done.stderr.strip()[:300])
    return done.stdout


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
