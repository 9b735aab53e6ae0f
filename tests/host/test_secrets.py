"""Secrets in source URIs by reference: the cell gets the value, whoever looks on the reference."""

from __future__ import annotations

import base64
import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cocaine_sdk.errors import AccessDenied, BadArgument
from cocaine_sdk.sync import Client

if TYPE_CHECKING:
    from tests.conftest import Daemon

VALUE = "p@ss/w%rd: é"
URI = "python:///teller.py/Teller?word={secret:word}"
FOR_PYTHON = ["python:///teller.py/*"]
TELLER = """
class Teller:
    def __init__(self, word):
        self.word = word

    def next(self):
        return {'length': len(self.word), 'first': self.word[0]}
"""
LOUD = """
class Loud:
    def __init__(self, word):
        self.word = word

    def next(self):
        log('say', self.word)
        raise ValueError(f'no {self.word!r} here')
"""


def set_secret(
    daemon: Daemon, name: str, value: str, *patterns: str, token: str = "tester"
) -> dict[str, Any]:
    arguments = {"value": value} | ({"for": patterns} if patterns else {})
    result: dict[str, Any] = daemon.ask("secrets", {name: arguments}, token)[name]
    return result


def remove(daemon: Daemon, name: str, token: str = "tester") -> dict[str, Any]:
    result: dict[str, Any] = daemon.ask("secrets", {name: {"remove": True}}, token)[name]
    return result


def state(daemon: Daemon, key: str) -> str:
    return str(daemon.ask("explain", {key: {}})[key]["state"])


def last(daemon: Daemon, key: str) -> dict[str, Any]:
    past = daemon.ask("past", {key: {"depth": 1}})[key]
    return past[0]["event"] if isinstance(past, list) else {}


@pytest.fixture
def telling(daemon: Daemon) -> Daemon:
    """A daemon with the teller's file, and the secret that it may have."""
    daemon.source("teller.py", TELLER)
    assert set_secret(daemon, "word", VALUE, *FOR_PYTHON) == {"status": "success"}
    return daemon


