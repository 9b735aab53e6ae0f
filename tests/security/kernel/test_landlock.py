"""Landlock holds by itself, were there a hole in seccomp; each version takes what it knows."""

from __future__ import annotations

import errno
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cocaine_sdk.plugin import Walls
from cocained.cells.frames import Confinement
from cocained.cells.inside import landlock, lock, seccomp

WITHOUT_SECCOMP = Confinement(walls=Walls(kernel=False))
FULL = landlock.abi()

assert FULL, "these tests want a kernel with Landlock: Linux 5.13 or newer, with landlock in lsm="


def read_a_file(_: Any) -> None:
    Path("/etc/passwd").read_bytes()


def list_a_folder(_: Any) -> None:
    os.listdir("/")


def open_a_device_to_write(_: Any) -> None:
    os.close(os.open("/dev/zero", os.O_WRONLY))


def connect_by_tcp(cell: Any) -> None:
    with socket.socket() as end:
        end.connect(("127.0.0.1", cell.port))


def bind_by_tcp(_: Any) -> None:
    with socket.socket() as end:
        end.bind(("127.0.0.1", 0))


def connect_to_an_abstract_socket(cell: Any) -> None:
    with socket.socket(socket.AF_UNIX) as end:
        end.connect(cell.abstract)


def signal_a_sibling(cell: Any) -> None:
    os.kill(cell.sibling, signal.SIGCONT)


ACTS = {
    read_a_file: 1,
    list_a_folder: 1,
    open_a_device_to_write: 1,
    connect_by_tcp: 4,
    bind_by_tcp: 4,
    signal_a_sibling: 6,
    connect_to_an_abstract_socket: 6,
}
"""What Landlock refuses, and from which version on."""


def _behind(version: int, act: Callable[[Any], object]) -> Callable[[Any], Any]:
    def attempt(cell: Any) -> Any:
        yield
        landlock.restrict(version)
        yield act(cell)

    attempt.__name__ = f"{act.__name__}_behind_{version}"
    return attempt


CASES = [(act, since, version) for act, since in ACTS.items() for version in range(1, FULL + 1)]
globals().update({made.__name__: made for made in (_behind(version, act) for act, _, version in CASES)})


@pytest.mark.parametrize(("act", "since", "version"), CASES)
def test_landlock_alone_refuses_what_its_version_knows(
    ground: Any, act: Any, since: int, version: int
) -> None:
    assert ground.unlocked(act).done
    outcome = ground.locked(globals()[f"{act.__name__}_behind_{version}"], WITHOUT_SECCOMP)
    if version >= since:
        assert outcome.errno in (errno.EACCES, errno.EPERM)
    else:
        assert outcome.done


def a_kernel_without_landlock(_: Any) -> Any:
    lock._landlock = 0
    yield
    yield "alive"


def an_architecture_without_a_table(_: Any) -> Any:
    seccomp._architecture = None
    yield
    yield "alive"


@pytest.mark.parametrize("lacking", [a_kernel_without_landlock, an_architecture_without_a_table])
def test_where_a_wall_is_missing_there_is_no_cell_unless_none_was_wanted(ground: Any, lacking: Any) -> None:
    assert ground.locked(lacking).said.startswith("WallMissing(")
    assert ground.locked(lacking, WITHOUT_SECCOMP).said == "alive"
