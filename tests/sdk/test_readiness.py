"""The laws of `Readiness`: a socket on an event loop never falls asleep over a message."""

from __future__ import annotations

import asyncio
import select
from collections.abc import Awaitable, Callable, Iterator

import pytest
import uvloop
import zmq

from cocaine_sdk.readiness import Frames, Readiness

ROUNDS = 4000
PATIENCE = 30.0


@pytest.fixture(params=[asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Callable[[Callable[[], Awaitable[None]]], None]:
    """Run a coroutine on a fresh loop of each kind, with a bound on its time."""

    def on_fresh_loop(main: Callable[[], Awaitable[None]]) -> None:
        with asyncio.Runner(loop_factory=request.param) as runner:
            runner.run(asyncio.wait_for(main(), PATIENCE))

    return on_fresh_loop


OpenSocket = Callable[[int], "zmq.Socket[bytes]"]


@pytest.fixture
def open_socket() -> Iterator[OpenSocket]:
    """Opens sockets, and closes them all at the end."""
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    opened: list[zmq.Socket[bytes]] = []

    def open_one(kind: int) -> zmq.Socket[bytes]:
        opened.append(context.socket(kind))
        return opened[-1]

    yield open_one
    for socket in opened:
        socket.close(linger=0)
    context.term()


class Echo:
    """A ROUTER that answers every message with itself, from inside of the callback, as a gateway does."""

    def __init__(self, open_socket: OpenSocket, budget: int = 256) -> None:
        self.socket = open_socket(zmq.ROUTER)
        self.port = self.socket.bind_to_random_port("tcp://127.0.0.1")
        self.endpoint = f"tcp://127.0.0.1:{self.port}"
        self.batches: list[int] = []
        self.readiness = Readiness(self.socket, self.answer, budget)
        self.readiness.start(asyncio.get_running_loop())

    def answer(self, batch: list[Frames]) -> None:
        self.batches.append(len(batch))
        for frames in batch:
            self.readiness.send(frames)


class Asker:
    """A DEALER that keeps a number of requests in flight until it has sent all, and counts the answers."""

    def __init__(self, open_socket: OpenSocket, endpoint: str, total: int, in_flight: int) -> None:
        self.total, self.sent, self.answers = total, 0, set[bytes]()
        self.done = asyncio.Event()
        self.socket = open_socket(zmq.DEALER)
        self.socket.connect(endpoint)
        self.readiness = Readiness(self.socket, self.count)
        self.readiness.start(asyncio.get_running_loop())
        self.send(in_flight)

    def send(self, count: int) -> None:
        for _ in range(min(count, self.total - self.sent)):
            self.sent += 1
            self.readiness.send([b"%d" % self.sent])

    def count(self, batch: list[Frames]) -> None:
        self.answers.update(frames[-1] for frames in batch)
        self.send(len(batch))
        if len(self.answers) == self.total:
            self.done.set()


@pytest.mark.parametrize("askers", [1, 8])
@pytest.mark.parametrize("in_flight", [2, 16, 64])
def test_every_request_is_answered_whatever_is_in_flight(run, open_socket, askers, in_flight):
    async def main() -> None:
        echo = Echo(open_socket)
        crowd = [Asker(open_socket, echo.endpoint, ROUNDS // askers, in_flight) for _ in range(askers)]
        for asker in crowd:
            await asker.done.wait()
        assert sum(len(asker.answers) for asker in crowd) == ROUNDS
        for end in (echo, *crowd):
            end.readiness.stop()

    run(main)


def test_a_batch_never_exceeds_its_budget_and_the_rest_is_not_forgotten(run, open_socket):
    async def main() -> None:
        echo = Echo(open_socket, budget=10)
        asker = Asker(open_socket, echo.endpoint, 1000, 1000)
        await asker.done.wait()
        assert max(echo.batches) <= 10
        assert sum(echo.batches) == 1000
        for end in (echo, asker):
            end.readiness.stop()

    run(main)


def test_what_came_before_the_start_is_handed_over(run, open_socket):
    async def main() -> None:
        left, right = open_socket(zmq.PAIR), open_socket(zmq.PAIR)
        left.bind("inproc://before")
        right.connect("inproc://before")
        right.send(b"early")
        assert left.poll(1000) == zmq.POLLIN
        came: asyncio.Future[list[Frames]] = asyncio.get_running_loop().create_future()
        readiness = Readiness(left, came.set_result)
        readiness.start(asyncio.get_running_loop())
        assert await came == [[b"early"]]
        readiness.stop()

    run(main)


def test_a_callback_that_raises_costs_its_own_batch_only(run, open_socket):
    async def main() -> None:
        loop = asyncio.get_running_loop()
        complaints: list[object] = []
        loop.set_exception_handler(lambda _, about: complaints.append(about["exception"]))
        left, right = open_socket(zmq.PAIR), open_socket(zmq.PAIR)
        left.bind("inproc://raises")
        right.connect("inproc://raises")
        came, second = [], asyncio.Event()

        def on_messages(batch: list[Frames]) -> None:
            came.extend(batch)
            if len(came) == 1:
                raise ValueError("the first")
            second.set()

        readiness = Readiness(left, on_messages, budget=1)
        right.send(b"1")
        right.send(b"2")
        readiness.start(loop)
        await second.wait()
        readiness.stop()
        assert came == [[b"1"], [b"2"]]
        assert [str(error) for error in complaints] == ["the first"]

    run(main)


def test_nothing_is_handed_over_after_the_stop(run, open_socket):
    async def main() -> None:
        left, right = open_socket(zmq.PAIR), open_socket(zmq.PAIR)
        left.bind("inproc://stopped")
        right.connect("inproc://stopped")
        came: list[list[Frames]] = []
        stopped, other = Readiness(left, came.append), asyncio.Event()
        right.send(b"late")
        stopped.start(asyncio.get_running_loop())
        stopped.stop()
        stopped.stop()
        stopped.check()
        asyncio.get_running_loop().call_soon(other.set)
        await other.wait()
        assert came == []
        assert left.recv(zmq.NOBLOCK) == b"late"

    run(main)


def test_a_send_to_nobody_costs_no_message_that_has_just_come(run, open_socket):
    async def main() -> None:
        router, client = open_socket(zmq.ROUTER), open_socket(zmq.DEALER)
        router.setsockopt(zmq.ROUTER_MANDATORY, 1)
        router.bind("inproc://mandatory")
        came: asyncio.Queue[Frames] = asyncio.Queue()
        readiness = Readiness(router, lambda batch: [came.put_nowait(frames) for frames in batch])
        readiness.start(asyncio.get_running_loop())
        client.connect("inproc://mandatory")
        client.send(b"first")
        assert (await came.get())[-1] == b"first"
        client.send(b"second")
        assert select.select([router.FD], [], [], PATIENCE)[0]
        while select.select([router.FD], [], [], 0)[0]:  # until it has swallowed the edge
            with pytest.raises(zmq.ZMQError, match="unreachable"):
                readiness.send([b"nobody", b""])
        assert (await came.get())[-1] == b"second"
        readiness.stop()

    run(main)


def test_what_was_refused_is_sent_as_soon_as_somebody_is_there(run, open_socket, tmp_path):
    async def main() -> None:
        endpoint = f"ipc://{tmp_path}/late"
        sender = open_socket(zmq.DEALER)
        sender.setsockopt(zmq.IMMEDIATE, 1)
        sender.connect(endpoint)
        with pytest.raises(zmq.Again):
            sender.send(b"hello", zmq.NOBLOCK)
        sent = asyncio.Event()

        def try_again() -> None:
            if sender.getsockopt(zmq.EVENTS) & zmq.POLLOUT and not sent.is_set():
                sender.send(b"hello", zmq.NOBLOCK)
                sent.set()

        readiness = Readiness(sender, lambda _: None, on_wake=try_again)
        readiness.start(asyncio.get_running_loop())
        receiver = open_socket(zmq.ROUTER)
        receiver.bind(endpoint)
        await sent.wait()
        readiness.stop()
        assert receiver.recv_multipart()[-1] == b"hello"

    run(main)


class Reader:
    """A PULL that takes as much as the test says, and the PUSH that fills it."""

    def __init__(self, open_socket: OpenSocket, room: int) -> None:
        self.room, self.asked = room, 0
        self.came: list[bytes] = []
        pull, self.push = open_socket(zmq.PULL), open_socket(zmq.PUSH)
        port = pull.bind_to_random_port("tcp://127.0.0.1")
        self.push.connect(f"tcp://127.0.0.1:{port}")
        self.readiness = Readiness(pull, self.take, room=self.left)
        self.readiness.start(asyncio.get_running_loop())

    def left(self) -> int:
        self.asked += 1
        return self.room

    def take(self, batch: list[Frames]) -> None:
        assert 0 < len(batch) <= self.room
        self.room -= len(batch)
        self.came.extend(frames[0] for frames in batch)

    async def until(self, law: Callable[[], bool]) -> None:
        while not law():  # noqa: ASYNC110
            await asyncio.sleep(0.001)


def test_no_more_is_taken_than_there_is_room_for_and_nothing_of_the_rest_is_lost(run, open_socket):
    async def main() -> None:
        reader = Reader(open_socket, room=3)
        for number in range(500):
            reader.push.send(b"%d" % number)
        while len(reader.came) < 500:
            await reader.until(lambda: reader.room == 0 or len(reader.came) == 500)
            reader.room = len(reader.came) % 7 + 1
            reader.readiness.check()
        assert reader.came == [b"%d" % number for number in range(500)]
        reader.readiness.stop()

    run(main)


def test_a_socket_that_is_not_read_for_want_of_room_lets_the_loop_rest(run, open_socket):
    async def main() -> None:
        reader = Reader(open_socket, room=0)
        reader.push.send(b"0")
        await reader.until(lambda: reader.asked > 0)
        asked = reader.asked
        other = Reader(open_socket, room=500)
        for number in range(500):
            reader.push.send(b"%d" % number)
            other.push.send(b"%d" % number)
        await other.until(lambda: len(other.came) == 500)
        assert reader.came == []
        assert reader.asked <= asked + 2
        for end in (reader, other):
            end.readiness.stop()

    run(main)
