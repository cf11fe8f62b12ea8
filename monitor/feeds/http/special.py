"""Which addresses are public: by IANA's registries of special ones, kept in data/
special_addresses.tsv, and not by what this Python's `ipaddress` happens to know.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from monitor.datafiles import rows

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_V4 = 0xFFFF_FFFF
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)  # RFC 5214: ::[02]00:5efe:a.b.c.d behind any prefix


class SpecialBlock(Struct, frozen=True):
    """`reach`: yes, no, or the form in which it holds IPv4 addresses: mapped, 6to4, teredo."""

    network: Network
    reach: str


def is_public(address: str) -> bool:
    """False for whatever is special, also when wrapped in IPv6."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:  # no address at all
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return _reach(ip) == "yes"
    if ip.scope_id is not None:
        return False
    reach = _reach(ip)
    within = list(_within(ip, reach))
    return (reach == "yes" or bool(within)) and all(_reach(one) == "yes" for one in within)


def _reach(ip: Address) -> str:
    """Of the longest block; an IPv4 address in none of them is public."""
    fitting = (
        one for one in special_blocks() if one.network.version == ip.version and ip in one.network
    )
    best = max(fitting, key=lambda one: one.network.prefixlen, default=None)
    return best.reach if best else "yes"


def _within(ip: ipaddress.IPv6Address, reach: str) -> Iterator[ipaddress.IPv4Address]:
    """The IPv4 addresses that it leads to."""
    value = int(ip)
    if reach == "mapped":
        yield ipaddress.IPv4Address(value & _V4)
    elif reach == "6to4":
        yield ipaddress.IPv4Address(value >> 80 & _V4)
    elif reach == "teredo":
        yield ipaddress.IPv4Address(value >> 64 & _V4)  # its server
        yield ipaddress.IPv4Address(~value & _V4)  # its client
    if (value >> 32 & _V4) in _ISATAP:
        yield ipaddress.IPv4Address(value & _V4)


@cache
def special_blocks() -> tuple[SpecialBlock, ...]:
    return tuple(
        SpecialBlock(ipaddress.ip_network(block), reach)
        for block, _name, _rfc, reach in rows("special_addresses.tsv")
    )
