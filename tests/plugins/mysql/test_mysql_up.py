"""A server that is up: what a run says of it."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import trustme

from cocaine_mysql import MySQL, connecting
from cocaine_mysql.options import Tls

if TYPE_CHECKING:
    from tests.plugins.mysql.conftest import MariaDB, Serve

PATIENCE = 60.0


async def test_a_server_that_is_up_is_available_with_its_times_and_version(mariadb: MariaDB) -> None:
    event = await MySQL(mariadb.uri()).next()
    assert set(event) == {
        "availability", "connect", "version", "tls_version", "threads_connected", "threads_running", "query", "total",
    }  # fmt: skip
    assert event["availability"] == "available"
    assert event["version"] == mariadb.sql("SELECT VERSION()")[0][0]
    assert event["threads_connected"] >= 1
    assert event["threads_running"] >= 1
    assert event["connect"] > event["query"] > 0


async def test_runs_of_one_source_are_like_each_other_and_leave_no_connection(mariadb: MariaDB) -> None:
    source = MySQL(mariadb.uri())
    events = [await source.next() for _ in range(5)]
    assert {event["availability"] for event in events} == {"available"}
    assert await mariadb.quiet()


@pytest.mark.parametrize("tls", ["off", "required"])
async def test_a_run_takes_leave_so_that_no_connection_counts_as_aborted(mariadb: MariaDB, tls: str) -> None:
    counted = "SHOW GLOBAL STATUS LIKE 'Aborted_clients'"
    assert await mariadb.quiet()
    before = mariadb.sql(counted)
    event = await MySQL(mariadb.uri(tls=tls, query="SELECT seq FROM seq_1_to_5000")).next()
    assert event["availability"] == "available"
    assert await mariadb.quiet()
    assert mariadb.sql(counted) == before


async def test_many_sources_run_at_the_same_time(mariadb: MariaDB) -> None:
    sources = [MySQL(mariadb.uri(query=f"SELECT {n} AS n")) for n in range(60)]
    events = await asyncio.gather(*(source.next() for source in sources))
    assert [event.get("row.n") for event in events] == list(range(60))


async def test_a_socket_takes_the_place_of_the_network(mariadb: MariaDB) -> None:
    event = await MySQL(mariadb.socket_uri(query="SELECT USER() AS me")).next()
    assert event["row.me"] == "app@localhost"
    assert event["tls_version"] is None


async def test_a_database_is_optional(mariadb: MariaDB) -> None:
    event = await MySQL(mariadb.uri(database="", query="SELECT DATABASE() AS db")).next()
    assert event["availability"] == "available"
    assert event["row.db"] is None


@pytest.mark.parametrize("password", ["", "д€$%:/?#@ '\"", "x" * 300])
async def test_a_password_may_be_anything(mariadb: MariaDB, password: str) -> None:
    literal = password.replace("'", "''")
    mariadb.sql(f"CREATE OR REPLACE USER odd@'%' IDENTIFIED BY '{literal}'")
    event = await MySQL(mariadb.uri("odd", password, database="")).next()
    assert event["availability"] == "available"


# --- replication


async def test_a_replica_tells_its_lag_to_whom_it_is_allowed(mariadb: MariaDB, plain: MariaDB) -> None:
    watching, blind = MySQL(plain.uri("watcher")), MySQL(plain.uri())
    assert "replication_lag" not in await watching.next()
    file, position, *_ = mariadb.sql("SHOW MASTER STATUS")[0]
    mariadb.sql(
        "CREATE OR REPLACE USER replica@'%' IDENTIFIED BY 'r'",
        "GRANT REPLICATION SLAVE ON *.* TO replica@'%'",
    )
    plain.sql(
        f"CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT={mariadb.port}, MASTER_USER='replica', "
        f"MASTER_PASSWORD='r', MASTER_LOG_FILE='{file}', MASTER_LOG_POS={position}"
    )
    try:
        assert (await watching.next())["replication_lag"] is None  # it was never started
        plain.sql("START SLAVE")
        async with asyncio.timeout(PATIENCE):
            while (event := await watching.next())["replication_lag"] is None:
                assert event["availability"] == "available"
        assert event["replication_lag"] >= 0
        event = await blind.next()
        assert event["availability"] == "available"
        assert "replication_lag" not in event
    finally:
        plain.sql("STOP SLAVE", "RESET SLAVE ALL")


# --- TLS


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's authority is one that the system trusts."""
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    monkeypatch.setitem(connecting.CONTEXTS, Tls.VERIFY, connecting.trusting())


