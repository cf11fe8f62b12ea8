"""Documents drawn by templates: everything is escaped, an unknown name is a mistake, and what
templates may call stands here.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping, Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from msgspec import Struct

from monitor.digest import sanitize
from monitor.digest.render.walk import beside_place, lines_told, update_mark
from monitor.digest.wording.locale import flag
from monitor.pictures.world import Nearness
from monitor.web.forms import WhatWasDone
from monitor.web.pages.analysis import drawn
from monitor.web.pages.page import WebPage
from monitor.web.security.visitor import NOBODY, Visitor
from monitor.web.words import PageWords, languages

_STATIC = resources.files("monitor.web") / "static"
_PICTURES = resources.files("monitor.pictures") / "data"
_VERSION_DIGITS = 12


class Frame(Struct, frozen=True, kw_only=True):
    """What stands around a page. `path` is its own address without the base of the site, `query`
    what was asked; `page` is None where it is an error's.
    """

    words: PageWords
    path: str
    base: str
    query: Sequence[tuple[str, str]] = ()
    pages: tuple[WebPage, ...] = ()
    page: WebPage | None = None
    visitor: Visitor = NOBODY
    public: bool = True
    said: WhatWasDone | None = None
    json: str = ""  # the address of the same as JSON

    @property
    def fixed(self) -> bool:
        """Whether the page is a file: nothing can be asked of it."""
        return False

    @property
    def base_maps(self) -> Mapping[Nearness, str]:
        """Where base maps stand that pages share; none: each draws its own."""
        return {}

    def url(self, path: str, **query: object) -> str:
        """Of this site: with its base, and what of the query is not empty. The language that was
        asked for stays.
        """
        kept: dict[str, object] = {name: value for name, value in self.query if name == "lang"}
        return f"{self.base}{path}{_query(kept | query)}"

    def again(self, **query: object) -> str:
        """The page with its filters, and these in place of its own; an empty one is left out."""
        return f"{self.base}{self.path}{_query({**_all(self.query), 'said': None, **query})}"

    @property
    def back(self) -> str:
        """The page with its filters, without the base: where a form leads back to."""
        return f"{self.path}{_query({**_all(self.query), 'said': None})}"

    @property
    def as_json(self) -> str:
        """The page with its filters, as JSON."""
        return f"{self.base}{self.json}{_query(_all(self.query))}"

    def static(self, name: str) -> str:
        return f"{self.base}/static/{name}?v={static_version(name)}"


def _all(query: Sequence[tuple[str, str]]) -> dict[str, object]:
    kept: dict[str, list[str]] = {}
    for name, value in query:
        kept.setdefault(name, []).append(value)
    return dict(kept)


def _query(values: dict[str, Any]) -> str:
    wanted = {name: value for name, value in values.items() if value not in (None, "", [])}
    return f"?{urlencode(wanted, doseq=True)}" if wanted else ""


@functools.cache
def environment() -> Environment:
    made = Environment(
        loader=PackageLoader("monitor.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.loopcontrols"],
        auto_reload=False,  # else each page asks for the times of all its files
    )
    made.globals |= {
        "has_flag": has_flag,
        "languages": languages(),
        "lines_told": lines_told,
        "beside_place": beside_place,
        "update_mark": update_mark,
        **drawn.GLOBALS,
    }
    made.filters |= {"link": sanitize.link, "clean": sanitize.text}
    return made


@functools.cache
def has_flag(code: str) -> bool:
    """Whether there is a picture of an uncontested flag."""
    return bool(flag(code)) and (_STATIC / "flags" / f"{code}.svg").is_file()


@functools.cache
def static_version(name: str) -> str:
    """Of a file, for its address: a new file is asked for anew, an old one is kept."""
    return hashlib.sha256(static_file(name).read_bytes()).hexdigest()[:_VERSION_DIGITS]


def static_file(name: str) -> Traversable:
    """The colours of pictures belong to the pictures."""
    own = _STATIC / name
    return own if own.is_file() else _PICTURES / name


def draw(template: str, frame: Frame, **values: Any) -> str:
    """The whole page, as HTML; `doc` is what its handler made."""
    words = frame.words
    return (
        environment()
        .get_template(template)
        .render(frame=frame, words=words, say=words.say, count=words.count, **values)
    )
