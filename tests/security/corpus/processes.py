"""What can be seen of processes from outside: strays that an attack has started, and a cell's own standing."""

from __future__ import annotations

import contextlib
import os
import re
import signal
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

Standing = dict[str, object]
_STATUS = ("Uid", "Gid", "Groups", "CapInh", "CapPrm", "CapEff", "CapAmb", "NoNewPrivs", "Seccomp", "Umask")
_LINKS = ("cwd", "root", "ns/net", "ns/user", "ns/pid", "ns/mnt", "ns/ipc", "ns/uts")
_SHORT = 15
"""Characters of a process's name that the kernel keeps."""
_EXECUTABLE = re.compile(r"^\S+ (?=..x)\S+ \S+ \S+ \S+ *(.*)$", re.MULTILINE)


def strays(cell: int, mark: str) -> list[int]:
    """Processes that a cell, or something it started, has started; itself, where it has become another program. Those
    whose parents are gone are known by the mark in their name."""
    found = []
    born = _look_up(cell).born
    for pid in _all():
        with contextlib.suppress(OSError, ValueError):
            seen = _look_up(pid)
            if seen.born >= born and (
                (pid != cell and cell in (seen.parent, seen.session))
                or seen.name == mark[:_SHORT]
                or mark.encode() in _command(pid)
            ):
                found.append(pid)
    return found


def of_session(leader: int) -> list[int]:
    """Every process of that session."""
    return [pid for pid in _all() if _look_up(pid).session == leader]


def of_user(uid: int) -> dict[int, str]:
    """Every process of that user, with its name: by what the kernel says, as the owner of files is root where nobody
    may look."""
    found = {}
    for pid in _all():
        with contextlib.suppress(OSError, ValueError):
            status = Path(f"/proc/{pid}/status").read_text()
            if f"\nUid:\t{uid}\t" in status and "\nState:\tZ" not in status:
                found[pid] = f"{_look_up(pid).name}: {_command(pid).decode(errors='replace')}"
    return found


def end(pids: Iterable[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def standing(pid: int) -> Standing:
    """Who a process is, and what it may: the same for every cell behind the same walls. Empty where it is gone."""
    with contextlib.suppress(OSError):
        status = Path(f"/proc/{pid}/status").read_text()
        fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        return {
            **{name: fields.get(name) for name in _STATUS},
            "limits": _limits(pid),
            "leads": (os.getsid(pid) == pid, os.getpgid(pid) == pid),
            "priority": (os.getpriority(os.PRIO_PROCESS, pid), os.sched_getscheduler(pid)),
            "processors": os.sched_getaffinity(pid),
            "oom": Path(f"/proc/{pid}/oom_score_adj").read_text(),
            **(_inside(pid) if os.geteuid() == 0 else {}),
        }
    return {}


def spent(pid: int) -> float:
    """Seconds of processor time so far; 0 where it is gone."""
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def _limits(pid: int) -> dict[str, str]:
    """But for those that are reckoned from what the process has mapped."""
    lines = Path(f"/proc/{pid}/limits").read_text().splitlines()[1:]
    return {
        line[:26].strip(): line[26:] for line in lines if not line.startswith(("Max address", "Max data"))
    }


def _inside(pid: int) -> Standing:
    """What only root sees of another's process."""
    held = [os.readlink(f"/proc/{pid}/fd/{name}") for name in os.listdir(f"/proc/{pid}/fd")]
    return {
        **{name: os.readlink(f"/proc/{pid}/{name}") for name in _LINKS},
        "personality": Path(f"/proc/{pid}/personality").read_text(),
        "holds": sorted(re.sub(r"\d+", "", path) for path in held),
        "executable": sorted(set(_EXECUTABLE.findall(Path(f"/proc/{pid}/maps").read_text()))),
    }


def _all() -> Iterator[int]:
    return (int(name) for name in os.listdir("/proc") if name.isdigit())


class _Seen(NamedTuple):
    name: str
    parent: int
    session: int
    born: int
    """Ticks of the clock after the machine's start; 0 where the process is gone."""


def _look_up(pid: int) -> _Seen:
    try:
        before, _, after = Path(f"/proc/{pid}/stat").read_text().rpartition(")")
    except OSError:
        return _Seen("", 0, 0, 0)
    fields = after.split()
    return _Seen(before.partition("(")[2], int(fields[1]), int(fields[3]), int(fields[19]))


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()