@pytest.mark.parametrize("tls", ["preferred", "required"])
async def test_it_is_encrypted_where_that_is_preferred_or_required(mariadb: MariaDB, tls: str) -> None:
    event = await MySQL(mariadb.uri(tls=tls, query="SHOW STATUS LIKE 'Ssl_version'")).next()
    assert event["tls_version"] == event["row.Value"] == "TLSv1.3"


async def test_it_is_not_encrypted_where_that_is_off(mariadb: MariaDB) -> None:
    event = await MySQL(mariadb.uri(tls="off", query="SHOW STATUS LIKE 'Ssl_version'")).next()
    assert event["tls_version"] is None
    assert event["row.Value"] == ""


async def test_preferred_goes_without_where_the_server_has_no_tls(plain: MariaDB) -> None:
    event = await MySQL(plain.uri()).next()
    assert event["availability"] == "available"
    assert event["tls_version"] is None


@pytest.mark.parametrize("tls", ["required", "verify"])
async def test_no_tls_is_an_outage_where_it_is_required(plain: MariaDB, tls: str) -> None:
    event = await MySQL(plain.uri(tls=tls)).next()
    assert event["reason"] == "tls"
    assert "does not offer it" in event["error"]


@pytest.mark.usefixtures("trusted")
async def test_a_certificate_of_a_trusted_authority_for_the_host_is_verified(mariadb: MariaDB) -> None:
    assert (await MySQL(mariadb.uri(tls="verify")).next())["tls_version"] == "TLSv1.3"


@pytest.mark.usefixtures("trusted")
async def test_a_certificate_for_another_host_is_an_outage(mariadb: MariaDB) -> None:
    event = await MySQL(mariadb.uri(tls="verify", host="127.0.0.1")).next()
    assert event["reason"] == "tls"
    assert "IP address mismatch" in event["error"]


async def test_a_certificate_of_another_authority_is_an_outage(mariadb: MariaDB) -> None:
    event = await MySQL(mariadb.uri(tls="verify")).next()
    assert event["availability"] == "down"
    assert event["reason"] == "tls"
    assert "unable to get local issuer certificate" in event["error"]


async def test_a_server_that_breaks_off_in_the_handshake_is_gone(mariadb: MariaDB, serve: Serve) -> None:
    async def greet_only(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        source, sink = await asyncio.open_connection("127.0.0.1", mariadb.port)
        writer.write(await source.read(65536))
        await reader.read(65536)
        sink.transport.abort()

    event = await MySQL(mariadb.uri(port=await serve(greet_only), tls="required")).next()
    assert event["reason"] == "gone"
    assert "shaking hands for TLS" in event["error"]


async def test_no_connection_makes_a_context_of_its_own(
    mariadb: MariaDB, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(ssl, "SSLContext", never)
    monkeypatch.setattr(ssl, "create_default_context", never)
    assert (await MySQL(mariadb.uri(tls="required")).next())["tls_version"] == "TLSv1.3"
    assert (await MySQL(mariadb.uri(tls="verify")).next())["reason"] == "tls"
    verifying = connecting.CONTEXTS[Tls.VERIFY]
    assert verifying is not None
    assert (verifying.verify_mode, verifying.check_hostname) == (ssl.CERT_REQUIRED, True)
