"""Whether the files of user code are still those that were loaded: looked at now and then, and at once on a hint.

The hints come from the kernel (inotify, by watchdog). They alone would miss what happens on a network file system,
behind a link that is turned elsewhere, or past a limit of the kernel; so every file in use is looked at all the same.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from stat import S_ISDIR
from typing import Self

from watchdog.events import (
    DirDeletedEvent,
    DirMovedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

from cocaine_sdk.errors import CocaineError
from cocaine_sdk.plugin import Code
from cocaine_sdk.uri import SourceUri
from cocained.cells import code
from cocained.contracts import Owner
from cocained.timers import Timer, Timers

log = logging.getLogger(__name__)

PERIOD = 2.0
"""Seconds between looks without a hint."""
SETTLE = 0.05
"""Seconds between a hint and the look: who saves a file often does so in several steps."""
_EVENTS: list[type[FileSystemEvent]] = [
    DirDeletedEvent, DirMovedEvent, FileCreatedEvent, FileDeletedEvent, FileModifiedEvent, FileMovedEvent,
]  # fmt: skip

Signature = tuple[int, int, int] | None
"""Inode, size, and time of the last change in nanoseconds of the file; None where there is none."""


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
                return status.st_ino, status.st_size, status.st_mtime_ns
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


class Freshness(FileSystemEventHandler):
    """Tells owners of cells when the file of their source was saved."""

    def __init__(self, timers: Timers) -> None:
        self._timers = timers
        self._loop = asyncio.get_running_loop()
        self._owners: dict[Place, set[Owner]] = {}
        self._places: dict[Owner, Place] = {}
        self._seen: dict[Place, Signature] = {}
        self._observer: BaseObserver | None = None
        self._hinting: set[Path] = set()
        """Folders below which the kernel is asked to hint at changes."""
        self._hinted = False
        self._looking: asyncio.Task[None] | None = None
        self._timer: Timer | None = None

    async def read(self, owner: Owner, place: Place) -> Code:
        """The code in it; from now on, also where it cannot be had, the owner hears when that changes.

        Raises `SourceFailed`, `MalformedUri` or `Overloaded`.
        """
        if place.folder not in self._hinting:
            self._hinting.add(place.folder)
            await self._take_hints(place.folder)
        signature, found = await asyncio.to_thread(place.load)
        self._add(owner, place, signature)
        if isinstance(found, CocaineError):
            raise found
        return found

    async def _take_hints(self, folder: Path) -> None:
        try:
            if self._observer is None:
                self._observer = Observer()
                self._observer.start()
            schedule = partial(self._observer.schedule, recursive=True, event_filter=_EVENTS)
            await asyncio.to_thread(schedule, self, str(folder))
        except (OSError, RuntimeError) as error:
            log.warning("changes in %s are seen after up to %g s: %s", folder, PERIOD, error)

    def _add(self, owner: Owner, place: Place, signature: Signature) -> None:
        self.remove(owner)
        self._places[owner] = place
        self._owners.setdefault(place, set()).add(owner)
        self._seen.setdefault(place, signature)  # an older one stays: others have not heard of the newer yet
        if self._timer is None:
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
        if self._timer is not None:
            self._timer.cancel()
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
        if self._observer is not None:
            self._observer.stop()
            await asyncio.to_thread(self._observer.join)

    # --- hints: in the observer's thread --------------------------------------------------------------------

    def on_any_event(self, event: FileSystemEvent) -> None:  # noqa: ARG002  what happened is looked for, not believed
        if not self._hinted:
            self._hinted = True
            self._loop.call_soon_threadsafe(self._hint)

    def _hint(self) -> None:
        if self._timer is not None:  # else it is looked at this moment, and will be once more
            self._timer.cancel()
            self._timer = self._timers.later(SETTLE, self._look)

    # --- looks ----------------------------------------------------------------------------------------------

    def _look(self) -> None:
        self._timer = None
        self._hinted = False
        if self._owners:
            self._looking = asyncio.create_task(self._compare())

    async def _compare(self) -> None:
        try:
            changed = await asyncio.to_thread(_changed, list(self._seen.items()))
        finally:
            self._timer = self._timers.later(SETTLE if self._hinted else PERIOD, self._look)
        for place, signature, found in changed:
            if place in self._owners:
                self._seen[place] = signature
                for owner in tuple(self._owners[place]):
                    owner.saved(found)


def _changed(seen: Iterable[tuple[Place, Signature]]) -> list[tuple[Place, Signature, str]]:
    """Those whose file is another than was seen, its signature, and the digest of what it holds."""
    now = ((place, before, place.signature()) for place, before in seen)
    return [(place, found, place.digest()) for place, before, found in now if found != before]
