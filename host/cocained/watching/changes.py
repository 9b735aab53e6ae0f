"""What a watcher tells of a path."""

from __future__ import annotations

from enum import Enum, StrEnum, auto
from typing import NamedTuple


class Kind(StrEnum):
    """What happened; the value is what a source reads."""

    CREATED = "created"
    """It was made, or came from where nobody watches."""
    MODIFIED = "modified"
    """It was written to, or something else took its place."""
    MOVED = "moved"
    """It came from another watched path. Whether it was written to as well is not said."""
    DELETED = "deleted"
    """It is gone, with all that was in it."""
    OVERFLOW = "overflow"
    """Changes were lost: nobody can say which."""


class Was(Enum):
    """What was at a path before something was made there, or written to."""

    NOTHING = auto()
    THE_SAME = auto()
    """What is there now."""
    ANOTHER = auto()
    """Or nothing: that is not known."""
    TOLD = auto()
    """What is there now, or another, or nothing: that is not known."""


class Change(NamedTuple):
    """One thing that happened."""

    kind: Kind
    path: str
    """As `os.fsdecode` gives it."""
    source: str = ""
    """Where a moved one came from."""
    was: Was = Was.ANOTHER
    """Of a created or modified one."""
    cookie: int = 0
    """The kernel's number for a move, of which this is one half: DELETED here, CREATED there. 0: no half."""
