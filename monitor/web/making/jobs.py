"""What may be asked of who makes pages, and what comes back: plain values, since they may go
through a pipe.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from monitor.errors import LogError, MonitorError, NotFoundError, RefusedError, UsageError

BUSY = 503
AGAIN_S = 2  # after which whoever was turned away may come again


class TooBusyError(MonitorError):
    """More ask than there is room to wait for."""


class NotReadyError(MonitorError):
    """What pages show is being made, from `done` events of `of`."""

    def __init__(self, message: str, *, hint: str = "", done: int = 0, of: int = 0) -> None:
        super().__init__(message, hint=hint)
        self.done, self.of = done, of


class NotAllowedError(MonitorError):
    """Not for who asks."""


class NotKnownError(NotAllowedError):
    """Not for who asks, as long as it is not known who that is."""


STATUS: tuple[tuple[type[MonitorError], int], ...] = (
    (NotFoundError, 404),
    (UsageError, 400),
    (RefusedError, 409),
    (NotKnownError, 401),
    (NotAllowedError, 403),
    (TooBusyError, BUSY),
    (NotReadyError, BUSY),
    (LogError, BUSY),
)


class WhoAsks(Struct, frozen=True, kw_only=True):
    """What was sent along: the cookies of a session and of a form, a token."""

    session: str = ""
    visit: str = ""
    token: str = ""


class PageJob(Struct, frozen=True, kw_only=True, tag="page"):
    """The page of that name. `path` is its own address, `slots` the values of its {slots}."""

    name: str
    path: str
    slots: dict[str, str]
    query: tuple[tuple[str, str], ...]
    language: str
    who: WhoAsks
    as_json: bool
    now: datetime


class FollowJob(Struct, frozen=True, kw_only=True, tag="follow"):
    """Bring the views up to the log."""


class ChangesJob(Struct, frozen=True, kw_only=True, tag="changes"):
    """The stories that changed behind a place in the log, in these languages; nothing of them
    without a place. With `or_reset`, one word where that would be too many.
    """

    after: int | None
    languages: tuple[str, ...]
    or_reset: bool = False


Job = PageJob | FollowJob | ChangesJob


class Made(Struct, frozen=True, kw_only=True):
    """A page's `body`, and the `cookie` of a visitor that is to fill in its form. Of following,
    whether there is `more` to make. Of changes, what is `said` in each language, up to `position`.
    """

    body: bytes = b""
    cookie: str = ""
    more: bool = False
    position: int = 0
    said: dict[str, bytes] = {}
