"""once: run the source now, and answer the push with the event (seed, MapReduce)."""

from __future__ import annotations

from cocaine_sdk.driver import Driver, NoArguments


class Once(Driver[NoArguments]):
    """Has no life of its own: the engine makes the run while the push waits."""

    immediate = True

    @classmethod
    def arguments(cls) -> type[NoArguments]:
        return NoArguments

    def start(self) -> None:
        raise TypeError("once is answered at once, never started")

    def stop(self) -> None:
        """Nothing runs on."""
