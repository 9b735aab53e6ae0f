"""Why a run was not made at its time: what the task's run before it was at."""

from __future__ import annotations

from cocained.core.contracts import Pending
from cocained.core.runs import OVERLAP
from cocained.core.threads import Thread

STARTING = "the run before waited for its source to start"
TURN = "the run before waited for its turn: its source was at other calls"


def hindrance(before: Pending, thread: Thread) -> str:
    """Of a run that is due while `before` has no answer yet."""
    if before.began:
        return OVERLAP
    return TURN if thread.is_warm else STARTING
