"""What one cell may hold of the machine: resource limits, and its share of the processor."""

from __future__ import annotations

import contextlib
import os
import resource

from cocained.cells.frames import Limits
from cocained.cells.inside import kernel

_STACK = 8 << 20
_TURN = 100_000
"""Nanoseconds."""
_OOM_SCORE = b"800"
_PAGE = os.sysconf("SC_PAGE_SIZE")
_MAPPED, _DATA = 0, 5
"""Fields of /proc/self/statm."""


def set_limits(limits: Limits, threads: bool = False, reserves: bool = False) -> None:
    """Hard and soft, so that they only ever go down. Raises `OSError`.

    `threads`: leave their number to the limit of memory (RLIMIT_NPROC counts those of the user's other processes).
    `reserves`: count what can be written to, in place of all that is mapped.

    RLIMIT_CPU is left out on purpose: it counts over the cell's life, and one that has run for a month is no
    culprit. The host holds each single call to its deadline.
    """
    if reserves:
        _limit(resource.RLIMIT_DATA, _pages(_DATA) + limits.memory)
    else:
        _limit(resource.RLIMIT_AS, _pages(_MAPPED) + limits.memory)
    _limit(resource.RLIMIT_STACK, _STACK)  # else an unlimited one would be inherited
    _limit(resource.RLIMIT_NOFILE, limits.descriptors)
    if not threads:
        _limit(resource.RLIMIT_NPROC, 0)
    for nothing in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
        _limit(nothing, 0)
    for nothing in (resource.RLIMIT_MEMLOCK, resource.RLIMIT_MSGQUEUE, resource.RLIMIT_RTPRIO):
        _limit(nothing, 0)


def be_nice(niceness: int) -> None:
    """Stand back behind others, never before them, and take the processor in short turns.

    Whoever waits for it gets it the sooner the less he wants of it at a time: beside eight busy processes on two cores
    a run of 1 ms took 3.0 ms without that, and 1.4 ms with it. A kernel before 6.12 does not take the hint.
    """
    niceness = max(niceness, os.getpriority(os.PRIO_PROCESS, 0))
    os.setpriority(os.PRIO_PROCESS, 0, niceness)
    with contextlib.suppress(OSError):
        kernel.schedule(0, os.SCHED_OTHER, niceness, _TURN)


def be_first_to_go() -> None:
    """Where the machine runs out of memory, the kernel shall take a cell before anything that matters more."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "wb", buffering=0) as score:
        score.write(_OOM_SCORE)


def _limit(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(kind, (most, most))


def _pages(kind: int) -> int:
    """Bytes of address space that the process has now, nearly all of them shared with its zygote."""
    with open("/proc/self/statm", "rb", buffering=0) as statm:
        return int(statm.read().split()[kind]) * _PAGE
