"""The kernel's calls that Python has no words for, by ctypes.

All of it is resolved on import: a cell that is already locked can load nothing.
"""

from __future__ import annotations

import ctypes
import errno
import os

from cocained.cells.inside.syscalls import this_architecture

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38

_ASK = 0xFFFFFFFF
_READ_IMPLIES_EXEC = 0x0400000
_CAPABILITY_VERSION = 0x20080522  # of 64-bit sets, in two halves

_architecture = this_architecture()
_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


class WallMissing(OSError):
    """A wall that a cell was to stand behind cannot be put up. No user code may run in this process."""


class _CapabilityHeader(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _SchedulingAttributes(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_uint32),
        ("policy", ctypes.c_uint32),
        ("flags", ctypes.c_uint64),
        ("nice", ctypes.c_int32),
        ("priority", ctypes.c_uint32),
        ("runtime", ctypes.c_uint64),
        ("deadline", ctypes.c_uint64),
        ("period", ctypes.c_uint64),
    ]


_NO_CAPABILITY = (ctypes.c_uint32 * 6)()


def call(number: int, *arguments: int) -> int:
    """One system call by its number. Raises `OSError`. Pointers are given as their addresses."""
    return _checked(_libc.syscall(ctypes.c_long(number), *map(ctypes.c_long, arguments)))


def prctl(option: int, value: int) -> None:
    """Raises `OSError`. The unused arguments must be 0 for the kernel to accept some options."""
    zero = ctypes.c_ulong(0)
    _checked(_libc.prctl(ctypes.c_int(option), ctypes.c_ulong(value), zero, zero, zero))


def schedule(thread: int, policy: int, nice: int, turn: int) -> None:
    """How a thread (0: the caller) takes the processor: by a policy, at a priority, in turns of so many nanoseconds (0:
    the kernel's own measure; before 6.12 it has no other). Raises `OSError`, also where the call is not known here."""
    if _architecture is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    wanted = _SchedulingAttributes(ctypes.sizeof(_SchedulingAttributes), policy, 0, nice, 0, turn, 0, 0)
    call(_architecture.calls["sched_setattr"], thread, ctypes.addressof(wanted), 0)


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
