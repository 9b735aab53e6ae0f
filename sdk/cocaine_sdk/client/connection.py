"""One DEALER to one daemon: any number of requests at the same time, told apart by their `id`."""

from __future__ import annotations

import asyncio
from itertools import count

import zmq
from msgspec import UNSET, UnsetType

from cocaine_sdk.client import replies
from cocaine_sdk.client.replies import Reply
from cocaine_sdk.client.results import Arguments
from cocaine_sdk.client.sockets import connect
from cocaine_sdk.errors import ClientError, ConnectionLost, NoDaemon, NoReply, RequestTooLarge
from cocaine_sdk.protocol import MAX_REQUEST, encode_request
from cocaine_sdk.readiness import Frames, Readiness

Targets = dict[str, Arguments | list[Arguments]]


class Question:
    """A request on its way. Its deadline runs anew when it is sent: to reach a daemon is one thing, to be
    answered by it another."""

    def __init__(self, request: bytes, reply: asyncio.Future[Reply], seconds: float) -> None:
        self.request = request
        self.reply = reply
        self.seconds = seconds
        """How long to wait for the answer, once it is sent."""
        self.sent = False
        self.deadline: asyncio.TimerHandle | None = None

    def fail(self, error: Exception) -> None:
        if not self.reply.done():
            self.reply.set_exception(error)


class Connection:
    """Made → `open` → `ask`, any number at once → `close`. Connects again by itself when the daemon is back.

    A request leaves only while there is a daemon to take it, and is forgotten at its deadline: none reaches a
    daemon that comes back later. Replies that nobody waits for any more are dropped.
    """

    def __init__(self, endpoint: str, token: str) -> None:
        self.endpoint = endpoint
        self._token = token
        self._ids = count(1)
        self._asked: dict[int, Question] = {}
        self._unsent: dict[int, Question] = {}
        self._socket: zmq.Socket[bytes] | None = None

    def open(self) -> None:
        """Begin to connect, on the running loop. Raises `BadEndpoint`."""
        self._loop = asyncio.get_running_loop()
        self._socket = connect(zmq.DEALER, self.endpoint, {zmq.IMMEDIATE: 1, zmq.SNDHWM: 0})
        self._readiness = Readiness(self._socket, self._receive, on_wake=self._send)
        self._readiness.start(self._loop)
        self._monitor = self._socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
        self._losses = Readiness(self._monitor, self._disconnected)
        self._losses.start(self._loop)

    def close(self) -> None:
        """Let go; whoever still waits gets a `ClientError`. Does nothing the second time."""
        if self._socket is None:
            return
        self._readiness.stop()
        self._losses.stop()
        self._socket.disable_monitor()
        self._monitor.close()
        self._socket.close()
        self._socket = None
        for question in self._asked.values():
            question.fail(ClientError("the client was closed before the answer came"))

    async def ask(
        self,
        action: str,
        targets: Targets | UnsetType = UNSET,
        *,
        reach: float,
        answer: float,
        **more: bool | str | None,
    ) -> Reply:
        """Send a request and give its reply. `reach` and `answer`: seconds to reach the daemon, and from then
        on to be answered by it. `more`: what the action has besides targets.

        Raises `NoDaemon` where it cannot be reached, `NoReply` where it does not answer (`ConnectionLost`: as
        it went away), and the error that the reply carries where the request failed as a whole.
        """
        number = next(self._ids)
        request = encode_request(action, self._token, targets, id=number, **more)
        if len(request) > MAX_REQUEST:
            raise RequestTooLarge(len(request), MAX_REQUEST)
        return replies.check(await self._exchange(number, request, reach, answer))

    async def _exchange(self, number: int, request: bytes, reach: float, answer: float) -> Reply:
        if self._socket is None:
            raise ClientError("the client is not open; use it in a `with` block")
        question = Question(request, self._loop.create_future(), answer)
        self._asked[number] = self._unsent[number] = question
        self._send()
        if not question.sent:
            late = NoDaemon(self.endpoint, reach)
            question.deadline = self._loop.call_later(reach, question.fail, late)
        try:
            return await question.reply
        finally:
            self._forget(number)

    def _forget(self, number: int) -> None:
        self._unsent.pop(number, None)
        deadline = self._asked.pop(number).deadline
        if deadline is not None:
            deadline.cancel()

    def _send(self) -> None:
        assert self._socket is not None
        try:
            while self._unsent:
                number = next(iter(self._unsent))
                self._readiness.send([b"", self._unsent[number].request])
                self._was_sent(self._unsent.pop(number))
        except zmq.Again:
            pass

    def _was_sent(self, question: Question) -> None:
        question.sent = True
        if question.deadline is not None:
            question.deadline.cancel()
        late = NoReply(self.endpoint, question.seconds)
        question.deadline = self._loop.call_later(question.seconds, question.fail, late)

    def _disconnected(self, _: list[Frames]) -> None:
        """The daemon has gone. Replies that it sent before are read first."""
        lost = [question for question in self._asked.values() if question.sent]
        self._readiness.check()
        self._loop.call_soon(self._give_up, lost)

    def _give_up(self, lost: list[Question]) -> None:
        for question in lost:
            question.fail(ConnectionLost(self.endpoint))

    def _receive(self, batch: list[Frames]) -> None:
        for frames in batch:
            reply = replies.decode(frames[-1])
            number = reply.pop("id", None) if reply is not None else None
            question = self._asked.get(number) if type(number) is int else None
            if question is not None and not question.reply.done():
                assert reply is not None
                question.reply.set_result(reply)
