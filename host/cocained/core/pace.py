"""How fast a source may go: what its threads have used of the processor, and of the events that it may publish."""

from __future__ import annotations

from cocaine_sdk import failure
from cocaine_sdk.failure import Failure
from cocained.core.budget import Budget
from cocained.core.contracts import Pending
from cocained.core.limits import Allowance, Allowances, Kind
from cocained.core.timers import Timers

CPU_BURST, CPU_PERIOD = 1.0, 60.0
"""Seconds of processor time that a cell may use at once, and in how many seconds it must have had them by its share."""
EVENTS_BURST = 2.0
"""Events that may come at once, however rare they are to be: so that a timer's millisecond costs no run."""


class Pace:
    """Of one thread. The processor is its own, events it shares with the other threads of its URI."""

    def __init__(self, uri: str, allowances: Allowances, events: Budget, timers: Timers) -> None:
        self._uri = uri
        self._allowances = allowances
        self._events = events
        self._timers = timers
        self._processor = Budget()
        self._counted = 0.0
        """Seconds of processor time that are in the budget."""
        self._was_free = self.is_free
        """Whether it was, by the limits before."""

    @property
    def allowance(self) -> Allowance:
        return self._allowances.of(self._uri)

    @property
    def is_free(self) -> bool:
        """Whether calls may be made as they come."""
        return self.allowance.cpu is None

    def cap(self, pending: Pending) -> None:
        """The operator's timeout is above the task's."""
        allowance = self.allowance
        if allowance.timeout is not None and pending.timeout > allowance.timeout:
            pending.timeout, pending.said_by = allowance.timeout, allowance.key(Kind.TIMEOUT)

    # --- the processor --------------------------------------------------------------------------------------

    def rest(self, spent: float) -> float:
        """Seconds until the next call may begin; `spent`: seconds of processor time in the thread's life."""
        share = self.allowance.cpu
        if share is None:
            return 0.0
        used, self._counted = spent - self._counted, spent
        now = self._timers.now()
        self._processor.spend_meanwhile(max(0.0, used), share, now)
        return self._processor.wait(0.0, share, min(CPU_BURST, share * CPU_PERIOD), now)

    def begin_anew(self, spent: float) -> None:
        """The limits have changed: what was used before there was a share is not looked at."""
        if self._was_free:
            self._counted = spent
        self._was_free = self.is_free

    def share_spent(self, seconds: float) -> Failure:
        """Of a call that is not made."""
        allowance = self.allowance
        key = allowance.key(Kind.CPU)
        return Failure(
            code=failure.CPU_SHARE,
            message=f"the source has used more than its share of the processor, {allowance.cpu or 0:g} cores",
            hint=f"it runs again in {seconds:.1f} s; let it do less in one run, or raise {key}",
        )

    # --- events ---------------------------------------------------------------------------------------------

    def silence(self) -> float:
        """Seconds until one more event may come."""
        rate = self.allowance.events
        if rate is None:
            return 0.0
        return self._events.wait(1.0, rate, max(rate, EVENTS_BURST), self._timers.now())

    def count_event(self, number: int = 1) -> None:
        """A run begins that may publish one; -1: it has not."""
        rate = self.allowance.events
        if rate is not None:
            self._events.spend(number, rate, self._timers.now())
