"""The contract of a driver: it decides when a source runs (seed; protocol.md, push).

An entry point of the group `cocaine.drivers` names a `Driver` class; the entry point's name is the value of the
argument `driver`. Drivers run in the daemon itself, so they are trusted code, and must never block.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar, Generic, Protocol, TypeVar

import msgspec

from cocaine_sdk.clock import Clock
from cocaine_sdk.source import Capability

DRIVERS = "cocaine.drivers"


class Cancellable(Protocol):
    def cancel(self) -> None:
        """Undo; does nothing the second time."""


class Pulse(Protocol):
    """What a driver is given to run its task with."""

    @property
    def clock(self) -> Clock: ...

    @property
    def started(self) -> float:
        """Unix time of the task's first start, kept over restarts: the phase of a schedule."""

    def at(self, when: float, callback: Callable[[], None]) -> Cancellable:
        """Call back once, at `when` on the monotonic clock."""

    def run(self, due: float) -> None:
        """Run the source once. `due` is the monotonic time for which the run was planned.

        Returns at once. A run that is due while the last one is still going is skipped, and counted.
        """

    def skip(self, runs: int, why: str) -> None:
        """Own up to runs that were planned and will not be made."""


class NoArguments(msgspec.Struct, frozen=True):
    """The arguments of a driver that has none."""


A = TypeVar("A", bound=msgspec.Struct)


class Driver(ABC, Generic[A]):
    """One driver of one task. Its life: made → `start` → `stop`."""

    requires: ClassVar[Capability] = Capability.ITERATOR
    refusal: ClassVar[str] = "iteration"
    """What a source that lacks `requires` is told not to support."""
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
        """Begin to call `pulse.run`."""

    @abstractmethod
    def stop(self) -> None:
        """Let go of every timer and descriptor. Nothing runs after it."""
