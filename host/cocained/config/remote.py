"""What of `[remote]` no type can say: whether origins are URLs, and networks networks."""

from __future__ import annotations

from collections.abc import Iterator

from cocained.config.tables import RemoteConfig
from cocained.outreach import addresses
from cocained.outreach.urls import BadUrl, Url


def faults(config: RemoteConfig) -> Iterator[str]:
    """A sentence for each value that is wrong."""
    yield from _origins(config)
    yield from _networks(config)


def _origins(config: RemoteConfig) -> Iterator[str]:
    for origin in config.origins:
        try:
            Url.beginning(origin)
        except BadUrl as error:
            yield (
                f"remote.origins: {origin[:200]!r} is none: {error};"
                " expected a URL such as https://code.example.com/sources/"
            )


def _networks(config: RemoteConfig) -> Iterator[str]:
    for network in config.private:
        try:
            addresses.networks((network,))
        except ValueError as error:
            yield f"remote.private: {network[:200]!r} is no network: {error}; expected one such as 10.0.0.0/8"
