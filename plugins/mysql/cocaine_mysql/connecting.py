"""A connection to a server, from the resolver to COM_QUIT: aiomysql's, with what it lacks for a check.

- Every step can be cancelled, and `close` aborts, where TLS would wait 30 s for the other side.
- No TLS, although it was asked for, ends it. aiomysql goes on in the clear.
- The password is sent to no plugin that wants it as it is, and more than one statement at a time is not agreed upon.
- What a server may send is bounded.
- A password is its UTF-8, and the short way of caching_sha2_password works after a switch to it, too.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import aiomysql
import cryptography.hazmat.backends.openssl.backend  # noqa: F401  which PyMySQL would import at its first key
from pymysql.constants import CLIENT, COMMAND

from cocaine_mysql.options import Options, Tls
from cocaine_mysql.reasons import Outage, Reason, Stage, outage
from cocaine_mysql.resolving import addresses
from cocaine_mysql.values import CONVERTERS, Value

CHARSET = "utf8mb4"
SPOKEN = ("mysql_native_password", "caching_sha2_password", "sha256_password")
MOST_IN_PACKET = 64 * 1024
"""Bytes: of a row, most of all."""
MOST = 1024 * 1024
"""Bytes that a server may send in a run."""
GRACE = 0.2
"""Seconds."""
MOST_KEPT = 64
"""Rows: a server has that many replication channels at most, and of a query the first is looked at."""
_QUIT = b"\x01\x00\x00\x00" + bytes([COMMAND.COM_QUIT])


def trusting() -> ssl.SSLContext:
    """Takes a certificate for the host from an authority that the system trusts."""
    return ssl.create_default_context()


def unquestioning() -> ssl.SSLContext:
    """Encrypts, and takes any certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


_ANY = unquestioning()
CONTEXTS = {Tls.OFF: None, Tls.PREFERRED: _ANY, Tls.REQUIRED: _ANY, Tls.VERIFY: trusting()}
"""Shared by all connections. Made with the import: to read the trust store takes 30 ms and more, for which no loop
should stand still, and the process is locked after it."""


@dataclass(slots=True)
class Answer:
    columns: list[str] = field(default_factory=list)
    rows: list[tuple[Value, ...]] = field(default_factory=list)
    """The first `MOST_KEPT`."""
    count: int = 0

    def add(self, row: tuple[Value, ...]) -> None:
        self.count += 1
        if self.count <= MOST_KEPT:
            self.rows.append(row)


class _Cursor(aiomysql.SSCursor):  # type: ignore[misc]  # aiomysql has no types
    """Takes rows as they come."""

    async def _show_warnings(self, conn: Any) -> None:
        """aiomysql would ask for them, and print them."""


