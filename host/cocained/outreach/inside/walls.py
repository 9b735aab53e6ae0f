"""What the process that reaches out gives up: it connects and resolves names, and reads what it was told at its start.

It is held as a shared process is, but for the files: of those it may read the resolver's and what grants say, nothing
else, not even its own modules; so all that it needs is loaded before. It can reach no socket of this machine's files.
"""

from __future__ import annotations

from cocaine_sdk.plugin import Isolation, Walls
from cocained.cells.frames import Confinement, Limits
from cocained.cells.inside import landlock, lock, networked, threaded
from cocained.outreach.inside.roots import rule_for
from cocained.outreach.orders import Begin

RESOLVING = (
    "/etc/resolv.conf", "/etc/hosts", "/etc/host.conf", "/etc/nsswitch.conf", "/etc/gai.conf", "/etc/services",
)  # fmt: skip
MEMORY = 512 << 20
"""Bytes of address space that it may take beyond what it begins with."""
DESCRIPTORS = 512
NICE = 10
"""It stands back behind the daemon, and before the cells that wait for it."""


def enter(begin: Begin, descriptor: int, parent: int) -> None:
    """Raises as `lock.enter` does."""
    threaded.be_thrifty()
    lock.enter(_confinement(begin.uid), descriptor, parent=parent)
    if begin.kernel:
        networked.enter(landlock.abi(), (*RESOLVING, *map(rule_for, begin.readable)), local=False)


def _confinement(uid: int | None) -> Confinement:
    """All but the kernel's wall, which is one of our own."""
    return Confinement(
        walls=Walls(kernel=False),
        limits=Limits(memory=MEMORY, descriptors=DESCRIPTORS),
        uid=uid,
        nice=NICE,
        isolation=Isolation.SHARED,
    )
