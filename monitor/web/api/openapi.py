"""OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0) made from the table of pages and the types of
their documents.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from monitor import __version__
from monitor.web.answers import JSON, PROBLEM, WebProblem
from monitor.web.making.changed import StoryChange
from monitor.web.pages.page import WebPage
from monitor.web.security.guard import STREAM

_REF = "#/components/schemas/{name}"
_SLOT = re.compile(r"\{(\w+)(?::path)?\}")
_EVENTS = "text/event-stream"
Doc = dict[str, Any]


def api_path(page: WebPage) -> str:
    """Where the page's document is under /api."""
    return f"/api{'/today' if page.path == '/' else page.path}"


def described(pages: Iterable[WebPage], *, base: str) -> Doc:
    """The document that describes the API; `base` is the path of the site."""
    pages = tuple(pages)
    types = [page.document for page in pages] + [WebProblem, StoryChange]
    refs, schemas = msgspec.json.schema_components(types, ref_template=_REF)
    paths = {
        _SLOT.sub(r"{\1}", api_path(page)): {"get": _operation(page, ref, refs[-2])}
        for page, ref in zip(pages, refs, strict=False)
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "monitor", "version": __version__, "summary": "Stories of diplomacy."},
        "servers": [{"url": base or "/"}],
        "paths": {**paths, STREAM: {"get": _stream(refs[-1])}},
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"token": []}],
    }


def _operation(page: WebPage, ref: Doc, problem: Doc) -> Doc:
    what = inspect.getdoc(inspect.getmodule(page.handler)) or page.name
    operation: Doc = {
        "operationId": page.name,
        "summary": " ".join(what.split("\n\n")[0].split()),
        "parameters": [*_of_path(page), *_of_query(page)],
        "responses": {
            "200": {
                "description": "The document.",
                "headers": {"ETag": {"schema": {"type": "string"}}},
                "content": {JSON: {"schema": ref}},
            },
            "304": {"description": "It is what If-None-Match names."},
            "default": {
                "description": "What is wrong, and how to mend it.",
                "content": {PROBLEM: {"schema": problem}},
            },
        },
    }
    if page.access == "operator":
        operation["description"] = "For operators that are logged in."
    return operation


def _of_path(page: WebPage) -> Iterator[Doc]:
    for name in _SLOT.findall(page.path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _of_query(page: WebPage) -> Iterator[Doc]:
    _, defined = msgspec.json.schema_components([page.filter], ref_template=_REF)
    fields = defined[page.filter.__name__]["properties"]
    for name, schema in fields.items():
        yield {"name": name, "in": "query", "required": False, "schema": _plain(schema, defined)}
    language = {"type": "string", "description": "Of titles: en, fr, kk or ru."}
    yield {"name": "lang", "in": "query", "required": False, "schema": language}


def _plain(schema: Doc, defined: Doc) -> Doc:
    """Without a reference into what is described nowhere else."""
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return dict(defined[name]) if name in defined else schema


def _stream(ref: Doc) -> Doc:
    return {
        "operationId": "stream",
        "summary": "Server-sent events: a story each time that something changed of it.",
        "description": "Each event is called `story`; its id is a place in the log, from which "
        "`Last-Event-ID` goes on. `reset` says that too much was missed: ask for /api/today.",
        "parameters": [
            {"name": "Last-Event-ID", "in": "header", "schema": {"type": "integer"}},
        ],
        "responses": {
            "200": {"description": "The stream.", "content": {_EVENTS: {"itemSchema": ref}}},
        },
    }
