"""Watches cells from outside: what each has used, whether it holds more memory than it may, and who takes much."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable

from cocaine_sdk import failure
from cocaine_sdk.failure import Failure
from cocained.cells.cell import Cell
from cocained.cells.frames import Limits
from cocained.cells.scheme import Scheme
from cocained.cells.shared.process import SharedProcess
from cocained.cells.verdicts import restless
from cocained.core.contracts import Usage
from cocained.core.timers import Timers

PERIOD = 5.0
"""Seconds in which every cell is looked at once."""
SLICES = 50
UNASKED = 1.0
"""Seconds of processor time within a period that a cell may use while no call is made."""
_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICKS = os.sysconf("SC_CLK_TCK")


class Meter:
    """Looks at a slice of the cells at a time, so that a thousand of them make no pause."""

    def __init__(self, schemes: Iterable[Scheme], timers: Timers) -> None:
        self._schemes = list(schemes)
        self._timers = timers
        self._slice = itertools.cycle(range(SLICES))
        self._unseen: list[tuple[Scheme, int]] = []
        """Cells that were there when this period began, and have not been looked at in it."""
        self._share = 0
        self._timer = timers.later(PERIOD / SLICES, self._look)

    def stop(self) -> None:
        self._timer.cancel()

    def _look(self) -> None:
        self._timer = self._timers.later(PERIOD / SLICES, self._look)
        if next(self._slice) == 0:
            self._unseen = [(scheme, number) for scheme in self._schemes for number in scheme.cells]
            self._share = -(-len(self._unseen) // SLICES)
        self._have_stand_back()
        slice_, self._unseen = self._unseen[: self._share], self._unseen[self._share :]
        for scheme, number in slice_:
            cell = scheme.cells.get(number)
            if cell is not None:
                self._measure(cell, scheme.allowed[number])

    def _have_stand_back(self) -> None:
        """Of those at work, whose number is small, each is looked at: who takes much is noticed soon."""
        for scheme in self._schemes:
            for cell in scheme.cells.values():
                if isinstance(cell, Cell) and cell.is_at_work and cell.must_stand_back:
                    scheme.have_stand_back(cell)

    def _measure(self, cell: Cell | SharedProcess, limits: Limits) -> None:
        try:
            usage = read(cell.pid)
        except OSError:
            return  # it has just ended: the zygote's news will say so
        cell.measured(usage)
        if isinstance(cell, Cell) and (unasked := cell.used_unasked()) > UNASKED:
            cell.condemn(restless(unasked))
        if usage.memory > limits.memory + _SHARED:
            cell.condemn(
                Failure(
                    code=failure.OUT_OF_MEMORY,
                    message=f"the cell held {usage.memory >> 20} MiB of memory, where {limits.memory >> 20} MiB"
                    " are the most, and was ended",
                    hint=f"hold less at a time, or raise {limits.memory_key}",
                )
            )


_SHARED = 64 << 20
"""Bytes of the zygote's pages that a cell may have resident without having asked for them."""


def read(pid: int) -> Usage:
    """Processor seconds and resident bytes of a process, from the kernel."""
    with open(f"/proc/{pid}/stat", "rb") as stat:
        fields = stat.read().rpartition(b")")[2].split()
    return Usage((int(fields[11]) + int(fields[12])) / _TICKS, int(fields[21]) * _PAGE)
