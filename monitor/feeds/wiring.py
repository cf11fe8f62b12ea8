"""Puts the parts of this package together for one run: the client, the workers, the gate."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from msgspec import Struct

from monitor import __version__
from monitor.feeds.client import Asker
from monitor.feeds.http.fetch import Client
from monitor.feeds.http.rate_limit import Gate
from monitor.feeds.http.schedule import Pace
from monitor.feeds.http.ssrf import GuardedTransport, Resolve
from monitor.feeds.parse.pool import JOB_S_MAX, Workers
from monitor.feeds.values import Limits


class Manners(Struct, frozen=True, kw_only=True):
    """How strangers are asked, and what they may cost."""

    contact: str = ""
    allow_private: bool = False
    pace: Pace = Pace()
    limits: Limits = Limits()
    job_s_max: float = JOB_S_MAX
    resolve: Resolve | None = None  # instead of the system's


def user_agent(contact: str) -> str:
    """Honest: what we are, and where the operator can be reached."""
    said = contact if contact.isascii() and contact.isprintable() else ""
    return f"diplomacy-monitor/{__version__} (feed reader; {said or 'contact: not given'})"


@asynccontextmanager
async def asking(manners: Manners) -> AsyncIterator[Asker]:
    transport = GuardedTransport(allow_private=manners.allow_private, resolve=manners.resolve)
    async with (
        Client(transport, user_agent=user_agent(manners.contact)) as client,
        Workers(job_s_max=manners.job_s_max) as workers,
    ):
        yield Asker(client=client, workers=workers, gate=Gate(manners.pace), limits=manners.limits)
