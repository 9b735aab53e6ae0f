"""A store that an operator's command visits, while a daemon has it open and while none has."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
from pathlib import Path

import pytest

from cocaine_sdk.errors import StorageUnusable
from cocained.storages.sqlite import Sqlite


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite://{tmp_path}/some/store.db"


async def test_each_sees_what_the_other_changes_at_once(url: str) -> None:
    holder, visitor = Sqlite(url), Sqlite(url)
    await holder.open()
    await visitor.visit()
    for number in range(20):
        await visitor.put("keys", "a", b"%d" % number)
        assert await holder.get("keys", "a") == b"%d" % number
        await holder.put("keys", "b", b"%d" % number)
        assert await visitor.get("keys", "b") == b"%d" % number
    await visitor.close()
    await holder.put("keys", "a", b"last")
    assert await holder.get("keys", "a") == b"last"
    await holder.close()


async def test_both_write_at_one_time_and_nothing_is_lost(url: str) -> None:
    holder, visitor = Sqlite(url), Sqlite(url)
    await holder.open()
    await visitor.visit()
    both = ((name, storage) for name, storage in (("a", holder), ("b", visitor)) for _ in range(100))
    await asyncio.gather(*(storage.put("keys", f"{name}{n}", b"") for n, (name, storage) in enumerate(both)))
    assert len(await holder.scan("keys")) == 200
    await visitor.close()
    await holder.close()


async def test_of_a_holder_and_a_visitor_that_expect_the_same_one_succeeds(url: str) -> None:
    holder, visitor = Sqlite(url), Sqlite(url)
    await holder.open()
    await visitor.visit()
    for number in range(20):
        done = await asyncio.gather(
            holder.compare_and_set("keys", f"{number}", None, b"holder"),
            visitor.compare_and_set("keys", f"{number}", None, b"visitor"),
        )
        assert sorted(done) == [False, True]
    await visitor.close()
    await holder.close()


async def test_a_visitor_takes_no_lock_so_that_a_daemon_may_start(url: str) -> None:
    visitor, holder = Sqlite(url), Sqlite(url)
    await visitor.visit()
    await visitor.put("keys", "a", b"1")
    await holder.open()
    await visitor.close()
    assert await holder.get("keys", "a") == b"1"
    with pytest.raises(StorageUnusable, match="held by another daemon"):
        await Sqlite(url).open()
    await holder.close()


async def test_visitors_and_a_daemon_that_find_no_store_make_one(url: str) -> None:
    storages = [Sqlite(url) for _ in range(8)]
    await asyncio.gather(storages[0].open(), *(one.visit() for one in storages[1:]))
    await asyncio.gather(*(one.put("keys", f"{n}", b"") for n, one in enumerate(storages)))
    assert len(await storages[0].scan("keys")) == 8
    for one in storages:
        await one.close()


async def test_what_a_visitor_makes_is_for_its_user_alone(url: str, tmp_path: Path) -> None:
    visitor = Sqlite(url)
    await visitor.visit()
    await visitor.put("keys", "a", b"1")
    for path in (tmp_path / "some").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    await visitor.close()


async def test_what_a_visitor_makes_belongs_to_whoever_the_folder_belongs_to(
    url: str, tmp_path: Path
) -> None:
    """As root too: the daemon may be that other, and could not open it otherwise."""
    folder = tmp_path / "some"
    folder.mkdir()
    owner = os.geteuid() or 65534
    os.chown(folder, owner, -1)
    visitor = Sqlite(url)
    await visitor.visit()
    await visitor.put("keys", "a", b"1")
    assert {path.stat().st_uid for path in folder.iterdir()} == {owner}
    await visitor.close()


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be looked at" * 20])
async def test_what_is_no_store_is_refused_and_left_as_it_is(
    url: str, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "some" / "store.db"
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(StorageUnusable, match="is not a SQLite database"):
        await Sqlite(url).visit()
    assert path.read_bytes() == content


async def test_a_store_of_a_newer_version_is_refused(url: str, tmp_path: Path) -> None:
    storage = Sqlite(url)
    await storage.open()
    await storage.close()
    with sqlite3.connect(tmp_path / "some" / "store.db") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StorageUnusable, match="newer cocained"):
        await Sqlite(url).visit()
