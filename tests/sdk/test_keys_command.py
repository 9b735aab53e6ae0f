"""`cocaine keys`, and the options of keys that stand before every command: from a new key to a request served."""

from __future__ import annotations

import json
import os
import pty
import shlex
import socket
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cocaine_sdk.curve import CurvePair
from cocaine_sdk.signing import KINDS, PrivateKey, PublicKey

if TYPE_CHECKING:
    from tests.conftest import Daemon, MakeDaemon

DONE, FAILED, USAGE, NO_DAEMON = 0, 1, 2, 3
BIN = Path(sys.executable).parent
PATIENCE = 30
Done = subprocess.CompletedProcess[str]


def run(*words: str, cwd: Path, given: str = "", **environment: str) -> Done:
    """`cocaine`, or `cocained`, without what the tester's own environment says of keys."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("COCAINE")}
    return subprocess.run(
        [str(BIN / words[0]), *words[1:]],
        cwd=cwd, input=given, env=env | environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def cocaine(folder: Path, *words: str, **environment: str) -> Done:
    return run("cocaine", *words, cwd=folder, **environment)


def generate(folder: Path, *words: str) -> Done:
    done = cocaine(folder, "keys", "generate", *words)
    assert done.returncode == DONE, done.stderr
    return done


# --- keys in files


@pytest.mark.parametrize("kind", KINDS)
def test_generate_writes_a_key_for_its_owner_alone_and_its_public_half(tmp_path: Path, kind: str) -> None:
    done = generate(tmp_path, "--type", kind, "alice")
    private, public = tmp_path / "alice", tmp_path / "alice.pub"
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    parsed = PublicKey.parse(public.read_bytes())
    assert PrivateKey.load(private).public().fingerprint == parsed.fingerprint
    assert done.stdout == f"alice  {kind}  {parsed.fingerprint}\n"
    assert "PRIVATE" not in done.stdout + done.stderr


def test_generate_makes_ed25519_where_nothing_is_said(tmp_path: Path) -> None:
    assert "ed25519" in generate(tmp_path, "alice").stdout


def test_generate_says_exactly_what_to_type_next(tmp_path: Path) -> None:
    folder = tmp_path / "my keys"
    folder.mkdir()
    done = cocaine(tmp_path, "--token", "Alice B", "keys", "generate", "my keys/alice")
    assert "cocained keys add 'Alice B' 'my keys/alice.pub'\n" in done.stderr
    assert "cocaine --key 'my keys/alice' --token 'Alice B' stats\n" in done.stderr


def test_generate_writes_curve_keys_that_can_be_told_apart(tmp_path: Path) -> None:
    done = generate(tmp_path, "--curve", "server")
    pair = CurvePair.load(tmp_path / "server")
    assert stat.S_IMODE((tmp_path / "server").stat().st_mode) == 0o600
    assert (tmp_path / "server.pub").read_bytes() == pair.public_file
    assert done.stdout == f"server  curve  {pair.public}\n"
    assert f'secret_key = "{tmp_path}/server"' in done.stderr
    assert shlex.quote(pair.public) in done.stderr
    assert pair.secret not in done.stdout + done.stderr


@pytest.mark.parametrize("there", ["alice", "alice.pub"])
@pytest.mark.parametrize("kind", [(), ("--curve",)], ids=["signing", "curve"])
def test_generate_never_writes_over_a_file(tmp_path: Path, there: str, kind: tuple[str, ...]) -> None:
    (tmp_path / there).write_text("precious")
    done = cocaine(tmp_path, "keys", "generate", *kind, "alice")
    assert done.returncode == USAGE
    assert f"already there: {there}; nothing was written" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == [there]
    assert (tmp_path / there).read_text() == "precious"


def test_generate_follows_no_link_to_where_it_leads(tmp_path: Path) -> None:
    (tmp_path / "alice").symlink_to(tmp_path / "elsewhere")
    assert cocaine(tmp_path, "keys", "generate", "alice").returncode == USAGE
    assert not (tmp_path / "elsewhere").exists()


def test_generate_where_nothing_can_be_written_leaves_nothing(tmp_path: Path) -> None:
    done = cocaine(tmp_path, "keys", "generate", "nowhere/alice")
    assert done.returncode == USAGE
    assert "nowhere/alice cannot be written: no such file or directory" in done.stderr


def test_a_curve_key_has_no_type(tmp_path: Path) -> None:
    done = cocaine(tmp_path, "keys", "generate", "--curve", "--type", "ed25519", "alice")
    assert done.returncode == USAGE
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["alice", "alice.pub"])
def test_show_tells_the_same_of_either_half(tmp_path: Path, name: str) -> None:
    made = json.loads(generate(tmp_path, "alice", "--json").stdout)
    shown = json.loads(cocaine(tmp_path, "keys", "show", name, "--json").stdout)
    assert (shown["type"], shown["fingerprint"]) == (made["type"], made["fingerprint"])


@pytest.mark.parametrize("name", ["server", "server.pub"])
def test_show_tells_the_public_key_of_either_half_of_a_curve_key(tmp_path: Path, name: str) -> None:
    made = json.loads(generate(tmp_path, "--curve", "server", "--json").stdout)
    shown = json.loads(cocaine(tmp_path, "keys", "show", name, "--json").stdout)
    assert (shown["type"], shown["key"]) == ("curve", made["key"])


def test_show_of_what_is_no_key_says_so(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear Alice")
    for name, words in (("letter", "this is no key in PEM"), ("nothing", "no such file"), (".", "directory")):
        done = cocaine(tmp_path, "keys", "show", name)
        assert done.returncode == USAGE
        assert words in done.stderr


@pytest.mark.parametrize(
    ("before", "after"),
    [("ed25519", "ed25519"), ("rsa-2048", "rsa-3072"), ("rsa-3072", "rsa-3072"), ("rsa-4096", "rsa-4096")],
)
def test_rotate_makes_a_key_beside_the_old_one_of_its_type_or_a_stronger(
    tmp_path: Path, before: str, after: str
) -> None:
    if before == "rsa-2048":
        subprocess.run(
            ["openssl", "genrsa", "-out", "alice", "2048"], cwd=tmp_path, capture_output=True, check=True
        )
    else:
        generate(tmp_path, "--type", before, "alice")
    old = (tmp_path / "alice").read_bytes()
    done = cocaine(tmp_path, "--token", "alice", "keys", "rotate", "alice")
    fingerprint = PrivateKey.parse(old).public().fingerprint
    assert done.returncode == DONE, done.stderr
    assert f"alice.new  {after}  " in done.stdout
    assert (tmp_path / "alice").read_bytes() == old
    steps = [
        line.split(":  ")[1].strip()
        for line in done.stderr.splitlines()
        if line[:2] in ("1.", "2.", "3.", "4.")
    ]
    assert steps == [
        "cocained keys add alice alice.new.pub",
        "cocaine --key alice.new --token alice stats",
        "mv alice.new alice && mv alice.new.pub alice.pub",
        f"cocained keys remove alice {fingerprint}",
    ]


def test_rotate_of_a_curve_key_is_refused_with_the_way_to_do_it(tmp_path: Path) -> None:
    generate(tmp_path, "--curve", "alice")
    done = cocaine(tmp_path, "keys", "rotate", "alice")
    assert done.returncode == USAGE
    assert "generate --curve" in done.stderr


# --- keys at work


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


def typed(daemon: Daemon, line: str) -> None:
    """A line that was printed, typed on the daemon's machine."""
    options = ("--storage", f"sqlite://{daemon.storage}")
    done = run(*shlex.split(line), *options, cwd=daemon.folder, HOME=str(daemon.folder))
    assert done.returncode == DONE, done.stderr


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


