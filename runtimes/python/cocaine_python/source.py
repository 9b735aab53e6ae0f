"""A user's source: every exception of its code leaves as a failure with the place in the file."""

from __future__ import annotations

from typing import Any

from cocaine_python.failures import failure_of
from cocaine_sdk.errors import SourceFailed
from cocaine_sdk.plugin import Code
from cocaine_sdk.source import Source


class UserSource(Source):
    def __init__(self, inner: Source, code: Code) -> None:
        self.capabilities = inner.capabilities
        self._inner = inner
        self._next = inner.next
        self._code = code

    def next(self) -> Any:
        try:
            return self._next()
        except StopIteration:
            raise
        except BaseException as error:
            raise SourceFailed(failure_of(error, self._code)) from None

    def reschedule(self) -> float:
        try:
            return self._inner.reschedule()
        except BaseException as error:
            raise SourceFailed(failure_of(error, self._code)) from None

    def process(self, data: bytes) -> Any:
        try:
            return self._inner.process(data)
        except BaseException as error:
            raise SourceFailed(failure_of(error, self._code)) from None

    def close(self) -> None:
        try:
            self._inner.close()
        except BaseException as error:
            raise SourceFailed(failure_of(error, self._code)) from None
