"""From its first moment to its last a signal ends the daemon in order, or does not end it at all."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Daemon

PATIENCE = 30.0
ENDING = pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    made: list[subprocess.Popen[bytes]] = []

    def started(*options: str) -> subprocess.Popen[bytes]:
        command = [
            sys.executable, "-m", "cocained", f"ipc://{tmp_path}/req", "--export", f"ipc://{tmp_path}/pub",
            "--storage", "void:", "--plugins", str(tmp_path), *options,
        ]  # fmt: skip
        made.append(subprocess.Popen(command, stderr=subprocess.PIPE))
        return made[-1]

    yield started
    for process in made:
        process.kill()
        process.communicate()


def heeds(process: subprocess.Popen[bytes], number: int) -> bool:
    """Whether the process has a handler of its own for the signal."""
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    (caught,) = (int(line.split()[1], 16) for line in lines if line.startswith("SigCgt:"))
    return bool(caught >> (number - 1) & 1)


def await_main(process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not heeds(process, signal.SIGHUP):  # of those that are heeded it comes last, and Python has none
        assert time.monotonic() < deadline
        assert process.poll() is None


def await_word(process: subprocess.Popen[bytes], word: bytes) -> None:
    assert process.stderr is not None
    while word not in (line := process.stderr.readline()):
        assert line


@ENDING
def test_who_ends_it_in_its_first_moment_ends_it_in_order(start: Start, number: int) -> None:
    process = start()
    await_main(process)
    process.send_signal(number)
    said = process.communicate(timeout=PATIENCE)[1]
    assert process.returncode == 0
    assert b"Traceback" not in said


def test_a_hang_up_in_its_first_moment_does_not_end_it(start: Start) -> None:
    process = start()
    await_main(process)
    process.send_signal(signal.SIGHUP)
    await_word(process, b"serving")
    await_word(process, b"configuration read again")
    assert process.poll() is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1])
def test_no_signal_disturbs_the_end_in_order_up_to_the_last_moment(start: Start, number: int) -> None:
    process = start()
    await_word(process, b"serving")
    process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None:
        assert time.monotonic() < deadline
        process.send_signal(number)
    assert process.returncode == 0


def test_a_start_that_fails_fails_as_ever_whatever_it_is_told_meanwhile(start: Start) -> None:
    process = start("--storage", "sqlite:///")
    await_main(process)
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None:
        assert time.monotonic() < deadline
        process.send_signal(signal.SIGHUP)
    assert process.returncode == 1


def test_every_signal_is_answered_while_it_serves(daemon: Daemon) -> None:
    for _ in range(3):
        daemon.process.send_signal(signal.SIGHUP)
        daemon.process.send_signal(signal.SIGUSR1)
    daemon.eventually(lambda: "configuration read again" in daemon.log())
    daemon.serves_others()
    assert daemon.stop() == 0
