"""A process of the cells' own user, for an attack to reach: it tells which signals it hears, and keeps a secret."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import sys

_LIFE = """
import ctypes, os, signal, sys
user, parent = map(int, sys.argv[1:])
libc = ctypes.CDLL(None)
if user:
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    libc.prctl(4, 1, 0, 0, 0)  # whoever is of the same user may trace it
libc.prctl(1, 9, 0, 0, 0)  # it dies with the tests
libc.prctl(0x59616D61, ctypes.c_ulong(-1), 0, 0, 0)
kept = ctypes.create_string_buffer(sys.stdin.readline().strip().encode())
heard = set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}
signal.pthread_sigmask(signal.SIG_BLOCK, heard)
print(ctypes.addressof(kept), flush=True)
while os.getppid() == parent:
    print(signal.sigwait(heard), flush=True)
"""


class Victim:
    """Lives until `end`."""

    def __init__(self, user: int | None) -> None:
        """`user`: whom it becomes, where the tests run as root."""
        self.secret = secrets.token_hex(12)
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _LIFE, str(user or 0), str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{self.secret}\n".encode())
        self._process.stdin.flush()
        self.address = int(self._process.stdout.readline())
        """Where in its memory the secret is."""
        os.set_blocking(self._process.stdout.fileno(), False)

    @property
    def pid(self) -> int:
        return self._process.pid

    def was_signalled(self) -> bool:
        """It heard one, or one has ended or stopped it."""
        assert self._process.stdout
        if self._process.stdout.read():
            return True
        return self._process.poll() is not None or _state(self.pid) in "Tt"

    def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGKILL)
        self._process.communicate()


def _state(pid: int) -> str:
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().rpartition(")")[2].split()[0]
