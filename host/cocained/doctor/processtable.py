"""The processes of this machine as /proc shows them: those that this user may see."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Self

PROC = Path("/proc")


class Process(NamedTuple):
    """One process at one moment."""

    pid: int
    started: int
    """Ticks since the machine's start: with the pid it names the process for good."""
    parent: int
    user: int
    inner: int
    """Its pid as it knows it by itself, which differs where it lives in a namespace of its own."""
    arguments: tuple[str, ...]

    @classmethod
    def of(cls, pid: int) -> Self | None:
        """None where it has ended, or has no command line, as the dead that wait for their parent."""
        try:
            told = status(pid)
            words = (PROC / str(pid) / "cmdline").read_bytes().decode(errors="replace").rstrip("\0")
            started = int((PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[19])
        except (OSError, ValueError):
            return None
        if not words or "PPid" not in told:
            return None
        inner = int(told.get("NSpid", str(pid)).split()[-1])
        return cls(
            pid, started, int(told["PPid"]), int(told["Uid"].split()[0]), inner, tuple(words.split("\0"))
        )


def processes() -> dict[int, Process]:
    """By pid."""
    found = (Process.of(int(name)) for name in os.listdir(PROC) if name.isdecimal())
    return {process.pid: process for process in found if process is not None}


def status(pid: int | str) -> dict[str, str]:
    """`/proc/PID/status` by name. Raises `OSError`."""
    text = (PROC / str(pid) / "status").read_text(errors="replace")
    return {name: value.strip() for name, _, value in (line.partition(":") for line in text.splitlines())}


def name_of(pid: int) -> str:
    """As people know it: `812 (nginx)`."""
    try:
        return f"{pid} ({status(pid)['Name']})"
    except (OSError, KeyError):
        return str(pid)


def sockets_of(pid: int) -> set[int]:
    """The inodes of the sockets that it has open. Raises `OSError` where this user may not know."""
    folder = PROC / str(pid) / "fd"
    return {inode for name in os.listdir(folder) if (inode := _socket(folder / name)) is not None}


def _socket(link: Path) -> int | None:
    try:
        found = re.fullmatch(r"socket:\[(\d+)\]", os.readlink(link))
    except OSError:  # it was closed meanwhile
        return None
    return int(found[1]) if found else None


def holders(inodes: set[int]) -> Iterator[int]:
    """Processes that have one of these sockets open, as far as this user may know."""
    for name in os.listdir(PROC):
        if name.isdecimal():
            try:
                if sockets_of(int(name)) & inodes:
                    yield int(name)
            except OSError:
                continue
