"""The doctor says of each endpoint whether it can be had, who has it, and what protects it from the network."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import pytest

from tests.host.doctor.conftest import MYSELF, NOBODY

if TYPE_CHECKING:
    from tests.conftest import MakeDaemon
    from tests.host.doctor.conftest import Doctor


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{probe.getsockname()[1]}"


def test_a_place_that_nobody_has_is_free(doctor: Doctor) -> None:
    port = free_port()
    seen = doctor.look(port)
    assert seen.finding("ports", port)["figures"] == {"state": "free"}
    assert seen.finding("ports", f"ipc://{doctor.folder}/pub")["figures"] == {"state": "free"}


def test_a_place_of_the_running_daemon_is_its_own(doctor: Doctor, make_daemon: MakeDaemon) -> None:
    port = free_port()
    daemon = make_daemon(port).start()
    seen = doctor.of(daemon)
    for endpoint in (port, daemon.endpoint, daemon.export):
        assert seen.mark("ports", endpoint) == "ok"
        assert seen.finding("ports", endpoint)["figures"] == {"state": "ours", "pid": daemon.pid}


def test_a_port_of_somebody_else_is_named_with_its_process(doctor: Doctor) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        endpoint = f"tcp://127.0.0.1:{held.getsockname()[1]}"
        seen = doctor.look(endpoint)
    assert seen.mark("ports", endpoint) == "broken"
    assert seen.finding("ports", endpoint)["figures"] == {"state": "taken", "pid": os.getpid()}
    assert f"process {os.getpid()} (" in seen.finding("ports", endpoint)["says"]
    assert seen.failing


def test_a_socket_file_of_somebody_else_is_named_with_its_process(doctor: Doctor) -> None:
    with socket.socket(socket.AF_UNIX) as held:
        held.bind(f"{doctor.folder}/req")
        held.listen()
        seen = doctor.look()
    assert seen.mark("ports", doctor.endpoint) == "broken"
    assert seen.finding("ports", doctor.endpoint)["figures"] == {"state": "taken", "pid": os.getpid()}


def test_another_daemons_places_are_somebody_elses(doctor: Doctor, make_daemon: MakeDaemon) -> None:
    daemon = make_daemon().start()
    seen = doctor.look(daemon.endpoint)
    assert seen.daemon is None
    assert seen.mark("ports", daemon.endpoint) == "broken"


def test_a_socket_file_that_was_left_behind_is_a_warning(doctor: Doctor, make_daemon: MakeDaemon) -> None:
    daemon = make_daemon().start()
    daemon.kill()
    seen = doctor.of(daemon)
    assert seen.mark("ports", daemon.endpoint) == "warning"
    assert seen.finding("ports", daemon.endpoint)["figures"] == {"state": "left"}
    assert seen.failing == []


@pytest.mark.parametrize(
    ("endpoint", "said"),
    [
        ("tcp://127.0.0.1:99999", "99999 is no port"),
        ("tcp://127.0.0.1:http", "http is no port"),
        ("tcp://127.0.0.1", "is no port"),
        ("tcp://no.such.interface:5000", "cannot be bound by this user"),
        ("tcp://203.0.113.7:5000", "cannot be bound by this user"),
        ("carrier://pigeon", "carrier is no transport"),
        ("ipc:///no/such/folder/req", "there is no folder /no/such/folder"),
        ("ipc:///etc/passwd", "what lies there is no socket"),
        ("ipc:///tmp/" + "a" * 200, "too long"),
    ],
    ids=lambda value: value[:30],
)
def test_what_cannot_be_bound_is_broken_and_says_why(doctor: Doctor, endpoint: str, said: str) -> None:
    seen = doctor.look(endpoint)
    assert seen.mark("ports", endpoint) == "broken"
    assert said in seen.finding("ports", endpoint)["says"]
    assert seen.failing


@pytest.mark.parametrize(
    "endpoint", ["tcp://127.0.0.1:*", "tcp://lo:0", "ipc://*", "ipc://@doctor-test-of-nobody"]
)
def test_a_place_that_the_system_picks_or_that_has_no_file_is_ok(doctor: Doctor, endpoint: str) -> None:
    assert doctor.look(endpoint).mark("ports", endpoint) == "ok"


def test_a_transport_that_cannot_be_looked_at_is_a_warning(doctor: Doctor) -> None:
    assert doctor.look("ws://127.0.0.1:1").mark("ports", "ws://127.0.0.1:1") == "warning"


@pytest.mark.parametrize("uid", [NOBODY] if os.geteuid() == 0 else [MYSELF])
def test_who_may_not_know_whose_a_place_is_is_told_so(
    doctor: Doctor, make_daemon: MakeDaemon, uid: int
) -> None:
    port = free_port()
    daemon = make_daemon(port).start()
    daemon.folder.chmod(0o755)
    seen = doctor.of(daemon, uid=uid)
    expected = {"warning": "taken"} if uid == NOBODY else {"ok": "ours"}
    assert {seen.mark("ports", port): seen.finding("ports", port)["figures"]["state"]} == expected
