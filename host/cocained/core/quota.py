"""What one source may keep in its store: without a measure a single source could fill the disk for all."""

from __future__ import annotations

from collections.abc import Callable

from cocaine_sdk.storage import STORE, Storage
from cocained.core.limits import Allowance, Kind

MAX_KEYS = 10_000


class Quota:
    """Counts the bytes and the keys of one source's store; what is there already is read before the first write."""

    def __init__(self, storage: Storage, prefix: str, allowance: Callable[[], Allowance]) -> None:
        self._storage = storage
        self._prefix = prefix
        self._allowance = allowance
        self._sizes: dict[str, int] | None = None
        self._total = 0

    async def admit(self, key: str, value: bytes | None) -> None:
        """Raises `ValueError` where the store would hold too much with this value. Nothing is counted yet."""
        if value is None:
            return
        sizes = await self._known()
        total = self._total - sizes.get(key, 0) + len(key) + len(value)
        allowance = self._allowance()
        if total > allowance.store:
            key = allowance.key(Kind.STORE)
            raise ValueError(
                f"the source's store would hold {total} bytes, and {key} allows {allowance.store}"
            )
        if key not in sizes and len(sizes) >= MAX_KEYS:
            raise ValueError(
                f"the store of this source has {MAX_KEYS} keys already, and more are not allowed"
            )

    async def count(self, key: str, value: bytes | None) -> None:
        """The value is in the store now; None: it is gone from there."""
        sizes = await self._known()
        self._total -= sizes.pop(key, 0)
        if value is not None:
            sizes[key] = len(key) + len(value)
            self._total += sizes[key]

    async def _known(self) -> dict[str, int]:
        if self._sizes is None:
            found = await self._storage.scan(STORE, self._prefix)
            if self._sizes is None:  # another call may have been faster
                self._sizes = {key: len(key) + len(value) for key, value in found}
                self._total = sum(self._sizes.values())
        return self._sizes
