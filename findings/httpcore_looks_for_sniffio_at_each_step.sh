#!/usr/bin/env bash
# One would guess that an asynchronous HTTP client finds out once under which loop it runs.
# httpcore 1.0.9 imports sniffio anew at each lock and event of a request. That was a look into a dict while anyio brought
# sniffio along; anyio 4.12.0 no longer does, Python does not remember imports that failed, and each of these steps now searches
# every folder of the path: a feed reader that asks a few hundred outlets does so some thousand times a round.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/count.py" <<'PY'
import asyncio
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import PackageNotFoundError, version

import httpx


class Counter:
    searched = 0

    def find_spec(self, name, path=None, target=None):
        self.searched += name == "sniffio"


class Feed(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "6")
        self.end_headers()
        self.wfile.write(b"<rss/>")

    def log_message(self, *_):
        pass


async def ask(address, times):
    async with httpx.AsyncClient(trust_env=False) as client:
        for _ in range(times):
            (await client.get(address)).raise_for_status()


counter = Counter()
sys.meta_path.insert(0, counter)
server = ThreadingHTTPServer(("127.0.0.1", 0), Feed)
threading.Thread(target=server.serve_forever, daemon=True).start()
asyncio.run(ask(f"http://127.0.0.1:{server.server_port}/", 20))
server.shutdown()
try:
    sniffio = version("sniffio")
except PackageNotFoundError:
    sniffio = "none"
print(f"httpcore {version('httpcore')}, anyio {version('anyio')}, sniffio {sniffio}: 20 requests, {counter.searched} searches")
PY
for anyio in 4.11.0 4.12.0; do
    python3 -m venv "$folder/$anyio"
    "$folder/$anyio/bin/pip" -q install --disable-pip-version-check httpx==0.28.1 httpcore==1.0.9 "anyio==$anyio" 2>/dev/null
    "$folder/$anyio/bin/python" "$folder/count.py" | tee "$folder/said-$anyio"
done
grep -Eq 'sniffio 1[.0-9]*: 20 requests, 1 searches' "$folder/said-4.11.0"
test "$(sed 's/.*requests, \([0-9]*\) searches/\1/' "$folder/said-4.12.0")" -ge 40
