"""Seccomp: the few calls that a cell needs are allowed, the ways out kill it, all others fail with EPERM.

What only a way out would ask for kills, so that an attack ends with its first try. What an innocent library
may try and can do without (a file, a socket, a fork, a thread) is refused: the source sees a PermissionError.

Own code, though libraries were looked at (2026): pyseccomp's last release is of 2021 and needs libseccomp.so;
landlock 1.0.0.dev5 knows files only; py-landlock 0.1 or landlockpy 0.2 with seccompy 0.2 would do, and are
months old, 3,000 lines for our 400; sandlock's seccomp wants a supervisor. The wall is what this project is
for: it shall be short enough to be read in one sitting, and its own tests attack it.
"""

from __future__ import annotations

import ctypes
import errno
from collections.abc import Iterable, Mapping

from cocained.cells.inside import bpf, kernel
from cocained.cells.inside.syscalls import Architecture, this_architecture

ALLOWED = (
    # The hot ones first: the filter looks from top to bottom.
    "read", "write", "futex", "munmap", "brk", "mremap", "madvise", "getrandom", "clock_gettime",
    "clock_nanosleep", "poll", "ppoll", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack",
    "readv", "writev", "close", "fstat", "lseek", "sched_yield", "nanosleep", "clock_getres", "gettimeofday",
    "time", "getpid", "gettid", "getrusage", "restart_syscall", "exit", "exit_group",
)  # fmt: skip

KILLED = (
    # other processes' memory, descriptors and control
    "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "process_mrelease", "kcmp",
    "pidfd_getfd",
    # another program
    "execve", "execveat",
    # the kernel: its modules, its programs, its oldest and its newest holes
    "init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load", "reboot", "bpf",
    "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register",
    "keyctl", "add_key", "request_key", "memfd_secret",
    # another view of the machine
    "mount", "umount2", "pivot_root", "chroot", "open_tree", "move_mount", "fsopen", "fsconfig", "fsmount",
    "fspick", "mount_setattr", "setns", "unshare", "open_by_handle_at", "name_to_handle_at",
    # the machine itself
    "personality", "swapon", "swapoff", "acct", "quotactl", "settimeofday", "clock_settime", "adjtimex",
    "clock_adjtime", "iopl", "ioperm", "modify_ldt",
)  # fmt: skip

_PROT_EXEC = 4
_MSG_PEEK, _MSG_DONTWAIT, _MSG_WAITALL, _MSG_NOSIGNAL = 0x02, 0x40, 0x100, 0x4000
_MSG_CLOEXEC = 0x40000000
REFUSED = bpf.refuse(errno.EPERM)
_UNKNOWN = bpf.refuse(errno.ENOSYS)

SET_MODE_FILTER = 1
ALL_THREADS = 1
_GET_ACTION_AVAILABLE = 2


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_char_p)]


def policy(architecture: Architecture, receives: bool = False) -> list[bpf.Part]:
    """The filter of a cell, for one architecture. `receives`: it may be handed descriptors."""
    looked_at = {"recvfrom": "receive", "sendto": "send", "mmap": "memory", "mprotect": "memory"}
    return [
        *by_call(architecture, looked_at | (MESSAGES if receives else {}), ALLOWED),
        *receive(),
        *(receive_message() if receives else ()),
        *send(),
        *memory(),
        *verdicts(),
    ]


def by_call(
    architecture: Architecture, looked_at: Mapping[str, str], allowed: Iterable[str]
) -> list[bpf.Part]:
    """The verdict by the number of the call. `looked_at`: calls whose arguments decide, with the label of where."""
    calls = architecture.calls
    parts: list[bpf.Part] = [
        bpf.load(bpf.ARCHITECTURE),
        bpf.equals(architecture.audit, no="kill"),
        bpf.load(bpf.NUMBER),
    ]
    if architecture.foreign is not None:
        parts.append(bpf.at_least(architecture.foreign, yes="kill"))
    parts += [bpf.equals(calls[name], yes=label) for name, label in looked_at.items() if name in calls]
    parts += [bpf.equals(calls[name], yes="allow") for name in allowed if name in calls]
    # glibc asks for clone3 first, and falls back on clone only from ENOSYS.
    parts.append(bpf.equals(calls["clone3"], yes="unknown"))
    parts += [bpf.equals(calls[name], yes="kill") for name in KILLED if name in calls]
    return [*parts, bpf.verdict(REFUSED)]


