"""Ways to log in that MariaDB 10 does not have, MySQL 8's above all: against a server of our own that speaks as much of
the protocol, with the exchange checked on its side. No server of MySQL itself can be had where these tests run."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import socket
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
import trustme
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cocaine_mysql import MySQL

if TYPE_CHECKING:
    from tests.plugins.mysql.conftest import Serve

PASSWORD = "hush-hush д"
SECRET = PASSWORD.encode()
KEY = rsa.generate_private_key(65537, 2048)
PUBLIC = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
FIRST, SWITCHED = b"12345678901234567890", b"abcdefghijklmnopqrst"
"""Nonces: of the greeting, and of a switch."""
CAPABILITIES = 0x3AA20D  # what pymysql asks for, CONNECT_WITH_DB, and below:
SSL = 0x800
OK = b"\0\0\0\2\0\0\0"
EOF = b"\xfe\0\0\2\0"
DENIED = b"\xff\x15\x04#28000Access denied"
NOT_ALLOWED = b"\xff\xcb\x04#42000Access denied; you need SUPER"
COLUMN = b"\3def\0\0\0\1" + b"1" + b"\0\x0c\x3f\0\1\0\0\0\3\x81\0\0\0\0"


@dataclass
class Server:
    """What a server of MySQL 8 does until it has let an account in, and so much of a query that a run succeeds."""

    greeted: str
    """The plugin that the greeting names."""
    plugin: str = "caching_sha2_password"
    """The account's own."""
    cached: bool = False
    """Whether the account has logged in before, so that a hash of its password is kept."""
    tls: ssl.SSLContext | None = None
    steps: list[str] = field(default_factory=list)
    heard: bytes = b""
    """All that came in before the account was let in, in the clear."""

    async def __call__(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.pause_reading()  # so that no byte of a TLS handshake is read as one of ours
        with socket.socket(fileno=os.dup(writer.get_extra_info("socket").fileno())) as raw:
            await self._greet(raw)

    async def _greet(self, raw: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(raw, packet(self._greeting(), 0))
        self._secure = self.tls is not None and await takes_tls(raw)
        self._reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(self._reader)
        context = self.tls if self._secure else None
        transport, _ = await loop.connect_accepted_socket(lambda: protocol, raw, ssl=context)
        self._writer = asyncio.StreamWriter(transport, protocol, self._reader, loop)
        try:
            await self._talk()
        finally:
            transport.abort()

    async def _talk(self) -> None:
        if self._secure:
            self.steps.append("tls")
        answer = await self._hear()
        if await self._lets_in(answer):
            self._say(OK)
            await self._serve()
        else:
            self._say(DENIED)

    def _greeting(self) -> bytes:
        able = CAPABILITIES | (SSL if self.tls else 0)
        return b"".join([
            b"\x0a", b"8.4.99\0", b"\1\0\0\0", FIRST[:8], b"\0", (able & 0xFFFF).to_bytes(2, "little"), b"\xff\2\0",
            (able >> 16).to_bytes(2, "little"), bytes([21]), bytes(10), FIRST[8:], b"\0", self.greeted.encode(), b"\0",
        ])  # fmt: skip

    # --- logging in

    async def _lets_in(self, answer: bytes) -> bool:
        scramble, nonce = self._scramble_of(answer), FIRST
        if self.greeted != self.plugin:
            self.steps.append("switch")
            self._say(b"\xfe" + self.plugin.encode() + b"\0" + SWITCHED + b"\0")
            scramble, nonce = await self._hear(), SWITCHED
        if self.plugin != "caching_sha2_password":
            return False
        if self.cached and scramble == scrambled(nonce):
            self.steps.append("fast")
            self._say(b"\1\3")
            return True
        self.steps.append("full")
        self._say(b"\1\4")
        return await self._full(nonce)

    async def _full(self, nonce: bytes) -> bool:
        if self._secure:
            return await self._hear() == SECRET + b"\0"
        assert await self._hear() == b"\2"
        self.steps.append("key")
        self._say(b"\1" + PUBLIC)
        sha1 = hashes.SHA1()
        opened = KEY.decrypt(await self._hear(), padding.OAEP(padding.MGF1(sha1), sha1, None))
        return bytes(a ^ nonce[n % 20] for n, a in enumerate(opened)) == SECRET + b"\0"

    @staticmethod
    def _scramble_of(answer: bytes) -> bytes:
        rest = answer[32:].split(b"\0", 1)[1]
        return rest[1 : 1 + rest[0]]

    # --- a run

    async def _serve(self) -> None:
        while True:
            self._number = 0
            command = await self._hear()
            if command[0] == 1:
                return
            if command == b"\3SELECT 1":
                for packet in (b"\1", COLUMN, EOF, b"\1" + b"1", EOF):
                    self._say(packet)
            else:
                self._say(NOT_ALLOWED)

    # --- packets

    def _say(self, payload: bytes) -> None:
        self._writer.write(packet(payload, self._number))
        self._number = (self._number + 1) % 256

    async def _hear(self) -> bytes:
        header = await self._reader.readexactly(4)
        payload = await self._reader.readexactly(int.from_bytes(header[:3], "little"))
        self._number = (header[3] + 1) % 256
        if not self._secure:
            self.heard += payload
        return payload


def packet(payload: bytes, number: int) -> bytes:
    return len(payload).to_bytes(3, "little") + bytes([number]) + payload


async def takes_tls(raw: socket.socket) -> bool:
    """Take the packet that asks for TLS, and no byte more."""
    loop = asyncio.get_running_loop()
    data = b""
    while len(data) < 36:
        data += await loop.sock_recv(raw, 36 - len(data))
    assert data[:4] == packet(bytes(32), 1)[:4]
    return True


def scrambled(nonce: bytes) -> bytes:
    once = hashlib.sha256(SECRET).digest()
    mask = hashlib.sha256(hashlib.sha256(once).digest() + nonce).digest()
    return bytes(a ^ b for a, b in zip(once, mask, strict=True))


@pytest.fixture(scope="module")
def context() -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost").configure_cert(made)
    return made


def uri(port: int, options: str = "", password: str = "hush-hush%20%D0%B4") -> str:
    return f"mysql://app:{password}@127.0.0.1:{port}/?{options}"


@pytest.mark.parametrize("greeted", ["caching_sha2_password", "mysql_native_password"])
@pytest.mark.parametrize("cached", [True, False])
async def test_caching_sha2_password_logs_in_without_tls(
    serve: Serve, greeted: str, cached: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server = Server(greeted, cached=cached)
    event = await MySQL(uri(await serve(server))).next()
    assert event["availability"] == "available"
    assert event["version"] == "8.4.99"
    assert event["tls_version"] is None
    switch = [] if greeted == server.plugin else ["switch"]
    assert server.steps == [*switch, *(["fast"] if cached else ["full", "key"])]
    assert SECRET not in server.heard
    assert "hush" not in caplog.text


@pytest.mark.parametrize("greeted", ["caching_sha2_password", "mysql_native_password"])
@pytest.mark.parametrize("cached", [True, False])
async def test_caching_sha2_password_logs_in_with_tls(
    serve: Serve, greeted: str, cached: bool, context: ssl.SSLContext
) -> None:
    server = Server(greeted, cached=cached, tls=context)
    event = await MySQL(uri(await serve(server), "tls=required")).next()
    assert event["availability"] == "available"
    assert event["tls_version"] == "TLSv1.3"
    switch = [] if greeted == server.plugin else ["switch"]
    assert server.steps == ["tls", *switch, "fast" if cached else "full"]
    assert SECRET not in server.heard


@pytest.mark.parametrize("cached", [True, False])
async def test_a_wrong_password_is_denied_by_caching_sha2_password(serve: Serve, cached: bool) -> None:
    event = await MySQL(
        uri(await serve(Server("caching_sha2_password", cached=cached)), password="no")
    ).next()
    assert event["reason"] == "access_denied"


@pytest.mark.parametrize(
    "plugin", ["mysql_clear_password", "mysql_old_password", "client_ed25519", "dialog", "\xff"]
)
async def test_a_plugin_that_is_not_spoken_is_an_outage_and_gets_no_password(
    serve: Serve, plugin: str
) -> None:
    server = Server("mysql_native_password", plugin)
    event = await MySQL(uri(await serve(server), "tls=off")).next()
    assert (event["availability"], event["reason"]) == ("down", "auth_plugin")
    assert "wants the account to log in by" in event["error"]
    assert SECRET not in server.heard


async def test_a_greeting_that_names_the_plugin_that_sends_it_in_the_clear_gets_no_password(
    serve: Serve,
) -> None:
    server = Server("mysql_clear_password", "mysql_clear_password")
    event = await MySQL(uri(await serve(server), "tls=off")).next()
    assert event["availability"] == "down"
    assert server.heard
    assert SECRET not in server.heard


async def test_a_server_without_tls_hears_nothing_where_tls_is_required(serve: Serve) -> None:
    server = Server("caching_sha2_password")
    event = await MySQL(uri(await serve(server), "tls=required")).next()
    assert event["reason"] == "tls"
    assert server.heard == b""
