"""One DEALER to one daemon: any number of requests at the same time, told apart by their `id`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from itertools import count

import zmq
from msgspec import UNSET, UnsetType

from cocaine_sdk.client import replies
from cocaine_sdk.client.identity import Identity
from cocaine_sdk.client.link import Link
from cocaine_sdk.client.replies import Reply
from cocaine_sdk.client.results import Arguments
from cocaine_sdk.client.sockets import open_socket
from cocaine_sdk.errors import ClientError, ConnectionLost, HandshakeFailed, NoDaemon, NoReply
from cocaine_sdk.readiness import Frames, Readiness

Targets = dict[str, Arguments | list[Arguments]]

_FRESH = 30.0
"""Seconds for which a request may wait for a daemon as it is written. A daemon takes none that was signed long ago."""


class Question:
    """A request on its way. Its deadline runs anew when it is sent: to reach a daemon is one thing, to be
    answered by it another."""

    def __init__(self, write: Callable[[], Frames], seconds: float) -> None:
        """`write`: makes the request. On the running loop; raises what that raises."""
        self.seconds = seconds
        """How long to wait for the answer, once it is sent."""
        self.sent = False
        self.deadline: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()
        self.reply: asyncio.Future[Reply] = self._loop.create_future()
        self._write = write
        self._frames = write()
        self._written = self._loop.time()

    def frames(self) -> Frames:
        """The request, which leaves once."""
        if self._loop.time() - self._written > _FRESH:
            self._frames, self._written = self._write(), self._loop.time()
        return self._frames

    def fail(self, error: Exception) -> None:
        if not self.reply.done():
            self.reply.set_exception(error)


class Connection:
    """Made → `open` → `ask`, any number at once → `close`. Connects again by itself when the daemon is back.

    A request leaves only while there is a daemon to take it, and is forgotten at its deadline: none reaches a
    daemon that comes back later. Replies that nobody waits for any more are dropped.
    """

    def __init__(self, endpoint: str, identity: Identity) -> None:
        self.endpoint = endpoint
        self._identity = identity
        self._ids = count(1)
        self._asked: dict[int, Question] = {}
        self._unsent: dict[int, Question] = {}
        self._socket: zmq.Socket[bytes] | None = None

    def open(self) -> None:
        """Begin to connect, on the running loop. Raises `BadEndpoint`."""
        self._loop = asyncio.get_running_loop()
        options = {zmq.IMMEDIATE: 1, zmq.SNDHWM: 0}
        socket = open_socket(zmq.DEALER, self.endpoint, options, self._identity.curve)
        self._link = Link(socket, self.endpoint, self._identity, self._refused, self._disconnected)
        self._link.start(self._loop)
        self._socket = socket
        self._readiness = Readiness(socket, self._receive, on_wake=self._send)
        self._readiness.start(self._loop)

    def close(self) -> None:
        """Let go; whoever still waits gets a `ClientError`. Does nothing the second time."""
        if self._socket is None:
            return
        self._readiness.stop()
        self._link.stop()
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

        Raises `NoDaemon` where it cannot be reached (`HandshakeFailed`: as the two do not agree on keys), `NoReply`
        where it does not answer (`ConnectionLost`: as it went away), `RequestTooLarge`, and the error that the reply
        carries where the request failed as a whole.
        """
        number = next(self._ids)
        request = partial(self._identity.request, action, targets, id=number, **more)
        return replies.check(await self._exchange(number, Question(request, answer), reach))

    async def _exchange(self, number: int, question: Question, reach: float) -> Reply:
        if self._socket is None:
            raise ClientError("the client is not open; use it in a `with` block")
        self._link.again()
        self._asked[number] = self._unsent[number] = question
        self._send()
        if not question.sent:
            question.deadline = self._loop.call_later(reach, self._not_reached, question, reach)
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
                self._readiness.send([b"", *self._unsent[number].frames()])
                self._was_sent(self._unsent.pop(number))
        except zmq.Again:
            pass

    def _was_sent(self, question: Question) -> None:
        question.sent = True
        if question.deadline is not None:
            question.deadline.cancel()
        late = NoReply(self.endpoint, question.seconds)
        question.deadline = self._loop.call_later(question.seconds, question.fail, late)

    def _not_reached(self, question: Question, seconds: float) -> None:
        question.fail(self._link.failure or NoDaemon(self.endpoint, seconds))

    def _refused(self, error: HandshakeFailed) -> None:
        for question in self._unsent.values():
            question.fail(error)

    def _disconnected(self) -> None:
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
