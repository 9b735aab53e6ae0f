"""Attackers in real cells: sources whose language wall is off, and who say to the host whatever they like."""

from __future__ import annotations

import os
import socket
import textwrap
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Daemon, MakeDaemon

RAW = """
import gc, os, sys, socket
from cocained.cells import outside
from cocained.cells.inside.wire import Wire
from cocained.cells.frames import *

def ask(question):
    '''What the host says to a question of ours, past all that our own side would check.'''
    (wire,) = [one for one in gc.get_objects() if type(one) is Wire]
    answer = wire.reach(question)
    if type(answer) is outside.Opened:
        descriptor = wire.descriptor()
        try: return os.read(descriptor, 65536)
        finally: os.close(descriptor)
    return answer

def refused(answer):
    return type(answer) is outside.Unreached
"""
_numbers = count(1)


@dataclass
class Ground:
    daemon: Daemon
    folder: Path
    """What is granted; beside it lies what is not."""
    port: int
    """Of a listener that is granted."""
    other: int
    """Of one that is not."""

    @property
    def file(self) -> Path:
        return self.daemon.folder / "cocained.toml"

    @property
    def secret(self) -> Path:
        return self.daemon.folder / "secret"

    def attack(self, body: str, timeout: float = 60_000, **names: object) -> dict[str, Any]:
        """What comes of the body of a function, which may say `ask(outside.OpenFile(path))`."""
        name = f"attack{next(_numbers)}.py"
        given = {
            "folder": str(self.folder),
            "secret": str(self.secret),
            "port": self.port,
            "other": self.other,
            **names,
        }
        constants = "".join(f"{key} = {value!r}\n" for key, value in given.items())
        function = f"def attack():\n{textwrap.indent(textwrap.dedent(body), '    ')}"
        self.daemon.source(name, f"{RAW}\n{constants}\n{function}")
        return self.daemon.once(f"python:///{name}/attack", timeout=timeout)


def _furnish(ground: Ground) -> None:
    folder = ground.folder
    folder.mkdir()
    ground.daemon.folder.chmod(0o755)
    folder.chmod(0o755)
    ground.secret.write_text("the secret")
    (folder / "good").write_text("good")
    (folder / "inner").mkdir()
    (folder / "inner" / "good").write_text("good")
    (folder / "out").symlink_to(ground.secret)
    (folder / "up").symlink_to("..")
    (folder / "chain").symlink_to("inner/chain")
    (folder / "inner" / "chain").symlink_to("../up/secret")
    (folder / "loop").symlink_to("loop")
    (folder / "null").symlink_to("/dev/null")
    (folder / "self").symlink_to("/proc/self")
    (folder / "fd").symlink_to("/proc/self/fd/0")
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "socket"))


def _grant(ground: Ground) -> None:
    ground.file.write_text(f"""
        [[grant]]
        source = "python:///*"
        read = ["{ground.folder}", "/proc", "/dev"]
        connect = ["127.0.0.1:{ground.port}"]
    """)


@pytest.fixture(scope="module")
def ground(make_steady_daemon: MakeDaemon) -> Iterator[Ground]:
    listener, other = socket.create_server(("127.0.0.1", 0)), socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_accept, args=(listener,), daemon=True).start()
    daemon = make_steady_daemon("--sandbox", "kernel-only")
    made = Ground(daemon, daemon.folder / "granted", listener.getsockname()[1], other.getsockname()[1])
    _furnish(made)
    _grant(made)
    daemon.start("--config", str(made.file))
    yield made
    listener.close()
    other.close()


def _accept(listener: socket.socket) -> None:
    held = []
    while True:
        try:
            held.append(listener.accept()[0])
        except OSError:
            return
