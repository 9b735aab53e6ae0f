"""What a client with a key sends: version 3, signed, and never the same twice (protocol.md, Signatures)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import msgspec
import pytest
import zmq

from cocaine_sdk import sync
from cocaine_sdk.client import Client, connection
from cocaine_sdk.errors import BadKey, ReplayedRequest, RequestTooLarge
from cocaine_sdk.protocol import MAX_REQUEST
from cocaine_sdk.signing import PrivateKey

PATIENCE = 30.0
URI = "python:///file.py/MyClass"


class Asked(NamedTuple):
    """A request as it came."""

    envelope: list[bytes]
    body: bytes
    signature: bytes | None

    @property
    def json(self) -> dict[str, Any]:
        found = msgspec.json.decode(self.body)
        assert isinstance(found, dict)
        return found


class Peer:
    """A ROUTER, read by hand."""

    def __init__(self, folder: Path) -> None:
        self.endpoint = f"ipc://{folder}/peer"
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._socket = self._context.socket(zmq.ROUTER)
        self._socket.linger = 0
        self._socket.rcvtimeo = int(PATIENCE * 1000)

    def listen(self) -> None:
        self._socket.bind(self.endpoint)

    def take(self) -> Asked:
        identity, empty, body, *signature = self._socket.recv_multipart()
        assert empty == b""
        assert len(signature) <= 1
        return Asked([identity, empty], body, signature[0] if signature else None)

    def answer(self, asked: Asked, **reply: Any) -> None:
        self._socket.send_multipart([*asked.envelope, msgspec.json.encode({"id": asked.json["id"], **reply})])

    def close(self) -> None:
        self._context.destroy(linger=0)


@pytest.fixture
def unheard(tmp_path: Path) -> Iterator[Peer]:
    """A peer that does not listen yet."""
    made = Peer(tmp_path)
    yield made
    made.close()


@pytest.fixture
def peer(unheard: Peer) -> Peer:
    unheard.listen()
    return unheard


@pytest.fixture(scope="module", params=["ed25519", "rsa-3072"])
def key(request: pytest.FixtureRequest) -> PrivateKey:
    return PrivateKey.generate(request.param)


async def taken(peer: Peer, call: asyncio.Task[Any], **reply: Any) -> Asked:
    """The one request that the call makes, which is answered."""
    asked = await asyncio.to_thread(peer.take)
    peer.answer(asked, **reply)
    await asyncio.gather(call, return_exceptions=True)
    return asked


async def test_a_request_is_signed_over_its_exact_bytes_and_says_when_and_which(
    peer: Peer, key: PrivateKey
) -> None:
    before = int(time.time())
    async with Client(peer.endpoint, token="alice", key=key, timeout=PATIENCE) as client:
        asked = await taken(peer, asyncio.create_task(client.stats()), uptime=1.0)
    assert asked.signature is not None
    assert key.public().verify(asked.signature, asked.body, ("sha256",))
    said = asked.json
    assert (said["version"], said["token"], said["action"]) == (3, "alice", "stats")
    assert type(said["timestamp"]) is int
    assert before <= said["timestamp"] <= time.time()
    assert type(said["nonce"]) is str
    assert len(said["nonce"]) >= 16


async def test_a_client_without_a_key_sends_version_2_in_one_frame(peer: Peer) -> None:
    async with Client(peer.endpoint, timeout=PATIENCE) as client:
        asked = await taken(peer, asyncio.create_task(client.stats()), uptime=1.0)
    assert asked.signature is None
    assert asked.json["version"] == 2
    assert not {"timestamp", "nonce"} & set(asked.json)


CALLS = {
    "push": lambda client: client.push(URI, interval=1000),
    "push_many": lambda client: client.push_many({URI: {"driver": "auto", "interval": 5}}),
    "once": lambda client: client.once(URI),
    "drop": lambda client: client.drop("auto:00"),
    "past": lambda client: client.past("auto:00"),
    "stats": lambda client: client.stats(),
    "list": lambda client: client.list(),
    "explain": lambda client: client.explain("auto:00"),
    "quarantine": lambda client: client.quarantine("auto:00"),
    "resume": lambda client: client.resume("auto:00"),
    "reload": lambda client: client.reload(),
    "plugins": lambda client: client.plugins(),
    "secrets": lambda client: client.secrets(),
    "set_secret": lambda client: client.set_secret("name", "value", ["*"]),
    "remove_secret": lambda client: client.remove_secret("name"),
}


async def test_every_call_is_signed_each_with_a_nonce_of_its_own(peer: Peer) -> None:
    key = PrivateKey.generate("ed25519")
    nonces = set()
    async with Client(peer.endpoint, key=key, timeout=PATIENCE) as client:
        for call in CALLS.values():
            for _ in range(2):  # the same again: what was asked before is not sent a second time
                asked = await taken(peer, asyncio.create_task(call(client)))
                assert asked.signature is not None
                assert key.public().verify(asked.signature, asked.body, ())
                nonces.add(asked.json["nonce"])
    assert len(nonces) == 2 * len(CALLS)


async def test_map_signs_for_each_daemon_anew(tmp_path: Path) -> None:
    key = PrivateKey.generate("ed25519")
    peers = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        peers.append(Peer(tmp_path / name))
        peers[-1].listen()
    async with Client(key=key) as client:
        mapping = asyncio.create_task(client.map(URI, [peer.endpoint for peer in peers], timeout=PATIENCE))
        asked = [await asyncio.to_thread(peer.take) for peer in peers]
        for peer, one in zip(peers, asked, strict=True):
            peer.answer(one, **{URI: {"n": 1}})
        assert (await mapping).complete
    assert all(one.signature and key.public().verify(one.signature, one.body, ()) for one in asked)
    assert len({one.json["nonce"] for one in asked}) == 2
    for peer in peers:
        peer.close()


async def test_a_request_that_waited_long_for_its_daemon_is_signed_anew_when_it_leaves(
    unheard: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A daemon takes none that was signed long ago."""
    now = [1000.0]
    monkeypatch.setattr("cocaine_sdk.client.identity.time", SimpleNamespace(time=lambda: now[0]))
    monkeypatch.setattr(connection, "_FRESH", -1.0)
    key = PrivateKey.generate("ed25519")
    async with Client(unheard.endpoint, key=key, timeout=PATIENCE) as client:
        call = asyncio.create_task(client.stats())
        await asyncio.sleep(0)
        now[0] = 2000.0
        unheard.listen()
        asked = await taken(unheard, call, uptime=1.0)
    assert asked.json["timestamp"] == 2000
    assert asked.signature is not None
    assert key.public().verify(asked.signature, asked.body, ())


