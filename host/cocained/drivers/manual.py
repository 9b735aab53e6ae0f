"""manual: the source says when it wants to run next (seed): it is asked at the start, and after every run."""

from __future__ import annotations

from cocaine_sdk.driver import Cancellable, Driver, NoArguments, Pulse
from cocaine_sdk.source import Capability

PACE = 0.1
"""Seconds between two runs where the source names times that are past: at once, but not in a busy loop."""
LONGEST = 60.0
"""Seconds between two questions to a source that has no answer; from `PACE` on they double."""


class Manual(Driver[NoArguments]):
    """Asks, waits, runs, and asks again."""

    requires = (Capability.SCHEDULER, Capability.ITERATOR)

    @classmethod
    def arguments(cls) -> type[NoArguments]:
        return NoArguments

    def __init__(self, arguments: NoArguments, pulse: Pulse) -> None:
        super().__init__(arguments, pulse)
        self._timer: Cancellable | None = None
        self._asking = False
        self._running = False
        self._next = 0.0
        self._earliest = 0.0
        self._pause = PACE

    def start(self) -> None:
        self._ask()

    def stop(self) -> None:
        self._cancel()

    def renewed(self) -> None:
        """A new instance has plans of its own."""
        if not self._running:
            self._ask()

    def _ask(self) -> None:
        self._running = False
        self._cancel()
        if not self._asking:
            self._asking = True
            self.pulse.reschedule(self._answered)

    def _answered(self, unix: float | None) -> None:
        self._asking = False
        if self._running:
            return  # it will be asked anew
        if unix is None:
            self._timer = self.pulse.at(self.pulse.clock.monotonic() + self._pause, self._ask)
            self._pause = min(LONGEST, 2 * self._pause)
            return
        self._pause = PACE
        self._next = unix
        self._wait()

    def _wait(self) -> None:
        clock = self.pulse.clock
        if self._next > clock.time():
            self._timer = self.pulse.at_time(self._next, self._woken)
        else:
            self._timer = self.pulse.at(self._earliest, lambda: self._run(clock.monotonic()))

    def _woken(self) -> None:
        clock = self.pulse.clock
        if clock.time() < self._next:
            self._ask()  # the wall clock was set back, and the plan with it
        else:
            self._run(self._next - clock.time() + clock.monotonic())

    def _run(self, due: float) -> None:
        self._cancel()
        self._running = True
        self._earliest = self.pulse.clock.monotonic() + PACE
        self.pulse.run(due, self._ask)

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
