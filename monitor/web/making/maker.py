"""Making pages, in any thread: who asks is looked up, a home is opened for that alone, the page's
handler makes its document, and that is drawn, or written as JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta

import msgspec

from monitor.web import forms
from monitor.web.making.changed import changes_since
from monitor.web.making.home_reader import HomeReader, OpenHome
from monitor.web.making.jobs import (
    ChangesJob,
    FollowJob,
    Job,
    Made,
    NotAllowedError,
    NotKnownError,
    PageJob,
    WhoAsks,
)
from monitor.web.making.render import Frame, draw
from monitor.web.pages.page import WebPage
from monitor.web.requests import PageRequest
from monitor.web.security.access import ACCESS, AccessStore, SessionLimits, new_cookie
from monitor.web.security.visitor import NOBODY, Visitor
from monitor.web.settings import WebSettings
from monitor.web.words import words_of


class PageMaker:
    """For one home, and several threads at once."""

    def __init__(
        self, reader: HomeReader, settings: WebSettings, *, pages: Sequence[WebPage]
    ) -> None:
        self.reader, self.settings, self.pages = reader, settings, tuple(pages)
        self.limits = SessionLimits(
            whole=timedelta(minutes=settings.session_minutes),
            idle=timedelta(minutes=settings.idle_minutes),
        )
        self._by_name = {page.name: page for page in self.pages}

    def done(self, job: Job) -> Made:
        """Raises what handlers raise, NotAllowedError for who may not see the page, and what
        opening the log raises.
        """
        match job:
            case PageJob():
                return self._page(job)
            case FollowJob():
                return Made(more=self.reader.follow())
            case ChangesJob():
                with self.reader.opened() as home:
                    return changes_since(home, job, self.settings)

    # --- who asks ---

    def access(self) -> closing[AccessStore]:
        """For the thread that calls it."""
        return closing(AccessStore(self.reader.stores.tables(ACCESS)))

    def visitor(self, who: WhoAsks, *, now: datetime) -> Visitor:
        """Whoever comes with nothing costs no look into a file."""
        found: Visitor | None = None
        if who.session or who.visit or who.token:
            with self.access() as store:
                if who.session:
                    found = store.visitor(who.session, self.limits, now=now)
                if found is None:
                    may_read = self.settings.public or (
                        bool(who.token) and store.has_token(who.token)
                    )
                    csrf = store.csrf(who.visit) if who.visit else ""
                    found = Visitor(may_read=may_read, csrf=csrf)
        return found or Visitor(may_read=self.settings.public)

    # --- a page ---

    def _page(self, job: PageJob) -> Made:
        page = self._by_name[job.name]
        visitor, cookie = self.visitor(job.who, now=job.now), ""
        check(visitor, page.access)
        if page.form and not visitor.csrf and not job.as_json:
            cookie = new_cookie()
            with self.access() as store:
                visitor = msgspec.structs.replace(visitor, csrf=store.csrf(cookie))
        frame = self.frame(
            path=job.path, query=job.query, language=job.language, page=page, visitor=visitor
        )
        with self.reader.opened(newest=visitor.operator) as home:
            document = page.handler(self._request(job, frame, home))
        if job.as_json:
            return Made(body=msgspec.json.encode(document))
        return Made(body=draw(page.template, frame, doc=document).encode(), cookie=cookie)

    def _request(self, job: PageJob, frame: Frame, home: OpenHome) -> PageRequest:
        return PageRequest(
            views=home.views,
            log=home.log,
            stores=self.reader.stores,
            settings=self.settings,
            words=frame.words,
            now=job.now,
            path=job.slots,
            query=job.query,
            operator=frame.visitor.operator,
        )

    def frame(
        self,
        *,
        path: str,
        query: tuple[tuple[str, str], ...],
        language: str,
        page: WebPage | None = None,
        visitor: Visitor = NOBODY,
    ) -> Frame:
        words = words_of(language, self.settings.zone)
        said = next((value for name, value in query if name == "said"), "")
        return Frame(
            words=words,
            path=path,
            base=self.settings.base,
            query=query,
            pages=self.pages,
            page=page,
            visitor=visitor,
            public=self.settings.public,
            json=json_path(page.path if page else path, path),
            said=forms.said_in(said, words.table["said"]),
        )


def check(visitor: Visitor, access: str) -> None:
    """Raises NotAllowedError."""
    if not visitor.may_read:
        raise NotKnownError(
            "these pages are read with a token", hint="/enter takes it; a program sends it along"
        )
    if access == "operator" and not visitor.operator:
        raise NotAllowedError(
            "this is for operators", hint="`monitor web login` makes a link that lets one in"
        )


def json_path(pattern: str, path: str) -> str:
    """The address of a page as JSON: its own with `.json`; of "/", which has no name, /today."""
    return "/today.json" if pattern == "/" else f"{path}.json"
