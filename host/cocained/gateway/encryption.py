"""CURVE on a socket: which of its endpoints are encrypted, and with whose key (protocol.md, Encryption).

libzmq gives each endpoint the options that the socket has when it is bound. So one socket has both: tcp, where all is
encrypted and every client proves a key, and ipc, where nothing is, since it does not leave the machine.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import zmq

from cocaine_sdk.curve import CurvePair
from cocaine_sdk.curvekeys import is_encrypted
from cocained.gateway.seal import Seal
from cocained.listening.refusal import CannotListen

HANDSHAKE = 10_000
"""Milliseconds after which a connection is closed that is not made by then: nobody keeps one open for long by beginning
only, and whoever could not be told yes or no (`zap.py`) tries again after that."""

_DOMAIN = b"cocained"
_WITHIN = ("ipc://", "inproc://")
"""What does not leave the machine."""


class Encryption(NamedTuple):
    pair: CurvePair
    seal: Seal

    @classmethod
    def load(cls, path: Path) -> Encryption:
        """With the secret key in a file. Raises `BadKey`."""
        return cls(CurvePair.load(path), Seal())

    def prepare(self, socket: zmq.Socket[bytes]) -> None:
        """Before its first endpoint. Where nobody answers ZAP, no connection is made."""
        socket.setsockopt(zmq.HANDSHAKE_IVL, HANDSHAKE)
        socket.setsockopt(zmq.ZAP_DOMAIN, _DOMAIN)
        socket.setsockopt(zmq.ZAP_ENFORCE_DOMAIN, 1)
        socket.setsockopt(zmq.CURVE_SECRETKEY, self.pair.secret.encode())

    def cover(self, socket: zmq.Socket[bytes], endpoint: str) -> None:
        """Right before this endpoint is bound. Raises `CannotListen` for one that is neither encrypted nor within the
        machine."""
        if not is_encrypted(endpoint) and not endpoint.startswith(_WITHIN):
            raise CannotListen(
                endpoint, "with a CURVE key, tcp is what is encrypted, and ipc what need not be"
            )
        socket.setsockopt(zmq.CURVE_SERVER, int(is_encrypted(endpoint)))
