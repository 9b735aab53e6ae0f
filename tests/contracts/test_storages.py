"""What every storage must hold to: the same laws over each implementation."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

import pytest

from cocaine_sdk.errors import CocaineError, StorageError
from cocaine_sdk.storage import Storage

Make = Callable[[], Storage]


async def test_what_was_never_put_is_none(storage: Storage) -> None:
    assert await storage.get("tasks", "a") is None


@pytest.mark.parametrize("value", [b"", b"\0", b"value", bytes(range(256)) * 4096])
async def test_a_value_comes_back_byte_for_byte(storage: Storage, value: bytes) -> None:
    await storage.put("tasks", "a", value)
    assert await storage.get("tasks", "a") == value


@pytest.mark.parametrize("key", ["", " ", "a\0b", "ключ", "\U0010ffff", "%_*", "'; DROP", "k" * 9999])
async def test_any_text_is_a_key(storage: Storage, key: str) -> None:
    await storage.put("tasks", key, b"it")
    assert await storage.get("tasks", key) == b"it"
    assert await storage.scan("tasks", key) == [(key, b"it")]
    assert await storage.delete("tasks", key)


async def test_the_last_put_wins(storage: Storage) -> None:
    await storage.put("tasks", "a", b"1")
    await storage.put("tasks", "a", b"2")
    assert await storage.scan("tasks") == [("a", b"2")]


async def test_collections_do_not_see_each_other(storage: Storage) -> None:
    await storage.put("tasks", "a", b"1")
    assert await storage.get("store", "a") is None
    assert not await storage.delete("store", "a")
    assert await storage.scan("store") == []


async def test_delete_says_whether_there_was_anything(storage: Storage) -> None:
    await storage.put("tasks", "a", b"")
    assert await storage.delete("tasks", "a")
    assert not await storage.delete("tasks", "a")
    assert await storage.get("tasks", "a") is None


@pytest.mark.parametrize("held", [None, b"", b"x"])
@pytest.mark.parametrize("expected", [None, b"", b"x"])
@pytest.mark.parametrize("new", [None, b"", b"y"])
async def test_compare_and_set_changes_what_it_expected_and_nothing_else(
    storage: Storage, held: bytes | None, expected: bytes | None, new: bytes | None
) -> None:
    if held is not None:
        await storage.put("store", "a", held)
    assert await storage.compare_and_set("store", "a", expected, new) is (held == expected)
    assert await storage.get("store", "a") == (new if held == expected else held)


async def test_of_many_that_expect_the_same_exactly_one_succeeds(storage: Storage) -> None:
    swaps = (storage.compare_and_set("store", "a", None, b"%d" % n) for n in range(100))
    won = await asyncio.gather(*swaps)
    assert won.count(True) == 1
    assert await storage.get("store", "a") == b"%d" % won.index(True)


async def test_counting_by_compare_and_set_loses_nothing(storage: Storage) -> None:
    async def count() -> None:
        for _ in range(10):
            while True:
                held = await storage.get("store", "n")
                if await storage.compare_and_set("store", "n", held, b"%d" % (int(held or 0) + 1)):
                    break

    await asyncio.gather(*(count() for _ in range(10)))
    assert await storage.get("store", "n") == b"100"


async def test_a_scan_is_in_the_order_of_code_points(storage: Storage) -> None:
    keys = [
        "",
        "\0",
        "A",
        "a",
        "a\0",
        "aa",
        "b",
        "é",
        "\ud7ff",
        "\ue000",
        "\uffff",
        "\U00010000",
        "\U0010ffff",
    ]
    shuffled = random.Random(5).sample(keys, len(keys))
    await asyncio.gather(*(storage.put("tasks", key, key.encode()) for key in shuffled))
    assert await storage.scan("tasks") == [(key, key.encode()) for key in sorted(keys)]


@pytest.mark.parametrize("prefix", ["a", "a\0", "a\U0010ffff", "\U0010ffff", "b%"])
async def test_a_scan_gives_all_that_begins_with_the_prefix_and_nothing_else(
    storage: Storage, prefix: str
) -> None:
    keys = [
        "a",
        "A",
        "a\0",
        "a\0b",
        "ab",
        "a\U0010ffff",
        "a\U0010ffffz",
        "b",
        "b%c",
        "bb",
        "\U0010ffff\U0010ffff",
    ]
    for key in keys:
        await storage.put("tasks", key, b"")
    assert [key for key, _ in await storage.scan("tasks", prefix)] == sorted(
        key for key in keys if key.startswith(prefix)
    )


async def test_calls_that_overlap_are_served_in_the_order_of_their_beginning(storage: Storage) -> None:
    calls = (storage.put("tasks", "a", b"%d" % n) for n in range(500))
    await asyncio.gather(*calls, storage.put("tasks", "a", b"last"))
    assert await storage.get("tasks", "a") == b"last"


async def test_a_caller_that_is_cancelled_leaves_the_storage_serving_others(storage: Storage) -> None:
    puts = [asyncio.create_task(storage.put("tasks", f"{n}", b"")) for n in range(200)]
    await asyncio.sleep(0)
    for put in puts[::2]:
        put.cancel()
    ends = await asyncio.gather(*puts, return_exceptions=True)
    assert all(end is None for end in ends[1::2])
    held = {key for key, _ in await storage.scan("tasks")}
    assert {f"{n}" for n in range(1, 200, 2)} <= held


async def test_a_storage_that_is_not_open_refuses(make: Make) -> None:
    storage = make()
    with pytest.raises(StorageError, match="not open"):
        await storage.get("tasks", "a")
    await storage.open()
    await storage.close()
    with pytest.raises(StorageError, match="not open"):
        await storage.put("tasks", "a", b"")


async def test_close_does_nothing_the_second_time(make: Make) -> None:
    storage = make()
    await storage.close()
    await storage.open()
    await storage.close()
    await storage.close()


async def test_close_finishes_what_was_begun(make: Make) -> None:
    storage = make()
    await storage.open()
    puts = [asyncio.create_task(storage.put("tasks", f"{n}", b"")) for n in range(1000)]
    await asyncio.sleep(0)
    await storage.close()
    assert await asyncio.gather(*puts) == [None] * 1000


async def test_a_durable_storage_remembers_and_another_says_that_it_does_not(make: Make) -> None:
    first, second = make(), make()
    await first.open()
    await first.put("tasks", "a", b"1")
    await first.close()
    await second.open()
    assert await second.get("tasks", "a") == (b"1" if second.durable else None)
    await second.close()


async def test_a_visitor_finds_what_is_kept_and_what_it_changes_is_kept(make: Make) -> None:
    first, visitor, second = make(), make(), make()
    if not first.durable:
        return  # there is nothing to visit
    await first.open()
    await first.put("keys", "a", b"1")
    await first.close()
    await visitor.visit()
    assert await visitor.get("keys", "a") == b"1"
    await visitor.put("keys", "a", b"2")
    await visitor.close()
    await second.open()
    assert await second.get("keys", "a") == b"2"
    await second.close()


async def test_a_storage_describes_its_kind(storage: Storage) -> None:
    assert storage.describe()["kind"] in {"sqlite", "void"}


def test_every_failure_of_a_storage_has_a_code_for_the_wire() -> None:
    assert StorageError("why").as_reply() == {"error": "why", "code": "storage_error"}
    assert issubclass(StorageError, CocaineError)
