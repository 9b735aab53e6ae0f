"""The contract of a plugin: what an entry point of the group `cocaine.plugins` names (seed; plugins.md).

The entry point's name is the URI scheme. The life of a plugin:

1. The daemon finds the entry point by its metadata; it never imports it.
2. The scheme's own process (zygote) loads it, and calls `preload()` of a `Runtime`.
3. A cell is forked and locked by the kernel.
4. In the cell the plugin makes the source: a `Runtime` by `load(code, …)`, any other plugin by being called
   with the URI. What it raises refuses the push: a `TargetError` (`MalformedUri`, `BadArgument`) with its own code.
5. The source's methods are called until the cell ends.

With `isolation = Isolation.SHARED` there is one process for the whole scheme, locked too, but with the network and
without the host's privileges; in it runs an asyncio loop, and each source is a place in it:

- the plugin is called in the loop, and must not block there;
- methods may be `async def`; the source may be an asynchronous iterator or generator; a call is cancelled at its
  deadline;
- methods that are not run in a thread each, one call at a time for each source;
- whoever blocks the loop, or cannot be cancelled, costs the whole process: it is started again, with all the sources.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import StrEnum
from typing import ClassVar, Protocol

import msgspec

from cocaine_sdk.reach import Nothing, Reach
from cocaine_sdk.source import Log, Source, Store

PLUGINS = "cocaine.plugins"


class Isolation(StrEnum):
    """How a scheme's sources live."""

    FORKED = "forked"
    """Each thread of a source is a process of its own. The default, and the only one for user code."""
    SHARED = "shared"
    """All sources of the scheme live in one process, on one asyncio loop: for trusted plugins."""


class Plugin(Protocol):
    """Called with a source URI, gives a source: a `Source`, or any object with `next`, `__next__`, `__iter__`,
    `reschedule` or `process` (sources.md), also `__anext__` and `__aiter__` where the isolation is shared.
    May carry the attribute `isolation`, read before any call."""

    def __call__(self, uri: str) -> object: ...


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """User code on its way into a cell, and the URI that asked for it."""

    uri: str
    file: str
    """How people know the file: its path below the runtime's folder, or its URL."""
    text: bytes
    name: str
    """The rest of the URI's path after the file: what to make the source from. May be empty."""
    arguments: dict[str, str]
    """The URI's query, decoded as forms are."""


class Walls(msgspec.Struct, frozen=True):
    """Which walls a cell stands behind. Both, unless the operator names otherwise."""

    language: bool = True
    kernel: bool = True


class Demands(msgspec.Struct, frozen=True, kw_only=True):
    """What a runtime's engine needs of a cell beyond the least. Each demand makes the kernel's wall lower."""

    threads: bool = False
    """It starts threads, in `Runtime.start`. Afterwards there are no more of them."""
    compiles: bool = False
    """It makes machine code, and so memory that can be written and executed."""
    reserves: bool = False
    """It reserves address space without measure: what it writes to is counted, instead of what it has mapped."""
    heap: int = 0
    """Bytes that it lets user code hold, where that is less than a cell may; 0: as much as the cell."""


class Runtime(ABC):
    """A plugin that makes sources out of user code.

    Its life: `hardened` is set → `preload` in the zygote → `memory` is set in each cell → `start`, once that is
    locked → `reach` is set → `load`.
    """

    isolation: ClassVar[Isolation] = Isolation.FORKED
    folder: ClassVar[str]
    """The sub-folder of `--plugins` with this runtime's files, such as `python.d`."""
    spare: ClassVar[bool] = False
    """Whether a cell shall wait, with its engine up, for the next source: where that takes long, and little memory."""
    hardened: bool = False
    """Whether the operator asks for the safer way at the cost of the faster one, where the runtime has two."""
    memory: int = 0
    """Bytes of memory that the cell may take; 0 where nobody says."""
    reach: Reach = Nothing()
    """The way out of the cell, for the source that is loaded."""

    @property
    def demands(self) -> Demands:
        """Asked after `preload`, and again in each cell."""
        return Demands()

    def preload(self) -> None:  # noqa: B027  an optional part of the contract
        """Import and warm up, in the zygote, what cells will need. Must not touch user code; a thread that it starts
        must have ended."""

    def start(self) -> None:  # noqa: B027  an optional part of the contract
        """Bring the engine up, in a locked cell, before there is user code: the last moment to start a thread."""

    @abstractmethod
    def load(self, code: Code, store: Store, log: Log, walls: Walls) -> Source:
        """Make the source, in a locked cell. Raises `SourceFailed`."""
