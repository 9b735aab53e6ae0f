"""The daemon's processes as the kernel sees them."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest


class Process(NamedTuple):
    """A process that is not mistaken for a later one of the same pid."""

    pid: int
    born: str

    @property
    def alive(self) -> bool:
        """A zombie, which only waits for its reaper, is none."""
        found = _stat(self.pid)
        return found is not None and found[19] == self.born and found[0] not in "ZX"

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)


def _stat(pid: int) -> list[str] | None:
    """The fields of /proc/pid/stat from the state on."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


def _children(pid: int) -> Iterator[Process]:
    for path in Path("/proc").glob("[0-9]*"):
        stat = _stat(int(path.name))
        if stat is not None and int(stat[1]) == pid and stat[0] not in "ZX":
            yield Process(int(path.name), stat[19])


class Family:
    """The zygotes and cells of one daemon."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    @property
    def zygotes(self) -> dict[str, Process]:
        """By scheme: the argument after the module's name."""
        found = {}
        for child in _children(self.pid):
            command = Path(f"/proc/{child.pid}/cmdline").read_bytes().split(b"\0")
            if b"cocained.cells.inside.zygote" in command:
                found[command[command.index(b"cocained.cells.inside.zygote") + 1].decode()] = child
        return found

    def cells(self, scheme: str = "python") -> list[Process]:
        zygote = self.zygotes.get(scheme)
        return list(_children(zygote.pid)) if zygote is not None else []

    @property
    def all(self) -> list[Process]:
        return [*self.zygotes.values(), *(cell for scheme in self.zygotes for cell in self.cells(scheme))]


@pytest.fixture
def family() -> type[Family]:
    return Family
