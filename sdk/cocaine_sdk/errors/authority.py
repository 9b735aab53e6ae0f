"""Errors of requests by somebody who is not known, not proven, or not allowed (protocol.md, Signatures)."""

from __future__ import annotations

from typing import ClassVar

from cocaine_sdk.errors.request import RequestError


class Refused(RequestError):
    """The request was understood, and nothing of it was done. `reason`: under which it is counted in `stats`."""

    reason: ClassVar[str]


class SignatureRequired(Refused):
    code = "signature_required"
    reason = "unsigned"

    def __init__(self) -> None:
        super().__init__(
            "this daemon serves signed requests only: send version 3, and a signature by the token's key in the"
            " frame after the JSON (cocaine --key FILE --token NAME does)"
        )


class SignatureMissing(Refused):
    code = "signature_missing"
    reason = "unsigned"

    def __init__(self) -> None:
        super().__init__(
            "a request of version 3 has its signature in the frame after the JSON, and this one has none"
        )


class UnauthorizedUser(Refused):
    """No key is kept for the token (the seed's sentence)."""

    code = "unauthorized_user"
    reason = "unauthorized"

    def __init__(self) -> None:
        super().__init__("unauthorized user")


class InvalidSignature(Refused):
    """None of the token's keys made the signature over these very bytes (the seed's sentence)."""

    code = "invalid_signature"
    reason = "invalid_signature"

    def __init__(self) -> None:
        super().__init__("invalid signature")


class NonceMissing(Refused):
    """What keeps a signed request from being served twice is missing, or is none."""

    code = "nonce_missing"
    reason = "nonce_missing"

    def __init__(self, what: str) -> None:
        super().__init__(
            f'{what}: a signed request carries "timestamp", the unix time in seconds, and "nonce", a string of 1 to'
            " 128 characters that no other request has, so that nobody can send it a second time"
        )


class RequestExpired(Refused):
    """Its timestamp is too far from the daemon's time, or it may have been served before."""

    code = "request_expired"
    reason = "expired"

    def __init__(self, why: str) -> None:
        super().__init__(f"replayed request, or one that is late: {why}")


class ReplayedRequest(Refused):
    code = "replayed_request"
    reason = "replayed"

    def __init__(self) -> None:
        super().__init__(
            "replayed request: one with its nonce was served before; sign each request with a nonce of its own"
        )


class RateLimited(Refused):
    """The token asks more often than it may."""

    code = "rate_limited"
    reason = "limited"


class WrongCurveKey(Refused):
    code = "wrong_curve_key"
    reason = "wrong_curve_key"

    def __init__(self, encrypted: bool) -> None:
        how = "with another key" if encrypted else "without encryption"
        super().__init__(
            f"this token is bound to a CURVE key, and the request came over a connection {how}; connect with that key"
        )
