"""Names to addresses: a thread's work, and never two threads for one name, however long its answer takes."""

from __future__ import annotations

import asyncio
import concurrent.futures.thread  # noqa: F401  asyncio would import both at its first name, in a process that is locked
import encodings.idna  # noqa: F401
import socket
from contextlib import suppress
from functools import partial
from ipaddress import ip_address

Lookup = asyncio.Task[list[str]]

_under_way: dict[tuple[asyncio.AbstractEventLoop, str], Lookup] = {}


async def addresses(host: str) -> list[str]:
    """In the resolver's order. Raises `socket.gaierror`. Whoever gives up waiting leaves the lookup to the next one."""
    with suppress(ValueError):
        return [str(ip_address(host))]
    key = (asyncio.get_running_loop(), host)
    lookup = _under_way.get(key)
    if lookup is None:
        lookup = _under_way[key] = asyncio.create_task(_look_up(host))
        lookup.add_done_callback(partial(_forget, key))
    return await asyncio.shield(lookup)


async def _look_up(host: str) -> list[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _forget(key: tuple[asyncio.AbstractEventLoop, str], lookup: Lookup) -> None:
    del _under_way[key]
    if not lookup.cancelled():
        lookup.exception()  # somebody may have waited for it, or nobody any more
