"""How much memory a cell had that ran out of it: the source's own runtime does not know."""

from __future__ import annotations

from msgspec.structs import replace

from cocaine_sdk import failure
from cocaine_sdk.failure import Failure


def with_limit(why: Failure, memory: int) -> Failure:
    """The failure, with the limit in its words where it is one of memory: so many bytes."""
    if why.code != failure.OUT_OF_MEMORY:
        return why
    return replace(
        why, message=f"the source needs more memory than the {memory / (1 << 20):g} MiB that a cell may hold"
    )
