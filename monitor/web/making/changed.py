"""The stories that changed behind a place in the log, as server-sent events say it
(https://html.spec.whatwg.org/multipage/server-sent-events.html).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

import msgspec
from msgspec import Struct

from monitor.events.deliveries import TellingEvent
from monitor.events.stories_and_feeds import Event, FeedEvent
from monitor.log.protocol import Recorded
from monitor.publishing.corrected import stories_of
from monitor.views.views import Views
from monitor.web.making.home_reader import OpenHome
from monitor.web.making.jobs import ChangesJob, Made
from monitor.web.pages.news.lines import StoryLine, story_line
from monitor.web.requests import passing_of
from monitor.web.settings import WebSettings
from monitor.web.words import words_of

BEHIND_MAX = 2_000  # events of the log that are gone through for who was away


class StoryChange(Struct, frozen=True, kw_only=True):
    """`position` is the place in the log; `type` the event by which the story changed."""

    position: int
    at: str
    type: str
    story: StoryLine


def changes_since(home: OpenHome, job: ChangesJob, settings: WebSettings) -> Made:
    head, after = home.log.head().position, job.after
    if after is None or after >= head:
        return Made(position=head)
    if job.or_reset and head - after > BEHIND_MAX:
        reset = _said("reset", head, b"{}")
        return Made(position=head, said=dict.fromkeys(job.languages, reset))
    last: dict[str, Recorded] = {}
    for recorded in islice(home.log.read(after=after), BEHIND_MAX):
        after = recorded.position
        last |= dict.fromkeys(changed(recorded.event), recorded)
    said = {
        language: b"".join(_stories(home.views, last, language, settings))
        for language in job.languages
    }
    return Made(position=after, said=said)


def _stories(
    views: Views, last: Mapping[str, Recorded], language: str, settings: WebSettings
) -> Iterator[bytes]:
    words = words_of(language, settings.zone).frame
    passing = passing_of(settings.facts)
    for story_id, recorded in last.items():
        row = views.story(story_id)
        if row is None:
            continue
        change = StoryChange(
            position=recorded.position,
            at=recorded.at.isoformat(timespec="seconds"),
            type=type(recorded.event).__name__,
            story=story_line(views, row, words, passing),
        )
        yield _said("story", recorded.position, msgspec.json.encode(change))


def changed(event: Event) -> tuple[str, ...]:
    """The stories of which an event changed something that is shown."""
    if isinstance(event, TellingEvent | FeedEvent):
        return ()
    story_id = getattr(event, "story_id", None)
    return stories_of(event) or ((story_id,) if story_id else ())


def _said(name: str, position: int, data: bytes) -> bytes:
    return b"event: %s\nid: %d\ndata: %s\n\n" % (name.encode(), position, data)
