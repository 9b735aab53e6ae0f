"""What orders are carried out with: made before the process is locked, as most of it is read from files."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterable
from typing import NamedTuple

from cocained.outreach.inside.resolving import Resolver
from cocained.outreach.inside.roots import rule_for
from cocained.outreach.inside.walls import RESOLVING
from cocained.outreach.orders import Begin

Identity = tuple[int, int] | None
"""Device and inode; None where there is no file."""


class Means(NamedTuple):
    trusted: ssl.SSLContext
    """The system's authorities, and those of the configuration; names are verified."""
    resolver: Resolver
    files: tuple[Identity, ...]
    """What the resolver's files were at the start: of another one the wall would not let it read."""
    roots: tuple[str, ...]
    """What it may open."""
    rules: tuple[Identity, ...]
    """What the wall's rules for these were made of: where one is another now, it is behind the wall."""

    @classmethod
    def prepare(cls, begin: Begin) -> Means:
        """Raises `ValueError` or `OSError`, with what is wrong."""
        resolver = Resolver()
        return cls(
            _context(begin.authorities),
            resolver,
            _identities(RESOLVING),
            begin.readable,
            _identities(map(rule_for, begin.readable)),
        )

    def outdated(self) -> bool:
        return _identities(RESOLVING) != self.files or self.moved()

    def moved(self) -> bool:
        """Whether the wall's rules do not fit any more what may be opened."""
        return _identities(map(rule_for, self.roots)) != self.rules


def _context(authorities: bytes) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    if authorities:
        try:
            context.load_verify_locations(cadata=authorities.decode("ascii"))
        except (ssl.SSLError, ValueError) as error:
            raise ValueError(
                f"[remote] authorities: the file holds no certificates in PEM: {error}"
            ) from None
    return context


def _identities(paths: Iterable[str]) -> tuple[Identity, ...]:
    return tuple(map(_identity, paths))


def _identity(path: str) -> Identity:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino
