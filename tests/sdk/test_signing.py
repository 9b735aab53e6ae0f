"""Keys that sign, and those that verify."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, rsa, x25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cocaine_sdk.errors import BadKey, LockedKey
from cocaine_sdk.keyfiles import read_public
from cocaine_sdk.signing import KINDS, PrivateKey, PublicKey

ALL = ("sha256", "sha384", "sha512", "sha1")
DATA = b'{"version":3,"token":"alice","action":"stats"}'
LONGEST = 700
"""Bytes of a signature that is made up: more than an RSA key of 4096 bits makes."""
PKCS8 = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
SPKI = (Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture(scope="module", params=["ed25519", "rsa-3072"])
def key(request: pytest.FixtureRequest) -> PrivateKey:
    return PrivateKey.generate(request.param)


@pytest.fixture(scope="module")
def public(key: PrivateKey) -> PublicKey:
    return key.public()


@pytest.fixture(scope="module")
def signature(key: PrivateKey) -> bytes:
    return key.sign(DATA)


many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


# --- what is signed, and nothing else, verifies


@many
@given(data=st.binary(max_size=4096))
def test_what_a_key_signs_its_public_half_verifies(key: PrivateKey, public: PublicKey, data: bytes) -> None:
    assert public.verify(key.sign(data), data, ("sha256",))


@many
@given(place=st.integers(0, len(DATA) * 8 - 1))
def test_any_flipped_bit_of_the_data_is_refused(public: PublicKey, signature: bytes, place: int) -> None:
    assert not public.verify(signature, flipped(DATA, place), ALL)


@many
@given(data=st.data())
def test_any_flipped_bit_of_the_signature_is_refused(
    public: PublicKey, signature: bytes, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(signature) * 8 - 1))
    assert not public.verify(flipped(signature, place), DATA, ALL)


@many
@given(
    signature=st.binary(max_size=LONGEST)
    | st.binary(min_size=64, max_size=64)
    | st.binary(min_size=384, max_size=384)
)
def test_no_bytes_whatever_are_a_signature_and_none_raise(public: PublicKey, signature: bytes) -> None:
    assert not public.verify(signature, DATA, ALL)


@many
@given(data=st.data())
def test_a_signature_that_is_cut_or_longer_is_refused(
    public: PublicKey, signature: bytes, data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(signature) - 1))
    more = data.draw(st.binary(min_size=1, max_size=8))
    assert not public.verify(signature[:cut], DATA, ALL)
    assert not public.verify(signature + more, DATA, ALL)
    assert not public.verify(more + signature, DATA, ALL)


def test_the_signature_of_another_key_is_refused(public: PublicKey) -> None:
    for kind in ("ed25519", "rsa-3072"):
        assert not public.verify(PrivateKey.generate(kind).sign(DATA), DATA, ALL)


def test_a_digest_that_is_not_asked_for_is_refused() -> None:
    key = PrivateKey.generate("rsa-3072")
    signature = key.sign(DATA)
    assert key.public().verify(signature, DATA, ("sha512", "sha256"))
    assert not key.public().verify(signature, DATA, ("sha512", "sha384", "sha1"))
    assert not key.public().verify(signature, DATA, ())


def test_ed25519_heeds_no_digests() -> None:
    key = PrivateKey.generate("ed25519")
    assert key.public().verify(key.sign(DATA), DATA, ())


# --- keys as they are written


def test_a_key_that_was_written_and_read_is_the_same(key: PrivateKey, public: PublicKey) -> None:
    again = PrivateKey.parse(key.pem)
    assert again.public().fingerprint == public.fingerprint
    assert PublicKey.parse(public.pem).pem == public.pem
    assert PublicKey.parse(public.pem).verify(again.sign(DATA), DATA, ("sha256",))


def test_a_public_key_is_one_and_the_same_however_it_is_written() -> None:
    key = rsa.generate_private_key(65537, 2048).public_key()
    written = {key.public_bytes(Encoding.PEM, form) for form in (SPKI[1], PublicFormat.PKCS1)}
    read = {PublicKey.parse(pem) for pem in written | {b"# of alice\n" + pem + b"\n\n" for pem in written}}
    assert len({one.pem for one in read}) == len({one.fingerprint for one in read}) == 1


def test_the_fingerprint_is_that_of_the_key_in_der() -> None:
    import base64

    key = rsa.generate_private_key(65537, 2048).public_key()
    digest = hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
    assert (
        PublicKey.parse(key.public_bytes(*SPKI)).fingerprint
        == f"SHA256:{base64.b64encode(digest).decode()[:-1]}"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_generated_says_what_it_is(kind: str) -> None:
    assert PrivateKey.generate(kind).public().kind == kind  # type: ignore[arg-type]


def test_nothing_of_a_private_key_is_in_its_repr(key: PrivateKey) -> None:
    assert not any(line in repr(key).encode() for line in key.pem.splitlines())


# --- keys that are refused, each with a sentence


def unusual(exponent: int) -> bytes:
    """An RSA key of 3072 bits with this exponent, public."""
    numbers = rsa.generate_private_key(65537, 3072).public_key().public_numbers()
    return rsa.RSAPublicNumbers(exponent, numbers.n).public_key().public_bytes(*SPKI)


def refused() -> dict[str, tuple[bytes, str]]:
    """Name → what is given as a public key, and what the sentence has."""
    private = PrivateKey.generate("ed25519")
    public = private.public().pem
    return {
        "nothing": (b"", "PEM"),
        "no PEM": (b"-----BEGIN", "PEM"),
        "an ssh key": (b"ssh-rsa AAAAB3NzaC1yc2E alice@host", "ssh-keygen"),
        "bytes": (bytes(range(256)), "PEM"),
        "much": (public + b" " * (1 << 16), "PEM"),
        "private": (private.pem, "private key"),
        "two": (public + public, "2"),
        "with a private one": (public + private.pem, "2"),
        "damaged": (public.replace(b"MCow", b"MCpw"), "damaged"),
        "cut": (public[:60] + b"\n-----END PUBLIC KEY-----\n", "damaged"),
        "certificate": (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "certificate"),
        "ecdsa": (ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(*SPKI), "Ed25519 and RSA"),
        "ed448": (ed448.Ed448PrivateKey.generate().public_key().public_bytes(*SPKI), "Ed25519 and RSA"),
        "x25519": (x25519.X25519PrivateKey.generate().public_key().public_bytes(*SPKI), "Ed25519 and RSA"),
        "small": (rsa.generate_private_key(65537, 1024).public_key().public_bytes(*SPKI), "1024 bits"),
        "exponent 3": (unusual(3), "exponent"),
        "exponent huge": (unusual((1 << 2048) + 1), "exponent"),
    }  # fmt: skip


REFUSED = (
    *(
        "nothing",
        "no PEM",
        "an ssh key",
        "bytes",
        "much",
        "private",
        "two",
        "with a private one",
        "damaged",
        "cut",
    ),
    *("certificate", "ecdsa", "ed448", "x25519", "small", "exponent 3", "exponent huge"),
)


@pytest.fixture(scope="module")
def bad() -> dict[str, tuple[bytes, str]]:
    return refused()


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_good_public_key_is_refused_with_a_sentence(
    bad: dict[str, tuple[bytes, str]], name: str
) -> None:
    given_, words = bad[name]
    with pytest.raises(BadKey, match=words):
        PublicKey.parse(given_)


def test_every_bad_key_is_tried(bad: dict[str, tuple[bytes, str]]) -> None:
    assert set(bad) == set(REFUSED)


def test_a_key_too_big_to_verify_with_in_a_moment_is_refused() -> None:
    numbers = rsa.RSAPublicNumbers(65537, (1 << 8199) + 1)
    with pytest.raises(BadKey, match="8200 bits"):
        PublicKey.parse(numbers.public_key().public_bytes(*SPKI))


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from(["PUBLIC KEY", "RSA PUBLIC KEY", "PRIVATE KEY", "RSA PRIVATE KEY"]),
)
def test_no_bytes_whatever_raise_anything_but_bad_key(data: bytes, label: str) -> None:
    import base64

    body = base64.encodebytes(data)
    pem = b"-----BEGIN %b-----\n%b-----END %b-----\n" % (label.encode(), body, label.encode())
    for text in (data, pem):
        for parse in (PublicKey.parse, PrivateKey.parse):
            with pytest.raises(BadKey):
                parse(text)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_damaged_key_is_another_key_or_none(data: st.DataObject) -> None:
    key = PrivateKey.generate("ed25519").public()
    damaged = flipped(key.pem, data.draw(st.integers(0, len(key.pem) * 8 - 1)))
    with suppress(BadKey):
        assert PublicKey.parse(damaged).pem in (key.pem, damaged)


# --- private keys in files


def test_a_private_key_that_others_may_read_is_refused_and_the_sentence_mends_it(
    key: PrivateKey, tmp_path: Path
) -> None:
    path = tmp_path / "key"
    path.write_bytes(key.pem)
    path.chmod(0o640)
    with pytest.raises(BadKey, match=f"chmod 600 {path}"):
        PrivateKey.load(path)
    path.chmod(0o600)
    assert PrivateKey.load(path).public().pem == key.public().pem


def test_a_file_that_cannot_be_read_is_a_bad_key(tmp_path: Path) -> None:
    with pytest.raises(BadKey, match=r"nowhere: .*no such file"):
        PrivateKey.load(tmp_path / "nowhere")
    with pytest.raises(BadKey, match="directory"):
        PrivateKey.load(tmp_path)


def test_a_public_key_in_the_place_of_a_private_one_is_refused(public: PublicKey) -> None:
    with pytest.raises(BadKey, match="private key in PKCS8 is wanted, and this is a public key"):
        PrivateKey.parse(public.pem)


def test_an_encrypted_key_is_opened_by_its_password_and_no_other() -> None:
    made = rsa.generate_private_key(65537, 2048)
    locked = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"open"))
    for password in (None, b"wrong", b""):
        with pytest.raises(LockedKey, match="password"):
            PrivateKey.parse(locked, password)
    assert PrivateKey.parse(locked, b"open").public().kind == "rsa-2048"


def test_a_password_that_is_not_needed_does_no_harm(key: PrivateKey) -> None:
    assert PrivateKey.parse(key.pem, b"open").pem == key.pem


@pytest.mark.parametrize("bits", [1024, 1536])
def test_a_private_key_that_no_daemon_would_verify_is_refused(bits: int) -> None:
    with pytest.raises(BadKey, match=f"{bits} bits"):
        PrivateKey.parse(rsa.generate_private_key(65537, bits).private_bytes(*PKCS8))


def flipped(data: bytes, place: int) -> bytes:
    changed = bytearray(data)
    changed[place // 8] ^= 1 << place % 8
    return bytes(changed)


@pytest.mark.parametrize("read", [PrivateKey.load, lambda path: PublicKey.parse(read_public(path))])
def test_a_pipe_is_no_key_and_nobody_waits_for_its_writer(
    tmp_path: Path, read: Callable[[Path], object]
) -> None:
    os.mkfifo(tmp_path / "key", 0o600)
    with pytest.raises(BadKey, match="it is no regular file"):
        read(tmp_path / "key")
