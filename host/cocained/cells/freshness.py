"""Whether the files of user code are still those that were loaded: looked at now and then, and at once on a hint.

The hints come from the kernel (inotify). They alone would miss what happens on a network file system,
behind a link that is turned elsewhere, or past a limit of the kernel; so every file in use is looked at all the same.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISDIR
from typing import Self

from cocaine_sdk.errors import CocaineError
from cocaine_sdk.plugin import Code
from cocaine_sdk.redaction import redacted
from cocaine_sdk.uri import SourceUri
from cocained.cells import code
from cocained.core.contracts import Owner
from cocained.core.timers import Timer, Timers
from cocained.watching.changes import Change
from cocained.watching.observing import Joined, Watchers
from cocained.watching.watcher import Wish

log = logging.getLogger(__name__)

PERIOD = 2.0
"""Seconds between looks without a hint."""
SETTLE = 0.05
"""Seconds between a hint and the look: who saves a file often does so in several steps."""
Signature = tuple[int, int, int] | None
"""Inode, size, and time of the last change in nanoseconds, be it of rights, of the file; None where there is none."""


@dataclass(frozen=True)
class Place:
    """Where the user code of a source is: below this folder, in the first of these segments that is a file."""

    folder: Path
    segments: tuple[str, ...]
    uri: SourceUri = field(compare=False)
    """Of one of the sources."""

    @classmethod
    def of(cls, uri: SourceUri, folder: Path) -> Self:
        return cls(folder, uri.segments, uri)

    def signature(self) -> Signature:
        path = os.fspath(self.folder)
        for segment in self.segments:
            path = os.path.join(path, segment)
            try:
                status = os.stat(path)
            except OSError:
                return None
            if not S_ISDIR(status.st_mode):
                return status.st_ino, status.st_size, status.st_ctime_ns
        return None

    def load(self) -> tuple[Signature, Code | CocaineError]:
        """The file as it was before it was read, and what is in it, or why that cannot be had."""
        before = self.signature()
        try:
            return before, code.read(self.uri, self.folder)
        except CocaineError as error:
            return before, error

    def digest(self) -> str:
        _, found = self.load()
        return digest(found.text) if isinstance(found, Code) else ""


def digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


class Freshness:
    """Tells owners of cells when the file of their source was saved."""

    def __init__(self, timers: Timers) -> None:
        self._timers = timers
        self._loop = asyncio.get_running_loop()
        self._owners: dict[Place, set[Owner]] = {}
        self._places: dict[Owner, Place] = {}
        self._seen: dict[Place, Signature] = {}
        self._watchers = Watchers()
        self._hints: dict[Path, Joined | None] = {}
        """Folders below which the kernel is asked to hint at changes; None where it cannot."""
        self._hinted = False
        self._looking: asyncio.Task[None] | None = None
        self._timer: Timer | None = None

    async def read(self, owner: Owner, place: Place) -> Code:
        """The code in it; from now on, also where it cannot be had, the owner hears when that changes.

        Raises `SourceFailed`, `MalformedUri` or `Overloaded`.
        """
        if place.folder not in self._hints:
            self._hints[place.folder] = None
            await asyncio.to_thread(self._take_hints, place.folder)
        signature, found = await asyncio.to_thread(place.load)
        self._add(owner, place, signature)
        if isinstance(found, CocaineError):
            raise found
        return found

    def _take_hints(self, folder: Path) -> None:
        try:
            self._hints[folder] = self._watchers.join(Wish(str(folder), recursive=True), self._heard)
        except OSError as error:
            log.warning("changes in %s are seen after up to %g s: %s", folder, PERIOD, error)

    def _add(self, owner: Owner, place: Place, signature: Signature) -> None:
        self.remove(owner)
        self._places[owner] = place
        self._owners.setdefault(place, set()).add(owner)
        self._seen.setdefault(place, signature)  # an older one stays: others have not heard of the newer yet
        if self._timer is None and not self._is_looking:
            self._timer = self._timers.later(PERIOD, self._look)

    def remove(self, owner: Owner) -> None:
        place = self._places.pop(owner, None)
        if place is None:
            return
        owners = self._owners[place]
        owners.discard(owner)
        if not owners:
            del self._owners[place], self._seen[place]

    async def close(self) -> None:
        """Does nothing the second time."""
        if self._timer is not None:
            self._timer.cancel()
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
        hints, self._hints = self._hints, {}
        for joined in hints.values():
            if joined is not None:
                joined.leave()

    # --- hints ----------------------------------------------------------------------------------------------

    def _heard(self, _: Change) -> None:
        """In a thread of the watchers: what happened is looked for, not believed."""
        if not self._hinted:
            self._hinted = True
            with contextlib.suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._hint)

    def _hint(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = self._timers.later(SETTLE, self._look)
        elif not self._is_looking:  # nobody waits for it; else it will be looked at once more
            self._hinted = False

    # --- looks ----------------------------------------------------------------------------------------------

    def _look(self) -> None:
        self._timer = None
        self._hinted = False
        if self._owners:
            self._looking = asyncio.create_task(self._compare())

    @property
    def _is_looking(self) -> bool:
        return self._looking is not None and not self._looking.done()

    async def _compare(self) -> None:
        try:
            changed = await asyncio.to_thread(_changed, list(self._seen.items()))
        finally:
            self._timer = self._timers.later(SETTLE if self._hinted else PERIOD, self._look)
        for place, signature, found in changed:
            if place in self._owners:
                self._seen[place] = signature
                for owner in tuple(self._owners[place]):
                    _tell(owner, found)


def _changed(seen: Iterable[tuple[Place, Signature]]) -> list[tuple[Place, Signature, str]]:
    """Those whose file is another than was seen, its signature, and the digest of what it holds."""
    changed = []
    for place, before in seen:
        try:
            found = place.signature()
            if found != before:
                changed.append((place, found, place.digest()))
        except Exception:  # it must not keep the others from being looked at
            log.exception("the file of %s could not be looked at", redacted(place.uri.uri))
    return changed


def _tell(owner: Owner, found: str) -> None:
    try:
        owner.saved(found)
    except Exception:  # nor from hearing of theirs
        log.exception("a source could not be told that its file was saved")
