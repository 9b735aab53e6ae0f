"""Which engine a cell gets, with the prelude in it."""

from __future__ import annotations

from py_mini_racer import init_mini_racer

from cocaine_javascript.engines import snapshot
from cocaine_javascript.engines.contract import Engine
from cocaine_javascript.engines.public import PublicEngine
from cocaine_javascript.engines.raw import Library, RawEngine
from cocaine_javascript.scripts import opening, rehearsed_opening

FLAGS = ("--single-threaded", "--max-heap-size=160")
"""No thread but the isolate's; V8's own limit (MiB), at which it aborts, well above the one at which it stops."""
JITLESS = "--jitless"
_OPENING = 5.0
"""Seconds that the prelude may take, where each isolate evaluates it."""

_library: list[Library] = []
_opened: list[bool] = []
"""Whether isolates start with the prelude, once V8 is initialised."""


def prepare(*, hardened: bool) -> None:
    """Load and initialise V8, in this process once. Starts no thread."""
    library = init_mini_racer(flags=(*FLAGS, JITLESS) if hardened else FLAGS, ignore_duplicate_init=True)
    if not _opened:
        _opened.append(snapshot.install(library, rehearsed_opening()))


def engine() -> Engine:
    """A new isolate, in a thread of its own. `prepare` comes first."""
    library = _raw()
    made = RawEngine(library) if library is not None else PublicEngine()
    if not all(_opened):
        made.evaluate(opening(), _OPENING)
    return made


def _raw() -> Library | None:
    if not _library:
        try:
            _library.append(Library())
        except AttributeError:
            return None
    return _library[0]
