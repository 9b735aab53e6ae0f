"""The laws of what a source may keep in its store."""

from __future__ import annotations

import pytest

from cocained.cells.frames import StoreCompareAndSet, StoreDelete, StoreGet, StoreIncr, StoreSet
from cocained.core.limits import Allowance
from cocained.core.quota import MAX_KEYS
from cocained.core.store import SourceStore
from cocained.storages.void import Void

URI = "python:///file.py/MyClass"


@pytest.fixture
async def storage() -> Void:
    storage = Void("void:")
    await storage.open()
    return storage


async def test_a_full_store_refuses_what_is_new_and_serves_what_is_there(storage: Void) -> None:
    store = SourceStore(storage, URI, lambda: Allowance(store=2000))
    assert not (await store.answer(StoreSet("first", b'"' + b"x" * 1500 + b'"'))).error
    refused = await store.answer(StoreSet("second", b'"' + b"x" * 1500 + b'"'))
    assert "[limits] store allows 2000" in refused.error
    assert (await store.answer(StoreGet("second"))).value is None
    assert (await store.answer(StoreGet("first"))).value is not None
    assert not (await store.answer(StoreIncr("counter", 1))).error


async def test_what_is_deleted_or_made_smaller_gives_room_again(storage: Void) -> None:
    store = SourceStore(storage, URI, lambda: Allowance(store=2000))
    large = b'"' + b"x" * 1500 + b'"'
    for _ in range(5):
        assert not (await store.answer(StoreSet("a", large))).error
        await store.answer(StoreDelete("a"))
        assert (await store.answer(StoreCompareAndSet("b", None, large))).value == b"true"
        assert (await store.answer(StoreCompareAndSet("b", large, None))).value == b"true"


async def test_what_an_earlier_daemon_stored_counts_as_well(storage: Void) -> None:
    await SourceStore(storage, URI, lambda: Allowance(store=2000)).answer(
        StoreSet("a", b'"' + b"x" * 1500 + b'"')
    )
    later = SourceStore(storage, URI, lambda: Allowance(store=2000))
    assert (await later.answer(StoreSet("b", b'"' + b"x" * 1500 + b'"'))).error


async def test_one_source_that_fills_its_store_leaves_room_for_another(storage: Void) -> None:
    greedy, modest = (
        SourceStore(storage, URI, lambda: Allowance(store=2000)),
        SourceStore(storage, URI + "?other=1", lambda: Allowance(store=2000)),
    )
    while (
        not (await greedy.answer(StoreIncr("x" * 200, 1))).error
        and not (await greedy.answer(StoreSet("y", b"1" * 1900))).error
    ):
        pass
    assert not (await modest.answer(StoreSet("a", b"1"))).error


async def test_keys_without_end_are_refused(storage: Void) -> None:
    store = SourceStore(storage, URI, lambda: Allowance(store=1 << 30))
    for number in range(MAX_KEYS):
        await store.answer(StoreSet(str(number), b"1"))
    assert "keys already" in (await store.answer(StoreSet("one more", b"1"))).error
    assert not (await store.answer(StoreSet("0", b"2"))).error
