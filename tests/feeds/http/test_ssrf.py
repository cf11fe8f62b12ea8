import asyncio
import ssl
from pathlib import Path

import httpx
import pytest

from monitor.feeds.http.fetch import Client, fetch
from monitor.feeds.http.ssrf import GuardedTransport, is_public, proxy_from_environment, tls_context
from monitor.feeds.values import ACCEPT_FEED, Ask, FetchError, Limits
from monitor.feeds.wiring import user_agent
from tests.feeds.feed_house import SHORT
from tests.feeds.feed_servers import Server, answer, feed, says, serves

CERTIFICATE = Path(__file__).parents[1] / "data" / "loopback.crt"
KEY = CERTIFICATE.with_suffix(".key")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:db8::1",
        "nonsense",
        "",
    ],
)
def test_private_and_local_addresses_are_known_in_every_disguise(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8"]
)
def test_public_addresses_pass(address):
    assert is_public(address)


def names(**addresses):
    """A resolver that knows these names; asked again, a name gives its next address."""
    left = {host.replace("_", "."): list(given) for host, given in addresses.items()}

    async def resolve(host, _port):
        if host not in left:
            raise OSError("no such name")
        return left[host] if isinstance(left[host][0], str) else left[host].pop(0)

    return resolve


async def got(url, *, proxy_of=lambda _url: None, limits=SHORT, **how):
    transport = GuardedTransport(proxy_of=proxy_of, **how)
    async with Client(transport, user_agent=user_agent("desk@monitor.example")) as client:
        return await fetch(client, Ask(url=url, accept=ACCEPT_FEED), limits=limits)


def refused(url, **how):
    with pytest.raises(FetchError) as told:
        asyncio.run(got(url, **how))
    return told.value


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://10.0.0.1:8080/",
        "http://0/",
        "http://2130706433/",
    ],
)
def test_a_private_address_is_refused_unless_configured(url):
    error = refused(url)
    assert error.kind in {"address", "unreachable"}
    assert "MONITOR_ALLOW_PRIVATE_ADDRESSES" in error.hint or error.kind == "unreachable"


def test_a_name_with_one_private_address_among_public_ones_is_refused():
    assert (
        refused("http://a.example/", resolve=names(a_example=["93.184.216.34", "127.0.0.1"])).kind
        == "address"
    )


def test_a_name_that_is_not_resolved_in_time_is_unreachable():
    async def never(_host, _port):
        await asyncio.sleep(60)

    assert "was not resolved within 0.01 s" in (
        refused("http://a.example/", resolve=never, limits=Limits(connect_s=0.01)).message
    )


def test_a_name_that_resolves_differently_a_moment_later_gains_nothing():
    """The connection goes to the address that was checked: here the first, whatever the name says
    next.
    """

    async def run():
        async with Server(serves(feed())) as server:
            resolve = names(a_example=[["127.0.0.1"], ["10.255.255.1"]])
            answered = await got(
                f"http://a.example:{server.port}/feed", resolve=resolve, allow_private=True
            )
            return answered, server.requests[0]

    answered, request = asyncio.run(run())
    assert answered.status == 200
    assert request.headers["host"].startswith("a.example:")


def test_a_redirect_to_a_private_address_is_refused():
    """The first hop goes through a proxy, as the only way to reach a public name from here; the
    second is checked as any other.
    """

    async def run(location, **how):
        async with Server(says(answer("302 Found", location=location))) as server:
            proxy = f"http://127.0.0.1:{server.port}"
            through = lambda url: proxy if url.host == "public.example" else None  # noqa: E731 — two lines less
            await got("http://public.example/feed", proxy_of=through, **how)

    for location in ("http://127.0.0.1/", "http://inside.example/", "//[::1]/x"):
        with pytest.raises(FetchError, match="private or local"):
            asyncio.run(run(location, resolve=names(inside_example=["192.168.0.9"])))


def test_behind_a_proxy_private_names_are_refused_too():
    through = lambda _url: "http://127.0.0.1:9"  # noqa: E731 — as above
    for host in (
        "localhost",
        "LOCALHOST.",
        "printer.local",
        "169.254.169.254",
        "127.1",
        "2130706433",
        "0x7f.1",
        "[::1]",
    ):
        assert refused(f"http://{host}/", proxy_of=through).kind == "address", host
    assert refused("http://public.example/", proxy_of=through).kind == "unreachable"


def test_the_environments_proxy_and_its_exceptions_are_honoured(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "inside.example")
    proxy_of = proxy_from_environment()
    assert proxy_of(httpx.URL("https://a.example/")) == "http://proxy.example:3128"
    assert proxy_of(httpx.URL("https://inside.example/")) is None
    assert proxy_of(httpx.URL("http://a.example/")) is None


def test_tls_is_verified_for_the_name_and_an_own_authority_is_honoured(monkeypatch):
    async def run(host, context):
        served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        served.load_cert_chain(CERTIFICATE, KEY)
        async with Server(serves(feed()), ssl=served) as server:
            resolve = names(feed_example=["127.0.0.1"], other_example=["127.0.0.1"])
            return await got(
                f"https://{host}:{server.port}/feed",
                resolve=resolve,
                allow_private=True,
                context=context,
            )

    with pytest.raises(FetchError, match="certificate does not hold"):
        asyncio.run(run("feed.example", tls_context()))
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    assert asyncio.run(run("feed.example", tls_context())).status == 200
    with pytest.raises(FetchError, match="certificate does not hold"):
        asyncio.run(run("other.example", tls_context()))


def test_the_second_address_is_tried_when_the_first_takes_no_connection():
    async def run():
        async with Server(serves(feed())) as server:
            resolve = names(a_example=["127.0.0.2", "127.0.0.1"])
            return await got(
                f"http://a.example:{server.port}/feed", resolve=resolve, allow_private=True
            )

    assert asyncio.run(run()).status == 200


def test_we_say_who_we_are_and_where_we_can_be_reached():
    async def run():
        async with Server(serves(feed())) as server:
            await got(server.url, allow_private=True)
            return server.requests[0].headers

    headers = asyncio.run(run())
    assert headers["user-agent"].startswith("diplomacy-monitor/")
    assert "desk@monitor.example" in headers["user-agent"]
    assert headers["accept-encoding"] == "gzip, deflate"
    assert user_agent("line\nbreak") == user_agent("")


def test_a_name_in_another_script_is_asked_in_its_ascii_form():
    async def run():
        async with Server(serves(feed())) as server:
            resolve = names(**{"xn--e1afmkfd_example": ["127.0.0.1"]})
            answered = await got(
                f"http://пример.example:{server.port}/feed", resolve=resolve, allow_private=True
            )
            return answered.status, server.requests[0].headers["host"]

    status, host = asyncio.run(run())
    assert (status, host.partition(":")[0]) == (200, "xn--e1afmkfd.example")
