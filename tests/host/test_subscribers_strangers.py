"""The export socket takes what anyone sends: nobody's words take events from somebody else."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Daemon

GREETING = b"\xff" + bytes(8) + b"\x7f" + b"\x03\x00" + b"NULL".ljust(20, b"\0") + bytes(32)
READY = b"\x05READY" + b"\x0bSocket-Type" + (4).to_bytes(4, "big") + b"XSUB"
TAKEN_BACK = b"\x00never"


def test_a_stranger_who_takes_back_what_he_never_asked_for_silences_nobody(daemon: Daemon) -> None:
    """A client's libzmq would not send it; libzmq in the daemon passes it on all the same."""
    key = daemon.push(daemon.seed_uri, interval=20)["key"]
    with daemon.subscribe(key) as listener, socket.socket(socket.AF_UNIX) as stranger:
        stranger.settimeout(30)
        stranger.connect(daemon.export.removeprefix("ipc://"))
        stranger.sendall(GREETING + bytes([4, len(READY)]) + READY)
        with stranger.makefile("rb") as heard:
            heard.read(len(GREETING))
            _, size = heard.read(2)
            assert heard.read(size).startswith(READY[:6])
        stranger.sendall(bytes([0, len(TAKEN_BACK)]) + TAKEN_BACK)
        daemon.eventually(lambda: daemon.ask("stats")["subscriptions"] == 0)
        before = daemon.ask("list")["tasks"][0]["runs"]
        daemon.eventually(lambda: daemon.ask("list")["tasks"][0]["runs"] > before + 2)
        while listener.poll(0):
            listener.recv_multipart()
        assert listener.recv_multipart()[0].startswith(key.encode())
