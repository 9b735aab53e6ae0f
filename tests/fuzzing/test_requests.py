"""Any bytes for a request: the law of `fuzz/targets/requests.py` over the core, and the real daemon beside it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import zmq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cocaine_sdk.protocol import ACTIONS
from fuzz.targets import requests

if TYPE_CHECKING:
    from tests.conftest import Daemon

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=12)
    | st.sampled_from(["once", "cron", "fs", "zeromq", "*/5 * * * *", "/tmp", "all", "echo:///*", "{secret:db}"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip
NAMES = st.sampled_from(
    ["driver", "interval", "isolated", "thread", "transient", "timeout", "align", "jitter", "missed", "overlap", "path",
     "recursive", "settle", "polling", "endpoint", "watermark", "expression", "timezone", "depth", "since", "value",
     "for", "remove", "unknown"]
)  # fmt: skip
ARGUMENTS = st.dictionaries(NAMES, JSON, max_size=4)
TARGETS = st.dictionaries(
    st.sampled_from(
        [
            requests.URI,
            "echo:///a/B",
            "python:///x.py/X",
            "auto:0",
            "db",
            "id",
            "code",
            "error",
            "hostname",
            "",
        ]
    )
    | st.text(max_size=20),
    ARGUMENTS | st.lists(ARGUMENTS | JSON, max_size=3) | JSON,
    max_size=4,
)
REQUESTS = st.fixed_dictionaries(
    {},
    optional={
        "version": st.sampled_from([1, 2, 3, 4]) | JSON,
        "token": st.sampled_from(["t", requests.SIGNER, ""]) | JSON,
        "action": st.sampled_from(ACTIONS) | JSON,
        "targets": TARGETS | JSON,
        "id": JSON,
        "timestamp": JSON,
        "nonce": JSON,
        "load": JSON,
        "uri": JSON,
    },
)
WHOLE = REQUESTS.map(lambda request: json.dumps({"version": 2, "token": "t", **request}).encode())
LIKELY = st.builds(
    lambda action, targets: requests.body(action=action, targets=targets), st.sampled_from(ACTIONS), TARGETS
)
BROKEN = st.builds(
    lambda whole, at, junk: whole[:at] + junk + whole[at:], WHOLE, st.integers(0, 200), st.binary(max_size=4)
)
ANY = st.binary(max_size=200) | WHOLE | LIKELY | BROKEN
LONG = settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)


@given(ANY)
@LONG
def test_any_bytes_get_one_reply_and_harm_nobody(data: bytes) -> None:
    requests.law(data)


@given(st.lists(LIKELY | WHOLE, min_size=2, max_size=6).map(requests.NEXT.join))
@LONG
def test_any_requests_one_after_the_other_get_a_reply_each(data: bytes) -> None:
    requests.law(data)


@given(WHOLE, st.binary(max_size=80))
@LONG
def test_any_signature_is_verified_or_refused(request: bytes, signature: bytes) -> None:
    requests.law(request + requests.SIGNATURE + signature)


@pytest.mark.parametrize(
    "seed", list(requests.seeds()), ids=lambda seed: seed.decode(errors="replace")[31:80]
)
def test_the_law_holds_for_what_the_fuzzer_begins_with(seed: bytes) -> None:
    requests.law(seed)


# --- the daemon itself

HARMLESS = st.binary(max_size=200) | BROKEN | st.builds(
    lambda action, targets: requests.body(action=action, targets=targets),
    st.sampled_from([action for action in ACTIONS if action not in ("push", "reload", "plugins")]),
    TARGETS,
)  # fmt: skip
"""What starts nothing, and may be said to a daemon that many tests share."""


def talk(daemon: Daemon, frames: list[bytes]) -> dict[str, Any]:
    with daemon.socket(zmq.DEALER) as sock:
        sock.send_multipart([b"", *frames])
        _, reply = sock.recv_multipart()
    found = json.loads(reply)
    assert isinstance(found, dict)
    return found


@given(HARMLESS, st.lists(st.binary(max_size=40), max_size=3))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_daemon_replies_to_any_frames(steady_daemon: Daemon, data: bytes, more: list[bytes]) -> None:
    reply = talk(steady_daemon, [data, *more])
    assert reply["hostname"]
    assert reply.get("code") != "internal_error"


def test_the_daemon_serves_others_after_all_of_that(steady_daemon: Daemon) -> None:
    steady_daemon.serves_others()
    assert "could not be" not in steady_daemon.log()
