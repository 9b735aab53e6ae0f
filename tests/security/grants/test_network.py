"""No connection goes where none is granted, and no request says what its sender may not say."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import pytest

from cocained.outreach.addresses import is_reachable
from cocained.outreach.naming import EVERYWHERE, is_private_by_name

if TYPE_CHECKING:
    from tests.conftest import MakeDaemon
    from tests.security.grants.conftest import Ground

ELSEWHERE = [
    ("127.0.0.1", "other"), ("localhost", "port"), ("127.1", "port"), ("2130706433", "port"),
    ("0x7f000001", "port"), ("0177.0.0.1", "port"), ("::1", "port"), ("::ffff:127.0.0.1", "port"),
    ("[::1]", "port"), ("0", "port"), ("", "port"), ("127.0.0.1.", "port"), ("127.0.0.1\0", "port"),
    ("127.0.0.1 ", "port"), ("127.0.0.1%lo", "port"), ("127.0.0.2", "port"), ("user@127.0.0.1", "port"),
    ("127.0.0.1:80", "port"), ("127.0.0.1/x", "port"), ("*", "port"), ("１２７.0.0.1", "port"),
]  # fmt: skip
"""Places that are not the one that is granted, some of which a resolver would take for it."""


@pytest.mark.parametrize(("host", "to"), ELSEWHERE, ids=repr)
def test_no_connection_is_made_but_to_what_is_granted(ground: Ground, host: str, to: str) -> None:
    found = ground.attack(
        """
        answer = ask(outside.Connect(host, {'port': port, 'other': other}[to], 5.0))
        return {'refused': refused(answer), 'said': str(answer)}
        """,
        host=host,
        to=to,
    )
    assert found["refused"], found


@pytest.mark.parametrize("number", [0, -1, 65536, 1 << 40])
def test_what_is_no_port_is_refused(ground: Ground, number: int) -> None:
    found = ground.attack(
        "return {'refused': refused(ask(outside.Connect('127.0.0.1', number, 5.0)))}", number=number
    )
    assert found == {"refused": True}


@pytest.mark.parametrize("timeout", ["float('nan')", "float('inf')", "-1.0", "0.0", "1e308"])
def test_no_timeout_is_longer_than_the_run(ground: Ground, timeout: str) -> None:
    found = ground.attack(
        f"return {{'said': type(ask(outside.Connect('127.0.0.1', other, {timeout}))).__name__}}"
    )
    assert found == {"said": "Unreached"}


def test_a_connection_that_was_handed_over_goes_nowhere_else(ground: Ground) -> None:
    found = ground.attack(
        """
        (wire,) = [one for one in gc.get_objects() if type(one) is Wire]
        wire.reach(outside.Connect('127.0.0.1', port, 5.0))
        descriptor = wire.descriptor()
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        address = (2).to_bytes(2, 'little') + other.to_bytes(2, 'big') + bytes((127, 0, 0, 1)) + bytes(8)
        seen = []
        for name, *arguments in (
            ('connect', descriptor, address, 16), ('connect', descriptor, bytes(16), 16),
            ('listen', descriptor, 1), ('setsockopt', descriptor, 1, 2, address, 4),
            ('sendto', descriptor, b'x', 1, 0, address, 16), ('sendto', descriptor, b'x', 1, 0x20000000, None, 0),
            ('sendmsg', descriptor, bytes(56), 0), ('shutdown', descriptor, 2), ('socket', 2, 1, 0),
            ('accept', descriptor, None, None),
        ):
            ctypes.set_errno(0)
            seen.append((getattr(libc, name)(*arguments), ctypes.get_errno()))
        return {'seen': [result == -1 and number == 1 for result, number in seen], 'sent': os.write(descriptor, b'x')}
        """
    )
    assert found == {"seen": [True] * 10, "sent": 1}


def test_a_cell_without_a_grant_of_descriptors_takes_none(make_daemon: MakeDaemon) -> None:
    """Its wall has no call by which one could come."""
    daemon = make_daemon("--sandbox", "kernel-only")
    daemon.source(
        "takes.py",
        """
        import socket
        def takes():
            a, b = SOCKETS
            try: socket.recv_fds(a, 1, 1)
            except PermissionError: return {'refused': True}
        import gc
        SOCKETS = [one for one in gc.get_objects() if type(one) is socket.socket] * 2
        SOCKETS = SOCKETS[:2]
        """,
    )
    daemon.start()
    assert daemon.once("python:///takes.py/takes") == {"refused": True}


# --- what a cell may say at all


def test_two_questions_at_once_are_the_end_of_a_cell(ground: Ground) -> None:
    found = ground.attack(
        """
        (wire,) = [one for one in gc.get_objects() if type(one) is Wire]
        for _ in range(2): wire.tell(outside.OpenFile('/proc/loadavg'))
        wire.reach(outside.OpenFile('/proc/loadavg'))
        """
    )
    assert found["code"] == "source_died"
    assert "out of turn" in found["error"]


def test_what_a_source_wants_is_told_while_it_is_loaded_or_never(ground: Ground) -> None:
    found = ground.attack("ask(outside.Want())")
    assert found["code"] == "source_died"
    assert "too late what its source wants" in found["error"]


def test_a_cell_that_asks_without_end_costs_its_own_runs_alone(ground: Ground) -> None:
    ground.daemon.source("quiet.py", "def quiet(): return {'ok': True}")
    found: list[dict[str, object]] = []
    attacker = threading.Thread(
        target=lambda: found.append(
            ground.attack("while True: ask(outside.OpenFile('/etc/x' + str(os.getpid())))", timeout=2_000)
        )
    )
    attacker.start()
    for _ in range(20):
        assert ground.daemon.once("python:///quiet.py/quiet") == {"ok": True}
    attacker.join()
    assert found[0]["code"] == "timeout"
    assert ground.daemon.log().count("is not granted") < 50


@pytest.mark.parametrize(
    "question",
    [
        "outside.OpenFile('/' + 'x' * 900_000)",
        "outside.Connect('x' * 900_000, 1, 1.0)",
        "outside.ReadEnv('x' * 900_000)",
        "outside.FetchUrl('http://' + 'x' * 900_000, 'GET', (), None, 1.0)",
        "outside.FetchUrl('', '', (('', ''),) * 10_000, None, 1.0)",
        "outside.ReadEnv('')",
        "outside.FetchUrl('http://a/', 'X' * 900_000, (), b'', 1.0)",
    ],
)
def test_questions_past_all_measure_are_answered_shortly(ground: Ground, question: str) -> None:
    found = ground.attack(
        f"answer = ask({question})\nreturn {{'refused': refused(answer), 'length': len(answer.why)}}"
    )
    assert found["refused"] is True
    assert found["length"] < 3000


# --- names that lead elsewhere

NAMES = [
    ("127.0.0.1", True), ("10.0.0.1", True), ("::1", True), ("fe80::1", True), ("localhost", True),
    ("a.localhost", True), ("db", True), ("db.internal", True), ("printer.local", True),
    ("nas.home.arpa", True), ("example.com", False),
    ("localhost.example.com", False), ("internal.example.com", False), ("arpa", True), ("home.arpa.example.com", False),
    ("127.0.0.1.example.com", False), ("evil.com", False),
]  # fmt: skip


@pytest.mark.parametrize(("host", "private"), NAMES, ids=repr)
def test_only_who_names_a_private_place_may_be_led_to_one(host: str, private: bool) -> None:
    assert is_private_by_name(host) is private


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "169.254.169.254", "10.1.2.3", "::1", "::ffff:127.0.0.1", "fd00::1"]
)
def test_a_public_name_leads_to_no_private_address_unless_that_is_allowed(address: str) -> None:
    assert not is_reachable(address, ())
    assert is_reachable(address, EVERYWHERE)


# --- the life of an order


def test_what_a_dead_cell_asked_for_is_given_up(make_daemon: MakeDaemon) -> None:
    """Its server sees that the daemon hangs up, though the fetch has an hour left."""
    daemon = make_daemon()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)
        port = server.getsockname()[1]
        file = daemon.folder / "cocained.toml"
        file.write_text(f'[[grant]]\nsource = "python:///*"\nfetch = ["http://127.0.0.1:{port}/"]\n')
        daemon.source("hangs.py", f"def hangs(): return fetch('http://127.0.0.1:{port}/').text()")
        daemon.start("--config", str(file))
        uri = "python:///hangs.py/hangs"
        daemon.push(uri, driver="auto", interval=3_000, timeout=3_600_000, overlap="replace")
        peer, _ = server.accept()
        with peer:
            peer.settimeout(30)
            assert peer.recv(65536).startswith(b"GET / ")
            assert peer.recv(1) == b""  # the next run has replaced this one, and its cell
