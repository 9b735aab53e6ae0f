"""Until when a certificate is good, read from its DER form: `ssl` tells it of verified certificates only."""

from __future__ import annotations

import calendar
import time

_SEQUENCE, _UTC_TIME, _GENERALIZED_TIME, _VERSION = 0x30, 0x17, 0x18, 0xA0
_CENTURY = 50
"""Years below it are of this century, in the form with two digits (RFC 5280, 4.1.2.5.1)."""


def not_after(der: bytes) -> float | None:
    """Unix time; None where the certificate is not of the usual form."""
    try:
        return _time(*_not_after(der))
    except (ValueError, IndexError):
        return None


def _not_after(der: bytes) -> tuple[int, bytes]:
    """Certificate, its first part, and in that the validity, the second part of which is the end (RFC 5280, 4.1)."""
    _, certificate, _ = _element(der)
    _, signed, _ = _element(certificate)
    if signed[0] == _VERSION:
        signed = _element(signed)[2]
    for _ in ("serial number", "signature", "issuer"):
        signed = _element(signed)[2]
    tag, validity, _ = _element(signed)
    if tag != _SEQUENCE:
        raise ValueError
    tag, value, _ = _element(_element(validity)[2])
    return tag, value


def _element(der: bytes) -> tuple[int, bytes, bytes]:
    """The tag and the content of the first element, and what follows it."""
    tag, length, begin = der[0], der[1], 2
    if length & 0x80:
        begin += length & 0x7F
        length = int.from_bytes(der[2:begin], "big")
    if len(der) < begin + length:
        raise ValueError
    return tag, der[begin : begin + length], der[begin + length :]


def _time(tag: int, value: bytes) -> float:
    text = value.decode("ascii")
    if tag == _UTC_TIME:
        text = ("20" if int(text[:2]) < _CENTURY else "19") + text
    elif tag != _GENERALIZED_TIME:
        raise ValueError
    return float(calendar.timegm(time.strptime(text, "%Y%m%d%H%M%SZ")))
