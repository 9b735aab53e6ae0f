"""Errors of the client's side, which are raised there and never sent."""

from __future__ import annotations

from cocaine_sdk.errors.root import CocaineError


class ClientError(CocaineError):
    """Raised on the client's side; never sent."""


class NoDaemon(ClientError):
    code = "no_daemon"

    def __init__(self, endpoint: str, seconds: float) -> None:
        super().__init__(f"no answer from {endpoint} within {seconds:g} s; is cocained running there?")


class NoReply(NoDaemon):
    """The daemon was reached and took the request; whether it was done is not known."""

    code = "no_reply"

    def __init__(self, endpoint: str, seconds: float) -> None:
        ClientError.__init__(
            self, f"{endpoint} took the request, but did not answer within {seconds:g} s; give it more time"
        )


class ConnectionLost(NoReply):
    """The daemon went away with the request; whether it was done is not known."""

    code = "connection_lost"

    def __init__(self, endpoint: str) -> None:
        ClientError.__init__(self, f"the connection to {endpoint} broke before the answer came; ask again")


class HandshakeFailed(NoDaemon):
    """Something listens there, but no connection is made: one side encrypts and the other does not, or a key is not the
    one that is wanted. Nothing was sent."""

    code = "handshake_failed"

    def __init__(self, endpoint: str, why: str) -> None:
        ClientError.__init__(self, f"{endpoint} {why}")


class BadEndpoint(ClientError):
    code = "bad_endpoint"

    def __init__(self, endpoint: str, why: str) -> None:
        super().__init__(
            f"cannot use the endpoint {endpoint!r}: {why}; write it as tcp://host:port or ipc:///path"
        )


class BadReply(ClientError):
    code = "bad_reply"


class NoTrial(ClientError):
    """A source cannot be tried: the daemon that is started for it does not start, or there is no such file."""

    code = "no_trial"


class RemoteError(CocaineError):
    """An error reply: its sentence as the daemon wrote it, its code in `wire_code`."""

    def __init__(self, sentence: str, code: str) -> None:
        super().__init__(sentence)
        self._code = code

    @property
    def wire_code(self) -> str:
        return self._code
