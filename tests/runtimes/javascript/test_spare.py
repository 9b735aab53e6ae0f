"""The cell that waits for the next source: it saves that one time, counts for nothing, and is nobody's trap."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest

if TYPE_CHECKING:
    from tests.conftest import Daemon, MakeDaemon

MORE = 96 << 20
"""Bytes of memory that the configuration allows at first."""
LESS = 80 << 20


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "cocained.toml"
    path.write_text(f"[limits]\nmemory = {MORE}\ncells = 2\n")
    return path


@pytest.fixture
def daemon(make_daemon: MakeDaemon, config: Path) -> Daemon:
    """A daemon with a JavaScript source, which has been asked for once."""
    made = make_daemon("--config", str(config))
    (made.plugins / "javascript.d").mkdir()
    (made.plugins / "javascript.d" / "n.js").write_text("let n = 0; function N() { return { n: ++n } }")
    made.start()
    assert processes(made) == []
    assert once(made, "first") == {"n": 1}
    return made


def once(daemon: Daemon, which: str) -> dict[str, Any]:
    found: dict[str, Any] = daemon.once(f"javascript:///n.js/N?which={which}", timeout=60_000)
    return found


def processes(daemon: Daemon) -> list[int]:
    """Cells, and the spare one."""
    zygotes = psutil.Process(daemon.pid).children()
    return [cell.pid for zygote in zygotes if "javascript" in zygote.cmdline() for cell in zygote.children()]


def alive(daemon: Daemon) -> int:
    found: int = daemon.ask("stats")["cells"]["alive"]
    return found


def spare(daemon: Daemon) -> int:
    """The process that waits, as soon as there is one."""
    daemon.eventually(lambda: len(processes(daemon)) == alive(daemon) + 1)
    return max(processes(daemon), key=lambda pid: (psutil.Process(pid).create_time(), pid))


def limit(pid: int) -> str:
    """Bytes that it may map and write to."""
    lines = Path(f"/proc/{pid}/limits").read_text().splitlines()
    return next(line.split()[3] for line in lines if line.startswith("Max data size"))


def test_the_next_source_lives_in_the_cell_that_waits_and_then_another_one_waits(daemon: Daemon) -> None:
    waiting = spare(daemon)
    assert once(daemon, "second") == {"n": 1}
    assert alive(daemon) == 2
    assert waiting in processes(daemon)
    assert spare(daemon) != waiting


def test_it_is_as_locked_as_any_cell(daemon: Daemon) -> None:
    status = Path(f"/proc/{spare(daemon)}/status")
    daemon.eventually(lambda: "\nThreads:\t2\n" in status.read_text())  # its engine is up
    assert "\nNoNewPrivs:\t1\n" in status.read_text()
    assert "\nSeccomp:\t2\n" in status.read_text()


def test_it_counts_in_no_limit_and_makes_no_room_in_one(daemon: Daemon) -> None:
    spare(daemon)
    for which in ("first", "second"):
        assert "key" in daemon.push(f"javascript:///n.js/N?which={which}", interval=3_600_000)
    daemon.eventually(lambda: alive(daemon) == 2)
    spare(daemon)
    assert once(daemon, "third")["code"] == "overloaded"


def test_one_that_dies_is_missed_by_nobody(daemon: Daemon) -> None:
    waiting = spare(daemon)
    os.kill(waiting, signal.SIGKILL)
    daemon.eventually(lambda: waiting not in processes(daemon))
    assert once(daemon, "second") == {"n": 1}
    assert "source_died" not in daemon.log()


def test_one_that_waits_under_other_limits_is_not_taken_and_goes(daemon: Daemon, config: Path) -> None:
    waiting = spare(daemon)
    daemon.eventually(lambda: limit(waiting) != "unlimited")
    before = limit(waiting)
    config.write_text(f"[limits]\nmemory = {LESS}\ncells = 2\n")
    assert daemon.ask("reload")["status"] == "success"
    assert once(daemon, "second") == {"n": 1}
    daemon.eventually(lambda: waiting not in processes(daemon))
    assert spare(daemon) != waiting
    expected = {before, str(int(before) - MORE + LESS)}
    daemon.eventually(lambda: {limit(pid) for pid in processes(daemon)} == expected)


def test_it_ends_with_its_scheme_and_a_new_one_comes_with_the_next_source(daemon: Daemon) -> None:
    waiting = psutil.Process(spare(daemon))
    zygote = waiting.parent()
    assert zygote is not None
    zygote.kill()
    daemon.eventually(lambda: not waiting.is_running() or waiting.status() == psutil.STATUS_ZOMBIE)
    daemon.eventually(lambda: once(daemon, "second").get("n"))
    assert spare(daemon) != waiting.pid


def test_a_runtime_that_does_not_ask_for_one_has_none(daemon: Daemon) -> None:
    daemon.source("n.py", "class N:\n    def next(self):\n        return {'n': 1}\n")
    assert daemon.once("python:///n.py/N") == {"n": 1}
    daemon.eventually(lambda: len(processes(daemon)) == 2)
    (python,) = (z for z in psutil.Process(daemon.pid).children() if "python" in z.cmdline())
    assert len(python.children()) == 1
