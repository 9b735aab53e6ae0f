"""What lies open is said at every start."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from cocained.config import Config, Origin
from cocained.config.tables import AuthConfig
from cocained.exposure import reaches_beyond, sentences
from cocained.reloading import Owners, Reloading
from tests.host.authority.conftest import configure

if TYPE_CHECKING:
    from tests.conftest import Daemon

    Prepared = Callable[..., Daemon]

REQUIRED = AuthConfig(mode="required")


@pytest.mark.parametrize(
    "endpoint",
    [
        "tcp://127.0.0.1:5000",
        "tcp://127.8.8.8:5000",
        "tcp://lo:5000",
        "tcp://localhost:*",
        "tcp://[::1]:5000",
        "tcp://[::ffff:127.0.0.1]:5000",
        "ipc:///run/cocaine/request",
        "ipc://*",
        "inproc://here",
    ],
)
def test_what_stays_on_the_machine_is_known(endpoint: str) -> None:
    assert not reaches_beyond(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "tcp://*:5000",
        "tcp://0.0.0.0:5000",
        "tcp://[::]:5000",
        "tcp://192.168.0.7:5000",
        "tcp://eth0:5000",
        "tcp://lost:5000",
        "tcp://127.0.0.1.example.com:5000",
        "tcp://[fe80::1%eth0]:5000",
        "tcp://[::ffff:10.0.0.1]:5000",
        "tcp://:5000",
        "pgm://eth0;239.0.0.1:5000",
        "ws://127.0.0.1.nip.io:5000",
    ],
)
def test_what_may_be_reached_from_elsewhere_counts_as_open(endpoint: str) -> None:
    assert reaches_beyond(endpoint)


def about(config: Config, word: str) -> list[str]:
    return [sentence for sentence in sentences(config) if word in sentence]


def test_a_daemon_on_loopback_has_nothing_to_say() -> None:
    assert sentences(Config()) == []


def test_requests_without_signatures_from_elsewhere_are_warned_of() -> None:
    opened = Config(endpoints=("tcp://127.0.0.1:5000", "tcp://*:5000"))
    (said,) = about(opened, "need no signature")
    assert "tcp://*:5000" in said
    assert "tcp://127.0.0.1:5000" not in said
    assert about(Config(endpoints=("tcp://*:5000",), auth=REQUIRED), "need no signature") == []


def test_requests_that_may_be_repeated_are_warned_of() -> None:
    auth = AuthConfig(mode="required", replay_window=0)
    assert about(Config(endpoints=("tcp://*:5000",), auth=auth), "repeated")
    assert about(Config(auth=auth), "repeated") == []


def test_sha1_is_warned_of_wherever_it_is() -> None:
    assert about(Config(auth=AuthConfig(digests=("sha256", "sha1"))), "SHA-1")


def said(daemon: Daemon) -> int:
    """How often the log has spoken of SHA-1, once it has come to this moment."""
    mark = f"marked-{time.monotonic_ns()}"
    assert daemon.push(f"python:///log.py/Log?word={mark}", driver="once") == {}
    daemon.eventually(lambda: mark in daemon.log())
    return daemon.log().count("SHA-1")


LOG = """
class Log:
    def __init__(self, word):
        log(word)
    def next(self):
        return {}
"""


def test_the_log_has_it_at_every_start_and_at_a_reload_that_changes_it(prepared: Prepared) -> None:
    daemon = prepared('digests = ["sha1"]')
    daemon.source("log.py", LOG)
    for count in (1, 2):
        daemon.start()
        assert said(daemon) == count
        daemon.stop()
    configure(daemon)
    daemon.start()
    assert said(daemon) == 2
    configure(daemon, 'digests = ["sha256", "sha1"]')
    assert "auth.digests" in daemon.ask("reload")["changed"]
    assert said(daemon) == 3


async def test_a_reload_warns_of_what_is_in_force_and_not_of_what_needs_a_restart(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "cocained.toml"
    file.write_text('endpoints = ["tcp://*:5000"]\n')
    origin = Origin.of(["--config", str(file)], {})
    admission: Any = SimpleNamespace(rules=None)
    nobody: Any = None
    owners = Owners(nobody, nobody, nobody, nobody, admission, nobody, nobody)
    reloading = Reloading(origin, origin.read(), owners)
    file.write_text('endpoints = ["tcp://*:6000"]\n[auth]\ndigests = ["sha1"]\n[curve]\nsecret_key = "k"\n')
    outcome = await reloading.reload()
    assert (set(outcome["changed"]), set(outcome["needs_restart"])) == (
        {"auth.digests"},
        {"endpoints", "curve.secret_key"},
    )
    assert "SHA-1" in caplog.text
    assert "nothing is encrypted that goes over tcp://*:5000" in caplog.text
    assert "6000" not in caplog.text


def test_a_daemon_that_can_serve_nobody_says_so(prepared: Prepared) -> None:
    daemon = prepared('mode = "required"').start()
    daemon.eventually(lambda: "nobody is served before cocained keys add has added one" in daemon.log())
