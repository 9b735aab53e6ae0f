"""The kernel's calls that Python has no words for, by ctypes.

All of it is resolved on import: a cell that is already locked can load nothing.
"""

from __future__ import annotations

import ctypes
import os

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38

_ASK = 0xFFFFFFFF
_READ_IMPLIES_EXEC = 0x0400000
_CAPABILITY_VERSION = 0x20080522  # of 64-bit sets, in two halves

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


class WallMissing(OSError):
    """A wall that a cell was to stand behind cannot be put up. No user code may run in this process."""


class _CapabilityHeader(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


_NO_CAPABILITY = (ctypes.c_uint32 * 6)()


def call(number: int, *arguments: int) -> int:
    """One system call by its number. Raises `OSError`. Pointers are given as their addresses."""
    return _checked(_libc.syscall(ctypes.c_long(number), *map(ctypes.c_long, arguments)))


def prctl(option: int, value: int) -> None:
    """Raises `OSError`. The unused arguments must be 0 for the kernel to accept some options."""
    zero = ctypes.c_ulong(0)
    _checked(_libc.prctl(ctypes.c_int(option), ctypes.c_ulong(value), zero, zero, zero))


def drop_capabilities() -> None:
    """Hold none: also where a cell stays root, because the daemon is root and names no user for its cells."""
    header = _CapabilityHeader(_CAPABILITY_VERSION, 0)
    _checked(_libc.capset(ctypes.byref(header), _NO_CAPABILITY))


def forbid_implied_exec() -> None:
    """Without this an inherited personality could make every readable page executable, unseen by seccomp."""
    personality = _checked(_libc.personality(ctypes.c_ulong(_ASK)))
    if personality & _READ_IMPLIES_EXEC:
        _checked(_libc.personality(ctypes.c_ulong(personality & ~_READ_IMPLIES_EXEC)))


def _checked(result: int) -> int:
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
