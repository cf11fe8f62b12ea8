"""The API: what its description says, and the stream."""

import asyncio
import json

import jsonschema
import pytest

from monitor.cli.root import run
from monitor.web.api import stream as streaming
from monitor.web.api.openapi import api_path
from monitor.web.pages import PAGES
from tests.web.site import Site


def filled(path, site):
    article = site.json("/api/stories/S1")["accounts"][0]["id"]
    facets = site.json("/api/stories")["facets"]
    first = {facet["name"]: facet["values"][0]["value"] for facet in facets}
    names = {"key": first["person"], "code": first["country"], "name": first["body"]}
    return path.format(story="S1", article=article, mark="x", **names)


def test_every_page_stands_in_the_description_and_answers_as_it_says(site):
    site.log_in()
    described = site.json("/api/openapi.json")
    assert described["openapi"] == "3.1.0"
    assert set(described["paths"]) == {api_path(page) for page in PAGES} | {"/api/stream"}
    for page in PAGES:
        if page.name == "edition":
            continue
        operation = described["paths"][api_path(page)]["get"]
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        document = site.json(filled(api_path(page), site))
        jsonschema.validate(document, {**described, **schema})
        assert document == site.json(filled(twin(page), site))


def twin(page):
    return "/today.json" if page.path == "/" else f"{page.path}.json"


def test_the_description_is_openapi(site):
    described = site.json("/api/openapi.json")
    for path, item in described["paths"].items():
        operation = item["get"]
        slots = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
        assert slots == {part[1:-1] for part in path.split("/") if part.startswith("{")}
        for parameter in operation["parameters"]:
            jsonschema.Draft202012Validator.check_schema(parameter["schema"])
    for schema in described["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    for reference in set(find(described, "$ref")):
        assert reference.removeprefix("#/components/schemas/") in described["components"]["schemas"]


def find(value, key):
    if isinstance(value, dict):
        if key in value:
            yield value[key]
        for inner in value.values():
            yield from find(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from find(inner, key)


def test_a_mistake_is_told_as_a_problem(site):
    for path, status in (("/api/stories/S99", 404), ("/api/nothing", 404), ("/api/unsure", 403)):
        answer = site.get(path)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == status


# --- the stream ---


class Listening:
    """What comes of the stream, as it comes: an ASGI client, for httpx waits for the whole."""

    def __init__(self, app, headers):
        self.status, self.body = None, b""
        self._came, self._gone = asyncio.Event(), asyncio.Event()
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/api/stream",
            "query_string": b"",
            "headers": [(b"host", b"localhost"), *headers],
            "client": ("127.0.0.1", 1),
        }
        self._task = asyncio.create_task(app(scope, self._receive, self._send))
        self._asked = False

    async def _receive(self):
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message):
        self.status = message.get("status", self.status)
        self.body += message.get("body", b"")
        self._came.set()

    async def until(self, words):
        while words not in self.body:
            self._came.clear()
            async with asyncio.timeout(30):
                await self._came.wait()

    async def leave(self):
        self._gone.set()
        async with asyncio.timeout(30):
            await self._task


def events_of(body):
    blocks = [block.splitlines() for block in body.decode().split("\n\n")]
    fields = [dict(line.split(": ", 1) for line in block if ": " in line) for block in blocks]
    return [(one["event"], json.loads(one["data"])) for one in fields if "event" in one]


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(streaming, "LOOK_S", 0.01)


@pytest.mark.usefixtures("quick")
def test_a_story_is_sent_when_something_changed_of_it(site):
    async def listen():
        listening = Listening(site.app, [])
        await listening.until(b"retry:")
        merging = ["--home", str(site.home), "merge", "S1", "S3"]
        assert await asyncio.to_thread(run, merging) == 0
        await listening.until(b"StoriesMerged")
        await listening.leave()
        return listening

    heard = site._runner.run(listen())
    assert heard.status == 200
    ((name, change), *_) = events_of(heard.body)
    assert (name, change["type"], change["story"]["number"]) == ("story", "StoriesMerged", 1)


@pytest.mark.usefixtures("quick")
def test_who_was_away_is_sent_what_it_missed(site):
    async def listen(after):
        listening = Listening(site.app, [(b"last-event-id", b"%d" % after)])
        await listening.until(b"event:")
        await listening.leave()
        return events_of(listening.body)

    heard = site._runner.run(listen(1))
    assert {change["story"]["number"] for _, change in heard} == {1, 2, 3, 4}


@pytest.mark.usefixtures("quick")
def test_who_was_away_for_too_long_begins_anew(site, monkeypatch):
    monkeypatch.setattr("monitor.web.making.changed.BEHIND_MAX", 2)

    async def listen():
        listening = Listening(site.app, [(b"last-event-id", b"1")])
        await listening.until(b"event:")
        await listening.leave()
        return events_of(listening.body)

    assert site._runner.run(listen()) == [("reset", {})]


def test_closing_lets_those_who_listen_go(site):
    async def listen():
        listening = Listening(site.app, [])
        await listening.until(b"retry:")
        site.app.state.stream.close()
        async with asyncio.timeout(30):
            await listening._task
        return listening.status

    assert site._runner.run(listen()) == 200


def test_only_so_many_may_listen_and_only_who_may_read(home, monkeypatch):
    monkeypatch.setattr(streaming, "LISTENERS_MAX", 0)
    with Site(home) as site:
        assert site.get("/api/stream").status_code == 503
        wrong = {"last-event-id": "x"}
        assert site.get("/api/stream", headers=wrong).status_code == 400
    with Site(home, public=False) as site:
        assert site.get("/api/stream").status_code == 401
