"""Modules of the benchmarks as processes of their own, so that no interpreter is shared with what is measured."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from typing import IO

from benchmarks import daemon


class Beside:
    """A process that is there, and what it says. Each ends by itself when its benchmark is gone."""

    def __init__(self, module: str, process: subprocess.Popen[bytes], said: IO[bytes]) -> None:
        self._module = module
        self._process = process
        self._said = said

    def line(self) -> str:
        """The next line that it says. Raises `RuntimeError` where there is none."""
        line = self._said.readline()
        if not line:
            raise RuntimeError(f"{self._module} has ended")
        return line.decode().rstrip("\n")

    def finish(self, told: str = "") -> str:
        """Tell it the last, on its standard input, and take all that is left of what it says until it has ended.

        Raises `RuntimeError` where it fails.
        """
        said, _ = self._process.communicate(told.encode())
        if self._process.returncode:
            raise RuntimeError(f"{self._module} has failed")
        return said.decode()


@contextlib.contextmanager
def running(module: str, *arguments: str) -> Iterator[Beside]:
    """`python -m benchmarks.MODULE ARGUMENTS…`, until the end of the `with`."""
    process = subprocess.Popen(
        [sys.executable, "-m", f"benchmarks.{module}", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    with process:
        try:
            yield Beside(module, process, process.stdout)
        finally:
            daemon.end(process)
