"""A file that one living process holds, with its pid inside: the pidfile, and the lock beside a store."""

from __future__ import annotations

import fcntl
import os
import re
from pathlib import Path

_FLAGS = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
_PID = re.compile(rb"\d{0,20}\s*")
_ATTEMPTS = 100
"""How often the file may vanish under our hands before we give up."""


class Held(Exception):
    """Another living process holds the file. `pid` is None where it has not written it yet."""

    def __init__(self, pid: int | None) -> None:
        self.pid = pid
        super().__init__(f"process {pid}" if pid else "another process")


class Foreign(Exception):
    """The file holds something else than a pid: it is not ours to overwrite."""


class LockFile:
    """Held by flock: the kernel lets go of it however its holder ends, and a stale file is taken over."""

    def __init__(self, path: Path, mode: int = 0o600) -> None:
        self.path = path
        self._mode = mode
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the file. Raises `Held`, `Foreign` or `OSError`."""
        for _ in range(_ATTEMPTS):
            descriptor = os.open(self.path, _FLAGS, self._mode)
            try:
                self._lock(descriptor)
                if self._is(descriptor):  # else its holder removed it between our open and our lock
                    self._descriptor, descriptor = descriptor, -1
                    return
            finally:
                if descriptor >= 0:
                    os.close(descriptor)
        raise Held(None)

    def release(self) -> None:
        """Remove the file and let go of it. Does nothing the second time."""
        if self._descriptor is not None:
            self.path.unlink(missing_ok=True)
            os.close(self._descriptor)
            self._descriptor = None

    def _lock(self, descriptor: int) -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Held(int(self._content(descriptor).strip() or 0) or None) from None
        self._content(descriptor)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, b"%d\n" % os.getpid(), 0)

    def _content(self, descriptor: int) -> bytes:
        content = os.pread(descriptor, 64, 0)
        if not _PID.fullmatch(content):
            raise Foreign(f"{self.path} holds something else than a process id")
        return content

    def _is(self, descriptor: int) -> bool:
        """Whether the path still leads to the file that is open."""
        try:
            return os.path.samestat(os.stat(self.path, follow_symlinks=False), os.fstat(descriptor))
        except FileNotFoundError:
            return False
