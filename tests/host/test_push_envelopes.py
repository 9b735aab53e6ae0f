"""How a request may be wrapped, and that each reply finds its way back (protocol.md §1)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import zmq

if TYPE_CHECKING:
    from tests.conftest import Daemon


def once(uri: str, **more: Any) -> bytes:
    return json.dumps({"version": 2, "token": "t", "targets": {uri: {"driver": "once"}}, **more}).encode()


def test_a_dealer_may_leave_the_empty_frame_out(daemon: Daemon) -> None:
    with daemon.socket(zmq.DEALER) as sock:
        sock.send(once(daemon.seed_uri))
        (reply,) = sock.recv_multipart()
    assert json.loads(reply)[daemon.seed_uri]["some-field"] == 10


def test_an_envelope_of_several_frames_comes_back_as_it_went(daemon: Daemon) -> None:
    with daemon.socket(zmq.DEALER) as sock:
        sock.send_multipart([b"hop one", b"\0\1hop two", b"", once(daemon.seed_uri)])
        *envelope, reply = sock.recv_multipart()
    assert envelope == [b"hop one", b"\0\1hop two", b""]
    assert json.loads(reply)[daemon.seed_uri]["some-field"] == 10


def test_a_frame_behind_the_request_is_looked_at_by_versions_that_sign(daemon: Daemon) -> None:
    with daemon.socket(zmq.DEALER) as sock:
        sock.send_multipart([b"", once(daemon.seed_uri), b"signature"])
        assert json.loads(sock.recv_multipart()[-1])[daemon.seed_uri]["some-field"] == 10
        sock.send_multipart([b"", once(daemon.seed_uri, version=3), b"signature"])
        assert json.loads(sock.recv_multipart()[-1])["code"] == "unauthorized_user"


def test_a_proxy_of_router_and_dealer_stands_in_between(daemon: Daemon) -> None:
    with zmq.Context() as context, context.socket(zmq.ROUTER) as front, daemon.socket(zmq.DEALER) as back:
        front.linger = 0
        front.bind("inproc://front")
        clients = [context.socket(zmq.REQ) for _ in range(3)]
        for number, client in enumerate(clients):
            client.linger = 0
            client.connect("inproc://front")
            client.send(once(daemon.seed_uri, id=number))
        for _ in clients:
            back.send_multipart(front.recv_multipart())
        for _ in clients:
            front.send_multipart(back.recv_multipart())
        assert [json.loads(client.recv())["id"] for client in clients] == [0, 1, 2]
        for client in clients:
            client.close()


@pytest.mark.parametrize("identifier", ["a", "", "ключ", 0, -1, 2**62, 1.5])
def test_an_id_is_echoed_as_it_was(daemon: Daemon, identifier: Any) -> None:
    with daemon.socket() as sock:
        sock.send(once(daemon.seed_uri, id=identifier))
        assert json.loads(sock.recv())["id"] == identifier
        sock.send(once(daemon.seed_uri))
        assert "id" not in json.loads(sock.recv())


@pytest.mark.parametrize("identifier", [True, [1], {"a": 1}])
def test_an_id_that_is_none_is_refused(daemon: Daemon, identifier: Any) -> None:
    assert daemon.send(once(daemon.seed_uri, id=identifier))["code"] == "malformed_request"


def test_a_client_that_comes_back_under_its_name_gets_its_replies(daemon: Daemon) -> None:
    for _ in range(3):
        with daemon.socket(zmq.REQ, b"SuperDuperClient") as sock:
            sock.send(once(daemon.seed_uri))
            assert json.loads(sock.recv())[daemon.seed_uri]["some-field"] == 10


@pytest.mark.parametrize("clients", [1, 8])
@pytest.mark.parametrize("in_flight", [2, 16, 64])
def test_every_request_in_flight_is_answered_once(daemon: Daemon, clients: int, in_flight: int) -> None:
    """Each reply calls for the next request, so that reading and writing of the daemon's socket always overlap."""
    sockets = [daemon.socket(zmq.DEALER) for _ in range(clients)]
    asked = dict.fromkeys(sockets, in_flight)
    answered: dict[Any, list[int]] = {sock: [] for sock in sockets}
    for sock in sockets:
        for number in range(in_flight):
            sock.send(once(daemon.seed_uri, id=number))
    while any(len(ids) < 5 * in_flight for ids in answered.values()):
        for sock in sockets:
            if len(answered[sock]) < 5 * in_flight:
                answered[sock].append(json.loads(sock.recv())["id"])
                if asked[sock] < 5 * in_flight:
                    sock.send(once(daemon.seed_uri, id=asked[sock]))
                    asked[sock] += 1
    for sock in sockets:
        sock.close()
    assert all(sorted(ids) == list(range(5 * in_flight)) for ids in answered.values())
