"""Puts the parts of this package together for one run: the client, the workers, the rate limit."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from msgspec import Struct

from monitor import __version__
from monitor.feeds.client import FeedClient
from monitor.feeds.http.fetch import Client
from monitor.feeds.http.rate_limit import RateLimit
from monitor.feeds.http.schedule import PollingPace
from monitor.feeds.http.ssrf import GuardedTransport, Resolve
from monitor.feeds.parse.pool import JOB_S_MAX, Workers
from monitor.feeds.values import Limits


class ClientSettings(Struct, frozen=True, kw_only=True):
    """How strangers are asked, and what they may cost."""

    contact: str = ""
    allow_private: bool = False
    pace: PollingPace = PollingPace()
    limits: Limits = Limits()
    job_s_max: float = JOB_S_MAX
    resolve: Resolve | None = None  # instead of the system's


def user_agent(contact: str) -> str:
    """Honest: what we are, and where the operator can be reached."""
    said = contact if contact.isascii() and contact.isprintable() else ""
    return f"diplomacy-monitor/{__version__} (feed reader; {said or 'contact: not given'})"


@asynccontextmanager
async def open_client(settings: ClientSettings) -> AsyncIterator[FeedClient]:
    transport = GuardedTransport(allow_private=settings.allow_private, resolve=settings.resolve)
    async with (
        Client(transport, user_agent=user_agent(settings.contact)) as client,
        Workers(job_s_max=settings.job_s_max) as workers,
    ):
        yield FeedClient(
            client=client,
            workers=workers,
            rate_limit=RateLimit(settings.pace),
            limits=settings.limits,
        )
