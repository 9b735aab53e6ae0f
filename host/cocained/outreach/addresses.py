"""Which addresses may be reached: the public ones, and those that are allowed by name.

An address is looked at in each form that somebody on the way may take it for: the IPv4 address in one of IPv6 is what a
gateway turns it into.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NOT_PUBLIC = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
            "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
        ),
    )
)  # fmt: skip
"""Of IPv4 (IANA's registry of special addresses): this network, private, shared by carriers, loopback, link-local,
for protocols, for documentation, relays, benchmarks, multicast and what is reserved above it."""
_PUBLIC_SIX = IPv6Network("2000::/3")
"""All that is global unicast; what lies outside of it is for one network or one machine, or of no use any more."""
_NOT_PUBLIC_SIX = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "3fff::/20")))
"""Within that: for protocols, Teredo among them, and for documentation."""

_EMBEDDING = tuple(
    (IPv6Network(network), shift)
    for network, shift in (
        ("::ffff:0:0/96", 0), ("64:ff9b::/96", 0), ("2002::/16", 80),
    )
)  # fmt: skip
"""Networks with an IPv4 address in each of theirs, so many bits from the end: mapped, NAT64 and 6to4."""
_ISATAP = 0x5EFE
"""The 16 bits before the IPv4 address in an interface's part."""


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Raises `ValueError`, which says what is wrong with which."""
    return tuple(ip_network(text) for text in texts)


def is_reachable(text: str, private: Iterable[Network]) -> bool:
    """Whether this address may be connected to. What is none may not. `private`: allowed though not public."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.scope_id is not None:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    if any(form in network for form in (address, mapped or address) for network in private):
        return True
    return all(map(_is_public, _forms(address)))


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC)
    if any(address in network for network, _ in _EMBEDDING):
        return True  # as public as what is embedded, which is looked at too
    return address in _PUBLIC_SIX and not any(address in network for network in _NOT_PUBLIC_SIX)


def _forms(address: Address) -> Iterator[Address]:
    yield address
    if isinstance(address, IPv4Address):
        return
    for network, shift in _EMBEDDING:
        if address in network:
            yield IPv4Address(int(address) >> shift & 0xFFFFFFFF)
    if int(address) >> 32 & 0xFFFF == _ISATAP:
        yield IPv4Address(int(address) & 0xFFFFFFFF)
