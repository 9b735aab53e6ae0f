"""A daemon whose tcp sockets are encrypted, with plain ipc ones beside them, and its clients."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from cocaine_sdk import client, sync
from cocaine_sdk.curve import Curve, CurvePair

if TYPE_CHECKING:
    from tests.conftest import Daemon, MakeDaemon

PATIENCE = 30.0
SOURCE = """
class MyClass:
    def __init__(self, **_):
        pass

    def next(self):
        return {'telltale-field': 'telltale-value'}
"""
URI = "python:///secret_file.py/MyClass?telltale=argument"


def free_endpoint() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{probe.getsockname()[1]}"


class Encrypted:
    """The daemon, where its encrypted sockets are, and its public key."""

    uri = URI

    def __init__(self, daemon: Daemon, clients: str) -> None:
        self.daemon = daemon
        self.requests, self.events = free_endpoint(), free_endpoint()
        pair = CurvePair.generate()
        self.server = pair.public
        self.secret = daemon.folder / "curve"
        self.secret.write_bytes(pair.secret_file)
        self.secret.chmod(0o600)
        self.config = daemon.folder / "config.toml"
        self.config.write_text(f'[curve]\nsecret_key = "curve"\nclients = "{clients}"\n')
        daemon.source("secret_file.py", SOURCE)

    def start(self) -> Encrypted:
        self.daemon.start(self.requests, "--export", self.events, "--config", str(self.config))
        return self

    def keys(self, *words: str) -> None:
        """`cocained keys`, on the daemon's storage; until the daemon has followed."""
        followed = self._followed()
        command = [
            sys.executable,
            "-m",
            "cocained",
            "keys",
            *words,
            "--storage",
            f"sqlite://{self.daemon.storage}",
        ]
        env = os.environ | {"HOME": str(self.daemon.folder)}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
        assert done.returncode == 0, done.stderr
        self.daemon.eventually(lambda: self._followed() > followed)

    def _followed(self) -> int:
        """How often the daemon has read the keys again."""
        return self.daemon.log().count("the keys of tokens were read again")

    def known(self, token: str) -> CurvePair:
        """A new pair, to which the token is bound."""
        pair = CurvePair.generate()
        self.keys("add", token, f"--curve={pair.public}")
        return pair

    def curve(self, own: CurvePair | None = None) -> Curve:
        return Curve(self.server, own or CurvePair.generate())

    def client(self, own: CurvePair | None, token: str = "tester", **more: Any) -> client.Client:
        return client.Client(
            self.requests,
            **{"export": self.events, "token": token, "timeout": PATIENCE, "curve": self.curve(own)} | more,
        )

    def sync_client(self, own: CurvePair | None, token: str = "tester", **more: Any) -> sync.Client:
        return sync.Client(
            self.requests,
            **{"export": self.events, "token": token, "timeout": PATIENCE, "curve": self.curve(own)} | more,
        )

    def refused(self) -> int:
        """Connections that it has refused."""
        return int(self.daemon.ask("stats")["connections"]["refused"])


MakeEncrypted = Callable[..., Encrypted]


@pytest.fixture
def make_encrypted(make_daemon: MakeDaemon) -> MakeEncrypted:
    """Not started yet."""

    def make(clients: str = "known") -> Encrypted:
        return Encrypted(make_daemon(), clients)

    return make


@pytest.fixture(scope="module")
def make_steady_encrypted(make_steady_daemon: MakeDaemon) -> MakeEncrypted:
    """The same for one that all tests of a module share."""

    def make(clients: str = "known") -> Encrypted:
        return Encrypted(make_steady_daemon(), clients)

    return make


@pytest.fixture
def encrypted(make_encrypted: MakeEncrypted) -> Encrypted:
    return make_encrypted().start()
