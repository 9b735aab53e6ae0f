"""The daemon's open files: as many as the system allows, and how many cells that makes."""

from __future__ import annotations

import logging
import resource

log = logging.getLogger(__name__)

KEPT = 128
"""Open files that cells leave to clients, the storage and the schemes."""


def raise_limit() -> None:
    """As many open files as the system allows: each cell takes two."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def most_cells(wanted: int) -> int:
    """As many as are wanted and there are descriptors for, two each, with some left for clients and the store."""
    descriptors, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    possible = max(1, (descriptors - KEPT) // 2)
    if possible < wanted:
        log.warning(
            "at most %d cells can live: the limit of %d open files allows no more", possible, descriptors
        )
    return min(wanted, possible)
