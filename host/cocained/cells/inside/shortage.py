"""How much memory a cell had that ran out of it: the source's own runtime does not know."""

from __future__ import annotations

from typing import NamedTuple

from msgspec.structs import replace

from cocaine_sdk import failure
from cocaine_sdk.failure import Failure
from cocained.cells.frames import MEMORY_KEY


class Measure(NamedTuple):
    """What a source may hold."""

    memory: int
    """Bytes."""
    key: str
    """Of the configuration, by which it is as much."""

    def named_in(self, why: Failure) -> Failure:
        """The failure, with the limit in its words where it is one of memory."""
        if why.code != failure.OUT_OF_MEMORY:
            return replace(why, hint=why.hint.replace(MEMORY_KEY, self.key)) if why.hint else why
        most = f"{self.memory / (1 << 20):g} MiB"
        return replace(
            why,
            message=f"the source needs more memory than the {most} that a cell may hold",
            hint=f"hold less at a time, or raise {self.key}",
        )
