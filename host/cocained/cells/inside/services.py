"""What a source finds in its cell: its store and its log, as calls to the host."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from cocaine_sdk.errors import StorageError
from cocained.cells.frames import (
    Logged,
    StoreCall,
    StoreCompareAndSet,
    StoreDelete,
    StoreGet,
    StoreIncr,
    StoreSet,
    StoreValue,
)
from cocained.cells.inside.wire import Wire
from cocained.cells.measures import MAX_KEY, MAX_VALUE

MAX_LINE = 2000
"""Characters of a log line."""


class HostStore:
    """The `Store` of the contract; the host keeps it."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def get(self, key: str, default: Any = None) -> Any:
        value = self._ask(StoreGet(_key(key))).value
        return default if value is None else msgspec.json.decode(value)

    def set(self, key: str, value: Any) -> None:
        self._ask(StoreSet(_key(key), _encode(value)))

    def delete(self, key: str) -> bool:
        return bool(_decode(self._ask(StoreDelete(_key(key)))))

    def incr(self, key: str, by: int = 1) -> int:
        if type(by) is not int or not -(2**53) <= by <= 2**53:
            raise TypeError(f"store.incr counts by an int within ±2**53, not by {by!r:.100}")
        return int(_decode(self._ask(StoreIncr(_key(key), by))))

    def compare_and_set(self, key: str, expected: Any, new: Any) -> bool:
        call = StoreCompareAndSet(
            _key(key), None if expected is None else _encode(expected), None if new is None else _encode(new)
        )
        return bool(_decode(self._ask(call)))

    def _ask(self, call: StoreCall) -> StoreValue:
        answer = self._wire.ask(call)
        if answer.error:
            raise StorageError(answer.error)
        return answer


class HostLog:
    """The `Log` of the contract: so many lines in a run, and then one that says that there were more."""

    def __init__(self, tell: Callable[[Logged], None], lines: int) -> None:
        self._tell = tell
        self._allowed = lines
        self._left = lines

    def __call__(self, level: str, message: str) -> None:
        if self._left < 0:
            return
        self._left -= 1
        if self._left < 0:
            level, message = "warning", f"more than {self._allowed} lines in one run: the rest is dropped"
        self._tell(Logged(level, _printable(message)[:MAX_LINE]))

    def begin_run(self) -> None:
        self._left = self._allowed


def _printable(message: str) -> str:
    return message[:MAX_LINE].encode("utf-8", "replace").decode()


def _key(key: object) -> str:
    if not isinstance(key, str) or not key or len(key) > MAX_KEY:
        raise TypeError(f"a store key is a string of 1 to {MAX_KEY} characters, not {key!r:.100}")
    return str(key)


def _encode(value: object) -> bytes:
    """Only what JSON can say and give back the same."""
    try:
        encoded = msgspec.json.encode(value, order="sorted")
    except (TypeError, ValueError, RecursionError, OverflowError) as error:
        raise TypeError(f"a stored value must be what JSON can say: {error}") from None
    if len(encoded) > MAX_VALUE:
        raise ValueError(f"a stored value of {len(encoded)} bytes, and {MAX_VALUE} are the most")
    return encoded


def _decode(answer: StoreValue) -> Any:
    return msgspec.json.decode(answer.value or b"null")
