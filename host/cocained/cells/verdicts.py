"""Why a cell was ended, or ended by itself: in a sentence for whoever wanted its source."""

from __future__ import annotations

import signal

from cocaine_sdk import failure
from cocaine_sdk.failure import Failure
from cocained.cells.frames import Exited, Load
from cocained.core.contracts import Pending


def late(pending: Pending) -> Failure:
    """Of a call that is past its deadline."""
    limit = f"{pending.timeout * 1000:g} ms"
    if isinstance(pending.call, Load):
        return Failure(
            code=failure.TIMEOUT,
            message=f"the source took longer than {limit} to load and was ended",
            hint="let the file and the constructor do less: the work belongs into the runs",
        )
    key = pending.said_by or "the task's timeout"
    return Failure(
        code=failure.TIMEOUT,
        message=f"the run took longer than its {limit} and was ended",
        hint=f"raise {key}, or let the source do less in one run",
    )


def hostile(what: str) -> Failure:
    """Of a cell that does what our own code in it never would."""
    return Failure(
        code=failure.SOURCE_DIED,
        message=f"the cell sent {what}, and was ended",
        hint="no ordinary source can do this: take its author for hostile",
    )


def restless(seconds: float) -> Failure:
    """Of a cell that goes on where none of our own would."""
    return Failure(
        code=failure.SOURCE_DIED,
        message=f"the cell used the processor for {seconds:.1f} s though nothing was asked of it, and was ended",
        hint="no ordinary source can do this: take its author for hostile",
    )


_CAUSES = {
    -signal.SIGKILL: "the cell was killed (SIGKILL): by the kernel for want of memory, or from outside",
    -signal.SIGSYS: "the source tried what the kernel's wall forbids (SIGSYS), and its cell was killed",
    -signal.SIGSEGV: "the cell crashed (SIGSEGV)",
    -signal.SIGABRT: "the cell aborted (SIGABRT)",
    -signal.SIGTRAP: "the cell's engine gave up (SIGTRAP): most often for want of memory",
    -signal.SIGILL: "the cell's engine gave up (SIGILL): most often for want of memory",
}


def cause(exit: Exited) -> Failure:
    """Of a cell that ended without having been told to."""
    message = _CAUSES.get(exit.status)
    if message is None:
        how = f"status {exit.status}" if exit.status >= 0 else f"signal {-exit.status}"
        message = f"the source ended its cell ({how})"
    return Failure(code=failure.SOURCE_DIED, message=message)
