"""What a file of PEM is said to hold, before it is read any further."""

from __future__ import annotations

import re

from cocaine_sdk.errors import BadKey

_MOST = 1 << 16
"""Bytes. An RSA key of 8192 bits has a tenth of it."""
_BEGIN = re.compile(rb"-----BEGIN ([A-Z0-9 ]{1,64})-----")


def label(pem: bytes) -> str:
    """What the one block holds, such as `PUBLIC KEY`. Raises `BadKey` where there is none, or a second one, since it is
    not said which of them is meant."""
    labels = [found.decode() for found in _BEGIN.findall(pem)] if len(pem) <= _MOST else []
    if not labels:
        advice = "; ssh-keygen -e -m PKCS8 -f FILE writes an RSA key so" if pem.startswith(b"ssh-") else ""
        raise BadKey(f"this is no key in PEM, which begins with -----BEGIN{advice}")
    if len(labels) > 1:
        raise BadKey(f"one key is wanted, and here are {len(labels)}")
    return str(labels[0])
