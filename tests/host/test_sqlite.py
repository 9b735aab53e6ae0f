"""The SQLite storage on real files: what it refuses at open, and how it lives through failures."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path

import pytest

from cocaine_sdk.errors import StorageError, StorageUnusable
from cocained.storages import opening
from cocained.storages.committer import Committer
from cocained.storages.sqlite import Sqlite


def at(path: Path) -> Sqlite:
    return Sqlite(f"sqlite://{path}")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
async def storage(path: Path) -> AsyncIterator[Sqlite]:
    storage = at(path)
    await storage.open()
    yield storage
    await storage.close()


async def fill(path: Path, rows: int) -> None:
    storage = at(path)
    await storage.open()
    await asyncio.gather(*(storage.put("tasks", f"{n}", os.urandom(500)) for n in range(rows)))
    await storage.close()


def filled(path: Path, rows: int) -> None:
    asyncio.run(fill(path, rows))


def refusal(path: Path) -> str:
    with pytest.raises(StorageUnusable) as refused:
        asyncio.run(at(path).open())
    return str(refused.value)


@pytest.mark.parametrize(
    "url", ["sqlite:", "sqlite://", "sqlite://a.db", "sqlite:///a/", "file:///a", "sqlite:///\0"]
)
def test_a_url_without_an_absolute_path_is_refused(url: str) -> None:
    with pytest.raises(StorageUnusable, match="absolute path"):
        Sqlite(url)


def test_the_path_is_taken_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "a b%20?mode=ro#ф.db"
    filled(path, 1)
    assert path.is_file()


async def test_missing_folders_are_made_and_belong_to_the_daemon_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "store.db"
    storage = at(path)
    await storage.open()
    await storage.put("tasks", "a", b"1")
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    await storage.close()
    assert modes == dict.fromkeys(["store.db", "store.db-wal", "store.db-shm", "store.db.lock"], 0o600)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_that_others_could_read_is_closed_to_them(path: Path) -> None:
    filled(path, 1)
    path.chmod(0o644)
    filled(path, 1)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_close_leaves_the_database_alone_with_everything_in_it(path: Path) -> None:
    filled(path, 10)
    assert [file.name for file in path.parent.iterdir()] == ["store.db"]
    with sqlite3.connect(path) as outsider:
        assert outsider.execute("SELECT count(*) FROM item").fetchone() == (10,)
    outsider.close()


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    assert f"sqlite://{tmp_path}/cocaine.db" in refusal(tmp_path)


def test_a_file_of_something_else_is_refused_and_left_as_it_is(path: Path) -> None:
    path.write_bytes(b"my diary, dear to me\n" * 100)
    assert "is not a SQLite database" in refusal(path)
    assert path.read_bytes() == b"my diary, dear to me\n" * 100


def test_a_database_of_another_program_is_refused_and_left_as_it_is(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE item (name TEXT)")
    other.close()
    before = path.read_bytes()
    assert "of another program" in refusal(path)
    assert path.read_bytes() == before


def test_a_store_of_a_newer_version_is_refused(path: Path) -> None:
    filled(path, 1)
    with sqlite3.connect(path) as later:
        later.execute(f"PRAGMA user_version = {opening.SCHEMA + 1}")
    later.close()
    before = path.read_bytes()
    assert f"newer cocained (schema {opening.SCHEMA + 1}" in refusal(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("begin", [4096, 8192, 40960])
def test_a_corrupt_store_is_refused(path: Path, begin: int) -> None:
    filled(path, 500)
    with path.open("r+b") as file:
        file.seek(begin)
        file.write(b"\xa5" * 4096)
    assert "is corrupt" in refusal(path)


@pytest.mark.parametrize("size", [100, 5000, 4096, 40960])
def test_a_truncated_store_is_refused(path: Path, size: int) -> None:
    filled(path, 500)
    os.truncate(path, size)
    assert "is corrupt" in refusal(path)


def test_a_refused_store_is_not_held(path: Path) -> None:
    path.write_bytes(b"no database" * 100)
    refusal(path)
    path.unlink()
    filled(path, 1)


async def test_the_check_of_a_large_store_does_not_hold_up_the_start(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(path, 5000)
    monkeypatch.setattr(opening, "CHECK_SECONDS", -1.0)
    storage = at(path)
    await storage.open()
    assert len(await storage.scan("tasks")) == 5000
    await storage.close()


HOLDER = """
import asyncio, os, sys
from cocained.storages.sqlite import Sqlite
async def main():
    await Sqlite(sys.argv[1]).open()
    print(os.getpid(), flush=True)
    sys.stdin.read()
asyncio.run(main())
"""


@pytest.fixture
def holder(path: Path) -> Iterator[subprocess.Popen[str]]:
    """A second process that holds the store."""
    arguments = [sys.executable, "-c", HOLDER, f"sqlite://{path}"]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == f"{process.pid}\n"
        yield process
        process.kill()


def test_a_store_held_by_another_daemon_is_refused_with_its_process(
    path: Path, holder: subprocess.Popen[str]
) -> None:
    assert f"held by another daemon (process {holder.pid})" in refusal(path)
    link = path.with_name("link.db")
    link.symlink_to(path)
    assert f"process {holder.pid}" in refusal(link)


def test_a_store_whose_holder_was_killed_is_free(path: Path, holder: subprocess.Popen[str]) -> None:
    holder.kill()
    holder.wait()
    filled(path, 1)


def test_a_lock_file_that_holds_something_else_is_not_overwritten(path: Path) -> None:
    lock = path.with_name("store.db.lock")
    lock.write_text("root:x:0:0\n")
    assert "move that file away" in refusal(path)
    assert lock.read_text() == "root:x:0:0\n"


STRANGER = """
import asyncio, concurrent.futures.thread, os, sys
from cocaine_sdk.errors import StorageUnusable
from cocained.storages.sqlite import Sqlite
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    asyncio.run(Sqlite(sys.argv[1]).open())
except StorageUnusable as error:
    print(error)
