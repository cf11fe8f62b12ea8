"""An article on its way in: is its date believed, is there anything to read, what does it say.

- Published further ahead than `rules.future_days`: the date is not believed. The article is taken
as undated, and its notes say
  what the date was. Any past date is believed, 1970 too: it is told as from the archive.
- Without a letter or digit in title and text it is set aside: there is nothing to read.
- What is not sure enough to tell of diplomacy (`rules.sure_diplomatic`) is set aside, with what it
  lacks; what its feed's flood brought (`Incoming.held`) waits for a person. Everything else is
  taken.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import PurePath
from typing import Protocol

import msgspec
from msgspec import Struct

from monitor.claims.gate import no_diplomacy
from monitor.errors import InputError, MonitorError
from monitor.model import Article, Incoming, Reading, Rules
from monitor.names.known_holders import KnownHolders


class Read(Protocol):
    """The way from a text to its Reading (`claims.read`), wherever it is made."""

    def __call__(self, article: Article, text: str, holders: KnownHolders, /) -> Reading: ...


NOTHING_TO_READ = "nothing to read: no letter in its title or text"


class Arrival(Struct, frozen=True, kw_only=True):
    """`set_aside` is the reason, if it is."""

    article: Article
    text: str
    reading: Reading
    set_aside: str = ""

    @property
    def is_empty(self) -> bool:
        return self.set_aside == NOTHING_TO_READ


def arrive(
    incoming: Incoming, *, now: datetime, rules: Rules, read: Callable[[Article, str], Reading]
) -> Arrival:
    """Raises InputError for text that is no Unicode, which no log can hold, and for what reading
    fails on.
    """
    article, notes = incoming.article, incoming.notes
    _check_unicode(incoming)
    if is_future(article.published, now=now, days=rules.future_days):
        notes += (
            (
                f"published {article.published} is ahead of the clock and not believed: taken as "
                "undated"
            ),
        )
        article = msgspec.structs.replace(article, published=None)
    with failing_alone("reading"):
        reading = read(article, incoming.text)
    if notes:
        reading = msgspec.structs.replace(
            reading, notes=tuple(dict.fromkeys((*notes, *reading.notes)))
        )
    empty = not any(sign.isalnum() for sign in (article.title or "") + incoming.text)
    return Arrival(
        article=article,
        text=incoming.text,
        reading=reading,
        set_aside=NOTHING_TO_READ if empty else no_diplomacy(reading, rules) or incoming.held,
    )


@contextmanager
def failing_alone(doing: str) -> Iterator[None]:
    """A mistake of ours in one article's reading or matching is told as that article's failure, and
    the rest goes on.
    """
    try:
        yield
    except (MonitorError, OSError):
        raise  # the log's, the disk's: no article's own
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        what = f"{type(error).__name__} in {PurePath(where.filename).name}:{where.lineno}"
        raise InputError(
            f"{doing} failed: {what}", hint="please report this line, with the article"
        ) from error


def _check_unicode(incoming: Incoming) -> None:
    try:
        (incoming.text + (incoming.article.title or "")).encode()
    except UnicodeEncodeError as error:
        raise InputError(
            f"the article {incoming.article.id} is no Unicode: {error.reason}",
            hint="read it anew from its file",
        ) from error


def is_future(published: str | None, *, now: datetime, days: int) -> bool:
    """Whether all that a partial date may mean lies more than `days` ahead. What is no date is no
    future either.
    """
    if published is None:
        return False
    try:
        if len(published) > len("YYYY-MM-DD"):
            at = datetime.fromisoformat(published)
            return (at if at.tzinfo else at.replace(tzinfo=UTC)) > now + timedelta(days=days)
        first = date.fromisoformat((published + "-01-01")[: len("YYYY-MM-DD")])
    except ValueError:
        return False
    return first > (now + timedelta(days=days)).date()
