"""What the plugin's README must have."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cocaine_mysql import MySQL
from cocaine_mysql.options import parse
from cocaine_mysql.reasons import Reason
from cocaine_sdk.errors import BadArgument

if TYPE_CHECKING:
    from tests.plugins.mysql.conftest import MariaDB

README = (Path(__file__).resolve().parents[3] / "plugins" / "mysql" / "README.md").read_text()


def test_every_reason_is_documented() -> None:
    assert [reason for reason in Reason if f"| `{reason}` |" not in README] == []


def test_every_option_is_documented() -> None:
    try:
        parse("mysql://app@db/?unknown=1")
    except BadArgument as error:
        known = str(error).partition("known are ")[2].split(", ")
    assert known
    assert [option for option in known if f"| `{option}` |" not in README] == []


async def test_every_field_is_documented(mariadb: MariaDB) -> None:
    event = await MySQL(mariadb.uri(query="SELECT 1 AS one")).next()
    outage = await MySQL(mariadb.uri(password="no")).next()
    fields = {name for name in (event | outage) if not name.startswith("row.")}
    assert [name for name in fields if f"`{name}`" not in README] == []
