"""Which layers of a cell's kernel wall this machine can give."""

from __future__ import annotations

import errno
import os

import msgspec

from cocained.cells.inside import kernel, landlock, seccomp
from cocained.cells.inside.syscalls import this_architecture

FULL_LANDLOCK = 6
"""The first ABI with all that the wall takes."""
LANDLOCK = {
    1: "files",
    2: "moving files between folders",
    3: "truncating",
    4: "TCP",
    5: "devices",
    6: "signals and abstract sockets",
}
"""What each ABI brought for the wall. Before the second, the first refuses to everybody what that one tells apart."""
_REFUSED_BEFORE = 2


class Layers(msgspec.Struct, frozen=True):
    """What there is. A cell is locked with seccomp and with Landlock of any version."""

    machine: str
    supported: bool
    """There is a table of system calls for this architecture."""
    seccomp: bool
    landlock: int
    """The version of Landlock's ABI; 0 for none."""
    close_range: bool

    @property
    def lockable(self) -> bool:
        """Whether `lock.enter` can put up the kernel wall here."""
        return self.supported and self.seccomp and self.landlock > 0

    def missing(self) -> list[str]:
        """A sentence for each layer that is missing, and what that means. Empty where all are there."""
        return list(self.gaps().values())

    def gaps(self) -> dict[str, str]:
        """The same by the layer: `calls`, `seccomp`, `landlock`, `close_range`."""
        return {layer: sentence for layer, lacking, sentence in self._sentences() if lacking}

    def _sentences(self) -> list[tuple[str, bool, str]]:
        return [
            (
                "calls",
                not self.supported,
                f"the system calls of {self.machine} are unknown to the lock: neither seccomp nor Landlock "
                "can hold a cell, and untrusted code cannot run; use x86_64 or aarch64",
            ),
            (
                "seccomp",
                self.supported and not self.seccomp,
                "the kernel has no seccomp filters: a cell could make any system call, and untrusted code "
                "cannot run; use a kernel with CONFIG_SECCOMP_FILTER",
            ),
            (
                "landlock",
                self.supported and self.landlock == 0,
                "the kernel has no Landlock: files would be held by one wall only, and untrusted code "
                "cannot run; use Linux 5.13 or newer with `landlock` in lsm=",
            ),
            (
                "landlock",
                0 < self.landlock < FULL_LANDLOCK,
                f"Landlock has ABI {self.landlock}, and {FULL_LANDLOCK} is the first that knows all: "
                f"{_gaps(self.landlock)} are held by seccomp alone; Linux 6.12 or newer has it",
            ),
            (
                "close_range",
                not self.close_range,
                "the kernel has no close_range: a cell closes what it inherits one by one, which is slower; "
                "Linux 5.9 or newer has it",
            ),
        ]


def layers() -> Layers:
    """Ask the kernel. Restricts nothing, and leaves the caller as it was."""
    return Layers(
        machine=os.uname().machine,
        supported=this_architecture() is not None,
        seccomp=seccomp.available(),
        landlock=landlock.abi(),
        close_range=_has_close_range(),
    )


def _gaps(abi: int) -> str:
    return ", ".join(what for since, what in LANDLOCK.items() if abi < since > _REFUSED_BEFORE)


def _has_close_range() -> bool:
    """An empty range is refused by a kernel that has the call: nothing is closed."""
    architecture = this_architecture()
    if architecture is None:
        return False
    try:
        kernel.call(architecture.calls["close_range"], 1, 0, 0)
    except OSError as error:
        return error.errno == errno.EINVAL
    return True
