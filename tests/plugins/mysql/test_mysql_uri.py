"""What a mysql URI may say: whatever is wrong is refused when the source is made, by name."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from cocaine_mysql import MySQL
from cocaine_mysql.options import Options, Tls, parse
from cocaine_sdk.errors import BadArgument, MalformedUri, TargetError
from cocaine_sdk.plugin import Isolation

MALFORMED = {
    "mysql:": "expected mysql://",
    "mysql://": "no user",
    "mysql://host": "no user",
    "mysql://host:3306/db": "no user",
    "mysql://hush:hush-hush": "no user",
    "mysql://app:hush/hush@host": "no user",
    "mysql://app:hush?hush=1@host": "no user",
    "mysql://@host": "no user is named before",
    "mysql://:hush-hush@host": "no user is named before",
    "mysql://app:hush-hush@": "no host",
    "mysql://app:hush-hush@/db": "no host",
    "mysql://app:hush@hush@host": "%40",
    "mysql://app:hush#hush@host": "%23",
    "mysql://app:hush%hush@host": "%25",
    "mysql://app:hush hush@host": "space",
    "mysql://app:hush\thush@host": "space",
    "mysql://app:hush%00hush@host": "NUL",
    "mysql://app:hush%FFhush@host": "password, percent-decoded, is not UTF-8",
    "mysql://hush%FF@host": "user, percent-decoded, is not UTF-8",
    "mysql://app:hush%FFhush@host/%FF": "not UTF-8",
    "mysql://app:hush-hush@host/%FF": "database, percent-decoded, is not UTF-8",
    "mysql://app:hush-hush@host/a%00b": "NUL",
    "mysql://app:hush-hush@host/a/b": "one database",
    "mysql://app:hush-hush@host:0/": "port",
    "mysql://app:hush-hush@host:65536/": "port",
    "mysql://app:hush-hush@host:-1/": "port",
    "mysql://app:hush-hush@host:/": "port",
    "mysql://app:hush-hush@host:33a/": "port",
    "mysql://app:hush-hush@host:٣٣/": "port",
    "mysql://app:hush-hush@host:3306:3307/": "port",
    "mysql://app:hush-hush@[::1/": "host:port",
    "mysql://app:hush-hush@::1/": "port",
    "mysql://app:hush-hush@[::1]x/": "host:port",
    "mysql://app:hush-hush@[::g]/": "",
    "mysql://app:hush-hush@ho st/": "space",
    "mysql://app:hush-hush@ho%41st/": "neither a name nor an address",
    "mysql://app:hush-hush@a..b/": "neither a name nor an address",
    "mysql://app:hush-hush@.a/": "neither a name nor an address",
    "mysql://app:hush-hush@a,b/": "neither a name nor an address",
    f"mysql://app:hush-hush@{'a' * 64}/": "neither a name nor an address",
    f"mysql://app:hush-hush@{'a.' * 130}b/": "neither a name nor an address",
    "mysql://app:hush-hush@℀/": "",
    "mysql://app:hush-hush@host/?tls": "option=value",
    "mysql://app:hush-hush@host/?tls=off&": "option=value",
    "mysql://app:hush-hush@host/?tls=off&tls=off": "twice",
    "mysql://app:hush-hush@host/?query=%FF": "UTF-8",
    "mysql://app:hush-hush@host/?" + "a" * 4096: "longer",
    "MySQL://app:hush-hush@host/": "expected mysql://",
}


@pytest.mark.parametrize(("uri", "why"), MALFORMED.items())
def test_a_malformed_uri_is_refused_with_the_reason_and_without_a_word_of_the_password(
    uri: str, why: str
) -> None:
    with pytest.raises(MalformedUri) as caught:
        MySQL(uri)
    assert why in str(caught.value)
    assert "hush" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


OPTIONS = {
    "pasword=x": "'pasword' of a mysql URI; known are query, socket, timeout, tls",
    "TLS=off": "'TLS'",
    "=off": "''",
    "tls=maybe": "off, preferred, required, verify",
    "tls=": "off, preferred, required, verify",
    "timeout=0s": "from 1ms to 10m",
    "timeout=0.9ms": "from 1ms to 10m",
    "timeout=601s": "from 1ms to 10m",
    "timeout=1h": "from 1ms to 10m",
    "timeout=-5s": "from 1ms to 10m",
    "timeout=nan": "from 1ms to 10m",
    "timeout=1e3s": "from 1ms to 10m",
    "timeout=٣s": "from 1ms to 10m",
    "query=": "one statement that reads",
    "query=INSERT+INTO+t+VALUES(1)": "one statement that reads",
    "query=SET+GLOBAL+read_only=0": "one statement that reads",
    "query=/*!50000+DROP+TABLE+t*/": "one statement that reads",
    "query=SELECTED": "one statement that reads",
    "query=SELECT+'%00'": "NUL",
    "socket=/run/mysqld.sock": "takes the place of the host",
}


@pytest.mark.parametrize(("option", "why"), OPTIONS.items())
def test_an_option_that_is_unknown_or_out_of_bounds_is_refused_by_name(option: str, why: str) -> None:
    with pytest.raises(BadArgument) as caught:
        MySQL(f"mysql://app:hush-hush@host/?{option}")
    assert why in str(caught.value)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("options", ["socket=relative", "socket=", f"socket=/{'a' * 107}", "socket=/a%00b",
                                     "socket=/s&tls=verify", "socket=/s&tls=required"])  # fmt: skip
def test_a_socket_is_an_absolute_path_that_the_kernel_takes_and_needs_no_tls(options: str) -> None:
    with pytest.raises(BadArgument):
        MySQL(f"mysql://app@/?{options}")


def test_all_that_a_uri_may_say_is_understood() -> None:
    uri = (
        "mysql://us%65r%40x:p%3Ass%2Fw%20%D0%B4@db.example:3307/sh%2Fop"
        "?query=SELECT+1%2B1+AS+two&tls=verify&timeout=2.5s"
    )
    assert parse(uri) == Options(
        user="user@x", password="p:ss/w д", host="db.example", port=3307, database="sh/op", tls=Tls.VERIFY,
        timeout=2.5, query="SELECT 1+1 AS two",
    )  # fmt: skip


def test_what_is_left_out_has_a_default() -> None:
    assert parse("mysql://app@db") == Options(user="app", password="", host="db")
    assert parse("mysql://app:@db/?") == Options(user="app", password="", host="db")


@pytest.mark.parametrize(
    ("text", "seconds"), [("500ms", 0.5), ("500", 0.5), ("2.5s", 2.5), ("10m", 600.0), ("1ms", 0.001)]
)
def test_a_length_of_time_is_written_as_elsewhere(text: str, seconds: float) -> None:
    assert parse(f"mysql://app@db/?timeout={text}").timeout == seconds


@pytest.mark.parametrize(
    ("server", "host", "port"),
    [("[::1]", "::1", 3306), ("[2001:DB8::1]:99", "2001:db8::1", 99), ("127.0.0.1:65535", "127.0.0.1", 65535),
     ("my_db.local.", "my_db.local.", 3306), ("bücher.example", "xn--bcher-kva.example", 3306)],
)  # fmt: skip
def test_a_host_is_a_name_or_an_address(server: str, host: str, port: int) -> None:
    options = parse(f"mysql://app@{server}/")
    assert (options.host, options.port) == (host, port)


def test_a_socket_takes_the_place_of_the_host() -> None:
    options = parse("mysql://app@/shop?socket=/run/mysqld/mysqld.sock")
    assert (options.socket, options.tls, options.place) == (
        "/run/mysqld/mysqld.sock",
        Tls.OFF,
        options.socket,
    )
    assert parse("mysql://app@localhost/?socket=/s").socket == "/s"


@pytest.mark.parametrize(
    "word",
    ["SELECT 1", " select 1", "(SELECT 1) UNION (SELECT 2)", "WITH a AS (SELECT 1) TABLE a", "SHOW TABLES",
     "VALUES (1)", "TABLE t", "EXPLAIN SELECT 1", "DESCRIBE t"],
)  # fmt: skip
def test_a_query_is_what_begins_as_one(word: str) -> None:
    assert parse(f"mysql://app@db/?query={quote(word)}").query == word


def test_neither_the_source_nor_its_options_show_the_password() -> None:
    uri = "mysql://app:hush-hush@db/"
    assert "hush" not in repr(MySQL(uri))
    assert "hush" not in repr(parse(uri))


def test_it_says_that_it_shares_a_process_with_its_like() -> None:
    assert MySQL.isolation is Isolation.SHARED


def test_what_refuses_a_uri_is_an_error_of_the_target() -> None:
    assert issubclass(MalformedUri, TargetError)
    assert issubclass(BadArgument, TargetError)
