"""What a process that reaches out gives up. One connects and resolves names, the other opens files and reaches nobody.

Each is held as a shared process is, but for the files: the one may read the resolver's, the other what grants say,
neither anything else, not even its own modules; so all that they need is loaded before. They can reach no socket of
this machine's files.
"""

from __future__ import annotations

from cocaine_sdk.plugin import Isolation, Walls
from cocained.cells.frames import Confinement, Limits
from cocained.cells.inside import landlock, lock, networked, threaded
from cocained.outreach.inside.roots import places_of, rule_for
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
        readable = RESOLVING if begin.network else map(rule_for, places_of(begin).values())
        networked.enter(landlock.abi(), readable, local=False, remote=begin.network)


def _confinement(uid: int | None) -> Confinement:
    """All but the kernel's wall, which is one of our own."""
    return Confinement(
        walls=Walls(kernel=False),
        limits=Limits(memory=MEMORY, descriptors=DESCRIPTORS),
        uid=uid,
        nice=NICE,
        isolation=Isolation.SHARED,
    )