class Connection(aiomysql.Connection):  # type: ignore[misc]  # aiomysql has no types
    """Used for one run. Whatever goes wrong is an `Outage`."""

    _reader: asyncio.StreamReader | None
    _writer: asyncio.StreamWriter | None

    def __init__(self, options: Options) -> None:
        super().__init__(
            host=options.host,
            user=options.user,
            password=options.password.encode().decode("latin1"),  # which the driver encodes again
            db=options.database,
            charset=CHARSET,
            conv=CONVERTERS,
            ssl=CONTEXTS[options.tls],
            autocommit=None,
            program_name="cocaine",
        )
        self.client_flag &= ~CLIENT.MULTI_STATEMENTS
        self.stage = Stage.RESOLVING
        self._options = options
        self._left = MOST
        self._closing: asyncio.StreamWriter | None = None

    @property
    def now(self) -> Stage:
        """Where it is; the TLS handshake is a part of aiomysql's logging in."""
        if self.stage is not Stage.LOGGING_IN or self._ssl_context is None or self._secure:
            return self.stage
        return Stage.SECURING if self.server_capabilities & CLIENT.SSL else self.stage

    @property
    def version(self) -> str:
        """The server's own word for it; MariaDB's without the prefix that is there for old replicas."""
        return str(self.server_version.removeprefix("5.5.5-"))

    @property
    def encryption(self) -> str | None:
        """The version of TLS that is spoken."""
        encrypted = self._writer and self._writer.get_extra_info("ssl_object")
        return encrypted.version() if encrypted else None

    async def open(self) -> float:
        """Connect and log in. Milliseconds that it took."""
        began = perf_counter()
        with self.speaking():
            await self._connect()
        return milliseconds(began)

    async def tell(self, statement: str) -> None:
        """A statement that has no rows. Raises `Outage`; `Refusal` where the server says no."""
        with self.speaking():
            await self.query(statement)

    async def ask(self, statement: str, most: int) -> Answer:
        """A statement and its rows, up to so many: where there are more, the connection is closed. Raises as `tell`."""
        answer = Answer()
        with self.speaking():
            cursor = await self.cursor(_Cursor)
            await cursor.execute(statement)
            answer.columns = [column[0] for column in cursor.description or ()]
            while answer.columns and (row := await cursor.fetchone()):
                if answer.count == most:
                    self.close()
                    break
                answer.add(row)
        return answer

    @contextlib.contextmanager
    def speaking(self) -> Iterator[None]:
        """What the driver raises within becomes an `Outage`, and so does what cannot be read of a server's answer."""
        try:
            yield
        except Exception as error:  # a server may send anything, and the driver stumble over it anyhow
            raise outage(error, self._options.place, self.now) from None

    async def leave(self) -> None:
        """Take leave, so that the server counts no aborted connection; it is given `GRACE` to see to it."""
        if self._writer is not None:
            self._writer.write(_QUIT)
            self._writer.close()
            with contextlib.suppress(Exception):  # what is known of the server by now is not changed by this
                async with asyncio.timeout(GRACE):
                    await self._writer.wait_closed()

    def close(self) -> None:
        """At once, and whatever the other side does. aiomysql calls it, too."""
        if self._writer is not None:
            self._writer.transport.abort()
            self._closing = self._writer
        self._writer = self._reader = None

    async def closed(self) -> None:
        """Close, and see to it that the socket is."""
        self.close()
        if self._closing is not None:
            with contextlib.suppress(Exception):  # that for which it was closed
                await self._closing.wait_closed()

    # --- the steps of aiomysql's own `_connect`, which call back into it

    async def _connect(self) -> None:
        self._reader, self._writer = await self._reach()
        self._next_seq_id = 0
        self.stage = Stage.GREETING
        await self._get_server_information()
        self.stage = Stage.LOGGING_IN
        await self._request_authentication()
        self.stage = Stage.LOOKING

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A plain connection, to the first address that has one."""
        if self._options.socket:
            self.stage, self._secure = Stage.CONNECTING, True
            return await asyncio.open_unix_connection(self._options.socket)
        found = await addresses(self._options.host)
        self.stage = Stage.CONNECTING
        for address in found[:-1]:
            with contextlib.suppress(OSError):
                async with asyncio.timeout(self._options.timeout / len(found)):
                    return await asyncio.open_connection(address, self._options.port)
        return await asyncio.open_connection(found[-1], self._options.port)

    async def _get_server_information(self) -> None:
        await super()._get_server_information()
        if self._options.tls in (Tls.REQUIRED, Tls.VERIFY) and not self.server_capabilities & CLIENT.SSL:
            raise Outage(Reason.TLS, f"no TLS with {self._options.place}: the server does not offer it")
        if self._server_auth_plugin not in SPOKEN:  # mysql_clear_password would be obeyed
            self._client_auth_plugin = SPOKEN[0]

    async def _process_auth(self, plugin_name: bytes, auth_packet: Any) -> Any:
        name = plugin_name.decode("ascii", "replace")
        if name not in SPOKEN:
            sentence = f"{self._options.place} wants the account to log in by {name[:80]!r}, which is not spoken here"
            raise Outage(Reason.AUTH_PLUGIN, sentence)
        return await super()._process_auth(plugin_name, auth_packet)

    async def caching_sha2_password_auth(self, pkt: Any) -> Any:
        pkt._data = pkt._data.removesuffix(b"\0")  # it ends the nonce, and is no part of it
        return await super().caching_sha2_password_auth(pkt)

    async def _read_bytes(self, num_bytes: int) -> Any:
        self._left -= num_bytes
        if num_bytes > MOST_IN_PACKET or self._left < 0:
            raise self._too_much()
        return await super()._read_bytes(num_bytes)

    def _too_much(self) -> Outage:
        place = self._options.place
        if self.stage is Stage.QUERYING:
            return Outage(Reason.QUERY, f"the query's result is too large: a row has at most {MOST_IN_PACKET} bytes, "
                                        f"all of them {MOST}")  # fmt: skip
        return Outage(
            Reason.PROTOCOL, f"{place} does not speak MySQL's protocol, {self.stage}: it sends too much"
        )


def milliseconds(began: float) -> float:
    return round((perf_counter() - began) * 1000, 3)
