"""A process as large as a python zygote forks children, and locks some of them as a cell is locked.

`python -m benchmarks.forking` prints milliseconds, from the fork to the child's first word, as JSON.
"""

from __future__ import annotations

import gc
import json
import os
import pwd
import socket
import time

from cocaine_python import Python
from cocained.cells.frames import Confinement
from cocained.cells.inside import cell, lock

WARM_UP = 10
ROUNDS = 100


def main() -> None:
    Python().preload()
    cell.warm_up()
    gc.collect()
    gc.freeze()
    measured: dict[str, list[float]] = {"fork": [], "locked": []}
    for turn in range(WARM_UP + ROUNDS):
        for name, confinement in (("fork", None), ("locked", _confinement())):
            spent = fork(confinement)
            if turn >= WARM_UP:
                measured[name].append(spent)
    print(json.dumps(measured))


def fork(confinement: Confinement | None) -> float:
    """Milliseconds until a child says that it is there: locked, or at once."""
    ours, theirs = socket.socketpair()
    with ours:
        began = time.perf_counter()
        pid = os.fork()
        if pid == 0:
            _be_child(theirs, confinement)
        theirs.close()
        said = ours.recv(1)
        spent = (time.perf_counter() - began) * 1000
    os.waitpid(pid, 0)
    if said != b"1":
        raise RuntimeError("a child could not be locked")
    return spent


def _be_child(end: socket.socket, confinement: Confinement | None) -> None:
    try:
        if confinement is not None:
            lock.enter(confinement, end.fileno())
        end.send(b"1")
    finally:
        os._exit(0)


def _confinement() -> Confinement:
    return Confinement(uid=pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None)


if __name__ == "__main__":
    main()
