"""`cocaine keys`: keys in files, and what to do with them."""

from __future__ import annotations

import json
import shlex
import stat
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cocaine_sdk.curve import CurvePair
from cocaine_sdk.signing import KINDS, PrivateKey, PublicKey
from tests.sdk.programs import DONE, USAGE, cocaine, generate

if TYPE_CHECKING:
    pass


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
