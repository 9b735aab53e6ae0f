"""The options `--key` and `--token` of every command: from a new key to a request that is served."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cocaine_sdk.errors import UnauthorizedUser
from cocaine_sdk.signing import PrivateKey
from cocaine_sdk.sync import Client
from tests.sdk.programs import BIN, DONE, FAILED, PATIENCE, USAGE, Done, cocaine, generate, typed

if TYPE_CHECKING:
    from tests.conftest import Daemon, MakeDaemon


@pytest.fixture
def strict(make_daemon: MakeDaemon) -> Daemon:
    """It serves signed requests only."""
    made = make_daemon()
    made.source(
        "file.py", "class MyClass:\n def __init__(self, **_): pass\n def next(self): return {'n': 1}\n"
    )
    (made.folder / "config.toml").write_text('[auth]\nmode = "required"\n')
    return made.start("--config", str(made.folder / "config.toml"))


def asked(daemon: Daemon, *words: str, **environment: str) -> Done:
    options = ("--connect", daemon.endpoint, "--export", daemon.export, "--timeout", str(PATIENCE))
    return cocaine(daemon.folder, *options, *words, **environment)


def served(daemon: Daemon, *words: str, **environment: str) -> bool:
    """A daemon follows within a second or two."""
    done = asked(daemon, *words, "once", "python:///file.py/MyClass", **environment)
    return (done.returncode, done.stdout) == (DONE, "n  1\n")


def next_lines(made: Done) -> list[str]:
    return [line.split(":  ")[1].strip() for line in json.loads(made.stdout)["next"] if ":  " in line]


@pytest.mark.parametrize("kind", ["ed25519", "rsa-3072"])
def test_a_new_key_is_served_as_soon_as_the_line_that_was_printed_is_typed(strict: Daemon, kind: str) -> None:
    made = cocaine(strict.folder, "--token", "alice", "keys", "generate", "--type", kind, "alice", "--json")
    unsigned, strange = asked(strict, "stats"), asked(strict, "--key", "alice", "--token", "alice", "stats")
    assert (unsigned.returncode, strange.returncode) == (FAILED, FAILED)
    typed(strict, next_lines(made)[0])
    strict.eventually(lambda: served(strict, "--key", "alice", "--token", "alice"))
    assert served(strict, COCAINE_KEY=str(strict.folder / "alice"), COCAINE_TOKEN="alice")
    assert not served(strict, "--key", "alice", "--token", "bob")
    assert not served(strict, "--token", "alice")


def test_while_a_key_is_rotated_one_of_the_two_is_served_at_every_moment_and_then_the_new_one_alone(
    strict: Daemon,
) -> None:
    made = cocaine(strict.folder, "--token", "alice", "keys", "generate", "key", "--json")
    typed(strict, next_lines(made)[0])
    old, new, token = ("--key", "key"), ("--key", "key.new"), ("--token", "alice")
    strict.eventually(lambda: served(strict, *old, *token))
    rotated = cocaine(strict.folder, *token, "keys", "rotate", "key", "--json")
    assert served(strict, *old, *token)
    add, _, move, remove = next_lines(rotated)
    typed(strict, add)
    strict.eventually(lambda: served(strict, *new, *token))
    assert served(strict, *old, *token)
    (strict.folder / "before").write_bytes((strict.folder / "key").read_bytes())
    (strict.folder / "before").chmod(0o600)
    subprocess.run(move, shell=True, cwd=strict.folder, check=True)
    assert served(strict, *old, *token)
    typed(strict, remove)
    strict.eventually(lambda: not served(strict, "--key", "before", *token))
    assert served(strict, *old, *token)


def test_a_key_that_others_may_read_signs_nothing(daemon: Daemon) -> None:
    generate(daemon.folder, "alice")
    (daemon.folder / "alice").chmod(0o644)
    done = asked(daemon, "--key", "alice", "stats")
    assert done.returncode == USAGE
    assert "others may read this private key (mode 0644); chmod 600 alice" in done.stderr


def test_a_key_that_is_not_there_is_told_as_json_where_that_is_asked_for(daemon: Daemon) -> None:
    done = asked(daemon, "--json", "--key", "nowhere", "stats")
    assert (done.returncode, json.loads(done.stdout)["code"]) == (USAGE, "bad_key")


def test_an_encrypted_key_without_a_terminal_to_ask_at_is_told(daemon: Daemon) -> None:
    made = ["openssl", "genpkey", "-algorithm", "ED25519", "-aes256", "-pass", "pass:open", "-out", "alice"]
    subprocess.run(made, cwd=daemon.folder, capture_output=True, check=True)
    (daemon.folder / "alice").chmod(0o600)
    done = asked(daemon, "--key", "alice", "stats")
    assert done.returncode == USAGE
    assert "the key is encrypted; give its password" in done.stderr


def at_a_terminal(folder: Path, answers: dict[bytes, bytes], *words: str) -> str:
    """What is shown there. `answers`: to what ends with these words."""
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "r+b", buffering=0) as terminal:
        command = [str(BIN / "cocaine"), *words]
        process = subprocess.Popen(
            command, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
        )
        os.close(theirs)
        shown = b""
        with suppress(OSError):  # a terminal ends with its last program
            while data := terminal.read(1024):
                shown += data
                for question, answer in answers.items():
                    if shown.endswith(question):
                        terminal.write(answer + b"\n")
        assert process.wait(PATIENCE) == DONE, shown
    return shown.decode()


def test_the_password_of_an_encrypted_key_is_asked_for_once_and_not_shown(strict: Daemon) -> None:
    made = ["openssl", "genpkey", "-algorithm", "ED25519", "-aes256", "-pass", "pass:open", "-out", "alice"]
    subprocess.run(made, cwd=strict.folder, capture_output=True, check=True)
    (strict.folder / "alice").chmod(0o600)
    key = PrivateKey.load(strict.folder / "alice", b"open")
    (strict.folder / "alice.pub").write_bytes(key.public().pem)
    typed(strict, "cocained keys add alice alice.pub")
    with Client(strict.endpoint, token="alice", key=key, timeout=PATIENCE) as client:
        strict.eventually(lambda: is_served(client))
        client.set_secret("name", "before", ["mysql://*"])
    shown = at_a_terminal(
        strict.folder,
        {b"Password of alice: ": b"open", b"Value of name: ": b"secret", b"confirmation: ": b"secret"},
        *("--connect", strict.endpoint, "--timeout", str(PATIENCE), "--key", "alice", "--token", "alice"),
        *("secrets", "set", "name"),  # it calls the daemon twice
    )
    assert shown.count("Password of alice") == 1
    assert "open" not in shown


def is_served(client: Client) -> bool:
    try:
        client.stats()
    except UnauthorizedUser:
        return False
    return True
