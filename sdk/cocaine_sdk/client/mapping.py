"""The same `once` on many daemons, and an honest answer (client.md)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from enum import StrEnum
from typing import Any

import msgspec

from cocaine_sdk.client.connection import Connection
from cocaine_sdk.client.identity import Identity
from cocaine_sdk.client.replies import result_of
from cocaine_sdk.client.results import Arguments, read
from cocaine_sdk.errors import BadEndpoint, CocaineError, NoDaemon, NoReply


class Outcome(StrEnum):
    """What became of one daemon's share."""

    ANSWERED = "answered"
    FAILED = "failed"
    """The daemon answered with an error."""
    TIMED_OUT = "timed out"
    """The daemon took the request and did not answer: whether the source ran is not known."""
    UNREACHABLE = "unreachable"
    """The request never left."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What one daemon said."""

    daemon: str
    """Its endpoint."""
    outcome: Outcome
    hostname: str | None = None
    event: dict[str, Any] | None = None
    error: CocaineError | None = None


class MapResult(msgspec.Struct, frozen=True):
    """What all of them said, in the order in which they were named."""

    answers: tuple[Answer, ...]

    def of(self, outcome: Outcome) -> list[Answer]:
        return [answer for answer in self.answers if answer.outcome is outcome]

    @property
    def answered(self) -> list[Answer]:
        return self.of(Outcome.ANSWERED)

    @property
    def failed(self) -> list[Answer]:
        return self.of(Outcome.FAILED)

    @property
    def timed_out(self) -> list[Answer]:
        return self.of(Outcome.TIMED_OUT)

    @property
    def unreachable(self) -> list[Answer]:
        return self.of(Outcome.UNREACHABLE)

    @property
    def complete(self) -> bool:
        """Whether every daemon answered."""
        return len(self.answered) == len(self.answers)

    @property
    def events(self) -> dict[str, dict[str, Any]]:
        """Daemon → event, of those that answered."""
        return {answer.daemon: answer.event for answer in self.answered if answer.event is not None}


class Mapping(msgspec.Struct, frozen=True):
    """One `once` for many: what to ask, as whom, and how long to wait for each daemon."""

    uri: str
    arguments: Arguments
    identity: Identity
    seconds: float

    async def over(self, daemons: Iterable[str]) -> AsyncIterator[Answer]:
        """The answers, in the order in which they come."""
        asking = [asyncio.create_task(self._ask(daemon)) for daemon in dict.fromkeys(daemons)]
        try:
            for answer in asyncio.as_completed(asking):
                yield await answer
        finally:
            for task in asking:
                task.cancel()
            await asyncio.gather(*asking, return_exceptions=True)

    async def _ask(self, daemon: str) -> Answer:
        connection = Connection(daemon, self.identity)
        try:
            connection.open()
            return await self._once(connection)
        except NoReply as error:
            return Answer(daemon=daemon, outcome=Outcome.TIMED_OUT, error=error)
        except (NoDaemon, BadEndpoint) as error:
            return Answer(daemon=daemon, outcome=Outcome.UNREACHABLE, error=error)
        except CocaineError as error:
            return Answer(daemon=daemon, outcome=Outcome.FAILED, error=error)
        finally:
            connection.close()

    async def _once(self, connection: Connection) -> Answer:
        reply = await connection.ask(
            "push", {self.uri: self.arguments}, reach=self.seconds, answer=self.seconds
        )
        return _answer(connection.endpoint, reply, self.uri)


def _answer(daemon: str, reply: dict[str, Any], uri: str) -> Answer:
    hostname = read(reply.get("hostname"), str | None)  # type: ignore[arg-type]
    try:
        event = read(result_of(reply, uri), dict[str, Any])
    except CocaineError as error:
        return Answer(daemon=daemon, outcome=Outcome.FAILED, hostname=hostname, error=error)
    return Answer(daemon=daemon, outcome=Outcome.ANSWERED, hostname=hostname, event=event)
