"""System calls by their numbers: the ways out end the process, the rest of the table is refused."""

from __future__ import annotations

import ctypes
import errno
import mmap
import os
import signal
from collections.abc import Callable
from typing import Any

import pytest

from cocained.cells.inside.seccomp import ALLOWED, KILLED
from cocained.cells.inside.syscalls import this_architecture

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
NONSENSE = [ctypes.c_long(-1)] * 6
"""Arguments with which no call does anything, whoever makes it."""
BEYOND_THE_TABLE = 600
READ_IMPLIES_EXEC = 0x0400000
PRIVATE = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
ANSWERED_BEFORE_THE_FILTER = {"x86_64": {335, 336}, "aarch64": set()}
"""uretprobe and uprobe: the kernel lets them past every filter, and ends with SIGILL whoever isn't probed."""

architecture = this_architecture()
assert architecture, "the walls know no system calls of this architecture: extend syscalls.py"
machine = architecture.machine
calls = architecture.calls
WAYS_OUT = [name for name in KILLED if name in calls]


def with_nonsense(number: int) -> int:
    """The errno of a call; 0 where it went well."""
    result = libc.syscall(ctypes.c_long(number), *NONSENSE)
    return ctypes.get_errno() if result == -1 else 0


def _way_out(name: str) -> Callable[[Any], int]:
    def act(_: Any) -> int:
        return with_nonsense(calls[name])

    act.__name__ = f"try_{name}"
    return act


globals().update({f"try_{name}": _way_out(name) for name in WAYS_OUT})


@pytest.mark.parametrize("name", WAYS_OUT)
def test_a_way_out_is_the_end_of_the_cell(ground: Any, name: str) -> None:
    act = globals()[f"try_{name}"]
    assert ground.unlocked(act).done
    assert ground.locked(act).signal is signal.SIGSYS


def every_other_call(_: Any) -> list[int]:
    """The distinct errors of all that no list names, and of numbers that no kernel has yet."""
    named = {
        calls[name]
        for name in (*ALLOWED, *KILLED, "sendto", "recvfrom", "mmap", "mprotect", "clone3")
        if name in calls
    }
    named |= ANSWERED_BEFORE_THE_FILTER[machine]
    return sorted({with_nonsense(number) for number in range(BEYOND_THE_TABLE) if number not in named})


def a_call_that_no_kernel_has(_: Any) -> int:
    return with_nonsense(BEYOND_THE_TABLE)


def test_every_call_that_is_not_named_is_refused(ground: Any) -> None:
    assert ground.unlocked(a_call_that_no_kernel_has).said == errno.ENOSYS
    assert ground.locked(every_other_call).said == [errno.EPERM]


def clone3(_: Any) -> int:
    return with_nonsense(calls["clone3"])


def test_clone3_does_not_exist_in_a_cell(ground: Any) -> None:
    assert ground.unlocked(clone3).said != errno.ENOSYS
    assert ground.locked(clone3).said == errno.ENOSYS


def _machine_code(code: bytes) -> Callable[[], int]:
    """A function of these instructions, in memory that is executable while that is still allowed."""
    protection = mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC
    page = libc.mmap(None, mmap.PAGESIZE, protection, PRIVATE, -1, 0)
    ctypes.memmove(page, code, len(code))
    return ctypes.CFUNCTYPE(ctypes.c_int)(page)


def thirty_two_bit_getpid(_: Any) -> Any:
    getpid = _machine_code(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")  # mov eax, 20; int 0x80; ret
    yield
    yield getpid()


RETURN_42 = {"x86_64": b"\xb8\x2a\x00\x00\x00\xc3", "aarch64": b"\x40\x05\x80\x52\xc0\x03\x5f\xd6"}


def run_readable_memory(_: Any) -> Any:
    """Under a personality that makes all that is readable executable."""
    libc.personality(ctypes.c_ulong(READ_IMPLIES_EXEC))
    yield
    page = libc.mmap(None, mmap.PAGESIZE, mmap.PROT_READ | mmap.PROT_WRITE, PRIVATE, -1, 0)
    ctypes.memmove(page, RETURN_42[machine], len(RETURN_42[machine]))
    yield ctypes.CFUNCTYPE(ctypes.c_int)(page)()


def take_a_personality(_: Any) -> bool:
    return bool(libc.personality(ctypes.c_ulong(READ_IMPLIES_EXEC)) != -1)


def test_an_inherited_personality_makes_no_memory_executable(ground: Any) -> None:
    may_be_taken = ground.unlocked(take_a_personality).said  # a container may refuse it to all
    assert ground.unlocked(run_readable_memory).said == (42 if may_be_taken else None)
    assert ground.locked(run_readable_memory).signal is signal.SIGSEGV


def x32_getpid(_: Any) -> int:
    return with_nonsense(0x40000000 | calls["getpid"])


if machine == "x86_64":  # aarch64 can't make foreign calls from a 64-bit process

    @pytest.mark.parametrize("act", [thirty_two_bit_getpid, x32_getpid], ids=lambda act: act.__name__)
    def test_a_call_through_another_abi_is_the_end_of_the_cell(
        ground: Any, act: Callable[[Any], object]
    ) -> None:
        assert ground.unlocked(act).done
        assert ground.locked(act).signal is signal.SIGSYS


def abort(_: Any) -> None:
    os.abort()


def test_abort_ends_a_cell_although_it_may_not_signal_itself(ground: Any) -> None:
    assert ground.unlocked(abort).signal is signal.SIGABRT
    assert ground.locked(abort).signal is not None
