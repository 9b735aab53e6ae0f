"""What a socket's process may do, and what is refused to it: by its walls put up in a process, and by its filter."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest

from cocained.cells.inside import bpf, seccomp
from cocained.cells.inside.syscalls import AARCH64, X86_64, Architecture
from cocained.sinks.inside import walls

BOTH = pytest.mark.parametrize("architecture", [X86_64, AARCH64], ids=lambda known: known.machine)
BEHIND = """
import errno, os, signal, socket, threading
import zmq
from cocained.sinks.inside import walls

walls.stand_back(os.getppid())
context = zmq.Context()
pull = context.socket(zmq.PULL)
walls.close_in(1 << 30)
try:
    {attempt}
except (OSError, RuntimeError) as error:
    os.write(1, type(error).__name__.encode())
else:
    os.write(1, b"done")
os._exit(0)
"""


def behind(attempt: str) -> tuple[int, str]:
    """The exit status of a process that tries this behind the walls, and what became of it."""
    program = textwrap.dedent(BEHIND).format(attempt=attempt)
    ran = subprocess.run(
        [sys.executable, "-I", "-c", program], stdout=subprocess.PIPE, text=True, check=False
    )
    return ran.returncode, ran.stdout


@pytest.mark.parametrize(
    ("attempt", "error"),
    [
        ("open('/etc/passwd')", "PermissionError"),
        ("os.open('/tmp/made', os.O_CREAT | os.O_WRONLY)", "PermissionError"),
        ("os.listdir('/')", "PermissionError"),
        ("socket.socket()", "PermissionError"),
        ("socket.socketpair()", "PermissionError"),
        ("os.fork()", "PermissionError"),
        ("threading.Thread(target=print).start()", "RuntimeError"),
        ("os.kill(os.getppid(), 0)", "PermissionError"),
        ("os.setuid(0)", "PermissionError"),
        ("bytes(2 << 30)", ""),
    ],
)  # fmt: skip
def test_it_opens_nothing_connects_nowhere_and_starts_nothing(attempt: str, error: str) -> None:
    assert behind(attempt) == (0, error) if error else behind(attempt)[0] != 0


def test_another_program_is_its_end() -> None:
    assert behind("os.execv('/bin/true', ['true'])")[0] == -31  # SIGSYS


def test_what_its_socket_needs_is_left_to_it() -> None:
    assert behind("pull.poll(1); pull.setsockopt(zmq.RCVHWM, 1); pull.bind('inproc://x')") == (0, "done")


@BOTH
def test_its_filter_can_be_assembled_and_is_not_that_of_a_cell(architecture: Architecture) -> None:
    assert bpf.assemble(walls.policy(architecture, 1)) != bpf.assemble(seccomp.policy(architecture))
    assert not {"connect", "socket", "openat", "execve", "clone", "bind"} & set(walls.ALLOWED)
