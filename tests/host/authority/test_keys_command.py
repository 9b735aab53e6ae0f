"""`cocained keys`: on a storage that a daemon has open, and on one that nobody has."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cocaine_sdk.errors import StorageUnusable
from cocaine_sdk.signing import PrivateKey
from cocained.core.authority import records
from cocained.keyring import command
from cocained.storages.void import Void
from tests.host.authority.conftest import EVENT, Signer, code

if TYPE_CHECKING:
    from tests.conftest import Daemon

    Prepared = Callable[..., Daemon]


class Shell:
    """Types `cocained keys` for one storage."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"sqlite://{folder}/store.db"

    def run(
        self, *arguments: str, stdin: bytes = b"", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "cocained", "keys", *arguments],
            input=stdin,
            capture_output=True,
            check=False,
            cwd=self.folder,
            env={**os.environ, "HOME": str(self.folder), **environment},
        )
        return subprocess.CompletedProcess([], done.returncode, done.stdout.decode(), done.stderr.decode())

    def keys(self, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
        return self.run(*arguments, "--storage", self.url, stdin=stdin)

    def document(self, *arguments: str, stdin: bytes = b"") -> Any:
        done = self.keys(*arguments, "--json", stdin=stdin)
        assert done.stderr == ""
        return json.loads(done.stdout)

    def listed(self) -> Any:
        return self.document("list")["keys"]


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture
def public(tmp_path: Path, key: PrivateKey) -> str:
    path = tmp_path / "alice.pub"
    path.write_bytes(key.public().pem)
    return str(path)


def test_a_key_is_added_listed_and_removed(shell: Shell, public: str, key: PrivateKey) -> None:
    added = shell.keys("add", "alice", public)
    assert (added.returncode, added.stderr) == (0, f"kept in {shell.url}\n")
    assert added.stdout.split()[:3] == ["alice", "ed25519", key.public().fingerprint]
    table = shell.keys("list").stdout.splitlines()
    assert table[0].split() == ["TOKEN", "KIND", "FINGERPRINT", "ADDED", "MAY"]
    assert table[1].split()[-1] == "everything"
    assert shell.keys("remove", "alice", key.public().fingerprint).returncode == 0
    assert shell.listed() == []


def test_it_is_said_in_json_too(shell: Shell, public: str, key: PrivateKey) -> None:
    limits = ["--allow", "push", "--allow", "past", "--uri", "python:///disk.py/*", "--rate", "5"]
    (one,) = [shell.document("add", "alice", public, *limits)]
    assert one == shell.listed()[0]
    assert one["token"] == "alice"
    assert [(k["kind"], k["fingerprint"]) for k in one["keys"]] == [("ed25519", key.public().fingerprint)]
    assert (one["allow"], one["uris"], one["rate"], one["curve"]) == (
        ["push", "past"],
        ["python:///disk.py/*"],
        5.0,
        None,
    )
    assert shell.document("remove", "alice") == {"token": "alice", "keys": []}
    assert shell.document("remove", "alice")["code"] == "bad_key"


def test_a_key_may_come_from_standard_input(shell: Shell, key: PrivateKey) -> None:
    assert shell.keys("add", "alice", "-", stdin=key.public().pem).returncode == 0
    assert len(shell.listed()) == 1


def test_what_is_given_changes_and_what_is_not_stays(
    shell: Shell, public: str, other_key: PrivateKey
) -> None:
    shell.keys("add", "alice", public, "--allow", "push", "--rate", "5")
    shell.keys("add", "alice", "-", "--allow", "stats", stdin=other_key.public().pem)
    (one,) = shell.listed()
    assert (len(one["keys"]), one["allow"], one["rate"]) == (2, ["stats"], 5.0)
    shell.keys("add", "alice", "--rate", "7")
    (one,) = shell.listed()
    assert (len(one["keys"]), one["allow"], one["rate"]) == (2, ["stats"], 7.0)


def test_the_same_key_is_kept_once(shell: Shell, public: str) -> None:
    first = shell.document("add", "alice", public)
    again = shell.document("add", "alice", public)
    assert first == again


def test_a_token_has_so_many_keys_and_no_more(shell: Shell) -> None:
    for _ in range(records.MOST_KEYS):
        made = PrivateKey.generate("ed25519").public().pem
        assert shell.keys("add", "alice", "-", stdin=made).returncode == 0
    made = PrivateKey.generate("ed25519").public().pem
    done = shell.keys("add", "alice", "-", stdin=made)
    assert done.returncode == 1
    assert "has 4 keys already" in done.stderr


WRONG = {
    "nothing": ([], "required"),
    "another command": (["rotate", "alice"], "invalid choice"),
    "no token": (["add"], "TOKEN"),
    "nothing to add": (["add", "alice"], "nothing to add"),
    "an unknown action": (["add", "alice", "k", "--allow", "pish"], "unknown action 'pish'; known are drop"),
    "a pattern that is none": (["add", "alice", "k", "--uri", "disk.py"], "write scheme://"),
    "a rate of nothing": (["add", "alice", "k", "--rate", "0"], "more than 0"),
    "a rate that is no number": (["add", "alice", "k", "--rate", "nan"], "more than 0"),
    "a curve key that is none": (["add", "alice", "k", "--curve", "x"], "40 characters of Z85"),
    "an empty token": (["add", "", "k"], "1 to 256 characters"),
    "a token with a newline": (["add", "a\nb", "k"], "control character"),
    "a token that is too long": (["add", "a" * 257, "k"], "1 to 256 characters"),
    "an option that is none": (["list", "--all"], "unrecognized"),
    "a file of configuration that is not there": (["list", "--config", "gone.toml"], "gone.toml"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_usage_is_told_and_ends_by_2(shell: Shell, name: str) -> None:
    arguments, words = WRONG[name]
    done = shell.run(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("cocained: ")
    assert words in done.stderr
    assert not list(shell.folder.iterdir())


def test_a_key_that_cannot_be_used_is_told_and_ends_by_1(shell: Shell, key: PrivateKey) -> None:
    private = shell.folder / "private.pem"
    private.write_bytes(key.pem)
    for file, words in (
        (str(private), "private key"),
        ("gone.pub", "cannot be read"),
        ("-", "no key in PEM"),
    ):
        done = shell.keys("add", "alice", file)
        assert done.returncode == 1
        assert words in done.stderr
        assert "BEGIN" not in done.stderr.replace("-----BEGIN", "", 1)
        assert json.loads(shell.keys("add", "alice", file, "--json").stdout)["code"] == "bad_key"
    assert not (shell.folder / "store.db").exists()


def test_a_storage_that_forgets_holds_no_keys(shell: Shell, public: str) -> None:
    done = shell.run("add", "alice", public, "--storage", "void:")
    assert done.returncode == 1
    assert "forgets all keys" in done.stderr


@pytest.mark.parametrize("scheme", ["void", "sqlite"])
def test_a_storages_password_is_shown_to_nobody(shell: Shell, scheme: str) -> None:
    done = shell.run("list", "--storage", f"{scheme}://user:hunter2@host/")
    assert done.returncode == 1
    assert f"{scheme}://user:***@host/" in done.stderr
    assert "hunter2" not in done.stderr + done.stdout


async def test_nor_is_that_of_one_that_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    class Forgetting(Void):
        def __init__(self, url: str) -> None:  # noqa: ARG002
            super().__init__("void:")

    monkeypatch.setattr(command.extensions, "load", lambda *_: Forgetting)
    with pytest.raises(StorageUnusable, match=r"far://user:\*\*\*@host/ forgets"):
        await command._visit("far://user:hunter2@host/")


@pytest.mark.parametrize("way", ["--config", "--instance", "STATE_DIRECTORY"])
def test_the_storage_is_the_one_that_the_daemon_would_have(shell: Shell, public: str, way: str) -> None:
    if way == "--config":
        (shell.folder / "c.toml").write_text(f'storage = "{shell.url}"\n')
        done = shell.run("add", "alice", public, "--config", "c.toml")
        where = shell.folder / "store.db"
    elif way == "--instance":
        done = shell.run("add", "alice", public, "--instance", "two", XDG_STATE_HOME=str(shell.folder))
        where = shell.folder / "cocaine" / "two.db"
    else:
        done = shell.run("add", "alice", public, STATE_DIRECTORY=str(shell.folder))
        where = shell.folder / "default.db"
    assert done.returncode == 0, done.stderr
    assert where.exists()
    assert stat.S_IMODE(where.stat().st_mode) == 0o600


def test_a_running_daemon_follows_and_is_not_disturbed(
    prepared: Prepared, key: PrivateKey, public: str
) -> None:
    daemon = prepared()
    daemon.start()
    shell = Shell(daemon.folder)
    alice = Signer(daemon, key.sign)
    task = daemon.push(daemon.seed_uri, interval=10)
    assert code(alice.ask("stats")) == "unauthorized_user"
    assert shell.keys("add", "alice", public).returncode == 0
    daemon.eventually(lambda: code(alice.ask("stats")) == "")
    assert alice.once() == EVENT
    assert shell.keys("remove", "alice", key.public().fingerprint).returncode == 0
    daemon.eventually(lambda: code(alice.ask("stats")) == "unauthorized_user")
    assert daemon.ask("explain", {task["key"]: {}})[task["key"]]["state"] == "running"
    assert daemon.storage.with_name("store.db.lock").read_text().strip() == str(daemon.pid)
    daemon.stop()
    assert " ERROR " not in daemon.log()


def test_a_daemon_that_starts_meanwhile_is_not_kept_from_it(prepared: Prepared, public: str) -> None:
    """The command holds no lock, on a store that it has made either."""
    daemon = prepared()
    shell = Shell(daemon.folder)
    assert shell.keys("add", "alice", public).returncode == 0
    assert not daemon.storage.with_name("store.db.lock").exists()
    daemon.start()
    assert [one["token"] for one in shell.listed()] == ["alice"]


def test_commands_at_one_moment_are_all_kept(shell: Shell) -> None:
    shell.listed()
    command = [sys.executable, "-m", "cocained", "keys", "add", "--storage", shell.url]
    pem = PrivateKey.generate("ed25519").public().pem
    (shell.folder / "k.pub").write_bytes(pem)
    running = [
        subprocess.Popen(
            [*command, f"token-{number % 4}", "k.pub"],
            cwd=shell.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for number in range(8)
    ]
    assert [one.wait() for one in running] == [0] * 8
    assert [one["token"] for one in shell.listed()] == [f"token-{number}" for number in range(4)]


def test_a_store_of_another_program_is_left_as_it_is(shell: Shell, public: str) -> None:
    connection = sqlite3.connect(shell.folder / "store.db")
    connection.execute("CREATE TABLE theirs (x)")
    connection.commit()
    connection.close()
    before = (shell.folder / "store.db").read_bytes()
    done = shell.keys("add", "alice", public)
    assert done.returncode == 1
    assert "a database of another program" in done.stderr
    assert (shell.folder / "store.db").read_bytes() == before


def test_what_another_version_has_written_is_shown_kept_and_can_be_removed(shell: Shell, public: str) -> None:
    shell.keys("add", "alice", public)
    connection = sqlite3.connect(shell.folder / "store.db")
    connection.execute(
        "UPDATE item SET value = ? WHERE collection = 'keys' AND key = 'alice'", (b'{"new": 1}',)
    )
    connection.commit()
    connection.close()
    assert "another version" in shell.listed()[0]["error"]
    assert "another version" in shell.keys("list").stdout
    done = shell.keys("add", "alice", public)
    assert done.returncode == 1
    assert "remove the token, and add it anew" in done.stderr
    assert shell.keys("remove", "alice").returncode == 0
    assert shell.listed() == []


def test_a_password_in_a_pattern_is_not_shown(shell: Shell, public: str) -> None:
    done = shell.keys("add", "alice", public, "--uri", "mysql://app:hunter2@db.example.com/*")
    assert done.returncode == 0
    shown = done.stdout + shell.keys("list").stdout + json.dumps(shell.listed())
    assert "hunter2" not in shown
    assert "mysql://app:***@db.example.com/*" in shown


def test_help_says_what_there_is(shell: Shell) -> None:
    for arguments in (["--help"], ["add", "--help"], ["list", "--help"], ["remove", "--help"]):
        done = shell.run(*arguments)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("usage: cocained keys")
