"""Signatures that the command `openssl` made are verified here, and the other way about."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from cocaine_sdk.errors import BadKey
from cocaine_sdk.signing import PrivateKey, PublicKey

DATA = b'{"version":3,"token":"alice","action":"stats"}'
DIGESTS = ("sha256", "sha384", "sha512", "sha1")
PSS = ("-sigopt", "rsa_padding_mode:pss")


def openssl(*words: str, folder: Path) -> bytes:
    done = subprocess.run(["openssl", *words], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With keys as openssl makes them, and the data."""
    made = tmp_path_factory.mktemp("openssl")
    (made / "data").write_bytes(DATA)
    openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "rsa", folder=made)
    openssl("genrsa", "-traditional", "-out", "old", "3072", folder=made)
    openssl("genpkey", "-algorithm", "ED25519", "-out", "ed25519", folder=made)
    for name in ("rsa", "old", "ed25519"):
        openssl("pkey", "-in", name, "-pubout", "-out", f"{name}.pub", folder=made)
    openssl("rsa", "-in", "old", "-RSAPublicKey_out", "-out", "old.pub", folder=made)
    return made


def public(folder: Path, name: str) -> PublicKey:
    return PublicKey.parse((folder / f"{name}.pub").read_bytes())


@pytest.mark.parametrize("name", ["rsa", "old"])
@pytest.mark.parametrize("digest", DIGESTS)
@pytest.mark.parametrize(
    "padding",
    [(), PSS, (*PSS, "-sigopt", "rsa_pss_saltlen:digest"), (*PSS, "-sigopt", "rsa_pss_saltlen:0"),
     (*PSS, "-sigopt", "rsa_pss_saltlen:20"), (*PSS, "-sigopt", "rsa_pss_saltlen:max")],
    ids=["pkcs1", "pss", "pss-digest", "pss-0", "pss-20", "pss-max"],
)  # fmt: skip
def test_an_rsa_signature_of_openssl_is_verified_over_its_digest_and_no_other(
    folder: Path, name: str, digest: str, padding: tuple[str, ...]
) -> None:
    signature = openssl("dgst", f"-{digest}", *padding, "-sign", name, "data", folder=folder)
    assert public(folder, name).verify(signature, DATA, (digest,))
    assert public(folder, name).verify(signature, DATA, DIGESTS)
    assert not public(folder, name).verify(signature, DATA, [one for one in DIGESTS if one != digest])
    assert not public(folder, name).verify(signature, DATA + b" ", DIGESTS)


def test_a_pss_signature_whose_mask_is_of_another_digest_is_refused(folder: Path) -> None:
    options = (*PSS, "-sigopt", "rsa_mgf1_md:sha1")
    signature = openssl("dgst", "-sha256", *options, "-sign", "rsa", "data", folder=folder)
    assert not public(folder, "rsa").verify(signature, DATA, DIGESTS)


def test_an_ed25519_signature_of_openssl_is_verified(folder: Path) -> None:
    signature = openssl("pkeyutl", "-sign", "-inkey", "ed25519", "-rawin", "-in", "data", folder=folder)
    assert public(folder, "ed25519").verify(signature, DATA, ())
    assert not public(folder, "ed25519").verify(signature, DATA + b" ", ())


@pytest.mark.parametrize("name", ["rsa", "old"])
def test_openssl_verifies_what_a_key_of_its_own_signed_here(folder: Path, name: str) -> None:
    (folder / "signature").write_bytes(PrivateKey.parse((folder / name).read_bytes()).sign(DATA))
    openssl("pkey", "-in", name, "-pubout", "-out", "pub", folder=folder)
    said = openssl("dgst", "-sha256", "-verify", "pub", "-signature", "signature", "data", folder=folder)
    assert said == b"Verified OK\n"


@pytest.mark.parametrize("kind", ["ed25519", "rsa-3072"])
def test_openssl_takes_what_was_generated_here(folder: Path, kind: str) -> None:
    key = PrivateKey.generate(kind)  # type: ignore[arg-type]
    (folder / "made").write_bytes(key.pem)
    (folder / "made.pub").write_bytes(key.public().pem)
    (folder / "signature").write_bytes(key.sign(DATA))
    assert openssl("pkey", "-in", "made", "-pubout", folder=folder) == key.public().pem
    digest = () if kind == "ed25519" else ("-digest", "sha256")
    options = ("-pubin", "-inkey", "made.pub", "-rawin", *digest, "-in", "data", "-sigfile", "signature")
    assert b"Verified Successfully" in openssl("pkeyutl", "-verify", *options, folder=folder)


@pytest.mark.parametrize("form", ["-aes256", "-des3"])
def test_a_key_that_openssl_encrypted_is_opened_by_its_password(folder: Path, form: str) -> None:
    openssl("pkey", "-in", "rsa", form, "-passout", "pass:open", "-out", "locked", folder=folder)
    locked = (folder / "locked").read_bytes()
    assert PrivateKey.parse(locked, b"open").public().pem == public(folder, "rsa").pem
    with pytest.raises(BadKey):
        PrivateKey.parse(locked, b"wrong")


@pytest.mark.parametrize("curve", ["prime256v1", "secp521r1"])
def test_other_kinds_of_keys_of_openssl_are_refused(folder: Path, curve: str) -> None:
    openssl("ecparam", "-name", curve, "-genkey", "-noout", "-out", "ec", folder=folder)
    openssl("pkey", "-in", "ec", "-pubout", "-out", "ec.pub", folder=folder)
    with pytest.raises(BadKey, match="Ed25519 and RSA"):
        public(folder, "ec")
    with pytest.raises(BadKey, match="Ed25519 and RSA"):
        PrivateKey.parse((folder / "ec").read_bytes())


def test_a_key_that_openssl_made_for_pss_alone_is_an_rsa_key(folder: Path) -> None:
    openssl("genpkey", "-algorithm", "RSA-PSS", "-out", "pss", folder=folder)
    openssl("pkey", "-in", "pss", "-pubout", "-out", "pss.pub", folder=folder)
    signature = openssl("dgst", "-sha256", *PSS, "-sign", "pss", "data", folder=folder)
    assert public(folder, "pss").kind == "rsa-2048"
    assert public(folder, "pss").verify(signature, DATA, DIGESTS)
