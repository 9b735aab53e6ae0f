"""The contract of a driver: it decides when a source runs (seed; protocol.md, push).

An entry point of the group `cocaine.drivers` names a `Driver` class; the entry point's name is the value of the
argument `driver`. Drivers run in the daemon itself, on its loop, so they are trusted code, and must never block.
What a driver raises costs its own task, and `explain` shows it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from enum import StrEnum
from typing import Any, ClassVar, Generic, Protocol, TypeVar

import msgspec

from cocaine_sdk.clock import Clock
from cocaine_sdk.source import Capability

DRIVERS = "cocaine.drivers"

Callback = Callable[[], None]


class Overlap(StrEnum):
    """What becomes of a run that is due while the one before is still going (sources.md, Time)."""

    SKIP = "skip"
    """It is skipped, and counted."""
    QUEUE = "queue"
    """It waits; a third one, while it waits, is skipped."""
    REPLACE = "replace"
    """The running one is killed, and this one made."""


class Cancellable(Protocol):
    def cancel(self) -> None:
        """Undo; does nothing the second time."""


class Pulse(Protocol):
    """What a driver is given to run its task with. Times are seconds, of the monotonic clock unless said otherwise."""

    @property
    def clock(self) -> Clock: ...

    @property
    def started(self) -> float:
        """Unix time of the task's first start, kept over restarts: the phase of a schedule."""

    @property
    def last(self) -> float | None:
        """Unix time of the last run that was planned before this start of the driver, made or skipped; kept over
        restarts. None where it isn't known."""

    @property
    def spread(self) -> float:
        """From 0 to below 1, by a hash of task and host: where in a jitter this task stands."""

    def can(self, capability: Capability) -> bool | None:
        """Whether the source has (any of) this; None as long as it has not been loaded."""

    def at(self, when: float, callback: Callback) -> Cancellable:
        """Call back once, at `when`; at once where that is past. The nearest is shown as the task's next run."""

    def at_time(self, unix: float, callback: Callback) -> Cancellable:
        """Call back once, when the wall clock reaches `unix`. Where the clock was set back by more than an hour the
        call comes at once, before its time: whoever plans by the wall clock looks at it, and plans anew."""

    def run(self, due: float, then: Callback | None = None, overlap: Overlap = Overlap.SKIP) -> None:
        """Run the source once. `due` is the time for which the run was planned. Returns at once.

        `then` is called once when the run has ended, or was skipped, and never before `run` has returned.
        """

    def process(self, data: bytes, then: Callback) -> None:
        """Hand data to the source's `process`, after all that was handed to it before. Returns at once.

        While the source is degraded the data waits for it, and so does `then`, which is called when it has been
        handled, and never before `process` has returned: a driver that has much to hand over waits for that.
        """

    def reschedule(self, answer: Callable[[float | None], None]) -> None:
        """Ask the source when it wants to run next: unix time. Where its answer is none, that is shown as the task's
        error and `answer` gets None. While the source is degraded the question waits for it."""

    def skip(self, runs: int, why: str, due: float | None = None) -> None:
        """Own up to runs that were planned and will not be made; `due`: when the last of them was."""


class NoArguments(msgspec.Struct, frozen=True):
    """The arguments of a driver that has none."""


A = TypeVar("A", bound=msgspec.Struct)


class Driver(ABC, Generic[A]):
    """One driver of one task. Its life: made → `start` → any number of calls back → `stop`. A task that is
    quarantined and resumed gets a new one."""

    requires: ClassVar[tuple[Capability, ...]] = (Capability.ITERATOR,)
    """What the source must have: each of these; of a union any will do."""
    immediate: ClassVar[bool] = False
    """True for `once`: the push itself runs the source and is answered with the event; nothing is kept."""

    @classmethod
    @abstractmethod
    def arguments(cls) -> type[A]:
        """The struct of the push's arguments that belong to this driver; they are part of the subscription key.

        Its `__post_init__` may bring values into one shape, and may raise a `TargetError` where they make no sense.
        """

    def __init__(self, arguments: A, pulse: Pulse) -> None:
        self.args = arguments
        self.pulse = pulse

    @abstractmethod
    def start(self) -> None:
        """Begin to call `pulse.run`. Raises a `TargetError` where that cannot be: the push is refused with it."""

    @abstractmethod
    def stop(self) -> None:
        """Let go of every timer and descriptor. Nothing runs after it."""

    def renewed(self) -> None:
        """The source was made anew: its cell was started again, or its code was swapped."""

    def describe(self) -> dict[str, Any]:
        """What `explain` shows of the driver: figures of its own, such as what it has received and what waits."""
        return {}
