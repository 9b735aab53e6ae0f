"""Errors of one target: the others of its request are served."""

from __future__ import annotations

from typing import ClassVar

from cocaine_sdk.errors.root import CocaineError
from cocaine_sdk.redaction import LONGEST, Scrub, redacted


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
        scrub = Scrub.of(uri) if len(uri) <= LONGEST else None  # for its length alone is it refused
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
