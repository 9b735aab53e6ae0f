"""CURVE, which encrypts connections and proves keys (protocol.md, Encryption): pairs, and what a client needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import zmq

from cocaine_sdk.curvekeys import PUBLIC, SECRET, public_key, secret_key
from cocaine_sdk.errors import BadKey
from cocaine_sdk.keyfiles import read_private


@dataclass(frozen=True)
class CurvePair:
    """A public key and its secret one, in Z85. `repr` does not show the latter."""

    public: str
    secret: str = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        """A new one."""
        require()
        public, secret = zmq.curve_keypair()
        return cls(public.decode(), secret.decode())

    @classmethod
    def parse(cls, text: bytes) -> Self:
        """Of what the file of a secret key holds. Raises `BadKey`."""
        require()
        secret = secret_key(text)
        return cls(zmq.curve_public(secret.encode()).decode(), secret)

    @classmethod
    def load(cls, path: Path) -> Self:
        """The same, from a file. Raises `BadKey` for one that others than its owner may read, too."""
        try:
            return cls.parse(read_private(path))
        except BadKey as error:
            raise error.of(path) from None

    @property
    def secret_file(self) -> bytes:
        """What its file holds."""
        return f"{SECRET} {self.secret}\n".encode()

    @property
    def public_file(self) -> bytes:
        """What the file beside that holds."""
        return f"{PUBLIC} {self.public}\n".encode()


@dataclass(frozen=True)
class Curve:
    """What a client connects with: whom it means to reach, and as whom."""

    server: str
    """The daemon's public key, in Z85. Nobody else can answer."""
    own: CurvePair = field(default_factory=CurvePair.generate)
    """By default a pair for this once, which no daemon knows: enough where it serves any."""

    def __post_init__(self) -> None:
        """Raises `BadKey`."""
        public_key(self.server.encode(errors="replace"))

    def options(self) -> dict[int, bytes]:
        """Of a client's socket."""
        return {
            zmq.CURVE_SERVERKEY: self.server.encode(),
            zmq.CURVE_PUBLICKEY: self.own.public.encode(),
            zmq.CURVE_SECRETKEY: self.own.secret.encode(),
        }


def require() -> None:
    """Raises `BadKey` where libzmq was built without CURVE."""
    if not zmq.has("curve"):
        raise BadKey("the libzmq of this Python has no CURVE; install pyzmq's own wheel, which has it")
