"""A signed request is served when one of its token's keys has signed its very bytes, and not otherwise."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest
import zmq

from cocaine_sdk.signing import PrivateKey
from tests.host.authority.conftest import EVENT, ONCE, Signer, body, code, keep, on_storage, refused, send

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Daemon

    Prepared = Callable[..., Daemon]


def test_a_signed_request_is_served(alice: Signer) -> None:
    assert alice.once() == EVENT
    assert alice.ask("stats", id=7)["id"] == 7


def test_a_token_without_a_key_gets_the_seeds_sentence(steady: Daemon, key: PrivateKey) -> None:
    reply = Signer(steady, key.sign, token="mallory").ask("stats")
    assert (reply["error"], reply["code"]) == ("unauthorized user", "unauthorized_user")


def test_a_wrong_signature_gets_the_seeds_sentence(steady: Daemon, other_key: PrivateKey) -> None:
    reply = Signer(steady, other_key.sign).ask("stats", id="mine")
    assert (reply["error"], reply["code"], reply["id"]) == ("invalid signature", "invalid_signature", "mine")


def test_a_signature_holds_for_its_own_bytes_alone(alice: Signer) -> None:
    data, signature = alice.frames("stats")
    for other in (data + b" ", data.replace(b"stats", b"list"), data.replace(b'": ', b'":', 1)):
        assert code(send(alice.daemon, other, signature)) == "invalid_signature"
    assert code(send(alice.daemon, data, signature)) == ""


def test_the_signature_of_one_request_does_not_serve_another(alice: Signer) -> None:
    (first, _), (_, second) = alice.frames("stats"), alice.frames("stats")
    assert code(send(alice.daemon, first, second)) == "invalid_signature"


@pytest.mark.parametrize("size", [0, 1, 63, 65, 1024, 1025, 1 << 20, 15 << 20])
def test_a_signature_of_any_size_is_refused_without_harm(alice: Signer, size: int) -> None:
    data, _ = alice.frames("stats")
    assert code(send(alice.daemon, data, b"\0" * size)) == "invalid_signature"
    assert alice.once() == EVENT


def test_without_a_frame_for_it_the_signature_is_missing(alice: Signer) -> None:
    data, _ = alice.frames("stats")
    reply = send(alice.daemon, data)
    assert code(reply) == "signature_missing"
    assert "in the frame after the JSON" in reply["error"]


def test_frames_behind_the_signature_change_nothing(alice: Signer) -> None:
    assert code(send(alice.daemon, *alice.frames("stats"), b"more", b"")) == ""
    data, signature = alice.frames("stats")
    assert code(send(alice.daemon, data, b"wrong", signature)) == "invalid_signature"


def test_a_dealer_without_an_empty_frame_signs_as_well(alice: Signer) -> None:
    with alice.daemon.socket(zmq.DEALER) as sock:
        sock.send_multipart(alice.frames("stats"))
        assert "engines" in json.loads(sock.recv())


def test_a_large_request_is_verified_too(alice: Signer, other_key: PrivateKey) -> None:
    padding = "x" * 900_000
    assert alice.once(padding=padding) == EVENT
    assert code(Signer(alice.daemon, other_key.sign).ask("stats", padding=padding)) == "invalid_signature"


def test_unsigned_requests_are_served_where_signatures_are_optional(steady: Daemon) -> None:
    assert steady.once(steady.seed_uri) == EVENT
    assert steady.push(steady.seed_uri, token="alice", driver="once") == EVENT


def test_unsigned_requests_are_refused_where_signatures_are_required(
    prepared: Prepared, key: PrivateKey
) -> None:
    daemon = prepared('mode = "required"')
    keep(daemon, "alice", key.public())
    daemon.start()
    reply = daemon.ask("push", ONCE)
    assert code(reply) == "signature_required"
    assert "version 3" in reply["error"]
    assert Signer(daemon, key.sign).once() == EVENT


def test_a_frame_with_a_signature_does_not_make_version_2_a_signed_one(
    prepared: Prepared, key: PrivateKey
) -> None:
    daemon = prepared('mode = "required"')
    keep(daemon, "alice", key.public())
    daemon.start()
    assert Signer(daemon, key.sign).ask("stats", version=2)["code"] == "signature_required"


def test_each_key_of_a_token_is_served(prepared: Prepared, key: PrivateKey, rsa: PrivateKey) -> None:
    daemon = prepared()
    keep(daemon, "alice", key.public())
    keep(daemon, "alice", rsa.public())
    daemon.start()
    assert Signer(daemon, key.sign).once() == EVENT
    assert Signer(daemon, rsa.sign).once() == EVENT


def test_a_key_is_its_tokens_alone(prepared: Prepared, key: PrivateKey, other_key: PrivateKey) -> None:
    daemon = prepared()
    keep(daemon, "alice", key.public())
    keep(daemon, "bob", other_key.public())
    daemon.start()
    assert Signer(daemon, key.sign, "bob").ask("stats")["code"] == "invalid_signature"
    assert Signer(daemon, other_key.sign, "bob").once() == EVENT


def test_a_key_that_is_added_while_the_daemon_runs_is_served_soon(
    steady: Daemon, other_key: PrivateKey
) -> None:
    carol = Signer(steady, other_key.sign, "carol")
    assert code(carol.ask("stats")) == "unauthorized_user"
    keep(steady, "carol", other_key.public())
    steady.eventually(lambda: code(carol.ask("stats")) == "")


def test_a_key_that_is_removed_while_the_daemon_runs_is_refused_soon(
    steady: Daemon, other_key: PrivateKey
) -> None:
    dave = Signer(steady, other_key.sign, "dave")
    keep(steady, "dave", other_key.public())
    steady.eventually(lambda: code(dave.ask("stats")) == "")
    on_storage(steady, lambda keyring: keyring.remove("dave", None))
    steady.eventually(lambda: code(dave.ask("stats")) == "unauthorized_user")


def test_what_a_token_pushed_by_its_signature_nobody_drops_under_another_name(
    steady: Daemon, alice: Signer
) -> None:
    task = {steady.seed_uri: {"interval": 3_600_000}}
    pushed = alice.ask("push", task)[steady.seed_uri]
    assert steady.ask("drop", {pushed["key"]: {}}, token="bob")[pushed["key"]]["code"] == "access_denied"
    assert alice.ask("drop", {pushed["key"]: {}})[pushed["key"]] == {"status": "success"}


@pytest.mark.parametrize(
    "text",
    [
        b'{"token": "bob", %s, "token": "alice"}',
        b'{"token": "alice", %s, "token": "bob"}',
        b'{"version": 2, "token": "alice", %s}',
        b'{%s, "token": "alice", "version": 2}',
        b'{"token": "alice", %s, "action": "reload"}',
    ],
)
def test_of_keys_that_come_twice_the_checker_and_the_server_read_the_same(
    prepared: Prepared, key: PrivateKey, other_key: PrivateKey, text: bytes
) -> None:
    """Whichever counts, what was signed by one token is never served for the other, and never unsigned."""
    daemon = prepared('mode = "required"')
    keep(daemon, "alice", key.public())
    keep(daemon, "bob", other_key.public(), allow=("list",))
    daemon.start()
    rest = json.dumps({k: v for k, v in body("stats").items() if k != "token"})[1:-1].encode()
    data = text % rest
    codes = {code(send(daemon, data, one.sign(data))) for one in (key, other_key)}
    assert codes <= {"", "invalid_signature", "access_denied", "signature_required", "malformed_request"}
    assert "invalid_signature" in codes or codes & {"signature_required", "malformed_request"}


@pytest.mark.parametrize(
    "token", ["a\0b", "аlice", "alice ", "ALICE", "al\u00adice", "👤", "a" * 300, "a" * 100_000]
)
def test_a_token_that_only_looks_like_another_is_another(steady: Daemon, key: PrivateKey, token: str) -> None:
    assert code(Signer(steady, key.sign, token).ask("stats")) == "unauthorized_user"


@pytest.mark.parametrize("token", ["Ольга", "user@example.com", "a b", "👤", "x" * 256])
def test_a_token_of_any_letters_may_have_a_key(prepared: Prepared, key: PrivateKey, token: str) -> None:
    daemon = prepared()
    keep(daemon, token, key.public())
    daemon.start()
    assert Signer(daemon, key.sign, token).once() == EVENT


def test_a_version_in_quotes_is_none(alice: Signer) -> None:
    assert code(alice.ask("stats", version="3")) == "malformed_request"
    assert code(alice.ask("stats", version=4)) == "unsupported_version"


def test_requests_that_are_refused_are_counted_by_their_reason(
    prepared: Prepared, key: PrivateKey, other_key: PrivateKey
) -> None:
    daemon = prepared()
    keep(daemon, "alice", key.public(), allow=("stats",))
    daemon.start()
    alice, mallory = Signer(daemon, key.sign), Signer(daemon, other_key.sign)
    mallory.ask("stats")
    mallory.ask("stats")
    Signer(daemon, key.sign, "nobody").ask("stats")
    send(daemon, alice.frames("stats")[0])
    alice.ask("stats", nonce=None)
    alice.ask("stats", timestamp=time.time() - 1000)
    alice.ask("list")
    twice = alice.frames("stats")
    assert [code(send(daemon, *twice)) for _ in range(3)] == ["", "replayed_request", "replayed_request"]
    assert refused(daemon) == {
        "invalid_signature": 2,
        "unauthorized": 1,
        "unsigned": 1,
        "nonce_missing": 1,
        "expired": 1,
        "denied": 1,
        "replayed": 2,
    }


def test_a_flood_of_wrong_signatures_leaves_few_lines_in_the_log_and_no_secret(
    prepared: Prepared, key: PrivateKey, other_key: PrivateKey
) -> None:
    daemon = prepared()
    keep(daemon, "alice", key.public())
    daemon.start()
    wrong = Signer(daemon, other_key.sign)
    with daemon.socket(zmq.DEALER) as sock:
        for number in range(500):
            sock.send_multipart([b"", *wrong.frames("stats", nonce=f"the-nonce-{number}")])
        replies = [json.loads(sock.recv_multipart()[1]) for _ in range(500)]
    assert {code(reply) for reply in replies} <= {"invalid_signature", "rate_limited"}
    daemon.stop()  # by then all of the log is written
    lines = [line for line in daemon.log().splitlines() if "refused" in line]
    assert 1 <= len(lines) <= 6
    assert "alice" in lines[0]
    assert "the-nonce" not in daemon.log()


def test_a_flood_of_wrong_signatures_holds_up_neither_its_token_nor_others(
    steady: Daemon, alice: Signer, rsa: PrivateKey
) -> None:
    keep(steady, "victim", rsa.public())
    wrong = Signer(steady, lambda _: b"\1" * 384, "victim")
    steady.eventually(lambda: code(wrong.ask("stats")) == "invalid_signature")
    with steady.socket(zmq.DEALER) as sock:
        frames = [b"", *wrong.frames("stats", padding="x" * 30_000)]
        for _ in range(1000):
            sock.send_multipart(frames)
        steady.serves_others()
        assert alice.once() == EVENT
        for _ in range(1000):
            sock.recv_multipart()
    assert Signer(steady, rsa.sign, "victim").once() == EVENT
