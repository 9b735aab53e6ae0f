"""Who answers libzmq whether a connection may be: never late on account of others, and never yes by accident."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
import zmq

from cocaine_sdk.client import Client
from cocaine_sdk.curve import Curve, CurvePair
from cocaine_sdk.errors import HandshakeFailed, NoDaemon, NoReply, StorageError
from cocaine_sdk.testing import FakeClock
from cocained.core.authority.origin import Origin
from cocained.gateway import zap
from cocained.gateway.encryption import Encryption
from cocained.gateway.router import Router
from cocained.gateway.seal import Seal
from cocained.gateway.sockets import Context
from cocained.gateway.zap import Gate
from cocained.listening.refusal import CannotListen

PATIENCE = 30.0


class Storage:
    """Knows keys, and may be slow or broken."""

    def __init__(self) -> None:
        self.keys: set[str] = set()
        self.asked = asyncio.Event()
        self.slow: dict[str, asyncio.Event] = {}
        """Key → what is waited for before it is looked up."""
        self.broken = False

    async def knows_curve_key(self, key: str) -> bool:
        self.asked.set()
        if key in self.slow:
            await self.slow[key].wait()
        if self.broken:
            raise StorageError("the disk is away")
        return key in self.keys

    async def refresh(self) -> None:
        pass


class Handler:
    """Answers with the key that the request came over."""

    def handle(self, data: bytes, reply, origin: Origin) -> None:  # type: ignore[no-untyped-def]
        import msgspec

        request = msgspec.json.decode(data)
        reply(msgspec.json.encode({"id": request["id"], "curve_key": origin.curve_key}))


@pytest.fixture
def context() -> Iterator[Context]:
    with Context() as made:
        yield made


@pytest.fixture
def encryption() -> Encryption:
    return Encryption(CurvePair.generate(), Seal())


@pytest.fixture
def storage() -> Storage:
    return Storage()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """libzmq tries again after a moment, not after seconds."""
    monkeypatch.setattr("cocained.gateway.encryption.HANDSHAKE", 200)


@pytest.fixture
async def router(context: Context, encryption: Encryption) -> AsyncIterator[Router]:
    made = Router(context, Handler(), encryption)
    made.start()
    yield made
    made.stop()
    made.close()


@pytest.fixture
async def gate(context: Context, encryption: Encryption, storage: Storage) -> AsyncIterator[Gate]:
    made = Gate(context, encryption.seal, "known", storage, FakeClock())
    made.open()
    yield made
    made.close()


@pytest.fixture
def endpoint(router: Router) -> str:
    router.bind("tcp://127.0.0.1:*")
    return str(router._socket.getsockopt(zmq.LAST_ENDPOINT).decode().rstrip("\0"))  # type: ignore[union-attr]


def client(endpoint: str, encryption: Encryption, own: CurvePair, timeout: float = PATIENCE) -> Client:
    return Client(endpoint, curve=Curve(encryption.pair.public, own), timeout=timeout)


async def key_seen(one: Client) -> str:
    return str((await one.stats())["curve_key"])


@pytest.mark.usefixtures("gate")
async def test_the_key_of_a_connection_comes_with_each_of_its_requests(
    endpoint: str, encryption: Encryption, storage: Storage
) -> None:
    pairs = [CurvePair.generate() for _ in range(5)]
    storage.keys = {pair.public for pair in pairs}
    clients = [client(endpoint, encryption, pair) for pair in pairs]
    for one in clients:
        await one.open()
    seen = await asyncio.gather(*(key_seen(one) for _ in range(20) for one in clients))
    assert seen == [pair.public for pair in pairs] * 20
    for one in clients:
        await one.close()


@pytest.mark.usefixtures("gate")
async def test_a_look_that_takes_long_keeps_nobody_else_waiting(
    endpoint: str, encryption: Encryption, storage: Storage
) -> None:
    slow, quick = CurvePair.generate(), CurvePair.generate()
    storage.keys = {slow.public, quick.public}
    storage.slow[slow.public] = asyncio.Event()
    async with client(endpoint, encryption, slow) as waiting, client(endpoint, encryption, quick) as served:
        asked = asyncio.create_task(key_seen(waiting))
        await storage.asked.wait()
        assert await key_seen(served) == quick.public
        assert not asked.done()
        storage.slow[slow.public].set()
        assert await asked == slow.public


@pytest.mark.usefixtures("impatient")
async def test_while_the_storage_fails_nobody_is_refused_and_nobody_let_in(
    gate: Gate, endpoint: str, encryption: Encryption, storage: Storage
) -> None:
    pair = CurvePair.generate()
    storage.keys, storage.broken = {pair.public}, True
    async with client(endpoint, encryption, pair) as one:
        asked = asyncio.create_task(key_seen(one))
        await storage.asked.wait()
        storage.asked.clear()
        await storage.asked.wait()  # libzmq tries again by itself
        assert not asked.done()
        storage.broken = False
        assert await asked == pair.public
    assert gate.refused == 0


@pytest.mark.usefixtures("impatient", "gate")
async def test_a_look_that_never_ends_is_given_up_and_tried_again(
    endpoint: str, encryption: Encryption, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zap, "DEADLINE", 0.05)
    pair = CurvePair.generate()
    storage.keys = {pair.public}
    storage.slow[pair.public] = asyncio.Event()
    async with client(endpoint, encryption, pair) as one:
        asked = asyncio.create_task(key_seen(one))
        for _ in range(2):
            await storage.asked.wait()
            storage.asked.clear()
        assert not asked.done()
        del storage.slow[pair.public]
        assert await asked == pair.public


@pytest.mark.usefixtures("gate")
async def test_looks_beyond_the_most_wait_for_their_turn_and_all_are_answered(
    endpoint: str, encryption: Encryption, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zap, "MOST", 2)
    pairs = [CurvePair.generate() for _ in range(12)]
    storage.keys = {pair.public for pair in pairs}
    let_go = asyncio.Event()
    storage.slow = {pair.public: let_go for pair in pairs}
    clients = [client(endpoint, encryption, pair) for pair in pairs]
    for one in clients:
        await one.open()
    asked = [asyncio.create_task(key_seen(one)) for one in clients]
    await storage.asked.wait()
    let_go.set()
    assert await asyncio.gather(*asked) == [pair.public for pair in pairs]
    for one in clients:
        await one.close()


async def test_where_nobody_answers_for_the_connection_it_is_not_made(
    endpoint: str, encryption: Encryption
) -> None:
    """Without the gate: closed is what an encrypted socket is by itself."""
    async with client(endpoint, encryption, CurvePair.generate(), timeout=1.0) as one:
        with pytest.raises(NoDaemon) as failure:
            await one.stats()
    assert not isinstance(failure.value, NoReply)


async def test_an_answer_that_makes_no_sense_lets_nobody_in(
    context: Context, endpoint: str, encryption: Encryption
) -> None:
    answers = (
        [b""],
        [b"1.0"],
        [b"2.0", b"1", b"200", b"", b"", b""],
        [b"1.0", b"other", b"200", b"", b"", b""],
    )
    liar = context.socket(zmq.ROUTER)
    liar.linger = 0
    liar.bind(zap.ENDPOINT)
    try:
        async with client(endpoint, encryption, CurvePair.generate(), timeout=PATIENCE) as one:
            asked = asyncio.create_task(one.stats())
            for answer in answers:
                while not liar.poll(0):
                    if asked.done():
                        break
                    await asyncio.sleep(0.01)
                else:
                    frames = liar.recv_multipart()
                    liar.send_multipart([*frames[: frames.index(b"") + 1], *answer])
            assert not asked.done() or isinstance(asked.exception(), HandshakeFailed)
            asked.cancel()
    finally:
        liar.close()


@pytest.mark.parametrize("endpoint", ["ws://127.0.0.1:*", "udp://127.0.0.1:5555", "pgm://lo;239.1.1.1:5555"])
async def test_a_transport_that_would_be_neither_encrypted_nor_local_is_refused(
    router: Router, endpoint: str
) -> None:
    with pytest.raises(CannotListen, match="tcp is what is encrypted"):
        router.bind(endpoint)


def test_what_is_ours_of_a_connections_properties_cannot_be_guessed() -> None:
    marks = {Seal().of("key") for _ in range(100)}
    assert len(marks) == 100
    assert all(mark.endswith(b"key") and len(mark) == 35 for mark in marks)
