"""Events on the wire, byte for byte (protocol.md §3)."""

from __future__ import annotations

import json
import re
import socket
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Daemon

FIELDS = """
import math
class Fields:
    def next(self):
        return {
            "string": "as it is",
            "quotes": 'a "b" \\\\ c',
            "lines": "a\\nb\\tc",
            "cyrillic": "Кокаин ❤ 𝄞",
            "empty": "",
            "number": 42,
            "float": 1.5,
            "huge": 2**63,
            "yes": True,
            "no": False,
            "nothing": None,
            "object": {"a": [1, {"b": None}], "c": "d"},
            "list": [],
            "with space": 1,
            "with\\ttab and\\nline": 2,
            "no\\u00a0break": 3,
            "поле": 4,
            "100%": 5,
            "nan": math.nan,
        }
"""
WIRE = {
    b"string": b"as it is",
    b"quotes": b'a "b" \\ c',
    b"lines": b"a\nb\tc",
    b"cyrillic": "Кокаин ❤ 𝄞".encode(),
    b"empty": b"",
    b"number": b"42",
    b"float": b"1.5",
    b"huge": b"9223372036854775808",
    b"yes": b"true",
    b"no": b"false",
    b"nothing": b"null",
    b"object": b'{"a":[1,{"b":null}],"c":"d"}',
    b"list": b"[]",
    b"with%20space": b"1",
    b"with%09tab%20and%0Aline": b"2",
    b"no%C2%A0break": b"3",
    "поле".encode(): b"4",
    b"100%": b"5",
    b"nan": b"null",
}


def test_every_field_is_one_message_of_two_frames(daemon: Daemon) -> None:
    daemon.source("fields.py", FIELDS)
    key = daemon.push("python:///fields.py/Fields", interval=10)["key"]
    with daemon.subscribe(key) as sub:
        daemon.eventually(lambda: b" nan " in sub.recv_multipart()[0])
        messages = [sub.recv_multipart() for _ in WIRE]
    assert {len(message) for message in messages} == {2}
    heads = [head.split(b" ") for head, _ in messages]
    assert {len(head) for head in heads} == {4}
    assert {(head[0], head[2]) for head in heads} == {(key.encode(), socket.gethostname().encode())}
    assert len({head[3] for head in heads}) == 1
    assert re.fullmatch(rb"\d{10}\.\d{3}", heads[0][3])
    assert dict(zip((head[1] for head in heads), (value for _, value in messages), strict=True)) == WIRE


def test_a_history_entry_has_the_time_and_the_fields_of_its_messages(daemon: Daemon) -> None:
    key = daemon.push(daemon.seed_uri, interval=200)["key"]
    with daemon.subscribe(f"{key} some-field") as sub:
        head, value = sub.recv_multipart()
    entries = daemon.ask("past", {key: {}})[key]
    assert head.split()[3].decode() in [f"{entry['timestamp']:.3f}" for entry in entries]
    assert json.loads(value) == entries[0]["event"]["some-field"]


def test_a_subscriber_to_one_field_gets_nothing_else(daemon: Daemon) -> None:
    key = daemon.push(daemon.seed_uri, interval=5)["key"]
    other = daemon.push(daemon.seed_uri, interval=6)["key"]
    with daemon.subscribe(f"{key} another-field") as sub:
        messages = [sub.recv_multipart() for _ in range(10)]
    assert {tuple(head.split(b" ")[:2]) for head, _ in messages} == {(key.encode(), b"another-field")}
    assert {value for _, value in messages} == {b"abc"}
    assert other != key


RESULTS = {
    "a number": ("42", {b"result": b"42"}),
    "a string": ("'words'", {b"result": b"words"}),
    "false": ("False", {b"result": b"false"}),
    "zero": ("0", {b"result": b"0"}),
    "a list": ("[1, 'a']", {b"result": b'[1,"a"]'}),
    "an empty list": ("[]", {b"result": b"[]"}),
    "an empty string": ("''", {b"result": b""}),
    "a tuple": ("(1, 2)", {b"result": b"[1,2]"}),
}


@pytest.mark.parametrize(("expression", "fields"), RESULTS.values(), ids=RESULTS)
def test_a_result_that_is_no_object_is_the_field_result(
    steady_daemon: Daemon, expression: str, fields: dict[bytes, bytes]
) -> None:
    name = f"r{abs(hash(expression))}"
    steady_daemon.source(f"{name}.py", f"class X:\n    def next(self):\n        return {expression}\n")
    key = steady_daemon.push(f"python:///{name}.py/X", interval=10)["key"]
    with steady_daemon.subscribe(key) as sub:
        head, value = sub.recv_multipart()
    assert {head.split(b" ")[1]: value} == fields
    assert steady_daemon.ask("drop", {key: {}})[key] == {"status": "success"}


@pytest.mark.parametrize("nothing", ["None", "{}"])
def test_nothing_publishes_nothing_and_leaves_no_trace(steady_daemon: Daemon, nothing: str) -> None:
    """Every fifth run has something to say: only those are heard and remembered."""
    name = "nothing" if nothing == "None" else "empty"
    steady_daemon.source(
        f"{name}.py",
        f"""
        class X:
            n = 0
            def next(self):
                self.n += 1
                return {{"n": self.n}} if self.n % 5 == 0 else {nothing}
        """,
    )
    assert steady_daemon.once(f"python:///{name}.py/X") == {}
    key = steady_daemon.push(f"python:///{name}.py/X", interval=5)["key"]
    with steady_daemon.subscribe(key) as sub:
        values = [int(sub.recv_multipart()[1]) for _ in range(3)]
    assert [value % 5 for value in values] == [0, 0, 0]
    assert values[2] - values[0] == 10
    assert all(entry["event"]["n"] % 5 == 0 for entry in steady_daemon.ask("past", {key: {}})[key])
    assert steady_daemon.ask("drop", {key: {}})[key] == {"status": "success"}


def test_a_run_that_failed_publishes_the_field_error_with_its_sentence(daemon: Daemon) -> None:
    daemon.source("fail.py", "class Fail:\n    def next(self):\n        return {}['lost']\n")
    key = daemon.push("python:///fail.py/Fail", interval=10)["key"]
    with daemon.subscribe(key) as sub:
        head, value = sub.recv_multipart()
    assert head.split(b" ")[1] == b"error"
    assert value.decode().splitlines()[:2] == ["fail.py:3: KeyError: 'lost'", "    return {}['lost']"]


def test_a_result_that_cannot_be_encoded_publishes_an_error_and_the_source_runs_on(daemon: Daemon) -> None:
    daemon.source(
        "odd.py",
        """
        class Odd:
            n = 0
            def next(self):
                self.n += 1
                return {"n": self.n, "bad": object()} if self.n % 2 else {"n": self.n}
        """,
    )
    key = daemon.push("python:///odd.py/Odd", interval=10)["key"]
    with daemon.subscribe(key) as sub:
        daemon.eventually(lambda: sub.recv_multipart()[0].split(b" ")[1] == b"n")
        fields = [sub.recv_multipart()[0].split(b" ")[1] for _ in range(4)]
    assert fields == [b"error", b"n", b"error", b"n"]
