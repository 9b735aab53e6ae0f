"""The daemon as a service: the way into the background, the pidfile, the word to systemd."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cocained.service import Pidfile, ServiceError, notify

PRELUDE = """
import os, signal, subprocess, sys
from cocained.service import Pidfile, daemonize
from cocained.signals import Signals
"""

SERVES = """
with daemonize() as ready:
    sys.stderr.write("on the way\\n")
    ready()
    print("seen by nobody")
    sys.stderr.write("seen by nobody\\n")
    sys.stderr.flush()
    facts = [os.getpid(), os.getsid(0), os.getcwd(), *(os.readlink(f"/proc/self/fd/{n}") for n in (0, 1, 2))]
    with open(sys.argv[1], "w") as told:
        told.write(repr(facts).replace("'", '"'))
"""


def run(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", PRELUDE + script, *arguments]
    return subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)


@pytest.fixture
def fifo(tmp_path: Path) -> Path:
    path = tmp_path / "fifo"
    os.mkfifo(path)
    return path


def test_a_daemon_that_serves_lets_its_caller_go_and_holds_nothing_of_it(tmp_path: Path, fifo: Path) -> None:
    command = [sys.executable, "-c", PRELUDE + SERVES, str(fifo)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "on the way\n")
    pid, session, folder, *stdio = json.loads(fifo.read_text())
    assert session not in (pid, os.getsid(0))
    assert folder == "/"
    assert stdio == ["/dev/null"] * 3


def test_a_start_that_fails_says_why_and_ends_as_the_daemon_did() -> None:
    done = run("with daemonize():\n    print('the port is taken', file=sys.stderr)\n    sys.exit(3)")
    assert (done.returncode, done.stderr) == (3, "the port is taken\n")


def test_a_start_that_breaks_shows_its_traceback() -> None:
    done = run("with daemonize():\n    raise ValueError('broken')")
    assert done.returncode == 1
    assert done.stderr.endswith("ValueError: broken\n")


def test_a_daemon_that_is_killed_before_it_serves_is_a_failure() -> None:
    done = run("with daemonize():\n    os.kill(os.getpid(), signal.SIGKILL)")
    assert done.returncode == 1
    assert "ended before it was ready" in done.stderr


def test_a_daemon_that_was_told_to_end_before_it_serves_is_none() -> None:
    assert run("with daemonize():\n    pass").returncode == 0


HOUNDS = """
parent = os.getpid()
Signals().heed()
with daemonize():
    try:
        while True:
            os.kill(parent, int(sys.argv[1]))
    except ProcessLookupError:
        pass
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_who_waits_for_a_daemon_in_the_background_can_be_ended(number: int) -> None:
    assert run(HOUNDS, str(int(number))).returncode == -number


CHILD = """
with daemonize() as ready:
    child = subprocess.Popen(["cat", sys.argv[1]])
    ready()
"""


def test_what_the_daemon_has_started_does_not_hold_the_caller(fifo: Path) -> None:
    assert run(CHILD, str(fifo)).returncode == 0
    fifo.write_text("now end")


def test_the_pidfile_holds_the_pid_for_as_long_as_the_daemon_lives(tmp_path: Path) -> None:
    path = tmp_path / "it.pid"
    with Pidfile(path):
        assert path.read_text() == f"{os.getpid()}\n"
    assert not path.exists()


def test_a_pidfile_that_a_dead_daemon_left_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "it.pid"
    path.write_text(f"{os.getpid()}\n")
    with Pidfile(path):
        assert path.read_text() == f"{os.getpid()}\n"


HOLDS = """
with Pidfile(__import__("pathlib").Path(sys.argv[1])):
    print(os.getpid(), flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", PRELUDE + HOLDS, str(tmp_path / "it.pid")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == f"{process.pid}\n"
        yield process
        process.kill()


def test_the_pidfile_of_a_living_daemon_is_refused_with_its_pid(
    tmp_path: Path, holder: subprocess.Popen[str]
) -> None:
    path = tmp_path / "it.pid"
    with pytest.raises(ServiceError, match=rf"process {holder.pid}\b.*--pidfile"), Pidfile(path):
        pass
    assert path.read_text() == f"{holder.pid}\n"


def test_the_pidfile_of_a_killed_daemon_is_taken_over(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    holder.kill()
    holder.wait()
    with Pidfile(tmp_path / "it.pid"):
        pass


def test_a_file_of_something_else_is_no_pidfile_and_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "passwd"
    path.write_text("root:x:0:0\n")
    with pytest.raises(ServiceError, match="no pidfile"), Pidfile(path):
        pass
    assert path.read_text() == "root:x:0:0\n"


def test_a_pidfile_is_not_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "it.pid").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ServiceError, match="cannot be written"), Pidfile(tmp_path / "it.pid"):
        pass
    assert not (tmp_path / "elsewhere").exists()


def test_a_pidfile_in_a_folder_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match="No such file"), Pidfile(tmp_path / "missing" / "it.pid"):
        pass


RIVAL = """
from pathlib import Path
from cocained.service import ServiceError
held = 0
while held < 100:
    try:
        with Pidfile(Path(sys.argv[1])):
            os.mkdir(sys.argv[1] + ".alone")
            os.rmdir(sys.argv[1] + ".alone")
            held += 1
    except ServiceError:
        pass
"""


def test_of_rivals_for_a_pidfile_never_two_hold_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PRELUDE + RIVAL, str(tmp_path / "it.pid")]
    rivals = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(3)]
    assert [rival.communicate()[1] for rival in rivals] == [b""] * 3


@pytest.mark.parametrize("abstract", [False, True])
def test_systemd_hears_each_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, abstract: bool) -> None:
    address = f"@cocained-test-{os.getpid()}" if abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(address.replace("@", "\0", 1))
        monkeypatch.setenv("NOTIFY_SOCKET", address)
        for state in ("READY=1", "STOPPING=1", "RELOADING=1"):
            notify(state)
        heard = [systemd.recv(1000).decode() for _ in range(3)]
    assert heard[:2] == ["READY=1", "STOPPING=1"]
    first, second = heard[2].split("\n")
    assert first == "RELOADING=1"
    assert int(second.removeprefix("MONOTONIC_USEC=")) > 0


def test_without_systemd_nothing_is_told_and_nothing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    notify("READY=1")
    assert caplog.messages == []
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nobody"))
    notify("READY=1")
    assert "systemd cannot be told READY" in caplog.text
