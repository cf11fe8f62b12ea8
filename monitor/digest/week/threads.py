"""The week's threads: stories of the last seven days of which most was told, each with those that
recall it or that it recalls, and how many accounts came on each day.

Only a story that can be told stands here, by the headline that an edition would give it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from monitor.digest.dates import last_day
from monitor.digest.model import StoryForDigest, Week, WeekThread
from monitor.digest.wording.frame import title_of
from monitor.digest.wording.locale import Words, words_for
from monitor.digest.wording.summary import gist_of
from monitor.digest.workbench import Workbench
from monitor.model import Follow, Topic

DAYS = 7
THREADS_MAX = 6
_ACCOUNTS_MIN = 2  # of a thread: what one outlet told once makes no thread


def week_of(
    bench: Workbench,
    *,
    topics: Sequence[Topic] = (),
    follows: Sequence[Follow] = (),
    language: str,
    zone: str,
) -> Week | None:
    """Of the bench's stories those that meet any of the topics and follows, of all if there are
    none; None if there is no thread. Days are the reader's, by when an account came.
    """
    until = bench.until.astimezone(ZoneInfo(zone))
    first = until.date() - timedelta(days=DAYS - 1)
    met = bench.met(topics, follows)
    wanted = [one for one in bench.stories.values() if met is None or one.id in met]
    threads = _threads(wanted, first, ZoneInfo(zone), bench)
    words = words_for(language)
    told = tuple(_thread(thread, first, ZoneInfo(zone), bench, words) for thread in threads)
    if not told:
        return None
    return Week(first=first, title=words.say("frame.week"), threads=told)


def _threads(
    stories: Iterable[StoryForDigest], first: date, zone: ZoneInfo, bench: Workbench
) -> list[list[StoryForDigest]]:
    """The largest first, at most `THREADS_MAX`; a story stands in one."""
    fresh = [one for one in stories if _days(one, first, zone, bench.until)]
    ranked = sorted(fresh, key=lambda one: (-_outlets(one), -len(one.seen), one.number))
    beside = _neighbours(ranked)
    placed: set[str] = set()
    threads: list[list[StoryForDigest]] = []
    for head in ranked:
        if head.id in placed or _is_old(head, first, bench):
            continue
        thread = [head, *(one for one in beside[head.id] if one.id not in placed)]
        placed |= {one.id for one in thread}
        if sum(map(len, (_days(one, first, zone, bench.until) for one in thread))) >= _ACCOUNTS_MIN:
            threads.append(thread)
        if len(threads) == THREADS_MAX:
            break
    return threads


def _outlets(story: StoryForDigest) -> int:
    return len({seen.member.article.outlet for seen in story.seen})


def _neighbours(stories: Sequence[StoryForDigest]) -> dict[str, list[StoryForDigest]]:
    """Those that a story recalls or that recall it, in the order given."""
    here = {story.id for story in stories}
    pairs = {(story.id, link) for story in stories for link in story.links if link in here}
    both = pairs | {(other, one) for one, other in pairs}
    return {
        story.id: [other for other in stories if (story.id, other.id) in both] for story in stories
    }


def _days(story: StoryForDigest, first: date, zone: ZoneInfo, until: datetime) -> list[date]:
    """On which its accounts of the week came."""
    at = (seen.at.astimezone(zone).date() for seen in story.seen if seen.at <= until)
    return [day for day in at if day >= first]


def _is_old(story: StoryForDigest, first: date, bench: Workbench) -> bool:
    """Whether it came to light this week but is of long ago: as from the archive."""
    day = last_day(gist_of(bench.members(story)).date)
    return day is not None and day < first - timedelta(days=bench.rules.fresh_days)


def _thread(
    stories: Sequence[StoryForDigest],
    first: date,
    zone: ZoneInfo,
    bench: Workbench,
    words: Words,
) -> WeekThread:
    days = list(chain.from_iterable(_days(one, first, zone, bench.until) for one in stories))
    head = stories[0]
    return WeekThread(
        title=title_of(bench.sure(head), words),
        story_id=head.id,
        story_number=head.number,
        accounts=tuple(days.count(first + timedelta(days=index)) for index in range(DAYS)),
        stories=len(stories),
    )
