"""The contract of a source's store, run over the fake one and over the daemon's own, from the cell's side of it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cocaine_sdk.errors import StorageError
from cocaine_sdk.source import Store
from cocaine_sdk.testing import FakeStore
from cocaine_sdk.testing.store import MAX_KEY, MAX_VALUE
from cocained.cells import measures
from cocained.cells.frames import StoreCall, StoreValue
from cocained.cells.inside.services import HostStore
from cocained.core.limits import Allowance
from cocained.core.store import SourceStore
from cocained.storages.void import Void

Value = Any


class Wire:
    """The way from a cell to its host, without a process between them."""

    def __init__(self, store: SourceStore, loop: asyncio.AbstractEventLoop) -> None:
        self._store = store
        self._loop = loop

    def ask(self, call: StoreCall) -> StoreValue:
        return self._loop.run_until_complete(self._store.answer(call))


@pytest.fixture
def real() -> Iterator[Store]:
    loop = asyncio.new_event_loop()
    storage = Void("void:")
    loop.run_until_complete(storage.open())
    yield HostStore(Wire(SourceStore(storage, "python:///x.py/X", lambda: Allowance(store=1 << 24)), loop))  # type: ignore[arg-type]
    loop.run_until_complete(storage.close())
    loop.close()


@pytest.fixture(params=["fake", "real"])
def store(request: pytest.FixtureRequest) -> Store:
    return FakeStore() if request.param == "fake" else request.getfixturevalue("real")  # type: ignore[no-any-return]


VALUES: list[Value] = [0, -1, 1.5, "", "ключ", True, [], [1, [2]], {}, {"a": {"b": None}}, "x" * 1000, 2**60]
UNSAYABLE: list[Value] = [object(), {1, 2, object()}, lambda: None, float, [object()]]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_what_is_set_is_given_back(store: Store, value: Value) -> None:
    store.set("k", value)
    assert store.get("k") == value
    assert type(store.get("k")) is type(value)


def test_what_is_given_back_is_a_copy(store: Store) -> None:
    kept = [1]
    store.set("k", kept)
    kept.append(2)
    store.get("k").append(3)
    assert store.get("k") == [1]


def test_a_tuple_comes_back_as_the_list_that_json_makes_of_it(store: Store) -> None:
    store.set("k", (1, 2))
    assert store.get("k") == [1, 2]


def test_where_nothing_is_there_the_default_is_given(store: Store) -> None:
    assert store.get("k") is None
    assert store.get("k", 5) == 5


def test_a_value_of_none_is_none_and_not_the_default(store: Store) -> None:
    store.set("k", None)
    assert store.get("k", 5) is None


def test_what_is_deleted_is_gone_and_the_answer_says_whether_it_was_there(store: Store) -> None:
    store.set("k", 1)
    assert store.delete("k") is True
    assert store.delete("k") is False
    assert store.get("k") is None


def test_numbers_are_counted_from_nothing_up_and_down(store: Store) -> None:
    assert [store.incr("n"), store.incr("n", 5), store.incr("n", -10)] == [1, 6, -4]
    assert store.get("n") == -4


@pytest.mark.parametrize("value", ["5", 1.5, None, [1], True], ids=repr)
def test_what_is_no_whole_number_is_not_counted_up(store: Store, value: Value) -> None:
    store.set("k", value)
    with pytest.raises(StorageError, match="not a whole number"):
        store.incr("k")
    assert store.get("k") == value


@pytest.mark.parametrize("by", [1.0, "1", True, None, 2**53 + 1], ids=repr)
def test_only_whole_numbers_within_bounds_are_added(store: Store, by: Value) -> None:
    with pytest.raises(TypeError, match="counts by an int"):
        store.incr("k", by)


@pytest.mark.parametrize(
    ("there", "expected", "done"),
    [
        ({}, None, True),
        ({}, 1, False),
        ({"k": 1}, 1, True),
        ({"k": 1}, 1.0, False),
        ({"k": 1}, "1", False),
        ({"k": 1}, None, False),
        ({"k": {"b": 1, "a": 2}}, {"a": 2, "b": 1}, True),
        ({"k": [1, 2]}, (1, 2), True),
    ],
    ids=repr,
)
def test_it_is_set_only_where_what_was_expected_is_there(
    store: Store, there: dict[str, Value], expected: Value, done: bool
) -> None:
    for key, value in there.items():
        store.set(key, value)
    assert store.compare_and_set("k", expected, "new") is done
    assert store.get("k") == ("new" if done else there.get("k"))


def test_to_none_means_to_remove(store: Store) -> None:
    store.set("k", 1)
    assert store.compare_and_set("k", 1, None) is True
    assert store.delete("k") is False


def test_nothing_to_nothing_is_done_too(store: Store) -> None:
    assert store.compare_and_set("k", None, None) is True


@pytest.mark.parametrize("value", UNSAYABLE, ids=lambda value: re.sub(r" at 0x\w+", "", repr(value)))
def test_what_json_cannot_say_is_refused(store: Store, value: Value) -> None:
    with pytest.raises(TypeError, match="what JSON can say"):
        store.set("k", value)
    with pytest.raises(TypeError, match="what JSON can say"):
        store.compare_and_set("k", None, value)
    assert store.delete("k") is False


@pytest.mark.parametrize("key", ["", "k" * 257, 5, None, b"k"], ids=lambda key: repr(key)[:12])
@pytest.mark.parametrize(
    "use",
    [
        lambda store, key: store.get(key),
        lambda store, key: store.set(key, 1),
        lambda store, key: store.delete(key),
        lambda store, key: store.incr(key),
        lambda store, key: store.compare_and_set(key, None, 1),
    ],
    ids=["get", "set", "delete", "incr", "compare_and_set"],
)
def test_what_is_no_key_is_refused(store: Store, key: Value, use: Callable[[Store, Value], object]) -> None:
    with pytest.raises(TypeError, match="a store key is a string of 1 to 256 characters"):
        use(store, key)


def test_the_longest_key_and_the_largest_value_are_taken_and_no_larger(store: Store) -> None:
    largest = "x" * (MAX_VALUE - 2)
    store.set("k" * MAX_KEY, largest)
    assert store.get("k" * MAX_KEY) == largest
    with pytest.raises(ValueError, match="are the most"):
        store.set("k", largest + "x")


def test_the_fake_one_has_the_bounds_of_the_real_one() -> None:
    assert (MAX_KEY, MAX_VALUE) == (measures.MAX_KEY, measures.MAX_VALUE)
