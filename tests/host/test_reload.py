"""A reload: it says what changed and what needs a restart, and a wrong file changes nothing."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import zmq

from cocained.config.settings import MAX_FILE

if TYPE_CHECKING:
    from tests.conftest import Daemon, MakeDaemon

DOCS = Path(__file__).parents[2] / "docs" / "configuration.md"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cocained.toml"
    path.write_text("history_depth = 10\n")
    return path


@pytest.fixture
def daemon(make_daemon: MakeDaemon, file: Path) -> Daemon:
    """A daemon with that file."""
    return make_daemon("--config", str(file)).start()


def test_a_reload_says_what_changed_and_what_needs_a_restart(daemon: Daemon, file: Path) -> None:
    file.write_text('history_depth = 20\nuser = "daemon"\n[limits]\nmemory = 33554432\n')
    assert daemon.ask("reload", id=1) == {
        "changed": {"history_depth": [10, 20], "limits.memory": [268435456, 33554432]},
        "needs_restart": ["user"],
        "status": "success",
        "hostname": socket.gethostname(),
        "id": 1,
    }


def test_what_has_been_put_in_force_is_not_told_again_and_what_waits_for_a_restart_is(
    daemon: Daemon, file: Path
) -> None:
    file.write_text('history_depth = 20\nuser = "daemon"\n')
    daemon.ask("reload")
    again = daemon.ask("reload")
    assert (again["changed"], again["needs_restart"]) == ({}, ["user"])
    file.write_text("")
    back = daemon.ask("reload")
    assert (back["changed"], back["needs_restart"]) == ({"history_depth": [20, 10]}, [])


def test_the_signal_does_what_the_action_does_and_the_log_has_the_result(daemon: Daemon, file: Path) -> None:
    file.write_text('history_depth = 20\nuser = "daemon"\nverbose = true\n')
    daemon.process.send_signal(signal.SIGHUP)
    told = "configuration read again: history_depth 10 → 20; verbose False → True; user needs a restart"
    daemon.eventually(lambda: told in daemon.log())
    assert daemon.ask("reload")["changed"] == {}


def test_the_log_says_where_nothing_changed(daemon: Daemon) -> None:
    daemon.process.send_signal(signal.SIGHUP)
    daemon.eventually(lambda: "configuration read again: nothing changed" in daemon.log())


def test_without_a_file_there_is_nothing_to_read_and_nothing_fails(make_daemon: MakeDaemon) -> None:
    daemon = make_daemon().start()
    daemon.process.send_signal(signal.SIGHUP)
    note = "no --config file was given: there is nothing to read again"
    daemon.eventually(lambda: note in daemon.log())
    reply = daemon.ask("reload")
    assert (reply["status"], reply["note"]) == ("success", note)
    assert (reply["changed"], reply["needs_restart"]) == ({}, [])


def test_the_command_line_wins_over_the_file_also_at_a_reload(make_daemon: MakeDaemon, file: Path) -> None:
    daemon = make_daemon("--config", str(file), "--history-depth", "5").start()
    file.write_text('history_depth = 20\nidle_timeout = 2\nendpoints = ["tcp://a:1"]')
    reply = daemon.ask("reload")
    assert (reply["changed"], reply["needs_restart"]) == ({"idle_timeout": [600, 2]}, [])


# --- files that are wrong -----------------------------------------------------------------------------------


def test_of_a_file_with_something_wrong_nothing_is_put_in_force_and_everything_wrong_is_named(
    daemon: Daemon, file: Path
) -> None:
    file.write_text("history_depth = 20\nwatermark = 0\nsquid = 1\n[limits]\ncells = 'many'\n")
    refused = daemon.ask("reload")
    assert refused["code"] == "bad_configuration"
    assert refused["error"].startswith("the configuration stays as it was: ")
    wrong = ("watermark: 0 is not", "squid: unknown key", "limits.cells: 'many' is not a whole number")
    assert [sentence for sentence in wrong if f"{file}: {sentence}" not in refused["error"]] == []
    assert len(refused["error"].splitlines()) == len(wrong)
    file.write_text("history_depth = 30\n")
    assert daemon.ask("reload")["changed"] == {"history_depth": [10, 30]}


def test_the_log_names_everything_that_is_wrong_in_one_line(daemon: Daemon, file: Path) -> None:
    file.write_text("watermark = 0\nsquid = 1\n")
    daemon.process.send_signal(signal.SIGHUP)
    told = rf"ERROR .* the configuration stays as it was: {file}: watermark: 0 is .*; {file}: squid: unknown"
    daemon.eventually(lambda: re.search(told, daemon.log()))


def no_file(path: Path) -> None:
    path.unlink()


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def endless(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


def too_long(path: Path) -> None:
    path.write_text("#" * MAX_FILE + "\n")


def too_deep(path: Path) -> None:
    path.write_text("x = " + "[" * 10_000)


def no_text(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\x00")


def too_many_digits(path: Path) -> None:
    path.write_text("watermark = 0x" + "f" * 10_000)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (no_file, "cannot be read: No such file"),
        (folder, "cannot be read: Is a directory"),
        (pipe, "is no regular file"),
        (endless, "is no regular file"),
        (too_long, f"is too long, {MAX_FILE} bytes are the most"),
        (too_deep, "is no TOML"),
        (no_text, "is no TOML"),
        (too_many_digits, "is no TOML"),
    ],
)
def test_a_file_that_is_none_is_refused_and_costs_nothing(
    daemon: Daemon, file: Path, spoil: Callable[[Path], None], sentence: str
) -> None:
    spoil(file)
    refused = daemon.ask("reload")
    assert refused["code"] == "bad_configuration"
    assert f"{file}: {sentence}" in refused["error"]
    assert len(refused["error"]) < 1000
    daemon.process.send_signal(signal.SIGHUP)
    daemon.eventually(lambda: daemon.log().count(sentence) == 2)
    assert daemon.ask("stats")["requests"]["pending"] == 1


# --- many at once -------------------------------------------------------------------------------------------


def test_of_many_signals_the_last_is_never_lost(daemon: Daemon, file: Path) -> None:
    new = file.with_suffix(".new")
    for depth in range(11, 60):
        new.write_text(f"history_depth = {depth}\n")
        new.rename(file)
        daemon.process.send_signal(signal.SIGHUP)
    daemon.eventually(lambda: re.search(r"history_depth \d+ → 59\b", daemon.log()))


def test_of_many_who_ask_at_once_each_is_answered(daemon: Daemon, file: Path) -> None:
    file.write_text("history_depth = 20\n")
    request = json.dumps({"version": 2, "token": "t", "action": "reload"}).encode()
    with daemon.socket(zmq.DEALER) as sock:
        for _ in range(50):
            sock.send_multipart([b"", request])
        replies = [json.loads(sock.recv_multipart()[1]) for _ in range(50)]
    assert {reply["status"] for reply in replies} == {"success"}
    told = [reply["changed"] for reply in replies]
    together = told.count({"history_depth": [10, 20]})  # those who asked before it was read
    assert together > 0
    assert told == [{"history_depth": [10, 20]}] * together + [{}] * (50 - together)


# --- the daemon as a service --------------------------------------------------------------------------------


@contextmanager
def serving(file: Path, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], socket.socket]]:
    """A daemon with a file alone, and what it says to systemd."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(folder / "notify"))
        systemd.settimeout(30)
        environment = {**os.environ, "NOTIFY_SOCKET": str(folder / "notify")}
        command = [sys.executable, "-m", "cocained", "--config", str(file)]
        with subprocess.Popen(command, env=environment) as process:
            assert systemd.recv(100) == b"READY=1"
            yield process, systemd
            process.terminate()
            assert process.wait(30) == 0


