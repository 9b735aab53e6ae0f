"""A server that is not there, does not let us in, hangs, breaks off, or is none: each an event."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import threading
from typing import TYPE_CHECKING, Any

import pytest

from cocaine_mysql import MySQL

if TYPE_CHECKING:
    from tests.plugins.mysql.conftest import Handler, MariaDB, Serve

PATIENCE = 20.0
"""Seconds: long, but below the 30 that asyncio gives TLS for closing a connection to a server that hangs."""
SOON = "300ms"
SLEEPING = "SELECT ID FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT SLEEP%'"


async def down(uri: str) -> dict[str, Any]:
    event = await MySQL(uri).next()
    assert event["availability"] == "down"
    assert list(event)[:3] == ["availability", "reason", "error"]
    return event


# --- it is not there


async def test_a_name_that_does_not_resolve_is_an_outage(mariadb: MariaDB) -> None:
    event = await down(mariadb.uri(host="nowhere.invalid"))
    assert event["reason"] == "resolve"
    assert event["error"].startswith("the name nowhere.invalid does not resolve: ")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_nobody_listening_is_an_outage(host: str) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        event = await down(f"mysql://app@{host}:{bound.getsockname()[1]}/")
    assert event["reason"] == "refused"
    assert event["error"].startswith(f"nobody listens at {host}:")


async def test_an_ipv6_address_is_named_in_brackets(mariadb: MariaDB) -> None:
    event = await down(mariadb.uri(host="[::1]"))  # it listens on IPv4 only
    assert event["reason"] in ("refused", "unreachable")
    assert f"[::1]:{mariadb.port}" in event["error"]


async def test_no_such_socket_is_an_outage() -> None:
    event = await down("mysql://app@/?socket=/nowhere/mysqld.sock")
    assert event["reason"] == "refused"
    assert event["error"] == "nobody listens at /nowhere/mysqld.sock: No such file or directory"


async def test_no_way_there_is_an_outage() -> None:
    event = await down("mysql://app@255.255.255.255/")
    assert event["reason"] == "unreachable"


# --- it does not let us in


@pytest.mark.parametrize("tls", ["off", "required"])
async def test_a_wrong_password_is_an_outage(mariadb: MariaDB, tls: str) -> None:
    event = await down(mariadb.uri(password="hush-hush-no", tls=tls))
    assert event["reason"] == "access_denied"
    assert "says, logging in: Access denied for user 'app'@" in event["error"]
    assert "(1045)" in event["error"]


async def test_an_unknown_user_is_an_outage(mariadb: MariaDB) -> None:
    assert (await down(mariadb.uri("stranger")))["reason"] == "access_denied"


async def test_an_unknown_database_is_an_outage(mariadb: MariaDB) -> None:
    mariadb.sql("GRANT SELECT ON missing.* TO app@'%'")
    event = await down(mariadb.uri(database="missing"))
    assert event["reason"] == "no_database"
    assert event["error"].endswith("Unknown database 'missing' (1049)")


async def test_a_database_of_others_is_an_outage(mariadb: MariaDB) -> None:
    assert (await down(mariadb.uri(database="mysql")))["reason"] == "access_denied"


async def test_a_server_that_has_enough_connections_is_an_outage(mariadb: MariaDB) -> None:
    mariadb.sql("CREATE OR REPLACE USER one@'%' IDENTIFIED BY 'hush-hush' WITH MAX_USER_CONNECTIONS 1")
    account = {"user": "one", "database": ""}
    first = asyncio.create_task(
        MySQL(mariadb.uri(**account, query="SELECT SLEEP(299)", timeout="300s")).next()
    )
    await mariadb.until(SLEEPING)
    assert (await down(mariadb.uri(**account)))["reason"] == "too_many_connections"
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    mariadb.sql(f"KILL {await mariadb.until(SLEEPING)}")
    assert await mariadb.quiet()
    assert (await MySQL(mariadb.uri(**account)).next())["availability"] == "available"


# --- it hangs


async def test_a_stopped_process_accepts_and_never_answers(mariadb: MariaDB) -> None:
    source = MySQL(mariadb.uri(timeout="2s"))
    mariadb.signal(signal.SIGSTOP)
    try:
        event = await source.next()
    finally:
        mariadb.signal(signal.SIGCONT)
    assert event["availability"] == "down"
    assert event["reason"] == "timeout"
    assert event["error"] == f"localhost:{mariadb.port} gave no answer within 2 s, waiting for its greeting"
    assert (await MySQL(mariadb.uri()).next())["availability"] == "available"


class Stalling:
    """Between a client and the server: passes on so many answers, and from then on nothing."""

    def __init__(self, mariadb: MariaDB, answers: int) -> None:
        self._port = mariadb.port
        self._answers = answers
        self.stalls = asyncio.Event()
        self.left = asyncio.Event()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        source, sink = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            for _ in range(self._answers):
                writer.write(await source.read(65536))
                sink.write(await reader.read(65536))
            self.stalls.set()
            while await reader.read(65536):
                pass
        except ConnectionError:
            pass
        finally:
            sink.transport.abort()
            self.left.set()


STAGES = [
    (0, {}, "waiting for its greeting"),
    (1, {}, "logging in"),
    (1, {"tls": "required"}, "shaking hands for TLS"),
    (2, {"tls": "required"}, "logging in"),
    (2, {}, "asking for its state"),
    (4, {}, "running the query"),
    (7, {"query": "SELECT 1"}, "running the query"),
]


async def test_a_server_that_hangs_at_any_stage_is_an_outage_at_the_sources_deadline(
    mariadb: MariaDB, serve: Serve
) -> None:
    async def hang(answers: int, options: dict[str, str], stage: str) -> None:
        stalling = Stalling(mariadb, answers)
        port = await serve(stalling)
        event = await down(mariadb.uri(port=port, timeout="3s", **({"tls": "off"} | options)))
        assert event["reason"] == "timeout"
        assert event["error"] == f"localhost:{port} gave no answer within 3 s, {stage}"
        await stalling.left.wait()

    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as all_at_once:
        for case in STAGES:
            all_at_once.create_task(hang(*case))


@pytest.mark.parametrize(("answers", "options", "stage"), STAGES)
async def test_a_run_that_is_cancelled_at_any_stage_closes_its_socket_and_leaves_no_thread(
    mariadb: MariaDB, serve: Serve, answers: int, options: dict[str, str], stage: str
) -> None:
    assert stage
    threads = threading.active_count()
    stalling = Stalling(mariadb, answers)
    uri = mariadb.uri(
        host="127.0.0.1", port=await serve(stalling), timeout="300s", **({"tls": "off"} | options)
    )
    run = asyncio.create_task(MySQL(uri).next())
    async with asyncio.timeout(PATIENCE):
        await stalling.stalls.wait()
        run.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run
        await stalling.left.wait()
    assert threading.active_count() == threads
    assert await mariadb.quiet()


async def test_a_name_whose_lookup_hangs_costs_one_thread_however_often_it_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answered, asked = threading.Event(), []

    def hang(*question: object, **_: object) -> list[Any]:
        asked.append(question)
        answered.wait(PATIENCE)
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    source = MySQL("mysql://app@db.example/?timeout=100ms")
    try:
        events = [await source.next() for _ in range(3)]
        assert {(e["reason"], e["error"]) for e in events} == {
            ("timeout", "db.example:3306 gave no answer within 0.1 s, resolving its name")
        }
        assert len(asked) == 1
    finally:
        answered.set()
    async with asyncio.timeout(PATIENCE):
        while (await source.next())["reason"] != "resolve":
            pass


# --- it breaks off


async def test_a_server_that_is_killed_is_down_and_up_again_when_it_is_back(mariadb: MariaDB) -> None:
    source = MySQL(mariadb.uri())
    assert (await source.next())["availability"] == "available"
    mariadb.stop(signal.SIGKILL)
    event = await source.next()
    assert (event["availability"], event["reason"]) == ("down", "refused")
    mariadb.start()
    assert (await source.next())["availability"] == "available"


async def test_a_server_that_is_killed_in_the_middle_of_a_query_is_gone(mariadb: MariaDB) -> None:
    run = asyncio.create_task(MySQL(mariadb.uri(query="SELECT SLEEP(299)", timeout="300s")).next())
    async with asyncio.timeout(PATIENCE):
        await mariadb.until(SLEEPING)
        mariadb.stop(signal.SIGKILL)
        event = await run
    assert (event["availability"], event["reason"]) == ("down", "gone")
    assert event["error"] == f"localhost:{mariadb.port} closed the connection, running the query"
    assert event["version"]


async def test_a_connection_that_an_operator_kills_is_gone(mariadb: MariaDB) -> None:
    run = asyncio.create_task(MySQL(mariadb.uri(query="SELECT SLEEP(299)", timeout="300s")).next())
    async with asyncio.timeout(PATIENCE):
        mariadb.sql(f"KILL {await mariadb.until(SLEEPING)}")
        assert (await run)["reason"] == "gone"


# --- it is none


def saying(data: bytes) -> Handler:
    async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()
        await reader.read()

    return say


def packet(payload: bytes, number: int = 0) -> bytes:
    return len(payload).to_bytes(3, "little") + bytes([number]) + payload


OTHERS = {
    "ssh": b"SSH-2.0-OpenSSH_9.2p1\r\n",
    "http": b"HTTP/1.1 400 Bad Request\r\n\r\n",
    "zeros": bytes(100),
    "empty packet": packet(b""),
    "short": packet(b"\x0a8.0"),
    "no number": packet(b"\x0aeight\0" + bytes(60)),
    "much": b"\xff\xff\xff\0" + bytes(1000),
    "ones": b"\xff" * 100,
}


@pytest.mark.parametrize("data", OTHERS.values(), ids=OTHERS)
async def test_what_does_not_speak_the_protocol_is_an_outage(serve: Serve, data: bytes) -> None:
    event = await down(f"mysql://app:hush-hush@127.0.0.1:{await serve(saying(data))}/")
    assert event["reason"] == "protocol"
    assert "does not speak MySQL's protocol" in event["error"]


async def test_a_port_that_closes_at_once_is_gone(serve: Serve) -> None:
    async def close(*_: object) -> None:
        pass

    event = await down(f"mysql://app@127.0.0.1:{await serve(close)}/")
    assert event["reason"] == "gone"


async def test_a_server_that_floods_is_left(serve: Serve) -> None:
    async def flood(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(packet(bytes(60_000)) * 100)
            await writer.drain()

    assert (await down(f"mysql://app@127.0.0.1:{await serve(flood)}/"))["reason"] in ("protocol", "gone")


GREETING = packet(
    b"\x0a8.0.36\0" + bytes(4) + b"12345678\0" + b"\xff\xf7\x21\2\0" + b"\xdf\xff" + b"\x15" + bytes(10)
    + b"123456789012\0" + b"mysql_native_password\0"
)  # fmt: skip
"""Of a server that can all but TLS."""
FINE = bytes(3) + b"\2" + bytes(3)


def letting_in(heard: bytearray, *answer: bytes) -> Handler:
    """Lets everybody in, and answers the first question with these packets; what comes then is `heard`."""

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(GREETING)
        await read_packet(reader)
        writer.write(packet(FINE, 2))
        await read_packet(reader)
        for number, payload in enumerate(answer, 1):
            writer.write(packet(payload, number))
        heard.extend(await reader.read())

    return converse


async def read_packet(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readexactly(4)
    return await reader.readexactly(int.from_bytes(head[:3], "little"))


async def test_a_server_that_asks_for_a_file_is_left_and_gets_none(serve: Serve) -> None:
    heard = bytearray()
    port = await serve(letting_in(heard, b"\xfb/etc/hosts"))
    event = await down(f"mysql://app@127.0.0.1:{port}/?tls=off")
    assert event["reason"] == "protocol"
    assert bytes(heard) in (b"", packet(b"\x01"))  # nothing, or its leave


async def test_an_answer_that_is_none_to_what_was_asked_is_an_outage(serve: Serve) -> None:
    column = b"\3def" + bytes(3) + b"\1n\0" + b"\x0c\x21\0\xff\0\0\0\xfd" + bytes(5)
    end = b"\xfe\0\0\2\0"
    port = await serve(letting_in(bytearray(), b"\1", column, end, b"\1x", end))
    event = await down(f"mysql://app@127.0.0.1:{port}/?tls=off")
    assert event["reason"] == "protocol"
    assert event["error"].endswith("does not speak MySQL's protocol, asking for its state: ValueError")


@pytest.mark.parametrize(("code", "reason"), [(1040, "too_many_connections"), (1129, "access_denied"),
                                              (1053, "gone"), (1105, "server_error")])  # fmt: skip
async def test_an_error_instead_of_a_greeting_is_told(serve: Serve, code: int, reason: str) -> None:
    said = packet(b"\xff" + code.to_bytes(2, "little") + b"No\x07way\n")
    event = await down(f"mysql://app@127.0.0.1:{await serve(saying(said))}/")
    assert event["reason"] == reason
    assert event["error"].endswith(f"says, waiting for its greeting: No way ({code})")


# --- the password


async def test_no_event_and_no_line_of_any_log_has_the_password(
    mariadb: MariaDB, serve: Serve, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    stalling = Stalling(mariadb, 2)
    events = [
        await MySQL(uri).next()
        for uri in (
            mariadb.uri(), mariadb.uri(tls="off"), mariadb.uri(tls="verify"), mariadb.uri(password="hush-hush-no"),
            mariadb.uri(database="mysql"), mariadb.uri(query="SELECT * FROM nothing"), mariadb.socket_uri(),
            mariadb.uri(host="nowhere.invalid"), mariadb.uri(port=1),
            mariadb.uri(port=await serve(stalling), timeout=SOON),
        )
    ]  # fmt: skip
    assert {event["availability"] for event in events} == {"available", "down"}
    said = "\n".join([*map(str, events), caplog.text, *capfd.readouterr(), mariadb.log])
    assert "hush" not in said
