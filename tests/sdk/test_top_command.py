"""What the command `cocaine top` does: tables, documents, and a live terminal that it gives back."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

DONE, NO_DAEMON = 0, 3
PATIENCE = 20.0


def busy(peer: Any, request: dict[str, Any]) -> dict[str, Any]:
    """A daemon whose clock goes a second from look to look, and whose source runs twice in each."""
    if request["action"] != "stats":
        return dict(peer.serve(peer, request))
    looks = sum(request["action"] == "stats" for request in peer.requests)
    said = {"requests": {"total": 9}, "events": {"total": 0}, "runs": {"total": 0}, "cells": {"alive": 1}}
    return said | {"uptime": float(looks), "sources": {peer.uri: {"memory": 3 << 20, "runs": 2 * looks}}}


def test_top_prints_so_many_tables_where_it_is_told_to(cocaine, peer):
    peer.handler = busy
    done = cocaine("top", "--count", "2", "--interval", "100ms")
    tables = done.stdout.strip().split("\n\npeer")
    assert (done.returncode, len(tables), done.stderr) == (DONE, 2, "")
    assert tables[0].splitlines()[-1].split() == (
        ["running", "1", "-", "3.0", "MiB", "0", "2.0", "0", "0", "0", "in", "60", "min", peer.uri]
    )


def test_top_in_json_prints_a_document_for_each_look(cocaine, peer):
    peer.handler = busy
    done = cocaine("top", "--count", "2", "--interval", "100ms", "--json")
    documents = [json.loads(line) for line in done.stdout.splitlines()]
    assert [document["uptime"] for document in documents] == [2, 3]
    assert documents[1]["sources"][0]["runs_per_second"] == 2
    assert documents[1]["sources"][0]["cpu_percent"] is None


def test_so_many_tables_of_a_daemon_that_goes_away_end_with_it(cocaine, peer):
    def going(peer: Any, request: dict[str, Any]) -> dict[str, Any] | None:
        return busy(peer, request) if len(peer.requests) <= 4 else None

    peer.handler = going
    done = cocaine("--timeout", "0.3", "top", "--count", "9", "--interval", "100ms")
    assert done.returncode == NO_DAEMON
    assert done.stdout.count("STATE") == 1
    assert "did not answer" in done.stderr


_HEEDING = ["env", "--default-signal=INT"]
"""A shell's background jobs, and so these tests, may ignore it."""


def _environment() -> dict[str, str]:
    """This one's, but for a size of the terminal, which would win over that of the program's own."""
    return {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}


class Terminal:
    """A program on a terminal of its own."""

    def __init__(self, peer: Any, *words: str) -> None:
        self._master, slave = pty.openpty()
        self.resize(24, 100)
        self.output = ""
        self.process = subprocess.Popen(
            [*_HEEDING, "setsid", "--ctty", Path(sys.executable).with_name("cocaine"), *words],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=_environment() | {"COCAINE_CONNECT": peer.endpoint, "TERM": "xterm-256color"},
        )
        os.close(slave)

    def resize(self, rows: int, columns: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, keys: bytes) -> None:
        os.write(self._master, keys)

    def until(self, pattern: str) -> str:
        """Read on until the pattern comes; what came up to its end."""
        for _ in range(10_000):
            found = re.search(pattern, self.output)
            if found:
                read, self.output = self.output[: found.end()], self.output[found.end() :]
                return read
            assert select.select([self._master], [], [], PATIENCE)[0], (
                f"{pattern} never came: {self.output!r}"
            )
            self.output += os.read(self._master, 4096).decode(errors="replace")
        raise AssertionError(f"{pattern} never came: {self.output[-2000:]}")

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._master)


@pytest.fixture
def terminal(peer: Any) -> Iterator[Callable[..., Terminal]]:
    made: list[Terminal] = []

    def start(*words: str) -> Terminal:
        made.append(Terminal(peer, *words))
        return made[-1]

    yield start
    for one in made:
        one.close()


ENTERED, LEFT = r"\x1b\[\?1049h", r"\x1b\[\?1049l"


@pytest.mark.parametrize("end", ["ctrl-c", "terminated"])
def test_on_a_terminal_top_is_live_until_its_end_and_gives_the_terminal_back(peer, terminal, end):
    peer.handler = busy
    top = terminal("top", "--interval", "100ms")
    top.until(ENTERED)
    for uptime in (2, 3, 4):
        top.until(rf"up {uptime}\.0 s")
    if end == "ctrl-c":
        top.type(b"\x03")
    else:
        os.kill(top.process.pid, signal.SIGTERM)
    assert "\x1b[?25h" in top.until(LEFT) + top.output
    assert top.process.wait(PATIENCE) == DONE


def test_a_daemon_that_goes_away_is_said_so_and_waited_for(peer, terminal):
    peer.handler = busy
    top = terminal("--timeout", "0.3", "top", "--interval", "100ms")
    top.until(r"up 2\.0 s")
    peer.stop()
    top.until("trying again")
    top.until("running")  # the last figures stay
    peer.requests.clear()
    peer.restart()
    top.until(r"up 1\.0 s")


def test_the_board_is_laid_out_anew_when_the_terminal_changes(peer, terminal):
    peer.handler = busy
    top = terminal("top", "--interval", "1h")
    top.until("RESTARTS")
    top.resize(24, 60)
    assert "RESTARTS" not in top.until("SOURCE").partition("STATE")[2]


def test_without_a_screen_top_goes_on_until_it_is_interrupted(peer):
    peer.handler = busy
    program = [Path(sys.executable).with_name("cocaine"), "--connect", peer.endpoint]
    command = [*_HEEDING, *program, "top", "--interval", "100ms"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as top:
        assert top.stdout is not None
        heads = (line for line in top.stdout if "STATE" in line)
        assert len([head for head, _ in zip(heads, range(3), strict=False)]) == 3
        top.send_signal(signal.SIGINT)
        assert top.wait(PATIENCE) == DONE
