"""The seed's own session, line by line: its command, its file.py, its client in the spelling of python 3."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import zmq

FILE = """\
class MyClass(object):
    def __init__(self, some_arg, another_arg):
        self.some_arg = int(some_arg)
        self.another_arg = str(another_arg)

    def __iter__(self):
        return self

    def next(self):    
        return {'some-field': self.some_arg * 2,
                'another-field': self.another_arg}
"""  # noqa: W291  as the seed has it
URI = "python:///file.py/MyClass?some_arg=5&another_arg=abc"
COMMAND = "cocained tcp://lo:5000 --export tcp://lo:5001 --watermark 100 --verbose --daemonize"
SYSTEM_PLUGINS = Path("/usr/lib/cocaine")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home with the seed's file in its plugins: /usr/lib/cocaine is the machine's, not a test's."""
    folder = tmp_path / ".local" / "share" / "cocaine" / "python.d"
    folder.mkdir(parents=True)
    (folder / "file.py").write_text(FILE)
    return tmp_path


@pytest.fixture
def cocained(home: Path) -> Iterator[int]:
    """The seed's command, as it stands; the pid of the daemon that it leaves in the background."""
    command = COMMAND.split()
    if SYSTEM_PLUGINS.is_dir():  # a machine that has cocaine installed
        command += ["--plugins", str(home / ".local" / "share" / "cocaine")]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    done = subprocess.run(
        [Path(sys.executable).parent / command[0], *command[1:]],
        env={**environment, "HOME": str(home)},
        cwd=home,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    pid = int((home / ".local" / "state" / "cocaine" / "default.db.lock").read_text())
    yield pid
    end(pid)


def end(pid: int) -> None:
    """SIGTERM by its pid, and wait until it is gone; it is no child of ours."""
    pidfd = os.pidfd_open(pid)
    signal.pidfd_send_signal(pidfd, signal.SIGTERM)
    ended = zmq.Poller()
    ended.register(pidfd, zmq.POLLIN)
    assert ended.poll(30_000)
    os.close(pidfd)


def test_the_session_of_the_seed_works_as_it_is_written(cocained: int) -> None:
    assert cocained != os.getpid()
    with (
        zmq.Context() as ctx,
        ctx.socket(zmq.REQ) as req,
        ctx.socket(zmq.SUB) as sub,
        ctx.socket(zmq.SUB) as narrow,
    ):
        for sock in (req, sub, narrow):
            sock.setsockopt(zmq.RCVTIMEO, 30_000)
            sock.setsockopt(zmq.LINGER, 0)
        req.setsockopt(zmq.IDENTITY, b"SuperDuperClient")
        req.connect("tcp://localhost:5000")

        req.send_json(
            {
                "version": 2,
                "token": "username",
                "action": "push",
                "targets": {
                    "python:///file.py/MyClass?some_arg=5&another_arg=abc": {
                        "driver": "auto",
                        "interval": 5000,
                        "isolated": False,
                        "transient": False,
                    }
                },
            }
        )
        rep = req.recv_json()
        key = rep["python:///file.py/MyClass?some_arg=5&another_arg=abc"]["key"]
        assert key.startswith("auto:")

        sub.setsockopt(zmq.IDENTITY, b"SuperDuperClient")
        sub.setsockopt(zmq.SUBSCRIBE, key.encode())
        sub.connect("tcp://localhost:5001")
        narrow.setsockopt(zmq.SUBSCRIBE, b"%s another-field" % key.encode())
        narrow.connect("tcp://localhost:5001")

        req.send_json(
            {
                "version": 2,
                "token": "some-secret",
                "action": "push",
                "targets": {
                    "python:///file.py/MyClass?some_arg=5&another_arg=abc": {
                        "driver": "once",
                        "isolated": True,
                    }
                },
            }
        )
        rep = req.recv_json()
        assert rep.pop("hostname")
        assert rep == {URI: {"some-field": 10, "another-field": "abc"}}

        before = time.time()
        received = {}
        for _ in range(2):
            head, value = sub.recv_multipart()
            name, field, _host, when = head.decode().split(" ")
            assert name == key
            assert abs(float(when) - before) < 60
            received[field] = value
        assert received == {"some-field": b"10", "another-field": b"abc"}
        head, value = narrow.recv_multipart()
        assert head.decode().split(" ")[:2] == [key, "another-field"]
        assert value == b"abc"

        req.send_json({"version": 2, "token": "username", "action": "past", "targets": {key: {"depth": 5}}})
        (entry,) = req.recv_json()[key]
        assert entry["event"] == {"some-field": 10, "another-field": "abc"}
        req.send_json({"version": 2, "token": "username", "action": "stats"})
        assert req.recv_json()["engines"]["alive"] == [URI]