class Door(threading.Thread):
    """An HTTP server that says what it was asked, as `asked`."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.asked = ""

    def run(self) -> None:
        while True:
            try:
                visitor, _ = self._socket.accept()
            except OSError:
                return
            with visitor:
                self.asked = visitor.recv(65536).decode("latin1")
                visitor.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self.join()


@pytest.fixture
def door() -> Iterator[Door]:
    made = Door()
    made.start()
    yield made
    made.close()


def test_the_source_gets_the_value_whatever_letters_it_has(telling: Daemon) -> None:
    assert telling.once(URI) == {"length": len(VALUE), "first": "p"}


@pytest.mark.parametrize("account", ["app:{secret:web}", "app:@{secret:web}"])
def test_a_plugin_gets_it_in_either_spelling(daemon: Daemon, door: Door, account: str) -> None:
    set_secret(daemon, "web", VALUE, f"http://*@127.0.0.1:{door.port}/")
    assert daemon.once(f"http://{account}@127.0.0.1:{door.port}/")["availability"] == "available"
    (line,) = [line for line in door.asked.splitlines() if line.lower().startswith("authorization:")]
    assert base64.b64decode(line.split()[-1]).decode() == f"app:{VALUE}"


def test_a_mysql_source_is_loaded_with_it(daemon: Daemon) -> None:
    set_secret(daemon, "db", "hunter2", "mysql://*@127.0.0.1*")
    assert daemon.once("mysql://app:{secret:db}@127.0.0.1:1/x")["availability"] == "down"
    assert daemon.once("mysql://app:@{secret:db}@127.0.0.1:1/x")["availability"] == "down"


def test_what_is_told_of_the_task_has_the_reference_and_never_the_value(daemon: Daemon) -> None:
    daemon.source("loud.py", LOUD)
    uri = "python:///loud.py/Loud?word={secret:word}"
    set_secret(daemon, "word", "hunter2", "python:///loud.py/*")
    key = daemon.push(uri, interval=50)["key"]
    daemon.eventually(lambda: daemon.ask("list")["tasks"][0]["failed"])
    told = [
        daemon.ask("list"),
        daemon.ask("stats"),
        daemon.ask("explain", {key: {}}),
        daemon.ask("past", {key: {}}),
    ]
    told += [daemon.ask("secrets"), daemon.once(uri)]
    assert "hunter2" not in json.dumps(told) + daemon.log()
    assert told[0]["tasks"][0]["uri"] == uri
    assert "no '***' here" in json.dumps(told[3])
    assert "say ***" in daemon.log()


def test_a_secret_is_kept_over_a_restart_and_shown_without_its_value(telling: Daemon) -> None:
    telling.kill()
    telling.start()
    (secret,) = telling.ask("secrets")["secrets"]
    assert secret.keys() == {"name", "owner", "for", "set"}
    assert (secret["name"], secret["owner"], secret["for"]) == ("word", "tester", FOR_PYTHON)
    assert telling.once(URI)["length"] == len(VALUE)


def test_a_secret_belongs_to_the_token_that_set_it(telling: Daemon) -> None:
    assert set_secret(telling, "word", "mine", *FOR_PYTHON, token="thief")["code"] == "access_denied"
    assert remove(telling, "word", token="thief")["error"] == "access denied: the secret word is tester's"
    assert telling.once(URI)["length"] == len(VALUE)
    assert remove(telling, "word") == {"status": "success"}
    assert set_secret(telling, "word", "mine", *FOR_PYTHON, token="thief") == {"status": "success"}


def test_a_uri_that_the_secret_is_not_for_is_refused_and_learns_nothing(daemon: Daemon, door: Door) -> None:
    set_secret(daemon, "db", "hunter2", "mysql://*@127.0.0.1*")
    uri = f"http://127.0.0.1:{door.port}/?{{secret:db}}"
    for refused in (daemon.once(uri), daemon.push(uri, interval=1000)):
        assert refused["code"] == "bad_argument"
        assert "the secret db is not for this URI; it is for mysql://*@127.0.0.1*" in refused["error"]
    assert door.asked == ""


def test_a_secret_that_is_not_there_is_named(daemon: Daemon) -> None:
    refused = daemon.push(URI, interval=1000)
    assert refused["code"] == "bad_argument"
    assert "no secret is named word" in refused["error"]


@pytest.mark.parametrize(
    "reference", ["{secret:}", "{secret:a b}", "{secret:-x}", "{secret:x", "{secret:a/b}"]
)
def test_a_reference_to_no_name_is_refused(daemon: Daemon, reference: str) -> None:
    refused = daemon.push(f"mysql://app:{reference}@127.0.0.1/", interval=1000)
    assert refused["code"] in ("bad_argument", "malformed_uri")


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"value": "x"},
        {"value": "x", "for": []},
        {"value": "x", "for": ["*"]},
        {"value": "x", "for": "mysql://*@h"},
        {"value": "", "for": ["mysql://*@h"]},
        {"value": "x" * 4097, "for": ["mysql://*@h"]},
        {"value": "hunter2\n", "for": ["mysql://*@h"]},
        {"value": 7, "for": ["mysql://*@h"]},
        {"value": "x", "for": ["mysql://*@h"], "remove": True},
        {"value": "x", "for": ["mysql://*@h"], "owner": "me"},
        {"remove": True},
    ],
)
def test_a_secret_of_the_wrong_shape_is_refused_without_its_value(
    daemon: Daemon, arguments: dict[str, Any]
) -> None:
    refused = daemon.ask("secrets", {"db": arguments})["db"]
    assert refused["code"] == "bad_argument"
    assert "hunter2" not in refused["error"] + daemon.log()
    assert daemon.ask("secrets")["secrets"] == []


@pytest.mark.parametrize("name", ["", "a b", "-a", "ü", "x" * 65, "a}"])
def test_a_secret_of_a_name_that_no_uri_could_hold_is_refused(daemon: Daemon, name: str) -> None:
    assert set_secret(daemon, name, "x", "mysql://*@h")["code"] == "bad_argument"


def test_a_new_value_reaches_the_sources_that_run_and_leaves_the_patterns(telling: Daemon) -> None:
    key = telling.push(URI, interval=20)["key"]
    telling.eventually(lambda: last(telling, key).get("first") == "p")
    set_secret(telling, "word", "new")
    telling.eventually(lambda: last(telling, key) == {"length": 3, "first": "n"})
    assert telling.ask("secrets")["secrets"][0]["for"] == FOR_PYTHON
    assert telling.ask("explain", {key: {}})[key]["source"]["restarts"] == 0


def test_a_new_value_reaches_a_plugins_source_that_runs(daemon: Daemon, door: Door) -> None:
    set_secret(daemon, "web", "old", f"http://127.0.0.1:{door.port}/*")
    daemon.push(f"http://127.0.0.1:{door.port}/{{secret:web}}", interval=20)
    daemon.eventually(lambda: "GET /old" in door.asked)
    set_secret(daemon, "web", "new")
    daemon.eventually(lambda: "GET /new" in door.asked)


@pytest.mark.parametrize("how", ["removed", "meant for others"])
def test_a_secret_that_is_taken_away_stops_its_sources_until_it_is_back(telling: Daemon, how: str) -> None:
    key = telling.push(URI, interval=20)["key"]
    telling.eventually(lambda: last(telling, key))
    if how == "removed":
        remove(telling, "word")
    else:
        set_secret(telling, "word", VALUE, "mysql://*@h")
    telling.eventually(lambda: "secret" in str(telling.ask("explain", {key: {}})[key]["error"]))
    assert state(telling, key) == "degraded"
    assert telling.once(URI)["code"] == "source_died" or "secret" in telling.once(URI)["error"]
    set_secret(telling, "word", "back", *FOR_PYTHON)
    telling.eventually(lambda: last(telling, key).get("first") == "b")


def test_a_task_whose_secret_is_gone_at_a_restart_is_degraded_and_comes_back_with_it(telling: Daemon) -> None:
    key = telling.push(URI, interval=20)["key"]
    telling.kill()
    with sqlite3.connect(telling.storage) as store:
        store.execute("DELETE FROM item WHERE collection = 'secrets'")
    store.close()
    telling.start()
    telling.eventually(lambda: state(telling, key) == "degraded")
    assert "no secret is named word" in telling.ask("list")["tasks"][0]["error"]
    set_secret(telling, "word", "back", *FOR_PYTHON)
    telling.eventually(lambda: last(telling, key).get("first") == "b")


def test_a_saved_file_is_loaded_with_the_secret_too(telling: Daemon) -> None:
    key = telling.push(URI, interval=20)["key"]
    telling.eventually(lambda: last(telling, key))
    telling.source("teller.py", TELLER.replace("'first'", "'start'"))
    telling.eventually(lambda: last(telling, key).get("start") == "p")


def test_the_client_sets_lists_and_removes_secrets(daemon: Daemon) -> None:
    with (
        Client(daemon.endpoint, token="me", timeout=30) as ours,
        Client(daemon.endpoint, token="you", timeout=30) as yours,
    ):
        ours.set_secret("db", "hunter2", ["mysql://*@h*"])
        ours.set_secret("db", "swordfish")
        assert [(s.name, s.owner, s.patterns) for s in yours.secrets()] == [("db", "me", ("mysql://*@h*",))]
        with pytest.raises(AccessDenied):
            yours.remove_secret("db")
        ours.remove_secret("db")
        with pytest.raises(BadArgument):
            ours.remove_secret("db")


def test_the_command_line_reads_the_value_from_its_input_and_never_repeats_it(daemon: Daemon) -> None:
    def secrets(*words: str, text: str = "") -> subprocess.CompletedProcess[str]:
        program = Path(sys.executable).with_name("cocaine")
        command = [program, "--connect", daemon.endpoint, "--timeout", "30", "secrets", *words]
        return subprocess.run(command, input=text, capture_output=True, text=True, timeout=60, check=False)

    runs = [
        secrets("set", "db", "--for", "mysql://*@127.0.0.1*", text="hunter2\n"),
        secrets("list"),
        secrets("list", "--json"),
        secrets("set", "db", text="hunter2\nand more"),
        secrets("remove", "db"),
        secrets("remove", "db"),
    ]
    assert [run.returncode for run in runs] == [0, 0, 0, 1, 0, 1]
    assert "mysql://*@127.0.0.1*" in runs[1].stdout
    assert json.loads(runs[2].stdout)[0]["for"] == ["mysql://*@127.0.0.1*"]
    assert all("hunter2" not in run.stdout + run.stderr for run in runs)
    assert secrets("set", "db", "hunter2").returncode == 2


def test_a_new_secret_without_patterns_is_refused_before_its_value_is_asked_for(daemon: Daemon) -> None:
    master, terminal = os.openpty()
    program = Path(sys.executable).with_name("cocaine")
    command = [program, "--connect", daemon.endpoint, "--timeout", "30s", "secrets", "set", "db"]
    done = subprocess.run(command, stdin=terminal, capture_output=True, text=True, timeout=60, check=False)
    os.close(master)
    os.close(terminal)
    assert done.returncode == 1
    assert "Value" not in done.stderr
    assert "say by --for which URIs it is for" in done.stderr
