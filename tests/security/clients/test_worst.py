"""Who is hung up on, of all peers of a daemon that has grown: whoever sent most that was no request, or nobody."""

from __future__ import annotations

import socket
from contextlib import ExitStack

from cocained.gateway.crowd import UNREAD, Peer, _peers, _worst

END = socket.socket()
END.close()


def peer(surplus: int = -1000, unread: int = 0) -> Peer:
    return Peer(END, surplus, unread)


def test_of_peers_that_were_answered_none_is_hung_up_on() -> None:
    assert _worst([]) is None
    assert _worst([peer(), peer(unread=UNREAD - 1)]) is None


def test_of_several_it_is_the_one_who_has_sent_most() -> None:
    worst = peer(surplus=3000)
    assert _worst([peer(), peer(surplus=2000, unread=1 << 20), worst, peer(surplus=1)]) is worst


def test_where_all_were_answered_it_is_the_one_whose_bytes_wait() -> None:
    worst = peer(unread=1 << 20)
    assert _worst([peer(), worst, peer(unread=UNREAD)]) is worst


def test_peers_are_those_who_connected_to_this_process_and_nobody_else() -> None:
    with ExitStack() as held:
        listener, other = (held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(2))
        client, _ = (held.enter_context(socket.create_connection(s.getsockname())) for s in (listener, other))
        accepted = held.enter_context(listener.accept()[0])
        client.sendall(b"hello")
        accepted.recv(1, socket.MSG_PEEK)
        found = _peers()
        for one in found:
            held.enter_context(one.end)
        assert [(one.end.getpeername(), one.unread) for one in found] == [(client.getsockname(), 5)]