def test_a_client_without_asyncio_signs_too(peer: Peer, tmp_path: Path) -> None:
    key, path = PrivateKey.generate("ed25519"), tmp_path / "key"
    path.write_bytes(key.pem)
    path.chmod(0o600)
    with sync.Client(peer.endpoint, key=path, timeout=0.5) as client:
        with pytest.raises(Exception, match="did not answer"):
            client.stats()
        asked = peer.take()
    assert asked.signature is not None
    assert key.public().verify(asked.signature, asked.body, ())


def test_a_key_that_cannot_be_used_is_told_before_anything_is_sent(tmp_path: Path) -> None:
    with pytest.raises(BadKey, match="no such file"):
        Client(key=tmp_path / "nowhere")
    with pytest.raises(BadKey, match="no such file"):
        sync.Client(key=tmp_path / "nowhere")


async def test_a_request_too_large_is_refused_before_it_is_signed(peer: Peer) -> None:
    async with Client(peer.endpoint, key=PrivateKey.generate("ed25519")) as client:
        with pytest.raises(RequestTooLarge):
            await client.once(f"{URI}?{'a' * MAX_REQUEST}")


async def test_a_refusal_of_the_daemon_is_raised_as_what_it_is(peer: Peer) -> None:
    async with Client(peer.endpoint, key=PrivateKey.generate("ed25519"), timeout=PATIENCE) as client:
        call = asyncio.create_task(client.stats())
        await taken(peer, call, error="replayed request", code="replayed_request")
        assert isinstance(call.exception(), ReplayedRequest)
