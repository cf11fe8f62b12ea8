"""Where a request may go: http(s) to public addresses, and only to the very address that was
checked.

A name is resolved here, every address it has is checked, and the connection is made to that
address: a name that resolves differently a moment later (DNS rebinding) gains nothing. TLS still
proves the name. The check stands in the transport, so that each hop of a redirect and each page
fetched for its full text passes it.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Protocol
from urllib.request import getproxies, proxy_bypass

import httpx

from monitor.feeds.http.http1 import exchange
from monitor.feeds.http.special import is_public
from monitor.feeds.values import FetchError

_SCHEMES = {"http": 80, "https": 443}
_RESOLVERS = 16  # a slow name server holds up one feed's thread, not all of them
_ADDRESSES_TRIED_MAX = 3
_LOCAL = (".localhost", ".local", ".internal")


class Resolve(Protocol):
    async def __call__(self, host: str, port: int) -> list[str]: ...


def system_resolver() -> Resolve:
    threads = ThreadPoolExecutor(_RESOLVERS, thread_name_prefix="resolve")

    async def resolve(host: str, port: int) -> list[str]:
        def ask() -> list[str]:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            return list(dict.fromkeys(str(entry[4][0]) for entry in found))

        return await asyncio.get_running_loop().run_in_executor(threads, ask)

    return resolve


def tls_context() -> ssl.SSLContext:
    """Verifies with the system's authorities, certifi's, and those that SSL_CERT_FILE or
    SSL_CERT_DIR name.
    """
    context = httpx.create_ssl_context()
    context.load_default_certs()
    return context


class GuardedTransport(httpx.AsyncBaseTransport):
    """Connections to checked addresses, or through the proxy that the environment names.

    Behind a proxy the name is resolved there, out of our sight: literal addresses and local names
    are still refused. Connections are not kept alive: feeds are asked too rarely for that to save
    anything.
    """

    def __init__(
        self,
        *,
        allow_private: bool = False,
        resolve: Resolve | None = None,
        context: ssl.SSLContext | None = None,
        proxy_of: Callable[[httpx.URL], str | None] | None = None,
    ) -> None:
        self._allow_private = allow_private
        self._resolve = resolve or system_resolver()
        self._given_context = context
        self._proxy_of = proxy_of or proxy_from_environment()
        self._proxied: dict[str, httpx.AsyncHTTPTransport] = {}

    @cached_property
    def _context(self) -> ssl.SSLContext:
        return self._given_context or tls_context()  # some .1 s, and only for https

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.scheme not in _SCHEMES or not request.url.host:
            raise FetchError("address", "not an address that can be asked: only http and https are")
        if proxy := self._proxy_of(request.url):
            return await self._through(proxy, request)
        host, port = (
            request.url.raw_host.decode("ascii"),
            request.url.port or _SCHEMES[request.url.scheme],
        )
        addresses = [host] if _literal(host) else await self._addresses(host, port, request)
        if not self._allow_private and not all(map(is_public, addresses)):
            raise FetchError("address", f"{host} is a private or local address", hint=_ALLOW_HINT)
        return await self._connect(request, addresses[:_ADDRESSES_TRIED_MAX], port)

    async def _addresses(self, host: str, port: int, request: httpx.Request) -> list[str]:
        bound_s = request.extensions.get("timeout", {}).get("connect")
        try:
            async with asyncio.timeout(bound_s):
                addresses = await self._resolve(host, port)
        except TimeoutError as error:
            raise FetchError(
                "unreachable", f"the name {host} was not resolved within {bound_s:g} s"
            ) from error
        except (OSError, UnicodeError) as error:
            raise FetchError(
                "unreachable", f"cannot be reached: the name {host} is not known"
            ) from error
        if not addresses:
            raise FetchError("unreachable", f"cannot be reached: the name {host} has no address")
        return addresses

    async def _connect(
        self, request: httpx.Request, addresses: list[str], port: int
    ) -> httpx.Response:
        """The first address that takes the connection answers; a request that was sent is not sent
        again.
        """
        context = self._context if request.url.scheme == "https" else None
        for address in addresses[:-1]:
            try:
                return await exchange(request, address=address, port=port, context=context)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await exchange(request, address=addresses[-1], port=port, context=context)

    async def _through(self, proxy: str, request: httpx.Request) -> httpx.Response:
        host = request.url.raw_host.decode("ascii").rstrip(".")
        local = (
            not is_public(address)
            if (address := _numeric(host))
            else host == "localhost" or host.endswith(_LOCAL)
        )
        if local and not self._allow_private:
            raise FetchError("address", f"{host} is a private or local address", hint=_ALLOW_HINT)
        if proxy not in self._proxied:
            limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
            self._proxied[proxy] = httpx.AsyncHTTPTransport(
                verify=self._context, limits=limits, trust_env=False, proxy=proxy
            )
        return await self._proxied[proxy].handle_async_request(request)

    async def aclose(self) -> None:
        for transport in self._proxied.values():
            await transport.aclose()


_ALLOW_HINT = "if this is your own network, set MONITOR_ALLOW_PRIVATE_ADDRESSES=1"


def proxy_from_environment() -> Callable[[httpx.URL], str | None]:
    """What HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY (or the system's settings) say now, as
    address → proxy.
    """
    proxies = getproxies()

    def proxy_of(url: httpx.URL) -> str | None:
        proxy = proxies.get(url.scheme) or proxies.get("all")
        if not proxy or proxy_bypass(f"{url.host}:{url.port}" if url.port else url.host):
            return None
        if "://" in proxy:
            return proxy
        return f"http://{proxy}"

    return proxy_of


def _numeric(host: str) -> str | None:
    """The address that a numeric host is, in the odd forms too that resolvers take: "127.1",
    "2130706433".
    """
    if _literal(host):
        return host
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return None


def _literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
