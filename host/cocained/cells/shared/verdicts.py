"""Why a shared process was ended, or ended by itself: in a sentence for whoever wanted a source in it."""

from __future__ import annotations

from cocaine_sdk import failure
from cocaine_sdk.failure import Failure

_LONGEST_PLACE = 200
"""Characters of a file's name and a line; whoever sends more is hostile."""


def blocked(where: str) -> Failure:
    """Of the source that did not let go of the loop."""
    where = where[:_LONGEST_PLACE]
    return Failure(
        code=failure.TIMEOUT,
        message="the source blocked the process of its scheme" + (f", at {where}" if where else ""),
        hint="await what takes long, or write the method with def: those are run in a thread",
    )


def suspected(why: Failure) -> Failure:
    """Of the sources that ran when the process ended by itself: one of them may be the cause."""
    return Failure(code=failure.SOURCE_DIED, message=_ended(why), hint="this source ran at that moment")


def disturbed(why: Failure) -> Failure:
    """Of the sources that were only there: they are started again at once."""
    return Failure(code=failure.SCHEME_DIED, message=_ended(why))


def _ended(why: Failure) -> str:
    return f"the process that the sources of its scheme share was ended: {why.message}"


def silent(seconds: float) -> Failure:
    return _died(f"it did not answer for {seconds:g} s")


def haunted(ghosts: int) -> Failure:
    return _died(f"it held {ghosts} calls that would not end")


def lost() -> Failure:
    return _died("the scheme's zygote died")


def _died(message: str) -> Failure:
    return Failure(code=failure.SOURCE_DIED, message=message)
