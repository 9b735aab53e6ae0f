"""What can be seen of processes from outside: strays that an attack has started, and a cell's own standing."""

from __future__ import annotations

import contextlib
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

Standing = dict[str, object]
_STATUS = ("Uid", "Gid", "Groups", "CapInh", "CapPrm", "CapEff", "CapAmb", "NoNewPrivs", "Seccomp", "Umask")
_LINKS = ("cwd", "root", "ns/net", "ns/user", "ns/pid", "ns/mnt", "ns/ipc", "ns/uts")
_EXECUTABLE = re.compile(r"^\S+ (?=..x)\S+ \S+ \S+ \S+ *(.*)$", re.MULTILINE)


def strays(cell: int, mark: str) -> list[int]:
    """Processes that a cell, or something it started, has started."""
    found = []
    for pid in _all():
        with contextlib.suppress(OSError, ValueError):
            parent, session = _family(pid)
            if pid != cell and (cell in (parent, session) or mark.encode() in _command(pid)):
                found.append(pid)
    return found


def of_user(uid: int) -> list[int]:
    """Every process of that user: by what the kernel says, as a file's owner is root's where nobody may look."""
    found = []
    for pid in _all():
        with contextlib.suppress(OSError, ValueError):
            status = Path(f"/proc/{pid}/status").read_text()
            if f"\nUid:\t{uid}\t" in status and "\nState:\tZ" not in status:
                found.append(pid)
    return found


def end(pids: list[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def standing(pid: int) -> Standing:
    """Who a process is, and what it may: the same for every cell behind the same walls. Empty where it is gone."""
    with contextlib.suppress(OSError):
        status = Path(f"/proc/{pid}/status").read_text()
        fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        found = {
            **{name: fields.get(name) for name in _STATUS},
            "limits": _limits(pid),
            "leads": (os.getsid(pid) == pid, os.getpgid(pid) == pid),
            "priority": (os.getpriority(os.PRIO_PROCESS, pid), os.sched_getscheduler(pid)),
            "processors": os.sched_getaffinity(pid),
            "oom": Path(f"/proc/{pid}/oom_score_adj").read_text(),
            **(_inside(pid) if os.geteuid() == 0 else {}),
        }
        return found if _family(pid) and found.get("executable", True) else {}  # it may be on its end
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
    return {line[:26].strip(): line[26:] for line in lines if not line.startswith(("Max address", "Max data"))}


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


def _family(pid: int) -> tuple[int, int]:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[1]), int(fields[3])


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()
