"""A user's source: its calls, as the contract has them."""

from __future__ import annotations

import base64
from typing import Any

import msgspec

from cocaine_javascript import failures
from cocaine_javascript.engines.contract import Thrown
from cocaine_javascript.talking import MAX_EVENT, Outcome, Talk
from cocaine_sdk.errors import SourceFailed
from cocaine_sdk.source import Capability, Source

_fields = msgspec.json.Decoder(dict[str, Any])


class UserSource(Source):
    def __init__(self, talk: Talk, capabilities: Capability) -> None:
        self.capabilities = capabilities
        self._talk = talk

    def next(self) -> Any:
        return self._event(self._talk.dispatcher.next)

    def process(self, data: bytes) -> Any:
        return self._event(self._talk.dispatcher.process(base64.b64encode(data).decode()))

    def reschedule(self) -> float:
        return float(self._call(self._talk.dispatcher.reschedule).body)

    def close(self) -> None:
        """The engine ends with it."""
        try:
            if self._talk.usable:
                self._call(self._talk.dispatcher.close)
        finally:
            self._talk.end()

    def _event(self, script: bytes) -> dict[str, Any] | None:
        kind, body = self._call(script)
        if kind == "x":
            raise StopIteration
        if not body:
            return None
        try:
            return _fields.decode(body)
        except (msgspec.DecodeError, RecursionError) as error:
            raise SourceFailed(
                failures.failure_of_bad_result(f'["{type(error).__name__}",""]', self._talk.code)
            ) from None

    def _call(self, script: bytes) -> Outcome:
        """What went well. Raises `SourceFailed` for the rest."""
        code = self._talk.code
        try:
            outcome = self._talk.call(script, self.timeout)
        except Thrown as error:
            raise SourceFailed(failures.failure_of_report(error.report, error.syntax, code)) from None
        match outcome.kind:
            case "v":
                return outcome
            case "e":
                raise SourceFailed(failures.failure_of_thrown(outcome.body, code))
            case "b":
                raise SourceFailed(failures.failure_of_bad_result(outcome.body, code))
            case "t":
                raise SourceFailed(failures.failure_of_size(int(outcome.body), MAX_EVENT))
        return outcome
