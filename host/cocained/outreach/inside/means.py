"""What orders are carried out with: made before the process is locked, as most of it is read from files."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterable
from typing import NamedTuple

from cocained.outreach.inside.resolving import Resolver
from cocained.outreach.inside.roots import places_of, rule_for
from cocained.outreach.inside.walls import RESOLVING
from cocained.outreach.orders import Begin

Identity = tuple[int, int] | None
"""Device and inode; None where there is no file."""


class Means(NamedTuple):
    trusted: ssl.SSLContext
    """The system's authorities, and those of the configuration; names are verified."""
    resolver: Resolver
    files: dict[str, Identity]
    """What the resolver's files were at the start: of another one the wall would not let it read."""
    places: dict[str, str]
    """What it may open, with where that led when it was granted."""
    rules: dict[str, Identity]
    """What it may open, with what the wall's rule for it was made of: where that is another now, it is behind the
    wall."""

    @classmethod
    def prepare(cls, begin: Begin) -> Means:
        """Raises `ValueError` or `OSError`, with what is wrong."""
        files = RESOLVING if begin.network else ()
        places = {} if begin.network else places_of(begin)
        return cls(
            _context(begin.authorities),
            Resolver(),
            {path: _identity(path) for path in files},
            places,
            {root: _identity(rule_for(place)) for root, place in places.items()},
        )

    def outdated(self) -> bool:
        return any(_identity(path) != found for path, found in self.files.items()) or self.moved(self.rules)

    def moved(self, roots: Iterable[str]) -> bool:
        """Whether the wall's rules do not fit these any more. Waits as long as they do that are far away."""
        return any(
            _identity(rule_for(self.places[root])) != self.rules[root] for root in roots if root in self.rules
        )


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


def _identity(path: str) -> Identity:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino
