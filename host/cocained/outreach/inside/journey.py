"""One request's way over the network: which addresses it may connect to is decided where the connection is made."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from typing import Any

from aiohttp import AddrInfoType, ClientSession, DummyCookieJar, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult

from cocained.outreach.addresses import Network, is_reachable
from cocained.outreach.inside import counted
from cocained.outreach.inside.means import Means
from cocained.outreach.inside.refusing import Refused, forbidden

LONGEST_LINE = 8190
"""Bytes of one header of a response."""
MOST_LINES = 128
_NUMERIC = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
_AGENT = "cocained"


class Guarded(AbstractResolver):
    """Names to those of their addresses that may be reached."""

    def __init__(self, means: Means, private: Iterable[Network]) -> None:
        self._resolver = means.resolver
        self._private = tuple(private)

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002  the connector's, which leaves it open
    ) -> list[ResolveResult]:
        """Raises `Refused`."""
        try:
            addresses = await self._resolver.addresses(host)
        except OSError as error:
            raise Refused(f"the name {host} cannot be resolved: {error.strerror or error}") from None
        good = [address for address in addresses if is_reachable(address, self._private)]
        if not good:
            raise forbidden(_private(host, addresses[0]))
        return [_result(host, port, address) for address in good]

    def make(self, info: AddrInfoType) -> socket.socket:
        """A socket for a connection to this very address: looked at once more, whoever it comes from, as where the URL
        has an address in the place of a name. Raises `Refused`."""
        family, kind, protocol, _, address = info
        if not is_reachable(str(address[0]), self._private):
            raise forbidden(_private(str(address[0]), str(address[0])))
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)
        return made

    async def close(self) -> None: ...


def _private(host: str, address: str) -> str:
    at = "" if host == address else f" is at {address}, which"
    return f"{host}{at} is no public address, and [remote] private does not allow it"


def _result(host: str, port: int, address: str) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=_NUMERIC)


def session(means: Means, private: Iterable[Network], most: int) -> ClientSession:
    """For one request: nothing is kept of it, and nothing shared with others but the trust. `most`: bytes of a body."""
    guarded = Guarded(means, private)
    options: dict[str, Any] = {"resolver": guarded, "use_dns_cache": False, "force_close": True, "limit": 0}
    connector = TCPConnector(ssl=means.trusted, socket_factory=guarded.make, **options)
    counted.count(connector, most)
    return ClientSession(
        connector=connector,
        cookie_jar=DummyCookieJar(),
        headers={"User-Agent": _AGENT, "Accept-Encoding": "identity", "Accept": "*/*"},
        auto_decompress=False,
        trust_env=False,
        max_line_size=LONGEST_LINE,
        max_field_size=LONGEST_LINE,
        max_headers=MOST_LINES,
    )