def text(daemon: Daemon, more: str = "") -> str:
    return f'endpoints = ["{daemon.endpoint}"]\nexport = ["{daemon.export}"]\nstorage = "void:"\n{more}'


OTHER = """
endpoints = ["tcp://a:1"]
export = ["tcp://b:1"]
plugins = "/elsewhere"
storage = "void:other"
instance = "other"
watermark = 1
history_depth = 2
idle_timeout = 3
pidfile = "/elsewhere"
daemonize = true
verbose = true
log_format = "json"
sandbox = "kernel-only"
hardened = true
user = "other"
hostname = "other"

[limits]
memory = 33554432
cells = 4
store = 2048
targets = 5
descriptors = 32
output = 6
shared_memory = 134217728

[auth]
mode = "required"
digests = ["sha512"]
replay_window = 60

[curve]
secret_key = "/elsewhere"
clients = "any"

[remote]
origins = ["https://code.example.com/"]
private = ["10.0.0.0/8"]
refresh = 5
timeout = 2
authorities = "/elsewhere"
signers = ["/elsewhere"]

[[limit]]
source = "python://*"
cpu = 0.5
"""
RESTART = [
    "endpoints", "export", "plugins", "storage", "instance", "watermark", "pidfile", "daemonize", "log_format",
    "sandbox", "hardened", "user", "hostname", "curve.secret_key", "curve.clients",
]  # fmt: skip


def test_every_key_takes_effect_or_needs_a_restart_as_the_manual_says(
    make_daemon: MakeDaemon, file: Path
) -> None:
    daemon = make_daemon()
    file.write_text(text(daemon))
    with serving(file, daemon.folder):
        file.write_text(OTHER)
        reply = daemon.ask("reload")
    assert reply["needs_restart"] == RESTART
    manual = re.findall(
        r"^\| `([a-z_.]+)` \|.* \| ([a-z ]+) \|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert {key for key, when in manual if when == "restart"} == set(RESTART)
    at_once = {"limit" if key.startswith("limit.") else key for key, when in manual if when != "restart"}
    assert at_once == set(reply["changed"])


def test_systemd_is_told_of_a_reload_and_of_its_end(make_daemon: MakeDaemon, file: Path) -> None:
    daemon = make_daemon()
    file.write_text(text(daemon))
    with serving(file, daemon.folder) as (process, systemd):
        for spoilt in ("", "squid = 1\n"):
            file.write_text(text(daemon, spoilt))
            process.send_signal(signal.SIGHUP)
            assert systemd.recv(100).startswith(b"RELOADING=1\nMONOTONIC_USEC=")
            assert systemd.recv(100) == b"READY=1"


def test_a_relative_file_is_found_again_from_the_background(make_daemon: MakeDaemon) -> None:
    daemon = make_daemon()
    file = daemon.folder / "cocained.toml"
    background = text(daemon, 'daemonize = true\npidfile = "pid"\nplugins = "plugins"\n')
    file.write_text(background)
    command = [sys.executable, "-m", "cocained", "--config", "cocained.toml"]
    subprocess.run(command, cwd=daemon.folder, check=True)
    pid = int((daemon.folder / "pid").read_text())
    try:
        file.write_text("history_depth = 20\n" + background)
        reply = daemon.ask("reload")
        assert (reply["changed"], reply["needs_restart"]) == ({"history_depth": [10, 20]}, [])
    finally:
        os.kill(pid, signal.SIGTERM)
        daemon.eventually(lambda: not (daemon.folder / "pid").exists())
