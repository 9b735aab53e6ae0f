"""Which file systems the kernel makes up at each look, such as /proc: nobody can say what has changed in them."""

from __future__ import annotations

import errno
import os
from pathlib import Path

MADE_UP = frozenset(
    (
        "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "efivarfs", "proc", "pstore",
        "securityfs", "selinuxfs", "smackfs", "sysfs", "tracefs",
    )
)  # fmt: skip
"""Their files have the times at which they were first looked at, and inotify is told nothing of them."""


class Mounts:
    """As they are when they are first asked for."""

    def __init__(self) -> None:
        self._made_up: dict[int, str] | None = None

    def made_up(self, device: int) -> str:
        """What kind of such a file system the device is; empty where it is none."""
        if os.major(device):
            return ""  # of a disk
        if self._made_up is None:
            self._made_up = _read()
        return self._made_up.get(device, "")

    def cover(self, entry: os.DirEntry[str]) -> bool:
        """Whether one is mounted at the entry of a folder."""
        try:
            return bool(self.made_up(entry.stat(follow_symlinks=False).st_dev))
        except OSError:
            return False

    def refuse(self, device: int, path: str) -> None:
        """Raises `OSError` where it is one."""
        kind = self.made_up(device)
        if kind:
            why = f"the kernel makes up its file system ({kind}) at each look; nobody can say what has changed in it"
            raise OSError(errno.EOPNOTSUPP, why, path)


def _read() -> dict[int, str]:
    """By device; nothing where there is no /proc to say."""
    try:
        lines = Path("/proc/self/mountinfo").read_text(errors="replace").splitlines()
    except OSError:
        return {}
    found = {}
    for line in lines:
        mount, _, source = line.partition(" - ")
        kind = source.partition(" ")[0]
        if kind in MADE_UP:
            major, _, minor = mount.split(" ")[2].partition(":")
            found[os.makedev(int(major), int(minor))] = kind
    return found
