"""A cell whose source takes much of the processor is put behind all others: by a child of its zygote.

The kernel has two measures. Within a session, and everywhere where control groups say who gets what, a process's own
policy counts; between the sessions of the root's control group the session's (autogroup). Both are set. Who sets the
first must be the process's user, or more privileged than a daemon need be: so the child becomes that user.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterable
from typing import NoReturn

from cocained.cells.inside import kernel

ATTEMPTS, PAUSE = 30, 0.1
"""The unprivileged may change a session's priority ten times a second, all together."""
_LAST = b"19"


def put_back(process: int, session: int | None, uid: int | None) -> NoReturn:
    """The life of that child. `session`: a descriptor for the priority of the process's session, where there is one;
    `uid`: the user that the process became."""
    try:
        threads = [int(thread) for thread in os.listdir(f"/proc/{process}/task")]
        descriptor = open_session(process) if session is None else session
        if uid is not None:
            os.setgroups([])
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
        put_last(threads)
        _put_session_last(descriptor)
    finally:
        os._exit(0)


def put_last(threads: Iterable[int]) -> None:
    """Have these (0: the caller) run only where no other wants to, but for their like.

    For good: the unprivileged cannot take it back. Raises `OSError`; a thread that has just ended is no error.
    """
    for thread in threads:
        try:
            kernel.schedule(thread, os.SCHED_IDLE, 0, 0)
        except ProcessLookupError:
            continue


def open_session(process: int) -> int:
    """A descriptor for the priority of a process's session. Raises `OSError`: that of a process that has locked itself
    is root's."""
    return os.open(f"/proc/{process}/autogroup", os.O_WRONLY | os.O_CLOEXEC)


def _put_session_last(descriptor: int) -> None:
    for _ in range(ATTEMPTS):
        try:
            os.write(descriptor, _LAST)
        except OSError as error:
            if error.errno != errno.EAGAIN:
                return
            time.sleep(PAUSE)
        else:
            return
