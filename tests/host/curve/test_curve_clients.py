"""Who is served over an encrypted socket, and what everybody else is told."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from cocaine_sdk import sync
from cocaine_sdk.client import Client, Outcome
from cocaine_sdk.curve import CurvePair
from cocaine_sdk.errors import HandshakeFailed, WrongCurveKey
from cocaine_sdk.signing import PrivateKey

if TYPE_CHECKING:
    from tests.host.curve.conftest import Encrypted, MakeEncrypted

PRODUCED = {"telltale-field": "telltale-value"}


@pytest.fixture(scope="module")
def encrypted(make_steady_encrypted: MakeEncrypted) -> Encrypted:
    return make_steady_encrypted().start()


@pytest.fixture(scope="module")
def alice(encrypted: Encrypted) -> CurvePair:
    """To whom the token alice is bound."""
    return encrypted.known("alice")


async def test_a_client_with_a_known_key_is_served_and_hears_events(
    encrypted: Encrypted, alice: CurvePair
) -> None:
    async with encrypted.client(alice, "alice") as client:
        assert await client.once(encrypted.uri) == PRODUCED
        task = await client.push(encrypted.uri, interval=50)
        async with client.subscribe(task.key) as events:
            event = await anext(events)
        assert (event.key, event.field, event.value) == (task.key, "telltale-field", "telltale-value")


def test_a_client_without_asyncio_is_served_too(encrypted: Encrypted, alice: CurvePair) -> None:
    with encrypted.sync_client(alice, "alice") as client:
        assert client.once(encrypted.uri) == PRODUCED
        key = client.push(encrypted.uri, interval=50).key
        with client.subscribe(key) as events:
            assert next(events).key == key


async def test_an_unknown_key_is_refused_at_once_and_served_as_soon_as_it_is_known(
    encrypted: Encrypted,
) -> None:
    pair, before = CurvePair.generate(), encrypted.refused()
    async with encrypted.client(pair, "carol") as client:
        with pytest.raises(HandshakeFailed, match=r"cocained keys add TOKEN --curve=") as refusal:
            await client.stats()
        assert pair.public in str(refusal.value)
        assert encrypted.refused() > before
        await asyncio.to_thread(encrypted.keys, "add", "carol", f"--curve={pair.public}")
        assert await client.once(encrypted.uri) == PRODUCED


async def test_a_subscription_with_an_unknown_key_hears_nothing_but_why(
    encrypted: Encrypted, alice: CurvePair
) -> None:
    pair = CurvePair.generate()
    async with encrypted.client(alice, "alice") as served, encrypted.client(pair) as stranger:
        key = (await served.push(encrypted.uri, interval=20)).key
        async with stranger.subscribe(key) as events:
            for _ in range(2):
                with pytest.raises(HandshakeFailed, match="does not know this CURVE key"):
                    await anext(events)
            await asyncio.to_thread(encrypted.keys, "add", "dave", f"--curve={pair.public}")
            assert (await anext(events)).key == key


async def test_a_client_that_does_not_encrypt_is_refused(encrypted: Encrypted) -> None:
    async with Client(encrypted.requests, export=encrypted.events) as client:
        with pytest.raises(HandshakeFailed, match=r"encrypted.* give the daemon's public CURVE key"):
            await client.stats()


async def test_a_daemon_without_the_key_that_is_wanted_of_it_is_sent_nothing(
    encrypted: Encrypted, alice: CurvePair
) -> None:
    from cocaine_sdk.curve import Curve

    wrong = Curve(CurvePair.generate().public, alice)
    async with Client(encrypted.requests, curve=wrong, timeout=3.0) as client:
        with pytest.raises(HandshakeFailed, match=r"CURVE key .* the right one"):
            await client.stats()


async def test_a_daemon_that_does_not_encrypt_is_sent_nothing_by_a_client_that_does(
    make_encrypted: MakeEncrypted,
) -> None:
    plain = make_encrypted()
    plain.config.write_text("")
    plain.start()
    async with plain.client(None) as client:
        with pytest.raises(HandshakeFailed, match="encrypted"):
            await client.stats()


async def test_ipc_beside_it_is_not_encrypted_and_a_client_with_keys_uses_it_all_the_same(
    encrypted: Encrypted,
) -> None:
    daemon = encrypted.daemon
    assert daemon.once(encrypted.uri) == PRODUCED
    async with Client(daemon.endpoint, export=daemon.export, curve=encrypted.curve(), timeout=30.0) as client:
        key = (await client.push(encrypted.uri, interval=50)).key
        async with client.subscribe(key) as events:
            assert (await anext(events)).key == key


async def test_a_token_that_is_bound_to_a_key_is_served_over_that_key_only(
    encrypted: Encrypted, alice: CurvePair
) -> None:
    bob = encrypted.known("bob")
    async with encrypted.client(alice, "bob") as thief:
        with pytest.raises(WrongCurveKey):
            await thief.stats()
    async with Client(encrypted.daemon.endpoint, token="bob", timeout=30.0) as within:
        with pytest.raises(WrongCurveKey):
            await within.stats()
    async with encrypted.client(bob, "bob") as rightly:
        assert await rightly.once(encrypted.uri) == PRODUCED


async def test_each_request_is_judged_by_the_key_of_its_own_connection(
    encrypted: Encrypted, alice: CurvePair
) -> None:
    """However many come at once, and whichever connection was made last."""
    bob = encrypted.known("bob")
    async with (
        encrypted.client(alice, "alice") as a,
        encrypted.client(bob, "bob") as b,
        encrypted.client(bob, "alice") as thief,
    ):
        asked = [client.stats() for _ in range(50) for client in (a, b, thief)]
        said = await asyncio.gather(*asked, return_exceptions=True)
    outcomes = [isinstance(one, WrongCurveKey) for one in said]
    assert outcomes == [False, False, True] * 50


async def test_a_signed_request_goes_over_an_encrypted_connection(
    encrypted: Encrypted, alice: CurvePair
) -> None:
    key = PrivateKey.generate("ed25519")
    public = encrypted.daemon.folder / "alice.pub"
    public.write_bytes(key.public().pem)
    await asyncio.to_thread(encrypted.keys, "add", "alice", str(public))
    async with encrypted.client(alice, "alice", key=key) as client:
        assert await client.once(encrypted.uri) == PRODUCED


async def test_a_key_that_is_taken_away_is_refused_at_its_next_connection(encrypted: Encrypted) -> None:
    eve = encrypted.known("eve")
    async with encrypted.client(eve, "eve") as client:
        assert await client.stats()
        await asyncio.to_thread(encrypted.keys, "remove", "eve")
    async with encrypted.client(eve, "eve") as client:
        with pytest.raises(HandshakeFailed):
            await client.stats()


async def test_map_is_encrypted_for_each_daemon(encrypted: Encrypted, alice: CurvePair) -> None:
    async with encrypted.client(alice, "alice") as client:
        ours = await client.map(encrypted.uri, [encrypted.requests])
    assert ours.events == {encrypted.requests: PRODUCED}
    async with encrypted.client(CurvePair.generate(), "alice") as client:
        theirs = await client.map(encrypted.uri, [encrypted.requests])
    assert [answer.outcome for answer in theirs.answers] == [Outcome.UNREACHABLE]


# --- any client


@pytest.fixture
def open_to_any(make_encrypted: MakeEncrypted) -> Encrypted:
    return make_encrypted("any").start()


def test_where_any_client_is_served_an_unknown_key_is_too(open_to_any: Encrypted) -> None:
    with open_to_any.sync_client(None) as client:
        assert client.once(open_to_any.uri) == PRODUCED
        key = client.push(open_to_any.uri, interval=50).key
        with client.subscribe(key) as events:
            assert next(events).key == key
    assert open_to_any.refused() == 0


def test_where_any_client_is_served_a_bound_token_still_wants_its_key(open_to_any: Encrypted) -> None:
    alice = open_to_any.known("alice")
    with open_to_any.sync_client(alice, "alice") as client:
        assert client.once(open_to_any.uri) == PRODUCED
    with open_to_any.sync_client(None, "alice") as client, pytest.raises(WrongCurveKey):
        client.once(open_to_any.uri)


def test_where_any_client_is_served_one_that_does_not_encrypt_is_not(open_to_any: Encrypted) -> None:
    with sync.Client(open_to_any.requests) as client, pytest.raises(HandshakeFailed):
        client.stats()
