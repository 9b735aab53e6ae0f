"""How encryption is configured: what keeps a daemon from starting, what it says then, and what a reload does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cocaine_sdk.curve import CurvePair
from cocaine_sdk.errors import HandshakeFailed
from cocained import exposure
from cocained.config import Config
from cocained.config.tables import AuthConfig, CurveConfig

if TYPE_CHECKING:
    from tests.host.curve.conftest import MakeEncrypted

SECRET = CurvePair.generate().secret_file
PUBLIC = CurvePair.generate().public_file
REQUIRED = AuthConfig(mode="required")
KEY = Path("/etc/cocained/curve")


@pytest.mark.parametrize(
    ("content", "mode", "words"),
    [
        (None, 0o600, "the key cannot be read: no such file or directory"),
        (SECRET, 0o644, "others may read this private key (mode 0644); chmod 600"),
        (SECRET, 0o640, "others may read this private key (mode 0640); chmod 600"),
        (PUBLIC, 0o600, "this is a public key; the private one is wanted, which has no .pub at its end"),
        (b"", 0o600, "this is no CURVE key"),
        (SECRET[:-5], 0o600, "this is no CURVE key"),
        (b"curve-secret " + b"%" * 40, 0o600, "this is no CURVE key"),
        (bytes(range(256)) * 300, 0o600, "this is no CURVE key"),
    ],
    ids=["missing", "0644", "0640", "public", "empty", "cut", "no Z85", "garbage"],
)
def test_a_daemon_whose_key_cannot_be_used_does_not_start_and_says_what_to_do(
    make_encrypted: MakeEncrypted, content: bytes | None, mode: int, words: str
) -> None:
    broken = make_encrypted()
    if content is None:
        broken.secret.unlink()
    else:
        broken.secret.write_bytes(content)
        broken.secret.chmod(mode)
    broken.daemon.start("--config", str(broken.config), expect_ready=False)
    assert broken.daemon.process.wait(30) == 1
    assert f"cocained: {broken.secret}: {words}" in broken.daemon.log()
    assert "Traceback" not in broken.daemon.log()


def test_an_endpoint_that_cannot_be_encrypted_is_refused_at_the_start(make_encrypted: MakeEncrypted) -> None:
    strange = make_encrypted()
    strange.daemon.start("ws://127.0.0.1:5999", "--config", str(strange.config), expect_ready=False)
    assert strange.daemon.process.wait(30) == 1
    assert (
        "cannot listen at ws://127.0.0.1:5999: with a CURVE key, tcp is what is encrypted"
        in strange.daemon.log()
    )


def test_a_reload_leaves_encryption_as_it_is_and_names_the_keys_that_want_a_restart(
    make_encrypted: MakeEncrypted,
) -> None:
    encrypted = make_encrypted().start()
    alice = encrypted.known("alice")
    encrypted.config.write_text('[curve]\nsecret_key = "elsewhere"\nclients = "any"\n')
    reply = encrypted.daemon.ask("reload")
    assert (sorted(reply["needs_restart"]), reply["changed"]) == (["curve.clients", "curve.secret_key"], {})
    with encrypted.sync_client(alice, "alice") as client:
        assert "uptime" in client.stats()


def test_the_secret_key_is_nowhere_in_the_log_nor_in_what_the_daemon_tells(
    make_encrypted: MakeEncrypted,
) -> None:
    encrypted = make_encrypted()
    encrypted.daemon.options = ("--verbose",)
    encrypted.start()
    secret = encrypted.secret.read_text().split()[1]
    told = json.dumps(
        [encrypted.daemon.ask("stats"), encrypted.daemon.ask("reload"), encrypted.daemon.ask("list")]
    )
    assert secret not in told
    assert secret not in encrypted.daemon.log()


def test_the_log_has_the_key_that_was_refused_and_where_it_came_from(make_encrypted: MakeEncrypted) -> None:
    encrypted, pair = make_encrypted().start(), CurvePair.generate()
    with encrypted.sync_client(pair) as client, pytest.raises(HandshakeFailed):
        client.stats()
    words = f"from 127.0.0.1, with the unknown CURVE key {pair.public}"
    encrypted.daemon.eventually(lambda: words in encrypted.daemon.log())


# --- what the daemon says of itself at each start


def said(**config: object) -> str:
    return "\n".join(exposure.sentences(Config(auth=REQUIRED, **config)))  # type: ignore[arg-type]


@pytest.mark.parametrize("where", ["endpoints", "export"])
@pytest.mark.parametrize(
    "endpoint", ["tcp://*:5000", "tcp://0.0.0.0:5000", "tcp://[::]:5000", "tcp://eth0:5000"]
)
def test_what_is_not_encrypted_and_leaves_the_machine_is_told(where: str, endpoint: str) -> None:
    assert f"nothing is encrypted that goes over {endpoint}" in said(**{where: (endpoint,)})
    assert "encrypted" not in said(**{where: (endpoint,)}, curve=CurveConfig(secret_key=KEY))


@pytest.mark.parametrize(
    "endpoint", ["tcp://127.0.0.1:5000", "tcp://lo:5000", "tcp://[::1]:5000", "ipc:///run/x"]
)
def test_what_stays_within_the_machine_need_not_be_encrypted(endpoint: str) -> None:
    assert said(endpoints=(endpoint,), export=(endpoint,)) == ""


def test_events_that_anybody_may_have_are_told() -> None:
    open_to_any = CurveConfig(secret_key=KEY, clients="any")
    assert "events are sent to whoever connects to tcp://*:5001" in said(
        export=("tcp://*:5001",), curve=open_to_any
    )
    assert said(export=("tcp://lo:5001",), curve=open_to_any) == ""
