"""The source: one visit to the server for each run, and whatever comes of it is an event."""

from __future__ import annotations

import asyncio
from time import perf_counter
from typing import ClassVar

from cocaine_mysql import queries
from cocaine_mysql.connecting import Connection, milliseconds
from cocaine_mysql.options import Options, parse
from cocaine_mysql.queries import Fields
from cocaine_mysql.reasons import Outage, late
from cocaine_sdk.plugin import Isolation


class MySQL:
    """A server, as its URI says. It connects anew for each run: to be let in is what is looked at."""

    isolation: ClassVar[Isolation] = Isolation.SHARED

    def __init__(self, uri: str) -> None:
        """Raises `MalformedUri`, `BadArgument`."""
        self._options = parse(uri)

    async def next(self) -> Fields:
        """The fields of README.md. Never raises for what a server, the network or a name does."""
        return await look(self._options)


async def look(options: Options) -> Fields:
    fields: Fields = {}
    connection = Connection(options)
    try:
        async with asyncio.timeout(options.timeout):
            await _visit(connection, options, fields)
        await connection.leave()
    except TimeoutError:
        return _down(late(options.place, connection.now, options.timeout), fields)
    except Outage as outage:
        return _down(outage, fields)
    finally:
        await connection.closed()
    return {"availability": "available"} | fields


async def _visit(connection: Connection, options: Options, fields: Fields) -> None:
    """Adds to the fields as they are found, so that an outage in the middle leaves those before it."""
    began = perf_counter()
    fields["connect"] = await connection.open()
    fields["version"] = connection.version
    fields["tls_version"] = connection.encryption
    fields |= await queries.state(connection)
    if options.query:
        left = options.timeout - (perf_counter() - began)
        fields |= await queries.query(connection, options.query, left)
    else:
        fields |= await queries.ping(connection)
    fields["total"] = milliseconds(began)


def _down(outage: Outage, fields: Fields) -> Fields:
    return {"availability": "down", "reason": str(outage.reason), "error": str(outage)} | fields
