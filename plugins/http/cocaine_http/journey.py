"""How far a check has come: what the code below aiohttp, which knows connections only, has to tell about it."""

from __future__ import annotations

from contextvars import ContextVar
from enum import StrEnum
from time import perf_counter


class Phase(StrEnum):
    """Each has the name of its field."""

    RESOLVE = "resolve"
    CONNECT = "connect"
    TLS = "tls"
    FIRST_BYTE = "first_byte"
    BODY = "body"


_DOING = {
    Phase.RESOLVE: "resolving the name",
    Phase.CONNECT: "connecting",
    Phase.TLS: "in the TLS handshake",
    Phase.FIRST_BYTE: "waiting for the response",
    Phase.BODY: "reading the body",
}
_TIMED = (Phase.RESOLVE, Phase.CONNECT, Phase.TLS, Phase.FIRST_BYTE)


class Journey:
    """A stopwatch that is always in one phase, over all redirects; and what is known of the last connection."""

    def __init__(self) -> None:
        self.phase: Phase | None = None
        self.reused = False
        """The connection had been used before."""
        self.not_after: float | None = None
        """Unix time until which the peer's certificate is good."""
        self._began = self._since = perf_counter()
        self._spent: dict[Phase, float] = {}

    def enter(self, phase: Phase) -> None:
        """The time since the last `enter` belongs to the phase before."""
        now = perf_counter()
        if self.phase is not None:
            self._spent[self.phase] = self._spent.get(self.phase, 0.0) + now - self._since
        self._since, self.phase = now, phase

    def reuse(self) -> None:
        """There was nothing to resolve and nobody to connect to."""
        self.reused = True
        self.phase = None

    @property
    def doing(self) -> str:
        """The phase, for a sentence."""
        return _DOING[self.phase or Phase.CONNECT]

    def milliseconds(self) -> dict[str, float]:
        """Of each phase that has ended, and in total."""
        spent = {phase.value: self._spent[phase] for phase in _TIMED if phase in self._spent}
        spent["total"] = perf_counter() - self._began
        return {name: round(seconds * 1000, 2) for name, seconds in spent.items()}


underway: ContextVar[Journey] = ContextVar("underway")
"""The journey of the check that the current task makes."""
