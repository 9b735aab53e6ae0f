"""Of a daemon that is gone nothing is left; where something is, the doctor finds it, and knows it from what lives."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from cocained.doctor import locks
from cocained.doctor.locks import State
from cocained.lockfile import LockFile
from tests.host.doctor.conftest import MYSELF, NOBODY, USERS

if TYPE_CHECKING:
    from tests.conftest import Daemon, MakeDaemon
    from tests.host.doctor.conftest import Doctor

BY_ALL = pytest.mark.parametrize("uid", USERS.values(), ids=USERS)
ORPHAN = """
import ctypes, os, sys, time

*told, uid = sys.argv[1:]
if os.fork():  # whoever is left is nobody's child
    os._exit(0)
if int(uid) >= 0:
    os.setresgid(int(uid), int(uid), int(uid))
    os.setresuid(int(uid), int(uid), int(uid))
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)
line = b"\\0".join(word.encode() for word in told) + b"\\0"
begin, end = map(int, open("/proc/self/stat").read().rpartition(")")[2].split()[45:47])
ctypes.memmove(begin, line.ljust(end - begin, b"\\0"), end - begin)  # as though it had been started by these words
print(os.getpid(), flush=True)
time.sleep(600)
"""
"""A process whose parent has gone, and whose command line is what it is told."""


class Orphans:
    """Makes them, and ends them by their pids."""

    def __init__(self) -> None:
        self._pids: list[int] = []

    def make(self, *words: str, uid: int = MYSELF) -> int:
        line = [sys.executable, "-c", ORPHAN, *words, str(uid)]
        with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            pid = int(process.stdout.readline())
        self._pids.append(pid)
        return pid

    def close(self) -> None:
        for pid in self._pids:
            os.kill(pid, signal.SIGKILL)


@pytest.fixture
def orphans() -> Iterator[Orphans]:
    made = Orphans()
    yield made
    made.close()


ZYGOTE = ("python", "-I", "-m", "cocained.cells.inside.zygote", "python", "3", "999999999")
SOCKET = ("python", "-I", "-m", "cocained.sinks.inside.pull", "tcp://127.0.0.1:1", "100", "3", "999999999")
REACHING = ("python", "-I", "-m", "cocained.outreach.inside.main", "3", "999999999")


@pytest.mark.parametrize("words", [ZYGOTE, SOCKET, REACHING], ids=["zygote", "socket", "reaching"])
def test_a_process_that_has_outlived_its_daemon_is_found_with_the_way_to_end_it(
    doctor: Doctor, orphans: Orphans, words: tuple[str, ...]
) -> None:
    pid = orphans.make(*words)
    seen = doctor.look()
    assert seen.mark("processes", f"stray {pid}") == "broken"
    assert seen.finding("processes", f"stray {pid}")["remedy"] == f"kill -9 {pid}"


@BY_ALL
def test_others_than_root_look_after_their_own_processes(doctor: Doctor, orphans: Orphans, uid: int) -> None:
    mine = orphans.make(*ZYGOTE, uid=uid)
    theirs = orphans.make(*ZYGOTE) if uid == NOBODY else None
    strays = [name for name in doctor.look(uid=uid).names("processes") if name.startswith("stray ")]
    assert f"stray {mine}" in strays
    assert f"stray {theirs}" not in strays


@pytest.mark.parametrize(
    "words",
    [
        ("grep", "-m", "cocained.cells.inside.zygote", "python", "3", "1"),
        ("python", "-I", "-m", "cocained.cells.inside.zygote"),
        ("python", "-I", "-m", "cocained.other", "python", "3", "999999999"),
        ("cocained", "tcp://127.0.0.1:5000"),
    ],
    ids=["another program", "no words", "another module", "a daemon"],
)
def test_a_process_that_only_looks_like_one_of_ours_is_none(
    doctor: Doctor, orphans: Orphans, words: tuple[str, ...]
) -> None:
    pid = orphans.make(*words)
    assert f"stray {pid}" not in doctor.look().names("processes")


def family(daemon: Daemon) -> set[int]:
    return {child.pid for child in psutil.Process(daemon.pid).children(recursive=True)}


@BY_ALL
def test_the_processes_of_a_daemon_that_lives_are_no_strays(doctor: Doctor, daemon: Daemon, uid: int) -> None:
    daemon.push(daemon.seed_uri, interval=3_600_000)
    daemon.push(daemon.seed_uri, interval=3_600_000, isolated=True)
    daemon.source("sink.py", "class Sink:\n    def process(self, data):\n        return {}\n")
    assert "key" in daemon.push(
        "python:///sink.py/Sink", driver="zeromq", endpoint=f"ipc://{daemon.folder}/in"
    )
    daemon.folder.chmod(0o755)
    seen = doctor.of(daemon, uid=uid)
    ours = {f"stray {pid}" for pid in family(daemon)}
    assert len(ours) >= 4  # zygotes, two cells, a socket's process
    assert not ours & set(seen.names("processes"))


def test_a_daemon_that_was_killed_leaves_its_files_and_no_process(
    doctor: Doctor, make_daemon: MakeDaemon
) -> None:
    daemon = make_daemon()
    pidfile = daemon.folder / "pid"
    daemon.start("--pidfile", str(pidfile))
    processes = family(daemon)
    daemon.kill()
    seen = doctor.of(daemon, "--pidfile", str(pidfile))
    assert seen.daemon is None
    assert seen.failing == []
    for what in ("pidfile", "lock"):
        assert seen.mark("processes", what) == "warning"
        assert seen.finding("processes", what)["figures"] == {"pid": daemon.pid}
        assert "takes it over" in seen.finding("processes", what)["says"]
    assert not {f"stray {pid}" for pid in processes} & set(seen.names("processes"))


def test_a_daemon_that_has_ended_in_order_leaves_nothing(doctor: Doctor, daemon: Daemon) -> None:
    assert daemon.stop() == 0
    seen = doctor.of(daemon)
    assert not {"pidfile", "lock"} & set(seen.names("processes"))


def test_a_file_that_is_no_pidfile_is_broken(doctor: Doctor) -> None:
    file = doctor.folder / "letter"
    file.write_text("to my grandmother")
    seen = doctor.look("--pidfile", str(file))
    assert seen.mark("processes", "pidfile") == "broken"
    assert seen.failing


def test_a_daemon_without_a_store_is_known_by_its_pidfile(doctor: Doctor, make_daemon: MakeDaemon) -> None:
    pidfile = doctor.folder / "pid"
    daemon = make_daemon("--storage", "void:", "--pidfile", str(pidfile)).start()
    assert doctor.of(daemon).daemon == daemon.pid


# --- locks


def test_to_look_at_a_lock_neither_takes_nor_needs_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    assert locks.look(path).state is State.ABSENT
    held = LockFile(path)
    held.acquire()
    assert locks.look(path) == (State.HELD, os.getpid())
    held.release()
    assert locks.look(path).state is State.ABSENT


def test_a_lock_that_nobody_holds_is_left_over_whatever_pid_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    for content, pid in (("", None), ("4194304000\n", 4194304000), (f"{os.getpid()}\n", os.getpid())):
        path.write_text(content)
        assert locks.look(path) == (State.LEFT, pid)


@pytest.mark.parametrize("make", ["fifo", "folder", "link"])
def test_what_is_no_file_stops_nobody(tmp_path: Path, make: str) -> None:
    path = tmp_path / "lock"
    {
        "fifo": lambda: os.mkfifo(path),
        "folder": path.mkdir,
        "link": lambda: path.symlink_to("/etc/passwd"),
    }[make]()
    assert locks.look(path).state in (State.FOREIGN, State.LEFT)
