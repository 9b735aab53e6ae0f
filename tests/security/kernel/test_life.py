"""A cell never outlives its zygote: neither when it is busy, nor when it was made another user."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from cocaine_sdk.plugin import Walls
from cocained.cells.frames import Confinement

ZYGOTE = Path(__file__).parent / "zygote.py"
PATIENCE = 20_000  # milliseconds until a test that fails says so

CONFINEMENTS = {"same user": Confinement(), "kernel wall off": Confinement(walls=Walls(kernel=False))}
if os.geteuid() == 0:
    CONFINEMENTS["another user"] = Confinement(uid=65534)


class Orphan:
    """A cell whose zygote was killed and reaped while the cell was at work."""

    def __init__(self, confinement: Confinement | None, work: str) -> None:
        arguments = [sys.executable, str(ZYGOTE), msgspec.json.encode(confinement).decode(), work]
        self._zygote = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._pidfd = os.pidfd_open(int(self._line()))
        assert self._zygote.stdin
        self._zygote.stdin.write(b"go\n")
        self._zygote.stdin.flush()
        assert self._line() == b"at work\n"
        self._zygote.kill()
        self._zygote.wait()

    def last_words(self) -> bytes:
        return self._line()

    def ended(self, milliseconds: int = PATIENCE) -> bool:
        poll = select.poll()
        poll.register(self._pidfd, select.POLLIN)
        return bool(poll.poll(milliseconds))

    def close(self) -> None:
        if not self.ended(0):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
        os.close(self._pidfd)
        with self._zygote:
            pass

    def _line(self) -> bytes:
        assert self._zygote.stdout
        return self._zygote.stdout.readline()


@pytest.fixture
def orphans() -> Iterator[list[Orphan]]:
    """A test that fails leaves none behind."""
    orphans: list[Orphan] = []
    yield orphans
    for orphan in orphans:
        orphan.close()


@pytest.mark.parametrize("work", ["spin", "sleep"])
@pytest.mark.parametrize("confinement", CONFINEMENTS.values(), ids=CONFINEMENTS.keys())
def test_a_cell_dies_with_its_zygote(orphans: list[Orphan], confinement: Confinement, work: str) -> None:
    orphans.append(Orphan(confinement, work))
    assert orphans[0].ended()


def test_a_child_that_is_not_locked_outlives_its_zygote(orphans: list[Orphan]) -> None:
    orphans.append(Orphan(None, "outlive"))
    assert orphans[0].last_words() == b"outlived\n"


def test_a_cell_whose_zygote_ended_before_the_lock_does_not_begin(orphans: list[Orphan]) -> None:
    orphans.append(Orphan(Confinement(), "late"))
    assert orphans[0].ended()
