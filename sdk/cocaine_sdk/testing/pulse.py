"""The surroundings of a driver under test: its source does what the test says, when the test says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from cocaine_sdk.driver import Callback, Cancellable, Overlap
from cocaine_sdk.source import Capability
from cocaine_sdk.testing.clock import FakeClock


@dataclass
class FakePulse:
    """A `Pulse` on a `FakeClock` that writes down what its driver asks for.

    A run ends at once, unless `holding` is set: then the test calls `finish`. `next_times` are what the source will
    say when it is asked for its next time; without one it has no answer.
    """

    clock: FakeClock = field(default_factory=FakeClock)
    started: float = 0.0
    last: float | None = None
    spread: float = 0.0
    capabilities: Capability | None = Capability.ITERATOR | Capability.SCHEDULER | Capability.PROCESSOR
    holding: bool = False
    next_times: list[float | None] = field(default_factory=list)
    due: list[float] = field(default_factory=list)
    """For which times runs were planned, monotonic."""
    made: list[float] = field(default_factory=list)
    """When they were asked for, monotonic."""
    data: list[bytes] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    overlaps: list[Overlap] = field(default_factory=list)
    asked: int = 0
    """How often the source was asked for its next time."""
    _unfinished: list[Callback] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.started = self.started or self.clock.time()

    def can(self, capability: Capability) -> bool | None:
        return None if self.capabilities is None else bool(self.capabilities & capability)

    def at(self, when: float, callback: Callback) -> Cancellable:
        return self.clock.call_later(when - self.clock.monotonic(), callback)

    def at_time(self, unix: float, callback: Callback) -> Cancellable:
        return self.clock.call_at_time(unix, callback)

    def run(self, due: float, then: Callback | None = None, overlap: Overlap = Overlap.SKIP) -> None:
        self.due.append(due)
        self.made.append(self.clock.monotonic())
        self.overlaps.append(overlap)
        self._end(then)

    def process(self, data: bytes, then: Callback) -> None:
        self.data.append(data)
        self._end(then)

    def reschedule(self, answer: Callable[[float | None], None]) -> None:
        self.asked += 1
        said = self.next_times.pop(0) if self.next_times else None
        self.clock.call_later(0.0, lambda: answer(said))

    def skip(self, runs: int, why: str, due: float | None = None) -> None:  # noqa: ARG002
        self.skipped[why] += runs

    def _end(self, then: Callback | None) -> None:
        if then is None:
            return
        if self.holding:
            self._unfinished.append(then)
        else:
            self.clock.call_later(0.0, then)

    def finish(self) -> None:
        """End the oldest run, or handling, that is still going."""
        self._unfinished.pop(0)()
