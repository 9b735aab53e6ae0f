from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from cocained.cells.frames import Confinement

HERE = Path(__file__).parent
NOBODY = 65534
MYSELF = -1
ATTACKERS = {"root": MYSELF, "nobody": NOBODY} if os.geteuid() == 0 else {"user": MYSELF}
"""As who the zygote runs, so that its cells start with as much: whoever the tests run as, and nobody."""


@dataclass(frozen=True)
class Outcome:
    """What became of an act. `errno` is 0 where it was done, `signal` is set where it ended its process."""

    errno: int
    signal: signal.Signals | None
    said: Any
    """What the act returned, or its error's text."""

    @property
    def done(self) -> bool:
        return self.errno == 0 and self.signal is None


class Ground:
    """Runs the acts of test files in processes of their own, locked and unlocked (see `ground.py`)."""

    def __init__(self, uid: int) -> None:
        self.privileged = uid == MYSELF and os.geteuid() == 0
        files = sorted(str(file) for file in HERE.glob("test_*.py"))
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "ground.py"), str(uid), *files],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def unlocked(self, act: Callable[..., object]) -> Outcome:
        return self._order(act, None)

    def locked(self, act: Callable[..., object], confinement: Confinement | None = None) -> Outcome:
        return self._order(act, msgspec.to_builtins(confinement or Confinement()))

    def close(self) -> None:
        self._process.communicate()

    def _order(self, act: Callable[..., object], confinement: object) -> Outcome:
        assert self._process.stdin
        assert self._process.stdout
        order = {"file": act.__code__.co_filename, "act": act.__name__, "confinement": confinement}
        print(json.dumps(order), file=self._process.stdin, flush=True)
        report = json.loads(self._process.stdout.readline())
        status, said = report["status"], base64.b64decode(report["said"])
        end = signal.Signals(-status) if status < 0 else None
        return Outcome(max(status, 0), end, json.loads(said) if said else None)


@pytest.fixture(scope="session", params=list(ATTACKERS.values()), ids=list(ATTACKERS))
def ground(request: pytest.FixtureRequest) -> Iterator[Ground]:
    ground = Ground(request.param)
    yield ground
    ground.close()
