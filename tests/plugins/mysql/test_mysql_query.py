"""`query=`: its row becomes fields, and the server itself keeps it from writing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from cocaine_mysql import MySQL
from cocaine_mysql.options import parse
from cocaine_mysql.source import look

if TYPE_CHECKING:
    from tests.plugins.mysql.conftest import MariaDB


async def run(mariadb: MariaDB, query: str, **options: str) -> dict[str, Any]:
    return await MySQL(mariadb.uri(query=query, **options)).next()


async def test_the_columns_of_the_first_row_are_fields(mariadb: MariaDB) -> None:
    event = await run(mariadb, "SELECT item, price FROM orders ORDER BY id")
    assert event["availability"] == "available"
    assert (event["row.item"], event["row.price"], event["rows"]) == ("honey", 1.75, 2)


VALUES = {
    "NULL": None,
    "TRUE": 1,
    "-7": -7,
    "18446744073709551615": 18446744073709551615,
    "1.5e0": 1.5,
    "1.75": 1.75,
    "SUM(1)": 1,
    "CAST(99999999999999999999999999 AS DECIMAL(30))": 1e26,
    "CAST('2024-05-06 07:08:09.5' AS DATETIME(1))": "2024-05-06 07:08:09.5",
    "CAST('2024-05-06' AS DATE)": "2024-05-06",
    "CAST('-25:06:17' AS TIME)": "-25:06:17",
    "DATE('0000-00-00')": "0000-00-00",
    "'чай 🍵'": "чай 🍵",
    "''": "",
    "_binary 'plain'": "plain",
    "0xFF00": "0xff00",
    "JSON_OBJECT('a', 1)": '{"a": 1}',
    "POINT(1, 2)": "0x000000000101000000000000000000f03f0000000000000040",
}


@pytest.mark.parametrize(("expression", "value"), VALUES.items())
async def test_a_value_becomes_what_json_can_say(mariadb: MariaDB, expression: str, value: object) -> None:
    event = await run(mariadb, f"SELECT {expression} AS x")
    assert event["row.x"] == value
    assert type(event["row.x"]) is type(value)
    assert msgspec.json.decode(msgspec.json.encode(event)) == event


async def test_a_column_of_bits_is_a_number(mariadb: MariaDB) -> None:
    assert (await run(mariadb, "SELECT flag FROM flags"))["row.flag"] == 257


async def test_no_row_has_no_fields(mariadb: MariaDB) -> None:
    event = await run(mariadb, "SELECT item FROM orders WHERE id = 0")
    assert (event["availability"], event["rows"]) == ("available", 0)
    assert not [name for name in event if name.startswith("row.")]


async def test_a_statement_without_a_result_has_no_rows(mariadb: MariaDB) -> None:
    event = await run(mariadb, "SELECT id INTO @x FROM orders WHERE id = 0")  # and a warning
    assert (event["availability"], event["rows"]) == ("available", 0)


async def test_a_column_may_have_the_name_of_a_field_of_ours(mariadb: MariaDB) -> None:
    event = await run(mariadb, "SELECT 'x' AS availability, 'y' AS error, 'z' AS `rows`, 1 AS ` `")
    assert (event["availability"], event["rows"]) == ("available", 1)
    assert (event["row.availability"], event["row.error"], event["row.rows"]) == ("x", "y", "z")


async def test_two_columns_of_one_name_are_refused(mariadb: MariaDB) -> None:
    event = await run(mariadb, "SELECT 1 AS a, 2 AS a")
    assert (event["availability"], event["reason"]) == ("down", "query")
    assert "two columns of the name 'a'" in event["error"]


# --- bounds


@pytest.mark.parametrize(
    "query",
    ["SELECT seq FROM seq_1_to_1000000000", "SELECT seq FROM seq_1_to_1000000000 LIMIT 1000000000",
     "(SELECT seq FROM seq_1_to_1000)"],
)  # fmt: skip
async def test_rows_are_counted_up_to_a_thousand_however_many_there_are(mariadb: MariaDB, query: str) -> None:
    event = await run(mariadb, query)
    assert (event["availability"], event["rows"], event["row.seq"]) == ("available", 1000, 1)
    assert await mariadb.quiet()


@pytest.mark.parametrize(
    "query",
    ["SELECT REPEAT('x', 1000000) AS x", "SELECT REPEAT('x', 65537) AS x",
     "SELECT seq, REPEAT('x', 60000) FROM seq_1_to_100"],
)  # fmt: skip
async def test_a_result_that_is_too_large_is_an_event_and_not_kept(mariadb: MariaDB, query: str) -> None:
    event = await run(mariadb, query)
    assert (event["availability"], event["reason"]) == ("down", "query")
    assert "too large" in event["error"]


async def test_a_row_up_to_the_bound_is_taken(mariadb: MariaDB) -> None:
    assert len((await run(mariadb, "SELECT REPEAT('x', 65000) AS x"))["row.x"]) == 65000


async def test_more_than_a_hundred_columns_are_refused(mariadb: MariaDB) -> None:
    event = await run(mariadb, f"SELECT {', '.join(f'{n} AS c{n}' for n in range(101))}")
    assert event["reason"] == "query"
    assert "101 columns" in event["error"]


async def test_a_query_that_takes_too_long_is_ended_at_the_server_too(mariadb: MariaDB) -> None:
    event = await run(
        mariadb, "SELECT COUNT(*) FROM seq_1_to_1000000000 a JOIN seq_1_to_1000000000 b", timeout="500ms"
    )
    assert (event["availability"], event["reason"]) == ("down", "timeout")
    assert await mariadb.quiet()


# --- the wall


WRITES = (
    "INSERT INTO orders (item) VALUES ('mud')",
    "UPDATE orders SET item = 'mud'",
    "DELETE FROM orders",
    "REPLACE INTO orders (id, item) VALUES (1, 'mud')",
    "DROP TABLE orders",
    "CREATE TABLE more (id INT)",
    "ALTER TABLE orders ADD more INT",
    "TRUNCATE orders",
    "LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE orders",
)


@pytest.mark.parametrize("statement", WRITES)
async def test_the_server_refuses_what_would_write_where_the_push_did_not(
    mariadb: MariaDB, statement: str
) -> None:
    before = mariadb.sql("CHECKSUM TABLE shop.orders")
    event = await look(replace(parse(mariadb.uri()), query=statement))
    assert event["availability"] == "down"
    assert event["reason"] in ("read_only", "query")
    assert mariadb.sql("CHECKSUM TABLE shop.orders") == before
    assert mariadb.sql("SHOW TABLES FROM shop") == [("flags",), ("orders",)]


async def test_the_server_refuses_a_function_that_writes(mariadb: MariaDB) -> None:
    before = mariadb.sql("SELECT COUNT(*) FROM shop.orders")
    event = await run(mariadb, "SELECT sneaky()")
    assert (event["availability"], event["reason"]) == ("down", "read_only")
    assert "READ ONLY transaction" in event["error"]
    assert event["version"]  # what was seen until then
    assert mariadb.sql("SELECT COUNT(*) FROM shop.orders") == before


async def test_a_second_statement_is_no_part_of_the_query(mariadb: MariaDB) -> None:
    event = await run(mariadb, "SELECT 1; COMMIT; DELETE FROM orders")
    assert (event["availability"], event["reason"]) == ("down", "query")
    assert mariadb.sql("SELECT COUNT(*) FROM shop.orders") == [(2,)]


@pytest.mark.parametrize(
    ("query", "reason"),
    [("SELECT", "query"), ("SELECT * FROM nothing", "query"), ("SELECT * FROM mysql.user", "access_denied"),
     ("SELECT nothing FROM orders", "query"), ("SELECT (SELECT 1 UNION SELECT 2)", "query")],
)  # fmt: skip
async def test_a_query_that_fails_says_what_the_server_said(
    mariadb: MariaDB, query: str, reason: str
) -> None:
    event = await run(mariadb, query)
    assert (event["availability"], event["reason"]) == ("down", reason)
    assert "says, running the query: " in event["error"]
    assert event["connect"] > 0
