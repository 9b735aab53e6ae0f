"""The contract of a storage: durable collections of bytes by key (seed; architecture.md).

An entry point of the group `cocaine.storages` names a `Storage` class; the entry point's name is the scheme of the
URL that `--storage` gives. Every storage passes the suite in `tests/contracts/`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

STORAGES = "cocaine.storages"

TASKS = "tasks"
STORE = "store"
RUNS = "runs"
SECRETS = "secrets"
CODE = "code"
KEYS = "keys"
NONCES = "nonces"


class Storage(ABC):
    """Collections of values by key. Made from its URL; `open` before use, `close` after.

    Every method may raise `StorageError`. Calls may overlap; each is atomic, and a call that begins after another
    has returned sees its effect. When a call that changes something returns, the change is durable.
    """

    durable: ClassVar[bool] = True
    """False for a storage that forgets at `close`, and says so by this."""

    @abstractmethod
    def __init__(self, url: str) -> None:
        """Take the URL apart. Touches nothing; raises `StorageUnusable` where the URL makes no sense."""

    @abstractmethod
    async def open(self) -> None:
        """Make ready. Raises `StorageUnusable`, with the cause and the way out."""

    async def visit(self) -> None:
        """Make ready for a moment, as a program that an operator runs beside the daemon: what either of them changes,
        the other sees. Raises `StorageUnusable`, also where it cannot be shared with a daemon that has it open."""
        await self.open()

    @abstractmethod
    async def close(self) -> None:
        """Finish what was begun and let go. Does nothing the second time."""

    @abstractmethod
    async def get(self, collection: str, key: str) -> bytes | None:
        """The value, or None."""

    @abstractmethod
    async def put(self, collection: str, key: str, value: bytes) -> None:
        """Set the value, whether there was one or not."""

    @abstractmethod
    async def delete(self, collection: str, key: str) -> bool:
        """Remove the value; whether there was one."""

    @abstractmethod
    async def compare_and_set(
        self, collection: str, key: str, expected: bytes | None, new: bytes | None
    ) -> bool:
        """Where the value is `expected` (None: there is none), make it `new` (None: remove it); whether it was."""

    @abstractmethod
    async def scan(self, collection: str, prefix: str = "") -> list[tuple[str, bytes]]:
        """Every key that begins with `prefix`, and its value, in the order of the keys (by code point)."""

    def describe(self) -> dict[str, object]:
        """What `stats` shows of the storage: at least its `kind`."""
        return {"kind": type(self).__name__.lower()}
