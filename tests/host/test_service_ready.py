"""A daemon that says that it is ready can be ended in order from that moment on."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path


def test_who_ends_it_at_its_first_word_ends_it_in_order(tmp_path: Path) -> None:
    """The queue of whom it tells is full, so that it is still telling when the signal comes."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd, _filled(systemd, tmp_path) as sender:
        command = [
            sys.executable, "-m", "cocained", f"ipc://{tmp_path}/req", "--export", f"ipc://{tmp_path}/pub",
            "--storage", "void:", "--plugins", str(tmp_path),
        ]  # fmt: skip
        environment = {**os.environ, "NOTIFY_SOCKET": str(tmp_path / "notify")}
        with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as process:
            assert process.stderr is not None
            while b"serving" not in (line := process.stderr.readline()):
                assert line
            process.send_signal(signal.SIGTERM)
            while process.poll() is None and systemd.recv(100) != b"STOPPING=1":
                pass
            assert process.wait(30) == 0
        assert sender


def _filled(systemd: socket.socket, folder: Path) -> socket.socket:
    """Send to the socket until it takes no more."""
    systemd.bind(str(folder / "notify"))
    systemd.settimeout(30)
    sender = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    sender.setblocking(False)
    try:
        while True:
            sender.sendto(b"full", str(folder / "notify"))
    except BlockingIOError:
        return sender
