"""No signed request has an effect twice: not at one moment, not later, not after a kill."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
import zmq

from cocaine_sdk.signing import PrivateKey
from tests.host.authority.conftest import EVENT, ONCE, Signer, code, configure, keep, refused, send

if TYPE_CHECKING:
    from tests.conftest import Daemon

    Prepared = Callable[..., Daemon]

COUNTER = """
class Counter:
    def next(self):
        return {"n": store.incr("n")}
"""
COUNT = {"python:///counter.py/Counter": {"driver": "once"}}


@pytest.fixture
def alice(prepared: Prepared, key: PrivateKey) -> Signer:
    daemon = prepared()
    daemon.source("counter.py", COUNTER)
    keep(daemon, "alice", key.public())
    return Signer(daemon.start(), key.sign)


def counted(reply: dict[str, Any]) -> int:
    return int(reply["python:///counter.py/Counter"]["n"])


def test_a_request_that_is_sent_again_is_refused_and_has_no_effect(alice: Signer) -> None:
    frames = alice.frames("push", COUNT)
    assert counted(send(alice.daemon, *frames)) == 1
    again = send(alice.daemon, *frames)
    assert code(again) == "replayed_request"
    assert again["error"].startswith("replayed request")
    assert counted(alice.ask("push", COUNT)) == 2


def test_of_equal_requests_at_one_moment_exactly_one_is_served(alice: Signer) -> None:
    frames = alice.frames("push", COUNT)
    sockets = [alice.daemon.socket(zmq.DEALER) for _ in range(8)]
    for _ in range(8):
        for sock in sockets:
            sock.send_multipart([b"", *frames])
    replies = [json.loads(sock.recv_multipart()[1]) for sock in sockets for _ in range(8)]
    for sock in sockets:
        sock.close()
    assert sorted(map(code, replies)) == [""] + ["replayed_request"] * 63
    assert counted(alice.ask("push", COUNT)) == 2


def test_a_request_that_was_served_before_a_kill_is_refused_after_it(alice: Signer) -> None:
    frames = alice.frames("push", COUNT)
    assert counted(send(alice.daemon, *frames)) == 1
    alice.daemon.kill()
    alice.daemon.start()
    assert code(send(alice.daemon, *frames)) == "replayed_request"
    assert counted(alice.ask("push", COUNT)) == 2


def test_a_kill_in_the_middle_of_requests_opens_none_of_those_that_were_answered(alice: Signer) -> None:
    sent = [alice.frames("push", COUNT) for _ in range(200)]
    with alice.daemon.socket(zmq.DEALER) as sock:
        for number, frames in enumerate(sent):
            sock.send_multipart([b"%d" % number, b"", *frames])
        answered = [int(sock.recv_multipart()[0]) for _ in range(50)]
        alice.daemon.kill()
    alice.daemon.start()
    again = [send(alice.daemon, *sent[number]) for number in answered]
    assert {code(reply) for reply in again} == {"replayed_request"}


def test_a_request_whose_effect_is_seen_is_one_that_is_not_served_again(alice: Signer) -> None:
    """The nonce is on the disk before the source runs: so a kill that loses the answer opens nothing."""
    daemon = alice.daemon
    daemon.source(
        "slow.py",
        "import time\nclass Slow:\n    def next(self):\n        store.set('ran', True)\n        time.sleep(60)\n",
    )
    daemon.source("look.py", "class Look:\n    def next(self):\n        return {'ran': store.get('ran')}\n")
    uri = "python:///slow.py/Slow"
    frames = alice.frames("push", {uri: {"driver": "once", "timeout": 60_000}})
    with daemon.socket(zmq.DEALER) as sock:
        sock.send_multipart([b"", *frames])
        daemon.eventually(lambda: daemon.ask("stats")["sources"].get(uri, {}).get("queue"))
        daemon.kill()
    daemon.start()
    assert code(send(daemon, *frames)) == "replayed_request"


def test_a_nonce_of_one_token_is_free_for_another(alice: Signer, other_key: PrivateKey) -> None:
    keep(alice.daemon, "bob", other_key.public())
    bob = Signer(alice.daemon, other_key.sign, "bob")
    bob.daemon.eventually(lambda: code(bob.ask("stats")) == "")
    assert code(alice.ask("stats", nonce="one")) == ""
    assert code(bob.ask("stats", nonce="one")) == ""
    assert code(bob.ask("stats", nonce="one")) == "replayed_request"


def test_a_nonce_is_spent_whatever_the_time_that_comes_with_it(alice: Signer) -> None:
    assert code(alice.ask("stats", nonce="one")) == ""
    assert code(alice.ask("stats", nonce="one", timestamp=time.time() - 10)) == "replayed_request"


def test_a_refused_request_spends_no_nonce(alice: Signer, other_key: PrivateKey) -> None:
    """Else whoever sees a request on its way could have it refused by a copy with a broken signature."""
    frames = alice.frames("stats")
    assert code(send(alice.daemon, frames[0], other_key.sign(frames[0]))) == "invalid_signature"
    assert code(send(alice.daemon, *frames)) == ""


@pytest.mark.parametrize(
    ("seconds", "side"), [(-412, "412 s behind"), (412, "412 s ahead of"), (-1e9, "behind"), (1e14, "ahead")]
)
def test_a_request_from_outside_the_window_is_told_how_the_clocks_differ(
    alice: Signer, seconds: float, side: str
) -> None:
    reply = alice.ask("stats", timestamp=time.time() + seconds)
    assert code(reply) == "request_expired"
    assert side in reply["error"]
    assert "the window is 300 s" in reply["error"]


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ({"timestamp": None}, '"timestamp" is missing'),
        ({"nonce": None}, '"nonce" is missing'),
        ({"timestamp": "now"}, '"timestamp" is no time'),
        ({"timestamp": True}, '"timestamp" is no time'),
        ({"timestamp": 10**300}, '"timestamp" is no time'),
        ({"timestamp": [1]}, '"timestamp" is no time'),
        ({"nonce": ""}, "1 to 128 characters"),
        ({"nonce": "x" * 129}, "1 to 128 characters"),
        ({"nonce": 5}, "1 to 128 characters"),
        ({"nonce": {"a": []}}, "1 to 128 characters"),
    ],
)
def test_a_request_that_cannot_be_told_from_its_copy_is_refused(
    alice: Signer, more: dict[str, Any], what: str
) -> None:
    reply = alice.ask("stats", **more)
    assert code(reply) == "nonce_missing"
    assert what in reply["error"]


@pytest.mark.parametrize("nonce", ["x", "x" * 128, "\0", "👤" * 128, "../..", "a/b"])
def test_any_word_will_do_for_a_nonce_once(alice: Signer, nonce: str) -> None:
    assert [code(alice.ask("stats", nonce=nonce)) for _ in range(2)] == ["", "replayed_request"]


def test_a_time_in_whole_seconds_will_do(alice: Signer) -> None:
    assert code(alice.ask("stats", timestamp=int(time.time()))) == ""


def test_without_a_window_clients_need_neither_time_nor_nonce(prepared: Prepared, key: PrivateKey) -> None:
    daemon = prepared("replay_window = 0")
    keep(daemon, "alice", key.public())
    alice = Signer(daemon.start(), key.sign)
    frames = alice.frames("push", ONCE, timestamp=None, nonce=None)
    assert [send(daemon, *frames)[daemon.seed_uri] for _ in range(2)] == [EVENT, EVENT]
    assert alice.once(timestamp="never", nonce=7) == EVENT


def test_a_window_that_is_opened_by_a_reload_lets_nothing_in_that_was_served_before(
    prepared: Prepared, key: PrivateKey
) -> None:
    daemon = prepared("replay_window = 0")
    keep(daemon, "alice", key.public())
    alice = Signer(daemon.start(), key.sign)
    frames = alice.frames("stats")
    assert code(send(daemon, *frames)) == ""
    configure(daemon, "replay_window = 300")
    assert daemon.ask("reload")["changed"] == {"auth.replay_window": [0.0, 300.0]}
    assert code(send(daemon, *frames)) == "request_expired"
    assert code(alice.ask("stats")) == ""


def test_a_window_that_is_opened_by_a_restart_lets_nothing_in_that_was_served_before(
    prepared: Prepared, key: PrivateKey
) -> None:
    daemon = prepared("replay_window = 0")
    keep(daemon, "alice", key.public())
    alice = Signer(daemon.start(), key.sign)
    frames = alice.frames("stats")
    assert code(send(daemon, *frames)) == ""
    daemon.kill()
    configure(daemon)
    daemon.start()
    assert code(send(daemon, *frames)) == "request_expired"
    assert code(alice.ask("stats")) == ""


def test_what_the_storage_cannot_keep_is_not_served(alice: Signer) -> None:
    """A request whose nonce is not on the disk could come again after a crash."""
    import sqlite3

    blocker = sqlite3.connect(alice.daemon.storage, isolation_level=None)
    blocker.execute("DROP TABLE item")
    blocker.close()
    assert code(alice.ask("push", COUNT)) == "storage_error"
    assert refused(alice.daemon) == {}
