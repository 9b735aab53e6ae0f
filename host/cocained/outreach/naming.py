"""Hosts that mean one network or one machine by their very names: who grants one of them has meant it."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_address

from cocained.outreach.addresses import Network

EVERYWHERE: tuple[Network, ...] = (IPv4Network("0.0.0.0/0"), IPv6Network("::/0"))
_OF_ONE_NETWORK = frozenset(("localhost", "local", "internal", "home.arpa"))
"""Domains that no public DNS has (RFC 6761, 6762 and 8375, and `internal` by ICANN)."""


def is_private_by_name(host: str) -> bool:
    """Whether it is an address, or a name that only one network or machine can have."""
    try:
        ip_address(host)
    except ValueError:
        labels = host.lower().split(".")
        return len(labels) == 1 or not _OF_ONE_NETWORK.isdisjoint((labels[-1], ".".join(labels[-2:])))
    return True
