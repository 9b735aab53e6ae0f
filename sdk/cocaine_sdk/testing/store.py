"""A source's store in memory."""

from __future__ import annotations

from typing import Any

import msgspec

from cocaine_sdk.errors import StorageError

MAX_KEY = 256
"""Characters."""
MAX_VALUE = 256 << 10
"""Bytes of a value as JSON."""
MAX_STEP = 2**53


class FakeStore:
    """The `Store` of the contract, as a source in the daemon has it: values become JSON and come back from it.

    What the daemon bounds besides, the bytes and keys of one source in all, is not bounded here.
    """

    def __init__(self) -> None:
        self._values: dict[str, bytes] = {}

    def get(self, key: str, default: Any = None) -> Any:
        value = self._values.get(_key(key))
        return default if value is None else msgspec.json.decode(value)

    def set(self, key: str, value: Any) -> None:
        self._values[_key(key)] = _encoded(value)

    def delete(self, key: str) -> bool:
        return self._values.pop(_key(key), None) is not None

    def incr(self, key: str, by: int = 1) -> int:
        if type(by) is not int or not -MAX_STEP <= by <= MAX_STEP:
            raise TypeError(f"store.incr counts by an int within ±2**53, not by {by!r:.100}")
        old = self.get(key, 0)
        if type(old) is not int:
            raise StorageError(f"store, key {key!r}: the value is {type(old).__name__}, not a whole number")
        self.set(key, old + by)
        return old + by

    def compare_and_set(self, key: str, expected: Any, new: Any) -> bool:
        wanted = None if expected is None else _encoded(expected)
        value = None if new is None else _encoded(new)
        if self._values.get(_key(key)) != wanted:
            return False
        if value is None:
            self._values.pop(key, None)
        else:
            self._values[key] = value
        return True


def _key(key: object) -> str:
    if not isinstance(key, str) or not key or len(key) > MAX_KEY:
        raise TypeError(f"a store key is a string of 1 to {MAX_KEY} characters, not {key!r:.100}")
    return str(key)


def _encoded(value: object) -> bytes:
    try:
        encoded = msgspec.json.encode(value, order="sorted")
    except (TypeError, ValueError, RecursionError, OverflowError) as error:
        raise TypeError(f"a stored value must be what JSON can say: {error}") from None
    if len(encoded) > MAX_VALUE:
        raise ValueError(f"a stored value of {len(encoded)} bytes, and {MAX_VALUE} are the most")
    return encoded
