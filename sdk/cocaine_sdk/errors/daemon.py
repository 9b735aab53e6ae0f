"""Errors of sources, schemes, the storage and the daemon itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocaine_sdk.errors.root import CocaineError

if TYPE_CHECKING:
    from cocaine_sdk.failure import Failure


class SourceFailed(CocaineError):
    """The source could not be loaded, or its run failed. `failure` says where and why."""

    code = "source_error"

    def __init__(self, failure: Failure) -> None:
        self.failure = failure
        super().__init__(failure.sentence())

    @property
    def wire_code(self) -> str:
        return self.failure.code


class SourceLost(SourceFailed):
    """A runtime's last word of a source: with this failure its cell is ended, and the source started anew."""


class SchemeUnavailable(CocaineError):
    """The plugin of a scheme cannot be loaded, or its process is down and waits for its next start."""

    code = "scheme_unavailable"

    def __init__(self, scheme: str, why: str) -> None:
        super().__init__(f"the scheme {scheme!r} is unavailable: {why}")


class Overloaded(CocaineError):
    """A limit of the daemon is reached; nothing was started."""

    code = "overloaded"


class ShuttingDown(CocaineError):
    code = "shutting_down"

    def __init__(self) -> None:
        super().__init__("the daemon is shutting down")


class StorageError(CocaineError):
    """The storage failed; what the request asked for was not acknowledged and not done."""

    code = "storage_error"


class StorageUnusable(StorageError):
    """The storage cannot be opened: unwritable, corrupt, of another schema, or held by another daemon."""

    code = "storage_unusable"
