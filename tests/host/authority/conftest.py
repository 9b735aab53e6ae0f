"""Clients that sign, and daemons that know their keys."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
import zmq

from cocaine_sdk.signing import PrivateKey, PublicKey
from cocained.keyring.keyring import Keyring
from cocained.storages.sqlite import Sqlite
from tests.conftest import SEED_FILE, SEED_URI

if TYPE_CHECKING:
    from tests.conftest import Daemon, MakeDaemon

Sign = Callable[[bytes], bytes]
Reply = dict[str, Any]
ONCE = {SEED_URI: {"driver": "once"}}
EVENT = {"some-field": 10, "another-field": "abc"}


def keep(daemon: Daemon, token: str, key: PublicKey | None, **terms: Any) -> None:
    """As `cocained keys add` does it, whether the daemon runs or not."""
    on_storage(daemon, lambda keyring: keyring.add(token, key, terms))


def on_storage(daemon: Daemon, work: Callable[[Keyring], Any]) -> Any:
    async def visit() -> Any:
        storage = Sqlite(f"sqlite://{daemon.storage}")
        await storage.visit()
        try:
            return await work(Keyring(storage, time.time))
        finally:
            await storage.close()

    return asyncio.run(visit())


def body(action: str, targets: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A request of version 3, with a time and a nonce of its own."""
    fields: dict[str, Any] = {"version": 3, "token": "alice", "action": action}
    fields |= {"timestamp": time.time(), "nonce": uuid.uuid4().hex}
    if targets is not None:
        fields["targets"] = targets
    return fields | more


class Signer:
    """A client of one daemon that signs what it sends."""

    def __init__(self, daemon: Daemon, sign: Sign, token: str = "alice") -> None:
        self.daemon = daemon
        self.sign = sign
        self.token = token

    def frames(self, action: str, targets: dict[str, Any] | None = None, **more: Any) -> list[bytes]:
        data = json.dumps(body(action, targets, token=self.token) | more).encode()
        return [data, self.sign(data)]

    def ask(self, action: str, targets: dict[str, Any] | None = None, **more: Any) -> Reply:
        return send(self.daemon, *self.frames(action, targets, **more))

    def once(self, **more: Any) -> Any:
        return self.ask("push", ONCE, **more).get(SEED_URI)


def send(daemon: Daemon, *frames: bytes) -> Reply:
    """Raw frames as a request of a REQ socket; the reply."""
    with daemon.socket(zmq.REQ) as sock:
        sock.send_multipart(list(frames))
        reply: Reply = json.loads(sock.recv())
        return reply


def code(reply: Reply) -> str:
    """Of a request that failed as a whole; empty for one that did not."""
    return str(reply.get("code", ""))


def refused(daemon: Daemon, token: str = "observer") -> dict[str, int]:
    """Counts of the reasons that there were."""
    counts: dict[str, int] = daemon.ask("stats", token=token)["requests"]["refused"]
    return {reason: count for reason, count in counts.items() if count}


@pytest.fixture(scope="session")
def key() -> PrivateKey:
    return PrivateKey.generate("ed25519")


@pytest.fixture(scope="session")
def other_key() -> PrivateKey:
    return PrivateKey.generate("ed25519")


@pytest.fixture(scope="session")
def rsa() -> PrivateKey:
    return PrivateKey.generate("rsa-3072")


@pytest.fixture
def prepared(make_daemon: MakeDaemon) -> Callable[..., Daemon]:
    """Makes a daemon that is not started yet, with the seed's source and a file of configuration."""

    def make(auth: str = "", more: str = "") -> Daemon:
        daemon = make_daemon()
        daemon.source("file.py", SEED_FILE)
        configure(daemon, auth, more)
        daemon.options = ("--config", str(daemon.folder / "cocained.toml"))
        return daemon

    return make


def configure(daemon: Daemon, auth: str = "", more: str = "") -> None:
    (daemon.folder / "cocained.toml").write_text(f"{more}\n[auth]\n{auth}\n")


@pytest.fixture(scope="module")
def steady(make_steady_daemon: MakeDaemon, key: PrivateKey) -> Iterator[Daemon]:
    """A daemon that knows alice's key, for tests that leave no trace in it."""
    daemon = make_steady_daemon()
    daemon.source("file.py", SEED_FILE)
    keep(daemon, "alice", key.public())
    return daemon.start()


@pytest.fixture
def alice(steady: Daemon, key: PrivateKey) -> Signer:
    return Signer(steady, key.sign)
