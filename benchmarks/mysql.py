"""A run of the plugin `mysql` beside its driver bare, and beside asyncmy, whose protocol is compiled."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from typing import Any

import aiomysql
import asyncmy
import pymysql

from benchmarks.figures import Figure, median, spread
from cocaine_mysql import MySQL
from cocaine_mysql.connecting import CONTEXTS
from cocaine_mysql.options import Tls
from tests.plugins.mysql.conftest import MariaDB, trustme

ROUNDS = 7
SECONDS = 0.4
"""Of one contender in one round."""
PASSWORD = "bench"
ROW = "SELECT 1 AS one, 'two' AS two, NOW() AS now"
ROWS = "SELECT seq, 'some text' AS text, NOW() AS now FROM seq_1_to_1000"

Work = Callable[[], Awaitable[object]]


def figures() -> Iterator[Figure]:
    server = MariaDB(trustme.CA())
    try:
        server.sql(
            f"CREATE USER bench@'%' IDENTIFIED BY '{PASSWORD}'", "GRANT SELECT ON mysql.* TO bench@'%'"
        )
        with asyncio.Runner() as runner:
            yield from runner.run(measured(server))
    finally:
        server.remove()


async def measured(server: MariaDB) -> list[Figure]:
    found = []
    for tls in (False, True):
        took = await in_turns(connecting(server, tls))
        found += list(compare(f"mysql: connect, ping, close{', TLS' if tls else ''}", took, "aiomysql"))
    async with open_drivers(server) as (aio, compiled):
        for title, statement in (("a row", ROW), ("1,000 rows", ROWS)):
            works = {"aiomysql": fetching(aio, statement), "asyncmy": fetching(compiled, statement)}
            found += list(compare(f"mysql: {title} on an open connection", await in_turns(works), "aiomysql"))
    return found


def connecting(server: MariaDB, tls: bool) -> dict[str, Work]:
    """What each takes to see that a server is there. Ours asks for its state besides."""
    driver = Driver(server.port, CONTEXTS[Tls.REQUIRED if tls else Tls.OFF])
    uri = f"mysql://bench:{PASSWORD}@127.0.0.1:{server.port}/?tls={'required' if tls else 'off'}"
    return {"a run of the plugin": MySQL(uri).next, "aiomysql": driver.aiomysql, "asyncmy": driver.asyncmy,
            "PyMySQL, which blocks": driver.pymysql}  # fmt: skip


@dataclass(frozen=True)
class Driver:
    port: int
    tls: Any

    @property
    def account(self) -> dict[str, Any]:
        return {
            "host": "127.0.0.1",
            "port": self.port,
            "user": "bench",
            "password": PASSWORD,
            "ssl": self.tls,
        }

    async def aiomysql(self) -> None:
        connection = await aiomysql.connect(**self.account, autocommit=None)
        await connection.ping()
        await connection.ensure_closed()

    async def asyncmy(self) -> None:
        connection = await asyncmy.connect(**self.account, autocommit=None)
        await connection.ping()
        await connection.ensure_closed()

    async def pymysql(self) -> None:
        account = self.account | {"ssl_disabled": self.tls is None}  # else it makes a context of its own
        with closing(pymysql.connect(**account, autocommit=None)) as connection:
            connection.ping()


@asynccontextmanager
async def open_drivers(server: MariaDB) -> AsyncIterator[tuple[Any, Any]]:
    account = Driver(server.port, None).account | {"db": "mysql"}
    aio, compiled = await aiomysql.connect(**account), await asyncmy.connect(**account)
    yield aio, compiled
    await aio.ensure_closed()
    await compiled.ensure_closed()


def fetching(connection: Any, statement: str) -> Work:
    async def fetch() -> None:
        async with connection.cursor() as cursor:
            await cursor.execute(statement)
            await cursor.fetchall()

    return fetch


async def in_turns(works: dict[str, Work]) -> dict[str, list[float]]:
    """Milliseconds of each, a round after a round; the first, to warm up, is not counted."""
    took: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(1 + ROUNDS):
        for name, work in works.items():
            took[name].append(await each(work))
    return {name: measured[1:] for name, measured in took.items()}


async def each(work: Work) -> float:
    began, done = time.perf_counter(), 0
    while time.perf_counter() - began < SECONDS:
        await work()
        done += 1
    return 1000 * (time.perf_counter() - began) / done


def compare(title: str, took: dict[str, list[float]], base: str) -> Iterator[Figure]:
    yield Figure(title, "")
    for name, times in took.items():
        ratio = median(times) / median(took[base])
        yield Figure(f"  {name}", f"{median(times):.2f} ms", f"{ratio:.2f} of {base}; {spread(times, 2)}")
