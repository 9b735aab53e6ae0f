"""fs: run the source when a file or folder changes (seed).

What is told, and when:

- Changes are gathered until it has been quiet for `settle`, but no longer than ten times as long, or a second. A source
  that cannot process is then run once. One that can is handed a JSON object for each path of which there is something
  to tell, in the order of their first changes: `{"event", "path"}`, and `"from"` where it was moved.
- `event` is `created`, `modified`, `moved` or `deleted`. Several changes of one path become one
  (`watching/coalescing.py`); what came and went within one burst is not told. Opening, reading and `chmod` are no
  changes; `touch`, and closing a file that was opened to be written, are.
- Who follows what is told, in its order, ends up with what is there: what is moved, or deleted, takes along all that
  was in it; a folder that is `modified` is another one, and what was in the old one is gone. With `polling` a folder
  that was moved counts as another one, too, where anything was made or removed in it between the two looks.
- Of a folder: its entries, and, with `recursive`, all that is below. One that is moved or deleted is told of once, for
  all that is in it. What comes from elsewhere is created, what leaves is deleted. Links in it are not followed.
- Of a file: that file only, however it is written: what takes its place modifies it.
- A path that is missing is awaited. A folder that comes, or comes back, is told with all that is in it. If the path is
  a link, or leads over some, it is watched where they lead to, also when they are turned elsewhere.
- `{"event": "overflow", "path", "lost"}`: changes were lost, of anything below the watched path. `lost` is how many, or
  null where the kernel lost them: it does not say.
- What the kernel makes up at each look, such as /proc, is refused, and left out where it is mounted below.
- Bytes of a name that are no UTF-8 are written as `\\xNN`.

Whoever may push may have the daemon watch whatever it can read, and learn the names of files.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from typing import Any

import msgspec
from msgspec.structs import force_setattr

from cocaine_sdk.driver import Cancellable, Driver, Overlap, Pulse
from cocaine_sdk.errors import BadArgument, MissingArgument
from cocaine_sdk.schedule import milliseconds
from cocaine_sdk.source import Capability
from cocained.watching.burst import Burst, Told
from cocained.watching.changes import Change, Kind
from cocained.watching.observing import Joined, Watchers
from cocained.watching.watcher import Wish, sentence

HOUR = 3600 * 1000.0
"""Milliseconds."""
LONGEST_PATH = 4096
"""Bytes: what the kernel takes."""
SHORTEST_POLLING = 10.0
"""Milliseconds."""
WINDOW = 16
"""Objects that are with the source, or on their way to it."""
LONGEST_BURST = 10
"""Times `settle`, but at least a second."""
AWAIT_SOURCE = 1.0
"""Seconds between looks whether the source has been loaded."""

_watchers = Watchers()
_encode = msgspec.json.Encoder().encode


class FsArguments(msgspec.Struct, frozen=True):
    """`path`: absolute; `recursive`: with all that is below; `settle`: ms of quiet before a run; `polling`: ms between
    looks, where the kernel's events (inotify) do not come or cannot be had, 0 where they do.

    `overlap` is `queue`, other than for drivers that keep a schedule: a run that was skipped would leave the last
    change unseen, as no next one is planned.
    """

    path: Any = None
    recursive: bool = False
    settle: float = 50.0
    overlap: Overlap = Overlap.QUEUE
    polling: float = 0.0

    def __post_init__(self) -> None:
        force_setattr(self, "path", _path(self.path))
        force_setattr(self, "settle", milliseconds("settle", self.settle, HOUR))
        force_setattr(self, "polling", milliseconds("polling", self.polling, HOUR))
        if 0 < self.polling < SHORTEST_POLLING:
            raise BadArgument(f"polling must be 0, or at least {SHORTEST_POLLING:g} ms, not {self.polling:g}")


def _path(path: object) -> str:
    if path is None:
        raise MissingArgument("path")
    if not isinstance(path, str):
        raise MissingArgument("path", f"expected a string, not {str(path)[:40]!r}")
    if not path:
        raise MissingArgument("path", "it is empty")
    if not path.startswith("/"):
        raise MissingArgument("path", f"it must be absolute, not {path[:80]!r}")
    if "\0" in path:
        raise MissingArgument("path", "it has a NUL in it")
    with suppress(UnicodeEncodeError):
        if len(os.fsencode(path)) < LONGEST_PATH:
            return "/" + os.path.normpath(path).lstrip("/")
    raise MissingArgument("path", f"a path has less than {LONGEST_PATH} bytes of UTF-8")


class Fs(Driver[FsArguments]):
    requires = (Capability.ITERATOR | Capability.PROCESSOR,)

    @classmethod
    def arguments(cls) -> type[FsArguments]:
        return FsArguments

    def __init__(self, arguments: FsArguments, pulse: Pulse) -> None:
        super().__init__(arguments, pulse)
        settle = arguments.settle / 1000
        self._burst = Burst(settle, max(1.0, LONGEST_BURST * settle), pulse.clock.monotonic)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._joined: Joined | None = None
        self._timer: Cancellable | None = None
        self._unanswered = 0

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        wish = Wish(self.args.path, self.args.recursive, self.args.polling)
        try:
            self._joined = _watchers.join(wish, self._heard)
        except OSError as error:
            raise BadArgument(sentence(self.args.path, error)) from None

    def stop(self) -> None:
        if self._joined is not None:
            self._joined.leave()
            self._joined = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def renewed(self) -> None:
        if self._timer is not None:  # it may have waited for the source
            self._await()

    def describe(self) -> dict[str, Any]:
        joined, burst = self._joined, self._burst
        return {
            "watched": _visible(joined.watched if joined is not None else ""),
            "present": joined is not None and joined.present,
            "events": burst.events,
            "waiting": len(burst),
            "unanswered": self._unanswered,
            "lost": burst.lost,
            "overflows": burst.overflows,
            "error": joined.error if joined is not None else "",
        }

    # --- gathering ------------------------------------------------------------------------------------------

    def _heard(self, change: Change) -> None:
        """In any thread."""
        if self._burst.add(change) and self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._await)

    def _await(self) -> None:
        """Look again when the burst may have settled: one timer for each burst, not for each change."""
        when = self._burst.settles()
        if when is not None and self._joined is not None:
            self._arm(when)

    def _arm(self, when: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.pulse.at(when, self._due)

    def _due(self) -> None:
        self._timer = None
        when, now = self._burst.settles(), self.pulse.clock.monotonic()
        if when is not None and when > now:
            self._arm(when)
            return
        match self.pulse.can(Capability.PROCESSOR):
            case None:
                self._arm(now + AWAIT_SOURCE)
            case True:
                self._burst.end()
                self._hand_over()
            case False:
                self._run()

    # --- handing over ---------------------------------------------------------------------------------------

    def _run(self) -> None:
        if self._burst.end(kept=False):
            self.pulse.run(self.pulse.clock.monotonic(), None, self.args.overlap)

    def _hand_over(self) -> None:
        while self._unanswered < WINDOW and (told := self._burst.take()) is not None:
            self._unanswered += 1
            self.pulse.process(self._message(told), self._answered)

    def _answered(self) -> None:
        self._unanswered -= 1
        if self._joined is None:
            return
        if self.pulse.can(Capability.PROCESSOR) is False:
            self._run()  # the code was swapped
        else:
            self._hand_over()

    def _message(self, told: Told) -> bytes:
        message: dict[str, Any] = {"event": told.kind, "path": _visible(told.path or self.args.path)}
        if told.source:
            message["from"] = _visible(told.source)
        if told.kind is Kind.OVERFLOW:
            message["lost"] = told.lost
        return _encode(message)


def _visible(path: str) -> str:
    """What is no UTF-8 as escapes: no JSON can hold it."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