def test_the_password_of_an_encrypted_key_is_asked_for_once_and_not_shown(strict: Daemon) -> None:
    made = ["openssl", "genpkey", "-algorithm", "ED25519", "-aes256", "-pass", "pass:open", "-out", "alice"]
    subprocess.run(made, cwd=strict.folder, capture_output=True, check=True)
    (strict.folder / "alice").chmod(0o600)
    public = ["openssl", "pkey", "-in", "alice", "-passin", "pass:open", "-pubout", "-out", "alice.pub"]
    subprocess.run(public, cwd=strict.folder, check=True)
    typed(strict, "cocained keys add alice alice.pub")
    options = ("--connect", strict.endpoint, "--timeout", str(PATIENCE), "--key", "alice", "--token", "alice")

    def calls_twice() -> str:
        """A command that calls the daemon before it asks for something, and after."""
        ours, theirs = pty.openpty()
        command = [str(BIN / "cocaine"), *options, "secrets", "set", "name"]
        with os.fdopen(ours, "r+b", buffering=0) as terminal:
            process = subprocess.Popen(
                command, cwd=strict.folder, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
            )
            os.close(theirs)
            shown = b""
            with suppress(OSError):  # the terminal ends with the program
                while data := terminal.read(1024):
                    shown += data
                    if shown.endswith(b": "):
                        terminal.write(b"open\n")
            process.wait(PATIENCE)
        return shown.decode()

    shown = strict.eventually(lambda: (said := calls_twice()) if "not there yet" in said else "")
    assert shown.count("Password of alice") == 1
    assert "open" not in shown


# --- encryption


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
        (("--server-key", "alice.pub", "--curve-key", "alice.pub"), "alice.pub: others may read"),
        (("--server-key", "alice.pub", "--curve-key", "signing"), "signing: this is no CURVE key"),
        (("--server-key", "signing.pub"), "signing.pub: this is no CURVE key"),
        (("--key", "alice"), "alice: this is no key in PEM"),
        (("--key", "signing.pub"), "others may read"),
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
