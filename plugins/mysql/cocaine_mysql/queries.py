"""What is asked of a server that let us in.

The query of a URI runs in a transaction that the server itself keeps from writing: it refuses what would change a
table, also within a function. It stops the statement when the run's time is over, and bounds its rows where the
query does not. What the account may do beside tables (`FILE`, administration) is its own privileges' matter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from time import perf_counter

from cocaine_mysql.connecting import Answer, Connection, milliseconds
from cocaine_mysql.reasons import Outage, Reason, Refusal, Stage
from cocaine_mysql.values import Value

MOST_ROWS = 1000
MOST_COLUMNS = 100
PREFIX = "row."
"""Before the name of a query's column: so it never meets a field of ours, of today or of a later version."""

Fields = dict[str, Value]

_THREADS = "SHOW GLOBAL STATUS WHERE Variable_name IN ('Threads_connected', 'Threads_running')"
_LAGS = ("Seconds_Behind_Master", "Seconds_Behind_Source")
_RENAMED = (8, 0, 22)
"""Since this version MySQL's replicas are called so; in 8.4 the old name is gone."""
_WALL = ("SET SESSION TRANSACTION READ ONLY", "START TRANSACTION READ ONLY")


async def state(connection: Connection) -> Fields:
    """Threads and replication lag, as far as the account may see them."""
    fields: Fields = {}
    with suppress(Refusal):
        threads = await connection.ask(_THREADS, MOST_ROWS)
        with connection.speaking():  # a server that is none may answer with anything
            fields |= {str(name).lower(): int(str(value)) for name, value in threads.rows}
    with suppress(Refusal):
        replication = await connection.ask(_replication(connection.version), MOST_ROWS)
        with connection.speaking():
            fields |= _lag(replication)
    return fields


async def ping(connection: Connection) -> Fields:
    """The smallest query."""
    connection.stage = Stage.QUERYING
    began = perf_counter()
    await connection.ask("SELECT 1", MOST_ROWS)
    return {"query": milliseconds(began)}


async def query(connection: Connection, statement: str, seconds: float) -> Fields:
    """The first row's columns, and how many rows there are, up to `MOST_ROWS`. Raises `Outage`."""
    connection.stage = Stage.QUERYING
    await _wall(connection, seconds)
    began = perf_counter()
    answer = await connection.ask(statement, MOST_ROWS)
    fields: Fields = {"query": milliseconds(began), "rows": answer.count}
    names = _names(answer.columns)
    return fields | (dict(zip(names, answer.rows[0], strict=True)) if answer.rows else {})


async def _wall(connection: Connection, seconds: float) -> None:
    """From here on nothing can be written, nothing runs longer than that, and there is an end to rows."""
    with suppress(Refusal):  # an old server may not know the first
        await connection.tell(_time_limit(connection.version, max(seconds, 0.001)))
    for statement in (f"SET SESSION sql_select_limit = {MOST_ROWS}", *_WALL):
        await connection.tell(statement)


def _time_limit(version: str, seconds: float) -> str:
    if "MariaDB" in version:
        return f"SET SESSION max_statement_time = {seconds:.3f}"
    return f"SET SESSION max_execution_time = {seconds * 1000:.0f}"


def _replication(version: str) -> str:
    if "MariaDB" in version:
        return "SHOW ALL SLAVES STATUS"
    numbers = tuple(int(number) for number in re.findall(r"[0-9]+", version)[:3])
    return "SHOW REPLICA STATUS" if numbers >= _RENAMED else "SHOW SLAVE STATUS"


def _lag(answer: Answer) -> Fields:
    """The longest of all channels, in seconds; null where one of them does not replicate. Not a replica: nothing."""
    column = next((n for n, name in enumerate(answer.columns) if name in _LAGS), None)
    if column is None or not answer.rows:
        return {}
    lags = [row[column] for row in answer.rows]
    return {"replication_lag": None if None in lags else max(int(str(lag)) for lag in lags)}


def _names(columns: Sequence[str]) -> list[str]:
    """The fields of a row. Raises `Outage` where there are too many, or two of one name."""
    if len(columns) > MOST_COLUMNS:
        raise Outage(Reason.QUERY, f"the query has {len(columns)} columns, and {MOST_COLUMNS} are the most")
    for name in columns:
        if columns.count(name) > 1:
            raise Outage(
                Reason.QUERY, f"the query has two columns of the name {name[:64]!r}: name one with AS"
            )
    return [f"{PREFIX}{name}" for name in columns]
