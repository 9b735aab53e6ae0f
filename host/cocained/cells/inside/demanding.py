"""The wall of a cell whose runtime has an engine: what that demands (`Demands`) is allowed, and nothing else.

It is put up twice. Until the engine is up, threads can be started; then a second filter, over all of them, takes that
back. An engine that makes machine code keeps the right to make memory executable: then its own walls have to hold user
code, and this one whoever has broken out of them, and can run any instruction.
"""

from __future__ import annotations

from cocaine_sdk.plugin import Demands
from cocained.cells.inside import bpf, landlock, seccomp
from cocained.cells.inside.syscalls import Architecture, this_architecture

ALLOWED = (
    *seccomp.ALLOWED,
    # what a thread does at its start
    "set_robust_list", "rseq", "sched_getaffinity", "sched_getparam", "sched_getscheduler", "membarrier",
    # how threads wake each other
    "eventfd2", "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "pselect6",
)  # fmt: skip

_UNIX = 1
_FIONBIO = 0x5421
_SHARED, _GROWS = 0x01, 0x0100
_THREAD = 0x10000
_NAMESPACES = 0x7E020080


def lowers(demands: Demands) -> bool:
    """Whether these demand another wall than that of every cell."""
    return demands.threads or demands.compiles


def enter(version: int, demands: Demands, receives: bool = False) -> None:
    """Put the wall up around this process; `receives`: it may be handed descriptors.

    Raises as `landlock.restrict` and `seccomp.install`.
    """
    landlock.restrict(version)
    seccomp.install(_steps[demands.compiles, False, receives])


def settle(demands: Demands, receives: bool = False) -> None:
    """From now on no thread can be started, by none of them. Raises as `seccomp.install`."""
    seccomp.install(_steps[demands.compiles, True, receives], seccomp.ALL_THREADS)


def policy(
    architecture: Architecture, compiles: bool, settled: bool, receives: bool = False
) -> list[bpf.Part]:
    """The filter for one architecture: `compiles` as in `Demands`, `settled` once the engine is up, `receives` where
    it may be handed descriptors."""
    executable = "allow" if compiles else "memory"
    looked_at = {
        "mmap": "mapping", "mprotect": executable, "pkey_mprotect": executable, "recvfrom": "receive",
        "sendto": "send", "socketpair": "pair", "ioctl": "control",
    }  # fmt: skip
    starting = {} if settled else {"clone": "thread", "seccomp": "narrow"}
    receiving = seccomp.MESSAGES if receives else {}
    return [
        *seccomp.by_call(architecture, looked_at | starting | receiving, ALLOWED),
        *seccomp.receive(),
        *(seccomp.receive_message() if receives else ()),
        *seccomp.send(),
        *_mappings(executable),
        *seccomp.memory(),
        *_wakes(),
        *_starts(),
        *seccomp.verdicts(),
    ]


def _mappings(private: str) -> list[bpf.Part]:
    """Private ones, that do not grow by themselves: the limit of what a cell may write to counts no others."""
    uncounted = _SHARED | _GROWS
    parts: list[bpf.Part] = ["mapping", bpf.load(bpf.low_half(3)), bpf.has_bits(uncounted, yes="refuse")]
    if private == "allow":
        parts.append(bpf.verdict(bpf.ALLOW))
    return parts


def _wakes() -> list[bpf.Part]:
    """A pair of sockets, without blocking: as an event loop has one."""
    return [
        "pair", bpf.load(bpf.low_half(0)), bpf.equals(_UNIX, yes="allow", no="refuse"),
        "control", bpf.load(bpf.low_half(1)), bpf.equals(_FIONBIO, yes="allow", no="refuse"),
    ]  # fmt: skip


def _starts() -> list[bpf.Part]:
    """A thread, never a process or a namespace; one more filter for all threads, which can only take away."""
    return [
        "thread", bpf.load(bpf.low_half(0)), bpf.has_bits(_NAMESPACES, yes="refuse"),
        bpf.has_bits(_THREAD, yes="allow", no="refuse"),
        "narrow", bpf.load(bpf.low_half(0)), bpf.equals(seccomp.SET_MODE_FILTER, no="refuse"),
        bpf.load(bpf.low_half(1)), bpf.equals(seccomp.ALL_THREADS, yes="allow", no="refuse"),
    ]  # fmt: skip


_architecture = this_architecture()
_steps = {
    (compiles, settled, receives): bpf.assemble(policy(_architecture, compiles, settled, receives))
    if _architecture
    else b""
    for compiles in (False, True)
    for settled in (False, True)
    for receives in (False, True)
}
