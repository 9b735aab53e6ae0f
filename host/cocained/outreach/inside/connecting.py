"""The order `Connect`: a TCP connection to the very address that was looked at."""

from __future__ import annotations

import asyncio
import errno
import os
import socket

from cocained.outreach.addresses import Network, is_reachable, networks
from cocained.outreach.inside.carried import Carried
from cocained.outreach.inside.means import Means
from cocained.outreach.inside.refusing import Refused, forbidden
from cocained.outreach.naming import EVERYWHERE, is_private_by_name
from cocained.outreach.orders import Connect, Opened


async def connect(order: Connect, means: Means) -> Carried:
    """To the first of the addresses that takes it. Raises `Refused`."""
    private = EVERYWHERE if is_private_by_name(order.host) else networks(order.private)
    why: OSError | None = None
    for address in await _addresses(order.host, private, means):
        try:
            return Carried(Opened(), await _connected(address, order.port))
        except OSError as error:
            why = error
    number = (why.errno if why is not None else 0) or errno.EHOSTUNREACH
    raise Refused(f"{order.host}, port {order.port}: {os.strerror(number)}", number=number)


async def _addresses(host: str, private: tuple[Network, ...], means: Means) -> list[str]:
    """Those that may be reached. Raises `Refused`."""
    try:
        found = await means.resolver.addresses(host)
    except OSError as error:
        raise Refused(f"the name {host} cannot be resolved: {error.strerror or error}") from None
    good = [address for address in found if is_reachable(address, private)]
    if not good:
        at = "" if host in found else f" is at {', '.join(found[:3])}, which"
        raise forbidden(f"{host}{at} is no public address, and [remote] private does not allow it")
    return good


async def _connected(address: str, port: int) -> int:
    """Its descriptor, which does not block. Raises `OSError`."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as made:
        made.setblocking(False)
        await asyncio.get_running_loop().sock_connect(made, (address, port))
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made.detach()
