"""The export socket takes subscriptions from anyone, and each byte of one costs the daemon a hundred."""

from __future__ import annotations

from typing import TYPE_CHECKING

import zmq
from zmq.utils.monitor import recv_monitor_message

if TYPE_CHECKING:
    from tests.conftest import Daemon


def test_a_subscription_longer_than_any_topic_is_hung_up_on(daemon: Daemon) -> None:
    with zmq.Context() as context, context.socket(zmq.XSUB) as sock:
        sock.linger = 0
        monitor = sock.get_monitor_socket(zmq.EVENT_DISCONNECTED)
        monitor.rcvtimeo = 30_000
        sock.connect(daemon.export)
        sock.send(b"\x01" + b"k" * 4096)
        assert recv_monitor_message(monitor)["event"] == zmq.EVENT_DISCONNECTED
        sock.disable_monitor()
        monitor.close()
    assert daemon.ask("stats")["subscriptions"] == 0
    daemon.serves_others()