def receive() -> list[bpf.Part]:
    """No flags beyond the plain ones: out-of-band data on a unix socket has been a way into the kernel."""
    plain = _MSG_PEEK | _MSG_DONTWAIT | _MSG_WAITALL
    return ["receive", bpf.load(bpf.low_half(3)), bpf.has_bits(all_but(plain), yes="refuse", no="allow")]


MESSAGES = {"recvmsg": "receive message"}
"""The call by which descriptors come, with its label: for cells whose source may be handed some."""


def receive_message() -> list[bpf.Part]:
    """The same, with descriptors."""
    plain = _MSG_PEEK | _MSG_DONTWAIT | _MSG_WAITALL | _MSG_CLOEXEC
    return [
        "receive message", bpf.load(bpf.low_half(2)), bpf.has_bits(all_but(plain), yes="refuse", no="allow"),
    ]  # fmt: skip


def send() -> list[bpf.Part]:
    """To the peer that the socket has, and with plain flags: MSG_FASTOPEN would connect, past Landlock."""
    return [
        "send",
        bpf.load(bpf.low_half(3)), bpf.has_bits(all_but(_MSG_DONTWAIT | _MSG_NOSIGNAL), yes="refuse"),
        bpf.load(bpf.low_half(4)), bpf.equals(0, no="refuse"),
        bpf.load(bpf.high_half(4)), bpf.equals(0, yes="allow", no="refuse"),
    ]  # fmt: skip


def all_but(bits: int) -> int:
    return 0xFFFFFFFF ^ bits


def memory() -> list[bpf.Part]:
    """Any, but none that could be run as code."""
    return ["memory", bpf.load(bpf.low_half(2)), bpf.has_bits(_PROT_EXEC, yes="refuse", no="allow")]


def verdicts() -> list[bpf.Part]:
    return [
        "allow", bpf.verdict(bpf.ALLOW),
        "refuse", bpf.verdict(REFUSED),
        "unknown", bpf.verdict(_UNKNOWN),
        "kill", bpf.verdict(bpf.KILL),
    ]  # fmt: skip


_architecture = this_architecture()
_steps = bpf.assemble(policy(_architecture)) if _architecture else b""
"""Of a cell."""
RECEIVING = bpf.assemble(policy(_architecture, receives=True)) if _architecture else b""
"""Of a cell that may be handed descriptors."""


def available() -> bool:
    """Whether this kernel has every verdict of the filter. Restricts nothing."""
    if _architecture is None:
        return False
    return all(_has(_architecture, action) for action in (bpf.KILL, bpf.ALLOW, bpf.refuse(0)))


def install(steps: bytes = _steps, flags: int = 0) -> None:
    """Filter this process's calls from here on, for ever. It must have no_new_privs, and be single-threaded; with
    `ALL_THREADS` it may have more, all of them under the same filters so far.

    Raises `WallMissing` where there is no table for the architecture, `OSError` where the kernel refuses.
    """
    if _architecture is None:
        raise kernel.WallMissing(
            "the system calls of this architecture are unknown here: a cell needs x86-64 or aarch64"
        )
    if not flags & ALL_THREADS:  # those are locked already, and it has been done
        kernel.forbid_implied_exec()
    program = _Program(len(steps) // 8, steps)
    stray = kernel.call(_architecture.calls["seccomp"], SET_MODE_FILTER, flags, ctypes.addressof(program))
    if stray:
        raise kernel.WallMissing(f"thread {stray} cannot be filtered with the others")


def _has(architecture: Architecture, action: int) -> bool:
    asked = ctypes.c_uint32(action)
    try:
        kernel.call(architecture.calls["seccomp"], _GET_ACTION_AVAILABLE, 0, ctypes.addressof(asked))
    except OSError:
        return False
    return True
