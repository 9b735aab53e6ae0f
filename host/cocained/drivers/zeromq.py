"""zeromq: the daemon binds a PULL socket, and what is pushed to it is handed to the source (seed).

Each frame is handed over by itself; those of one message follow one upon the other. Where the source is slower than its
senders the socket is read no further, until it is full, and the senders wait, or keep the rest themselves: nothing is
lost. (The mark counts messages, not their bytes or frames: so the socket is in a process of its own, which may take so
much memory and no more.) What is in the socket when its last task is dropped, its process dies, or the daemon ends, is
lost: PUSH has no receipts.

Whoever may push may have the daemon listen, at the address of the client's choice: loopback or not is for it to say.
"""

from __future__ import annotations

from typing import Any

import msgspec

from cocaine_sdk.driver import Driver, Pulse
from cocaine_sdk.errors import BadArgument, MissingArgument
from cocaine_sdk.source import Capability
from cocained.listening.refusal import CannotListen
from cocained.sinks.pull import Pull, Pulls

WINDOW = 16
"""Frames that are with the source, or on their way to it."""
ENOUGH = WINDOW // 2
"""Room that a full source must have again before the socket is read on: so that it is read in batches."""
LAST_PORT = 65535
MOST_WATERMARK = 1_000_000
LONGEST = 256
"""Characters of an endpoint: no address is longer."""

_pulls = Pulls()


class ZeroMQArguments(msgspec.Struct, frozen=True):
    """`endpoint`: where to listen, `tcp://interface:port` or `ipc:///path`; tasks that name the same share its socket,
    and each gets every message. `watermark`: messages that the socket keeps for each sender, as all that share it say.
    """

    endpoint: Any = None
    watermark: int = 100

    def __post_init__(self) -> None:
        _check_endpoint(self.endpoint)
        if not 1 <= self.watermark <= MOST_WATERMARK:
            raise BadArgument(f"watermark must be from 1 to {MOST_WATERMARK} messages, not {self.watermark}")


def _check_endpoint(endpoint: object) -> None:
    if endpoint is None:
        raise MissingArgument("endpoint")
    if not isinstance(endpoint, str):
        raise MissingArgument("endpoint", f"expected a string, not {str(endpoint)[:40]!r}")
    if not endpoint:
        raise MissingArgument("endpoint", "it is empty")
    fault = _fault(endpoint)
    if fault is not None:
        hint = "write it as tcp://interface:port or ipc:///path"
        raise BadArgument(f"cannot use the endpoint {endpoint[:80]!r}: {fault}; {hint}")


def _fault(endpoint: str) -> str | None:
    transport, _, address = endpoint.partition("://")
    if ";" in endpoint:
        return "a source address (;) is the sender's matter"
    if len(endpoint) > LONGEST or not endpoint.isprintable():
        return f"it has more than {LONGEST} characters, or some that cannot be seen"
    match transport:
        case "tcp":
            return _tcp_fault(address)
        case "ipc" if not (address.startswith("/") or (address.startswith("@") and len(address) > 1)):
            return "senders do not know what its path is relative to"
        case "ipc":
            return None
    return "the driver listens by tcp and ipc"


def _tcp_fault(address: str) -> str | None:
    interface, _, port = address.rpartition(":")
    if not interface:
        return "the interface is missing"
    if port in ("*", "!", "0"):
        return "senders cannot know a port that is chosen by chance"
    if not (port.isascii() and port.isdigit() and 1 <= int(port) <= LAST_PORT):
        return f"the port must be a number from 1 to {LAST_PORT}"
    return None


class ZeroMQ(Driver[ZeroMQArguments]):
    """Hands over what comes, `WINDOW` frames at a time. A `Taker` of its socket."""

    requires = (Capability.PROCESSOR,)

    @classmethod
    def arguments(cls) -> type[ZeroMQArguments]:
        return ZeroMQArguments

    def __init__(self, arguments: ZeroMQArguments, pulse: Pulse) -> None:
        super().__init__(arguments, pulse)
        self._pull: Pull | None = None
        self._received = 0
        self._waiting = 0
        self._handled = 0
        self._paused = 0
        self._holding = False

    def start(self) -> None:
        """Raises `BadArgument` where the endpoint is taken, or cannot be had."""
        try:
            self._pull = _pulls.join(self.args.endpoint, self.args.watermark, self)
        except CannotListen as error:
            raise BadArgument(str(error)) from None

    def stop(self) -> None:
        pull, self._pull = self._pull, None
        if pull is not None:
            _pulls.leave(pull, self)

    def describe(self) -> dict[str, Any]:
        """`endpoint`: as the system says it, None while it takes no new senders; `received`: messages; `handled` and
        `waiting`: frames that the source is done with, and that it is not; `paused`: how often its slowness stopped
        the reading; `holding`: whether it does so now; `restarts`: how often the socket's process ended, and had to be
        started again."""
        return {
            "endpoint": self._pull.bound if self._pull is not None else None,
            "received": self._received,
            "handled": self._handled,
            "waiting": self._waiting,
            "paused": self._paused,
            "holding": self._holding,
            "restarts": self._pull.restarts if self._pull is not None else 0,
        }

    # --- what its socket asks of it ---------------------------------------------------------------------------

    def room(self) -> int:
        return 0 if self._holding else WINDOW - self._waiting

    def hold(self) -> None:
        if not self._holding:
            self._holding = True
            self._paused += 1

    def take(self, frame: bytes, more: bool) -> None:
        if self._pull is not None:
            self._received += not more
            self._waiting += 1
            self.pulse.process(frame, self._answered)

    def _answered(self) -> None:
        self._waiting -= 1
        self._handled += 1
        if self._pull is None:
            return
        if not self._holding:
            self._pull.go_on()
        elif WINDOW - self._waiting >= ENOUGH:
            self._holding = False
            self._pull.go_on()
