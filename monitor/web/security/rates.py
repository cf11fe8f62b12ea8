"""How often one address may ask: a bucket of requests that fills again by and by."""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

ADDRESSES_MAX = 10_000  # remembered; beyond, whoever asked longest ago begins anew
_V6_PREFIX = 64  # what one household has of IPv6 addresses


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Rates:
    """`burst` requests at once, and `per_minute` in the long run. For one thread: the loop's."""

    def __init__(
        self, per_minute: float, *, burst: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_second, self._burst, self._clock = per_minute / 60, burst, clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def wait_s(self, address: str) -> float:
        """0 if it may ask now, which is counted; else after how many seconds it may."""
        now, who = self._clock(), household(address)
        bucket = self._buckets.pop(who, None) or _Bucket(self._burst, now)
        bucket.left = min(self._burst, bucket.left + (now - bucket.at) * self._per_second)
        bucket.at = now
        self._buckets[who] = bucket
        if len(self._buckets) > ADDRESSES_MAX:
            self._buckets.popitem(last=False)
        if bucket.left >= 1:
            bucket.left -= 1
            return 0.0
        return (1 - bucket.left) / self._per_second


def household(address: str) -> str:
    """One for all IPv6 addresses that one connection usually has."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, _V6_PREFIX), strict=False))
    return address
