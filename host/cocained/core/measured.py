"""Actions whose replies could grow without end, served within a measure: `past` and `explain`."""

from __future__ import annotations

import asyncio

import msgspec
from msgspec import Raw

from cocaine_sdk.errors import BadArgument, Overloaded
from cocaine_sdk.protocol import PastArguments, PastEntry
from cocained.core.events import Events
from cocained.core.explaining import Explainer

MAX_REPLY = 16 << 20
"""Bytes of history, or of what is explained, in one reply."""

_past_arguments = msgspec.json.Decoder(PastArguments)


class _Measure:
    """How much of one reply is taken."""

    def __init__(self, what: str, advice: str) -> None:
        self._what = what
        self._advice = advice
        self._size = 0

    def take(self, size: int) -> None:
        """So many bytes more; 0 looks whether there is room at all. Raises `Overloaded`."""
        self._size += size
        if self._size > MAX_REPLY:
            raise Overloaded(
                f"the reply would hold more than {MAX_REPLY} bytes of {self._what}; {self._advice}"
            )


class Explanations:
    """Serves the targets of one `explain`, each key once, within the measure of one reply."""

    def __init__(self, explainer: Explainer) -> None:
        self._explainer = explainer
        self._explained: dict[str, Raw] = {}
        self._measure = _Measure("what is explained", "ask for fewer keys")

    async def explain(self, key: str, _: bytes | Raw) -> object:
        self._measure.take(0)
        explained = self._explained.get(key)
        if explained is None:
            await asyncio.sleep(0)  # a large one takes milliseconds: others' requests come in between
            explained = self._explained[key] = self._explainer.explain(key)
        self._measure.take(len(memoryview(explained)))
        return explained


class Pasts:
    """Serves the targets of one `past`, within the measure of one reply."""

    def __init__(self, events: Events) -> None:
        self._events = events
        self._measure = _Measure("history", "ask for less depth")

    async def past(self, target: str, raw: bytes | Raw) -> object:
        """Of a key its entries; of a source URI those of each of its tasks, by key."""
        try:
            arguments = _past_arguments.decode(raw)
        except (msgspec.MsgspecError, RecursionError) as error:
            raise BadArgument(f"bad argument: {error}") from None
        if "://" not in target:
            return self._entries(target, arguments)
        return {key: self._entries(key, arguments) for key in self._events.keys_of(target)}

    def _entries(self, key: str, arguments: PastArguments) -> list[PastEntry]:
        entries = self._events.past(key, arguments)
        self._measure.take(sum(len(memoryview(entry.event)) for entry in entries))
        return entries
