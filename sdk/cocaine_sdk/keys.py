"""The subscription key of a task: the same on every daemon, equal for equal requests (protocol.md, push)."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

DIGEST_LENGTH = 32
_canonical = msgspec.json.Encoder(order="deterministic")


def subscription_key(driver: str, uri: str, arguments: dict[str, Any], thread: str | None = None) -> str:
    """`<driver>:<32 hex digits>`, a SHA-256 over all that decides what runs, and when.

    `arguments` holds those that differ from their defaults, so that a default spelled out changes nothing.
    """
    subject = _canonical.encode([driver, uri, arguments, thread])
    return f"{driver}:{hashlib.sha256(subject).hexdigest()[:DIGEST_LENGTH]}"
