"""`publish`: the pages of a home into a folder. A page is drawn only if what it shows changed since
it was written, or the program, its words or the configuration did.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from urllib.parse import quote

import msgspec
from msgspec import Struct, structs

from monitor import __version__
from monitor.log.protocol import EventLog
from monitor.pictures.world import NEARNESSES, base_document
from monitor.publishing.corrected import stories_of
from monitor.stores import Stores
from monitor.views.fact_marks import FactMarks, StoryMark, mark
from monitor.views.facts.facts import PAGE_MAX
from monitor.views.views import Views
from monitor.web.making.render import draw, static_file
from monitor.web.pages import BY_NAME
from monitor.web.pages.analysis import overviews
from monitor.web.pages.news.editions import edition
from monitor.web.pages.news.today import today
from monitor.web.pages.page import WebPage
from monitor.web.requests import PageRequest
from monitor.web.settings import WebSettings
from monitor.web.site.addresses import SiteFrame, base_map_file, part_file, twin_of
from monitor.web.site.folder import SiteFolder, SiteWritten
from monitor.web.site.lists import (
    LATEST,
    SHARD,
    MonthList,
    MonthPart,
    SearchPage,
    months_of,
    shard_of,
)
from monitor.web.words import words_of

_OVERVIEWS = ("today", "network", "map", "calendar", "compare", "about")
_SLOTS = {"person": "key", "country": "code", "body": "name"}
_STATIC = ("style.css", "pictures.css", "icon.svg", "search.js")


def _search(ask: PageRequest) -> SearchPage:
    numbers = [one.number for one in ask.facts.marks().stories]
    shards = sorted({number // SHARD for number in numbers})
    return SearchPage(shards=tuple(shards), stories=len(numbers))


def _whole_calendar(ask: PageRequest) -> Struct:
    """A file has no next page."""
    return overviews.calendar(replace(ask, query=(("limit", str(PAGE_MAX)),)))


SEARCH_PAGE = WebPage(
    path="/search",
    name="search",
    title="titles.search",
    handler=_search,
    template="search.html",
    menu="analysis",
)
MONTH_PAGE = structs.replace(BY_NAME["stories"], template="months.html")
_MENU = (*(BY_NAME[name] for name in ("today", "stories", *_OVERVIEWS[1:])), SEARCH_PAGE)


def publish(stores: Stores, settings: WebSettings, folder: Path, *, now: datetime) -> SiteWritten:
    """Raises InputError for a folder that holds something else, and what opening a log raises."""
    held = SiteFolder(folder)
    with closing(stores.log(readonly=True)) as log, stores.views() as views:
        views.catch_up(log)
        views.refresh_facts(settings.facts)
        site = _Site(held, _Source(stores, settings, views, log, now))
        site.write()
    removed = held.finish()
    return SiteWritten(
        stories=len(site.source.marks.stories),
        pages=held.pages,
        written=held.written,
        removed=removed,
    )


@dataclass(frozen=True)
class _Source:
    """The home that is shown."""

    stores: Stores
    settings: WebSettings
    views: Views
    log: EventLog
    now: datetime

    @cached_property
    def marks(self) -> FactMarks:
        return self.views.facts(self.settings.facts).marks()

    @cached_property
    def corrected(self) -> dict[str, str]:
        """Story id → a mark of the corrections that name it."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for row in self.views.corrections():
            for story_id in stories_of(row.event):
                found[story_id].append(f"{row.number} {row.undone_by}")
        return {story_id: mark(*rows) for story_id, rows in found.items()}

    @cached_property
    def program(self) -> str:
        """Of all that pages depend on beside what they show."""
        shown = sha256(__version__.encode() + msgspec.json.encode(self.settings))
        for name in ("templates", "words", "static"):
            for held in _files(resources.files("monitor.web") / name):
                shown.update(held)
        return shown.hexdigest()[:20]

    def ask(self, slots: dict[str, str], after: str = "") -> PageRequest:
        words = words_of(self.settings.language, self.settings.zone)
        return PageRequest(
            views=self.views,
            log=self.log,
            stores=self.stores,
            settings=self.settings,
            words=words,
            now=self.now,
            path=slots,
            query=(("after", after),) if after else (),
        )


def _files(folder: Traversable) -> Iterator[bytes]:
    for held in sorted(folder.iterdir(), key=lambda one: one.name):
        if held.is_file():
            yield held.name.encode() + held.read_bytes()


class _Leaf(Struct, frozen=True, kw_only=True):
    """One page to be written; an empty mark: it is drawn each time."""

    path: str
    page: WebPage
    mark: str = ""
    slots: dict[str, str] = {}
    after: str = ""  # the place in its list where it begins
    make: Callable[[PageRequest], Struct] | None = None

    @property
    def file(self) -> str:
        return part_file(self.path, self.after)


