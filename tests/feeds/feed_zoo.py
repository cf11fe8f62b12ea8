"""Hostile feeds, each with what must be said of it: (behaviour, outcome, words in its line)."""

from __future__ import annotations

import asyncio
import gzip
import json
import struct
import zlib
from datetime import timedelta
from email.utils import format_datetime

from tests.feeds.feed_house import NOW
from tests.feeds.feed_servers import answer, feed, item, reset, rss, says, serves

GOOD = feed(5)


async def silence(_request, _writer):
    await asyncio.sleep(30)


def drips(first: bytes, drop: bytes):
    async def handle(_request, writer):
        writer.write(first)
        while not writer.is_closing():
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(0.05)

    return handle


def pours(first: bytes, flood: bytes):
    async def handle(_request, writer):
        writer.write(first)
        while not writer.is_closing():
            writer.write(flood)
            await writer.drain()
            await asyncio.sleep(0.001)  # it shares its loop with the others

    return handle


async def resets_at_once(_request, writer):
    reset(writer)


async def resets_midway(_request, writer):
    writer.write(answer(body=GOOD[:500], length=len(GOOD)))
    await writer.drain()
    await asyncio.sleep(0.05)
    reset(writer)


async def redirects_for_ever(request, writer):
    step = int(request.path.rpartition("/")[2] or 0) if request.path != "/feed" else 0
    writer.write(answer("302 Found", location=f"/{step + 1}"))


async def redirects_to_and_fro(request, writer):
    writer.write(answer("301 Moved", location="/b" if request.path == "/a" else "/a"))


async def moves_once(request, writer):
    writer.write(
        answer("301 Moved", location="/new") if request.path == "/feed" else answer(body=GOOD)
    )


async def expects_no_cookie(request, writer):
    said = "403 Forbidden" if "cookie" in request.headers else "200 OK"
    cookies = {f"x_{n}": "1" for n in range(50)}
    if request.path == "/feed":
        writer.write(answer("302 Found", location="/again", set_cookie="a=b; Path=/", **cookies))
    else:
        writer.write(answer(said, GOOD, set_cookie="c=d"))


def redirects(location: str | None):
    return says(answer("302 Found", location=location))


def zeros(megabytes: int) -> bytes:
    """As gzip, without ever holding them: the same compressed megabyte again and again."""
    one, squeezer, check = bytes(1_000_000), zlib.compressobj(9, wbits=-15), 0
    squeezed = squeezer.compress(one) + squeezer.flush(zlib.Z_FULL_FLUSH)
    for _ in range(megabytes):
        check = zlib.crc32(one, check)
    end = squeezer.flush() + struct.pack("<II", check, megabytes * len(one))
    return b"\x1f\x8b\x08" + bytes(6) + b"\xff" + squeezed * megabytes + end


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
BILLION = rss(
    [item(1, title="&l11;")],
    prolog=f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">{LAUGHS}]>',
)
QUADRATIC = rss(
    [item(1, title="&a;" * 50_000)],
    prolog=f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "{"x" * 50_000}">]>',
)
EXTERNAL = rss(
    [item(1, title="&a;")],
    prolog='<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
)
PARAMETER = rss(
    [item(1)],
    prolog=(
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;]>'
    ),
)
OLD_DTD = rss(
    [item(1)],
    prolog=(
        '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
        '"http://127.0.0.1:9/rss-0.91.dtd">'
    ),
)
RUSSIAN = rss(
    [item(1, title="Президент принял посла")], prolog='<?xml version="1.0" encoding="utf-8"?>'
).decode()
MANY = rss(f"<item><guid>{n}</guid><title>{n}</title></item>" for n in range(50_000))
BARE = "".join("<item></item>" for _ in range(3))
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "items": [{"id": "1", "title": "A talk", "content_text": "They talked."}],
}
BOMB = zeros(200)
LATER = format_datetime(NOW + timedelta(hours=3), usegmt=True)

