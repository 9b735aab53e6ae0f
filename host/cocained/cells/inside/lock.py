"""The lock of a cell: what a forked child gives up before it reads user code (architecture.md, Walls).

1. Session and descriptors: its own session, its socket, /dev/null as stdio, nothing else.
2. Privileges and resources: user, groups, capabilities, priority, limits.
3. Its life: it dies with its zygote, shows its memory to nobody, gains nothing by executing.
4. The kernel wall: Landlock, then seccomp. From here on nothing can be opened, loaded or undone. (A shared
   process has one with doors: `networked.py`; that of a runtime's engine is lower: `demanding.py`.)

The order is forced: changing the user clears the signal at the parent's death, and each step needs calls that
seccomp refuses. All of it together takes about 0.8 ms, most of it in the kernel.
"""

from __future__ import annotations

import contextlib
import os
import signal

from cocaine_sdk.plugin import Demands, Isolation
from cocained.cells.frames import Confinement
from cocained.cells.inside import demanding, kernel, landlock, networked, seccomp, standing
from cocained.cells.inside.bounds import be_first_to_go, be_nice, set_limits
from cocained.cells.inside.kernel import WallMissing
from cocained.cells.inside.layers import Layers, layers
from cocained.cells.inside.syscalls import this_architecture

__all__ = ["Layers", "WallMissing", "die_with_parent", "enter", "layers", "settle"]

_LAST_STDIO = 2
_LAST_DESCRIPTOR = 0x7FFFFFFF
_architecture = this_architecture()
_landlock = landlock.abi()  # asked once, in the zygote


_NONE = Demands()


class _Forker:
    """Who forked: a child that asks for its parent too late is told its stepfather."""

    pid = 0

    @classmethod
    def remember(cls) -> None:
        cls.pid = os.getpid()


os.register_at_fork(before=_Forker.remember)


def enter(
    confinement: Confinement, descriptor: int, demands: Demands = _NONE, parent: int | None = None
) -> None:
    """Lock this freshly forked, single-threaded process; `descriptor` is all that it keeps. `parent`: whose end is its
    own too, where it was not forked but begun as a program.

    Raises `WallMissing` where the kernel lacks a wall that is wanted, `OSError` where it refuses a step.
    After an error the process is half locked: it may report it and must end.
    """
    if parent is None:
        os.setsid()
    _keep_only(descriptor)
    be_nice(confinement.nice)
    if confinement.last:
        standing.put_last((0,))
    be_first_to_go()
    if confinement.uid is not None:
        _become(confinement.uid)
    kernel.drop_capabilities()
    die_with_parent(_Forker.pid if parent is None else parent)
    threads = confinement.isolation is Isolation.SHARED or demands.threads
    set_limits(confinement.limits, threads, demands.reserves)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    if confinement.walls.kernel:
        _wall_in(confinement, demands)


def settle(confinement: Confinement, demands: Demands) -> None:
    """The engine is up: what it needed only for that is no longer given. Raises as `enter`."""
    if confinement.walls.kernel and demanding.lowers(demands):
        demanding.settle(demands, confinement.receives)


def _wall_in(confinement: Confinement, demands: Demands) -> None:
    if confinement.isolation is Isolation.SHARED:
        networked.enter(_landlock)
    elif demanding.lowers(demands):
        demanding.enter(_landlock, demands, confinement.receives)
    else:
        landlock.restrict(_landlock)
        seccomp.install(*((seccomp.RECEIVING,) if confinement.receives else ()))


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when `parent` dies; at once, where it is dead already.

    The kernel means the parent's *thread* that forked. A later change of user or group clears it.
    """
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def _keep_only(descriptor: int) -> None:
    """Everything closed but `descriptor`, stdio on /dev/null."""
    if descriptor <= _LAST_STDIO:
        raise ValueError(
            f"descriptor {descriptor} is taken by stdio; a cell's socket must have one above {_LAST_STDIO}"
        )
    null = os.open(os.devnull, os.O_RDWR)
    for stdio in range(_LAST_STDIO + 1):
        os.dup2(null, stdio, inheritable=False)
    _close(_LAST_STDIO + 1, descriptor - 1)
    _close(descriptor + 1, _LAST_DESCRIPTOR)


def _close(first: int, last: int) -> None:
    if first > last:
        return
    with contextlib.suppress(OSError):  # an old kernel: one by one
        if _architecture is not None:
            kernel.call(_architecture.calls["close_range"], first, last, 0)
            return
    for name in os.listdir("/proc/self/fd"):
        if first <= int(name) <= last:
            with contextlib.suppress(OSError):  # the listing's own is closed already
                os.close(int(name))


def _become(uid: int) -> None:
    """The user and the group of this number, and no other group: for good, in all three of their kinds."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
