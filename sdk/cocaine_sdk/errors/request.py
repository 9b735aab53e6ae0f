"""Errors of a request as a whole."""

from __future__ import annotations

from cocaine_sdk.errors.root import CocaineError


class RequestError(CocaineError):
    """The request as a whole cannot be served."""


class MalformedRequest(RequestError):
    """The frame is no JSON, is nested too deeply, or has the wrong shape."""

    code = "malformed_request"


class RequestTooLarge(RequestError):
    code = "request_too_large"

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(
            f"the request has {size} bytes, and {limit} are the most; split its targets over several requests"
        )


class OutdatedVersion(RequestError):
    """`version` is below 2, or missing (the seed's sentence)."""

    code = "outdated_version"

    def __init__(self) -> None:
        super().__init__("outdated protocol version")


class UnsupportedVersion(RequestError):
    """`version` is above those that this daemon knows."""

    code = "unsupported_version"

    def __init__(self, version: int, latest: int) -> None:
        super().__init__(
            f"protocol version {version} is newer than this daemon: send version 2, or version {latest} with a"
            " signature"
        )


class UsernameExpected(RequestError):
    """`token` is missing or empty (the seed's sentence)."""

    code = "username_expected"

    def __init__(self) -> None:
        super().__init__("username expected")


class NoTargets(RequestError):
    code = "no_targets"

    def __init__(self) -> None:
        super().__init__("no targets specified")


class TooManyTargets(RequestError):
    code = "too_many_targets"

    def __init__(self, count: int, limit: int) -> None:
        super().__init__(
            f"the request has {count} targets, and {limit} are the most; split it into several requests"
        )


class UnknownAction(RequestError):
    code = "unknown_action"

    def __init__(self, action: str, known: list[str]) -> None:
        super().__init__(f"unknown action {action[:80]!r}; known are {', '.join(known)}")


class BadConfiguration(RequestError):
    """A reload: the file cannot be used. `problems` has a line for each key that is wrong, or one for the file."""

    code = "bad_configuration"

    def __init__(self, problems: str) -> None:
        super().__init__(f"the configuration stays as it was: {problems}")
