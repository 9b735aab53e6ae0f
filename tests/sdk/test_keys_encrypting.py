"""The options `--server-key` and `--curve-key` of every command, and keys in the wrong place."""

from __future__ import annotations

import json
import shlex
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cocaine_sdk.curve import CurvePair
from tests.sdk.programs import DONE, NO_DAEMON, PATIENCE, USAGE, Done, cocaine, generate, typed

if TYPE_CHECKING:
    from tests.conftest import Daemon, MakeDaemon


def free_endpoint() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{probe.getsockname()[1]}"


class Encrypted:
    def __init__(self, daemon: Daemon) -> None:
        self.daemon, self.folder = daemon, daemon.folder
        self.environment = {"COCAINE_CONNECT": free_endpoint(), "COCAINE_EXPORT": free_endpoint()}
        generate(self.folder, "--curve", "server")
        (self.folder / "config.toml").write_text('[curve]\nsecret_key = "server"\n')
        daemon.source(
            "file.py", "class MyClass:\n def __init__(self, **_): pass\n def next(self): return {'n': 1}\n"
        )
        connect, export = self.environment.values()
        daemon.start(connect, "--export", export, "--config", str(self.folder / "config.toml"))

    def asked(self, *words: str, **environment: str) -> Done:
        return cocaine(self.folder, "--timeout", str(PATIENCE), *words, **{**self.environment, **environment})

    def known(self, name: str) -> None:
        generate(self.folder, "--curve", name)
        public = (self.folder / f"{name}.pub").read_text().split()[1]
        typed(self.daemon, f"cocained keys add {name} --curve={shlex.quote(public)}")


@pytest.fixture
def encrypted(make_daemon: MakeDaemon) -> Encrypted:
    return Encrypted(make_daemon())


def test_with_the_daemons_key_and_ones_own_every_command_is_encrypted(encrypted: Encrypted) -> None:
    encrypted.known("alice")
    ours = {"COCAINE_SERVER_KEY": "server.pub", "COCAINE_CURVE_KEY": "alice", "COCAINE_TOKEN": "alice"}
    encrypted.daemon.eventually(lambda: encrypted.asked("stats", **ours).returncode == DONE)
    assert encrypted.asked("once", "python:///file.py/MyClass", **ours).stdout == "n  1\n"
    pushed = encrypted.asked("push", "python:///file.py/MyClass", "--interval", "50ms", "--json", **ours)
    key = json.loads(pushed.stdout)["key"]
    watched = encrypted.asked("watch", key, "--count", "2", "--json", **ours)
    assert [json.loads(line)["value"] for line in watched.stdout.splitlines()] == [1, 1]
    assert key in encrypted.asked("ls", **ours).stdout
    assert encrypted.asked("top", "--count", "1", "--interval", "100ms", **ours).returncode == DONE
    public = (encrypted.folder / "server.pub").read_text().split()[1]
    by_options = encrypted.asked(
        f"--server-key={public}", "--curve-key", "alice", "--token", "alice", "stats"
    )
    assert by_options.returncode == DONE


def test_whoever_lacks_a_key_is_told_which_and_how_to_get_it(encrypted: Encrypted) -> None:
    generate(encrypted.folder, "--curve", "bob")
    plain = encrypted.asked("stats")
    unknown = encrypted.asked("--server-key", "server.pub", "--curve-key", "bob", "stats")
    wrong = encrypted.asked("--timeout", "3s", "--server-key", "bob.pub", "--curve-key", "bob", "stats")
    assert [done.returncode for done in (plain, unknown, wrong)] == [NO_DAEMON] * 3
    assert "give the daemon's public CURVE key (--server-key)" in plain.stderr
    assert "cocained keys add TOKEN --curve=" in unknown.stderr
    assert "is it encrypted, and the daemon's public CURVE key (--server-key) the right one?" in wrong.stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--curve-key", "alice"), "--curve-key needs the daemon's public CURVE key beside it: --server-key"),
        (("--server-key", "nowhere.pub"), "'nowhere.pub' is neither a CURVE key of 40 characters nor a file"),
        (("--server-key", "alice"), "alice: this is a secret CURVE key"),
        (("--server-key", "alice.pub", "--curve-key", "alice.pub"), "alice.pub: this is a public key"),
        (("--server-key", "alice.pub", "--curve-key", "signing"), "signing: this is no CURVE key"),
        (("--server-key", "signing.pub"), "signing.pub: this is no CURVE key"),
        (("--key", "alice"), "alice: this is no key in PEM"),
        (("--key", "signing.pub"), "this is a public key"),
    ],
    ids=["half", "no file", "secret", "public", "signing", "signing public", "curve signs", "public signs"],
)
def test_a_key_in_the_wrong_place_is_told(tmp_path: Path, options: tuple[str, ...], words: str) -> None:
    generate(tmp_path, "--curve", "alice")
    generate(tmp_path, "signing")
    done = cocaine(tmp_path, *options, "stats")
    assert done.returncode == USAGE
    assert words in done.stderr


def test_a_file_that_is_named_like_the_daemons_key_does_not_take_its_place(tmp_path: Path) -> None:
    """Whoever may write to the current folder would else choose whom we talk to."""
    pair = next(
        pair
        for pair in iter(CurvePair.generate, None)
        if "/" not in pair.public and pair.public[0] not in ".-"
    )
    (tmp_path / pair.public).write_bytes(CurvePair.generate().public_file)
    done = cocaine(tmp_path, "--server-key", pair.public, "stats")
    assert done.returncode == USAGE
    assert "may be a CURVE key, and is a file, too" in done.stderr
