"""Every error that crosses the wire, each with its `code` (errors.md).

    CocaineError
    ├── RequestError                 the request as a whole cannot be served
    │   ├── MalformedRequest         malformed_request
    │   ├── RequestTooLarge          request_too_large
    │   ├── OutdatedVersion          outdated_version
    │   ├── SignaturesUnsupported    signatures_unsupported
    │   ├── UsernameExpected         username_expected
    │   ├── NoTargets                no_targets
    │   ├── TooManyTargets           too_many_targets
    │   ├── UnknownAction            unknown_action
    │   └── BadConfiguration         bad_configuration
    ├── TargetError                  one target cannot be served; the others are
    │   ├── BadArgument              bad_argument
    │   ├── MissingArgument          missing_argument
    │   ├── MalformedUri             malformed_uri
    │   ├── UnknownScheme            unknown_scheme
    │   ├── UnknownDriver            unknown_driver
    │   ├── UnknownThread            unknown_thread
    │   ├── Unsupported              unsupported_capability
    │   ├── EngineNotActive          engine_not_active
    │   ├── DriverNotActive          driver_not_active
    │   ├── AccessDenied             access_denied
    │   └── PastEmpty                past_empty
    ├── SourceFailed                 the source's own fault; its code is the failure's (`failure.py`)
    │   └── SourceLost               the same, and what the source lives in cannot go on
    ├── SchemeUnavailable            scheme_unavailable   its plugin cannot be loaded, or its process is down
    ├── Overloaded                   overloaded           a limit of the daemon is reached
    ├── ShuttingDown                 shutting_down
    ├── StorageError                 storage_error        the storage failed; nothing was acknowledged
    │   └── StorageUnusable          storage_unusable     it cannot be opened at all: raised at start
    ├── ClientError                  raised on the client's side, never sent
    │   ├── NoDaemon                 no_daemon
    │   │   └── NoReply              no_reply
    │   │       └── ConnectionLost   connection_lost
    │   ├── BadEndpoint              bad_endpoint
    │   ├── BadReply                 bad_reply
    │   └── NoTrial                  no_trial
    └── RemoteError                  an error reply whose code this version of the sdk does not know

A class builds its sentence from its subject, and the sentence says what the reader can do next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cocaine_sdk.redaction import Scrub, redacted

if TYPE_CHECKING:
    from cocaine_sdk.failure import Failure


class CocaineError(Exception):
    """The root. `code` is stable and for programs, `str(error)` is a sentence for people."""

    code: ClassVar[str] = "error"

    def as_reply(self) -> dict[str, str]:
        """The error as a reply carries it: `{"error": sentence, "code": code}`."""
        return {"error": str(self), "code": self.wire_code}

    @property
    def wire_code(self) -> str:
        return self.code


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


class SignaturesUnsupported(RequestError):
    """`version` is 3 or higher, and this daemon holds no keys to verify signatures with."""

    code = "signatures_unsupported"

    def __init__(self) -> None:
        super().__init__("signed requests are not supported by this daemon; send version 2")


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


class TargetError(CocaineError):
    """One target of a request cannot be served; the others are served all the same."""


class BadArgument(TargetError):
    code = "bad_argument"


class MissingArgument(TargetError):
    """The seed's sentences: no interval / path / endpoint specified; with the reason where something was."""

    code = "missing_argument"

    def __init__(self, name: str, why: str = "") -> None:
        super().__init__(f"no {name} specified" + (f": {why}" if why else ""))


class MalformedUri(TargetError):
    code = "malformed_uri"

    def __init__(self, uri: str, why: str) -> None:
        """The sentence is without the URI's passwords, whatever `why` quotes."""
        scrub = Scrub.of(uri)
        words = why if scrub is None else scrub.text(why)
        super().__init__(f"malformed source URI {redacted(uri)[:200]!r}: {words}")


class UnknownScheme(TargetError):
    code = "unknown_scheme"

    def __init__(self, scheme: str, known: list[str]) -> None:
        super().__init__(
            f"no plugin is installed for the scheme {scheme[:80]!r}; installed are {', '.join(known) or 'none'};"
            " if it was installed since the daemon started, start the daemon anew"
        )


class UnknownDriver(TargetError):
    code = "unknown_driver"

    def __init__(self, driver: str, known: list[str]) -> None:
        super().__init__(f"unknown driver {driver[:80]!r}; installed are {', '.join(known)}")


class UnknownThread(TargetError):
    code = "unknown_thread"

    def __init__(self, thread: str) -> None:
        super().__init__(f"the source has no isolated thread {thread[:80]!r}; push with isolated to get one")


class Unsupported(TargetError):
    """The driver needs what the source cannot do (the seed's sentences, and what to do about it)."""

    code = "unsupported_capability"

    _METHODS: ClassVar = {
        "iteration": "__next__()",
        "manual scheduling": "reschedule()",
        "message processing": "process(data)",
    }

    def __init__(self, what: str, driver: str) -> None:
        method = self._METHODS.get(what)
        needs = f": the driver {driver} needs its method {method}" if method else ""
        super().__init__(f"source doesn't support {what}{needs}")


class EngineNotActive(TargetError):
    code = "engine_not_active"

    def __init__(self) -> None:
        super().__init__("engine is not active")


class DriverNotActive(TargetError):
    code = "driver_not_active"

    def __init__(self) -> None:
        super().__init__("driver is not active")


class AccessDenied(TargetError):
    code = "access_denied"

    def __init__(self, why: str = "") -> None:
        super().__init__("access denied" + (f": {why}" if why else ""))


class PastEmpty(TargetError):
    code = "past_empty"

    def __init__(self, target: str) -> None:
        """`target`: a key, or a source URI."""
        super().__init__(f"the past is empty: the daemon remembers no event of {redacted(target)[:200]}")


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
