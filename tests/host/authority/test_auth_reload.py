"""`[auth]` at a reload."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cocaine_sdk.signing import PrivateKey
from tests.host.authority.conftest import EVENT, ONCE, Signer, code, configure, keep, send

if TYPE_CHECKING:
    from tests.conftest import Daemon

    Prepared = Callable[..., Daemon]


def test_signatures_become_required_at_once_and_optional_again(prepared: Prepared, key: PrivateKey) -> None:
    daemon = prepared()
    keep(daemon, "alice", key.public())
    alice = Signer(daemon.start(), key.sign)
    assert daemon.once(daemon.seed_uri) == EVENT
    configure(daemon, 'mode = "required"')
    assert daemon.ask("reload")["changed"] == {"auth.mode": ["optional", "required"]}
    assert code(daemon.ask("push", ONCE)) == "signature_required"
    assert code(daemon.ask("reload")) == "signature_required"
    configure(daemon)
    assert alice.ask("reload")["changed"] == {"auth.mode": ["required", "optional"]}
    assert daemon.once(daemon.seed_uri) == EVENT


def test_digests_change_at_once(prepared: Prepared, rsa: PrivateKey) -> None:
    daemon = prepared()
    keep(daemon, "alice", rsa.public())
    alice = Signer(daemon.start(), rsa.sign)
    assert alice.once() == EVENT
    configure(daemon, 'digests = ["sha512"]')
    daemon.ask("reload")
    assert code(alice.ask("stats")) == "invalid_signature"


def test_the_window_changes_at_once(prepared: Prepared, key: PrivateKey) -> None:
    import time

    daemon = prepared("replay_window = 60")
    keep(daemon, "alice", key.public())
    alice = Signer(daemon.start(), key.sign)
    assert code(alice.ask("stats", timestamp=time.time() - 100)) == "request_expired"
    configure(daemon, "replay_window = 600")
    daemon.ask("reload")
    frames = alice.frames("stats", timestamp=time.time() - 100)
    assert [code(send(daemon, *frames)) for _ in range(2)] == ["", "replayed_request"]
    configure(daemon, "replay_window = 0")
    daemon.ask("reload")
    assert code(send(daemon, *frames)) == ""
