"""Names to addresses, in threads of their own: by the system's `getaddrinfo`, anew for each check.

A lookup cannot be ended. So there is one at a time for each name, in which all checks of that name share, and names
that hang use up no more than their own threads.
"""

from __future__ import annotations

import asyncio
import encodings.idna
import socket
from concurrent.futures import ThreadPoolExecutor

from aiohttp.abc import AbstractResolver, ResolveResult

from cocaine_http.journey import Phase, underway

THREADS = 64
"""Names that are looked up at once; more wait."""
_NUMERIC = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
_IMPORTED = encodings.idna
"""What `getaddrinfo` would import with its first name."""

Address = tuple[socket.AddressFamily, str]


class Resolver(AbstractResolver):
    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="resolve")
        self._underway: dict[str, asyncio.Future[list[Address]]] = {}

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002  the connector's, which leaves it open
    ) -> list[ResolveResult]:
        """Raises `OSError`, of which `socket.gaierror` is one."""
        addresses = await self.addresses(host)
        underway.get().enter(Phase.CONNECT)
        return [_result(host, port, *address) for address in addresses]

    async def addresses(self, host: str) -> list[Address]:
        """Those of the host, in the order in which they are to be tried. Raises `OSError`."""
        if host not in self._underway:
            loop = asyncio.get_running_loop()
            lookup = self._underway[host] = loop.run_in_executor(self._threads, _look_up, host)
            lookup.add_done_callback(lambda done: self._done(host, done))
        return await asyncio.shield(self._underway[host])

    def _done(self, host: str, lookup: asyncio.Future[list[Address]]) -> None:
        del self._underway[host]
        if not lookup.cancelled():
            lookup.exception()  # it is told to those who still wait, if any

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def _look_up(host: str) -> list[Address]:
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return [(family, str(address[0])) for family, _, _, _, address in found]


def _result(host: str, port: int, family: socket.AddressFamily, address: str) -> ResolveResult:
    return ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=_NUMERIC)
