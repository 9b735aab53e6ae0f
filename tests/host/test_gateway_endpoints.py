"""Where the daemon's own sockets listen: they take no place from anybody, and leave none behind."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import zmq

if TYPE_CHECKING:
    from tests.conftest import Daemon, MakeDaemon

NAMES = ("req", "pub")


def free_endpoint() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{probe.getsockname()[1]}"


def refusal(daemon: Daemon) -> str:
    """What a daemon says that cannot start."""
    daemon.start(expect_ready=False)
    assert daemon.process.wait(30) == 1
    return daemon.log()


@pytest.mark.parametrize("name", NAMES)
def test_the_endpoint_of_a_daemon_that_lives_is_refused_to_another_and_not_taken_from_it(
    daemon: Daemon, make_daemon: MakeDaemon, name: str
) -> None:
    endpoint = f"ipc://{daemon.folder}/{name}"
    other = make_daemon(endpoint) if name == "req" else make_daemon("--export", endpoint)
    assert (
        f"cocained: cannot listen at {endpoint}: Address already in use; is another daemon there?"
        in refusal(other)
    )
    with daemon.subscribe("auto") as sub:
        daemon.push(daemon.seed_uri, interval=10)
        assert sub.recv_multipart()
    daemon.serves_others()


@pytest.mark.parametrize("name", NAMES)
def test_a_file_at_the_path_is_left_alone(make_daemon: MakeDaemon, name: str) -> None:
    daemon = make_daemon()
    (daemon.folder / name).write_text("precious")
    said = refusal(daemon)
    assert f"cannot listen at ipc://{daemon.folder}/{name}: what lies there is no socket" in said
    assert (daemon.folder / name).read_text() == "precious"


def test_a_folder_that_is_missing_is_named(make_daemon: MakeDaemon) -> None:
    daemon = make_daemon()
    endpoint = f"ipc://{daemon.folder}/missing/req"
    daemon.endpoint = endpoint
    assert f"cannot listen at {endpoint}: there is no folder {daemon.folder}/missing" in refusal(daemon)


def test_a_daemon_that_ends_in_order_leaves_no_socket_behind_and_a_dead_ones_are_taken_over(
    daemon: Daemon,
) -> None:
    daemon.kill()
    assert [(daemon.folder / name).is_socket() for name in NAMES] == [True, True]
    daemon.start()
    daemon.serves_others()
    assert daemon.stop() == 0
    assert [(daemon.folder / name).exists() for name in NAMES] == [False, False]


def test_a_file_that_has_taken_the_place_of_a_socket_outlives_it(daemon: Daemon) -> None:
    path: Path = daemon.folder / "req"
    path.unlink()
    path.write_text("precious")
    assert daemon.stop() == 0
    assert path.read_text() == "precious"


def test_endpoints_of_all_kinds_serve_beside_each_other(make_daemon: MakeDaemon) -> None:
    daemon = make_daemon()
    further = [
        free_endpoint(),
        f"ipc://{daemon.folder}/second",
        f"ipc://@{daemon.folder.name}",
        free_endpoint(),
    ]
    daemon.start(*further)
    for endpoint in (daemon.endpoint, *further):
        daemon.endpoint = endpoint
        assert "uptime" in daemon.ask("stats")
    with zmq.Context() as context, context.socket(zmq.SUB) as sub:
        sub.connect(daemon.export)
    assert daemon.stop() == 0
    assert not (daemon.folder / "second").exists()
