"""The laws of what a push with the driver zeromq may say."""

from __future__ import annotations

import pytest

from cocaine_sdk.errors import BadArgument, MissingArgument
from cocained.drivers.zeromq import ZeroMQArguments


@pytest.mark.parametrize("endpoint", [None, "", 5, ["tcp://127.0.0.1:5002"], True, {}])
def test_an_endpoint_that_is_missing_is_refused_in_the_seeds_words(endpoint: object) -> None:
    with pytest.raises(MissingArgument, match=r"^no endpoint specified"):
        ZeroMQArguments(endpoint=endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "127.0.0.1:5002", "inproc://name", "udp://127.0.0.1:5002", "pgm://eth0;239.1.1.1:5002", "tcp://", "tcp://127.0.0.1",
        "tcp://:5002", "tcp://127.0.0.1:*", "tcp://*:*", "tcp://127.0.0.1:0", "tcp://127.0.0.1:65536", "tcp://127.0.0.1:-1",
        "tcp://127.0.0.1:50x", "tcp://127.0.0.1:٥٠٠٢", "tcp://127.0.0.1:5002\0", "ipc://", "ipc://*", "ipc://relative/in",
        "ipc://@", "ipc:///a\0b", "ipc:///" + "x" * 300, "TCP://127.0.0.1:5002",
    ],
)  # fmt: skip
def test_an_endpoint_that_no_sender_could_find_is_refused_by_name(endpoint: str) -> None:
    with pytest.raises(BadArgument, match=r"^cannot use the endpoint .*; write it as tcp://"):
        ZeroMQArguments(endpoint=endpoint)


@pytest.mark.parametrize("watermark", [0, -1, 1_000_001])
def test_a_watermark_out_of_bounds_is_refused(watermark: int) -> None:
    with pytest.raises(BadArgument, match="watermark must be from 1 to 1000000"):
        ZeroMQArguments(endpoint="tcp://lo:5002", watermark=watermark)


@pytest.mark.parametrize(
    "endpoint",
    ["tcp://127.0.0.1:5002", "tcp://lo:1", "tcp://*:65535", "tcp://[::1]:5002", "ipc:///run/in", "ipc://@in"],
)
def test_an_endpoint_that_senders_can_find_is_taken_as_it_is_written(endpoint: str) -> None:
    assert ZeroMQArguments(endpoint=endpoint).endpoint == endpoint
