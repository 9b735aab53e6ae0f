"""The SQLite storage does what a dictionary does, whatever overlaps and however often it is opened anew."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Coroutine
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cocaine_sdk.storage import Storage
from cocained.storages.sqlite import Sqlite

Call = tuple[str, tuple[Any, ...]]
Model = dict[tuple[str, str], bytes]

collections = st.sampled_from(["tasks", "store"])
keys = st.one_of(st.sampled_from(["a", "ab", "b", ""]), st.text(st.characters(codec="utf-8"), max_size=3))
values = st.sampled_from([b"", b"\0", b"x", b"y" * 5000])
maybe = st.none() | values
calls = st.one_of(
    st.tuples(st.just("get"), st.tuples(collections, keys)),
    st.tuples(st.just("put"), st.tuples(collections, keys, values)),
    st.tuples(st.just("delete"), st.tuples(collections, keys)),
    st.tuples(st.just("compare_and_set"), st.tuples(collections, keys, maybe, maybe)),
    st.tuples(st.just("scan"), st.tuples(collections, keys)),
)


def expected(model: Model, name: str, collection: str, key: str, *rest: Any) -> object:
    """What the call comes to; the model as it is afterwards."""
    held = model.get((collection, key))
    match name:
        case "get":
            return held
        case "scan":
            return sorted((k, v) for (c, k), v in model.items() if c == collection and k.startswith(key))
        case "put":
            model[collection, key] = rest[0]
            return None
        case "delete":
            return model.pop((collection, key), None) is not None
    if held != rest[0]:
        return False
    model.pop((collection, key), None)
    if rest[1] is not None:
        model[collection, key] = rest[1]
    return True


def call(storage: Storage, name: str, arguments: tuple[Any, ...]) -> Coroutine[Any, Any, object]:
    return getattr(storage, name)(*arguments)  # type: ignore[no-any-return]


async def follow(folder: str, lives: list[list[list[Call]]]) -> None:
    model: Model = {}
    for batches in lives:
        storage = Sqlite(f"sqlite://{folder}/store.db")
        await storage.open()
        for batch in batches:
            ends = await asyncio.gather(*(call(storage, name, arguments) for name, arguments in batch))
            assert ends == [expected(model, name, *arguments) for name, arguments in batch]
        await storage.close()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.lists(calls, max_size=12), max_size=4), min_size=1, max_size=3))
def test_overlapping_calls_come_to_what_they_do_one_by_one(
    lives: list[list[list[Call]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(follow(folder, lives))
