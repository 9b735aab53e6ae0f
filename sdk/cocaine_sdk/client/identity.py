"""As whom a client asks, and how it proves it (protocol.md, Signatures)."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgspec import UNSET, UnsetType

from cocaine_sdk.errors import RequestTooLarge
from cocaine_sdk.protocol import MAX_REQUEST, Stamp, encode_request
from cocaine_sdk.readiness import Frames

if TYPE_CHECKING:
    from cocaine_sdk.curve import Curve
    from cocaine_sdk.signing import PrivateKey

_NONCE = 16
"""Bytes, of randomness."""


@dataclass(frozen=True)
class Identity:
    """A token, the key that signs for it, and what encrypts the connection."""

    token: str
    key: PrivateKey | None = None
    curve: Curve | None = None

    def request(self, action: str, targets: dict[str, Any] | UnsetType = UNSET, **more: Any) -> Frames:
        """The frames of a request: of one that is signed, never the same again. Raises `RequestTooLarge`."""
        stamp = None if self.key is None else Stamp(int(time.time()), secrets.token_urlsafe(_NONCE))
        body = encode_request(action, self.token, targets, stamp, **more)
        if len(body) > MAX_REQUEST:
            raise RequestTooLarge(len(body), MAX_REQUEST)
        return [body] if self.key is None else [body, self.key.sign(body)]
