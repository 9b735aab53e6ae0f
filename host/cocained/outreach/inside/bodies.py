"""The body of a response, decompressed, and never more of it than was asked for."""

from __future__ import annotations

import zlib

from aiohttp import ClientResponse

from cocained.outreach.inside.refusing import Refused

_CHUNK = 1 << 16
_WINDOWS = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}
"""What is asked for is no compression at all; some servers know no other way to send a file."""


async def read(response: ClientResponse, most: int) -> bytes:
    """Raises `Refused` where it is larger, compressed in another way, or broken."""
    declared = response.content_length
    if declared is not None and declared > most:
        raise too_large(most)
    encoding = ", ".join(response.headers.getall("Content-Encoding", [])).strip().lower()
    if encoding in ("", "identity"):
        return await _plain(response, most)
    if encoding not in _WINDOWS:
        raise Refused(f"the response is compressed by {encoding[:80]!r}, which is not understood")
    return await _decompressed(response, most, _WINDOWS[encoding])


async def _plain(response: ClientResponse, most: int) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > most:
            raise too_large(most)
    return bytes(body)


async def _decompressed(response: ClientResponse, most: int, window: int) -> bytes:
    body, inflater, came = bytearray(), zlib.decompressobj(window), 0
    async for chunk in response.content.iter_chunked(_CHUNK):
        came += len(chunk)
        try:
            body += inflater.decompress(chunk, most + 1 - len(body))
        except zlib.error as error:
            raise Refused(f"the response is not what its compression says: {error}") from None
        if len(body) > most or came > most + _CHUNK:
            raise too_large(most)
    if not inflater.eof and came:
        raise Refused("the response ends in the middle of its compression")
    return bytes(body)


def too_large(most: int) -> Refused:
    return Refused(f"the response has more than {most} bytes")
