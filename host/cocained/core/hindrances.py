"""Why a run is not made at its time."""

from __future__ import annotations

from typing import NamedTuple

from cocaine_sdk import failure
from cocaine_sdk.failure import Failure
from cocained.core.contracts import Pending
from cocained.core.runs import CPU_SHARE, DEGRADED, EVENTS, OVERLAP
from cocained.core.threads import Thread

STARTING = "the run before waited for its source to start"
TURN = "the run before waited for its turn: its source was at other calls"


class Hold(NamedTuple):
    """No run is begun now."""

    why: str
    seconds: float | None
    """After which one may be; None where a new cell must come first."""


def hindrance(before: Pending, thread: Thread) -> str:
    """Of a run that is due while `before` has no answer yet."""
    if before.began:
        return OVERLAP
    return TURN if thread.is_warm else STARTING


def hold(thread: Thread) -> Hold | None:
    """What is in the way of a run that is due, while none is going."""
    refusal = thread.refusal
    if refusal is not None:
        return held(refusal, thread)
    silence = thread.pace.silence()
    return Hold(EVENTS, silence) if silence > 0 else None


def held(refusal: Failure, thread: Thread) -> Hold:
    """Of a run that was refused like that."""
    if refusal.code == failure.CPU_SHARE:
        return Hold(CPU_SHARE, thread.pace.rest(thread.spent))
    return Hold(DEGRADED, None)
