"""The control group that the daemon and all of its cells are in: what bounds them together."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cocained.doctor.findings import Finding, ok
from cocained.doctor.processtable import PROC

_ROOT = Path("/sys/fs/cgroup")
_FILES = {
    2: {"memory": "memory.max", "pids": "pids.max"},
    1: {"memory": "memory.limit_in_bytes", "pids": "pids.max"},
}
_NO_LIMIT = 1 << 62
"""What version 1 says for none is a number near the largest."""


class Group(NamedTuple):
    """Where one process is, for what may be bounded."""

    version: int
    """1 or 2; 0 where there are none."""
    name: str
    folders: dict[str, Path]
    """`memory`, `pids` → the folder of its group, where there is one."""

    @classmethod
    def of(cls, pid: int | None) -> Group:
        """Of this process where it is None."""
        try:
            lines = (PROC / str(pid or "self") / "cgroup").read_text().splitlines()
        except OSError:  # a kernel without them
            return cls(0, "", {})
        rows = [line.split(":", 2) for line in lines]
        unified = next((path for number, _, path in rows if number == "0"), "/")
        if (_ROOT / "cgroup.controllers").exists():
            folder = _ROOT / unified.lstrip("/")
            return cls(2, unified, dict.fromkeys(_FILES[2], folder))
        of = {kind: path for _, kinds, path in rows for kind in kinds.split(",")}
        folders = {kind: _ROOT / kind / of[kind].lstrip("/") for kind in _FILES[1] if kind in of}
        return cls(1, of.get("memory", unified), folders)

    def bound(self, kind: str) -> int | None:
        """The least of `memory` (bytes) or `pids` that this group and those above it allow; None where none does."""
        found = [number for file in self._files(kind) if (number := _number(file)) is not None]
        return min(found, default=None)

    def _files(self, kind: str) -> Iterator[Path]:
        folder = self.folders.get(kind)
        while folder is not None and folder.is_relative_to(_ROOT):
            yield folder / _FILES[self.version][kind]
            folder = folder.parent

    @property
    def is_delegated(self) -> bool:
        """Whether this user could make groups below it."""
        return bool(self.folders) and all(os.access(folder, os.W_OK) for folder in self.folders.values())


def examine(group: Group) -> Finding:
    memory = group.bound("memory")
    figures = {
        "version": group.version,
        "delegated": group.is_delegated,
        "memory": memory if memory is not None else -1,
    }
    where = f"version {group.version}, {group.name}" if group.version else "this kernel has none"
    if memory is None:
        says = f"{where}: nothing bounds the memory of all cells together, each has its own [limits] memory"
        return ok("cgroup", f"{says}; MemoryMax= in the unit would", **figures)
    return ok("cgroup", f"{where}: the daemon with all of its cells may take {memory >> 20} MiB", **figures)


def _number(file: Path) -> int | None:
    try:
        said = file.read_text().strip()
    except OSError:
        return None
    return int(said) if said.isdecimal() and int(said) < _NO_LIMIT else None
