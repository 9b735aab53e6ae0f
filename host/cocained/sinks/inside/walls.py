"""What the process of a socket gives up: nobody's code runs in it, but what strangers send is read in it.

It may take and serve the connections that come in at the descriptor it was given, and talk to the daemon. It opens no
file and no connection, and starts nothing.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import resource
import signal

from cocained.cells.inside import bpf, kernel, landlock, seccomp
from cocained.cells.inside.syscalls import Architecture, this_architecture

USER = "nobody"
_NOBODY = 65534
_STDOUT, _STDERR = 1, 2
_SET_MODE_FILTER, _ALL_THREADS = 1, 1
_F_GETFD, _F_SETFD, _F_GETFL, _F_SETFL = 1, 2, 3, 4
_PR_SET_NAME = 15
_MSG_DONTWAIT, _MSG_NOSIGNAL = 0x40, 0x4000

FURTHER_CALLS = {
    "x86_64": {
        "accept": 43, "accept4": 288, "tgkill": 234, "sched_getparam": 143, "sched_setscheduler": 144,
        "sched_getscheduler": 145,
    },
    "aarch64": {
        "accept": 202, "accept4": 242, "tgkill": 131, "sched_getparam": 121, "sched_setscheduler": 119,
        "sched_getscheduler": 120,
    },
}  # fmt: skip
"""Numbers of the calls that no other wall names."""
STARTING = ("rseq", "set_robust_list", "sched_getparam", "sched_getscheduler", "sched_setscheduler")
"""What libzmq's threads do when they begin, which may be after the wall is up: without it they abort."""
ALLOWED = (
    *seccomp.ALLOWED, "recvfrom", "recvmsg", "epoll_wait", "epoll_pwait", "epoll_ctl", "accept", "accept4",
    "getsockname", "getpeername", "setsockopt", "getsockopt", "pread64", *STARTING,
)  # fmt: skip


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_char_p)]


def stand_back(parent: int) -> None:
    """The user, the life, the files: before there are threads. The order is forced as in a cell's lock."""
    if os.geteuid() == 0:
        _become(_unprivileged())
    kernel.drop_capabilities()
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    if version := landlock.abi():
        landlock.restrict(version)


def close_in(most: int) -> None:
    """Limits and calls, for all threads, once libzmq has started its own. From here on there are no others.

    `most`: bytes of address space. What libzmq writes when it aborts is not for the daemon's log, which says it better.
    """
    os.dup2(_STDOUT, _STDERR)
    _limit(resource.RLIMIT_AS, most)
    for nothing in (resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
        _limit(nothing, 0)
    architecture = this_architecture()
    if architecture is not None and seccomp.available():
        _filter(architecture)


def policy(architecture: Architecture, process: int) -> list[bpf.Part]:
    """The filter for one architecture, and the process of this number."""
    calls = {**architecture.calls, **FURTHER_CALLS[architecture.machine]}
    looked_at = {
        "mmap": "memory", "mprotect": "memory", "sendto": "send", "fcntl": "descriptor", "tgkill": "signal",
        "prctl": "name",
    }  # fmt: skip
    return [
        *seccomp.by_call(architecture._replace(calls=calls), looked_at, ALLOWED),
        "send", bpf.load(bpf.low_half(3)),
        bpf.has_bits(seccomp.all_but(_MSG_DONTWAIT | _MSG_NOSIGNAL), yes="refuse"),
        bpf.load(bpf.low_half(4)), bpf.equals(0, no="refuse"),
        bpf.load(bpf.high_half(4)), bpf.equals(0, yes="allow", no="refuse"),
        "descriptor", bpf.load(bpf.low_half(1)),
        *(bpf.equals(command, yes="allow") for command in (_F_GETFL, _F_SETFL, _F_GETFD)),
        bpf.equals(_F_SETFD, yes="allow", no="refuse"),
        "signal", bpf.load(bpf.low_half(0)), bpf.equals(process, yes="allow", no="refuse"),  # libzmq's abort
        "name", bpf.load(bpf.low_half(0)), bpf.equals(_PR_SET_NAME, yes="allow", no="refuse"),
        *seccomp.memory(),
        *seccomp.verdicts(),
    ]  # fmt: skip


def _filter(architecture: Architecture) -> None:
    kernel.forbid_implied_exec()
    steps = bpf.assemble(policy(architecture, os.getpid()))
    program = _Program(len(steps) // 8, steps)
    behind = kernel.call(
        architecture.calls["seccomp"], _SET_MODE_FILTER, _ALL_THREADS, ctypes.addressof(program)
    )
    if behind:
        raise kernel.WallMissing(f"thread {behind} cannot be held by the filter")


def _unprivileged() -> int:
    try:
        return pwd.getpwnam(USER).pw_uid
    except KeyError:
        return _NOBODY


def _become(uid: int) -> None:
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def _limit(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(kind, (most, most))
