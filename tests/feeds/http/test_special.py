import ipaddress

import pytest

from monitor.feeds.http.special import is_public, special_blocks

V4 = [one for one in special_blocks() if one.network.version == 4]
REACHED = [one for one in special_blocks() if one.reach == "yes" and one.network.prefixlen > 3]


def inside(block):
    """The first, the last and a middle address that is in no longer block of the other kind."""
    network = block.network
    size = network.num_addresses
    longer = [
        one.network
        for one in special_blocks()
        if one.network.version == network.version and one.network.prefixlen > network.prefixlen
    ]
    some = {network[0], network[-1], network[size // 2], network[size // 3]}
    return [ip for ip in some if not any(ip in other for other in longer)]


@pytest.mark.parametrize(
    "block",
    [one for one in special_blocks() if one.reach == "no"],
    ids=lambda one: str(one.network),
)
def test_no_special_block_is_public(block):
    found = inside(block)
    assert found or block.network.prefixlen == 0
    assert not any(is_public(str(ip)) for ip in found)


@pytest.mark.parametrize("block", REACHED, ids=lambda one: str(one.network))
def test_what_the_registry_calls_global_is_public(block):
    assert all(is_public(str(ip)) for ip in inside(block))


def wrapped(ip):
    value = int(ip)
    yield f"::ffff:{ip}"
    yield f"64:ff9b::{ip}"
    yield str(ipaddress.IPv6Address((0x2002 << 112) | (value << 80) | 1))
    teredo = 0x2001_0000 << 96
    yield str(
        ipaddress.IPv6Address(
            teredo | (int(ipaddress.ip_address("8.8.8.8")) << 64) | (value ^ 0xFFFF_FFFF)
        )
    )
    yield str(
        ipaddress.IPv6Address(
            teredo | (value << 64) | (int(ipaddress.ip_address("8.8.8.8")) ^ 0xFFFF_FFFF)
        )
    )
    yield str(ipaddress.IPv6Address((0x2A00_0001 << 96) | (0x0000_5EFE << 32) | value))
    yield str(ipaddress.IPv6Address((0x2A00_0001 << 96) | (0x0200_5EFE << 32) | value))


@pytest.mark.parametrize("block", V4, ids=lambda one: str(one.network))
def test_an_ipv4_address_is_what_it_is_in_every_form_of_ipv6(block):
    for ip in inside(block):
        assert {is_public(form) for form in wrapped(ip)} == {block.reach == "yes"}


def test_public_addresses_stay_public_in_every_form():
    assert all(is_public(form) for form in wrapped(ipaddress.ip_address("93.184.216.34")))
    assert is_public("2606:2800:220:1:248:1893:25c8:1946")


@pytest.mark.parametrize(
    "address",
    [
        "::8.8.8.8",
        "::ffff:0:8.8.8.8",
        "64:ff9b:1::808:808",
        "fec0::1",
        "4000::1",
        "200::1",
        "8.8.8.8.8",
        "2606:2800:220:1::1%eth0",
        "[::1]",
        "0x7f000001",
    ],
)
def test_forms_that_lead_nowhere_global_are_not_public(address):
    assert not is_public(address)


def test_each_row_says_what_it_is():
    reaches = {one.reach for one in special_blocks()}
    assert reaches == {"yes", "no", "mapped", "6to4", "teredo"}
    assert len({one.network for one in special_blocks()}) == len(special_blocks())
