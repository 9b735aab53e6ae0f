"""What calls are told that a thread does not make, or does not let come to their end."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from cocaine_sdk import failure
from cocaine_sdk.failure import Failure
from cocained.core.contracts import Answer, Pending, Refused

REPLACED = Failure(code=failure.REPLACED, message="the run was ended by the next one (overlap: replace)")
ENDED = Failure(code=failure.SOURCE_DIED, message="the source's thread was ended")


def degraded(why: Failure, seconds: float) -> Failure:
    """The source failed like that, and is started again in so many seconds."""
    return msgspec.structs.replace(
        why, hint=f"the source is degraded: it is started again in {seconds:.1f} s"
    )


def refuse(calls: Iterable[Pending], why: Failure) -> None:
    for pending in calls:
        pending.answer(Refused(why))


def over(_: Answer) -> None:
    """What stands in a call for its answer once it is answered, where that knew the call: else they hold each other."""
