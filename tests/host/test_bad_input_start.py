"""A daemon that cannot start says why and what to do, ends with status 1, and leaves the one that serves alone."""

from __future__ import annotations

import resource
import socket
import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Daemon

    MakeDaemon = Callable[..., Daemon]


def refusal(daemon: Daemon, *options: str) -> str:
    """What a start that must fail says."""
    daemon.start(*options, expect_ready=False)
    assert daemon.process.wait(30) == 1, daemon.log()
    assert "Traceback" not in daemon.log()
    return daemon.log()


def test_a_taken_request_port_is_named(make_daemon: MakeDaemon) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        endpoint = f"tcp://127.0.0.1:{held.getsockname()[1]}"
        said = refusal(make_daemon(endpoint))
    assert f"cocained: cannot listen at {endpoint}: Address already in use; is another daemon there?" in said


def test_a_taken_export_port_is_named(make_daemon: MakeDaemon) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        endpoint = f"tcp://127.0.0.1:{held.getsockname()[1]}"
        said = refusal(make_daemon("--export", endpoint))
    assert f"cannot listen at {endpoint}: Address already in use; is another daemon there?" in said


@pytest.mark.parametrize(
    "endpoint", ["tcp://127.0.0.1:99999", "tcp://no.such.interface:1", "carrier://pigeon"]
)
def test_an_endpoint_that_is_none_is_named(make_daemon: MakeDaemon, endpoint: str) -> None:
    assert f"cocained: cannot listen at {endpoint}: " in refusal(make_daemon(endpoint))


def test_a_store_in_a_place_that_cannot_be_written_is_named(make_daemon: MakeDaemon) -> None:
    daemon = make_daemon()
    (daemon.folder / "file").write_text("in the way")
    said = refusal(daemon, "--storage", f"sqlite://{daemon.folder}/file/store.db")
    assert "cocained: the storage " in said
    assert "cannot be opened" in said
    assert "name another" in said


def test_a_store_that_is_no_database_is_named_and_left_as_it_is(make_daemon: MakeDaemon) -> None:
    daemon = make_daemon()
    daemon.storage.write_text("a letter to my grandmother " * 100)
    assert "is not a SQLite database; move it away, or name another file by --storage" in refusal(daemon)
    assert daemon.storage.read_text().startswith("a letter")


def test_a_corrupt_store_is_named_with_the_ways_out(make_daemon: MakeDaemon) -> None:
    daemon = make_daemon("--hostname", "here").start()
    daemon.source("x.py", "def X():\n    yield {}\n")
    for number in range(200):
        assert "key" in daemon.push("python:///x.py/X", interval=1e6 + number)
    assert daemon.stop() == 0
    pages = bytearray(daemon.storage.read_bytes())
    pages[4096:] = bytes(len(pages) - 4096)
    daemon.storage.write_bytes(pages)
    said = refusal(daemon)
    assert "is corrupt" in said
    assert ".recover" in said


def test_another_programs_database_is_refused(make_daemon: MakeDaemon) -> None:
    daemon = make_daemon()
    with sqlite3.connect(daemon.storage) as database:
        database.execute("CREATE TABLE theirs (a)")
    database.close()
    assert "is a database of another program" in refusal(daemon)


def test_two_daemons_on_one_store_are_one_too_many(make_daemon: MakeDaemon, daemon: Daemon) -> None:
    second = make_daemon()
    second.storage = daemon.storage
    said = refusal(second)
    assert (
        f"is held by another daemon (process {daemon.pid}); stop that one, or give this one a store" in said
    )
    daemon.serves_others()
    assert "key" in daemon.push(daemon.seed_uri, interval=1000)


def test_a_wrong_command_line_ends_with_status_2(make_daemon: MakeDaemon) -> None:
    daemon = make_daemon("--watermark", "many").start(expect_ready=False)
    assert daemon.process.wait(30) == 2
    assert "--watermark: 'many' is not a whole number" in daemon.log()


def test_a_disk_that_fills_up_costs_the_pushes_of_its_time_and_nothing_else(daemon: Daemon) -> None:
    """RLIMIT_FSIZE stands for the full disk: every write fails."""
    most = resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE, (0, most[1]))
    refused = daemon.attempt_push(daemon.seed_uri, interval=1000)
    assert refused["code"] == "storage_error"
    assert "nothing of this was kept" in refused["error"]
    assert daemon.ask("list")["tasks"] == []
    transient = daemon.push(daemon.seed_uri, interval=20, transient=True)["key"]
    resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE, most)
    kept = daemon.push(daemon.seed_uri, interval=1000)["key"]
    daemon.kill()
    daemon.start()
    assert [task["key"] for task in daemon.ask("list")["tasks"]] == [kept]
    assert kept != transient
