"""Names to addresses: by the system's `getaddrinfo`, in threads, since a lookup can neither be awaited nor ended.

There is one at a time for each name, in which all orders for it share, so that names that hang take up no more than
their own threads.
"""

from __future__ import annotations

import asyncio
import encodings.idna
import socket
from concurrent.futures import ThreadPoolExecutor

THREADS = 16
"""Names that are looked up at once; more wait."""
_IMPORTED = encodings.idna
"""What `getaddrinfo` would import with its first name, from where the wall lets nothing be read."""


class Resolver:
    def __init__(self) -> None:
        """Looks up a first name, so that all that is loaded for it is loaded before the wall is up."""
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="resolve")
        self._underway: dict[str, asyncio.Future[tuple[str, ...]]] = {}
        try:
            _look_up("localhost")
        except OSError:
            return

    async def addresses(self, host: str) -> tuple[str, ...]:
        """In the order in which they are to be tried. Raises `OSError`."""
        if host not in self._underway:
            lookup = asyncio.get_running_loop().run_in_executor(self._threads, _look_up, host)
            self._underway[host] = lookup
            lookup.add_done_callback(lambda done: self._done(host, done))
        return await asyncio.shield(self._underway[host])

    def _done(self, host: str, lookup: asyncio.Future[tuple[str, ...]]) -> None:
        del self._underway[host]
        if not lookup.cancelled():
            lookup.exception()  # it is told to those who still wait, if any


def _look_up(host: str) -> tuple[str, ...]:
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return tuple(dict.fromkeys(str(address[0]) for _, _, _, _, address in found))
