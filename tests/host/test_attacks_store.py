"""The host's side of the store believes nothing of what a cell says: each call gets an answer, in measure."""

from __future__ import annotations

import pytest

from cocained.cells.frames import StoreCall, StoreCompareAndSet, StoreGet, StoreIncr, StoreSet, StoreValue
from cocained.cells.measures import MAX_KEY, MAX_VALUE
from cocained.core.limits import Allowance
from cocained.core.store import SourceStore
from cocained.storages.void import Void


@pytest.fixture
async def store() -> SourceStore:
    storage = Void("void:")
    await storage.open()
    return SourceStore(storage, "python:///file.py/MyClass", lambda: Allowance(store=1 << 20))


@pytest.mark.parametrize("value", [b"nonsense", b"[" * MAX_VALUE, b'"\xff"', b"9" * MAX_VALUE, b""])
async def test_an_increment_of_whatever_was_stored_gets_an_answer(store: SourceStore, value: bytes) -> None:
    assert await store.answer(StoreSet("n", value)) == StoreValue()
    assert (await store.answer(StoreIncr("n", 1))).error


@pytest.mark.parametrize(
    "call",
    [
        StoreSet("k" * (MAX_KEY + 1), b"1"),
        StoreGet("k" * (MAX_KEY + 1)),
        StoreSet("k", b"1" * (MAX_VALUE + 1)),
        StoreCompareAndSet("k", None, b"1" * (MAX_VALUE + 1)),
    ],
    ids=lambda call: type(call).__name__,
)
async def test_a_key_or_a_value_beyond_measure_is_not_kept(store: SourceStore, call: StoreCall) -> None:
    assert "at most" in (await store.answer(call)).error
