"""The laws of where the driver zeromq listens: it takes no place from anybody, and leaves none behind."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import zmq

from cocaine_sdk.errors import BadArgument
from cocaine_sdk.testing import FakePulse
from cocained.drivers.zeromq import ZeroMQ, ZeroMQArguments

PATIENCE = 30.0
ROUNDS = 200
Context = zmq.Context[zmq.Socket[bytes]]


@pytest.fixture
def context() -> Iterator[Context]:
    """Of somebody else."""
    context: Context = zmq.Context()
    yield context
    context.term()


def put(path: Path) -> None:
    path.write_text("precious")


def at(path: Path) -> str:
    """What lies there."""
    if path.is_symlink():
        return "a link"
    if path.is_file():
        return path.read_text()
    return "a socket" if path.is_socket() else "nothing"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "in"


def started(endpoint: str, watermark: int = 100) -> ZeroMQ:
    driver = ZeroMQ(ZeroMQArguments(endpoint=endpoint, watermark=watermark), FakePulse(holding=True))
    driver.start()
    return driver


def refused(endpoint: str) -> str:
    """The sentence of a push that is refused; afterwards nothing of the driver is left, whatever it is asked."""
    driver = ZeroMQ(ZeroMQArguments(endpoint=endpoint), FakePulse())
    with pytest.raises(BadArgument) as caught:
        driver.start()
    driver.stop()
    assert driver.describe()["endpoint"] is None
    return str(caught.value)


def free_endpoint() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{probe.getsockname()[1]}"


async def serves(driver: ZeroMQ, context: Context) -> bool:
    """Whether what a new sender pushes is handed over."""
    pulse, endpoint = driver.pulse, driver.args.endpoint.replace("*", "127.0.0.1")
    assert isinstance(pulse, FakePulse)
    with context.socket(zmq.PUSH) as sender, sender.connect(endpoint):
        sender.send(b"hello")
        async with asyncio.timeout(PATIENCE):
            while not pulse.data:  # noqa: ASYNC110
                await asyncio.sleep(0.001)
    return pulse.data == [b"hello"]


async def test_a_port_that_is_taken_is_refused_by_name_and_can_be_had_when_it_is_free() -> None:
    with socket.socket() as owner:
        owner.bind(("127.0.0.1", 0))
        owner.listen()
        endpoint = f"tcp://127.0.0.1:{owner.getsockname()[1]}"
        assert refused(endpoint).startswith(f"cannot listen at {endpoint}: Address already in use")
    driver = started(endpoint)
    assert driver.describe()["endpoint"] == endpoint
    driver.stop()


async def test_one_address_in_two_spellings_is_taken_by_the_first() -> None:
    endpoint = free_endpoint()
    driver = started(endpoint)
    assert "Address already in use" in refused(endpoint.replace("127.0.0.1", "lo"))
    driver.stop()


@pytest.mark.parametrize("endpoint", ["tcp://no-such-interface:5002", "tcp://203.0.113.7:5002"])
async def test_an_address_that_is_not_the_machines_is_refused_by_name(endpoint: str) -> None:
    assert refused(endpoint).startswith(f"cannot listen at {endpoint}: ")


async def test_the_socket_of_somebody_who_lives_is_not_stolen(path: Path, context: Context) -> None:
    endpoint = f"ipc://{path}"
    with context.socket(zmq.PULL) as owner, context.socket(zmq.PUSH) as sender:
        owner.bind(endpoint)
        assert refused(endpoint) == f"cannot listen at {endpoint}: Address already in use"
        sender.connect(endpoint)
        sender.send(b"mine")
        assert owner.poll(int(PATIENCE * 1000))
        assert owner.recv() == b"mine"


async def test_a_socket_that_its_dead_owner_left_is_taken_over(path: Path, context: Context) -> None:
    with socket.socket(socket.AF_UNIX) as owner:
        owner.bind(str(path))
        owner.listen()
    assert at(path) == "a socket"
    driver = started(f"ipc://{path}")
    assert await serves(driver, context)
    driver.stop()


async def test_a_file_at_the_path_is_left_alone(path: Path) -> None:
    put(path)
    assert refused(f"ipc://{path}") == f"cannot listen at ipc://{path}: what lies there is no socket"
    assert at(path) == "precious"


async def test_a_link_at_the_path_is_left_alone(path: Path, tmp_path: Path) -> None:
    os.symlink(tmp_path / "nowhere", path)
    assert "what lies there is no socket" in refused(f"ipc://{path}")
    assert at(path) == "a link"


async def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "missing"
    assert refused(f"ipc://{folder}/in") == f"cannot listen at ipc://{folder}/in: there is no folder {folder}"


@pytest.mark.parametrize("length", [107, 108, 109, 200])
async def test_a_path_too_long_for_a_socket_is_refused_and_leaves_nothing(path: Path, length: int) -> None:
    path = path.parent / "x".ljust(length - len(f"{path.parent}/"), "x")
    if length > 107:
        assert "too long" in refused(f"ipc://{path}")
    else:
        started(f"ipc://{path}").stop()
    assert at(path) == "nothing"


async def test_a_file_that_has_taken_the_place_of_the_socket_outlives_it(path: Path) -> None:
    driver = started(f"ipc://{path}")
    os.unlink(path)
    put(path)
    driver.stop()
    assert at(path) == "precious"


async def test_a_name_without_a_file_will_do(context: Context, path: Path) -> None:
    endpoint = f"ipc://@cocained-test{str(path).replace('/', '-')}"
    driver = started(endpoint)
    assert await serves(driver, context)
    driver.stop()
    started(endpoint).stop()


@pytest.mark.parametrize("transport", ["tcp", "ipc", "wildcard"])
async def test_a_place_that_was_given_up_is_free_at_once(
    transport: str, path: Path, context: Context
) -> None:
    tcp = free_endpoint()
    endpoint = {"tcp": tcp, "ipc": f"ipc://{path}", "wildcard": tcp.replace("127.0.0.1", "*")}[transport]
    for number in range(ROUNDS):
        driver = started(endpoint)
        assert number % 20 or await serves(driver, context)
        driver.stop()


async def test_a_port_that_was_given_up_is_free_for_anybody() -> None:
    endpoint = free_endpoint()
    host, port = endpoint.removeprefix("tcp://").split(":")
    for _ in range(ROUNDS):
        started(endpoint).stop()
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind((host, int(port)))
            other.listen()


async def test_localhost_is_the_loopback_as_it_is_for_the_daemons_own_sockets() -> None:
    endpoint = free_endpoint()
    driver = started(endpoint.replace("127.0.0.1", "localhost"))
    assert driver.describe()["endpoint"] == endpoint
    driver.stop()
