"""TLS: two contexts for the whole process, and handshakes that tell about themselves."""

from __future__ import annotations

import asyncio
import ssl

from cocaine_http.certificate import not_after
from cocaine_http.journey import Phase, underway


class Handshake(ssl.SSLObject):
    """The TLS side of one connection. asyncio calls `do_handshake` again and again until it no longer raises."""

    not_after: float | None = None

    def do_handshake(self) -> None:
        journey = underway.get()
        if journey.phase is not Phase.TLS:
            journey.enter(Phase.TLS)
        super().do_handshake()
        certificate = self.getpeercert(binary_form=True)
        journey.not_after = self.not_after = not_after(certificate) if certificate else None


def _context(verify: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["http/1.1"])
    context.sslobject_class = Handshake
    return context


VERIFIED = _context(verify=True)
UNVERIFIED = _context(verify=False)
# Made with the import: it takes 30 ms and reads the trust store, and the process is locked after it.


async def look_at(address: str, host: str, port: int) -> None:
    """Have the journey told until when a certificate is good that could not be verified: by a connection of its own,
    over which nothing is sent. Raises `OSError`."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_connection(
        asyncio.Protocol, address, port, ssl=UNVERIFIED, server_hostname=host
    )
    transport.abort()
