"""What became of an attack: what it took, and what held it."""

from __future__ import annotations

import errno
import re

import msgspec

from cocaine_sdk import failure
from tests.security.corpus.attack import After, Attack, Wall
from tests.security.corpus.watcher import Watcher


class Outcome(msgspec.Struct, frozen=True):
    """What became of it."""

    attack: Attack
    wall: Wall
    taken: frozenset[After]
    how: str
    """What held it, in a word; or that it came to its end."""
    words: str
    """What it said, and what was said of it."""


_ENDS = {failure.REFUSED: "refused", failure.REFUSED_IMPORT: "refused", failure.TIMEOUT: "deadline",
         failure.OUT_OF_MEMORY: "memory", failure.RESULT_TOO_LARGE: "measure", failure.BAD_RESULT: "bad result",
         failure.MISSING_NAME: "no such name", failure.SYNTAX_ERROR: "SyntaxError"}  # fmt: skip

_SIGNAL = re.compile(r"SIG[A-Z]+")
_ERRNO = re.compile(r"\[Errno (\d+)\]")


def how(watcher: Watcher) -> str:
    """What ended it, in a word: a refusal, an error of the system or of the language, a death; else nothing did."""
    last = watcher.last
    if last is None:
        return "in vain"
    if last.code == failure.SOURCE_DIED:
        signal = _SIGNAL.search(last.message)
        return signal[0] if signal else "ended as hostile" if "hostile" in last.hint else "died"
    number = _ERRNO.search(last.message)
    if last.code == failure.SOURCE_ERROR and number is not None:
        return errno.errorcode.get(int(number[1]), "OSError")
    return _ENDS.get(last.code) or last.message.split(":", 1)[0].split(" ")[0]
