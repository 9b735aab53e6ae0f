"""Keys of CURVE, as text and in files."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
import zmq
from hypothesis import given, settings
from hypothesis import strategies as st
from zmq.utils import z85

from cocaine_sdk.client import Client
from cocaine_sdk.curve import Curve, CurvePair
from cocaine_sdk.curvekeys import is_curve, is_encrypted, public_key, secret_key
from cocaine_sdk.errors import BadKey, NoDaemon

SIGNS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"


@settings(deadline=None)
@given(st.binary(min_size=32, max_size=32))
def test_every_key_that_there_is_is_taken(raw: bytes) -> None:
    text = z85.encode(raw)
    assert public_key(text) == public_key(b"curve-public " + text + b"\n") == text.decode()
    assert secret_key(b"curve-secret " + text + b"\n") == text.decode()


@settings(deadline=None)
@given(st.text(SIGNS, min_size=40, max_size=40))
def test_what_is_taken_is_what_libzmq_takes(text: str) -> None:
    with zmq.Context() as context, context.socket(zmq.DEALER) as socket:
        try:
            socket.setsockopt(zmq.CURVE_SERVERKEY, text.encode())
        except zmq.ZMQError:
            with pytest.raises(BadKey):
                public_key(text.encode())
        else:
            assert public_key(text.encode()) == text


@settings(deadline=None)
@given(st.binary(max_size=300) | st.text(SIGNS, max_size=60).map(str.encode))
def test_no_bytes_whatever_raise_anything_but_bad_key(text: bytes) -> None:
    for read in (public_key, secret_key, CurvePair.parse):
        with suppress(BadKey):
            read(text)


def test_a_pair_that_was_written_and_read_is_the_same(tmp_path: Path) -> None:
    pair, path = CurvePair.generate(), tmp_path / "key"
    path.write_bytes(pair.secret_file)
    path.chmod(0o600)
    assert CurvePair.load(path) == pair
    assert public_key(pair.public_file) == pair.public


def test_a_secret_key_is_never_taken_for_a_public_one_nor_the_other_way_about() -> None:
    pair = CurvePair.generate()
    with pytest.raises(BadKey, match="give the public one"):
        public_key(pair.secret_file)
    with pytest.raises(BadKey, match="a secret CURVE key is wanted"):
        CurvePair.parse(pair.public_file)
    with pytest.raises(BadKey, match="a secret CURVE key is wanted"):
        CurvePair.parse(pair.secret.encode())


def test_a_secret_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_bytes(CurvePair.generate().secret_file)
    path.chmod(0o604)
    with pytest.raises(BadKey, match=f"chmod 600 {path}"):
        CurvePair.load(path)


def test_nothing_of_a_secret_key_is_in_its_repr() -> None:
    pair = CurvePair.generate()
    assert pair.secret not in repr(pair) + repr(Curve(pair.public, pair))


def test_a_daemons_key_that_is_none_is_refused_at_once() -> None:
    for wrong in ("", "x" * 39, "%" * 40, "ä" * 40, CurvePair.generate().secret_file.decode()):
        with pytest.raises(BadKey):
            Curve(wrong)


@pytest.mark.parametrize(
    ("endpoint", "encrypted"),
    [("tcp://a:5000", True), ("tcp://*:5000", True), ("ipc:///run/x", False), ("ipc://@x", False)],
)
def test_what_leaves_the_machine_is_encrypted(endpoint: str, encrypted: bool) -> None:
    assert is_encrypted(endpoint) is encrypted


def test_files_of_curve_are_told_from_others() -> None:
    pair = CurvePair.generate()
    assert [
        is_curve(text) for text in (pair.secret_file, pair.public_file, b"-----BEGIN PUBLIC KEY-----")
    ] == [True, True, False]


async def test_where_nobody_is_a_client_with_keys_says_what_one_without_says() -> None:
    async with Client("tcp://127.0.0.1:1", curve=Curve(CurvePair.generate().public), timeout=0.3) as client:
        with pytest.raises(NoDaemon, match="is cocained running there") as failure:
            await client.stats()
    assert failure.value.wire_code == "no_daemon"
