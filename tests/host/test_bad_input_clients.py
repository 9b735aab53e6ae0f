"""Clients that take too much: one that never reads, and so many cells that no descriptor is left."""

from __future__ import annotations

import json
import os
import resource
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import zmq

if TYPE_CHECKING:
    from tests.conftest import Daemon

MEBIBYTE = 1 << 20
SLOW = 3_600_000


def resident(daemon: Daemon) -> int:
    """Bytes of the daemon's own memory."""
    return int(Path(f"/proc/{daemon.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_a_client_that_never_reads_costs_itself_its_replies_and_the_daemon_little(daemon: Daemon) -> None:
    daemon.source("page.py", "class Page:\n    def next(self):\n        return 'x' * 10_000\n")
    uri = "python:///page.py/Page"
    assert len(daemon.once(uri)["result"]) == 10_000
    request = json.dumps({"version": 2, "token": "t", "targets": {uri: {"driver": "once"}}}).encode()
    before = resident(daemon)
    with zmq.Context() as context, context.socket(zmq.DEALER) as deaf:
        for option, value in ((zmq.LINGER, 0), (zmq.RCVHWM, 1), (zmq.RCVBUF, 4096), (zmq.SNDHWM, 0)):
            deaf.setsockopt(option, value)
        deaf.connect(daemon.endpoint)
        for _ in range(6000):
            deaf.send(request)
        daemon.serves_others()
        daemon.eventually(lambda: daemon.ask("stats")["dropped"]["replies"] > 1000)
        daemon.serves_others()
        assert resident(daemon) - before < 64 * MEBIBYTE
    daemon.serves_others()


def test_a_full_descriptor_table_refuses_new_cells_in_a_sentence_and_heals(
    make_daemon: Callable[..., Daemon],
) -> None:
    daemon = make_daemon("--idle-timeout", "0.05")
    daemon.source("file.py", "class Some:\n    def next(self):\n        return {'fine': True}\n")
    daemon.start()
    uri = "python:///file.py/Some"
    kept = daemon.push(uri, interval=20)["key"]
    open_files = len(list(Path(f"/proc/{daemon.pid}/fd").iterdir()))
    resource.prlimit(daemon.pid, resource.RLIMIT_NOFILE, (open_files + 12, open_files + 12))
    with daemon.socket() as sock:

        def ask(action: str, targets: dict[str, Any]) -> Any:
            """On one connection: a table that is full takes no new ones."""
            sock.send_json({"version": 2, "token": "t", "action": action, "targets": targets})
            return sock.recv_json()

        results = [ask("push", {uri: {"interval": SLOW, "isolated": True}})[uri] for _ in range(30)]
        refused = [result for result in results if "error" in result]
        keys = [result["key"] for result in results if "key" in result]
        assert keys
        assert refused
        assert {result["code"] for result in refused} == {"overloaded"}, refused
        assert all("open files" in result["error"].lower() for result in refused), refused
        assert ask("push", {uri: {"driver": "once"}})[uri] == {"fine": True}
        assert len(ask("past", {kept: {"depth": 1}})[kept]) == 1
        ask("drop", {key: {} for key in keys})
        daemon.eventually(lambda: "key" in ask("push", {uri: {"interval": SLOW, "isolated": True}})[uri])
    assert daemon.once(uri) == {"fine": True}
    assert daemon.stop() == 0
