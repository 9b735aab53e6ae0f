"""What anyone's code has said, as it can be sent: cut to measure, and in whole characters."""

from __future__ import annotations

import msgspec

from cocaine_sdk.failure import Failure

MOST = 2000
"""Characters of a message."""


def sendable(said: Failure) -> Failure:
    return msgspec.structs.replace(
        said,
        message=printable(said.message),
        file=printable(said.file),
        text=printable(said.text),
        hint=printable(said.hint),
    )


def printable(words: str) -> str:
    """Cut to measure, and without half characters, which file names and headers may bring along."""
    return words[:MOST].encode("utf-8", "replace").decode()


def words_of(error: BaseException) -> str:
    try:
        said = str(error)
    except BaseException:
        said = ""
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
