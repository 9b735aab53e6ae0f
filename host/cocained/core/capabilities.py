"""What the tasks on a thread need of its source, and whether a cell has it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from cocaine_sdk import failure
from cocaine_sdk.failure import Failure
from cocaine_sdk.source import Capability
from cocained.cells.frames import Loaded
from cocained.core.contracts import LiveCell

ALL = Capability.ITERATOR | Capability.SCHEDULER | Capability.PROCESSOR


class Dependent(Protocol):
    """A task on a thread."""

    key: str
    requires: tuple[Capability, ...]

    def revived(self) -> None:
        """The thread has a new cell."""


def missing(capabilities: Capability, requires: tuple[Capability, ...]) -> Capability | None:
    """The first of these that is not there. (As plain ints: an IntFlag's `&` costs 2 µs.)"""
    for capability in requires:
        if not int.__and__(capabilities, capability):
            return capability
    return None


def fault_of(cell: LiveCell, loaded: Loaded, dependents: Iterable[Dependent]) -> Failure | None:
    """Why this cell cannot take another one's place."""
    return cell.why or _lack(Capability(loaded.capabilities & ALL), dependents)


def _lack(capabilities: Capability, dependents: Iterable[Dependent]) -> Failure | None:
    for dependent in dependents:
        lack = missing(capabilities, dependent.requires)
        if lack is not None:
            words = f"it doesn't support {lack.in_words}, which the task {dependent.key} needs"
            return Failure(code=failure.MISSING_NAME, message=words)
    return None
