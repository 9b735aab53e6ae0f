"""From what aiohttp and the system raise to the outage that it means."""

from __future__ import annotations

import errno
import os
import ssl

from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorDNSError,
    ClientConnectorError,
    ClientConnectorSSLError,
    ClientHttpProxyError,
    ClientOSError,
    ClientPayloadError,
    ClientProxyConnectionError,
    ClientResponseError,
    ConnectionTimeoutError,
    ServerDisconnectedError,
)

from cocaine_http.journey import Journey, Phase
from cocaine_http.reasons import Outage, Reason
from cocaine_http.session import Dropped
from cocaine_http.target import Target

EXPECTED = (
    ClientConnectorError,
    ClientHttpProxyError,
    ClientOSError,
    ClientPayloadError,
    ClientResponseError,
    ConnectionTimeoutError,
    Dropped,
    ServerDisconnectedError,
)
OURS = {
    errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS, errno.EADDRNOTAVAIL, errno.EPERM, errno.EACCES,
}  # fmt: skip
"""Of these this process is short, or is kept from it: they say nothing about the server."""
_EXPIRED = 10
"""X509_V_ERR_CERT_HAS_EXPIRED"""
_LONGEST = 200


def outage_of(error: Exception, target: Target, proxy: Target | None, journey: Journey) -> Outage:
    """What one of `EXPECTED` means. Raises `OSError` where it is one of `OURS`."""
    if isinstance(error, Dropped):
        error = error.error
    if isinstance(error, OSError) and error.errno in OURS and not _is_tls(error):
        raise OSError(
            error.errno, f"{os.strerror(error.errno)}; the daemon's side, not the server's"
        ) from None
    match error:
        case ConnectionTimeoutError():
            return Outage(
                Reason.TIMEOUT, f"not connected within connect_timeout; it was still {journey.doing}"
            )
        case ClientHttpProxyError():
            return Outage(Reason.PROXY, f"the proxy answered {error.status} to CONNECT")
        case ClientResponseError():
            return Outage(
                Reason.MALFORMED, f"the response is not HTTP as it should be: {_short(error.message)}"
            )
        case ClientPayloadError():
            return Outage(Reason.CLOSED, "the connection was closed in the middle of the body")
        case ClientConnectorCertificateError():
            return _certificate(error)
        case ClientConnectorError():
            return _not_connected(error, target, proxy, journey)
    if _is_tls(error):  # with TLS 1.3 the server's alert comes after the handshake
        return Outage(Reason.TLS, f"{target.place} ended TLS while {journey.doing}: {_words(error)}")
    if isinstance(error, OSError) and error.errno not in (None, errno.ECONNRESET, errno.EPIPE):
        return Outage(Reason.CLOSED, f"the connection broke while {journey.doing}: {_words(error)}")
    return Outage(Reason.CLOSED, f"the connection was closed while {journey.doing}")


def _not_connected(
    error: ClientConnectorError, target: Target, proxy: Target | None, journey: Journey
) -> Outage:
    place = f"the proxy {proxy.place}" if proxy else target.place
    if isinstance(error, ClientConnectorDNSError):
        name = f"the proxy's name {proxy.host}" if proxy else f"the name {target.host}"
        return Outage(Reason.RESOLVE, f"{name} does not resolve: {_words(error.os_error)}")
    if isinstance(error, ClientConnectorSSLError) or journey.phase is Phase.TLS:
        return Outage(Reason.TLS, f"the TLS handshake with {target.place} failed: {_words(error.os_error)}")
    if isinstance(error, ClientProxyConnectionError):
        return Outage(Reason.PROXY, f"cannot connect to {place}: {_words(error.os_error)}")
    reason = _REASONS.get(error.errno or 0, Reason.UNREACHABLE)
    return Outage(reason, f"cannot connect to {place}: {_words(error.os_error)}")


_REASONS = {
    errno.ECONNREFUSED: Reason.REFUSED,
    errno.ETIMEDOUT: Reason.TIMEOUT,
    errno.ECONNRESET: Reason.CLOSED,
}


def _certificate(error: ClientConnectorCertificateError) -> Outage:
    code = getattr(error.certificate_error, "verify_code", None)
    why = getattr(error.certificate_error, "verify_message", "") or "it cannot be verified"
    if code == _EXPIRED:
        return Outage(Reason.CERTIFICATE_EXPIRED, "the certificate has expired")
    return Outage(Reason.CERTIFICATE, f"the certificate is not accepted: {_short(why)}")


def _is_tls(error: BaseException | None) -> bool:
    """An SSLError has error numbers of its own, and aiohttp makes a ClientOSError of some of them."""
    return isinstance(error, ssl.SSLError) or (
        error is not None and isinstance(error.__cause__, ssl.SSLError)
    )


def _words(error: BaseException) -> str:
    """The system's own, without the addresses and the places in files that Python adds."""
    if _is_tls(error):
        tls = error if isinstance(error, ssl.SSLError) else error.__cause__
        return _short(getattr(tls, "reason", None) or str(tls)).lower().replace("_", " ")
    if isinstance(error, OSError) and error.errno in errno.errorcode:
        return os.strerror(error.errno or 0).lower()
    return _short(getattr(error, "strerror", None) or str(error) or "it was closed")


def _short(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:_LONGEST]