class _Site:
    def __init__(self, folder: SiteFolder, source: _Source) -> None:
        self.source, self._folder = source, folder
        self._months = months_of(source.marks.stories)
        self._leaves = list(self._planned())
        self._files = frozenset(leaf.file for leaf in self._leaves)

    def write(self) -> None:
        for leaf in self._leaves:
            self._leaf(leaf)
        self._shards()
        self._static()

    # --- what there is ---

    def _planned(self) -> Iterator[_Leaf]:
        marks = self.source.marks
        for name in _OVERVIEWS:
            make = _whole_calendar if name == "calendar" else None
            yield _Leaf(path=BY_NAME[name].path, page=BY_NAME[name], make=make)
        yield from self._edition()
        yield _Leaf(path="/search", page=SEARCH_PAGE)
        yield _Leaf(path="/stories", page=MONTH_PAGE, make=self._latest)
        for part in self._months:
            yield _Leaf(
                path=part.path, page=MONTH_PAGE, mark=self._month_mark(part), make=self._month(part)
            )
        for story in marks.stories:
            yield self._story(story)
        for (kind, of), stories in marks.named.items():
            page = BY_NAME[kind]
            path = page.path.format(**{_SLOTS[kind]: quote(of, safe="")})
            yield _Leaf(path=path, page=page, mark=stories, slots={_SLOTS[kind]: of})

    def _edition(self) -> Iterator[_Leaf]:
        """The last edition, where it is too long for the first page: each part of it is a file."""
        last = today(self.source.ask({})).edition
        if last is None or last.next is None:
            return
        page, slots, after = BY_NAME["edition"], {"mark": last.mark}, ""
        while True:
            yield _Leaf(path=page.path.format(**slots), page=page, slots=slots, after=after)
            following = edition(self.source.ask(slots, after)).edition.next
            if following is None:
                return
            after = following

    def _story(self, story: StoryMark) -> _Leaf:
        corrected = self.source.corrected.get(story.story_id, "")
        name = f"S{story.number}"
        return _Leaf(
            path=f"/stories/{name}",
            page=BY_NAME["story"],
            mark=mark(story.mark, corrected),
            slots={"story": name},
        )

    def _month_mark(self, part: MonthPart) -> str:
        """Of its stories, and of the months that its menu lists."""
        marks = {one.number: one.mark for one in self.source.marks.stories}
        return mark(*(marks[number] for number in part.numbers))

    def _latest(self, ask: PageRequest) -> MonthList:
        found = ask.facts.stories(limit=LATEST)
        months = tuple((one.path.rpartition("/")[2], len(one.numbers)) for one in self._months)
        return MonthList(name="", stories=found.stories, months=months)

    def _month(self, part: MonthPart) -> Callable[[PageRequest], MonthList]:
        def made(ask: PageRequest) -> MonthList:
            stories = (ask.facts.story(number) for number in reversed(part.numbers))
            shown = tuple(story for story in stories if story is not None)
            return MonthList(name=part.path.rpartition("/")[2], stories=shown, months=())

        return made

    # --- writing ---

    def _leaf(self, leaf: _Leaf) -> None:
        whole = mark(leaf.mark, self.source.program) if leaf.mark else ""
        twin = twin_of(leaf.file)
        kept = [self._folder.is_current(file, whole) for file in (leaf.file, twin)]
        if whole and all(kept):
            return
        ask = self.source.ask(leaf.slots, leaf.after)
        document = (leaf.make or leaf.page.handler)(ask)
        frame = SiteFrame(
            words=ask.words,
            path=leaf.path,
            query=ask.query,
            base="",
            pages=_MENU,
            page=leaf.page,
            here=leaf.file,
            files=self._files,
        )
        page = draw(leaf.page.template, frame, doc=document)
        self._folder.write(leaf.file, page.encode(), whole)
        self._folder.write(twin, msgspec.json.encode(document), whole)

    def _shards(self) -> None:
        by_shard: defaultdict[int, list[StoryMark]] = defaultdict(list)
        for story in self.source.marks.stories:
            by_shard[story.number // SHARD].append(story)
        for shard, stories in by_shard.items():
            file = f"search/{shard}.js"
            whole = mark(self.source.program, *(one.mark for one in stories))
            if self._folder.is_current(file, whole):
                continue
            ask = self.source.ask({})
            numbers = [one.number for one in stories]
            script = shard_of(ask.facts, numbers, shard, ask.words)
            self._folder.write(file, script.encode(), whole)

    def _static(self) -> None:
        static = resources.files("monitor.web") / "static"
        for name in _STATIC:
            self._folder.write(f"static/{name}", static_file(name).read_bytes(), "")
        for nearness in NEARNESSES:
            drawn = base_document(nearness).encode()
            self._folder.write(f"static/{base_map_file(nearness)}", drawn, "")
        for flag in sorted((static / "flags").iterdir(), key=lambda one: one.name):
            self._folder.write(f"static/flags/{flag.name}", flag.read_bytes(), "")
