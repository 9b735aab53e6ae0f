"""What this process knows of a connection, on the messages that come over it.

libzmq hands what the ZAP handler said of a connection to every message of it, as the property `User-Id`. But a client
may write any property into its own greeting, that one too: so what is ours begins with a word that nobody can guess.
"""

from __future__ import annotations

import secrets

import zmq

from cocaine_sdk.readiness import Frames

_PROPERTY = "User-Id"


class Seal:
    """One for the life of the daemon."""

    def __init__(self) -> None:
        self._word = secrets.token_hex(16)

    def of(self, curve_key: str) -> bytes:
        """What ZAP says of a connection with this key, or, where it is empty, with none."""
        return f"{self._word}{curve_key}".encode()

    def read(self, frame: zmq.Frame) -> bytes:
        """The key that was proven for the connection of a message; nothing where none was."""
        try:
            said = str(frame.get(_PROPERTY))
        except (zmq.ZMQError, UnicodeDecodeError):  # of a connection that ZAP was not asked about
            return b""
        return said.removeprefix(self._word).encode() if said.startswith(self._word) else b""

    def receive(self, socket: zmq.Socket[bytes]) -> Frames:
        """One message, for `Readiness`: before its frames stands the CURVE key of its connection, or nothing."""
        frames = [b""]
        while True:
            frame = socket.recv(zmq.NOBLOCK, copy=False)
            frames.append(frame.bytes)
            if not frame.more:
                frames[0] = self.read(frame)
                return frames
