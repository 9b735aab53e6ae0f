"""The laws of the driver zeromq: what is pushed to its socket is handed to the source, at the source's own pace."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import zmq

from cocaine_sdk.errors import BadArgument
from cocaine_sdk.testing import FakePulse
from cocained.drivers.zeromq import ENOUGH, WINDOW, ZeroMQ, ZeroMQArguments
from cocained.sinks.inside.senders import MOST_LEFT

PATIENCE = 30.0
Push = Callable[..., "zmq.Socket[bytes]"]
Start = Callable[..., "Task"]


class Task:
    """The driver under test, and a source that answers when it is told to."""

    def __init__(self, endpoint: str, **arguments: Any) -> None:
        self.pulse = FakePulse(holding=True)
        self.driver = ZeroMQ(ZeroMQArguments(endpoint=endpoint, **arguments), self.pulse)
        self.driver.start()
        self.answered = 0

    @property
    def data(self) -> list[bytes]:
        return self.pulse.data

    def answer(self, count: int) -> None:
        for _ in range(count):
            self.pulse.finish()
        self.answered += count

    def answer_all(self) -> None:
        self.answer(len(self.data) - self.answered)

    def __getattr__(self, figure: str) -> Any:
        """A figure of `describe`."""
        return self.driver.describe()[figure]


async def eventually(law: Callable[[], Any]) -> None:
    """Wait until something holds, while the loop goes on; give up only after a stall."""
    async with asyncio.timeout(PATIENCE):
        while not law():  # noqa: ASYNC110  the law may be anything
            await asyncio.sleep(0.001)


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """Starts tasks, and stops them all at the end."""
    tasks: list[Task] = []

    def start_one(endpoint: str, **arguments: Any) -> Task:
        tasks.append(Task(endpoint, **arguments))
        return tasks[-1]

    yield start_one
    for task in tasks:
        task.driver.stop()


@pytest.fixture
def push() -> Iterator[Push]:
    """Opens senders, and closes them all at the end."""
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    senders: list[zmq.Socket[bytes]] = []

    def open_one(endpoint: str, hwm: int = 0) -> zmq.Socket[bytes]:
        sender = context.socket(zmq.PUSH)
        senders.append(sender)
        sender.set_hwm(hwm)
        sender.connect(endpoint)
        return sender

    yield open_one
    for sender in senders:
        sender.close(linger=0)
    context.term()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(params=["tcp", "ipc"])
def endpoint(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"ipc://{tmp_path}/in" if request.param == "ipc" else f"tcp://127.0.0.1:{free_port()}"


@pytest.fixture
def ipc(tmp_path: Path) -> str:
    return f"ipc://{tmp_path}/in"


# --- handing over -----------------------------------------------------------------------------------------------


async def test_what_is_pushed_is_handed_over_in_its_order(endpoint: str, start: Start, push: Push) -> None:
    task, sender = start(endpoint), push(endpoint)
    sent = [b"%d" % number for number in range(WINDOW)]
    for data in sent:
        sender.send(data)
    await eventually(lambda: len(task.data) == WINDOW)
    assert task.data == sent
    assert task.endpoint == endpoint


async def test_the_frames_of_a_message_are_handed_over_one_by_one_with_nothing_between(
    endpoint: str, start: Start, push: Push
) -> None:
    task, senders = start(endpoint), [push(endpoint) for _ in range(3)]
    for number in range(20):
        for who, sender in enumerate(senders):
            sender.send_multipart([b"%d %d %d" % (who, number, part) for part in range(5)])
    while len(task.data) < 300:
        await eventually(lambda: len(task.data) > task.answered)
        task.answer(1)
    messages = [task.data[place : place + 5] for place in range(0, 300, 5)]
    for frames in messages:
        head = frames[0].rpartition(b" ")[0]
        assert frames == [head + b" %d" % part for part in range(5)]
    assert task.received == 60


async def test_an_empty_frame_is_data_too(ipc: str, start: Start, push: Push) -> None:
    task = start(ipc)
    push(ipc).send_multipart([b"", b"x", b""])
    await eventually(lambda: len(task.data) == 3)
    assert task.data == [b"", b"x", b""]


@pytest.mark.parametrize("parts", [1, 7, 100])
async def test_the_source_never_has_more_than_a_window_of_frames(
    ipc: str, start: Start, push: Push, parts: int
) -> None:
    task, sender = start(ipc), push(ipc)
    total = 30 * parts
    for number in range(0, total, parts):
        sender.send_multipart([b"%d" % (number + part) for part in range(parts)])
    while len(task.data) < total:
        await eventually(lambda: task.holding or task.waiting == WINDOW or len(task.data) == total)
        assert task.waiting == len(task.data) - task.answered <= WINDOW
        task.answer(min(3, task.waiting))
    assert task.data == [b"%d" % number for number in range(total)]


@pytest.mark.parametrize("burst", [1, 5, WINDOW])
async def test_nothing_is_lost_and_order_is_kept_however_often_reading_pauses(
    endpoint: str, start: Start, push: Push, burst: int
) -> None:
    task, sender = start(endpoint), push(endpoint)
    sent = [b"%d" % number for number in range(5000)]
    for data in sent:
        sender.send(data)
    while len(task.data) < len(sent):
        await eventually(lambda: task.waiting >= burst or len(task.data) == len(sent))
        task.answer(min(burst, task.waiting))
    assert task.data == sent
    task.answer_all()
    assert (task.received, task.handled, task.waiting, task.holding) == (5000, 5000, 0, False)
    assert task.paused > 0


async def test_a_source_that_is_slow_blocks_its_senders_and_the_daemon_holds_no_more(
    endpoint: str, start: Start, push: Push
) -> None:
    watermark, hwm, under_way = 10, 5, 64  # in frames of 1 MiB; the last is with the kernel
    task, sender = start(endpoint, watermark=watermark), push(endpoint, hwm)
    frame = bytes(1 << 20)
    accepted = 0

    def send() -> int:
        nonlocal accepted
        while sender.poll(0, zmq.POLLOUT):
            sender.send(frame)
            accepted += 1
        return accepted

    await eventually(lambda: send() >= WINDOW + watermark + hwm and task.holding)
    await eventually(lambda: send() and not sender.poll(50, zmq.POLLOUT))
    assert len(task.data) == WINDOW
    assert task.received == WINDOW
    assert accepted <= WINDOW + watermark + hwm + under_way
    while task.answered < accepted:
        await eventually(lambda: task.waiting)
        task.answer(1)
    assert task.received == accepted


async def test_pauses_are_counted_and_reading_goes_on_in_batches(ipc: str, start: Start, push: Push) -> None:
    task, sender = start(ipc), push(ipc)
    for number in range(3 * WINDOW):
        sender.send(b"%d" % number)
    await eventually(lambda: task.holding)
    assert (task.paused, len(task.data)) == (1, WINDOW)
    task.answer(ENOUGH - 1)
    assert task.holding
    task.answer(1)
    assert not task.holding
    await eventually(lambda: task.holding)
    assert (task.paused, len(task.data)) == (2, WINDOW + ENOUGH)


async def test_a_source_that_is_busy_holds_nothing_up_where_nothing_waits(
    ipc: str, start: Start, push: Push
) -> None:
    task, sender, other = start(ipc), push(ipc), start(f"{ipc}-2")
    for number in range(WINDOW):
        sender.send(b"%d" % number)
    await eventually(lambda: len(task.data) == WINDOW)
    push(f"{ipc}-2").send(b"later")
    await eventually(lambda: other.data)
    assert (task.paused, task.holding) == (0, False)


async def test_nothing_is_handed_over_after_the_stop(ipc: str, start: Start, push: Push) -> None:
    task, sender = start(ipc), push(ipc)
    sender.send_multipart([b"x"] * 100)
    await eventually(lambda: len(task.data) == WINDOW)
    task.driver.stop()
    task.answer_all()
    again = start(ipc)
    push(ipc).send(b"later")
    await eventually(lambda: again.data)
    assert len(task.data) == WINDOW
    task.driver.stop()


async def test_a_frame_beyond_the_bound_costs_its_sender_alone(ipc: str, start: Start, push: Push) -> None:
    task = start(ipc)
    greedy, honest = push(ipc), push(ipc)
    greedy.send(bytes(2 << 20))
    await eventually(lambda: len(task.data) == 1)
    greedy.send(bytes((2 << 20) + 1))
    honest.send(b"hello")
    await eventually(lambda: len(task.data) == 2)
    assert [len(data) for data in task.data] == [2 << 20, 5]


# --- a socket for several tasks ---------------------------------------------------------------------------------


async def test_tasks_that_name_the_same_endpoint_each_get_every_message(
    endpoint: str, start: Start, push: Push
) -> None:
    first, second, sender = start(endpoint), start(endpoint), push(endpoint)
    for number in range(WINDOW):
        sender.send(b"%d" % number)
    await eventually(lambda: len(first.data) == len(second.data) == WINDOW)
    assert first.data == second.data == [b"%d" % number for number in range(WINDOW)]


async def test_a_shared_socket_is_read_at_the_pace_of_the_slowest(ipc: str, start: Start, push: Push) -> None:
    quick, slow, sender = start(ipc), start(ipc), push(ipc)
    for number in range(3 * WINDOW):
        sender.send(b"%d" % number)
    await eventually(lambda: len(slow.data) == WINDOW)
    quick.answer_all()
    await eventually(lambda: slow.holding)
    assert (len(quick.data), quick.holding) == (WINDOW, False)
    slow.answer(ENOUGH)
    await eventually(lambda: len(quick.data) == WINDOW + ENOUGH)
    assert quick.data == slow.data


async def test_a_slow_task_that_stops_holds_up_the_others_no_longer(
    ipc: str, start: Start, push: Push
) -> None:
    quick, slow, sender = start(ipc), start(ipc), push(ipc)
    sender.send_multipart([b"x"] * WINDOW)
    await eventually(lambda: len(slow.data) == WINDOW)
    quick.answer_all()
    sender.send(b"y")
    await eventually(lambda: slow.holding)
    assert not quick.holding
    slow.driver.stop()
    await eventually(lambda: quick.data[-1] == b"y")
    assert len(slow.data) == WINDOW


async def test_a_shared_socket_has_one_watermark(ipc: str, start: Start) -> None:
    start(ipc, watermark=50)
    with pytest.raises(BadArgument, match="open for another task with the watermark 50"):
        start(ipc)
    start(ipc, watermark=50)


async def test_the_last_task_closes_the_socket(ipc: str, start: Start) -> None:
    first, second = start(ipc), start(ipc)
    first.driver.stop()
    assert second.endpoint == ipc
    await visit(ipc)
    second.driver.stop()
    with pytest.raises(FileNotFoundError):
        await visit(ipc)


# --- senders that come and go -----------------------------------------------------------------------------------


async def test_senders_that_come_and_go_are_not_taken_in_without_bound_and_what_they_sent_is_not_lost(
    endpoint: str, start: Start, push: Push
) -> None:
    """But for a message on its way at the moment when a tcp socket is unbound: libzmq may hang up on its sender."""
    task, count, on_its_way = start(endpoint), 3 * MOST_LEFT, int(endpoint.startswith("tcp"))
    push(endpoint).send_multipart([b"first"] * (WINDOW + 1))
    await eventually(lambda: len(task.data) == WINDOW)
    passing = asyncio.create_task(asyncio.to_thread(come_and_go, endpoint, count))
    await eventually(lambda: task.endpoint is None)
    with pytest.raises((ConnectionRefusedError, FileNotFoundError)):
        await visit(endpoint)

    def all_came() -> bool:
        task.answer_all()
        return task.received >= 1 + count - on_its_way and task.endpoint == endpoint

    await eventually(all_came)
    await passing
    came = task.data[WINDOW + 1 :]
    assert len(came) == len(set(came)) >= count - on_its_way
    assert set(came) <= {b"%d" % number for number in range(count)}


async def test_a_place_that_somebody_took_in_the_meantime_is_taken_back_when_it_is_free(
    ipc: str, start: Start, push: Push
) -> None:
    task = start(ipc)
    push(ipc).send_multipart([b"first"] * (WINDOW + 1))
    await eventually(lambda: len(task.data) == WINDOW)
    passing = asyncio.create_task(asyncio.to_thread(come_and_go, ipc, MOST_LEFT))
    await passing
    await eventually(lambda: task.endpoint is None)
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(ipc.removeprefix("ipc://"))
        other.listen()

        def all_came() -> bool:
            task.answer_all()
            return task.received == 1 + MOST_LEFT

        await eventually(all_came)
        assert task.endpoint is None
    await eventually(lambda: task.endpoint == ipc)


def come_and_go(endpoint: str, count: int) -> None:
    """Many senders, one after the other: each sends one message, and leaves when that is on its way."""
    deadline = time.monotonic() + PATIENCE
    for number in range(count):
        if time.monotonic() > deadline:
            return
        with zmq.Context() as context, context.socket(zmq.PUSH) as sender:
            sender.setsockopt(zmq.LINGER, int(PATIENCE * 1000))
            sender.connect(endpoint)
            sender.send(b"%d" % number)


async def test_senders_that_leave_nothing_behind_may_come_and_go_for_ever(
    endpoint: str, start: Start, push: Push
) -> None:
    task = start(endpoint)
    for number in range(2 * MOST_LEFT):
        with push(endpoint) as sender:
            sender.send(b"%d" % number)
            await eventually(lambda: task.data[-1:] == [b"%d" % number])  # noqa: B023
            task.answer_all()
    for _ in range(2 * MOST_LEFT):
        await visit(endpoint)
    assert task.endpoint == endpoint


async def visit(endpoint: str) -> None:
    """Connect, and go without a word."""
    transport, _, address = endpoint.partition("://")
    if transport == "ipc":
        _, writer = await asyncio.open_unix_connection(address)
    else:
        _, writer = await asyncio.open_connection(*address.split(":"))
    writer.close()
    await writer.wait_closed()
