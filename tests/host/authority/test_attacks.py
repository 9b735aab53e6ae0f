"""What whoever has seen signed requests might try with them, in all its variants."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocaine_sdk import protocol
from cocaine_sdk.errors import CocaineError, InvalidSignature, Refused, UnauthorizedUser
from cocaine_sdk.signing import PrivateKey
from cocaine_sdk.testing import FakeClock
from cocained import admitting
from cocained.config import Config
from cocained.core.authority.admission import Admission, Signed
from cocained.core.authority.origin import Origin
from cocained.core.timers import Timers
from cocained.keyring.keyring import Keyring
from cocained.storages.void import Void

ORDER = 2**252 + 27742317777372353535851937790883648493
"""Of Ed25519's group: a signature's second half is below it."""


_ALICE = PrivateKey.generate("ed25519")


class Gate:
    """An admission that knows alice and bob, on a clock that stands still."""

    def __init__(self, admission: Admission, clock: FakeClock) -> None:
        self.admission = admission
        self.clock = clock

    @classmethod
    async def of(cls, **keys: PrivateKey) -> Gate:
        clock, storage = FakeClock(), Void("void:")
        await storage.open()
        for token, key in keys.items():
            await Keyring(storage, clock.time).add(token, key.public(), {})
        admission = admitting.admission(Config(), storage, Timers(clock, clock.call_later), clock)
        await admission.open()
        return cls(admission, clock)

    def data(self, token: str = "alice", nonce: str = "one") -> bytes:
        fields = {"version": 3, "token": token, "action": "stats", "timestamp": self.clock.time()}
        return json.dumps(fields | {"nonce": nonce}).encode()

    async def admits(self, data: bytes, signature: bytes) -> bool:
        """Whether it would be served as a signed request; what is no request is not."""
        try:
            request = protocol.decode_request(data)
            if request.version != protocol.SIGNED:
                return False
            await self.admission.signed(Signed(request, data, Origin(signature, "")))
        except CocaineError:
            return False
        return True


@pytest.fixture
async def gate(key: PrivateKey, other_key: PrivateKey) -> Gate:
    return await Gate.of(alice=key, bob=other_key)


async def test_no_changed_byte_of_a_request_is_served(gate: Gate, key: PrivateKey) -> None:
    data = gate.data()
    signature = key.sign(data)
    for place in range(len(data)):
        for bit in range(8):
            changed = bytearray(data)
            changed[place] ^= 1 << bit
            assert not await gate.admits(bytes(changed), signature), (place, bit)
    assert await gate.admits(data, signature)


@pytest.mark.parametrize("kind", ["ed25519", "rsa"])
async def test_no_changed_byte_of_a_signature_is_served(kind: str, key: PrivateKey, rsa: PrivateKey) -> None:
    signer = key if kind == "ed25519" else rsa
    gate = await Gate.of(alice=signer)
    data = gate.data()
    signature = signer.sign(data)
    for place in range(len(signature)):
        changed = bytearray(signature)
        changed[place] ^= 1 << (place % 8)
        assert not await gate.admits(data, bytes(changed)), place
    assert await gate.admits(data, signature)


async def test_a_signature_has_no_second_form(gate: Gate, key: PrivateKey) -> None:
    """Else a replayed one could look new to whoever remembers signatures. (Here nonces are what is remembered.)"""
    data = gate.data()
    signature = key.sign(data)
    half = int.from_bytes(signature[32:], "little") + ORDER
    assert not await gate.admits(data, signature[:32] + half.to_bytes(32, "little"))
    assert not await gate.admits(data, signature + b"\0")
    assert not await gate.admits(data, b"\0" + signature)


async def test_bobs_signature_in_alices_name_is_refused_and_the_other_way_round(
    gate: Gate, key: PrivateKey, other_key: PrivateKey
) -> None:
    assert not await gate.admits(gate.data("alice"), other_key.sign(gate.data("alice")))
    assert not await gate.admits(gate.data("bob"), key.sign(gate.data("bob")))


@given(signature=st.binary(max_size=1100))
@settings(max_examples=200, deadline=None)
async def test_no_made_up_signature_is_served(signature: bytes) -> None:
    gate = await Gate.of(alice=_ALICE)
    request = protocol.decode_request(gate.data())
    with pytest.raises(InvalidSignature):
        await gate.admission.signed(Signed(request, gate.data(), Origin(signature, "")))


@given(
    token=st.text(min_size=1, max_size=300),
    timestamp=st.none() | st.integers() | st.floats() | st.text() | st.lists(st.integers()),
    nonce=st.none() | st.text(max_size=200) | st.integers() | st.dictionaries(st.text(), st.none()),
)
@settings(max_examples=300, deadline=None)
async def test_whatever_a_signed_request_holds_it_is_served_or_refused(
    token: str, timestamp: object, nonce: object
) -> None:
    gate = await Gate.of(alice=_ALICE)
    fields = {"version": 3, "token": token, "action": "stats", "timestamp": timestamp, "nonce": nonce}
    data = json.dumps(fields).encode()
    try:
        request = protocol.decode_request(data)
    except CocaineError:
        return
    try:
        await gate.admission.signed(Signed(request, data, Origin(_ALICE.sign(data), "")))
    except UnauthorizedUser:
        assert token != "alice"
    except Refused:
        assert token == "alice"
