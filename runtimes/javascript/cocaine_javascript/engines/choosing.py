"""Which engine a cell gets."""

from __future__ import annotations

from py_mini_racer import init_mini_racer

from cocaine_javascript.engines.contract import Engine
from cocaine_javascript.engines.public import PublicEngine
from cocaine_javascript.engines.raw import Library, RawEngine

FLAGS = ("--single-threaded", "--max-heap-size=160")
"""No thread but the isolate's; V8's own limit (MiB), at which it aborts, well above the one at which it stops."""
JITLESS = "--jitless"

_library: list[Library] = []


def prepare(*, hardened: bool) -> None:
    """Load and initialise V8, in this process once. Starts no thread."""
    init_mini_racer(flags=(*FLAGS, JITLESS) if hardened else FLAGS, ignore_duplicate_init=True)


def engine() -> Engine:
    """A new isolate, in a thread of its own. `prepare` comes first."""
    library = _raw()
    return RawEngine(library) if library is not None else PublicEngine()


def _raw() -> Library | None:
    if not _library:
        try:
            _library.append(Library())
        except AttributeError:
            return None
    return _library[0]
