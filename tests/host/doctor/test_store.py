"""The doctor says how the store is, whoever uses it and whatever has become of it, and writes nothing into it."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cocained.doctor import store, storefile
from cocained.storages.opening import APPLICATION, SCHEMA, prepare
from tests.host.doctor.conftest import MYSELF, NOBODY, contents

if TYPE_CHECKING:
    from tests.conftest import Daemon
    from tests.host.doctor.conftest import Doctor

UNPRIVILEGED = NOBODY if os.geteuid() == 0 else MYSELF


def fill(path: Path, items: int = 500) -> None:
    """A store as a daemon leaves it."""
    prepare(path).release()
    with sqlite3.connect(path) as database:
        rows = [("store", f"key {number:05}", os.urandom(64)) for number in range(items)]
        database.executemany("INSERT INTO item VALUES (?, ?, ?)", rows)
        database.execute("INSERT INTO item VALUES ('tasks', 'auto:1', x'00')")
    database.close()


def test_a_store_that_is_not_there_yet_is_well(doctor: Doctor) -> None:
    seen = doctor.look()
    assert seen.mark("store", "store") == "ok"
    assert "not there yet" in seen.finding("store", "store")["says"]


def test_a_store_at_rest_is_counted_and_sound(doctor: Doctor) -> None:
    fill(doctor.store)
    seen = doctor.look()
    assert seen.finding("store", "store")["figures"] == {
        "schema": SCHEMA,
        "size": doctor.store.stat().st_size,
    }
    assert seen.finding("store", "collections")["figures"] == {"counts": {"store": 500, "tasks": 1}}
    assert seen.mark("store", "rights") == "ok"
    assert seen.finding("store", "space")["figures"]["free"] > 0


@pytest.mark.parametrize("end", ["", "stop", "kill"])
def test_what_is_in_a_store_is_seen_while_it_is_used_and_afterwards(
    doctor: Doctor, daemon: Daemon, end: str
) -> None:
    for number in range(7):
        daemon.push(daemon.seed_uri, interval=3_600_000 + number)
    if end:
        getattr(daemon, end)()
    seen = doctor.of(daemon)
    assert seen.mark("store", "store") == "ok"
    assert ("in use by the running daemon" in seen.finding("store", "store")["says"]) == (not end)
    assert seen.finding("store", "collections")["figures"]["counts"]["tasks"] == 7


def test_a_store_of_which_the_end_is_missing_is_corrupt(doctor: Doctor) -> None:
    fill(doctor.store)
    with doctor.store.open("r+b") as file:
        file.truncate(doctor.store.stat().st_size // 2)
    seen = doctor.look()
    assert seen.mark("store", "store") == "broken"
    assert "is corrupt" in seen.finding("store", "store")["says"]
    assert ".recover" in seen.finding("store", "store")["says"]
    assert seen.failing


@pytest.mark.parametrize("where", [8192, 20480])
def test_a_store_that_was_written_into_is_corrupt(doctor: Doctor, where: int) -> None:
    fill(doctor.store)
    with doctor.store.open("r+b") as file:
        file.seek(where)
        file.write(b"\xff" * 4096)
    before = contents(doctor.folder)
    assert doctor.look().mark("store", "store") == "broken"
    assert contents(doctor.folder) == before


def test_a_store_whose_schema_is_newer_is_left_to_the_version_that_made_it(doctor: Doctor) -> None:
    fill(doctor.store)
    with sqlite3.connect(doctor.store) as database:
        database.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    database.close()
    seen = doctor.look()
    assert seen.mark("store", "store") == "broken"
    assert f"its schema is {SCHEMA + 1}" in seen.finding("store", "store")["says"]


def test_another_programs_database_is_none_of_ours(doctor: Doctor) -> None:
    with sqlite3.connect(doctor.store) as database:
        database.execute("CREATE TABLE theirs (a)")
        assert database.execute("PRAGMA application_id").fetchone() != (APPLICATION,)
    database.close()
    assert "database of another program" in doctor.look().finding("store", "store")["says"]


def test_what_is_no_database_is_said_so(doctor: Doctor) -> None:
    doctor.store.write_text("a letter to my grandmother " * 100)
    seen = doctor.look()
    assert seen.mark("store", "store") == "broken"
    assert "is not a SQLite database" in seen.finding("store", "store")["says"]


def test_an_empty_file_is_a_store_to_be(doctor: Doctor) -> None:
    doctor.store.touch(mode=0o600)
    assert doctor.look().mark("store", "store") == "ok"


def test_a_log_without_its_index_is_not_touched(doctor: Doctor, daemon: Daemon) -> None:
    daemon.push(daemon.seed_uri, interval=3_600_000)
    daemon.kill()
    daemon.storage.with_name("store.db-shm").unlink()
    before = contents(daemon.folder)
    seen = doctor.of(daemon)
    assert seen.mark("store", "store") == "warning"
    assert contents(daemon.folder) == before


def test_a_store_that_this_user_may_not_read_is_broken_for_it(doctor: Doctor) -> None:
    fill(doctor.store)
    doctor.store.chmod(0o000)
    seen = doctor.look(uid=UNPRIVILEGED)
    assert seen.mark("store", "store") == "broken"
    assert "cannot be opened by this user" in seen.finding("store", "store")["says"]


if os.geteuid() == 0:

    def test_a_running_daemons_store_that_this_user_may_not_read_is_a_warning(
        doctor: Doctor, daemon: Daemon
    ) -> None:
        daemon.folder.chmod(0o755)
        seen = doctor.of(daemon, uid=NOBODY)
        assert seen.mark("store", "store") == "warning"
        assert f"process {daemon.pid}" in seen.finding("store", "store")["says"]

    def test_a_folder_that_is_closed_to_this_user_is_broken_for_it(doctor: Doctor) -> None:
        seen = doctor.look(uid=NOBODY)
        assert seen.mark("store", "store") == "broken"
        doctor.folder.chmod(0o700)
        assert doctor.look(uid=NOBODY).mark("store", "store") == "broken"


def test_a_store_that_others_may_read_is_a_warning(doctor: Doctor) -> None:
    fill(doctor.store)
    doctor.store.chmod(0o644)
    seen = doctor.look()
    assert seen.mark("store", "rights") == "warning"
    assert seen.finding("store", "rights")["remedy"] == f"chmod 600 {doctor.store}"


def test_a_folder_in_the_place_of_a_store_is_broken(doctor: Doctor) -> None:
    doctor.store.mkdir()
    assert doctor.look().mark("store", "store") == "broken"


@pytest.mark.parametrize(
    ("url", "mark"),
    [
        ("void:", "ok"),
        ("sqlite:relative.db", "broken"),
        ("sqlite:///folder/", "broken"),
        ("tape:///dev/st0", "missing"),
    ],
)
def test_a_storage_of_another_kind_is_told_of(doctor: Doctor, url: str, mark: str) -> None:
    assert doctor.look("--storage", url).mark("store", "store") == mark


def test_a_password_of_a_storage_is_shown_to_nobody(doctor: Doctor) -> None:
    seen = doctor.look("--storage", "sqlite://user:hunter2@host")
    assert "hunter2" not in str(seen.report)
    assert "***" in seen.finding("store", "store")["says"]


def test_a_store_that_takes_longer_than_there_is_time_is_read_in_part(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(doctor.store, 20_000)
    monkeypatch.setattr(storefile, "SECONDS", 0.0)
    now = iter(range(1_000_000))
    monkeypatch.setattr(time, "monotonic", lambda: next(now))
    found, *_ = store._content(doctor.store, None, doctor.store.stat().st_size)
    assert found.mark == "ok"
    assert "sound as far as" in found.says


def test_a_store_that_was_made_so_that_to_read_it_never_ends_is_told_of(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(doctor.store)
    with sqlite3.connect(doctor.store) as database:
        database.execute("DROP TABLE item")
        database.execute(
            "CREATE VIEW item AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
            " SELECT 'tasks' AS collection, x AS key, x AS value FROM n"
        )
    database.close()
    monkeypatch.setattr(storefile, "SECONDS", 0.1)
    *_, counted = store._content(doctor.store, None, doctor.store.stat().st_size)
    assert "not counted" in counted.says
