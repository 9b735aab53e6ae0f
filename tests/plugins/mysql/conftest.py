"""A real MariaDB server: in a folder of its own, on a port and a socket of its own; and servers that are none."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pymysql
import pytest
import trustme

ROOT = Path(__file__).resolve().parents[3]
UNPACKED = ROOT / ".tools" / "mariadb" / "usr"
PATIENCE = 60.0
"""Seconds after which a test gives up on a server: long, so that only a stall reaches it."""
NOBODY = "nobody"
"""Whom the server runs as where the tests run as root."""

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Serve = Callable[[Handler], Awaitable[int]]


def installed() -> Path:
    """The folder below which a server is: the machine's own, or the one that make unpacked."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
    found = shutil.which("mariadbd", path=path)
    if found:
        return Path(found).resolve().parents[1]
    if not (UNPACKED / "sbin" / "mariadbd").exists():
        raise RuntimeError(
            "there is no mariadbd: `make test` brings one, or `.ci/mariadb .tools/mariadb` alone"
        )
    return UNPACKED


class MariaDB:
    """One server. Its life: made → `start` → `stop`, any number of times → `remove`."""

    def __init__(self, authority: trustme.CA | None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mariadb-"))
        self.socket = self.folder / "s"
        self.port = _free_port()
        self.root_password = secrets.token_hex(16)
        self._base = installed()
        self._environment = os.environ | {
            "LD_LIBRARY_PATH": ":".join(map(str, self._base.glob("lib/*-linux-*")))
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._user = [f"--user={NOBODY}"] if os.geteuid() == 0 else []
        self._tls = self._certificate(authority) if authority else ["--skip-ssl"]
        self._install()
        self.start()
        self.sql(f"ALTER USER root@localhost IDENTIFIED BY '{self.root_password}'", password="")

    # --- its life

    def _install(self) -> None:
        (self.folder / "data").mkdir()
        if self._user:
            for path in (self.folder, *self.folder.iterdir()):
                shutil.chown(path, NOBODY)
        done = subprocess.run(
            [str(self._base / "bin" / "mariadb-install-db"), "--no-defaults", f"--basedir={self._base}", *self._user,
             f"--datadir={self.folder}/data", "--auth-root-authentication-method=normal", "--skip-test-db",
             "--skip-name-resolve"],
            env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout

    def _certificate(self, authority: trustme.CA) -> list[str]:
        made = authority.issue_cert("localhost")
        key, chain = self.folder / "key.pem", self.folder / "chain.pem"
        made.private_key_pem.write_to_path(key)
        made.cert_chain_pems[0].write_to_path(chain)
        return [f"--ssl-key={key}", f"--ssl-cert={chain}"]

    def start(self) -> None:
        """Ready when it returns."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(self._base / "sbin" / "mariadbd"), "--no-defaults", f"--basedir={self._base}", *self._user,
                 f"--datadir={self.folder}/data", f"--socket={self.socket}", "--bind-address=127.0.0.1",
                 f"--port={self.port}", f"--pid-file={self.folder}/pid", "--skip-name-resolve", *self._tls,
                 "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=16M", "--log-bin=changes",
                 f"--server-id={self.port}", "--log-warnings=2"],
                env=self._environment, stdout=log, stderr=log,
            )  # fmt: skip
        deadline = time.monotonic() + PATIENCE
        while not self._listens():
            assert self._process.poll() is None, self.log
            assert time.monotonic() < deadline, self.log
            time.sleep(0.02)

    def _listens(self) -> bool:
        with contextlib.closing(socket.socket(socket.AF_UNIX)) as client:
            return client.connect_ex(str(self.socket)) == 0 and bool(client.recv(1))

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        if self._process is not None:
            self.signal(number)
            self._process.wait(PATIENCE)
            self._process = None

    def signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def ensure(self) -> None:
        """Running, whatever the test before this one did."""
        if self._process is None:
            self.start()

    def remove(self) -> None:
        self.stop(signal.SIGKILL)
        shutil.rmtree(self.folder)

    # --- talking to it

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def sql(self, *statements: str, password: str | None = None) -> list[tuple[object, ...]]:
        """As root; the rows of the last."""
        known = self.root_password if password is None else password
        with (
            contextlib.closing(
                pymysql.connect(unix_socket=str(self.socket), user="root", password=known, autocommit=True)
            ) as client,
            client.cursor() as cursor,
        ):
            for statement in statements:
                cursor.execute(statement)
            return list(cursor.fetchall())

    def uri(
        self, user: str = "app", password: str = "hush-hush", host: str = "localhost", database: str = "shop",
        port: int | None = None, **options: str,
    ) -> str:  # fmt: skip
        query = f"?{urlencode(options)}" if options else ""
        account = f"{quote(user, safe='')}:{quote(password, safe='')}"
        return f"mysql://{account}@{host}:{port or self.port}/{quote(database, safe='')}{query}"

    def socket_uri(self, **options: str) -> str:
        return f"mysql://app:hush-hush@/shop?{urlencode({'socket': str(self.socket), **options})}"

    async def quiet(self) -> bool:
        """True when nobody is connected any more, but for root and the server's own threads."""
        others = "SELECT 1 FROM information_schema.PROCESSLIST WHERE USER NOT IN ('root', 'system user')"
        await self.until(f"SELECT 1 WHERE NOT EXISTS ({others})")
        return True

    async def until(self, query: str) -> object:
        """The first value of the query, as soon as it has a row."""
        async with asyncio.timeout(PATIENCE):
            while not (rows := await asyncio.to_thread(self.sql, query)):
                pass
        return rows[0][0]


def _free_port() -> int:
    with contextlib.closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


PREPARED = (
    "CREATE DATABASE shop",
    "CREATE TABLE shop.orders (id INT PRIMARY KEY AUTO_INCREMENT, item VARCHAR(40), price DECIMAL(8,2))",
    "CREATE TABLE shop.flags (flag BIT(12))",
    "INSERT INTO shop.flags VALUES (257)",
    "INSERT INTO shop.orders (item, price) VALUES ('honey', 1.75), ('tea', 3)",
    "SET GLOBAL log_bin_trust_function_creators = 1",
    "CREATE FUNCTION shop.sneaky() RETURNS INT BEGIN INSERT INTO shop.orders (item) VALUES ('mud'); RETURN 1; END",
    "CREATE USER app@'%' IDENTIFIED BY 'hush-hush'",
    "CREATE USER app@localhost IDENTIFIED BY 'hush-hush'",
    "GRANT ALL ON shop.* TO app@'%'",
    "GRANT ALL ON shop.* TO app@localhost",
    "CREATE USER watcher@'%' IDENTIFIED BY 'hush-hush'",
    "GRANT SLAVE MONITOR ON *.* TO watcher@'%'",
    "GRANT SELECT ON shop.* TO watcher@'%'",
)


def _served(authority: trustme.CA | None) -> Iterator[MariaDB]:
    server = MariaDB(authority)
    try:
        server.sql(*PREPARED)
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """Who signed the server's certificate."""
    return trustme.CA()


@pytest.fixture(scope="session")
def _mariadb(authority: trustme.CA) -> Iterator[MariaDB]:
    yield from _served(authority)


@pytest.fixture
def mariadb(_mariadb: MariaDB) -> MariaDB:
    """With TLS."""
    _mariadb.ensure()
    return _mariadb


@pytest.fixture(scope="session")
def plain() -> Iterator[MariaDB]:
    """Without TLS."""
    yield from _served(None)


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Serves each connection by a coroutine, until the test ends; gives the port."""
    async with contextlib.AsyncExitStack() as stack:

        async def started(handler: Handler) -> int:
            async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                    await handler(reader, writer)
                writer.transport.abort()

            server = await stack.enter_async_context(await asyncio.start_server(handle, "127.0.0.1", 0))
            return int(server.sockets[0].getsockname()[1])

        yield started
