"""Why something is down."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """The field `reason`: stable, for programs."""

    RESOLVE = "resolve"
    """The name does not resolve."""
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    TLS = "tls"
    """The handshake failed, and not for the certificate."""
    CERTIFICATE = "certificate"
    """It is not trusted, or is another name's."""
    CERTIFICATE_EXPIRED = "certificate_expired"
    PROXY = "proxy"
    CLOSED = "closed"
    """The connection, before the response was complete."""
    MALFORMED = "malformed"
    """The response is not HTTP, or its head is too large."""
    REDIRECT = "redirect"
    """One too many, or one that cannot be followed."""
    REDIRECT_LOOP = "redirect_loop"
    STATUS = "status"
    HEADER = "header"
    BODY = "body"


class Outage(Exception):
    """The check has failed. `str(outage)` is one sentence, and has no secret of the URI in it."""

    def __init__(self, reason: Reason, sentence: str) -> None:
        self.reason = reason
        super().__init__(sentence)
