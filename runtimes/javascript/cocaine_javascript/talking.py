"""A call of the dispatcher to its end: its lines go to the log, its questions to store and host, until it has an
outcome."""

from __future__ import annotations

import json
import time
from typing import Any, NamedTuple

import msgspec

from cocaine_javascript import failures
from cocaine_javascript.engines.contract import (
    HEAP,
    Engine,
    EvaluationError,
    HeapExhausted,
    Thrown,
    TimedOut,
    TooLong,
)
from cocaine_javascript.reaching import VERBS, Ways
from cocaine_javascript.scripts import Dispatcher
from cocaine_sdk.errors import SourceFailed, SourceLost, StorageError
from cocaine_sdk.failure import Failure
from cocaine_sdk.plugin import Code
from cocaine_sdk.reach import Reach
from cocaine_sdk.source import Log, Store

MARGIN, MOST_MARGIN = 0.1, 0.25
"""Part of a call's time, and seconds, that are left to report that it was too long, before the host kills the cell."""
MAX_EVENT = 1 << 20
RESCUE = 0.1
"""Seconds in which a stopped source's last lines are fetched."""
_PENDING = "p"
_UNFINISHED = ("[", _PENDING, "")
"""How a reply begins that is more than an outcome, or less."""
_head = msgspec.json.Decoder(tuple[list[tuple[str, str]], list[tuple[int, str, list[Any]]]])


class Outcome(NamedTuple):
    """What became of a call: a letter of `9_dispatch.js`, and its JSON."""

    kind: str
    body: str


class Talk:
    """With one source's dispatcher. An error but `SourceFailed` in a narrow sense leaves the engine done for."""

    def __init__(
        self, engine: Engine, dispatcher: Dispatcher, code: Code, store: Store, log: Log, reach: Reach
    ) -> None:
        self.engine = engine
        self.dispatcher = dispatcher
        self.code = code
        self.usable = True
        self.loading = True
        """Whether there is no source yet."""
        self._store = store
        self._log = log
        self._ways = Ways(reach)

    def call(self, script: bytes, timeout: float) -> Outcome:
        """Raises `SourceFailed` where the promise cannot settle, `SourceLost` where the isolate is done for."""
        allowed = timeout - min(timeout * MARGIN, MOST_MARGIN)
        end = time.monotonic() + allowed
        reply = self.evaluate(script, allowed, timeout)
        if reply[:1] not in _UNFINISHED:
            return Outcome(reply[0], reply[1:])
        outcome, asked = self._hear(reply)
        polled = False
        while asked or outcome.kind == _PENDING:
            if outcome.kind == _PENDING and polled and not asked:
                raise self._never()
            if asked:
                self.evaluate(self.dispatcher.settle(json.dumps(asked)), end - time.monotonic(), timeout)
            heard, asked = self._hear(self.evaluate(self.dispatcher.poll, end - time.monotonic(), timeout))
            outcome, polled = heard if outcome.kind == _PENDING else outcome, True
        return outcome

    def _never(self) -> SourceFailed:
        """Nothing goes on: because nothing is left that could, or because it was stopped while promises went on."""
        if self.engine.is_exhausted():
            return SourceLost(failures.failure_of_memory(HEAP))
        return SourceFailed(failures.NEVER)

    def end(self) -> None:
        """Let go of the engine. One that cannot be stopped is left to the end of the process."""
        if self.usable:
            self.usable = False
            self.engine.close()

    def evaluate(self, script: bytes, left: float, timeout: float) -> str:
        """Raises as `call`, and `Thrown`."""
        try:
            if left <= 0:
                raise TimedOut
            return self.engine.evaluate(script, left)
        except Thrown:
            raise
        except EvaluationError as error:
            self.usable = not (isinstance(error, TimedOut) and error.wedged)
            self.rescue_lines()
            raise SourceLost(self._failure_of(error, timeout)) from None

    def rescue_lines(self) -> None:
        """What it had logged before it was stopped, or before its file threw."""
        if not self.usable:
            return
        try:
            self._hear(self.engine.evaluate(self.dispatcher.poll, RESCUE), answers=False)
        except (EvaluationError, SourceFailed):
            self.usable = False

    def _failure_of(self, error: EvaluationError, timeout: float) -> Failure:
        match error:
            case HeapExhausted():
                return failures.failure_of_memory(HEAP)
            case TooLong(length=length):
                return failures.failure_of_size(length, MAX_EVENT)
        return failures.failure_of_time(timeout, self.loading)

    def _hear(self, reply: str, answers: bool = True) -> tuple[Outcome, list[list[Any]]]:
        """The outcome so far, and the store's answers to what was asked."""
        asked: list[list[Any]] = []
        if reply.startswith("["):
            head, _, reply = reply.partition("\n")
            lines, questions = self._read(head)
            for level, words in lines:
                self._log(level, words)
            asked = [self._ask(*question) for question in questions] if answers else []
        return Outcome(reply[:1], reply[1:]), asked

    def _read(self, head: str) -> tuple[list[tuple[str, str]], list[tuple[int, str, list[Any]]]]:
        try:
            return _head.decode(head)
        except (
            msgspec.DecodeError,
            RecursionError,
        ) as error:  # a name with half a character, a value too deep
            raise SourceFailed(failures.failure_of_question(str(error), self.code)) from None

    def _ask(self, number: int, verb: str, words: list[Any]) -> list[Any]:
        if verb in VERBS:
            return [number, 0, self._ways.answer(verb, words)]
        try:
            return [number, 0, *_answer(self._store, verb, words)]
        except (StorageError, TypeError, ValueError) as error:
            return [number, 1, str(error)]


_NOTHING = object()


def _answer(store: Store, verb: str, words: list[Any]) -> list[Any]:
    """The answer, or none at all where the store has nothing."""
    match verb, words:
        case "get", [key]:
            value = store.get(key, _NOTHING)
            return [] if value is _NOTHING else [value]
        case "set", [key, value]:
            store.set(key, value)
            return []
        case "delete", [key]:
            return [store.delete(key)]
        case "incr", [key, by]:
            return [store.incr(key, by)]
        case "compare_and_set", [key, expected, new]:
            return [store.compare_and_set(key, expected, new)]
    raise TypeError(f"the store knows no {verb}")