"""


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that every user of the machine can reach."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def refusal_of_a_stranger(path: Path) -> str:
    arguments = [sys.executable, "-c", STRANGER, f"sqlite://{path}"]
    return subprocess.run(arguments, check=True, capture_output=True, text=True).stdout


def test_an_unwritable_folder_is_refused(public: Path) -> None:
    folder = public / "read-only"
    folder.mkdir(0o555)
    sentence = refusal_of_a_stranger(folder / "store.db")
    assert "Permission denied" in sentence
    assert "let the user" in sentence


def test_an_unwritable_file_is_refused(public: Path) -> None:
    public.chmod(0o777)
    path = public / "store.db"
    path.touch(0o444)
    sentence = refusal_of_a_stranger(path)
    assert f"Permission denied ({path})" in sentence


async def test_what_cannot_be_stored_fails_alone(storage: Sqlite) -> None:
    bad = [storage.put("tasks", "\ud800", b""), storage.put("tasks", "c", [])]  # type: ignore[arg-type]
    good = [storage.put("tasks", "a", b"1"), storage.put("tasks", "b", b"2")]
    ends = await asyncio.gather(good[0], *bad, good[1], return_exceptions=True)
    assert [type(end) for end in ends] == [type(None), StorageError, StorageError, type(None)]
    assert await storage.scan("tasks") == [("a", b"1"), ("b", b"2")]


async def test_many_that_wait_share_a_transaction(storage: Sqlite) -> None:
    await asyncio.gather(*(storage.put("tasks", f"{n}", b"") for n in range(1000)))
    figures = storage.describe()
    assert figures["operations"] == 1000
    assert isinstance(figures["commits"], int)
    assert figures["commits"] < 500


async def test_while_another_program_writes_nothing_is_acknowledged_and_then_all_is_well(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "BUSY_SECONDS", 0.01)
    storage = at(path)
    await storage.open()
    outsider = sqlite3.connect(path, isolation_level=None)
    outsider.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="locked"):
        await storage.put("tasks", "a", b"1")
    outsider.execute("ROLLBACK")
    outsider.close()
    assert await storage.get("tasks", "a") is None
    await storage.put("tasks", "a", b"2")
    assert await storage.get("tasks", "a") == b"2"
    await storage.close()


async def test_a_full_store_refuses_to_grow_and_goes_on_reading_and_deleting(path: Path) -> None:
    await fill(path, 20)

    def small() -> sqlite3.Connection:
        connection = opening.connect(path)
        connection.execute("PRAGMA max_page_count = 20")
        return connection

    def put(key: str, size: int, connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO item VALUES ('big', ?, zeroblob(?))", (key, size))

    def count(connection: sqlite3.Connection) -> object:
        return connection.execute("SELECT count(*) FROM item WHERE collection = 'tasks'").fetchone()[0]

    committer = Committer(small, "small")
    committer.start()
    with pytest.raises(StorageError, match="full"):
        await committer.run(partial(put, "a", 1 << 20))
    assert await committer.run(count) == 20
    await committer.run(partial(put, "b", 100))
    await committer.stop()


FULL_DISK = """
import asyncio, os, resource, sys
from cocaine_sdk.errors import StorageError
from cocained.storages.sqlite import Sqlite

def limit(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

async def main():
    path = sys.argv[1]
    storage = Sqlite(f"sqlite://{path}")
    await storage.open()
    await storage.put("tasks", "before", b"1")
    limit(os.path.getsize(path + "-wal") + 5000)
    puts = (storage.put("tasks", f"during {n}", bytes(1000)) for n in range(100))
    ends = await asyncio.gather(*puts, return_exceptions=True)
    lost = {f"during {n}" for n, end in enumerate(ends) if end is not None}
    assert len(lost) > 90 and all(isinstance(end, StorageError) for end in ends if end is not None), ends
    limit(resource.RLIM_INFINITY)
    await storage.put("tasks", "after", b"2")
    held = {key for key, _ in await storage.scan("tasks")}
    assert {"before", "after"} <= held and not lost & held, held
    await storage.close()
    again = Sqlite(f"sqlite://{path}")
    await again.open()
    assert {key for key, _ in await again.scan("tasks")} == held
    await again.close()

asyncio.run(main())
"""


def test_a_disk_that_takes_no_more_fails_what_it_fails_and_the_storage_heals_with_it(path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FULL_DISK, str(path)], capture_output=True, text=True)
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr


async def test_a_broken_connection_is_made_anew_and_the_failure_is_said_once(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await fill(path, 1)
    committer = Committer(partial(opening.connect, path), "broken")
    committer.start()
    for _ in range(2):
        with pytest.raises(StorageError):
            await committer.run(sqlite3.Connection.close)
    assert await committer.run(lambda connection: connection.execute("SELECT 1").fetchone()) == (1,)
    await committer.stop()
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
