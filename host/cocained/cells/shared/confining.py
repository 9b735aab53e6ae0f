"""How a shared process is confined: as cells are, with room for thousands of sources and with the network."""

from __future__ import annotations

import msgspec

from cocaine_sdk.plugin import Isolation
from cocained.cells.frames import Confinement

DESCRIPTORS = 65536
"""Sockets, above all; a lower limit of the daemon's own holds."""


def shared(confinement: Confinement) -> Confinement:
    """From how the cells of a scheme are confined."""
    limits = msgspec.structs.replace(
        confinement.limits,
        memory=confinement.limits.shared_memory,
        memory_key="[limits] shared_memory",
        descriptors=DESCRIPTORS,
    )
    # not nice: it measures how long others take to answer
    return msgspec.structs.replace(confinement, limits=limits, isolation=Isolation.SHARED, nice=0)
