"""The body of a response: read up to a limit, counted and hashed, never unpacked."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from hashlib import sha256

from aiohttp import ClientResponse, StreamReader

from cocaine_http.patterns import SEARCHED

_WIDEST = 4
"""Bytes of a character."""
_CHARSETS = (
    "us-ascii",
    "utf-8",
    "utf-16",
    "iso-8859-1",
    "iso-8859-15",
    "windows-1251",
    "windows-1252",
    "koi8-r",
)
_CODECS = {name: codecs.lookup(name).name for name in _CHARSETS}
"""Those that are known, looked up here: Python reads their modules when they are first asked for."""


@dataclass(frozen=True, slots=True)
class Body:
    size: int
    """Bytes that were read."""
    digest: str
    """SHA-256 of them, in hexadecimal."""
    truncated: bool
    """There was more."""
    beginning: bytes


async def read_body(content: StreamReader, limit: int) -> Body:
    """Raises what aiohttp raises."""
    digest, beginning, size = sha256(), bytearray(), 0
    while chunk := await content.readany():
        truncated = size + len(chunk) > limit
        part = chunk[: limit - size] if truncated else chunk
        digest.update(part)
        size += len(part)
        beginning += part[: SEARCHED * _WIDEST - len(beginning)]
        if truncated:
            return Body(size, digest.hexdigest(), True, bytes(beginning))
    return Body(size, digest.hexdigest(), False, bytes(beginning))


def text_of(body: Body, response: ClientResponse) -> str:
    """Decoded as the response says, where that is a charset that is known, else as UTF-8."""
    charset = (response.charset or "").lower()
    return body.beginning.decode(_CODECS.get(charset, "utf-8"), errors="replace")
