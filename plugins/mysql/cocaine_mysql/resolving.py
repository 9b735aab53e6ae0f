"""Names to addresses, in threads, since a lookup cannot be ended: one at a time for each name, however many wait for
it, so that a name that hangs costs one thread and holds up no other."""

from __future__ import annotations

import asyncio
import encodings.idna
import socket
from concurrent.futures.thread import ThreadPoolExecutor
from contextlib import suppress
from functools import cache, partial
from ipaddress import ip_address

THREADS = 64
"""Names that are looked up at once; more wait."""
_IMPORTED = encodings.idna
"""What `getaddrinfo` would import with its first name, in a process that is locked by then."""

Key = tuple[asyncio.AbstractEventLoop, str]
Lookup = asyncio.Future[list[str]]

_under_way: dict[Key, Lookup] = {}


async def addresses(host: str) -> list[str]:
    """In the resolver's order. Raises `socket.gaierror`. Whoever gives up waiting leaves the lookup to the next one."""
    with suppress(ValueError):
        return [str(ip_address(host))]
    key = (asyncio.get_running_loop(), host)
    lookup = _under_way.get(key)
    if lookup is None:
        lookup = _under_way[key] = key[0].run_in_executor(_threads(), _look_up, host)
        lookup.add_done_callback(partial(_forget, key))
    return await asyncio.shield(lookup)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, thread_name_prefix="resolve")


def _look_up(host: str) -> list[str]:
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _forget(key: Key, lookup: Lookup) -> None:
    del _under_way[key]
    if not lookup.cancelled():
        lookup.exception()  # somebody may have waited for it, or nobody any more
