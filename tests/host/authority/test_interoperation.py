"""Clients of other makes: keys and signatures by the `openssl` command, and a client as the seed has it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import zmq

from tests.host.authority.conftest import EVENT, Signer, code

if TYPE_CHECKING:
    from tests.conftest import Daemon

    Prepared = Callable[..., Daemon]


def openssl(*arguments: str | Path) -> bytes:
    return subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True).stdout


class Pair:
    """A private key and a public one, as files that openssl has made."""

    def __init__(self, folder: Path, *algorithm: str) -> None:
        self.private, self.public = folder / "private.pem", folder / "public.pem"
        self._data, self._signature = folder / "data", folder / "signature"
        openssl("genpkey", *algorithm, "-out", self.private)
        openssl("pkey", "-in", self.private, "-pubout", "-out", self.public)

    def dgst(self, *options: str) -> Callable[[bytes], bytes]:
        def sign(data: bytes) -> bytes:
            self._data.write_bytes(data)
            openssl("dgst", *options, "-sign", self.private, "-out", self._signature, self._data)
            return self._signature.read_bytes()

        return sign

    def pkeyutl(self, data: bytes) -> bytes:
        self._data.write_bytes(data)
        openssl(
            "pkeyutl", "-sign", "-rawin", "-inkey", self.private, "-in", self._data, "-out", self._signature
        )
        return self._signature.read_bytes()


@pytest.fixture(scope="module")
def rsa(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    folder = tmp_path_factory.mktemp("rsa")
    return Pair(folder, "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")


@pytest.fixture(scope="module")
def ed25519(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return Pair(tmp_path_factory.mktemp("ed25519"), "-algorithm", "ed25519")


def add(daemon: Daemon, token: str, public: Path) -> None:
    """By the command, as an operator does."""
    command = [daemon.python, "-m", "cocained", "keys", "add", token, str(public)]
    subprocess.run([*command, "--storage", f"sqlite://{daemon.storage}"], check=True, capture_output=True)


@pytest.fixture(scope="module")
def daemon(make_steady_daemon: Callable[..., Daemon], rsa: Pair, ed25519: Pair) -> Daemon:
    from tests.conftest import SEED_FILE

    daemon = make_steady_daemon()
    daemon.source("file.py", SEED_FILE)
    add(daemon, "alice", rsa.public)
    add(daemon, "bob", ed25519.public)
    return daemon.start()


PSS = ("-sigopt", "rsa_padding_mode:pss")


@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
@pytest.mark.parametrize(
    "padding",
    [
        pytest.param((), id="pkcs1"),
        pytest.param((*PSS, "-sigopt", "rsa_pss_saltlen:digest"), id="pss"),
        pytest.param((*PSS, "-sigopt", "rsa_pss_saltlen:max"), id="pss-max"),
        pytest.param((*PSS, "-sigopt", "rsa_pss_saltlen:0"), id="pss-0"),
    ],
)
def test_rsa_signatures_of_openssl_are_served(
    daemon: Daemon, rsa: Pair, digest: str, padding: tuple[str, ...]
) -> None:
    assert Signer(daemon, rsa.dgst(f"-{digest}", *padding)).once() == EVENT


def test_ed25519_signatures_of_openssl_are_served(daemon: Daemon, ed25519: Pair) -> None:
    assert Signer(daemon, ed25519.pkeyutl, "bob").once() == EVENT


@pytest.mark.parametrize("digest", ["sha1", "sha224", "md5", "sha3-256"])
def test_other_digests_are_refused(daemon: Daemon, rsa: Pair, digest: str) -> None:
    assert code(Signer(daemon, rsa.dgst(f"-{digest}")).ask("stats")) == "invalid_signature"


def test_a_digest_that_is_not_named_is_refused(prepared: Prepared, rsa: Pair) -> None:
    daemon = prepared('digests = ["sha512"]')
    add(daemon, "alice", rsa.public)
    daemon.start()
    assert Signer(daemon, rsa.dgst("-sha512")).once() == EVENT
    assert code(Signer(daemon, rsa.dgst("-sha256")).ask("stats")) == "invalid_signature"


def seed_request(daemon: Daemon) -> bytes:
    """As the seed writes it, with nothing of ours in it."""
    request: dict[str, Any] = {
        "version": 3,
        "token": "alice",
        "action": "push",
        "targets": {daemon.seed_uri: {"driver": "once", "isolated": True}},
    }
    return json.dumps(request).encode()


def test_a_client_of_the_seeds_age_is_served_where_the_operator_allows_for_it(
    prepared: Prepared, rsa: Pair
) -> None:
    """It signs over SHA-1, which was M2Crypto's default, and knows neither timestamp nor nonce."""
    daemon = prepared('mode = "required"\ndigests = ["sha256", "sha1"]\nreplay_window = 0')
    add(daemon, "alice", rsa.public)
    daemon.start()
    daemon.eventually(lambda: "SHA-1" in daemon.log())
    with daemon.socket(zmq.REQ, identity=b"SuperDuperClient") as req:
        reqjs = seed_request(daemon)
        req.send_multipart([reqjs, rsa.dgst("-sha1")(reqjs)])
        assert req.recv_json()[daemon.seed_uri] == EVENT


def test_a_client_of_the_seeds_age_is_told_what_it_lacks_by_default(daemon: Daemon, rsa: Pair) -> None:
    reqjs = seed_request(daemon)
    with daemon.socket(zmq.REQ) as req:
        for sign, wanted in (("-sha1", "invalid_signature"), ("-sha256", "nonce_missing")):
            req.send_multipart([reqjs, rsa.dgst(sign)(reqjs)])
            assert req.recv_json()["code"] == wanted