# What takes long to parse is stopped, or read as far as it goes: which of the two, a machine's speed says.
BOUNDED = "stopped, or ok"
ZOO = {
    # --- the connection ---
    "accepts and says nothing": (silence, "failed", "silent for 6 s"),
    "drips its head": (
        drips(b"HTTP/1.1 200 OK\r\nX: ", b"x"),
        "failed",
        "no whole answer within 15 s",
    ),
    "drips its body": (drips(answer(length=10_000), b"<"), "failed", "no whole answer within 15 s"),
    "pours a body without end": (
        pours(b"HTTP/1.1 200 OK\r\n\r\n<rss>", b" " * 65_536),
        "failed",
        "larger than 3 MB",
    ),
    "pours a head without end": (
        pours(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 1_000),
        "failed",
        "not HTTP as it should be",
    ),
    "pours continues without end": (
        pours(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 20),
        "failed",
        "no whole answer",
    ),
    "resets at once": (resets_at_once, "failed", "the connection broke off"),
    "resets midway": (resets_midway, "failed", "the connection broke off"),
    "hangs up": (says(b""), "failed", "not HTTP as it should be"),
    "is no web server": (says(b"SSH-2.0-OpenSSH_9.2\r\n"), "failed", "not HTTP as it should be"),
    "sends no head": (says(GOOD), "failed", "not HTTP as it should be"),
    # --- the body's length and form ---
    "promises more than it sends": (
        says(answer(body=GOOD, length=len(GOOD) + 100)),
        "failed",
        "not HTTP as it should be",
    ),
    "promises less than it sends": (
        says(answer(body=GOOD, length=len(GOOD) - 100)),
        "ok",
        "cut off",
    ),
    "promises a negative length": (
        says(answer(body=GOOD, length=-1)),
        "failed",
        "not HTTP as it should be",
    ),
    "garbles its chunks": (
        says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        "failed",
        "not HTTP",
    ),
    "packs a bomb": (
        serves(BOMB, content_encoding="gzip"),
        "failed",
        "unpacks to more than 30 times",
    ),
    "packs a bomb twice": (
        serves(gzip.compress(BOMB), content_encoding="gzip, gzip"),
        "failed",
        "was not asked for",
    ),
    "packs half a body": (
        serves(gzip.compress(GOOD)[:-20], content_encoding="gzip"),
        "failed",
        "in the middle",
    ),
    "says it packs and does not": (
        serves(GOOD, content_encoding="gzip"),
        "failed",
        "not compressed as it says",
    ),
    "packs as nobody asked": (
        serves(b"\x0b\x02\x80", content_encoding="br"),
        "failed",
        "was not asked for: br",
    ),
    "packs in two members": (
        serves(gzip.compress(GOOD[:300]) + gzip.compress(GOOD[300:]), content_encoding="gzip"),
        "ok",
        "5 entries known",
    ),
    "deflates without a header": (
        serves(zlib.compress(GOOD)[2:-4], content_encoding="deflate"),
        "ok",
        "5 entries known",
    ),
    "deflates with a header": (
        serves(zlib.compress(GOOD), content_encoding="deflate"),
        "ok",
        "5 entries known",
    ),
    # --- redirects ---
    "redirects to itself": (redirects("/feed"), "failed", "redirects in a circle"),
    "redirects to and fro": (redirects_to_and_fro, "failed", "redirects in a circle"),
    "redirects for ever": (redirects_for_ever, "failed", "redirects more than 5 times"),
    "redirects nowhere": (redirects(None), "failed", "302 without saying where to"),
    "redirects into the disk": (
        redirects("file:///etc/passwd"),
        "failed",
        "not the web: file:///etc/passwd",
    ),
    "redirects to a script": (
        redirects("javascript:alert(1)"),
        "failed",
        "not the web: javascript",
    ),
    "redirects to a broken address": (
        redirects("http://[::1"),
        "failed",
        "not an address that can be asked",
    ),
    "redirects to a closed port": (
        redirects("http://127.0.0.1:9/"),
        "failed",
        "cannot be reached: no connection",
    ),
    "moves once": (moves_once, "ok", "5 entries known"),
    "sets cookies": (expects_no_cookie, "ok", "5 entries known"),
    # --- statuses ---
    "is not modified unasked": (
        says(answer("304 Not Modified", length=None)),
        "failed",
        "nothing was asked about",
    ),
    "asks to wait, in seconds": (
        says(answer("429 Slow", retry_after="7200")),
        "waiting",
        "until 2026-11-23 11:00 UTC",
    ),
    "asks to wait, by date": (
        says(answer("429 Slow", retry_after=LATER)),
        "waiting",
        "until 2026-11-23 12:00 UTC",
    ),
    "asks to wait, in nonsense": (
        says(answer("429 Slow", retry_after="soon")),
        "failed",
        "429: too many requests",
    ),
    "asks to wait a lifetime": (
        says(answer("503 No", retry_after="9" * 30)),
        "waiting",
        "until 2026-11-30",
    ),
    "fails": (says(answer("500 Oops", b"<html>")), "failed", "500: the server fails"),
    "wants a password": (says(answer("401 No")), "failed", "401: wants a password"),
    "refuses": (says(answer("403 No")), "failed", "403: refuses us"),
    "is not there": (says(answer("404 No")), "failed", "404: no such page"),
    "is gone": (says(answer("410 Gone")), "gone", "410: gone for ever"),
    "has no content": (says(answer("204 Nothing", length=None)), "failed", "204"),
    "answers in part": (says(answer("206 Partial", GOOD)), "failed", "206"),
    "invents a status": (says(answer("999 Denied")), "failed", "999"),
    # --- what is no feed ---
    "is empty": (serves(b""), "failed", "an empty answer"),
    "is a page": (
        serves(b"<!doctype html><html><body><rss>", content_type="text/html"),
        "failed",
        "a web page",
    ),
    "is a picture": (serves(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 50), "failed", "not a feed"),
    "names a file": (serves(b"/etc/passwd", content_type="text/plain"), "failed", "not a feed"),
    "names an address": (
        serves(b"http://127.0.0.1:9/", content_type="text/plain"),
        "failed",
        "not a feed",
    ),
    "is other XML": (serves(b"<?xml version='1.0'?><svg/>"), "failed", "not a feed"),
    "is other JSON": (serves(b'{"a": 1}'), "failed", "JSON, but no feed"),
    "is broken JSON": (
        serves(b'{"version": "https://jsonfeed.org/version/1", "items": ['),
        "failed",
        "broken JSON",
    ),
    "nests JSON without end": (serves(b'{"a":' * 100_000), "failed", "broken JSON"),
    # --- what is a feed, of a kind ---
    "laughs a billion times": (serves(BILLION), "ok", "entities of its own"),
    "grows by the square": (serves(QUADRATIC), "ok", "entities of its own"),
    "reads a file into itself": (serves(EXTERNAL), "ok", "entities of its own"),
    "fetches its own definition": (serves(PARAMETER), "ok", "entities of its own"),
    "has an old definition": (serves(OLD_DTD), "ok", "1 entries known"),
    "has 50,000 entries": (serves(MANY), "ok", "50000 entries: only the first 1000 are looked at"),
    "has NUL bytes": (
        serves(GOOD.replace(b"Minister", b"Mini\x00ster\x08")),
        "ok",
        "5 entries known",
    ),
    "lies: UTF-8, is windows-1251": (serves(RUSSIAN.encode("cp1251")), "ok", "1 entries known"),
    "lies: UTF-16, is UTF-8": (
        serves(RUSSIAN.replace("utf-8", "utf-16").encode()),
        "ok",
        "1 entries known",
    ),
    "lies: a codec that is no charset": (
        serves(RUSSIAN.replace("utf-8", "punycode").encode("cp1251")),
        "ok",
        "1 entries known",
    ),
    "is UTF-16": (serves(RUSSIAN.encode("utf-16")), "ok", "1 entries known"),
    "stops in the middle": (serves(GOOD[: len(GOOD) // 2]), "ok", "cut off"),
    "is badly nested": (serves(GOOD.replace(b"</title>", b"</titel>")), "ok", "broken XML"),
    "nests without end": (
        serves(b"<rss version='2.0'><channel>" + b"<a>" * 200_000),
        BOUNDED,
        "",
    ),
    "never ends a tag": (
        serves(b"<rss version='2.0'><channel><item><title>" + b"<a" * 400_000),
        BOUNDED,
        "",
    ),
    "comes from the future": (
        serves(rss([item(1, at=NOW + timedelta(days=9_000))])),
        "ok",
        "1 entries known",
    ),
    "knows no calendar": (
        serves(rss([item(1).replace("2026", "999999999").replace("Nov", "Brumaire")])),
        "ok",
        "1 entries known",
    ),
    "gives one guid to all": (
        serves(rss(item(n, guid="1") for n in range(5))),
        "ok",
        "5 entries known",
    ),
    "gives one link to all": (
        serves(rss(item(n, link="https://news.example/") for n in range(5))),
        "ok",
        "5 entries known",
    ),
    "tells everything twice": (serves(rss([item(1), item(1), item(2)])), "ok", "2 entries known"),
    "has empty entries": (serves(rss([BARE])), "ok", "1 entries known"),
    "has a title of 500 KB": (
        serves(rss([item(1, title="word " * 100_000)])),
        "ok",
        "1 entries known",
    ),
    "links to scripts": (
        serves(rss([item(1, link="javascript:alert(1)")])),
        "ok",
        "1 entries known",
    ),
    "writes HTML into titles": (
        serves(rss([item(1, title="&lt;b&gt;A&lt;/b&gt; &lt;script&gt;x&lt;/script&gt;")])),
        "ok",
        "1 entries known",
    ),
    "is a JSON feed": (
        serves(json.dumps(JSON_FEED).encode(), content_type="application/json"),
        "ok",
        "1 entries known",
    ),
    "is a JSON feed of nonsense": (
        serves(
            json.dumps(JSON_FEED | {"items": [1, None, {"id": [], "url": 7, "title": {}}]}).encode()
        ),
        "ok",
        "1 entries known",
    ),
}
