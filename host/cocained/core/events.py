"""Events on their way out: each is kept in the history of its key and published to whoever listens."""

from __future__ import annotations

from collections import OrderedDict, deque

import msgspec
from msgspec import Raw

from cocaine_sdk.clock import Clock
from cocaine_sdk.errors import PastEmpty
from cocaine_sdk.failure import Failure
from cocaine_sdk.protocol import PastArguments, PastEntry
from cocained.core import showing
from cocained.core.complaints import Complaints
from cocained.core.contracts import EventFields, Publisher

FORGOTTEN_KEYS = 1000
"""Keys of dropped tasks whose history is still held; beyond them the longest dropped goes first."""
FORGOTTEN_BYTES = 64 << 20
"""Bytes of events that these hold in all."""


class Past:
    """The history of one key: its last events, newest at the left, and the number of the next."""

    def __init__(self) -> None:
        self.entries: deque[PastEntry] = deque()
        self.seq = 0

    def add(self, timestamp: float, event: bytes, code: str, depth: int) -> None:
        self.seq += 1
        self.entries.appendleft(PastEntry(self.seq, round(timestamp, 3), Raw(event), code))
        while len(self.entries) > depth:
            self.entries.pop()

    @property
    def size(self) -> int:
        """Bytes of its events."""
        return sum(len(memoryview(entry.event)) for entry in self.entries)


class Events:
    """Where every run's event goes (architecture.md, the way of an event)."""

    def __init__(self, publisher: Publisher, clock: Clock, depth: int) -> None:
        self._publisher = publisher
        self._clock = clock
        self.depth = depth
        """Events remembered for each key."""
        self._pasts: dict[str, Past] = {}
        self._uris: dict[str, str] = {}
        """The sources of the tasks there are, and of those whose history is still held."""
        self._dropped: OrderedDict[str, int] = OrderedDict()
        """The keys of tasks that are gone, the longest dropped first, with the bytes of their histories."""
        self._dropped_size = 0
        self._complaints = Complaints()
        self.total = 0

    def emit(self, key: str, event: EventFields, code: str = "") -> None:
        """Take an event of the task `key`. One without fields says nothing, and leaves no trace. `code`: the digest of
        the user code that made it."""
        self._complaints.well(key)
        self._keep(key, event, code)

    def _keep(self, key: str, event: EventFields, code: str) -> None:
        if not event.fields:
            return
        self.total += 1
        now = self._clock.time()
        past = self._pasts.get(key)
        if past is None:
            past = self._pasts[key] = Past()
        past.add(now, event.json, code, self.depth)
        self._publisher.publish(key, now, event.fields)

    def emit_failure(self, key: str, failure: Failure, code: str = "") -> None:
        """A run that failed publishes the field `error` (protocol.md, Events)."""
        self._complaints.failed(key, self._uris.get(key, ""), failure, self._clock.monotonic())
        sentence = msgspec.json.encode(failure.sentence())
        self._keep(key, EventFields({"error": Raw(sentence)}, b'{"error":' + sentence + b"}"), code)

    def past(self, key: str, arguments: PastArguments) -> list[PastEntry]:
        """Newest first. Raises `PastEmpty` where the key was never seen, or has no event yet."""
        past = self._pasts.get(key)
        if past is None:
            raise PastEmpty(key)
        depth = self.depth if arguments.depth is None else max(0, arguments.depth)
        since = -1 if arguments.since is None else arguments.since
        return [entry for entry in past.entries if entry.seq > since][:depth]

    def uri_of(self, key: str) -> str | None:
        """The source of a task that there is, or whose history is still held."""
        return self._uris.get(key)

    def meant(self, target: str) -> str:
        """The URI that a target is, or is shown like, those of dropped tasks among them. Raises `BadArgument` where
        several are."""
        return showing.meant(target, self._uris.values())

    def keys_of(self, uri: str) -> list[str]:
        """The tasks of a source that have a history, those that were dropped among them. Raises `PastEmpty`, and
        `BadArgument` where several are shown like it."""
        source = self.meant(uri)
        keys = [key for key in self._pasts if self._uris.get(key) == source]
        if not keys:
            raise PastEmpty(uri)
        return keys

    def dropped(self, key: str) -> None:
        """The task is gone; its history stays for a while."""
        self._complaints.forget(key)
        past = self._pasts.get(key)
        if past is None:
            self._uris.pop(key, None)
            return
        self._dropped_size -= self._dropped.pop(key, 0)
        self._dropped[key] = past.size
        self._dropped_size += past.size
        while len(self._dropped) > FORGOTTEN_KEYS or self._dropped_size > FORGOTTEN_BYTES:
            forgotten, size = self._dropped.popitem(last=False)
            self._dropped_size -= size
            self._pasts.pop(forgotten, None)
            self._uris.pop(forgotten, None)

    def pushed(self, key: str, uri: str) -> None:
        """The task is there (again): its history is held."""
        self._dropped_size -= self._dropped.pop(key, 0)
        self._uris[key] = uri
